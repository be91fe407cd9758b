import AppModel
import Core
import SwiftUI

/// Registers a person or a family. What is typed is checked live, and nothing of it keeps her from saving.
struct DaftarScreen: View {
    @State private var model: DaftarModel
    @State private var bertanya = false

    init(aplikasi: AplikasiModel, calon: AppModel.Rute.Calon) {
        _model = State(initialValue: aplikasi.pendaftaran(calon))
    }

    var body: some View {
        let kata = model.aplikasi.kata
        Group {
            if model.tersimpan == nil {
                KeadaanView(
                    keadaan: model.keadaan, memuat: kata.umumMemuat, galat: nil, kata: kata, cobaLagi: { await model.muat() }
                ) { isi in
                    Form {
                        DataIsian(model: model, isi: isi)
                        TempatIsian(model: model)
                        MiripView(model: model)
                        if let galat = model.galat { GalatBaris(galat: galat) }
                    }
                    .diBawah { simpan(kata) }
                }
            } else {
                TersimpanView(model: model)
            }
        }
        .navigationTitle(model.orang ? kata.daftarOrangJudul : kata.daftarKeluargaJudul)
        .navigationBarBackButtonHidden(model.adaIsian)
        .toolbar {
            ToolbarItem(placement: .cancellationAction) {
                if model.adaIsian { Button(kata.umumBatal) { bertanya = true } }
            }
        }
        .alert(kata.daftarBatalJudul, isPresented: $bertanya) {
            Button(kata.formulirTetap, role: .cancel) {}
            Button(kata.umumYa, role: .destructive) { model.aplikasi.batalMendaftar() }
        } message: {
            Text(kata.daftarBatal)
        }
        .task(id: kata.bahasa) { await model.muat() }
        .task(id: Periksa(orang: model.orangBaru, bahasa: kata.bahasa)) { await model.periksaIsian() }
        .task(id: model.wilayahTeks) { await model.cariWilayah() }
    }

    private struct Periksa: Hashable {
        let orang: OrangBaru
        let bahasa: Bahasa
    }

    private func simpan(_ kata: Kata) -> some View {
        let judul = model.mirip ? kata.daftarTetapSimpan : model.orang ? kata.daftarSimpan : kata.daftarSimpanKeluarga
        return Button(judul) { Task { await model.simpan() } }.tombolUtama().disabled(model.bekerja)
    }
}

private struct DataIsian: View {
    @Bindable var model: DaftarModel
    let isi: DaftarModel.Isi

    var body: some View {
        let kata = model.aplikasi.kata
        Section(kata.profilData) {
            TextField(model.orang ? kata.daftarNama : kata.daftarNamaKepala, text: $model.nama).tanpaKoreksi()
                .frame(minHeight: tinggiTombol)
            BarisTeks(model.periksa?.kurang ?? "")
            TextField(model.orang ? kata.daftarNik : kata.daftarNomorKk, text: $model.nomor).angka()
                .frame(minHeight: tinggiTombol)
            NomorView(model: model)
            if model.orang { OrangIsian(model: model, isi: isi) }
        }
    }
}

/// What the number says. It never keeps her from saving.
private struct NomorView: View {
    let model: DaftarModel

    var body: some View {
        let kata = model.aplikasi.kata
        if model.orang, model.nomor.isEmpty { Text(kata.daftarNikPetunjuk) }
        if let periksa = model.periksa {
            ForEach(periksa.nomorPesan, id: \.self) { TandaView($0, nada: periksa.nomorNada, ikon: .peringatan) }
            if let usul = periksa.nomorUsul { Button(kata.daftarPakai(nilai: usul)) { model.pakaiNomor() }.tombolBiasa() }
            BarisTeks(periksa.menurutNik)
            if model.adaUsul { Button(kata.daftarPakaiNik) { model.pakaiMenurutNik() }.tombolBiasa() }
        }
    }
}

private struct OrangIsian: View {
    @Bindable var model: DaftarModel
    let isi: DaftarModel.Isi

    var body: some View {
        let kata = model.aplikasi.kata
        if model.nomor.isEmpty {
            PilihanView(
                judul: kata.daftarAlasanTanpaNik, kosong: kata.umumBolehKosong, pilihan: isi.alasanTanpaNik,
                terpilih: $model.alasanTanpaNik)
        }
        if model.lahir != nil {
            DatePicker(kata.daftarLahir, selection: $model.hariLahir, in: ...Date.now, displayedComponents: .date)
                .frame(minHeight: tinggiTombol)
            Toggle(kata.daftarLahirTaksiran, isOn: $model.lahirTaksiran).frame(minHeight: tinggiTombol)
            Button(kata.umumKosongkan) { model.lahir = nil }.tombolBiasa()
        } else {
            Text(kata.daftarLahir)
            Button(kata.formulirTanggalPilih) { model.lahir = .now }.tombolBiasa()
        }
        PilihanView(
            judul: kata.daftarKelamin, kosong: kata.umumBolehKosong, pilihan: isi.kelamin, terpilih: $model.kelamin)
        if model.anggota {
            PilihanView(
                judul: kata.daftarHubungan, kosong: kata.umumBolehKosong, pilihan: isi.hubungan, terpilih: $model.hubungan)
        }
        TextField(kata.daftarTelepon, text: $model.telepon).angka().frame(minHeight: tinggiTombol)
    }
}

private struct TempatIsian: View {
    @Bindable var model: DaftarModel

    var body: some View {
        let kata = model.aplikasi.kata
        Section(kata.daftarWilayah) {
            if let wilayah = model.wilayah {
                Text(wilayah.fullName)
                Button(kata.umumUbah) { model.pilihWilayah(nil) }.tombolBiasa()
            } else {
                TextField(kata.daftarWilayahCari, text: $model.wilayahTeks).tanpaKoreksi().frame(minHeight: tinggiTombol)
                ForEach(model.wilayahKetemu, id: \.code) { item in
                    KartuView(lisan: item.fullName) {
                        Text(item.fullName)
                    } tekan: {
                        model.pilihWilayah(item)
                    }
                }
            }
            TextField(kata.daftarAlamat, text: $model.alamat, axis: .vertical).frame(minHeight: tinggiTombol)
            TextField(kata.daftarCatatan, text: $model.catatan, axis: .vertical).frame(minHeight: tinggiTombol)
        }
    }
}

/// Who may be registered already: to look at, never in the way.
private struct MiripView: View {
    let model: DaftarModel

    var body: some View {
        if model.mirip, let periksa = model.periksa {
            Section(model.aplikasi.kata.daftarMirip) {
                Text(periksa.miripPesan)
                ForEach(periksa.orangMirip, id: \.id) { OrangView(aplikasi: model.aplikasi, kartu: $0) }
                ForEach(periksa.keluargaMirip, id: \.id) { KeluargaView(aplikasi: model.aplikasi, kartu: $0) }
            }
        }
    }
}

private struct TersimpanView: View {
    let model: DaftarModel

    var body: some View {
        let kata = model.aplikasi.kata
        VStack(spacing: 16) {
            TandaView(kata.daftarTersimpan, nada: .baik, ikon: .centang).diucapkan(kata.daftarTersimpan)
            Spacer()
            Button(kata.daftarLanjutKasus) { model.bukaKasus() }.tombolUtama()
            Button(kata.daftarLihatProfil) { model.bukaProfil() }.tombolBiasa()
        }
        .padding()
    }
}
