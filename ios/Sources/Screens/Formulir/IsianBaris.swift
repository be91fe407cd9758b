import AppModel
import Core
import SwiftUI

/// Rows as cards: a tap opens one, another removes it after asking.
struct IsianBaris: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        ForEach(item.baris, id: \.path) { kartu in
            VStack(alignment: .leading, spacing: 8) {
                Text(kartu.judul).font(.title3.bold()).accessibilityLabel(kartu.lisan)
                Text(kartu.ringkas).font(.title3).accessibilityHidden(true)
                if kartu.masalah > 0 {
                    Label(kata.formulirBelumBisa, systemImage: "exclamationmark.triangle").font(.title3).accessibilityHidden(true)
                }
                Button(kata.formulirBarisBuka, systemImage: "pencil") {
                    Task { await model.halaman(kartu.path) }
                }
                .tombolBiasa()
                if kartu.bisaHapus {
                    Button(kata.umumHapus, systemImage: "trash", role: .destructive) {
                        model.tanyaHapus = FormulirModel.Baris(path: item.soal.path, kartu: kartu)
                    }
                    .tombolBiasa()
                    .accessibilityLabel(kata.lisanHapusBaris(judul: kartu.judul))
                }
            }
            .accessibilityElement(children: .contain)
            .accessibilityIdentifier(kartu.path)
        }
        if !item.tambah.isEmpty {
            Button(item.tambah, systemImage: "plus.circle") { Task { await model.tambahBaris(item.soal.path) } }
                .tombolBiasa()
        }
    }
}
