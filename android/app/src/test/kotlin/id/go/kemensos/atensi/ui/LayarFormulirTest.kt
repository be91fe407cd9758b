package id.go.kemensos.atensi.ui

import android.app.Application
import android.os.Looper
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.test.core.app.ActivityScenario
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.FotoRusak
import id.go.kemensos.atensi.model.HasilLokasi
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Kamera
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.KunjunganModel
import id.go.kemensos.atensi.model.Lokasi
import id.go.kemensos.atensi.model.Ponsel
import id.go.kemensos.atensi.model.SelesaiModel
import id.go.kemensos.atensi.model.Suara
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.util.concurrent.CountDownLatch

/** The pages around a form and every state of a question, under other settings of the phone: checked, and left as pictures for people. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class LayarFormulirTest {
    @get:Rule val c = createEmptyComposeRule()

    private lateinit var scenario: ActivityScenario<ComponentActivity>
    private lateinit var jalur: Jalur
    private lateinit var suffix: String
    private lateinit var bahasa: Bahasa
    private var halaman by mutableStateOf<@Composable () -> Unit>({ })

    /** A phone whose location and camera answer when they are told to. */
    private var tempat: (HasilLokasi) -> Unit = { }
    private val kamera = CountDownLatch(1)
    private val ponsel = Ponsel(
        object : Kamera {
            override fun olah(mentah: String, maksPiksel: Int): String {
                kamera.await()
                throw FotoRusak()
            }

            override fun buang(berkas: String) = Unit
        },
        object : Lokasi {
            override fun cari(hasil: (HasilLokasi) -> Unit): () -> Unit {
                tempat = hasil
                return { }
            }
        },
        object : Suara {
            override fun bacakan(teks: String) = Unit
            override fun diam() = Unit
        },
    )

    private fun tunggu(apa: String, benar: () -> Boolean) = c.waitUntil(apa, LAMA) {
        shadowOf(Looper.getMainLooper()).idle()
        c.waitForIdle()
        benar()
    }

    /** Everything asked of the core so far has come back. */
    private fun tuntas() {
        var sudah = false
        c.waitForIdle()
        jalur.panggil({ }, { throw AssertionError("$it") }) { sudah = true }
        tunggu("the core is done") { sudah }
    }

    private fun tampil(isi: @Composable () -> Unit) {
        halaman = isi
        c.waitForIdle()
    }

    private fun lihat(nama: String, sasaran: Boolean = true, sebanyak: Int = 3) = c.lembar(sebanyak) { n ->
        scenario.onActivity { it.potret("$nama$n-$suffix") }
        if (sasaran) c.periksaSasaran()
        c.periksaAksesibilitas()
    }

    private fun each(suffix: String, bahasa: Bahasa = Bahasa.ID) {
        this.suffix = suffix
        this.bahasa = bahasa
        jalur = Jalur(MainScope()) { Rumah.inti }
        val lang = if (bahasa == Bahasa.EN) Lang.EN else Lang.ID
        jalur.panggil({ it.setLang(lang) }, { throw AssertionError("$it") }) { }
        scenario = ActivityScenario.launch(ComponentActivity::class.java)
        scenario.use {
            scenario.onActivity { a -> a.setContent { CompositionLocalProvider(LocalKata provides Kata(bahasa), LocalTirai provides { }) { Tema { Surface { halaman() } } } } }
            sekitar()
            buka(Rumah.kunjungan, lang) {
                bagian(it, "kunjungan", "keamanan_lokasi", "pertemuan", "pengamatan", "pemeriksaan", "layanan", "penilaian", "tindak_lanjut", "foto_kunjungan", "pengesahan")
                keadaan(it)
                panel(it)
            }
            buka(Rumah.asesmen, lang) {
                bagian(it, "persetujuan", "identitas/alamat", "ekonomi/penghasilan_pangan")
                it.bukaPilihan("/data/identitas/alamat/desa_domisili".also(it::halaman).also { tuntas() })
                tuntas()
                lihat("formulir-panel-cari")
                it.tutupPanel()
                it.mintaSelesai()
                tuntas()
                lihat("formulir-panel-selesai")
                it.tutupPanel()
            }
            lain()
        }
    }

    private fun <T> buka(draf: String, lang: Lang, kerja: (FormulirModel) -> T) {
        val model = FormulirModel(jalur, draf, ponsel, { }, { })
        tampil { key(model) { FormulirScreen(model) } }
        tuntas()
        model.bahasa(lang)
        tuntas()
        kerja(model)
        model.lepaskan()
    }

    /** Before and after the form, and what a phone shows that differs from another one. */
    private fun sekitar() {
        val aplikasi = AplikasiModel(jalur, "", "HP Uji")
        for ((nama, isi) in listOf<Pair<String, @Composable () -> Unit>>("hari-ini-draf" to { HariIniLayar(aplikasi) }, "kotak-kirim-perhatian" to { KotakKirimLayar(aplikasi) }, "tinjau-beda" to { TinjauLayar(aplikasi) })) {
            tampil { isi() }
            tuntas()
            lihat(nama)
        }
        for ((nama, kasus) in listOf("kunjungan-pertama" to Rumah.kasusBaru, "kunjungan-lanjut" to Rumah.kasus)) {
            val model = KunjunganModel(jalur, kasus, { _, _ -> }, { })
            tampil { key(model) { KunjunganScreen(model) } }
            tuntas()
            lihat(nama)
        }
        val selesai = SelesaiModel(jalur, Rumah.dokumen, { }, { })
        tampil { SelesaiScreen(selesai) { } }
        tuntas()
        lihat("selesai")
        selesai.bukaLaporan()
        tuntas()
        lihat("laporan")
    }

    private fun bagian(model: FormulirModel, vararg bagian: String) {
        for (b in bagian) {
            model.halaman("/data/$b")
            tuntas()
            lihat("formulir-${b.substringAfterLast('/').replace('_', '-')}", sebanyak = 2)
        }
    }

    /** What a question says while it waits, and when something went wrong. */
    private fun keadaan(model: FormulirModel) {
        val titik = "/data/keamanan_lokasi/titik_lokasi"
        for ((nama, hasil) in listOf("mencari" to null, "ditolak" to HasilLokasi.Ditolak, "gagal" to HasilLokasi.TidakAda)) {
            model.halaman(titik)
            tuntas()
            model.lokasi(titik)
            hasil?.let(tempat)
            lihat("formulir-lokasi-$nama", sebanyak = 1)
        }
        model.halaman("/data/pemeriksaan/makan_kemarin")
        tuntas()
        lihat("formulir-salah", sebanyak = 1)
        model.halaman("/data/foto_kunjungan/foto[1]")
        tuntas()
        lihat("formulir-baris")
        val foto = "/data/foto_kunjungan/foto[1]/berkas_foto"
        model.halaman(foto)
        tuntas()
        model.ketik("/data/foto_kunjungan/foto[1]/keterangan_foto", "Tangga lapuk di sisi kiri")
        model.foto(foto, "foto")
        lihat("formulir-foto-menyimpan", sebanyak = 1)
        kamera.countDown()
        tuntas()
        lihat("formulir-foto-gagal", sebanyak = 1)
        model.kameraDitolak(foto)
        lihat("formulir-foto-ditolak", sebanyak = 1)
        model.halaman("/data/pengesahan")
        tuntas()
        model.mintaSelesai()
        tuntas()
        lihat("formulir-kurang")
    }

    /** What lies over a page. */
    private fun panel(model: FormulirModel) {
        for ((nama, aksi) in listOf<Pair<String, () -> Unit>>(
            "daftar" to model::bukaDaftar, "keluar" to model::kembali, "ttd" to { model.bukaTandaTangan("/data/pengesahan/tanda_tangan_petugas") },
            "tanggal" to { model.bukaWaktu("/data/kunjungan/tanggal_kunjungan") }, "jam" to { model.bukaWaktu("/data/kunjungan/jam_tiba") },
            "hapus" to { model.mintaHapusBaris("/data/foto_kunjungan/foto", (model.keadaan.value as Keadaan.Isi).isi.pertanyaan("/data/foto_kunjungan/foto")!!.baris.first()) },
        )) {
            if (nama == "tanggal") model.halaman("/data/kunjungan")
            if (nama == "hapus") model.halaman("/data/foto_kunjungan")
            tuntas()
            aksi()
            c.waitForIdle()
            if (nama == "ttd") {
                c.onNode(SemanticsMatcher("pad") { n -> n.config.any { it.value == listOf(Kata(bahasa).lisanBidangTtd) } }).performTouchInput { swipe(centerLeft, bottomRight) }
            }
            lihat("formulir-panel-$nama")
            model.tutupPanel()
        }
    }

    /** Kinds of questions that the two forms do not have, and a form that is not there. */
    private fun lain() {
        val uji = FormulirUji().apply { layar = layar.copy(pertanyaan = layar.pertanyaan.filter { it.alat in JARANG }) }
        jalur = Jalur(MainScope()) { uji }
        val semua = FormulirModel(jalur, "d1", ponsel, { }, { })
        tampil { key(semua) { FormulirScreen(semua) } }
        tuntas()
        lihat("formulir-jarang")
        semua.bukaWaktu("/a/${Alat.TANGGAL_JAM}")
        lihat("formulir-panel-tanggal-jam")

        val rusak = Jalur(MainScope(), Dispatchers.Main, Dispatchers.Main) { throw CoreException.Gagal("store.disk_full", null, null, true, null, "Ruang ponsel habis. Data Anda aman.") }
        for ((nama, jalur) in listOf("memuat" to Jalur(MainScope(), TakPernah, TakPernah) { error("never") }, "galat" to rusak)) {
            val formulir = FormulirModel(jalur, "d1", ponsel, { }, { })
            val kunjungan = KunjunganModel(jalur, "k", { _, _ -> }, { })
            val selesai = SelesaiModel(jalur, "d", { }, { })
            for ((apa, isi) in listOf<Pair<String, @Composable () -> Unit>>(
                "formulir" to { FormulirScreen(formulir) }, "kunjungan" to { KunjunganScreen(kunjungan) }, "selesai" to { SelesaiScreen(selesai) { } },
            )) {
                tampil { key(apa + nama) { isi() } }
                lihat("$apa-$nama", sasaran = nama == "galat")
            }
        }
    }

    @Test @Config(qualifiers = "in-rID-w360dp-h780dp-xhdpi") fun light() = each("terang")

    @Test @Config(qualifiers = "in-rID-w360dp-h1400dp-night-xhdpi") fun dark() = each("gelap")

    @Test @Config(qualifiers = "en-rUS-w360dp-h1400dp-xhdpi") fun english() = each("inggris", Bahasa.EN)

    @Test @Config(qualifiers = "in-rID-w320dp-h2600dp-xhdpi") fun doubleTypeOnASmallPhone() {
        RuntimeEnvironment.setFontScale(2f)
        each("besar")
    }

    private companion object {
        val JARANG = setOf(Alat.DESIMAL, Alat.TANGGAL_JAM, Alat.PILIH_BANYAK_CARI, Alat.HASIL)
    }
}
