import AppModel
import Core
import SwiftUI

/// A person, family or case with everything around it.
struct ProfilScreen: View {
    @State private var model: ProfilModel

    init(aplikasi: AplikasiModel, id: String) { _model = State(initialValue: ProfilModel(aplikasi: aplikasi, id: id)) }

    var body: some View {
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.profilMemuat, galat: kata.profilGalat, kata: kata,
            cobaLagi: { await model.muat() }
        ) { isi in
            List {
                KabarBaris(aplikasi: aplikasi)
                Section(isi.subjudul) {
                    Text(isi.judul).font(.title).accessibilityAddTraits(.isHeader)
                    ForEach(isi.tanda, id: \.self) { TandaView($0) }
                    TandaView(isi.status)
                    if !isi.tabrakanPesan.isEmpty { Button(isi.tabrakanPesan) { aplikasi.buka(.tinjau) }.tombolBiasa() }
                }
                KasusDaftar(aplikasi: aplikasi, isi: isi)
                DataView(kata: kata, isi: isi)
                KerabatView(aplikasi: aplikasi, isi: isi)
                DokumenDaftar(aplikasi: aplikasi, isi: isi)
            }
            .diBawah { AksiDaftar(aksi: isi.aksi) { await aplikasi.ikuti($0) } }
        }
        .navigationTitle(model.keadaan.isi?.judul ?? "")
        .task(id: Segar(aplikasi)) { await model.muat() }
    }
}

private struct DataView: View {
    let kata: Kata
    let isi: Core.ProfilScreen

    var body: some View {
        if !isi.baris.isEmpty {
            Section(kata.profilData) {
                ForEach(isi.baris, id: \.field) { baris in
                    VStack(alignment: .leading) {
                        Text(baris.label)
                        Text(baris.nilai).font(.headline)
                        if baris.tabrakan { TandaView(kata.tinjauJudul, nada: .perhatian, ikon: .peringatan) }
                    }
                    .accessibilityElement(children: .combine)
                }
            }
        }
    }
}

private struct KerabatView: View {
    let aplikasi: AplikasiModel
    let isi: Core.ProfilScreen

    var body: some View {
        if let subjek = isi.subjek { OrangView(aplikasi: aplikasi, kartu: subjek) }
        if let keluarga = isi.keluarga {
            Section(aplikasi.kata.profilKeluarga) { KeluargaView(aplikasi: aplikasi, kartu: keluarga) }
        }
        if !isi.anggota.isEmpty || !isi.anggotaKosong.isEmpty {
            Section(aplikasi.kata.profilAnggota) {
                BarisTeks(isi.anggotaKosong)
                ForEach(isi.anggota, id: \.id) { OrangView(aplikasi: aplikasi, kartu: $0) }
            }
        }
    }
}

private struct KasusDaftar: View {
    let aplikasi: AplikasiModel
    let isi: Core.ProfilScreen

    var body: some View {
        Section(aplikasi.kata.profilKasus) {
            if isi.kasus.isEmpty { Text(aplikasi.kata.profilTanpaKasus) }
            ForEach(isi.kasus, id: \.id) { kasus in
                KartuView(lisan: kasus.lisan) {
                    Text(kasus.judul).font(.headline)
                    BarisTeks(kasus.rincian, kasus.jadwal)
                    TandaView(kasus.risiko)
                    TandaView(kasus.status)
                } tekan: {
                    await aplikasi.ikuti(kasus.rute)
                }
                AksiDaftar(aksi: kasus.aksi) { await aplikasi.ikuti($0) }
            }
        }
    }
}

private struct DokumenDaftar: View {
    let aplikasi: AplikasiModel
    let isi: Core.ProfilScreen

    var body: some View {
        if isi.jenis == "kasus" {
            Section(aplikasi.kata.profilDokumen) {
                if isi.dokumen.isEmpty { Text(aplikasi.kata.profilTanpaDokumen) }
                ForEach(isi.dokumen, id: \.id) { dokumen in
                    KartuView(lisan: dokumen.lisan) {
                        BarisTeks(dokumen.judul, dokumen.rincian)
                        TandaView(dokumen.status)
                    } tekan: {
                        await aplikasi.ikuti(dokumen.rute)
                    }
                }
            }
        }
    }
}
