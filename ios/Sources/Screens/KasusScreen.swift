import AppModel
import Core
import SwiftUI

/// Opens a case about a person or a family.
struct KasusScreen: View {
    @State private var model: KasusModel

    init(aplikasi: AplikasiModel, jenis: String, subjek: String) {
        _model = State(initialValue: KasusModel(aplikasi: aplikasi, jenis: jenis, subjek: subjek))
    }

    var body: some View {
        @Bindable var model = model
        let kata = model.aplikasi.kata
        KeadaanView(
            keadaan: model.keadaan, memuat: kata.umumMemuat, galat: nil, kata: kata, cobaLagi: { await model.muat() }
        ) { isi in
            Form {
                PilihanView(
                    judul: kata.kasusKlaster, kosong: kata.umumBolehKosong, pilihan: isi.klaster, terpilih: $model.klaster)
                PilihanView(
                    judul: kata.kasusJenisPpks, kosong: kata.umumBolehKosong, pilihan: isi.jenisPpks, terpilih: $model.jenisPpks)
                PilihanView(judul: kata.kasusRisiko, kosong: kata.umumBolehKosong, pilihan: isi.risiko, terpilih: $model.risiko)
                PilihanView(
                    judul: kata.kasusKerahasiaan, kosong: kata.umumBolehKosong, pilihan: isi.kerahasiaan,
                    terpilih: $model.kerahasiaan)
                if let galat = model.galat { GalatBaris(galat: galat) }
            }
            .diBawah {
                Button(kata.kasusBuka) { Task { await model.buka() } }.tombolUtama().disabled(model.bekerja)
            }
        }
        .navigationTitle(kata.kasusJudul)
        .task(id: kata.bahasa) { await model.muat() }
    }
}
