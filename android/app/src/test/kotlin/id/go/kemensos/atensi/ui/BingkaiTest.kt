package id.go.kemensos.atensi.ui

import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.ActivationRequest
import id.go.kemensos.atensi.inti.Isian
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.Nilai
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.platform.Aplikasi
import id.go.kemensos.atensi.platform.BrankasUji
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** A day without forms, by touch: search, register, open a case, send, prove, decide. Real core, real server. */
@RunWith(RobolectricTestRunner::class)
class BingkaiTest {
    @get:Rule val c = createAndroidComposeRule<UtamaActivity>()
    @get:Rule val folder = TemporaryFolder()
    private val app get() = ApplicationProvider.getApplicationContext<Aplikasi>().model

    @Before fun keystore() = BrankasUji.pasang()

    @Test fun registersSomebodyAndSendsIt() {
        c.aktifkan()
        c.tekan("Cari atau daftar baru")
        c.tunggu("Ketik minimal 2 huruf")
        c.ketik("Nama, NIK", "Yuliana Pekuwali")
        c.tekan("Daftarkan warga")
        c.ketik("Nama lengkap", "Yuliana Pekuwali")
        c.ketik("NIK", "5311014107520002")
        c.tunggu("1952")
        c.tekan("Isi tanggal lahir")
        c.ketik("Desa atau kelurahan", "kambajawa")
        c.tunggu("Kel. Kambajawa")
        c.tekan("Kel. Kambajawa")
        c.tekan("Simpan warga")
        c.tunggu("Tersimpan di ponsel ini.")
        c.tekan("Buka kasus sekarang")

        c.tunggu("Klaster")
        c.onNode(hasText("Buka kasus") and hasClickAction()).assertIsNotEnabled()
        c.tekan("Pilih · Klaster")
        c.tekan("Lanjut usia")
        c.tekan("Buka kasus")
        c.tunggu("Yuliana Pekuwali")

        c.activityRule.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        c.tunggu("Nama, NIK")
        c.tunggu("1 warga")
        c.tekan("Daftarkan warga")
        c.ketik("Nama lengkap", "Juliana Pekuwali")
        c.ketik("NIK", "5311014107520002")
        c.tunggu("Orang yang sama. Buka")
        c.onNodeWithText("Orang lain. Tetap simpan").assertIsDisplayed()
        c.tekan("Orang yang sama. Buka")
        c.tunggu("Yuliana Pekuwali")
        c.activityRule.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        c.tunggu("Daftarkan warga")
        c.activityRule.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        c.tunggu("Isian ini belum disimpan")
        c.tekan("Hapus")
        app.pulang()

        c.tunggu("menunggu dikirim")
        c.tekan("menunggu dikirim")
        c.tunggu("Kirim sekarang")
        c.tekan("Kirim sekarang")
        c.tunggu("Selesai. Tidak ada yang menunggu.")
        c.geser("Periksa semua tanda terima")
        c.tekan("Periksa semua tanda terima")
        c.tunggu("terbukti diterima server")
        c.activity.potret("kotak-kirim-diperiksa")
    }

    @Test fun decidesBetweenTwoValues() {
        c.aktifkan()
        val (b, other) = List(2) { device() }
        val id = b.daftarOrang(
            OrangBaru("Domu Radja", null, null, null, false, null, null, null, "53.11.01.1001", null, null, null),
        ).id
        sync(b)
        sync(other)
        b.ubah("orang", id, listOf(Isian("telepon", Nilai.Teks("0811"))))
        other.ubah("orang", id, listOf(Isian("telepon", Nilai.Teks("0822"))))
        sync(b)
        sync(other)

        app.buka(Rute.KotakKirim)
        c.tunggu("Ambil yang baru")
        c.tekan("Ambil yang baru")
        c.tunggu("Selesai. Tidak ada yang menunggu.")
        app.buka(Rute.Tinjau)
        c.tunggu("Telepon: mana yang benar?")
        c.onNodeWithText("0811").assertIsDisplayed()
        c.onNodeWithText("0822").assertIsDisplayed()
        c.activity.potret("tinjau")
        c.tekan("Pilih ini")
        c.tunggu("Pilihan Anda tersimpan")
        c.onNodeWithText("Telepon: mana yang benar?").assertDoesNotExist()
        listOf(b, other).forEach(Lapangan::shutdown)
    }

    @Test fun theLockAndTheCoverHideThePage() {
        c.aktifkan()
        app.buka(Rute.Cari)
        c.ketik("Nama, NIK", "Rambu")
        app.sembunyikan()
        c.tunggu("Layar disembunyikan")
        assertTrue(!c.ada("Rambu"))
        c.tekan("Ketuk untuk melanjutkan")
        c.tunggu("Rambu")
        app.kunci()
        c.tunggu("Masukkan PIN")
        assertEquals(Rute.Masuk, app.rute.value)
        assertTrue(!c.ada("Rambu"))
        c.ketik("PIN enam angka", PIN)
        c.tekan("Masuk")
        c.tunggu("Rambu")
    }

    @Test fun everyPageCanBeCovered() {
        c.aktifkan()
        app.jalur.panggil(
            {
                val orang = it.daftarOrang(OrangBaru("Rambu Tirai", null, null, null, false, null, null, null, null, null, null, null))
                val kasus = it.bukaKasus(KasusBaru("orang", orang, "L", null, null, null))
                val draf = it.formulir.mulaiKunjungan(kasus)
                listOf(Rute.Profil(orang), Rute.Profil(kasus), Rute.Kunjungan(kasus), Rute.Formulir(draf), Rute.BukaKasus("orang", orang))
            },
            { throw AssertionError(it.toString()) },
        ) { pages += it }
        c.waitUntil("a draft is there", LAMA) {
            c.waitForIdle()
            pages.size > 8
        }
        for (page in pages) {
            c.runOnUiThread { app.buka(page) }
            c.tunggu("Sembunyikan layar")
            c.tekan("Sembunyikan layar")
            c.tunggu("Layar disembunyikan")
            assertTrue("$page", !c.ada("Rambu Tirai") && !c.ada("Sembunyikan layar"))
            c.activityRule.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
            c.tunggu("Layar disembunyikan")
            c.tekan("Ketuk untuk melanjutkan")
            c.tunggu("Sembunyikan layar")
            c.runOnUiThread { app.pulang() }
        }
    }

    private val pages = mutableListOf<Rute>(
        Rute.HariIni, Rute.Cari, Rute.DaftarOrang(), Rute.DaftarKeluarga, Rute.Draf, Rute.KotakKirim, Rute.Tinjau, Rute.Pengaturan,
    )

    private fun device(): Lapangan = Lapangan(folder.newFolder().path, Kunci, 420).apply {
        activate(ActivationRequest(Peladen.url, Peladen.kode(), PIN, "Uji", emptyList()))
    }

    private fun sync(app: Lapangan) = app.sync(null).use { run ->
        do { val done = run.step().done } while (!done)
    }

    /** Fixed keys for the two other phones. */
    private object Kunci : Keystore {
        override fun secret(name: String) = ByteArray(32) { (it + name.length).toByte() }
        override fun wrap(key: ByteArray) = key
        override fun unwrap(wrapped: ByteArray) = wrapped
    }
}
