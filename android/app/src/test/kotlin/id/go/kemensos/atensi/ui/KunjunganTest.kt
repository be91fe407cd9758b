package id.go.kemensos.atensi.ui

import android.Manifest
import android.app.Activity
import android.app.Application
import android.location.Location
import android.location.LocationManager
import android.net.Uri
import android.os.Looper
import android.os.SystemClock
import android.provider.MediaStore
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.platform.Aplikasi
import id.go.kemensos.atensi.platform.BrankasUji
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

private const val NAMA = "Rambu Ana Lodu"

/** A home visit by touch: the whole app over the real library and server, from the card of today to the receipt. */
@RunWith(RobolectricTestRunner::class)
class KunjunganTest {
    @get:Rule val c = createEmptyComposeRule()

    private val aplikasi = ApplicationProvider.getApplicationContext<Aplikasi>()
    private lateinit var scenario: ActivityScenario<UtamaActivity>

    @Before fun prepare() {
        BrankasUji.pasang()
        Foto.folderBaru()
        scenario = ActivityScenario.launch(UtamaActivity::class.java)
        c.aktifkan()
        inti {
            val orang = it.daftarOrang(
                OrangBaru(
                    nama = NAMA, nik = null, alasanTanpaNik = null, lahir = "1952-07-01", lahirTaksiran = false, kelamin = "P", telepon = null, alamat = null,
                    wilayah = null, keluargaId = null, hubungan = null, catatan = null,
                ),
            )
            it.bukaKasus(KasusBaru("orang", orang, "L", null, null, null))
        }
        scenario.onActivity { aplikasi.model.hariIni.muat() }
    }

    @After fun end() {
        scenario.close()
        inti { it.shutdown() }
    }

    /** A call of the core that no page here makes, to its end. */
    private fun <T : Any> inti(call: (Inti) -> T): T {
        var result: T? = null
        aplikasi.model.jalur.panggil(call, { throw AssertionError(it.toString()) }) { result = it }
        until("the core answers") { result != null }
        return result!!
    }

    /** The phone drops the process and keeps what the page wanted kept; opened again, the app asks for the PIN. */
    private fun kill() {
        inti { it.shutdown() }
        aplikasi.onCreate()
        scenario.recreate()
        waitFor("Masukkan PIN")
        c.ketik("PIN enam angka", PIN)
        c.tekan("Masuk")
    }

    private fun back() = scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }

    /** The card of today. */
    private fun begin() {
        waitFor(NAMA)
        c.tekan(NAMA)
        waitFor("Mulai kunjungan")
    }

    private fun until(what: String, done: () -> Boolean) = c.waitUntil(what, LAMA) {
        shadowOf(Looper.getMainLooper()).idle()
        done()
    }

    private fun waitFor(text: String) = until("\"$text\" shows") { c.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isNotEmpty() }

    /** The question, scrolled to, once it applies. */
    private fun to(path: String) = until("$path applies") {
        runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasTestTag("/data/$path")) }.isSuccess
    }

    private fun at(path: String, what: SemanticsMatcher) = c.onNode(what and hasAnyAncestor(hasTestTag("/data/$path")))

    private fun tap(path: String, text: String) {
        to(path)
        at(path, hasText(text) and hasClickAction()).performScrollTo().performClick()
        saved()
    }

    private fun type(path: String, text: String) {
        to(path)
        at(path, hasSetTextAction()).performScrollTo().performTextInput(text)
    }

    private fun saved() = until("saved") { c.onAllNodesWithText("Tersimpan di ponsel", substring = true).fetchSemanticsNodes().isNotEmpty() }

    private fun next(title: String) {
        c.onNodeWithText("Berikutnya").performClick()
        until("\"$title\" is open") {
            runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasText(title)) }.isSuccess
        }
    }

    private fun sign(path: String) {
        to(path)
        at(path, hasText("Tanda tangan di sini")).performScrollTo().performClick()
        waitFor("Simpan tanda tangan")
        c.onNode(SemanticsMatcher("pad") { n -> n.config.any { it.value == listOf("Bidang tanda tangan") } }).performTouchInput { swipe(centerLeft, bottomRight) }
        c.onNodeWithText("Simpan tanda tangan").performClick()
        until("signed") {
            runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasText("Tanda tangan tersimpan", substring = true)) }.isSuccess
        }
    }

    @Test fun aWholeVisitByTouchThroughAKilledApp() {
        begin()
        waitFor("Kunjungan pertama")
        c.periksaSasaran()
        c.periksaAksesibilitas()
        scenario.onActivity { it.potret("kunjungan-sebelum") }
        c.onNodeWithText("Mulai kunjungan").performClick()
        waitFor("1. Kunjungan")
        scenario.onActivity { it.potret("kunjungan-formulir") }

        tap("kunjungan/tujuan_kunjungan", "Respon kasus")
        tap("kunjungan/tujuan_kunjungan", "Pemantauan dan evaluasi (monev)")
        tap("kunjungan/hasil_kunjungan", "Bertemu")
        back()
        waitFor("Draf tersimpan di ponsel ini")
        c.onNodeWithText("Lanjut mengisi").performClick()
        scenario.recreate()
        to("kunjungan/hasil_kunjungan")
        at("kunjungan/hasil_kunjungan", hasText("Bertemu") and hasClickAction()).performScrollTo().assertIsSelected()
        next("3. Keamanan dan lokasi")
        tap("keamanan_lokasi/keamanan_tempat", "Aman")
        place()
        next("4. Orang yang ditemui")
        tap("pertemuan/ditemui", "Penerima layanan sendiri")
        type("pertemuan/nama_ditemui", "Rambu 😀 Lodu")
        tap("pertemuan/bersedia_dicatat", "Setuju")
        next("5. Pengamatan")
        tap("pengamatan/tanda_bahaya", "Tidak ada")
        tap("pengamatan/keadaan_orang", "Membaik")
        type("pengamatan/catatan_pengamatan", "Duduk di beranda.")
        // Turned while a text is typed: the page that comes has it.
        scenario.recreate()
        saved()

        kill()
        waitFor("Belum selesai")
        c.tekan("Kunjungan rumah")
        waitFor("Tersimpan di ponsel")
        to("pengamatan/catatan_pengamatan")
        at("pengamatan/catatan_pengamatan", hasSetTextAction()).assertTextContains("Duduk di beranda.")
        to("pengamatan/keadaan_orang")
        at("pengamatan/keadaan_orang", hasText("Membaik") and hasClickAction()).performScrollTo().assertIsSelected()

        next("6. Pemeriksaan")
        type("pemeriksaan/makan_kemarin", "12")
        next("7. Layanan dan kesepakatan")
        tap("layanan/layanan_diberikan", "Belum ada layanan")
        next("8. Masalah dan risiko")
        tap("penilaian/tingkat_risiko", "Sedang")
        next("9. Tindak lanjut")
        tap("tindak_lanjut/tindakan_berikut", "Kunjungan ulang")
        to("tindak_lanjut/tanggal_berikut")
        at("tindak_lanjut/tanggal_berikut", hasText("Pilih tanggal")).performScrollTo().performClick()
        waitFor("Hari ini")
        c.onNodeWithText("Hari ini").performClick()
        c.onNodeWithText("Pilih").performClick()
        saved()
        next("10. Foto")
        photo()
        next("11. Pengesahan")
        tap("pengesahan/penanda_tangan", "Tidak ada yang menandatangani")
        sign("pengesahan/tanda_tangan_petugas")
        to("pengesahan/pernyataan_petugas")
        at("pengesahan/pernyataan_petugas", hasText("Saya menyatakan", substring = true) and hasClickAction()).performScrollTo().performClick()
        saved()

        // Twelve meals a day are refused, and the form leads there.
        c.onNodeWithText("Selesai dan simpan").performClick()
        until("what is wrong is said") { runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasText("perlu diperiksa", substring = true) and hasClickAction()) }.isSuccess }
        c.onNode(hasText("1 jawaban perlu diperiksa", substring = true) and hasClickAction()).performClick()
        waitFor("Isi angka 0 sampai 10.")
        scenario.onActivity { it.potret("kunjungan-salah") }
        to("pemeriksaan/makan_kemarin")
        at("pemeriksaan/makan_kemarin", hasSetTextAction()).performScrollTo().performTextReplacement("2")
        for (title in listOf("7. Layanan dan kesepakatan", "8. Masalah dan risiko", "9. Tindak lanjut", "10. Foto", "11. Pengesahan")) next(title)
        c.onNodeWithText("Selesai dan simpan").performClick()
        waitFor("Selesaikan formulir?")
        c.periksaSasaran()
        c.onNodeWithText("Selesai dan simpan").performClick()
        waitFor("Kunjungan rumah tersimpan")
        c.periksaSasaran()
        c.periksaAksesibilitas()
        scenario.onActivity { it.potret("kunjungan-selesai") }
        c.onNodeWithText("Menunggu dikirim").assertIsDisplayed()

        c.onNodeWithText("Lihat laporan").performScrollTo().performClick()
        waitFor("Cetak atau simpan PDF")
        back()
        waitFor("Kunjungan rumah tersimpan")
        val document = (aplikasi.model.rute.value as Rute.Selesai).dokumen
        c.tekan("Kembali ke Hari Ini")
        received(document)
    }

    /** Sent by the button, with its photos; the receipt is seen, and checked. */
    private fun received(document: String) {
        waitFor("menunggu dikirim")
        c.tekan("menunggu dikirim")
        waitFor("Kirim sekarang")
        c.geser("Menunggu dikirim")
        scenario.recreate()
        waitFor("Kirim sekarang")
        c.tekan("Kirim sekarang")
        waitFor("Selesai. Tidak ada yang menunggu.")
        scenario.onActivity { it.potret("kunjungan-terkirim") }
        c.geser("Tanda terima hari ini")
        c.geser("Diterima server")
        scenario.onActivity { it.potret("kunjungan-diterima") }
        assertEquals(StatusKirim.DITERIMA_SERVER, inti { it.formulir.layarSelesai(document) }.status.status)
        c.geser("Periksa semua tanda terima")
        c.tekan("Periksa semua tanda terima")
        waitFor("terbukti diterima server")
        back()
        until("nothing waits any more") { c.ada("Cari atau daftar baru") && !c.ada("menunggu dikirim") }
    }

    /** The phone finds itself while the worker goes on. */
    private fun place() {
        shadowOf(aplikasi as Application).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)
        val manager = aplikasi.getSystemService(LocationManager::class.java)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        to("keamanan_lokasi/titik_lokasi")
        at("keamanan_lokasi/titik_lokasi", hasText("Catat lokasi") and hasClickAction()).performScrollTo().performClick()
        waitFor("Mencari lokasi")
        shadowOf(manager).simulateLocation(Location(LocationManager.GPS_PROVIDER).apply {
            latitude = -9.6567
            longitude = 120.2641
            accuracy = 8f
            time = System.currentTimeMillis()
            elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
        })
        shadowOf(Looper.getMainLooper()).idle()
        waitFor("Lokasi tercatat, ketelitian 8 m")
    }

    /** A row of photos: added, filled in, photographed, closed. */
    private fun photo() {
        tap("foto_kunjungan/ada_foto", "Ya")
        to("foto_kunjungan/foto")
        at("foto_kunjungan/foto", hasText("Tambah Foto")).performScrollTo().performClick()
        waitFor("Foto 1 dari 1")
        val row = "foto_kunjungan/foto[1]"
        tap("$row/subjek_foto", "Rumah tampak depan")
        tap("$row/izin_foto", "Ya, diizinkan")
        to("$row/berkas_foto")
        at("$row/berkas_foto", hasText("Ambil foto") and hasClickAction()).performScrollTo().performClick()
        c.waitForIdle()
        scenario.onActivity {
            val asked = checkNotNull(shadowOf(it).nextStartedActivityForResult)
            @Suppress("DEPRECATION")
            val uri = checkNotNull(asked.intent.getParcelableExtra<Uri>(MediaStore.EXTRA_OUTPUT))
            it.contentResolver.openOutputStream(uri)!!.use { out -> out.write(Foto.jpeg(640, 480, 6)) }
            shadowOf(it).receiveResult(asked.intent, Activity.RESULT_OK, null)
        }
        until("attached") { runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasText("1 foto", substring = true)) }.isSuccess }
        c.onNodeWithText("Kembali ke daftar").performClick()
        to("foto_kunjungan/foto")
        at("foto_kunjungan/foto", hasText("Rumah tampak depan", substring = true)).performScrollTo().assertIsDisplayed()
    }

    @Test fun aVisitThatFoundNobodyIsShort() {
        begin()
        c.onNodeWithText("Mulai kunjungan").performClick()
        waitFor("1. Kunjungan")
        tap("kunjungan/tujuan_kunjungan", "Asesmen")
        tap("kunjungan/hasil_kunjungan", "Tidak di rumah")
        next("2. Tidak bertemu")
        next("3. Keamanan dan lokasi")
        back()
        waitFor("Draf tersimpan di ponsel ini")
        c.onNodeWithText("Simpan draf dan keluar").performClick()
        waitFor("Belum selesai")
        c.geser("kunjungan pertama")
        c.tekan("kunjungan pertama")
        waitFor("Lanjutkan yang sudah dimulai")
        scenario.onActivity { it.potret("kunjungan-draf") }
        c.onNode(hasText("Lanjut", substring = true) and hasClickAction()).performClick()
        waitFor("Tersimpan di ponsel")
        to("kunjungan/hasil_kunjungan")
        at("kunjungan/hasil_kunjungan", hasText("Tidak di rumah") and hasClickAction()).performScrollTo().assertIsSelected()
    }
}
