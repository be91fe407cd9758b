import AppModel
import Core
import SwiftUI

/// A date, a time, or both: shown in words, chosen in a picker.
struct IsianWaktu: View {
    let model: FormulirModel
    let item: PertanyaanItem
    let waktu: WaktuIsian
    @State private var terbuka = false

    var body: some View {
        let kata = model.kata
        let kosong = waktu.jenis == .jam ? kata.formulirJamPilih : kata.formulirTanggalPilih
        Button(item.tampil.isEmpty ? kosong : item.tampil, systemImage: waktu.jenis == .jam ? "clock" : "calendar") {
            terbuka = true
        }
        .tombolBiasa()
        .sheet(isPresented: $terbuka) {
            Penutup(aplikasi: model.aplikasi) { PemilihWaktu(model: model, item: item, waktu: waktu, terbuka: $terbuka) }
        }
        if waktu.jenis == .tanggal, item.tampil.isEmpty {
            Button(kata.formulirTanggalHariIni) { Task { await model.jawab(item.soal.path, waktu.jawaban(Date())) } }
                .tombolBiasa()
        }
        KosongkanView(model: model, item: item)
    }
}

private struct PemilihWaktu: View {
    let model: FormulirModel
    let item: PertanyaanItem
    let waktu: WaktuIsian
    @Binding var terbuka: Bool
    @State private var saat: Date

    init(model: FormulirModel, item: PertanyaanItem, waktu: WaktuIsian, terbuka: Binding<Bool>) {
        self.model = model
        self.item = item
        self.waktu = waktu
        _terbuka = terbuka
        _saat = State(initialValue: waktu.saat(item.soal.value) ?? Date())
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Text(item.soal.label).font(.title3.bold()).accessibilityAddTraits(.isHeader)
                DatePicker(item.soal.label, selection: $saat, displayedComponents: bagian)
                    .pemilihWaktu(tanggal: waktu.jenis != .jam)
                    // Months are named in the language of the app, years counted as the forms count them.
                    .environment(\.locale, Locale(identifier: model.kata.bahasa == .id ? "id_ID" : "en_GB"))
                    .environment(\.calendar, waktu.kalender)
                    .environment(\.timeZone, waktu.kalender.timeZone)
                Button(model.kata.umumPilih) {
                    terbuka = false
                    Task { await model.jawab(item.soal.path, waktu.jawaban(saat)) }
                }
                .tombolUtama()
                Button(model.kata.umumBatal) { terbuka = false }.tombolBiasa()
            }
            .padding()
        }
    }

    private var bagian: DatePickerComponents {
        switch waktu.jenis {
        case .tanggal: .date
        case .jam: .hourAndMinute
        case .tanggalJam: [.date, .hourAndMinute]
        }
    }
}
