import AppModel
import Core
import SwiftUI

/// Masuk & Kunci: activation by code, then PIN or biometric check.
public struct MasukScreen: View {
    @Bindable private var model: MasukModel

    /// Shows a model.
    public init(model: MasukModel) { self.model = model }

    /// See `View`.
    public var body: some View {
        NavigationStack {
            Group {
                switch model.keadaan {
                case .memuat: MemuatView(kata: model.kata.umumMemuat)
                case .galat(let galat): GalatView(galat: galat, kata: model.kata) { Task { await model.muat() } }
                case .isi(let isi): isian(isi)
                }
            }
            .navigationTitle(judul)
        }
        .task(id: model.kata.bahasa) { await model.muat() }
    }

    private var judul: String {
        guard let isi = model.keadaan.isi else { return model.kata.umumNamaAplikasi }
        return isi.langkah == .aktivasi ? model.kata.masukAktivasiJudul : isi.layar.judul
    }

    private func isian(_ isi: MasukIsi) -> some View {
        Form {
            if let luring = model.kataLuring { LuringBaris(kata: luring) }
            switch isi.langkah {
            case .aktivasi: AktivasiIsian(model: model, bisaKembali: !isi.layar.perluAktivasi)
            case .pin: PinIsian(model: model, layar: isi.layar)
            }
        }
    }
}

/// What an attempt shows in both steps: its error, and that it is being made.
private struct HasilView: View {
    let model: MasukModel

    var body: some View {
        if let galat = model.galat { GalatBaris(galat: galat) }
        if model.bekerja { ProgressView(model.kataBekerja) }
    }
}

private struct AktivasiIsian: View {
    @Bindable var model: MasukModel
    let bisaKembali: Bool

    var body: some View {
        let kata = model.kata
        Text(kata.masukKosong)
        Group {
            TextField(kata.masukServer, text: $model.alamat).alamatWeb()
            Text(kata.masukServerPetunjuk)
            TextField(kata.masukKode, text: $model.kode).kodeSekali()
            Text(kata.masukKodePetunjuk)
            SecureField(kata.masukPinBaru, text: $model.pin).angkaRahasia()
            Text(kata.masukPinPetunjuk)
            SecureField(kata.masukPinUlang, text: $model.pinUlang).angkaRahasia()
            if model.adaBiometrik { Toggle(kata.masukBiometrik, isOn: $model.pakaiBiometrik) }
        }
        .frame(minHeight: tinggiTombol)
        .disabled(model.bekerja)
        HasilView(model: model)
        Button(kata.masukAktifkan) { Task { await model.masuk() } }.tombolUtama()
            .disabled(!model.bolehMasuk)
        if bisaKembali {
            Button(kata.masukBiometrikPin) { model.kembaliKePin() }.tombolBiasa()
                .disabled(model.bekerja)
        }
    }
}

private struct PinIsian: View {
    @Bindable var model: MasukModel
    let layar: Core.MasukScreen

    var body: some View {
        let kata = model.kata
        Text(layar.pesan)
        if model.galat == nil, let pesan = model.petugas?.pesan, !pesan.isEmpty { Text(pesan) }
        Group {
            if layar.petugas.count > 1 {
                Picker(kata.masukGantiPetugas, selection: $model.terpilih) {
                    ForEach(layar.petugas, id: \.id) { Text($0.kata).tag(Optional($0.id)) }
                }
            }
            SecureField(kata.masukPin, text: $model.pin).angkaRahasia()
        }
        .frame(minHeight: tinggiTombol)
        .disabled(model.bekerja)
        HasilView(model: model)
        Button(kata.masukBuka) { Task { await model.masuk() } }.tombolUtama()
            .disabled(!model.bolehMasuk)
        Group {
            if model.bisaBiometrik { Button(kata.masukBiometrik) { Task { await model.bukaBiometrik() } }.tombolBiasa() }
            Button(kata.masukPetugasLain) { model.aktivasiLain() }.tombolBiasa()
        }
        .disabled(model.bekerja)
        Text(kata.masukLupaPin)
    }
}
