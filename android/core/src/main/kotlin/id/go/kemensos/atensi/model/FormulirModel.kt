package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.DeltaView
import id.go.kemensos.atensi.inti.KartuBaris
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.Rute
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.IOException
import java.math.BigDecimal
import java.math.RoundingMode
import kotlin.coroutines.resume

/** After this pause a text that is being typed is saved. */
const val JEDA_KETIK = 700L

/** After this pause a search begins. */
const val JEDA_CARI = 300L

/** So long a location is looked for. The worker goes on meanwhile. */
const val BATAS_LOKASI = 60_000L

/** Choices read at a time. */
const val LEMBAR_PILIHAN = 50u

/** The longer side of a picture where the form does not say. */
const val MAKS_PIKSEL = 1600

/**
 * A draft being filled in. One answer is one call and one change of the page. What was entered shows at once and is kept until the
 * disk has it; what the disk does not take says so at its question.
 */
class FormulirModel(
    private val jalur: Jalur,
    val draftId: String,
    private val ponsel: Ponsel,
    private val buka: (Rute) -> Unit,
    private val tinggalkan: () -> Unit,
) {
    private val _keadaan = MutableStateFlow<Keadaan<FormulirIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<FormulirIsi>> = _keadaan.asStateFlow()

    // Only touched on the core's thread: the open session, and the page it tells changes of.
    private var sesi: SesiFormulir? = null
    private var halamanInti: String? = null

    private val jeda = HashMap<String, Job>()
    private val dikirim = HashMap<String, String>()
    private val pencarian = HashMap<String, () -> Unit>()
    private var jedaCari: Job? = null
    private var tutup = false

    private val isi: FormulirIsi? get() = (_keadaan.value as? Keadaan.Isi)?.isi

    /** Opens the draft where it was left; does nothing to one that is open. */
    fun mulai() {
        if (isi == null) muat()
    }

    /** Reads the page, also the way out of a failure. What was entered and not saved is tried again. */
    fun muat() {
        val dulu = isi
        if (dulu == null) _keadaan.value = Keadaan.Memuat
        panggil({ it.halaman(dulu?.layar?.kepala?.halaman) }, { pesan ->
            if (dulu == null) _keadaan.value = Keadaan.Galat(pesan) else ubah { it.copy(gagalHalaman = pesan) }
        }) { layar ->
            val sekarang = isi
            _keadaan.value = Keadaan.Isi(sekarang?.copy(layar = layar, gagalHalaman = null) ?: FormulirIsi(layar))
            simpan()
        }
    }

    // Answers.

    /** Answers at once: a choice, a date, a tick. An empty value clears. */
    fun jawab(path: String, nilai: String) {
        ubah { it.copy(ketikan = it.ketikan + (path to nilai), gagal = it.gagal - path) }
        kirim(path)
    }

    /** A text as it is typed; saved after a pause, or by [lepas]. */
    fun ketik(path: String, teks: String) {
        ubah { it.copy(ketikan = it.ketikan + (path to teks), gagal = it.gagal - path) }
        jeda.remove(path)?.cancel()
        jeda[path] = jalur.nanti(JEDA_KETIK) { kirim(path) }
    }

    /** The field was left: its text is saved now. */
    fun lepas(path: String) = kirim(path)

    /** Whether a text is not saved yet. */
    fun mengetik(path: String): Boolean = isi?.ketikan?.containsKey(path) == true

    /** Chooses, or takes back, one of several. */
    fun pilih(path: String, nilai: String) {
        val p = isi?.pertanyaan(path) ?: return
        when (p.alat) {
            Alat.PILIH_BANYAK, Alat.PILIH_BANYAK_CARI -> {
                val ada = isi?.terpilih(p).orEmpty()
                jawab(path, (if (nilai in ada) ada - nilai else ada + nilai).joinToString(" "))
            }
            else -> jawab(path, nilai)
        }
    }

    /** Saves everything typed, at once: before the app is locked or leaves the screen. */
    fun simpan() {
        isi?.ketikan?.keys?.toList()?.forEach(::kirim)
    }

    private fun kirim(path: String) {
        jeda.remove(path)?.cancel()
        val teks = isi?.ketikan?.get(path) ?: return
        if (dikirim[path] == teks) return
        dikirim[path] = teks
        val alat = isi?.pertanyaan(path)?.alat
        // The keyboard of a phone in Indonesian has a comma for decimals.
        val nilai = if (alat == Alat.DESIMAL) teks.replace(',', '.') else teks
        panggil({ it.jawab(path, nilai) }, { pesan ->
            dikirim.remove(path, teks)
            // A typed text is kept to be mended; a tap is quickly made again, and must not look as if it held.
            val tetap = alat in DIKETIK
            ubah { isi ->
                val usang = isi.ketikan[path] != teks
                isi.copy(
                    ketikan = if (tetap || usang) isi.ketikan else isi.ketikan - path,
                    gagal = if (usang) isi.gagal else isi.gagal + (path to Gangguan.Jawaban(pesan)),
                )
            }
        }) { delta ->
            dikirim.remove(path, teks)
            ubah { isi -> if (isi.ketikan[path] == teks) isi.copy(ketikan = isi.ketikan - path, gagal = isi.gagal - path) else isi }
            terap(delta)
        }
    }

    // Rows, undo.

    /** Adds a row and opens it. */
    fun tambahBaris(path: String) = ubahHalaman({ it.tambahBaris(path) }) {
        isi?.pertanyaan(path)?.baris?.lastOrNull()?.let { halaman(it.path) }
    }

    /** Asks whether to remove a row. */
    fun mintaHapusBaris(path: String, kartu: KartuBaris) = ubah { it.copy(panel = Panel.HapusBaris(path, kartu)) }

    fun hapusBaris() {
        val panel = isi?.panel as? Panel.HapusBaris ?: return
        tutupPanel()
        ubahHalaman({ it.hapusBaris(panel.path, panel.kartu.posisi) })
    }

    fun urung() = ubahHalaman({ it.urung() })

    fun ulang() = ubahHalaman({ it.ulang() })

    fun bahasa(lang: Lang) = ubahHalaman({ it.setLang(lang) })

    private fun ubahHalaman(kerja: (SesiFormulir) -> DeltaView?, sesudahnya: () -> Unit = {}) {
        simpan()
        panggil(kerja, { pesan -> ubah { it.copy(gagalHalaman = pesan) } }) { delta ->
            ubah { it.copy(gagalHalaman = null) }
            delta?.let(::terap)
            sesudahnya()
        }
    }

    private fun terap(delta: DeltaView) {
        val h = delta.halaman
        when {
            // The session was opened anew and no page was read from it.
            h == null -> muat()
            h.hilang -> baca(h.kepala.halaman)
            else -> ubah { it.copy(layar = it.layar.terap(h)) }
        }
    }

    // Pages.

    /** Opens a page, or the page of a question and brings that into view. */
    fun halaman(path: String) {
        simpan()
        baca(path)
    }

    private fun baca(path: String) = panggil({ it.halaman(path) }, { pesan -> ubah { it.copy(gagalHalaman = pesan, panel = null) } }) { layar ->
        ubah { it.copy(layar = layar, gagalHalaman = null, panel = null, sorot = path.takeIf { p -> p != layar.kepala.halaman }) }
    }

    fun terlihat() = ubah { it.copy(sorot = null) }


    fun sebelum() {
        isi?.layar?.kepala?.sebelum?.let(::halaman)
    }

    /** On: to where a row is listed, to the next page, or to the end. */
    fun lanjut() {
        val kepala = isi?.layar?.kepala ?: return
        ubah { it.copy(dilewati = it.dilewati + kepala.halaman) }
        (kepala.induk ?: kepala.sesudah)?.let(::halaman) ?: mintaSelesai()
    }

    fun periksa() {
        ubah { it.copy(cobaSelesai = true) }
        isi?.layar?.kepala?.masalahPertama?.let(::halaman)
    }

    fun bukaDaftar() {
        simpan()
        ubah { it.copy(panel = Panel.Daftar) }
    }

    // Finishing and leaving.

    /** Asks whether to finish; says first what is missing. */
    fun mintaSelesai() {
        simpan()
        ubah { it.copy(cobaSelesai = true) }
        // Behind whatever was on its way to the disk.
        panggil({ }, { pesan -> ubah { it.copy(gagalHalaman = pesan) } }) {
            ubah { if (it.layar.kepala.bisaSelesai && it.ketikan.isEmpty()) it.copy(panel = Panel.Selesai) else it }
        }
    }

    fun selesai() {
        if (isi?.bekerja != false) return
        ubah { it.copy(bekerja = true, panel = null, gagalHalaman = null) }
        panggil({ it.selesai() }, { pesan -> ubah { it.copy(bekerja = false, gagalHalaman = pesan) } }) { dokumen ->
            lepaskan()
            buka(Rute.Dokumen(dokumen))
        }
    }

    /** Back: closes what lies over the page, leaves a row, or asks whether to leave. */
    fun kembali() {
        val isi = isi ?: return tinggalkan()
        when {
            isi.bekerja -> Unit
            isi.panel != null -> tutupPanel()
            isi.layar.kepala.induk != null -> halaman(isi.layar.kepala.induk)
            else -> ubah { it.copy(panel = Panel.Keluar(hilang = false)) }
        }
    }

    /** Leaves. The draft is kept; where something could not be saved, it asks once more. */
    fun keluar() {
        val sudahDitanya = (isi?.panel as? Panel.Keluar)?.hilang == true
        simpan()
        panggil({ }, { pergi() }) {
            if (isi?.ketikan.isNullOrEmpty() || sudahDitanya) pergi() else ubah { it.copy(panel = Panel.Keluar(hilang = true)) }
        }
    }

    private fun pergi() {
        lepaskan()
        tinggalkan()
    }

    /** Ends what still runs. The draft stays on the disk. */
    fun lepaskan() {
        if (tutup) return
        tutup = true
        jeda.values.forEach(Job::cancel)
        jedaCari?.cancel()
        pencarian.keys.toList().forEach { path -> pencarian.remove(path)?.invoke() }
        ponsel.suara.diam()
        jalur.panggil({ sesi?.tutup().also { sesi = null } }, { }) { }
    }

    fun tutupPanel() {
        jedaCari?.cancel()
        ubah { it.copy(panel = null) }
    }

    /** Reads a question aloud, never its answer: others may listen. */
    fun bacakan(path: String) {
        val soal = isi?.pertanyaan(path)?.soal ?: return
        ponsel.suara.bacakan(listOf(soal.label, soal.hint).filter(String::isNotEmpty).joinToString(". "))
    }

    // Long lists.

    fun bukaPilihan(path: String) {
        ubah { it.copy(panel = Panel.Cari(path)) }
        bacaPilihan()
    }

    fun cariPilihan(teks: String) {
        ubahCari { it.copy(teks = teks) }
        jedaCari?.cancel()
        jedaCari = jalur.nanti(JEDA_CARI) { bacaPilihan() }
    }

    /** The next stretch. */
    fun pilihanLagi() = bacaPilihan(lagi = true)

    /** Chooses from a long list; one of one closes it. */
    fun pilihDari(pilihan: Pilihan) {
        val panel = isi?.panel as? Panel.Cari ?: return
        pilih(panel.path, pilihan.value)
        if (isi?.pertanyaan(panel.path)?.alat == Alat.PILIH_SATU_CARI) tutupPanel()
    }

    fun bacaPilihan(lagi: Boolean = false) {
        val panel = isi?.panel as? Panel.Cari ?: return
        val mulai = if (lagi) panel.items.size else 0
        ubahCari { it.copy(memuat = true, gagal = null) }
        panggil({ it.pilihan(panel.path, panel.teks.ifBlank { null }, mulai.toUInt(), LEMBAR_PILIHAN) }, { pesan ->
            ubahCari { it.copy(memuat = false, gagal = pesan) }
        }) { hasil ->
            ubahCari {
                // An answer to an older question is let go.
                if (it.path != panel.path || it.teks != panel.teks) it
                else it.copy(items = it.items.take(mulai) + hasil.items, total = hasil.total, memuat = false)
            }
        }
    }

    private fun ubahCari(baru: (Panel.Cari) -> Panel.Cari) =
        ubah { isi -> (isi.panel as? Panel.Cari)?.let { isi.copy(panel = baru(it)) } ?: isi }

    fun bukaWaktu(path: String) = ubah { it.copy(panel = Panel.Waktu(path)) }

    fun bukaTandaTangan(path: String) = ubah { it.copy(panel = Panel.TandaTangan(path)) }

    // Pictures.

    /** The camera or gallery came back, with a file of its own or with nothing. That file is deleted in any case. */
    fun foto(path: String, mentah: String?) {
        if (mentah == null) return ubah { it.copy(gagal = it.gagal + (path to Gangguan.Foto)) }
        val maks = isi?.pertanyaan(path)?.maksPiksel?.toInt() ?: MAKS_PIKSEL
        ubah { it.copy(menyimpanFoto = it.menyimpanFoto + path, gagal = it.gagal - path, panel = null) }
        panggil({ sesi ->
            try {
                val jadi = ponsel.kamera.olah(mentah, maks)
                try {
                    sesi.lampirkan(path, jadi)
                } finally {
                    ponsel.kamera.buang(jadi)
                }
            } catch (_: FotoRusak) {
                null
            } catch (_: IOException) {
                null
            } finally {
                ponsel.kamera.buang(mentah)
            }
        }, { pesan ->
            ubah { it.copy(menyimpanFoto = it.menyimpanFoto - path, gagal = it.gagal + (path to Gangguan.Jawaban(pesan))) }
        }) { delta ->
            ubah {
                it.copy(menyimpanFoto = it.menyimpanFoto - path, gagal = if (delta == null) it.gagal + (path to Gangguan.Foto) else it.gagal)
            }
            delta?.let(::terap)
        }
    }

    /** Reads the picture that answers a question. Nobody keeps it but the page that shows it. */
    suspend fun gambar(path: String): IsiGambar = suspendCancellableCoroutine { tunggu ->
        panggil({ it.gambar(path) }, { tunggu.resume(IsiGambar.Gagal(it)) }) { isi ->
            tunggu.resume(if (isi == null) IsiGambar.TidakAda else IsiGambar.Ada(isi))
        }
    }

    fun bukaGambar(path: String) = ubah { it.copy(panel = Panel.Gambar(path)) }

    fun kameraDitolak(path: String) = ubah { it.copy(gagal = it.gagal + (path to Gangguan.KameraDitolak)) }

    // Location.

    /** Looks for the location; the worker goes on meanwhile. */
    fun lokasi(path: String) {
        if (path in pencarian) return
        ubah { it.copy(lokasi = it.lokasi + (path to KeadaanLokasi.MENCARI)) }
        pencarian[path] = { }
        val berhenti = ponsel.lokasi.cari { hasil -> lokasiTiba(path, hasil) }
        if (path !in pencarian) return
        val batas = jalur.nanti(BATAS_LOKASI) { lokasiTiba(path, HasilLokasi.TidakAda) }
        pencarian[path] = {
            batas.cancel()
            berhenti()
        }
    }

    /** The worker does not wait for the location any longer. */
    fun hentikanLokasi(path: String) {
        val berhenti = pencarian.remove(path) ?: return
        ubah { it.copy(lokasi = it.lokasi - path) }
        berhenti()
    }

    private fun lokasiTiba(path: String, hasil: HasilLokasi) {
        val berhenti = pencarian.remove(path) ?: return
        when (hasil) {
            is HasilLokasi.Ada -> {
                ubah { it.copy(lokasi = it.lokasi - path) }
                val bagian = listOf(hasil.lintang to 7, hasil.bujur to 7, (hasil.tinggi ?: 0.0) to 1, hasil.ketelitian to 1)
                jawab(path, bagian.joinToString(" ") { (n, koma) -> BigDecimal(n).setScale(koma, RoundingMode.HALF_UP).toPlainString() })
            }
            HasilLokasi.Ditolak -> ubah { it.copy(lokasi = it.lokasi + (path to KeadaanLokasi.DITOLAK)) }
            HasilLokasi.TidakAda -> ubah { it.copy(lokasi = it.lokasi + (path to KeadaanLokasi.TIDAK_ADA)) }
        }
        berhenti()
    }

    // The session.

    /** Calls the session, opening it first. One that a lock has closed is opened again, at the same page, and asked once more. */
    private fun <T> panggil(kerja: (SesiFormulir) -> T, gagal: (Pesan) -> Unit, berhasil: (T) -> Unit) {
        jalur.panggil({ inti ->
            val lama = sesi
            try {
                dengan(lama ?: buka(inti), kerja)
            } catch (e: CoreException.Gagal) {
                if (e.code !in PUTUS) throw e
                sesi = null
                lama?.tutup()
                if (lama == null || e.code != TERTUTUP) throw e
                dengan(buka(inti), kerja)
            }
        }, gagal, berhasil)
    }

    private fun buka(inti: Inti): SesiFormulir {
        val baru = inti.formulir.lanjut(draftId)
        sesi = baru
        halamanInti?.let(baru::halaman)
        return baru
    }

    private fun <T> dengan(sesi: SesiFormulir, kerja: (SesiFormulir) -> T): T {
        val hasil = kerja(sesi)
        when (hasil) {
            is id.go.kemensos.atensi.inti.FormulirScreen -> halamanInti = hasil.kepala.halaman
            is DeltaView -> hasil.halaman?.let { halamanInti = it.kepala.halaman }
        }
        return hasil
    }

    private fun ubah(baru: (FormulirIsi) -> FormulirIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }

    private companion object {
        const val TERTUTUP = "session.closed"

        /** With these a session is of no more use. */
        val PUTUS = setOf(TERTUTUP, "draft.changed", "draft.closed")
        val DIKETIK = setOf(Alat.TEKS, Alat.TEKS_PANJANG, Alat.BILANGAN, Alat.DESIMAL)
    }
}
