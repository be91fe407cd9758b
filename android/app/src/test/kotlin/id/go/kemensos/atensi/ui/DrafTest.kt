package id.go.kemensos.atensi.ui

import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.model.isiAtauKosong
import id.go.kemensos.atensi.platform.Aplikasi
import id.go.kemensos.atensi.platform.BrankasUji
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** Every draft by touch, over the real library: more than Hari Ini shows, thrown away after one question, brought back. */
@RunWith(RobolectricTestRunner::class)
class DrafTest {
    @get:Rule val c = createAndroidComposeRule<UtamaActivity>()
    private val app get() = ApplicationProvider.getApplicationContext<Aplikasi>().model

    @Before fun keystore() = BrankasUji.pasang()

    private fun <T : Any> inti(call: (Inti) -> T): T {
        var result: T? = null
        app.jalur.panggil(call, { throw AssertionError(it.toString()) }) { result = it }
        c.waitUntil("the core answers", LAMA) {
            c.waitForIdle()
            result != null
        }
        return result!!
    }

    private fun drafts(count: Int) = inti { core ->
        repeat(count) { n ->
            val orang = core.daftarOrang(OrangBaru("Rambu Draf $n", null, null, null, false, null, null, null, null, null, null, null))
            core.formulir.mulaiKunjungan(core.bukaKasus(KasusBaru("orang", orang, "L", null, null, null)))
        }
    }

    private fun check(name: String) {
        c.waitForIdle()
        c.periksaSasaran()
        c.periksaAksesibilitas()
        c.activity.potret("draf-$name")
    }

    private fun walk(suffix: String) {
        c.aktifkan()
        app.buka(Rute.Draf)
        c.tunggu("Tidak ada draf")
        check("kosong-$suffix")
        app.pulang()
        drafts(7)
        c.runOnUiThread { app.hariIni.muat() }
        c.waitUntil("the day is read again", LAMA) {
            c.waitForIdle()
            app.hariIni.keadaan.value.isiAtauKosong?.layar?.draf?.size == 5
        }
        c.geser("Semua draf: 7 draf terbuka")
        c.tekan("Semua draf")
        c.tunggu("7 draf terbuka")
        c.geser("Rambu Draf 0")
        check("semua-$suffix")

        c.geser("Rambu Draf 6")
        c.geser("Buang draf ini")
        c.tekan("Buang draf ini")
        c.tunggu("Buang draf ini?")
        check("tanya-$suffix")
        c.activityRule.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        c.tunggu("7 draf terbuka")
        c.geser("Buang draf ini")
        c.tekan("Buang draf ini")
        c.tunggu("Buang draf ini?")
        c.tekan("Ya. Buang")
        c.tunggu("Draf dibuang")
        c.geser("Kembalikan draf ini")
        check("dibuang-$suffix")
        c.activityRule.scenario.recreate()
        c.tunggu("Draf dibuang")
        c.geser("6 draf terbuka · 1 dibuang")
        c.geser("Kembalikan draf ini")
        c.tekan("Kembalikan draf ini")
        c.tunggu("Draf dikembalikan")
        c.geser("7 draf terbuka")
        c.geser("Rambu Draf 6")
        c.tekan("Rambu Draf 6")
        c.tunggu("1. Kunjungan")
        assertEquals(7, inti { it.layarDraf() }.draf.size)
    }

    @Test fun everyDraftIsListedThrownAwayAndBroughtBack() = walk("terang")

    @Test fun theSameAtDoubleType() {
        RuntimeEnvironment.setFontScale(2f)
        walk("besar")
    }
}
