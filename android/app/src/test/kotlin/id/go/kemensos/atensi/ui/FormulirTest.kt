package id.go.kemensos.atensi.ui

import android.Manifest
import android.app.Activity
import android.app.Application
import android.content.pm.PackageManager
import android.os.Looper
import android.provider.MediaStore
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.kata.Bahasa
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.HasilLokasi
import id.go.kemensos.atensi.model.JEDA_CARI
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Kamera
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Lokasi
import id.go.kemensos.atensi.model.Ponsel
import id.go.kemensos.atensi.model.Suara
import id.go.kemensos.atensi.platform.KameraAndroid
import kotlinx.coroutines.MainScope
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.io.File
import java.time.Duration

/** The form player with every kind of question, over a form in memory. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class FormulirTest {
    @get:Rule val c = createEmptyComposeRule()

    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val inti = FormulirUji()
    private val ucapan = mutableListOf<String>()
    private val pergi = mutableListOf<String>()
    private var lokasi: HasilLokasi = HasilLokasi.TidakAda
    private val kamera = KameraAndroid(app)
    private val ponsel = Ponsel(
        object : Kamera by kamera { },
        object : Lokasi {
            override fun cari(hasil: (HasilLokasi) -> Unit): () -> Unit {
                hasil(lokasi)
                return { }
            }
        },
        object : Suara {
            override fun bacakan(teks: String) {
                ucapan += teks
            }

            override fun diam() = Unit
        },
    )
    private val model by lazy { FormulirModel(Jalur(MainScope()) { inti }, "d1", ponsel, { pergi += "$it" }, { pergi += "kembali" }) }

    @Before fun paths() = Foto.folderBaru()

    /** In one place: what the page remembers is found again by where it was drawn. */
    private fun tampil(activity: ComponentActivity) = activity.setContent {
        val bahasa = if (activity.resources.configuration.locales[0].language == "en") Bahasa.EN else Bahasa.ID
        CompositionLocalProvider(LocalKata provides Kata(bahasa)) { Tema { FormulirScreen(model) } }
    }

    private fun buka(periksa: (ActivityScenario<ComponentActivity>) -> Unit) {
        ActivityScenario.launch(ComponentActivity::class.java).use { s ->
            s.onActivity(::tampil)
            periksa(s)
        }
    }

    private fun tunggu(teks: String) = c.waitUntil("\"$teks\" shows", 20_000) { c.onAllNodesWithText(teks, substring = true).fetchSemanticsNodes().isNotEmpty() }

    private fun tungguPanggilan(apa: String) = c.waitUntil("\"$apa\" is asked", 20_000) { utama { apa in inti.dipanggil.toList() } }

    /** What waits on the main thread is done first; only looking at the page would do so by itself. */
    private fun utama(benar: () -> Boolean): Boolean {
        shadowOf(Looper.getMainLooper()).idle()
        return benar()
    }

    private fun ke(alat: Alat) {
        c.onNodeWithTag("lembar").performScrollToNode(hasTestTag("/a/$alat"))
    }

    private fun di(alat: Alat, isi: SemanticsMatcher) = c.onNode(isi and hasAnyAncestor(hasTestTag("/a/$alat"))).performScrollTo()

    /** Everything on the page is large enough and named, wherever it is scrolled to. */
    private fun periksaSemua(nama: String, s: ActivityScenario<ComponentActivity>) {
        tunggu("45 dari 60")
        for (n in 0 until Alat.entries.size + 2) {
            c.onNodeWithTag("lembar").performScrollToIndex(n)
            c.periksaSasaran()
            c.periksaAksesibilitas()
            if (n in listOf(0, 3, 11, 15)) s.onActivity { it.potret("$nama-$n") }
        }
    }

    @Test fun everyQuestionAtDoubleTypeOnASmallPhone() {
        RuntimeEnvironment.setQualifiers("+w320dp-h640dp")
        RuntimeEnvironment.setFontScale(2f)
        buka { periksaSemua("formulir-skala2", it) }
    }

    @Test fun everyQuestionAtNight() {
        RuntimeEnvironment.setQualifiers("+night")
        buka { periksaSemua("formulir-gelap", it) }
    }

    @Test @Config(qualifiers = "en-rUS-land") fun inEnglishInLandscape() = buka { s ->
        tunggu("Finish and save")
        ke(Alat.JAM)
        tunggu("Choose a time")
        s.onActivity { it.potret("formulir-inggris-lanskap") }
    }

    @Test fun whatLiesOverThePage() {
        RuntimeEnvironment.setQualifiers("+w320dp-h640dp")
        RuntimeEnvironment.setFontScale(2f)
        buka { s ->
            tunggu("45 dari 60")
            val kartu = inti.layar.pertanyaan.first { it.alat == Alat.BERULANG }.baris.single()
            for ((nama, aksi) in listOf<Pair<String, () -> Unit>>(
                "daftar" to model::bukaDaftar, "cari" to { model.bukaPilihan("/a/PILIH_SATU_CARI") }, "tanggal" to { model.bukaWaktu("/a/TANGGAL") },
                "tanggal-jam" to { model.bukaWaktu("/a/TANGGAL_JAM") }, "tanda-tangan" to { model.bukaTandaTangan("/a/TANDA_TANGAN") }, "keluar" to model::kembali,
                "hapus-baris" to { model.mintaHapusBaris("/a/BERULANG", kartu) },
            )) {
                s.onActivity { aksi() }
                c.waitForIdle()
                if (nama == "cari") {
                    tungguPanggilan("pilihan null 0")
                    tunggu("Cari pilihan")
                }
                c.periksaSasaran()
                c.periksaAksesibilitas()
                s.onActivity {
                    it.potret("formulir-panel-$nama")
                    model.tutupPanel()
                }
            }
        }
    }

    @Test fun loadingAndFailing() {
        inti.macet = true
        buka { s ->
            tunggu("Membuka formulir")
            s.onActivity { it.potret("formulir-memuat") }
            inti.galat = CoreException.Gagal("draft.closed", null, null, false, null, "Formulir ini sudah selesai.")
            inti.macet = false
            tunggu("Formulir ini sudah selesai.")
            c.onNodeWithText("Draf Anda tetap aman", substring = true).assertIsDisplayed()
            c.periksaSasaran()
            c.periksaAksesibilitas()
            s.onActivity { it.potret("formulir-galat") }
            inti.galat = null
            c.onNodeWithText("Coba lagi").performClick()
            tunggu("45 dari 60")
        }
    }

    @Test fun aTextIsSavedWhenTheFieldIsLeftAndSurvivesTurning() = buka { s ->
        tunggu("45 dari 60")
        ke(Alat.TEKS)
        di(Alat.TEKS, hasSetTextAction()).performTextInput("محمد 😀")
        s.recreate()
        s.onActivity(::tampil)
        tungguPanggilan("jawab /a/TEKS محمد 😀")
        ke(Alat.TEKS)
        di(Alat.TEKS, hasSetTextAction()).assertTextContains("محمد 😀")
    }

    @Test fun whatTheDiskDoesNotTakeIsSaidAtItsQuestion() = buka { s ->
        tunggu("45 dari 60")
        inti.galat = CoreException.Gagal("storage.full", null, null, true, null, "Ruang ponsel habis.")
        ke(Alat.PILIH_SATU)
        di(Alat.PILIH_SATU, hasClickAction() and hasText("rumah 2", substring = true)).performClick()
        tungguPanggilan("jawab /a/PILIH_SATU v2")
        c.waitUntil("it is said", 20_000) {
            c.onNodeWithTag("lembar").performScrollToNode(hasTestTag("/a/PILIH_SATU"))
            c.onAllNodes(hasText("Ruang ponsel habis.") and hasAnyAncestor(hasTestTag("/a/PILIH_SATU"))).fetchSemanticsNodes().isNotEmpty()
        }
        s.onActivity { it.potret("formulir-ruang-habis") }
        inti.galat = null
        di(Alat.PILIH_SATU, hasClickAction() and hasText("rumah 2", substring = true)).performClick()
        c.waitUntil("gone", 20_000) { c.onAllNodesWithText("Ruang ponsel habis.").fetchSemanticsNodes().isEmpty() }
    }

    @Test fun aDateIsTypedAndItsMonthHasAName() = buka { s ->
        tunggu("45 dari 60")
        ke(Alat.TANGGAL)
        di(Alat.TANGGAL, hasText("Pilih tanggal")).performClick()
        tunggu("Tahun")
        c.onNode(hasSetTextAction() and hasText("Tanggal")).performTextInput("1")
        c.onNodeWithText("Bulan").performScrollTo().performClick()
        c.onNodeWithText("Juli").performScrollTo().performClick()
        c.onNode(hasSetTextAction() and hasText("Tahun")).performScrollTo().performTextInput("1952")
        s.onActivity { it.potret("formulir-tanggal") }
        c.onNodeWithText("Pilih").performClick()
        tungguPanggilan("jawab /a/TANGGAL 1952-07-01")
    }

    @Test fun tenThousandChoicesAreSearched() = buka {
        tunggu("45 dari 60")
        ke(Alat.PILIH_SATU_CARI)
        di(Alat.PILIH_SATU_CARI, hasText("Cari pilihan")).performClick()
        tunggu("Desa 1")
        c.onNode(hasSetTextAction()).performTextReplacement("9876")
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(JEDA_CARI))
        tunggu("Desa 9876")
        c.onNodeWithText("Desa 9876").performClick()
        tungguPanggilan("jawab /a/PILIH_SATU_CARI d9876")
    }

    @Test fun aSignatureIsDrawnAndAttached() = buka {
        tunggu("45 dari 60")
        ke(Alat.TANDA_TANGAN)
        di(Alat.TANDA_TANGAN, hasText("Tanda tangan di sini")).performClick()
        tunggu("Simpan tanda tangan")
        c.onNode(SemanticsMatcher("pad") { n -> n.config.any { it.value == listOf("Bidang tanda tangan") } }).performTouchInput { swipe(centerLeft, bottomRight) }
        c.onNodeWithText("Simpan tanda tangan").performClick()
        tungguPanggilan("lampirkan /a/TANDA_TANGAN")
        c.waitUntil("nothing stays behind", 20_000) { utama { File(app.cacheDir, "foto").listFiles().orEmpty().isEmpty() } }
    }

    @Test fun aPhotoIsTakenAndACameraThatBringsNothingIsSaid() = buka { s ->
        tunggu("45 dari 60")
        for (ada in listOf(false, true)) {
            ke(Alat.FOTO)
            di(Alat.FOTO, hasText("Ambil foto")).performClick()
            c.waitForIdle()
            s.onActivity {
                val asked = checkNotNull(shadowOf(it).nextStartedActivityForResult)
                assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.intent.action)
                @Suppress("DEPRECATION")
                val uri = asked.intent.getParcelableExtra<android.net.Uri>(MediaStore.EXTRA_OUTPUT)
                if (ada) it.contentResolver.openOutputStream(checkNotNull(uri))!!.use { out -> out.write(Foto.jpeg(64, 48)) }
                shadowOf(it).receiveResult(asked.intent, if (ada) Activity.RESULT_OK else Activity.RESULT_CANCELED, null)
            }
            if (!ada) {
                tunggu("Foto belum tersimpan")
                assertFalse("lampirkan /a/FOTO" in inti.dipanggil)
            }
        }
        tungguPanggilan("lampirkan /a/FOTO")
        c.waitUntil("nothing stays behind", 20_000) { utama { File(app.cacheDir, "foto").listFiles().orEmpty().isEmpty() } }
    }

    /** Something is described so. */
    private fun terucap(teks: String) = SemanticsMatcher("described \"$teks\"") { n ->
        n.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty().any { teks in it }
    }

    @Test fun anAttachedPictureIsSeenAndOpensLarge() = buka { s ->
        tunggu("45 dari 60")
        inti.gambar = Foto.jpeg(1600, 1200)
        for (alat in listOf(Alat.FOTO to "Lihat foto", Alat.TANDA_TANGAN to "Lihat tanda tangan")) {
            s.onActivity { model.foto("/a/${alat.first}", KameraAndroid(app).siapkan().apply { writeBytes(Foto.jpeg(64, 48)) }.path) }
            tungguPanggilan("lampirkan /a/${alat.first}")
            ke(alat.first)
            c.waitUntil("\"${alat.second}\" is there", 20_000) { c.onAllNodes(terucap(alat.second)).fetchSemanticsNodes().isNotEmpty() }
            c.periksaSasaran()
            c.periksaAksesibilitas()
            s.onActivity { it.potret("formulir-gambar-${alat.first}") }
            c.onNode(terucap(alat.second) and hasClickAction()).performScrollTo().performClick()
            tunggu("Tutup")
            c.waitUntil("large", 20_000) { c.onAllNodesWithText("Membuka gambar", substring = true).fetchSemanticsNodes().isEmpty() }
            assertEquals("only the picture", 0, c.onAllNodesWithText("45 dari 60", substring = true).fetchSemanticsNodes().size)
            c.periksaAksesibilitas()
            s.onActivity { it.potret("formulir-gambar-besar-${alat.first}") }
            s.onActivity { it.onBackPressedDispatcher.onBackPressed() }
            c.waitUntil("back among the questions", 20_000) { c.onAllNodes(terucap(alat.second) and hasClickAction()).fetchSemanticsNodes().isNotEmpty() }
        }
    }

    @Test fun aPictureThatIsNotHereIsSaid() = buka { s ->
        tunggu("45 dari 60")
        for ((bytes, words) in listOf(null to "tidak ada di ponsel ini", "bukan foto".toByteArray() to "belum bisa ditampilkan")) {
            inti.gambar = bytes
            s.onActivity { model.foto("/a/FOTO", KameraAndroid(app).siapkan().apply { writeBytes(Foto.jpeg(64, 48)) }.path) }
            c.waitUntil("attached", 20_000) { utama { model.keadaan.value.let { it is Keadaan.Isi && it.isi.menyimpanFoto.isEmpty() } } }
            ke(Alat.FOTO)
            tunggu(words)
            s.onActivity { model.jawab("/a/FOTO", "") }
            // Seen on the page: the next picture is another one.
            c.waitUntil("taken away", 20_000) { c.onAllNodesWithText(words, substring = true).fetchSemanticsNodes().isEmpty() }
        }
    }

    @Test fun aPhotoFindsItsWayBackAfterThePhoneDroppedThePage() = buka { s ->
        tunggu("45 dari 60")
        ke(Alat.FOTO)
        di(Alat.FOTO, hasText("Ambil foto")).performClick()
        c.waitForIdle()
        var code = 0
        s.onActivity {
            val asked = checkNotNull(shadowOf(it).nextStartedActivityForResult)
            @Suppress("DEPRECATION")
            val uri = checkNotNull(asked.intent.getParcelableExtra<android.net.Uri>(MediaStore.EXTRA_OUTPUT))
            it.contentResolver.openOutputStream(uri)!!.use { out -> out.write(Foto.jpeg(64, 48)) }
            code = asked.requestCode
        }
        s.recreate()
        s.onActivity {
            // Before the page is there again, as the system does.
            it.activityResultRegistry.dispatchResult(code, Activity.RESULT_OK, null)
            tampil(it)
        }
        tungguPanggilan("lampirkan /a/FOTO")
    }

    @Test fun aPhoneWithoutACameraSaysSoAndTheFormGoesOn() = buka {
        tunggu("45 dari 60")
        // No app answers, as where the camera was forbidden to everybody.
        shadowOf(app).checkActivities(true)
        ke(Alat.FOTO)
        di(Alat.FOTO, hasText("Ambil foto")).performClick()
        tunggu("Kamera belum diizinkan")
        di(Alat.FOTO, hasText("Buka Pengaturan")).performClick()
        ke(Alat.PILIH_SATU)
        di(Alat.PILIH_SATU, hasText("keluarga di rumah 2", substring = true) and hasClickAction()).performClick()
        tungguPanggilan("jawab /a/PILIH_SATU v2")
        assertFalse("lampirkan /a/FOTO" in inti.dipanggil)
    }

    @Test fun aLocationRefusedForEverDoesNotBlock() = buka { s ->
        tunggu("45 dari 60")
        lokasi = HasilLokasi.Ditolak
        ke(Alat.LOKASI)
        di(Alat.LOKASI, hasText("Catat lokasi")).performClick()
        c.waitForIdle()
        s.onActivity {
            val asked = shadowOf(it).lastRequestedPermission
            assertTrue(Manifest.permission.ACCESS_FINE_LOCATION in asked.requestedPermissions)
            @Suppress("DEPRECATION")
            it.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, IntArray(asked.requestedPermissions.size) { PackageManager.PERMISSION_DENIED })
        }
        tunggu("Lokasi belum diizinkan")
        s.onActivity { it.potret("formulir-lokasi-ditolak") }
        c.onNodeWithText("Selesai dan simpan").assertIsDisplayed()
        di(Alat.LOKASI, hasText("Buka Pengaturan")).performClick()
        assertEquals(android.provider.Settings.ACTION_APPLICATION_DETAILS_SETTINGS, shadowOf(app).nextStartedActivity?.action)
    }

    @Test fun aQuestionIsReadAloudWithoutItsAnswer() = buka {
        tunggu("45 dari 60")
        ke(Alat.TEKS)
        di(Alat.TEKS, hasSetTextAction()).performTextInput("RAHASIA")
        di(Alat.TEKS, hasContentDescription("Bacakan", substring = true)).performClick()
        assertTrue(ucapan.single().startsWith("TEKS. Bagaimana"))
        assertFalse("RAHASIA" in ucapan.single())
    }

    @Test fun backAsksAndLeavesWithTheDraftKept() = buka { s ->
        tunggu("45 dari 60")
        s.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        tunggu("Draf tersimpan di ponsel ini")
        c.onNodeWithText("Lanjut mengisi").performClick()
        tunggu("45 dari 60")
        s.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        tunggu("Draf tersimpan di ponsel ini")
        c.onNodeWithText("Simpan draf dan keluar").performClick()
        c.waitUntil("left", 20_000) { utama { pergi == listOf("kembali") } }
    }

    @Test fun missingAnswersShowOnlyAfterTrying() = buka {
        tunggu("45 dari 60")
        assertEquals(0, c.onAllNodesWithText("Pertanyaan ini perlu dijawab.").fetchSemanticsNodes().size)
        c.onNodeWithText("Selesai dan simpan").performClick()
        c.onNodeWithTag("lembar").performScrollToNode(hasText("Masih ada yang perlu diperiksa."))
        c.onNode(hasText("Ketuk untuk langsung", substring = true) and hasClickAction()).performScrollTo().performClick()
        tunggu("Pertanyaan ini perlu dijawab.")
        c.onNodeWithTag("/a/TEKS").assertIsDisplayed()
    }
}
