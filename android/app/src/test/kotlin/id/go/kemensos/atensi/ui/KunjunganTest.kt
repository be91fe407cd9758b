package id.go.kemensos.atensi.ui

import android.Manifest
import android.app.Activity
import android.app.Application
import android.location.Location
import android.location.LocationManager
import android.net.Uri
import android.os.Looper
import android.provider.MediaStore
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
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
import id.go.kemensos.atensi.inti.ActivationRequest
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.Rute
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.model.IntiAsli
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.RuangFormulir
import id.go.kemensos.atensi.platform.ponselAndroid
import kotlinx.coroutines.MainScope
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.util.Locale
import kotlin.io.path.createTempDirectory

private const val NAMA = "Rambu Ana Lodu"

/** A home visit by touch: the real screens over the real library, from the door to the document on a real server. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class KunjunganTest {
    @get:Rule val c = createEmptyComposeRule()

    private object Laci : Keystore {
        override fun secret(name: String) = ByteArray(32) { (it + name.length).toByte() }
        override fun wrap(key: ByteArray) = key
        override fun unwrap(wrapped: ByteArray) = wrapped
    }

    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val folder = createTempDirectory("hp").toString()
    private lateinit var kasus: String
    private lateinit var inti: IntiAsli
    private lateinit var ruang: RuangFormulir
    private lateinit var scenario: ActivityScenario<ComponentActivity>
    private var rute by mutableStateOf<Rute?>(null)

    @Before fun prepare() {
        Foto.folderBaru()
        val lapangan = Lapangan(folder, Laci, 420)
        lapangan.activate(ActivationRequest(Peladen.url, Peladen.kode(), PIN, "HP Uji", emptyList()))
        val orang = lapangan.daftarOrang(
            OrangBaru(
                nama = NAMA, nik = null, alasanTanpaNik = null, lahir = "1952-07-01", lahirTaksiran = false, kelamin = "P", telepon = null, alamat = null,
                wilayah = null, keluargaId = null, hubungan = null, catatan = null,
            ),
        ).id
        kasus = lapangan.bukaKasus(KasusBaru("orang", orang, "L", null, null, null))
        lapangan.shutdown()
        start()
        rute = Rute.Kunjungan(kasus)
        scenario = ActivityScenario.launch(ComponentActivity::class.java)
        show()
    }

    @After fun end() {
        scenario.close()
        inti.shutdown()
    }

    /** As the process begins: nothing is in memory, everything on the disk. */
    private fun start() {
        inti = IntiAsli(folder, Laci, 420)
        inti.unlock(null, PIN)
        ruang = RuangFormulir(Jalur(MainScope()) { inti }, ponselAndroid(app) { Locale.forLanguageTag("id") }, { rute = it }, { rute = null })
    }

    private fun show() = scenario.onActivity {
        it.setContent {
            Tema {
                when (val r = rute) {
                    is Rute.Kunjungan -> KunjunganScreen(ruang.kunjungan(r.kasusId))
                    is Rute.LanjutDraf -> FormulirScreen(ruang.formulir(r.draftId))
                    is Rute.Dokumen -> SelesaiScreen(ruang.selesai(r.dokumenId)) { rute = null }
                    else -> Unit
                }
            }
        }
    }

    /** The phone kills the app; it is opened again where it was. */
    private fun kill() {
        val draft = checkNotNull(rute)
        scenario.onActivity { it.setContent { } }
        c.waitForIdle()
        inti.shutdown()
        start()
        rute = draft
        show()
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
        waitFor(NAMA)
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
        scenario.onActivity { ruang.simpan() }
        saved()

        kill()
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
        scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        waitFor("Kunjungan rumah tersimpan")
        val document = (rute as Rute.Dokumen).dokumenId
        received(document)
    }

    /** The phone finds itself while the worker goes on. */
    private fun place() {
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)
        val manager = app.getSystemService(LocationManager::class.java)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        to("keamanan_lokasi/titik_lokasi")
        at("keamanan_lokasi/titik_lokasi", hasText("Catat lokasi") and hasClickAction()).performScrollTo().performClick()
        waitFor("Mencari lokasi")
        shadowOf(manager).simulateLocation(Location(LocationManager.GPS_PROVIDER).apply {
            latitude = -9.6567
            longitude = 120.2641
            accuracy = 8f
            time = System.currentTimeMillis()
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

    /** Sent to the server, with its photos and a receipt. */
    private fun received(document: String) {
        inti.shutdown()
        Lapangan(folder, Laci, 420).use { lapangan ->
            lapangan.unlock(null, PIN)
            val run = lapangan.sync(null)
            do {
                val done = run.step().done
            } while (!done)
            assertTrue(run.summary().complete)
            assertEquals(StatusKirim.DITERIMA_SERVER, lapangan.layarSelesai(document).status.status)
            lapangan.shutdown()
        }
        inti = IntiAsli(folder, Laci, 420)
    }

    @Test fun aVisitThatFoundNobodyIsShort() {
        waitFor(NAMA)
        c.onNodeWithText("Mulai kunjungan").performClick()
        waitFor("1. Kunjungan")
        tap("kunjungan/tujuan_kunjungan", "Asesmen")
        tap("kunjungan/hasil_kunjungan", "Tidak di rumah")
        next("2. Tidak bertemu")
        next("3. Keamanan dan lokasi")
        scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        waitFor("Draf tersimpan di ponsel ini")
        c.onNodeWithText("Simpan draf dan keluar").performClick()
        until("left") { rute == null }
        rute = Rute.Kunjungan(kasus)
        waitFor("Lanjutkan yang sudah dimulai")
        scenario.onActivity { it.potret("kunjungan-draf") }
        c.onNode(hasText("Lanjut", substring = true) and hasClickAction()).performClick()
        waitFor("Tersimpan di ponsel")
        to("kunjungan/hasil_kunjungan")
        at("kunjungan/hasil_kunjungan", hasText("Tidak di rumah") and hasClickAction()).performScrollTo().assertIsSelected()
    }
}
