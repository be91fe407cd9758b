package id.go.kemensos.atensi.ui

import android.app.Application
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import id.go.kemensos.atensi.inti.Aksi
import id.go.kemensos.atensi.inti.BarisKata
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.DrafScreen
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuDraf
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.Risiko
import id.go.kemensos.atensi.inti.Rute
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.Tanda
import id.go.kemensos.atensi.inti.TandaRisiko
import id.go.kemensos.atensi.inti.TandaStatus
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.IntiFormulir
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.KunjunganModel
import id.go.kemensos.atensi.model.SelesaiModel
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.flow.first
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import kotlin.coroutines.CoroutineContext
import id.go.kemensos.atensi.inti.KunjunganScreen as LayarKunjungan
import id.go.kemensos.atensi.inti.SelesaiScreen as LayarSelesai

/** What a screen reader is given, and what a finger can hit, on the pages around a form: read, being read, and failed; at double type too. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class, qualifiers = "in-rID-w320dp-h640dp")
class AksesTest {
    @get:Rule val c = createEmptyComposeRule()

    private val status = TandaStatus(StatusKirim.MENUNGGU_DIKIRIM, "Menunggu dikirim", Nada.MENUNGGU, Ikon.JAM)
    private val draf = KartuDraf("d1", "Kunjungan rumah", "Rambu Ana Lodu", "Diisi terakhir hari ini 09.40 · 12 jawaban", Rute.LanjutDraf("d1"), "Draf kunjungan rumah, Rambu Ana Lodu")
    private val rows = listOf(BarisKata("Kesepakatan terakhir", "Tetangga mengantar makan sampai kartu BPNT terbit kembali."), BarisKata("Kunjungan", "20 November 2026"))

    private val kunjungan = LayarKunjungan(
        kasusId = "k1", nama = "Rambu Ana Lodu", rincian = "Perempuan, 74 tahun", tempat = "Kel. Kambajawa, Kota Waingapu", jatuhTempo = "Terlambat 3 hari",
        risiko = TandaRisiko(Risiko.TINGGI, "Risiko tinggi", Nada.BAHAYA), tanda = listOf(Tanda("Rahasia", Nada.PERHATIAN, Ikon.GEMBOK)),
        keselamatan = "Kunjungan lalu dicatat tidak aman.", baris = rows, persetujuan = "Belum setuju dicatat.", draf = draf,
        aksi = listOf(Aksi("Lanjutkan kunjungan", Rute.LanjutDraf("d1"), true), Aksi("Profil", Rute.Profil("k1"), false)), status = status,
    )
    private val selesai = LayarSelesai(
        dokumenId = "o1", judul = "Kunjungan rumah tersimpan", pesan = "Tersimpan di ponsel ini. Dikirim saat ada jaringan.", status = status, baris = rows,
        berikutnya = "Kunjungan berikutnya: 4 Desember 2026", laporan = Rute.Laporan("o1"),
        aksi = listOf(Aksi("Lihat laporan", Rute.Laporan("o1"), true), Aksi("Profil", Rute.Profil("k1"), false)), lisan = "Kunjungan rumah tersimpan",
    )
    private val full = CoreException.Gagal("store.disk_full", null, null, true, null, "Ruang ponsel habis. Data Anda aman.")

    private fun jalur(utas: CoroutineDispatcher = Dispatchers.Main, laporan: () -> String = { "<p>laporan</p>" }, drafts: DrafScreen? = null, fails: Boolean = false): Jalur {
        val formulir = object : IntiFormulir by stub<IntiFormulir>("layarKunjungan" to { _ -> kunjungan }, "layarSelesai" to { _ -> selesai }) {
            override fun laporanKunjungan(dokumenId: String) = laporan()
        }
        val inti: Inti = intiUji("getFormulir" to { _ -> formulir }, "layarDraf" to { _ -> drafts })
        return Jalur(MainScope(), utas, utas) { if (fails) throw full else inti }
    }

    /** A thread that never comes. */
    private object Never : CoroutineDispatcher() {
        override fun dispatch(context: CoroutineContext, block: Runnable) = Unit
    }

    private fun each(suffix: String) {
        fun visit(j: Jalur): @Composable () -> Unit = KunjunganModel(j, "k1", { _, _ -> }, { }).let { { KunjunganScreen(it) } }
        fun done(j: Jalur, report: Boolean = false): @Composable () -> Unit = SelesaiModel(j, "o1", { }, { }).let { m ->
            {
                SelesaiScreen(m) { }
                if (report) LaunchedEffect(m) {
                    m.keadaan.first { it is Keadaan.Isi }
                    m.bukaLaporan()
                }
            }
        }
        fun drafts(j: Jalur, asks: Boolean = false): @Composable () -> Unit = AplikasiModel(j, "", "HP Uji").let { m ->
            {
                DrafLayar(m)
                if (asks) LaunchedEffect(m) {
                    m.draf.keadaan.first { it is Keadaan.Isi }
                    m.draf.mintaBuang(draf)
                }
            }
        }
        val list = DrafScreen("2 draf terbuka · 1 dibuang", listOf(draf, draf.copy(id = "d2")), listOf(draf.copy(id = "d3")), "Draf yang dibuang tetap tersimpan.", "")
        for ((name, words, page) in listOf<Triple<String, String, @Composable () -> Unit>>(
            Triple("kunjungan", "Rambu Ana Lodu", visit(jalur())), Triple("kunjungan-memuat", "Menyiapkan kunjungan", visit(jalur(Never))),
            Triple("kunjungan-galat", "Ruang ponsel habis", visit(jalur(fails = true))),
            Triple("selesai", "Kunjungan rumah tersimpan", done(jalur())), Triple("selesai-memuat", "Memuat", done(jalur(Never))),
            Triple("selesai-galat", "Ruang ponsel habis", done(jalur(fails = true))),
            Triple("laporan", "Cetak atau simpan PDF", done(jalur(), report = true)),
            Triple("laporan-galat", "Ruang ponsel habis", done(jalur(laporan = { throw full }), report = true)),
            Triple("draf", "Kunjungan rumah", drafts(jalur(drafts = list))), Triple("draf-memuat", "Membaca draf", drafts(jalur(Never))),
            Triple("draf-galat", "Ruang ponsel habis", drafts(jalur(fails = true))), Triple("draf-tanya", "Buang draf ini?", drafts(jalur(drafts = list), asks = true)),
        )) {
            ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
                scenario.onActivity { it.setContent { Tema { CompositionLocalProvider(LocalTirai provides { }) { Surface { page() } } } } }
                c.tunggu(words)
                scenario.onActivity { it.potret("akses-$name-$suffix") }
                c.periksaSasaran()
                c.periksaAksesibilitas()
            }
        }
    }

    @Test fun everyState() = each("biasa")

    @Test fun everyStateAtDoubleType() {
        RuntimeEnvironment.setFontScale(2f)
        each("besar")
    }

    @Test @Config(qualifiers = "in-rID-w320dp-h640dp-night") fun everyStateAtNight() = each("gelap")
}
