import AppModel
import Core
import SwiftUI

/// Semua draf: every form that was begun and not finished, and those that were discarded.
struct DrafScreen: View {
    @State private var model: DrafModel

    init(aplikasi: AplikasiModel) { _model = State(initialValue: DrafModel(aplikasi: aplikasi)) }

    var body: some View {
        let kata = model.aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.drafMemuat, galat: kata.drafGalat, kata: kata, cobaLagi: { await model.muat() }
        ) { isi in
            List {
                KabarBaris(aplikasi: model.aplikasi)
                if let galat = model.galat { GalatBaris(galat: galat) }
                BarisTeks(isi.kosong.isEmpty ? isi.ringkas : isi.kosong)
                TerbukaView(model: model, draf: isi.draf)
                DibuangView(model: model, isi: isi)
            }
        }
        .navigationTitle(kata.drafJudul)
        .task(id: Segar(model.aplikasi)) { await model.muat() }
        .alert(kata.drafBuangJudul, isPresented: $model.adaTanyaBuang) {
            if let kartu = model.tanyaBuang {
                Button(kata.drafBuangYa, role: .destructive) { Task { await model.buang(kartu) } }
            }
            Button(kata.drafBuangTidak, role: .cancel) {}
        } message: {
            Text(kata.drafBuangTanya)
        }
    }
}

private struct TerbukaView: View {
    let model: DrafModel
    let draf: [KartuDraf]

    var body: some View {
        let kata = model.aplikasi.kata
        if !draf.isEmpty {
            Section(kata.drafTerbuka) {
                ForEach(draf, id: \.id) { kartu in
                    KartuDrafView(aplikasi: model.aplikasi, kartu: kartu)
                    Button(kata.drafBuang) { model.tanyaBuang = kartu }
                        .tombolBiasa()
                        .accessibilityLabel("\(kata.drafBuang). \(kartu.lisan)" as String)
                        .disabled(model.bekerja)
                }
            }
        }
    }
}

private struct DibuangView: View {
    let model: DrafModel
    let isi: Core.DrafScreen

    var body: some View {
        let kata = model.aplikasi.kata
        if !isi.dibuang.isEmpty {
            Section(kata.drafDibuang) {
                BarisTeks(isi.catatan)
                ForEach(isi.dibuang, id: \.id) { kartu in
                    VStack(alignment: .leading, spacing: 4) { BarisTeks(kartu.nama, kartu.judul, kartu.rincian) }
                        .accessibilityElement(children: .ignore)
                        .accessibilityLabel(kartu.lisan)
                    Button(kata.drafKembalikan) { Task { await model.kembalikan(kartu) } }
                        .tombolBiasa()
                        .accessibilityLabel("\(kata.drafKembalikan). \(kartu.lisan)" as String)
                        .disabled(model.bekerja)
                }
            }
        }
    }
}

/// A draft; leads to its form.
struct KartuDrafView: View {
    let aplikasi: AplikasiModel
    let kartu: KartuDraf

    var body: some View {
        KartuView(lisan: kartu.lisan) {
            BarisTeks(kartu.nama, kartu.judul, kartu.rincian)
        } tekan: {
            await aplikasi.ikuti(kartu.rute)
        }
    }
}
