import AppModel
import Core
import SwiftUI

/// The place: looked for on request, never waited for.
struct IsianLokasi: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        let path = item.soal.path
        if !item.tampil.isEmpty { Label(item.tampil, systemImage: "location").font(.title3) }
        if model.menunggu.contains(path) {
            ProgressView(kata.formulirLokasiMencari)
            Button(kata.formulirLokasiHentikan) { model.hentikanLokasi(path) }.tombolBiasa()
        } else {
            Text(kata.izinLokasi).font(.title3)
            Button(item.tampil.isEmpty ? kata.formulirLokasiAmbil : kata.formulirLokasiUlang, systemImage: "location") {
                Task { await model.lokasi(path) }
            }
            .tombolBiasa()
            if model.galatIsian[path]?.kode == "location.denied" { TombolPengaturan(kata: kata) }
            KosongkanView(model: model, item: item)
        }
    }
}
