import AppModel
import Core
import SwiftUI

/// What was photographed or signed: small in the page, large by touch.
struct IsianGambar: View {
    let model: FormulirModel
    let item: PertanyaanItem
    let lihat: String

    var body: some View {
        let kata = model.kata
        let path = item.soal.path
        Group {
            switch model.gambar[path] {
            case nil: MemuatView(kata: kata.formulirGambarMemuat)
            case .isi(let data)?:
                Button {
                    model.lihatGambar(path)
                } label: {
                    VStack(spacing: 8) {
                        GambarView(data: data, sisi: 240, gagal: kata.formulirFotoTidakTampil).accessibilityHidden(true)
                        Text(lihat)
                    }
                }
                .tombolBiasa()
            case .tidakAda?: Label(kata.formulirFotoTidakAda, systemImage: "photo").font(.title3)
            case .galat(let galat)?: GalatBaris(galat: galat).font(.title3)
            }
        }
        .task(id: Tampak(nilai: item.soal.value, boleh: model.bolehDilihat)) { await model.muatGambar(item) }
    }

    private struct Tampak: Hashable {
        let nilai: String
        let boleh: Bool
    }
}

/// The picture as large as the screen.
struct GambarBesar: View {
    let model: FormulirModel

    var body: some View {
        VStack(spacing: 16) {
            if let data = model.gambarDilihat {
                GambarView(data: data, sisi: 1600, gagal: model.kata.formulirFotoTidakTampil)
                    .frame(maxWidth: .infinity, maxHeight: .infinity)
                    .accessibilityLabel(model.dilihat.flatMap { model.pertanyaan($0) }?.soal.label ?? "")
            }
            Button(model.kata.umumTutup) { model.adaDilihat = false }.tombolUtama()
        }
        .padding()
    }
}
