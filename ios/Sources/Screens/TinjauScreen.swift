import AppModel
import Core
import SwiftUI

/// Perlu Ditinjau: both values of what two people wrote differently, with who and when; one tap decides.
struct TinjauScreen: View {
    @State private var model: TinjauModel

    init(aplikasi: AplikasiModel) { _model = State(initialValue: TinjauModel(aplikasi: aplikasi)) }

    var body: some View {
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.tinjauMemuat, galat: kata.tinjauGalat, kata: kata,
            cobaLagi: { await model.muat() }
        ) { isi in
            List {
                KabarBaris(aplikasi: aplikasi)
                if aplikasi.luring { LuringBaris(kata: isi.luring) }
                if let galat = model.galat { GalatBaris(galat: galat) }
                BarisTeks(isi.ringkas, isi.kosong)
                ForEach(isi.items, id: \.self) { HalView(model: model, item: $0) }
                Button(kata.tinjauNanti) { aplikasi.kembali() }.tombolBiasa()
            }
        }
        .navigationTitle(kata.tinjauJudul)
        .task(id: Segar(aplikasi)) { await model.muat() }
    }
}

private struct HalView: View {
    let model: TinjauModel
    let item: TinjauItem

    var body: some View {
        Section(item.judul) {
            Text(item.pertanyaan).font(.headline)
            ForEach(item.sisi, id: \.version) { sisi in
                VStack(alignment: .leading, spacing: 4) {
                    Text(sisi.nilai).font(.headline)
                    BarisTeks(sisi.siapa, sisi.kapan)
                    if sisi.dipakai {
                        TandaView(model.aplikasi.kata.tinjauDipakai, nada: .netral, ikon: .lingkaran)
                    }
                }
                Button(sisi.tombol) { Task { await model.putuskan(item, sisi) } }.tombolBiasa()
                    .accessibilityLabel("\(sisi.tombol). \(sisi.lisan)" as String)
                    .disabled(model.bekerja)
            }
            BarisTeks(item.sementara)
        }
    }
}
