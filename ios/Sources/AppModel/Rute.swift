/// Where the app can go from today's work. Holds ids, never data: a path outlives a lock, and what it names is read again.
public enum Rute: Hashable, Sendable {
    /// Who is to be registered.
    public enum Calon: Hashable, Sendable {
        /// A person, perhaps a member of a family that is known.
        case orang(keluarga: String?)
        /// A family.
        case keluarga
    }

    /// Search, and register who is not found.
    case cari
    /// Register somebody.
    case daftar(Calon)
    /// Open a case about somebody.
    case bukaKasus(jenis: String, subjek: String)
    /// Every form that was begun and not finished.
    case draf
    /// A form that was begun: its draft.
    case formulir(draf: String)
    /// What was finished: a document.
    case selesai(dokumen: String)
    /// A person, family or case.
    case profil(id: String)
    /// The home visit of a case.
    case kunjungan(kasus: String)
    /// What waits to be sent, and what was received.
    case kotakKirim
    /// What two people wrote differently.
    case tinjau
    /// Language, security, version.
    case pengaturan
}
