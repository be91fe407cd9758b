import AVFoundation
import AppModel
import UIKit

/// The system's camera and gallery. What they give is drawn anew: upright, scaled, without the place and the device it came from.
@MainActor public final class KameraPonsel: NSObject, Kamera, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private var menunggu: CheckedContinuation<UIImage?, Never>?

    /// Removes what a killed app left behind.
    override public init() {
        super.init()
        BerkasSementara.bersihkan()
    }

    /// See `Kamera`. The gallery needs no permission: the system shows it, and hands over the one picture that is tapped.
    public func ambil(dariGaleri: Bool, maksPiksel: Int) async -> HasilFoto {
        guard menunggu == nil else { return .batal }
        let sumber: UIImagePickerController.SourceType = dariGaleri ? .photoLibrary : .camera
        guard UIImagePickerController.isSourceTypeAvailable(sumber) else { return .gagal }
        if !dariGaleri {
            guard await AVCaptureDevice.requestAccess(for: .video) else { return .ditolak }
        }
        guard let layar = layarTeratas() else { return .gagal }
        let gambar = await withCheckedContinuation { (lanjutan: CheckedContinuation<UIImage?, Never>) in
            menunggu = lanjutan
            let pemilih = UIImagePickerController()
            pemilih.sourceType = sumber
            pemilih.delegate = self
            // Over everything: a sheet could be swiped away without a word.
            pemilih.modalPresentationStyle = .fullScreen
            layar.present(pemilih, animated: true)
        }
        guard let gambar else { return .batal }
        let berkas = await Task.detached { Self.kecilkan(gambar, maksPiksel: maksPiksel) }.value
        return berkas.map { .foto(berkas: $0) } ?? .gagal
    }

    /// See `UIImagePickerControllerDelegate`.
    public func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) { selesai(picker, info[.originalImage] as? UIImage) }

    /// See `UIImagePickerControllerDelegate`.
    public func imagePickerControllerDidCancel(_ picker: UIImagePickerController) { selesai(picker, nil) }

    private func selesai(_ pemilih: UIImagePickerController, _ gambar: UIImage?) {
        pemilih.dismiss(animated: true)
        menunggu?.resume(returning: gambar)
        menunggu = nil
    }

    private nonisolated static func kecilkan(_ gambar: UIImage, maksPiksel: Int) -> String? {
        let ukuran = Gambar.ukuran(
            lebar: gambar.size.width * gambar.scale, tinggi: gambar.size.height * gambar.scale, maksPiksel: maksPiksel)
        let susunan = UIGraphicsImageRendererFormat()
        susunan.scale = 1
        susunan.opaque = true
        let bingkai = CGRect(x: 0, y: 0, width: ukuran.lebar, height: ukuran.tinggi)
        // Drawing turns the picture upright.
        let data = UIGraphicsImageRenderer(bounds: bingkai, format: susunan).jpegData(withCompressionQuality: 0.8) { _ in
            gambar.draw(in: bingkai)
        }
        return BerkasSementara.tulis(data, akhiran: "jpg")
    }

    private func layarTeratas() -> UIViewController? {
        let adegan = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        var layar = adegan.first { $0.activationState == .foregroundActive }?.keyWindow?.rootViewController
        while let atas = layar?.presentedViewController { layar = atas }
        return layar
    }
}
