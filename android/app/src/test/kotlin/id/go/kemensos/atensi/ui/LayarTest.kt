package id.go.kemensos.atensi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.activity.compose.setContent
import androidx.compose.material3.Surface
import androidx.compose.ui.test.onAllNodesWithText
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.KeluargaBaru
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.DaftarModel
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Jaringan
import id.go.kemensos.atensi.model.KasusModel
import id.go.kemensos.atensi.model.ProfilModel
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.platform.Aplikasi
import id.go.kemensos.atensi.platform.BrankasUji
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.Runnable
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import kotlin.coroutines.CoroutineContext

/** Every page of the frame with a real caseload, under other settings of the phone: checked, and left as pictures for people. */
@RunWith(RobolectricTestRunner::class)
class LayarTest {
    @get:Rule val c = createEmptyComposeRule()
    private val app get() = ApplicationProvider.getApplicationContext<Aplikasi>().model

    @Before fun keystore() = BrankasUji.pasang()

    /** What a page does not show is waited for by hand: only looking at a page lets it go on. */
    private fun sampai(what: String, there: () -> Boolean) = c.waitUntil(what, LAMA) {
        c.waitForIdle()
        there()
    }

    /** Runs a call of the core that no screen makes, to its end. */
    private fun <T : Any> inti(kerja: (Inti) -> T): T {
        var result: T? = null
        app.jalur.panggil(kerja, { throw AssertionError(it.toString()) }) { result = it }
        sampai("the core answers") { result != null }
        return result!!
    }

    /** The caseload of the seeded server, somebody registered here besides, and the half of it sent. */
    private fun caseload(): Pair<String, String> {
        val kata = app.kata.value
        c.ketik(kata.masukServer, Peladen.url)
        c.ketik(kata.masukKode, Peladen.kode())
        c.ketik(kata.masukPinBaru, PIN)
        c.ketik(kata.masukPinUlang, PIN)
        c.tekan(kata.masukAktifkan)
        c.tunggu(Peladen.nama)
        var sent = false
        app.pengirim.kirim { sent = true }
        sampai("sent") { sent }
        val keluarga = inti { it.daftarKeluarga(KeluargaBaru("Umbu Ndapa", "5311010508100001", "53.11.01.1001", "RT 05 RW 02, dekat dermaga", null)) }
        val orang = inti {
            it.daftarOrang(OrangBaru("Rambu Ana Lodu", "5311014107520002", null, "1952-07-01", false, "P", "0811", null, "53.11.01.1001", keluarga, null, null))
        }
        inti { it.bukaKasus(KasusBaru("orang", orang, "L", null, "tinggi", null)) }
        return orang to keluarga
    }

    private fun each(suffix: String) {
        ActivityScenario.launch(UtamaActivity::class.java).use { scenario ->
            val kata = app.kata.value
            app.jaringan(ada = true, berbayar = false)
            fun look(name: String, target: Boolean = true) {
                // Behind whatever the page asked for: it may show what it knew before.
                c.waitForIdle()
                inti { }
                c.waitUntil("$name was read", LAMA) { c.onAllNodesWithText(kata.umumMemuat).fetchSemanticsNodes().isEmpty() && !c.ada("…") }
                c.lembar { n ->
                    scenario.onActivity { it.potret("$name$n-$suffix") }
                    if (target) c.periksaSasaran()
                    c.periksaAksesibilitas()
                }
            }
            c.tunggu(kata.masukKode)
            look("masuk-aktivasi")
            val (orang, keluarga) = caseload()
            val kasus = inti { it.layarProfil(orang) }.kasus.first().id
            app.hariIni.muat()
            c.waitForIdle()
            look("hari-ini")
            app.cari.ketik("rambu")
            for ((name, route) in listOf(
                "cari" to Rute.Cari, "daftar-orang" to Rute.DaftarOrang(keluarga), "daftar-keluarga" to Rute.DaftarKeluarga, "buka-kasus" to Rute.BukaKasus("orang", orang),
                "profil-orang" to Rute.Profil(orang), "profil-keluarga" to Rute.Profil(keluarga), "profil-kasus" to Rute.Profil(kasus),
                "kotak-kirim" to Rute.KotakKirim, "tinjau" to Rute.Tinjau, "pengaturan" to Rute.Pengaturan,
            )) {
                app.buka(route)
                c.waitForIdle()
                if (route is Rute.DaftarOrang) app.daftar(route).ubah { copy(nama = "Rambu Ana", nomor = "5311014107520002") }
                c.waitForIdle()
                if (route is Rute.DaftarOrang) c.tunggu(kata.daftarMirip)
                look(name)
            }
            app.jaringan(ada = false, berbayar = false)
            app.pulang()
            c.waitForIdle()
            look("hari-ini-luring")
            app.sembunyikan()
            c.waitForIdle()
            look("tirai")
            app.kunci()
            c.tunggu(kata.masukPin)
            look("masuk-pin")
        }
    }

    @Test @Config(qualifiers = "in-rID-w360dp-h780dp-xhdpi") fun light() = each("terang")

    @Test @Config(qualifiers = "in-rID-w360dp-h1400dp-night-xhdpi") fun dark() = each("gelap")

    @Test @Config(qualifiers = "en-rUS-w360dp-h1400dp-xhdpi") fun english() = each("inggris")

    @Test @Config(qualifiers = "in-rID-w320dp-h2600dp-xhdpi") fun doubleTypeOnASmallPhone() {
        RuntimeEnvironment.setFontScale(2f)
        each("besar")
    }
}

/** A thread that never comes. */
object TakPernah : CoroutineDispatcher() {
    override fun dispatch(context: CoroutineContext, block: Runnable) = Unit
}

/** Every page before its record was read, and when it cannot be. */
@RunWith(RobolectricTestRunner::class)
class KeadaanTest {
    @get:Rule val c = createEmptyComposeRule()

    private fun each(state: String, jalur: Jalur, says: (Kata) -> List<String>) {
        val app = AplikasiModel(jalur, "", "HP Uji")
        val kata = Kata(Bahasa.ID)
        val pages = listOf<Pair<String, @Composable () -> Unit>>(
            "masuk" to { MasukLayar(app.masuk) }, "hari-ini" to { HariIniLayar(app) }, "profil" to { ProfilLayar(ProfilModel(jalur, "p"), app) },
            "kotak-kirim" to { KotakKirimLayar(app) }, "tinjau" to { TinjauLayar(app) }, "kasus" to { KasusLayar(KasusModel(jalur, "orang", "p") { }) { } },
            "pengaturan" to { PengaturanLayar(app) }, "cari" to { CariLayar(app) }, "daftar" to { DaftarLayar(DaftarModel(jalur, false), app) },
        )
        ActivityScenario.launch(UtamaActivity::class.java).use { scenario ->
            for ((i, page) in pages.withIndex()) {
                scenario.onActivity { it.setContent { Tema { CompositionLocalProvider(LocalKata provides kata, LocalJaringan provides Jaringan(ada = false)) { Surface { page.second() } } } } }
                c.waitForIdle()
                says(kata).getOrNull(i)?.let { c.tunggu(it) }
                c.periksaAksesibilitas()
                scenario.onActivity { it.potret("${page.first}-$state") }
            }
        }
    }

    @Test fun memuat() = each("memuat", Jalur(MainScope(), TakPernah, TakPernah) { error("never") }) {
        listOf(it.masukMemuat, it.hariIniMemuat, it.profilMemuat, it.kotakKirimMemuat, it.tinjauMemuat, it.umumMemuat, it.umumMemuat)
    }

    @Test fun galat() {
        val broken = Jalur(MainScope(), Dispatchers.Main, Dispatchers.Main) { throw CoreException.Gagal("store.disk_full", null, null, true, null, "Ruang ponsel habis. Data Anda aman.") }
        each("galat", broken) { listOf("Ruang ponsel habis", it.hariIniGalat, it.profilGalat, it.kotakKirimGalat, it.tinjauGalat, "Ruang ponsel habis", "Ruang ponsel habis", it.cariGalat, "Ruang ponsel habis") }
    }
}
