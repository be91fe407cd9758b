import AppModel
import Core
import SwiftUI

/// What was saved: after a form was finished, and the page of any document.
public struct SelesaiScreen: View {
    @State private var model: SelesaiModel

    /// Opens a document.
    public init(aplikasi: AplikasiModel, dokumen: String) {
        _model = State(initialValue: SelesaiModel(aplikasi: aplikasi, dokumen: dokumen))
    }

    /// See `View`.
    public var body: some View {
        Group {
            switch model.keadaan {
            case .memuat: MemuatView(kata: model.kata.umumMemuat)
            case .galat(let galat): GalatView(galat: galat, kata: model.kata) { Task { await model.muat() } }
            case .isi(let isi): Tersimpan(model: model, isi: isi)
            }
        }
        .navigationTitle(model.keadaan.isi?.judul ?? model.kata.umumNamaAplikasi)
        .task(id: model.kata.bahasa) { await model.muat() }
        .sheet(isPresented: $model.laporanTerbuka) {
            Penutup(aplikasi: model.aplikasi) { LaporanView(model: model) }
        }
    }
}

private struct Tersimpan: View {
    let model: SelesaiModel
    let isi: Core.SelesaiScreen

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Text(isi.judul).font(.title2.bold()).accessibilityLabel(isi.lisan).accessibilityAddTraits(.isHeader)
                Text(isi.pesan).font(.title3).accessibilityHidden(true)
                TandaView(isi.status).font(.title3)
                BarisKataView(baris: isi.baris)
                if !isi.berikutnya.isEmpty { Label(isi.berikutnya, systemImage: "calendar").font(.title3) }
                KabarBaris(aplikasi: model.aplikasi)
                AksiDaftar(aksi: isi.aksi) { await model.pilih($0) }
            }
            .padding()
        }
        .safeAreaInset(edge: .bottom) {
            Button(model.kata.selesaiHariIni) { model.keHariIni() }.tombolUtama().padding()
        }
    }
}

/// The report of a home visit, to read, to print, or to save as PDF.
private struct LaporanView: View {
    let model: SelesaiModel
    @State private var cetak = CetakLaporan()

    var body: some View {
        let kata = model.kata
        VStack(alignment: .leading, spacing: 12) {
            Text(kata.laporanJudul).font(.title2.bold()).accessibilityAddTraits(.isHeader)
            switch model.laporan {
            case .memuat?, nil: MemuatView(kata: kata.laporanMemuat)
            case .galat(let galat)?: GalatBaris(galat: galat).font(.title3)
            case .isi(let html)?:
                Label(kata.laporanPeringatan, systemImage: "exclamationmark.triangle").font(.title3)
                LaporanHtml(html: html, cetak: cetak)
                Button(kata.laporanCetak, systemImage: "printer") { cetak.cetak() }.tombolUtama()
            }
            Button(kata.umumTutup) { model.tutupLaporan() }.tombolBiasa()
        }
        .padding()
    }
}
