import AppModel
import Core
import SwiftUI

/// Pengaturan: language, biometric check, PIN, version.
struct PengaturanScreen: View {
    @State private var model: PengaturanModel

    init(aplikasi: AplikasiModel, adaBiometrik: Bool) {
        _model = State(initialValue: PengaturanModel(aplikasi: aplikasi, adaBiometrik: adaBiometrik))
    }

    var body: some View {
        @Bindable var model = model
        let aplikasi = model.aplikasi
        let kata = aplikasi.kata
        Form {
            KabarBaris(aplikasi: aplikasi)
            Text(kata.pengaturanLuring)
            if let galat = model.galat { GalatBaris(galat: galat) }
            Section(kata.bahasaJudul) {
                Picker(kata.bahasaJudul, selection: $model.bahasa) {
                    Text(kata.bahasaIndonesia).tag(Lang.id)
                    Text(kata.bahasaInggris).tag(Lang.en)
                }
                .frame(minHeight: tinggiTombol)
            }
            Section(kata.pengaturanKeamanan) {
                if model.adaBiometrik {
                    Toggle(kata.pengaturanBiometrik, isOn: $model.biometrikMenyala).frame(minHeight: tinggiTombol)
                        .disabled(model.bekerja || model.biometrik == nil)
                }
                Button(kata.kunciSekarang) { Task { await aplikasi.kunci() } }.tombolBiasa()
            }
            PinIsian(model: model)
            Section(kata.pengaturanTentang) { Text(kata.pengaturanVersi(versi: model.versi)) }
        }
        .navigationTitle(kata.pengaturanJudul)
        .task { await model.muat() }
    }
}

private struct PinIsian: View {
    @Bindable var model: PengaturanModel

    var body: some View {
        let kata = model.aplikasi.kata
        Section(kata.pengaturanPin) {
            Group {
                SecureField(kata.pengaturanPinLama, text: $model.pinLama).angkaRahasia()
                SecureField(kata.masukPinBaru, text: $model.pinBaru).angkaRahasia()
                SecureField(kata.masukPinUlang, text: $model.pinUlang).angkaRahasia()
            }
            .frame(minHeight: tinggiTombol)
            .disabled(model.bekerja)
            Button(kata.pengaturanPin) { Task { await model.gantiPin() } }.tombolBiasa().disabled(!model.bolehGantiPin)
        }
    }
}
