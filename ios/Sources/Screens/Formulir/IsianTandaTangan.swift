import AppModel
import Core
import SwiftUI

/// A signature by finger, or a photo of a thumb print.
struct IsianTandaTangan: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        let path = item.soal.path
        if item.foto > 0 {
            Label(item.tampil, systemImage: "signature").font(.title3)
            IsianGambar(model: model, item: item, lihat: kata.formulirTtdLihat)
        }
        if model.menunggu.contains(path) {
            ProgressView(kata.umumMemuat)
        } else {
            Button(item.foto > 0 ? kata.formulirTtdUlang : kata.formulirTtd, systemImage: "signature") {
                model.bukaTandaTangan(item)
            }
            .tombolBiasa()
            Button(kata.formulirTtdFoto, systemImage: "camera") { Task { await model.foto(path) } }
                .tombolBiasa()
            if model.galatIsian[path]?.kode == "camera.denied" { TombolPengaturan(kata: kata) }
            KosongkanView(model: model, item: item)
        }
    }
}

/// The pad.
struct TandaTanganView: View {
    @Bindable var model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        VStack(alignment: .leading, spacing: 16) {
            Text(item.soal.label).font(.title3.bold()).accessibilityAddTraits(.isHeader)
            if let galat = model.galatIsian[item.soal.path] { GalatBaris(galat: galat).font(.title3) }
            BidangTandaTangan(kata: kata, coretan: $model.coretan)
            Button(kata.formulirTtdSimpan) { Task { await model.simpanTandaTangan() } }
                .tombolUtama()
                .disabled(model.coretan.kosong || model.menunggu.contains(item.soal.path))
            Button(kata.formulirTtdUlang) { model.coretan = Coretan() }
                .tombolBiasa()
                .disabled(model.coretan.goresan.isEmpty)
            Button(kata.umumBatal) { model.tutupTandaTangan() }.tombolBiasa()
        }
        .padding()
    }
}
