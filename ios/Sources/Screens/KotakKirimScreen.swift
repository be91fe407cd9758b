import AppModel
import Core
import SwiftUI

/// Kotak Kirim: what waits, what was received and proven so, what needs attention.
struct KotakKirimScreen: View {
    @State private var model: KotakKirimModel

    init(aplikasi: AplikasiModel) { _model = State(initialValue: KotakKirimModel(aplikasi: aplikasi)) }

    var body: some View {
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.kotakKirimMemuat, galat: kata.kotakKirimGalat, kata: kata,
            cobaLagi: { await model.muat() }
        ) { isi in
            List {
                KabarBaris(aplikasi: aplikasi)
                if aplikasi.luring { LuringBaris(kata: isi.luring) }
                HasilView(model: model)
                BarisTeks(isi.kosong, isi.ukuran, isi.perkiraan, isi.terakhir, isi.tandaTerima)
                ForEach([isi.perhatian, isi.menunggu, isi.terkirim], id: \.judul) { JalurKirim(aplikasi: aplikasi, jalur: $0) }
                PeriksaView(model: model)
            }
        }
        .diBawah { bawah(kata) }
        .navigationTitle(kata.kotakKirimJudul)
        .task(id: Segar(aplikasi)) { await model.muat() }
    }

    /// Also where nothing waits to be sent: what others wrote comes by the same way.
    @ViewBuilder private func bawah(_ kata: Kata) -> some View {
        if model.aplikasi.pengirim.berjalan {
            Button(kata.kotakKirimHenti) { model.batal() }.tombolUtama()
        } else {
            Button(kata.kotakKirimKirim) { Task { await model.kirim() } }.tombolUtama()
        }
    }
}

/// How the run goes, or how it ended.
private struct HasilView: View {
    let model: KotakKirimModel

    var body: some View {
        if let kata = model.kataBerjalan { ProgressView(kata) }
        if let kata = model.kataHasil { TandaView(kata, nada: .baik, ikon: .centang).diucapkan(kata) }
        if let galat = model.galat { GalatBaris(galat: galat) }
    }
}

private struct JalurKirim: View {
    let aplikasi: AplikasiModel
    let jalur: Jalur

    var body: some View {
        Section("\(jalur.judul): \(jalur.kata)" as String) {
            BarisTeks(jalur.kosong)
            ForEach(jalur.items, id: \.id) { item in
                if let rute = item.rute {
                    KartuView(lisan: item.lisan) {
                        ItemView(item: item)
                    } tekan: {
                        await aplikasi.ikuti(rute)
                    }
                } else {
                    VStack(alignment: .leading, spacing: 4) { ItemView(item: item) }.accessibilityElement(children: .combine)
                }
            }
            BarisTeks(jalur.lagi)
        }
    }
}

private struct ItemView: View {
    let item: ItemKirim

    var body: some View {
        Text(item.judul).font(.headline)
        BarisTeks(item.rincian)
        TandaView(item.status)
        BarisTeks(item.alasan, item.saran)
    }
}

private struct PeriksaView: View {
    let model: KotakKirimModel

    var body: some View {
        Button(model.aplikasi.kata.kotakKirimPeriksa) { Task { await model.periksaTandaTerima() } }.tombolBiasa().disabled(
            model.memeriksa)
        if let hasil = model.hasilPeriksa { Text(hasil).diucapkan(hasil) }
    }
}
