import AppModel
import Core
import SwiftUI

/// Few choices, all on the page.
struct IsianPilihan: View {
    let model: FormulirModel
    let item: PertanyaanItem
    let banyak: Bool

    var body: some View {
        ForEach(item.pilihan, id: \.value) { pilihan in
            TombolPilihan(label: pilihan.label, terpilih: item.terpilih.contains(pilihan.value), banyak: banyak) {
                Task { await model.pilih(item.soal.path, pilihan.value) }
            }
        }
        if !banyak { KosongkanView(model: model, item: item) }
    }
}

/// A choice: told by sign and by trait, not by colour.
private struct TombolPilihan: View {
    let label: String
    let terpilih: Bool
    let banyak: Bool
    let ketuk: @MainActor () -> Void

    var body: some View {
        Button(label, systemImage: simbol, action: ketuk)
            .tombolBiasa()
            .accessibilityAddTraits(terpilih ? .isSelected : [])
    }

    private var simbol: String {
        if banyak { return terpilih ? "checkmark.square.fill" : "square" }
        return terpilih ? "largecircle.fill.circle" : "circle"
    }
}

/// A long list: what was chosen, and the way into the search.
struct IsianPilihanCari: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        if !item.tampil.isEmpty { Text(item.tampil).font(.title3) }
        Button(model.kata.formulirCariPilihan, systemImage: "magnifyingglass") { Task { await model.bukaPilihan(item) } }
            .tombolBiasa()
        KosongkanView(model: model, item: item)
    }
}

/// The search through a long list, which the core reads in stretches.
struct DaftarPilihanView: View {
    let model: FormulirModel
    @Bindable var daftar: PilihanModel

    var body: some View {
        let kata = model.kata
        let item = model.pertanyaan(daftar.path)
        let banyak = item?.alat == .pilihBanyakCari
        ScrollView {
            VStack(alignment: .leading, spacing: 12) {
                Text(item?.soal.label ?? "").font(.title3.bold()).accessibilityAddTraits(.isHeader)
                TextField(
                    kata.formulirCariPilihan, text: $daftar.isianCari,
                    prompt: Text(kata.formulirCariPilihan)
                )
                .papanKetik(.satuBaris)
                .isianBesar()
                if let galat = model.galatIsian[daftar.path] { GalatBaris(galat: galat).font(.title3) }
                switch daftar.keadaan {
                case .memuat: MemuatView(kata: kata.umumMemuat)
                case .galat(let galat): GalatView(galat: galat, kata: kata) { Task { await daftar.muat() } }
                case .isi(let isi):
                    if isi.items.isEmpty { Text(kata.formulirPilihanKosong).font(.title3) }
                    ForEach(isi.items, id: \.value) { pilihan in
                        TombolPilihan(
                            label: pilihan.label, terpilih: item?.terpilih.contains(pilihan.value) == true, banyak: banyak
                        ) {
                            Task { await model.pilihDari(pilihan.value) }
                        }
                    }
                    if let galat = daftar.galat { GalatBaris(galat: galat).font(.title3) }
                    if daftar.adaLagi {
                        Button(kata.formulirPilihanLagi) { Task { await daftar.lagi() } }.tombolBiasa()
                    }
                }
            }
            .padding()
        }
        .safeAreaInset(edge: .bottom) {
            Button(banyak ? kata.umumSelesai : kata.umumTutup) { model.tutupPilihan() }
                .tombolUtama()
                .padding()
        }
    }
}

/// A box to tick.
struct IsianSetuju: View {
    @Bindable var model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        Toggle(item.soal.label, isOn: $model[setuju: item.soal.path]).isianBesar()
    }
}
