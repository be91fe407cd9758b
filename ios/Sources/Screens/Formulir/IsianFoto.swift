import AppModel
import Core
import SwiftUI

/// A photo: from the camera, or from the gallery.
struct IsianFoto: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        let path = item.soal.path
        if item.foto > 0 {
            Label(item.tampil, systemImage: "photo").font(.title3)
            IsianGambar(model: model, item: item, lihat: kata.formulirFotoLihat)
        }
        if model.menunggu.contains(path) {
            ProgressView(kata.formulirFotoMemuat)
        } else {
            Button(item.foto > 0 ? kata.formulirFotoUlang : kata.formulirFotoAmbil, systemImage: "camera") {
                Task { await model.foto(path) }
            }
            .tombolBiasa()
            Button(kata.formulirFotoPilih, systemImage: "photo.on.rectangle") {
                Task { await model.foto(path, dariGaleri: true) }
            }
            .tombolBiasa()
            if model.galatIsian[path]?.kode == "camera.denied" { TombolPengaturan(kata: kata) }
            KosongkanView(model: model, item: item)
        }
    }
}
