import AppModel
import Core
import SwiftUI

/// Cari & Daftar Baru: one box; who is not found can be registered at once.
struct CariScreen: View {
    @State private var model: CariModel

    init(aplikasi: AplikasiModel) { _model = State(initialValue: CariModel(aplikasi: aplikasi)) }

    var body: some View {
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        List {
            KabarBaris(aplikasi: aplikasi)
            if aplikasi.luring { LuringBaris(kata: kata.cariLuring) }
            TextField(kata.cariKotak, text: Bindable(model).teks).tanpaKoreksi().frame(minHeight: tinggiTombol)
            if !model.teks.isEmpty { Button(kata.cariHapusTeks) { model.teks = "" }.tombolBiasa() }
            KeadaanView(
                keadaan: model.keadaan, memuat: kata.umumMemuat, galat: kata.cariGalat, kata: kata,
                cobaLagi: { await model.cari() }
            ) { isi in HasilCari(aplikasi: aplikasi, isi: isi) }
        }
        .diBawah {
            Button(kata.cariDaftarOrang) { aplikasi.buka(.daftar(.orang(keluarga: nil))) }.tombolUtama()
            Button(kata.cariDaftarKeluarga) { aplikasi.buka(.daftar(.keluarga)) }.tombolBiasa()
        }
        .navigationTitle(kata.cariJudul)
        .task(id: Cari(teks: model.teks, segar: Segar(aplikasi))) { await model.cari() }
    }

    private struct Cari: Hashable {
        let teks: String
        let segar: Segar
    }
}

private struct HasilCari: View {
    let aplikasi: AplikasiModel
    let isi: Core.CariScreen

    var body: some View {
        BarisTeks(isi.ringkas, isi.kosong)
        if isi.tawarkanDaftar && isi.kosong.isEmpty { Text(aplikasi.kata.cariTidakKetemu) }
        if !isi.orang.isEmpty {
            Section(aplikasi.kata.cariOrang) { ForEach(isi.orang, id: \.id) { OrangView(aplikasi: aplikasi, kartu: $0) } }
        }
        if !isi.keluarga.isEmpty {
            Section(aplikasi.kata.cariKeluarga) {
                ForEach(isi.keluarga, id: \.id) { KeluargaView(aplikasi: aplikasi, kartu: $0) }
            }
        }
    }
}

/// A person; leads to the profile.
struct OrangView: View {
    let aplikasi: AplikasiModel
    let kartu: KartuOrang

    var body: some View {
        KartuView(lisan: kartu.lisan) {
            BarisTeks(kartu.alasan)
            Text(kartu.nama).font(.headline)
            BarisTeks(kartu.rincian, kartu.tempat, kartu.kunjungan)
            TandaView(kartu.status)
        } tekan: {
            await aplikasi.ikuti(kartu.rute)
        }
    }
}

/// A family; leads to the profile.
struct KeluargaView: View {
    let aplikasi: AplikasiModel
    let kartu: KartuKeluarga

    var body: some View {
        KartuView(lisan: kartu.lisan) {
            BarisTeks(kartu.alasan)
            Text(kartu.nama).font(.headline)
            BarisTeks(kartu.rincian, kartu.tempat)
            TandaView(kartu.status)
        } tekan: {
            await aplikasi.ikuti(kartu.rute)
        }
    }
}
