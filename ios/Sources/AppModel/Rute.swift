/// Where the app can go from today's work. Holds ids, never data: a path outlives a lock, and what it names is read again.
public enum Rute: Hashable, Sendable {
    /// Search, and register who is not found.
    case cari
    /// A form that was begun: its draft.
    case formulir(draf: String)
    /// The home visit of a case.
    case kunjungan(kasus: String)
    /// What waits to be sent, and what was received.
    case kotakKirim
    /// What two people wrote differently.
    case tinjau
}
