package id.go.kemensos.atensi.ui

import android.app.Application
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.material3.Surface
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasScrollToIndexAction
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.performScrollToIndex
import androidx.test.core.app.ActivityScenario
import id.go.kemensos.atensi.inti.HariIniScreen
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuKunjungan
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.PilSinkron
import id.go.kemensos.atensi.inti.Risiko
import id.go.kemensos.atensi.inti.Rute
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.TandaRisiko
import id.go.kemensos.atensi.inti.TandaStatus
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.isiAtauKosong
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

private const val KELUARGA = 2_000

/** Hari Ini of 2,000 families: what is read and what is built follows what is seen, not the caseload. Cards are counted, no clock. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class, qualifiers = "in-rID-w360dp-h640dp")
class GulirTest {
    @get:Rule val c = createEmptyComposeRule()
    private val read = mutableListOf<Pair<Int, Int>>()

    private fun card(n: Int) = KartuKunjungan(
        kasusId = "k$n", nama = "Umbu Keluarga $n", tempat = "Kel. Kambajawa", alasan = "Hari ini", terlambat = false,
        risiko = TandaRisiko(Risiko.RENDAH, "Risiko rendah", Nada.NETRAL), tanda = emptyList(),
        status = TandaStatus(StatusKirim.DITERIMA_SERVER, "Diterima server", Nada.BAIK, Ikon.CENTANG), rute = Rute.Kunjungan("k$n"), lisan = "Kunjungan ke Umbu Keluarga $n",
    )

    private val inti = intiUji(
        "layarHariIni" to { (from, count) ->
            read += from as Int to count as Int
            HariIniScreen(
                tanggal = "Senin, 23 November 2026", sapaan = "Selamat pagi", pil = PilSinkron("Semua terkirim", Nada.BAIK, Ikon.CENTANG, "Semua terkirim"), belumTerkirim = "",
                perluDitinjau = "", draf = emptyList(), drafTotal = 0u, semuaDraf = "", total = KELUARGA.toULong(), ringkas = "$KELUARGA kunjungan",
                kunjungan = (from until minOf(from + count, KELUARGA)).map(::card), kosong = "", luring = "", aksi = emptyList(),
            )
        },
    )
    private val app = AplikasiModel(Jalur(MainScope(), Dispatchers.Main, Dispatchers.Main) { inti }, "", "HP Uji")

    /** Cards that are built now, and those of them in sight. */
    private fun cards(): Pair<Int, Int> {
        val nodes = c.onAllNodes(hasContentDescription("Kunjungan ke Umbu Keluarga", substring = true)).fetchSemanticsNodes()
        return nodes.size to nodes.count { it.boundsInRoot.height > 0f }
    }

    private fun known() = checkNotNull(app.hariIni.keadaan.value.isiAtauKosong).kunjungan.size

    @Test fun buildsAndReadsNoMoreThanIsSeen() {
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { it.setContent { Tema { Surface { HariIniLayar(app) } } } }
            c.tunggu("$KELUARGA kunjungan")
            assertEquals("one stretch is read", listOf(0 to 30), read)
            var most = 0
            fun look() {
                c.waitForIdle()
                val (built, seen) = cards()
                assertTrue("$built built, $seen seen", seen > 0 && built <= seen + 2)
                most = maxOf(most, built)
            }
            val list = c.onNode(hasScrollToIndexAction())
            for (stretch in 1..20) {
                val before = known()
                assertEquals(stretch * 30, before)
                // In sight of the last card; the next stretch is read when the list's end comes near.
                for (step in 1..6) {
                    list.performScrollToIndex(before - 30 + step * 5)
                    look()
                }
                list.performScrollToIndex(before + HEAD)
                c.waitUntil("the next stretch is read", LAMA) {
                    // Only looking at the page lets it go on.
                    c.waitForIdle()
                    known() > before
                }
            }
            assertEquals("each once", (0..20).map { it * 30 to 30 }, read)
            assertTrue("$most cards at once", most <= 8)
            list.performScrollToIndex(0)
            c.waitForIdle()
            assertTrue("nothing is kept built", cards().first <= 8)
        }
    }

    private companion object {
        /** Title, buttons, greeting, date, pill, heading, summary: what stands above the first card. */
        const val HEAD = 7
    }
}
