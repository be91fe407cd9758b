package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.UserInfo
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import id.go.kemensos.atensi.inti.Rute as RuteInti

/** What is known of the network. Nothing waits for one; screens only say so. */
data class Jaringan(val ada: Boolean = true, val berbayar: Boolean = false)

/** When the app locks by itself, in milliseconds. */
data class AturanKunci(
    /** Out of sight for this long. */
    val diLatar: Long = 120_000,
    /** In sight, untouched for this long. Long enough for a conversation at the table. */
    val diam: Long = 600_000,
)

/**
 * The app as a whole: who is in and where she is, the lock, language, network and cover, and the models of the screens.
 * One for the process, so that turning the phone keeps all. [jam] runs on while the phone sleeps.
 */
class AplikasiModel(
    val jalur: Jalur, server: String, perangkat: String,
    val setelan: Setelan = SetelanIngatan(), private val latar: Latar = LatarDiam, adaBiometrik: () -> Boolean = { false },
    private val aturan: AturanKunci = AturanKunci(), private val jam: () -> Long = { System.nanoTime() / 1_000_000 },
) {
    private val _rute = MutableStateFlow<Rute>(Rute.Masuk)
    private val _kata = MutableStateFlow(Kata(Bahasa.ID))
    private val _jaringan = MutableStateFlow(Jaringan())
    private val _tirai = MutableStateFlow(false)
    private val _kabar = MutableStateFlow<Pesan?>(null)

    /** The page in front; [Rute.Masuk] while locked. */
    val rute: StateFlow<Rute> = _rute.asStateFlow()

    /** The words. */
    val kata: StateFlow<Kata> = _kata.asStateFlow()
    val jaringan: StateFlow<Jaringan> = _jaringan.asStateFlow()

    /** The page is covered: nobody's data is in sight. */
    val tirai: StateFlow<Boolean> = _tirai.asStateFlow()

    /** What could not be begun, told once on the page in front. */
    val kabar: StateFlow<Pesan?> = _kabar.asStateFlow()

    val pengirim = Pengirim(jalur)
    val hariIni = HariIniModel(jalur)
    val draf = DrafModel(jalur)
    val cari = CariModel(jalur)
    val kotakKirim = KotakKirimModel(jalur, pengirim)
    val tinjau = TinjauModel(jalur)
    val pengaturan = PengaturanModel(jalur, setelan, adaBiometrik)
    val masuk = MasukModel(jalur, server, perangkat, adaBiometrik, masuk = ::masuk)

    /** Told before the app locks, is covered or leaves the screen: what is being typed is saved now, and nothing is read aloud. */
    var sebelumPergi: () -> Unit = { }

    /** Told when another worker comes: nothing of the last one stays. */
    var gantiPetugas: () -> Unit = { }

    private val tumpukan = mutableListOf<Rute>(Rute.HariIni)
    private val milik = HashMap<Rute, Any>()
    private var pengguna: UserInfo? = null
    private var terakhir: String? = null
    private var sentuhan = jam()
    private var keluarPada: Long? = null

    init {
        jalur.saatTerkunci = ::tampilkanKunci
        pengirim.selesai = ::setelahKirim
        hariIni.terbaca = { menunggu(it.belumTerkirim.isNotEmpty()) }
        kotakKirim.terbaca = {
            menunggu(it.bisaKirim)
            if (keluarPada != null && it.perhatian.jumlah > 0u) latar.perhatian()
        }
    }

    /** Begins: reads who is activated here. [lang] is the phone's; the worker's own choice comes first. */
    fun mulai(lang: Lang, zonaMenit: Short? = null) {
        bahasa(lang)
        zonaMenit?.let(::zona)
        masuk.muat()
    }

    // Going places

    /** Goes to a page, or to where it already lies on top. */
    fun buka(rute: Rute) {
        if (tumpukan.last() != rute) tumpukan += rute
        tampilkan()
    }

    /** Where the core says. A form to begin becomes a draft first. */
    fun buka(rute: RuteInti) {
        _kabar.value = null
        val halaman = rute.halaman()
        if (halaman != null) {
            buka(halaman)
        } else if (rute is RuteInti.MulaiFormulir) {
            jalur.panggil({ it.formulir.mulai(rute.formId, rute.kasusId) }, { _kabar.value = it }) { buka(Rute.Formulir(it)) }
        }
    }

    /** Where a form leads. One begun or finished takes the place of the page that led there: Back must not open that again. */
    fun bukaDariFormulir(rute: RuteInti) {
        val halaman = rute.halaman()
        if (halaman != null && (rute is RuteInti.LanjutDraf || rute is RuteInti.Dokumen)) ganti(halaman) else buka(rute)
    }

    /** The page in front was done with: another takes its place. */
    fun ganti(rute: Rute) {
        buang()
        buka(rute)
    }

    /** Back one page; false where there is none, and the app goes to the background. */
    fun kembali(): Boolean {
        if (pengguna == null || tumpukan.size == 1) return false
        buang()
        tampilkan()
        return true
    }

    /** Back to the day's page. */
    fun pulang() {
        while (tumpukan.size > 1) buang()
        tampilkan()
    }

    /** The model of a page that names somebody: made at first, kept while the page lies in the stack. */
    @Suppress("UNCHECKED_CAST")
    fun <M : Any> modelUntuk(rute: Rute, buat: () -> M): M = milik.getOrPut(rute, buat) as M

    fun profil(rute: Rute.Profil): ProfilModel = modelUntuk(rute) { ProfilModel(jalur, rute.id) }

    fun daftar(rute: Rute.DaftarOrang): DaftarModel = modelUntuk(rute) { DaftarModel(jalur, keluarga = false, keluargaId = rute.keluarga) }

    fun daftar(rute: Rute.DaftarKeluarga): DaftarModel = modelUntuk(rute) { DaftarModel(jalur, keluarga = true) }

    fun kasus(rute: Rute.BukaKasus): KasusModel = modelUntuk(rute) { KasusModel(jalur, rute.jenis, rute.subjek) { ganti(Rute.Profil(it)) } }

    private fun buang() {
        if (tumpukan.size == 1) return
        val lama = tumpukan.removeAt(tumpukan.lastIndex)
        if (lama !in tumpukan) milik.remove(lama)
        _kabar.value = null
    }

    private fun tampilkan() {
        _rute.value = if (pengguna == null) Rute.Masuk else tumpukan.last()
    }

    // In and out

    /** Somebody came in. The same person is where she was; another one begins at today's work and sees nothing of the last. */
    private fun masuk(user: UserInfo) {
        if (terakhir != null && terakhir != user.id) {
            tumpukan.retainAll { it == Rute.HariIni }
            milik.clear()
            hariIni.lupakan()
            draf.lupakan()
            kotakKirim.lupakan()
            tinjau.lupakan()
            cari.ketik("")
            gantiPetugas()
        }
        terakhir = user.id
        pengguna = user
        sentuhan = jam()
        _tirai.value = false
        _kabar.value = null
        tampilkan()
    }

    /** Locks. What was saved is saved. The page is gone at once, before the core has closed. */
    fun kunci() {
        sebelumPergi()
        tampilkanKunci()
        jalur.panggil({ it.lock() }, gagal = { masuk.muat() }) { masuk.muat() }
    }

    private fun tampilkanKunci() {
        pengguna = null
        _kabar.value = null
        tampilkan()
    }

    /** Whether somebody is in. */
    val terbuka: Boolean get() = pengguna != null

    /** The screen was touched. */
    fun sentuh() {
        sentuhan = jam()
    }

    /** Out of sight: covered, and what waits is given to the system. */
    fun keLatar() {
        sebelumPergi()
        if (keluarPada == null) keluarPada = jam()
        if (setelan.adaMenunggu) latar.jadwalkan(setelan.hanyaWifi)
    }

    /** Back in sight: locked first if it was away for long. */
    fun keDepan() {
        periksaDiam()
        keluarPada = null
        sentuh()
    }

    /** Locks when the time has come; the app asks now and then. A running sync is let to its end: it needs no screen, but the keys. */
    fun periksaDiam() {
        if (pengguna == null || pengirim.berjalan && keluarPada != null) return
        val lewat = keluarPada?.let { jam() - it >= aturan.diLatar } ?: (jam() - sentuhan >= aturan.diam)
        if (lewat) kunci()
    }

    /** Covers the page by hand, in front of strangers. */
    fun sembunyikan() {
        sebelumPergi()
        _tirai.value = true
    }

    fun bukaTirai() {
        _tirai.value = false
        sentuh()
    }

    // What changes around it

    /** The phone's language; the worker's own choice comes first. */
    fun bahasa(lang: Lang) = pakai(setelan.bahasa?.let { if (it == "en") Lang.EN else Lang.ID } ?: lang)

    /** The worker's own choice. */
    fun gantiBahasa(lang: Lang) {
        setelan.bahasa = if (lang == Lang.EN) "en" else "id"
        pakai(lang)
    }

    /** The page in front is read again in the new language by itself: it follows [kata]. */
    private fun pakai(lang: Lang) {
        val bahasa = if (lang == Lang.EN) Bahasa.EN else Bahasa.ID
        jalur.panggil({ it.setLang(lang) }, gagal = { if (_kata.value.bahasa != bahasa) _kata.value = Kata(bahasa) }) {
            if (_kata.value.bahasa != bahasa) _kata.value = Kata(bahasa)
            if (pengguna == null && masuk.keadaan.value is Keadaan.Isi) masuk.muat()
        }
    }

    fun zona(menit: Short) {
        jalur.panggil({ it.setZona(menit) }, gagal = { }) { }
    }

    /** The network came or went. A new one takes along what waits, unless it costs and she wants to wait for one that does not. */
    fun jaringan(ada: Boolean, berbayar: Boolean) {
        val lama = _jaringan.value
        _jaringan.value = Jaringan(ada, berbayar)
        if (ada && !lama.ada && terbuka && setelan.adaMenunggu && !(berbayar && setelan.hanyaWifi)) pengirim.kirim()
    }

    private fun menunggu(ada: Boolean) {
        setelan.adaMenunggu = ada
        if (!ada) latar.urungkan()
    }

    private fun setelahKirim(@Suppress("UNUSED_PARAMETER") akhir: Kirim) {
        if (!terbuka) return
        kotakKirim.muat()
        hariIni.muat()
    }
}
