package id.go.kemensos.atensi.ui

import android.app.Application
import android.content.ComponentCallbacks2
import android.os.Looper
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextReplacement
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.platform.Aplikasi
import id.go.kemensos.atensi.platform.BrankasUji
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** A name from the right, very long answers and a phone without memory, over the real library. */
@RunWith(RobolectricTestRunner::class)
class SialTest {
    @get:Rule val c = createAndroidComposeRule<UtamaActivity>()
    private val aplikasi get() = ApplicationProvider.getApplicationContext<Aplikasi>()

    @Before fun keystore() = BrankasUji.pasang()

    private fun sampai(what: String, there: () -> Boolean) = c.waitUntil(what, LAMA) {
        shadowOf(Looper.getMainLooper()).idle()
        c.waitForIdle()
        there()
    }

    private fun <T : Any> inti(call: (Inti) -> T): T {
        var result: T? = null
        aplikasi.model.jalur.panggil(call, { throw AssertionError(it.toString()) }) { result = it }
        sampai("the core answers") { result != null }
        return result!!
    }

    private val nama = "محمد بن سلمان 😀"
    private val catatan = ("Air naik sampai lutut 😀 أبو. ".repeat(400)).take(10_000)
    private val field = "/data/tidak_bertemu/keterangan_tidak_bertemu"

    @Test fun longForeignTextsSurviveAPhoneWithoutMemory() {
        c.aktifkan()
        val (kasus, draf) = inti {
            val orang = it.daftarOrang(OrangBaru(nama, null, null, null, false, null, null, null, null, null, null, null))
            val kasus = it.bukaKasus(KasusBaru("orang", orang, "L", null, null, null))
            val draf = it.formulir.mulaiKunjungan(kasus)
            it.formulir.lanjut(draf).run {
                halaman(null)
                jawab("/data/kunjungan/tujuan_kunjungan", "asesmen")
                jawab("/data/kunjungan/hasil_kunjungan", "tidak_di_rumah")
                tutup()
            }
            kasus to draf
        }
        c.runOnUiThread { aplikasi.model.buka(Rute.Profil(kasus)) }
        c.tunggu(nama)
        c.periksaAksesibilitas()
        c.activity.potret("nama-dari-kanan")

        c.runOnUiThread { aplikasi.model.buka(Rute.Formulir(draf)) }
        c.tunggu("Tersimpan di ponsel")
        c.runOnUiThread { aplikasi.ruang.formulir(draf).halaman(field) }
        fun there() = sampai("the question is there") { runCatching { c.onNodeWithTag("lembar").performScrollToNode(hasTestTag(field)) }.isSuccess }
        fun box() = c.onNode(hasSetTextAction() and hasAnyAncestor(hasTestTag(field)))
        there()
        box().performScrollTo().performTextReplacement(catatan)
        c.runOnUiThread {
            // The system wants memory back, as loud as it can; then takes the page.
            for (level in listOf(ComponentCallbacks2.TRIM_MEMORY_RUNNING_CRITICAL, ComponentCallbacks2.TRIM_MEMORY_COMPLETE)) {
                c.activity.onTrimMemory(level)
                (aplikasi as Application).onTrimMemory(level)
            }
            (aplikasi as Application).onLowMemory()
        }
        c.activityRule.scenario.recreate()
        there()
        box().assertTextContains(catatan)
        sampai("on the disk") { inti { it.formulir.lanjut(draf).run { halaman(field).pertanyaan.single { p -> p.soal.path == field }.soal.value.also { tutup() } } } == catatan }
    }
}
