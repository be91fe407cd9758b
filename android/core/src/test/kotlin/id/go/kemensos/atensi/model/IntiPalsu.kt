package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Aksi
import id.go.kemensos.atensi.inti.CariScreen
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.DrafScreen
import id.go.kemensos.atensi.inti.HariIniScreen
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuKunjungan
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.KeluargaBaru
import id.go.kemensos.atensi.inti.KotakKirimScreen
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.MasukScreen
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.PendaftaranScreen
import id.go.kemensos.atensi.inti.PetugasItem
import id.go.kemensos.atensi.inti.PilSinkron
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.ProfilScreen
import id.go.kemensos.atensi.inti.ReceiptCheck
import id.go.kemensos.atensi.inti.Risiko
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.SyncProgress
import id.go.kemensos.atensi.inti.SyncStepView
import id.go.kemensos.atensi.inti.TandaRisiko
import id.go.kemensos.atensi.inti.TandaStatus
import id.go.kemensos.atensi.inti.TinjauScreen
import id.go.kemensos.atensi.inti.UserInfo
import id.go.kemensos.atensi.inti.WilayahItem
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Runnable
import id.go.kemensos.atensi.inti.Jalur as JalurKirim
import id.go.kemensos.atensi.inti.Rute as RuteInti

/** A core that answers what it was told to: by name, with what it was asked. Anything else it is not asked. */
class IntiPalsu {
    val asked = mutableListOf<String>()
    val answers = HashMap<String, (List<Any?>) -> Any?>()

    /** Thrown instead of any answer. */
    var error: Throwable? = null

    private fun <T> told(name: String, vararg args: Any?): T {
        asked += (listOf(name) + args.map { it.toString() }).joinToString(" ")
        error?.let { throw it }
        @Suppress("UNCHECKED_CAST")
        return (answers[name] ?: throw AssertionError("not expected: $name"))(args.toList()) as T
    }

    val inti: Inti = object : Inti {
        override fun layarMasuk(): MasukScreen = told("layarMasuk")
        override fun activate(server: String, kode: String, pin: String, perangkat: String): UserInfo = told("activate", server, kode, pin, perangkat)
        override fun unlock(user: String?, pin: String): UserInfo = told("unlock", user, pin)
        override fun unlockWithKeystore(user: String?): UserInfo = told("unlockWithKeystore", user)
        override fun setBiometrik(on: Boolean): Unit = told("setBiometrik", on)
        override fun changePin(lama: String, baru: String): Unit = told("changePin", lama, baru)
        override fun user(): UserInfo = told("user")
        override fun lock(): Unit = told("lock")
        override fun setLang(lang: Lang): Unit = told("setLang", lang)
        override fun setZona(menit: Short): Unit = told("setZona", menit)
        override fun layarHariIni(offset: UInt, limit: UInt): HariIniScreen = told("layarHariIni", offset.toInt(), limit.toInt())
        override fun layarDraf(): DrafScreen = told("layarDraf")
        override fun buangDraf(draf: String): Unit = told("buangDraf", draf)
        override fun pulihkanDraf(draf: String): Unit = told("pulihkanDraf", draf)
        override fun layarCari(teks: String, limit: UInt): CariScreen = told("layarCari", teks, limit.toInt())
        override fun layarProfil(id: String): ProfilScreen = told("layarProfil", id)
        override fun layarKotakKirim(): KotakKirimScreen = told("layarKotakKirim")
        override fun layarTinjau(): TinjauScreen = told("layarTinjau")
        override fun periksaOrang(baru: OrangBaru): PendaftaranScreen = told("periksaOrang", baru)
        override fun periksaKeluarga(baru: KeluargaBaru): PendaftaranScreen = told("periksaKeluarga", baru)
        override fun daftarOrang(baru: OrangBaru): String = told("daftarOrang", baru)
        override fun daftarKeluarga(baru: KeluargaBaru): String = told("daftarKeluarga", baru)
        override fun bukaKasus(baru: KasusBaru): String = told("bukaKasus", baru)
        override fun cariWilayah(teks: String, limit: UInt): List<WilayahItem> = told("cariWilayah", teks, limit.toInt())
        override fun pilihanKode(daftar: String): List<Pilihan> = told("pilihanKode", daftar)
        override fun putuskanSisi(record: String, field: String, version: String): Unit = told("putuskanSisi", record, field, version)
        override fun kirim(): Kiriman = told("kirim")
        override fun periksaTandaTerima(): ReceiptCheck = told("periksaTandaTerima")
        override fun versi(): String = told("versi")

        /** Of the forms only the beginning is asked here. */
        override val formulir: IntiFormulir = object : IntiFormulir by FormulirTiruan() {
            override fun mulai(formId: String, kasusId: String): String = told("mulai", formId, kasusId)
        }

        override fun shutdown(): Unit = told("shutdown")
    }

    fun says(name: String, answer: (List<Any?>) -> Any?) {
        answers[name] = answer
    }

    init {
        says("layarMasuk") { masuk(PetugasItem("u1", "Anda", false, 0u, "")) }
        for (name in listOf("unlock", "activate", "unlockWithKeystore", "user")) says(name) { maria }
        for (name in listOf("lock", "setLang", "setZona", "shutdown", "changePin", "setBiometrik")) says(name) { }
        says("layarHariIni") { hariIni(0, emptyList()) }
        says("layarCari") { CariScreen(emptyList(), emptyList(), "", "", false) }
        says("layarKotakKirim") { kotak(false) }
        says("layarTinjau") { TinjauScreen("", emptyList(), "Tidak ada", "") }
        says("versi") { "0.1.0" }
    }
}

val maria = UserInfo(id = "u1", nama = "Maria Bengu", peran = "pendamping", kab = "53.11", deviceNo = 3u, serverUrl = "https://contoh")

fun masuk(vararg petugas: PetugasItem) = MasukScreen("Masuk", "Masukkan PIN enam angka Anda.", petugas.isEmpty(), petugas.toList())

fun pil(kata: String = "Semua terkirim") = PilSinkron(kata, Nada.BAIK, Ikon.CENTANG, kata)

fun kunjungan(id: String) = KartuKunjungan(
    kasusId = id, nama = "Rambu $id", tempat = "Kel. Kambajawa", alasan = "Hari ini", terlambat = false,
    risiko = TandaRisiko(Risiko.RENDAH, "Risiko rendah", Nada.NETRAL), tanda = emptyList(),
    status = TandaStatus(StatusKirim.DITERIMA_SERVER, "Diterima server", Nada.BAIK, Ikon.CENTANG), rute = RuteInti.Kunjungan(id), lisan = "Rambu $id",
)

fun hariIni(total: Int, kunjungan: List<KartuKunjungan>, belum: String = "") = HariIniScreen(
    tanggal = "Senin, 23 November 2026", sapaan = "Selamat pagi, Maria Bengu", pil = pil(), belumTerkirim = belum, perluDitinjau = "", draf = emptyList(),
    drafTotal = 0u, semuaDraf = "", total = total.toULong(), ringkas = "$total kunjungan", kunjungan = kunjungan, kosong = if (total == 0) "Belum ada kunjungan." else "",
    luring = "Luring", aksi = listOf(Aksi("Cari atau daftar baru", RuteInti.Cari, true)),
)

fun kotak(bisaKirim: Boolean): KotakKirimScreen {
    val lane = JalurKirim("Menunggu", 0u, "0 catatan", emptyList(), "", "Tidak ada.")
    return KotakKirimScreen(pil(), lane, lane, lane, "", "", "Belum pernah terkirim", "Tanda terima: 0", "", "Belum ada jaringan.", bisaKirim)
}

fun refusal(code: String, field: String? = null, wait: ULong? = null) = CoreException.Gagal(code, field, null, true, wait, "kata inti")

/** A core that answers at once, on the caller's thread: tests see one step after the other. */
fun langsung(buka: () -> Inti) = Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, Dispatchers.Unconfined, buka)

/** A thread that does its work when told to. */
class Antrean : CoroutineDispatcher() {
    private val work = ArrayDeque<Runnable>()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        work += block
    }

    /** Everything that waits, and what comes of it. */
    fun run() {
        while (work.isNotEmpty()) work.removeFirst().run()
    }

    /** The first that waits. */
    fun one() = work.removeFirst().run()
}

/** A sync of some steps, then [end]. */
class KirimanPalsu(private var steps: Int, private val end: () -> Unit = { }) : Kiriman {
    var cancelled = false
    var closed = false

    override fun langkah(): SyncStepView {
        if (cancelled) throw refusal("cancelled")
        steps -= 1
        if (steps == 0) end()
        return SyncStepView(SyncProgress(1u, 3u, 0u, 0u, 0u, "Mengirim, sisa $steps"), steps <= 0)
    }

    override fun batal() {
        cancelled = true
    }

    override fun close() {
        closed = true
    }
}
