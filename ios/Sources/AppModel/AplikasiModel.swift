import Core
import Observation

/// What is true for the whole app: who is unlocked, where she is, in which language, with or without a network, and whether the
/// screen is covered. It also locks by itself.
@MainActor @Observable public final class AplikasiModel {
    /// When the app locks by itself.
    public struct Aturan: Sendable {
        /// Out of sight for this long.
        public var diLatar: Duration
        /// In sight, untouched for this long. Long enough for a conversation at the table.
        public var diam: Duration

        /// Both limits.
        public init(diLatar: Duration = .seconds(120), diam: Duration = .seconds(600)) {
            self.diLatar = diLatar
            self.diam = diam
        }
    }

    /// Who is unlocked; nobody means that the lock is shown.
    public private(set) var pengguna: UserInfo?
    /// Where she is: the screens above today's work, the topmost last.
    public var jalur: [Rute] = []
    /// The language of everything said.
    public private(set) var bahasa: Lang
    /// The words in that language.
    public private(set) var kata: Kata
    /// No network. Nothing waits for one; screens only say so.
    public private(set) var luring = false
    /// Covered, so that the list of open apps shows nobody's data.
    public private(set) var tertutup = false

    /// Something to be told once, on whatever screen is in front; gone when it was read.
    public var kabar: String?

    /// The core.
    @ObservationIgnored public let inti: any Inti
    /// Camera, location, pen and voice, as far as this device has them.
    @ObservationIgnored public var alat = AlatPonsel()
    @ObservationIgnored private let aturan: Aturan
    @ObservationIgnored private let jam: @MainActor () -> ContinuousClock.Instant
    @ObservationIgnored private var keluarPada: ContinuousClock.Instant?
    @ObservationIgnored private var sentuhanTerakhir: ContinuousClock.Instant
    @ObservationIgnored private var penggunaTerakhir: String?
    @ObservationIgnored private var membuka = false
    @ObservationIgnored private var titipan: DaftarModel?

    /// The one that sends, for screens and for the background.
    @ObservationIgnored public private(set) lazy var pengirim = PengirimModel(aplikasi: self)
    /// Told when the worker chose another language, to be kept for the next start.
    @ObservationIgnored public var bahasaDipilih: (@MainActor (Lang) -> Void)?

    /// Over a core. The clock runs on while the phone sleeps; tests give their own.
    public init(
        inti: any Inti, bahasa: Lang = .id, aturan: Aturan = Aturan(),
        jam: @escaping @MainActor () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.inti = inti
        self.bahasa = bahasa
        self.kata = Kata(bahasa)
        self.aturan = aturan
        self.jam = jam
        sentuhanTerakhir = jam()
    }

    /// Begins: the core is told in which language to speak, and where the clock stands.
    public func mulai(bahasa lang: Lang, zonaMenit: Int16) async {
        await gantiBahasa(lang)
        await inti.setZona(menit: zonaMenit)
    }

    // MARK: going places

    /// Goes to a screen. A second tap on the way there does nothing.
    public func buka(_ rute: Rute) { if jalur.last != rute { jalur.append(rute) } }

    /// Goes to a screen in place of the one in front: back leads to where that one came from.
    public func ganti(_ rute: Rute) {
        _ = jalur.popLast()
        buka(rute)
    }

    /// Goes where the core says that a tap leads. A form is begun once, however often it is tapped.
    public func ikuti(_ rute: Core.Rute) async {
        switch rute {
        case .profil(let id): buka(.profil(id: id))
        case .kunjungan(let kasus): buka(.kunjungan(kasus: kasus))
        case .mulaiFormulir(let form, let kasus):
            if let galat = await mulaiFormulir(form, kasus: kasus) { kabar = galat.kalimat }
        case .lanjutDraf(let draf): buka(.formulir(draf: draf))
        case .dokumen(let dokumen), .laporan(let dokumen): buka(.selesai(dokumen: dokumen))

        case .bukaKasus(let jenis, let subjek): buka(.bukaKasus(jenis: jenis, subjek: subjek))
        case .daftarAnggota(let keluarga): buka(.daftar(.orang(keluarga: keluarga)))
        case .cari: buka(.cari)
        case .kotakKirim: buka(.kotakKirim)
        case .tinjau: buka(.tinjau)
        }
    }

    /// The registration under way, or a new one. What was typed is not in the store yet: it outlives a lock and a look at somebody
    /// alike, for the same worker, until it is saved or given up.
    public func pendaftaran(_ calon: Rute.Calon) -> DaftarModel {
        if let titipan, titipan.calon == calon, titipan.tersimpan == nil { return titipan }
        let baru = DaftarModel(aplikasi: self, calon: calon)
        titipan = baru
        return baru
    }

    /// Gives a registration up.
    public func batalMendaftar() {
        titipan = nil
        kembali()
    }

    /// Begins a form for a case and shows it; gives why not. A second tap while it begins does not begin another one.
    func mulaiFormulir(_ form: String, kasus: String) async -> Galat? {
        guard !membuka else { return nil }
        membuka = true
        defer { membuka = false }
        do { buka(.formulir(draf: try await inti.formulir.mulaiFormulir(form: form, kasus: kasus))) } catch {
            return galat(error)
        }
        return nil
    }

    /// Goes back one screen; stays where there is none.
    public func kembali() { _ = jalur.popLast() }

    // MARK: lock

    /// Somebody unlocked. The same person is where she was; another one begins at today's work.
    public func masuk(_ user: UserInfo) {
        if user.id != penggunaTerakhir {
            (jalur, kabar, titipan) = ([], nil, nil)
            pengirim.lupakan()
        }
        penggunaTerakhir = user.id
        sentuhanTerakhir = jam()
        pengguna = user
    }

    /// Locks. The screens are gone at once, before the core has closed.
    public func kunci() async {
        pengguna = nil
        pengirim.batal()
        await inti.lock()
    }

    /// The app leaves the front: covered at once.
    public func keLatar() {
        tertutup = true
        if keluarPada == nil { keluarPada = jam() }
    }

    /// The app comes back: locked first if it was away for long, then shown.
    public func keDepan() async {
        if let keluarPada, jam() - keluarPada >= aturan.diLatar, pengguna != nil { await kunci() }
        keluarPada = nil
        sentuhanTerakhir = jam()
        tertutup = false
    }

    /// The screen was touched.
    public func sentuh() { sentuhanTerakhir = jam() }

    /// Locks when nobody touched the screen for long. The app asks now and then.
    public func periksaDiam() async {
        if pengguna != nil, jam() - sentuhanTerakhir >= aturan.diam { await kunci() }
    }

    // MARK: reading

    /// What a screen shows, read from the core.
    func baca<T: Sendable>(_ cara: @Sendable (any Inti) async throws -> T) async -> Keadaan<T> {
        do { return .isi(try await cara(inti)) } catch { return .galat(galat(error)) }
    }

    // MARK: what changes around it

    /// The worker chose another language.
    public func pilihBahasa(_ lang: Lang) async {
        bahasaDipilih?(lang)
        await gantiBahasa(lang)
    }

    /// Says everything in another language from here on.
    public func gantiBahasa(_ lang: Lang) async {
        bahasa = lang
        kata = Kata(lang)
        await inti.setLang(lang)
    }

    /// The network came or went. When it comes back, what waits is sent.
    public func jaringan(ada: Bool) {
        let kembali = luring && ada
        luring = !ada
        if kembali { kirimYangMenunggu() }
    }

    /// Sends what waits, without a word: the outbox shows how it goes.
    public func kirimYangMenunggu() {
        if pengguna != nil, !luring { Task { _ = await pengirim.kirimDiLatar() } }
    }

    /// An error in words, for every model. Where the core says that it is locked, the lock is shown.
    public func galat(_ error: any Error) -> Galat {
        let galat = Galat(error, kata: kata)
        if galat.kode == "session.closed" { pengguna = nil }
        return galat
    }
}
