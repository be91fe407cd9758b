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
        .task { await model.muat() }
    }

    private var judul: String {
        switch model.keadaan.isi?.langkah {
        case .aktivasi: model.kata.masukAktivasiJudul
        case .pin: model.kata.masukBukaJudul
        case nil: model.kata.umumNamaAplikasi
        }
    }

    private func isian(_ isi: MasukIsi) -> some View {
        Form {
            if let luring = model.kataLuring { LuringBaris(kata: luring) }
            switch isi.langkah {
            case .aktivasi: AktivasiIsian(model: model, bisaKembali: !isi.petugas.isEmpty)
            case .pin: PinIsian(model: model, petugas: isi.petugas)
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
        Text(kata.masukAktivasiPenjelasan)
        Group {
            TextField(kata.masukAlamat, text: $model.alamat).alamatWeb()
            TextField(kata.masukKode, text: $model.kode).kodeSekali()
            SecureField(kata.masukPinBaru, text: $model.pin).angka()
            SecureField(kata.masukPinUlang, text: $model.pinUlang).angka()
            if model.adaBiometrik { Toggle(kata.masukPakaiBiometrik, isOn: $model.pakaiBiometrik) }
        }
        .frame(minHeight: tinggiTombol)
        .disabled(model.bekerja)
        HasilView(model: model)
        Button(kata.masukAktifkan) { Task { await model.masuk() } }
            .frame(maxWidth: .infinity, minHeight: tinggiTombol)
            .disabled(!model.bolehMasuk)
        if bisaKembali {
            Button(kata.masukKembaliKePin) { model.kembaliKePin() }
                .frame(maxWidth: .infinity, minHeight: tinggiTombol)
                .disabled(model.bekerja)
        }
    }
}

private struct PinIsian: View {
    @Bindable var model: MasukModel
    let petugas: [String]

    var body: some View {
        let kata = model.kata
        Group {
            if petugas.count > 1 {
                Picker(kata.masukPetugas, selection: $model.terpilih) {
                    ForEach(petugas, id: \.self) { id in
                        Text(kata.masukPetugasKe(nomor: (petugas.firstIndex(of: id) ?? 0) + 1)).tag(Optional(id))
                    }
                }
            }
            SecureField(kata.masukPin, text: $model.pin).angka()
        }
        .frame(minHeight: tinggiTombol)
        .disabled(model.bekerja)
        HasilView(model: model)
        Button(kata.masukBuka) { Task { await model.masuk() } }
            .frame(maxWidth: .infinity, minHeight: tinggiTombol)
            .disabled(!model.bolehMasuk)
        Group {
            if model.adaBiometrik { Button(kata.masukPakaiBiometrik) { Task { await model.bukaBiometrik() } } }
            Button(kata.masukPetugasLain) { model.aktivasiLain() }
        }
        .frame(maxWidth: .infinity, minHeight: tinggiTombol)
        .disabled(model.bekerja)
    }
}
