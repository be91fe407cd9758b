/// What a screen shows, whole: it loads, it could not, or here it is. Whether there is nothing to show is said by the record,
/// whether there is a network by `AplikasiModel`.
public enum Keadaan<Isi: Sendable>: Sendable {
    /// Being read; nothing to show yet.
    case memuat
    /// Could not be read; says why and what to do.
    case galat(Galat)
    /// Here it is.
    case isi(Isi)

    /// What there is to show, if there is.
    public var isi: Isi? { if case .isi(let isi) = self { isi } else { nil } }
}

extension Keadaan: Equatable where Isi: Equatable {}
