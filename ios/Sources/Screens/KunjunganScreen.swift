import AppModel
import Core
import SwiftUI

/// Kunjungan Rumah, before the door.
public struct KunjunganScreen: View {
    @State private var model: KunjunganModel

    /// Opens the visit of a case.
    public init(aplikasi: AplikasiModel, kasus: String) {
        _model = State(initialValue: KunjunganModel(aplikasi: aplikasi, kasus: kasus))
    }

    /// See `View`.
    public var body: some View {
        Group {
            switch model.keadaan {
            case .memuat: MemuatView(kata: model.kata.kunjunganMemuat)
            case .galat(let galat): TanpaCatatan(model: model, galat: galat)
            case .isi(let isi): CatatanKunjungan(model: model, isi: isi)
            }
        }
        .navigationTitle(model.kata.kunjunganJudul)
        .task(id: model.kata.bahasa) { await model.muat() }
    }
}

/// The record could not be read; she can still begin.
private struct TanpaCatatan: View {
    let model: KunjunganModel
    let galat: Galat

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                GalatView(judul: model.kata.kunjunganGalat, galat: galat, kata: model.kata) { Task { await model.muat() } }
                if let galat = model.galat { GalatBaris(galat: galat).font(.title3) }
                Button(model.kata.hariIniMulai) { Task { await model.mulai() } }
                    .tombolUtama()
                    .disabled(model.bekerja)
            }
            .padding()
        }
    }
}

private struct CatatanKunjungan: View {
    let model: KunjunganModel
    let isi: Core.KunjunganScreen

    var body: some View {
        let kata = model.kata
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                KabarBaris(aplikasi: model.aplikasi)
                Text(isi.nama).font(.title2.bold()).accessibilityAddTraits(.isHeader)
                ForEach([isi.rincian, isi.tempat, isi.jatuhTempo].filter { !$0.isEmpty }, id: \.self) { Text($0).font(.title3) }
                TandaView(isi.risiko).font(.title3)
                ForEach(isi.tanda, id: \.self) { TandaView($0).font(.title3) }
                TandaView(isi.status).font(.title3)
                if let luring = model.kataLuring { LuringBaris(kata: luring).font(.title3) }
                VStack(alignment: .leading, spacing: 8) {
                    Text(kata.kunjunganKeselamatan).font(.title3.bold()).accessibilityAddTraits(.isHeader)
                    if !isi.keselamatan.isEmpty { Label(isi.keselamatan, systemImage: "exclamationmark.triangle").font(.title3) }
                    Text(kata.kunjunganKeselamatanSaran).font(.title3)
                }
                if !isi.persetujuan.isEmpty { Text(isi.persetujuan).font(.title3) }
                if !isi.baris.isEmpty {
                    Text(kata.kunjunganSebelumnya).font(.title3.bold()).accessibilityAddTraits(.isHeader)
                    BarisKataView(baris: isi.baris)
                }
                if let draf = isi.draf {
                    VStack(alignment: .leading, spacing: 4) {
                        Text(draf.judul).font(.title3.bold())
                        Text(draf.rincian).font(.title3)
                    }
                    .accessibilityElement(children: .ignore)
                    .accessibilityLabel(draf.lisan)
                }
            }
            .padding()
        }
        .safeAreaInset(edge: .bottom) {
            VStack(spacing: 8) {
                if let galat = model.galat { GalatBaris(galat: galat).font(.title3) }
                if model.bekerja { ProgressView(kata.formulirMemuat) }
                AksiDaftar(aksi: isi.aksi) { await model.pilih($0) }
            }
            .padding()
            .background(.background)
            .disabled(model.bekerja)
        }
    }
}

/// Labels with what they say.
struct BarisKataView: View {
    let baris: [BarisKata]

    var body: some View {
        ForEach(baris, id: \.label) { baris in
            VStack(alignment: .leading, spacing: 2) {
                Text(baris.label).font(.title3)
                Text(baris.nilai).font(.title3.bold())
            }
            .accessibilityElement(children: .combine)
        }
    }
}
