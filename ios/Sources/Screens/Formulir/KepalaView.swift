import AppModel
import Core
import SwiftUI

/// Where one is, for whom, what is saved, what is missing.
struct KepalaView: View {
    let model: FormulirModel
    let isi: Core.FormulirScreen

    var body: some View {
        let kepala = isi.kepala
        VStack(alignment: .leading, spacing: 8) {
            Text(isi.untuk).font(.title3)
            Text(kepala.judul).font(.title2.bold()).accessibilityAddTraits(.isHeader)
            if !kepala.posisi.isEmpty { Text(kepala.posisi).font(.title3) }
            Text(kepala.kemajuan).font(.title3)
            Label(kepala.tersimpan, systemImage: "checkmark.circle").font(.title3)
            if let luring = model.kataLuring { LuringBaris(kata: luring).font(.title3) }
            Button(model.kata.formulirBagian, systemImage: "list.bullet") { model.daftarBagian = true }.tombolBiasa()
            if let galat = model.galat { GalatBaris(galat: galat).font(.title3) }
            if model.tampilMasalah, !kepala.masalah.isEmpty {
                Button(kepala.masalah, systemImage: "exclamationmark.triangle") { Task { await model.periksa() } }.tombolBiasa()
            }
        }
        .accessibilityElement(children: .contain)
        .accessibilityIdentifier("kepala")
    }
}

/// The sections with their state; a tap opens one.
struct DaftarBagianView: View {
    let model: FormulirModel
    let bagian: [BagianItem]

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 12) {
                Text(model.kata.formulirBagian).font(.title2.bold()).accessibilityAddTraits(.isHeader)
                ForEach(bagian, id: \.path) { item in
                    Button {
                        Task { await model.halaman(item.path) }
                    } label: {
                        VStack(alignment: .leading, spacing: 4) {
                            Text(item.judul).font(.title3.bold())
                            Label(item.kata, systemImage: item.ikon.simbol).font(.title3)
                            if !item.hitung.isEmpty { Text(item.hitung).font(.title3) }
                        }
                    }
                    .tombolBiasa()
                    .accessibilityLabel(item.lisan)
                }
                Button(model.kata.umumTutup) { model.daftarBagian = false }.tombolUtama()
            }
            .padding()
        }
    }
}
