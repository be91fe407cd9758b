import AppModel
import Core
import SwiftUI

/// A question with everything around it: label, hint, what answers it, what is wrong, what is missing.
struct PertanyaanView: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        let kata = model.kata
        let path = item.soal.path
        VStack(alignment: .leading, spacing: 10) {
            Text(item.soal.label)
                .font(item.alat == .kelompok ? .title2.bold() : .title3.bold())
                .accessibilityLabel(item.lisan)
                .accessibilityAddTraits(item.alat == .kelompok ? .isHeader : [])
            if item.soal.required, item.soal.asked, item.soal.value.isEmpty {
                Text(kata.umumWajib).font(.title3).accessibilityHidden(true)
            }
            if !item.soal.hint.isEmpty { Text(item.soal.hint).font(.title3).accessibilityHidden(true) }
            IsianView(model: model, item: item).disabled(item.soal.readonly)
            if !item.galat.isEmpty {
                Label(item.galat, systemImage: "exclamationmark.circle").font(.title3).diucapkan(item.galat)
            }
            if !model.kurang(item).isEmpty { Label(model.kurang(item), systemImage: "exclamationmark.circle").font(.title3) }
            if let galat = model.galatIsian[path] { GalatBaris(galat: galat).font(.title3) }
            if model.bisaBacakan, item.alat != .kelompok {
                Button(kata.formulirBacakan, systemImage: "speaker.wave.2") { model.bacakan(item) }.tombolBiasa()
            }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .accessibilityElement(children: .contain)
        .accessibilityIdentifier(path)
    }
}

/// What answers a question, for every kind that the engine has.
private struct IsianView: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        switch item.alat {
        case .kelompok, .catatan: EmptyView()
        case .hasil: Text(item.tampil).font(.title3)
        case .teks: IsianTeks(model: model, item: item, jenis: .satuBaris)
        case .teksPanjang: IsianTeks(model: model, item: item, jenis: .banyakBaris)
        case .bilangan: IsianTeks(model: model, item: item, jenis: .bilangan)
        case .desimal: IsianTeks(model: model, item: item, jenis: .desimal)
        case .tanggal: IsianWaktu(model: model, item: item, waktu: WaktuIsian(.tanggal))
        case .jam: IsianWaktu(model: model, item: item, waktu: WaktuIsian(.jam))
        case .tanggalJam: IsianWaktu(model: model, item: item, waktu: WaktuIsian(.tanggalJam))
        case .pilihSatu: IsianPilihan(model: model, item: item, banyak: false)
        case .pilihBanyak: IsianPilihan(model: model, item: item, banyak: true)
        case .pilihSatuCari, .pilihBanyakCari: IsianPilihanCari(model: model, item: item)
        case .setuju: IsianSetuju(model: model, item: item)
        case .lokasi: IsianLokasi(model: model, item: item)
        case .foto: IsianFoto(model: model, item: item)
        case .tandaTangan: IsianTandaTangan(model: model, item: item)
        case .berulang: IsianBaris(model: model, item: item)
        }
    }
}

/// Clears an answer that need not be given by typing.
struct KosongkanView: View {
    let model: FormulirModel
    let item: PertanyaanItem

    var body: some View {
        if !item.soal.value.isEmpty, !item.soal.readonly {
            Button(model.kata.umumKosongkan, systemImage: "xmark.circle") { Task { await model.jawab(item.soal.path, "") } }
                .tombolBiasa()
        }
    }
}
