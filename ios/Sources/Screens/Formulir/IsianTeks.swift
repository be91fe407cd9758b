import AppModel
import Core
import SwiftUI

/// Text and numbers: typed, saved after a pause.
struct IsianTeks: View {
    @Bindable var model: FormulirModel
    let item: PertanyaanItem
    let jenis: JenisTeks

    var body: some View {
        let path = item.soal.path
        TextField(
            item.soal.label, text: $model[teks: path],
            prompt: Text(verbatim: ""), axis: jenis == .banyakBaris ? .vertical : .horizontal
        )
        .papanKetik(jenis)
        .saatDitinggalkan { Task { await model.lepas(path) } }
        .isianBesar()
    }
}

/// What is typed.
enum JenisTeks {
    case satuBaris
    case banyakBaris
    case bilangan
    case desimal
}
