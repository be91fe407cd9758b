import Core
import SwiftUI

extension Ikon {
    /// The system's picture.
    var simbol: String {
        switch self {
        case .pensil: "pencil"
        case .jam: "clock"
        case .panah: "arrow.up.circle"
        case .centang: "checkmark.circle"
        case .peringatan: "exclamationmark.triangle"
        case .lingkaran: "circle"
        case .setengah: "circle.lefthalf.filled"
        case .gembok: "lock"
        case .perisai: "shield"
        }
    }
}

extension Nada {
    /// The colour of the picture. The words beside it keep the colour of text, so they can be read in the sun.
    var warna: Color {
        switch self {
        case .netral: .accentColor
        case .baik: .green
        case .menunggu: .blue
        case .perhatian: .orange
        case .bahaya: .red
        }
    }
}

/// A word with its picture: how something is meant is told by the word, never by the colour alone.
struct TandaView: View {
    let kata: String
    let nada: Nada
    let ikon: Ikon

    init(_ kata: String, nada: Nada, ikon: Ikon) { (self.kata, self.nada, self.ikon) = (kata, nada, ikon) }
    init(_ tanda: Tanda) { self.init(tanda.kata, nada: tanda.nada, ikon: tanda.ikon) }
    init(_ status: TandaStatus) { self.init(status.kata, nada: status.nada, ikon: status.ikon) }
    init(_ risiko: TandaRisiko) { self.init(risiko.kata, nada: risiko.nada, ikon: .peringatan) }

    var body: some View {
        Label {
            Text(kata)
        } icon: {
            Image(systemName: ikon.simbol).foregroundStyle(nada.warna)
        }
    }
}

/// The sync pill; leads to the outbox.
struct PilView: View {
    let pil: PilSinkron
    let tekan: @MainActor () -> Void

    var body: some View {
        Button(action: tekan) { TandaView(pil.kata, nada: pil.nada, ikon: pil.ikon) }
            .frame(minHeight: tinggiTombol)
            .accessibilityLabel(pil.lisan)
    }
}

/// A card that leads somewhere: its lines, spoken as one sentence.
struct KartuView<Isi: View>: View {
    let lisan: String
    @ViewBuilder let isi: Isi
    let tekan: @MainActor () async -> Void

    var body: some View {
        Button {
            Task { await tekan() }
        } label: {
            VStack(alignment: .leading, spacing: 4) { isi }
                .frame(maxWidth: .infinity, minHeight: tinggiTombol, alignment: .leading)
                .foregroundStyle(.primary)
        }
        .accessibilityLabel(lisan)
    }
}

/// Lines of text; empty ones take no room.
struct BarisTeks: View {
    let baris: [String]

    init(_ baris: String...) { self.baris = baris }

    var body: some View {
        ForEach(baris.indices.filter { !baris[$0].isEmpty }, id: \.self) { Text(baris[$0]) }
    }
}

/// What can be done, as buttons; the main one stands out.
struct AksiDaftar: View {
    let aksi: [Aksi]
    let pilih: @MainActor (Core.Rute) async -> Void

    var body: some View {
        ForEach(aksi, id: \.self) { aksi in
            if aksi.utama {
                Button(aksi.kata) { Task { await pilih(aksi.rute) } }.tombolUtama()
            } else {
                Button(aksi.kata) { Task { await pilih(aksi.rute) } }.tombolBiasa()
            }
        }
    }
}
