import AppModel
import Core
import SwiftUI

/// When a screen reads again what it shows.
struct Segar: Hashable {
    let putaran: Int
    let bahasa: Bahasa
    let diDepan: Bool

    @MainActor init(_ aplikasi: AplikasiModel, diDepan: Bool = true) {
        putaran = aplikasi.pengirim.putaran
        bahasa = aplikasi.kata.bahasa
        self.diDepan = diDepan
    }
}

/// Hari Ini: whom to visit, what was begun, what waits.
struct HariIniScreen: View {
    @State private var model: HariIniModel

    init(aplikasi: AplikasiModel) { _model = State(initialValue: HariIniModel(aplikasi: aplikasi)) }

    var body: some View {
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.hariIniMemuat, galat: kata.hariIniGalat, kata: kata,
            cobaLagi: { await model.muat() }
        ) { isi in
            List {
                KabarBaris(aplikasi: aplikasi)
                HariKepala(aplikasi: aplikasi, isi: isi)
                DrafView(aplikasi: aplikasi, isi: isi)
                KunjunganDaftar(model: model, isi: isi)
                Section(kata.pengaturanJudul) {
                    Button(kata.pengaturanJudul) { aplikasi.buka(.pengaturan) }.tombolBiasa()
                    Button(kata.kunciSekarang) { Task { await aplikasi.kunci() } }.tombolBiasa()
                }
            }
            .refreshable { await model.muat() }
        }
        .diBawah { bawah }
        .navigationTitle(kata.hariIniJudul)
        .task(id: Segar(aplikasi, diDepan: aplikasi.jalur.isEmpty)) {
            if aplikasi.jalur.isEmpty { await model.muat() }
        }
    }

    /// Search is there even where the day could not be read.
    @ViewBuilder private var bawah: some View {
        switch model.keadaan {
        case .memuat: EmptyView()
        case .galat: Button(model.aplikasi.kata.hariIniCari) { model.aplikasi.buka(.cari) }.tombolUtama()
        case .isi(let isi): AksiDaftar(aksi: isi.aksi) { await model.aplikasi.ikuti($0) }
        }
    }
}

private struct HariKepala: View {
    let aplikasi: AplikasiModel
    let isi: Core.HariIniScreen

    var body: some View {
        Section(isi.tanggal) {
            Text(isi.sapaan).font(.headline)
            if aplikasi.luring { LuringBaris(kata: isi.luring) }
            PilView(pil: isi.pil) { aplikasi.buka(.kotakKirim) }
            BarisTeks(isi.belumTerkirim)
            if !isi.perluDitinjau.isEmpty { Button(isi.perluDitinjau) { aplikasi.buka(.tinjau) }.tombolBiasa() }
        }
    }
}

private struct DrafView: View {
    let aplikasi: AplikasiModel
    let isi: Core.HariIniScreen

    var body: some View {
        if !isi.draf.isEmpty || !isi.semuaDraf.isEmpty {
            Section(aplikasi.kata.hariIniDraf) {
                ForEach(isi.draf, id: \.id) { KartuDrafView(aplikasi: aplikasi, kartu: $0) }
                if !isi.semuaDraf.isEmpty { Button(isi.semuaDraf) { aplikasi.buka(.draf) }.tombolBiasa() }
            }
        }
    }
}

private struct KunjunganDaftar: View {
    let model: HariIniModel
    let isi: Core.HariIniScreen

    var body: some View {
        let aplikasi = model.aplikasi
        Section(aplikasi.kata.hariIniKunjungan) {
            BarisTeks(isi.kosong.isEmpty ? isi.ringkas : isi.kosong)
            ForEach(model.kunjungan, id: \.kasusId) { kartu in
                KartuView(lisan: kartu.lisan) {
                    Text(kartu.nama).font(.headline)
                    BarisTeks(kartu.tempat, kartu.alasan)
                    TandaView(kartu.risiko)
                    ForEach(kartu.tanda, id: \.self) { TandaView($0) }
                    TandaView(kartu.status)
                } tekan: {
                    await aplikasi.ikuti(kartu.rute)
                }
            }
            if model.menambah { MemuatView(kata: aplikasi.kata.umumMemuat) }
            if model.masihAda { Button(aplikasi.kata.umumMuatLagi) { Task { await model.muatLagi() } }.tombolBiasa() }
        }
    }
}
