import AppModel
import UIKit

/// Draws a signature into a picture: black on white.
@MainActor public final class PenaPonsel: Pena {
    /// Draws nothing yet.
    public init() {}

    /// See `Pena`.
    public func gambar(_ coretan: Coretan, maksPiksel: Int) async -> String? {
        let (lebar, tinggi, goresan) = coretan.dalamGambar(maksPiksel: maksPiksel)
        guard !goresan.isEmpty else { return nil }
        let susunan = UIGraphicsImageRendererFormat()
        susunan.scale = 1
        susunan.opaque = true
        let bingkai = CGRect(x: 0, y: 0, width: lebar, height: tinggi)
        let data = UIGraphicsImageRenderer(bounds: bingkai, format: susunan).pngData { konteks in
            UIColor.white.setFill()
            konteks.fill(bingkai)
            UIColor.black.setStroke()
            for garis in goresan {
                guard let awal = garis.first else { continue }
                let jalan = UIBezierPath()
                jalan.lineWidth = max(2, max(lebar, tinggi) / 200)
                (jalan.lineCapStyle, jalan.lineJoinStyle) = (.round, .round)
                jalan.move(to: CGPoint(x: awal.x, y: awal.y))
                for titik in garis.dropFirst() { jalan.addLine(to: CGPoint(x: titik.x, y: titik.y)) }
                jalan.stroke()
            }
        }
        return BerkasSementara.tulis(data, akhiran: "png")
    }
}
