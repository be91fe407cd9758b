package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.DeltaHalaman
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.Rute
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.IOException

@OptIn(ExperimentalCoroutinesApi::class)
class FormulirModelTest {
    private val clock = TestCoroutineScheduler()
    private val thread = StandardTestDispatcher(clock)
    private val inti = FormulirTiruan()
    private val telepon = PonselTiruan()
    private val went = mutableListOf<Any>()
    private val jalur = Jalur(CoroutineScope(thread), thread) { IntiFormulirSaja(inti) }
    private val model = FormulirModel(jalur, "d1", telepon.ponsel, { went += it }, { went += "kembali" })

    private val isi get() = (model.keadaan.value as Keadaan.Isi).isi
    private val answers get() = inti.called.filter { it.startsWith("jawab") }
    private fun value(path: String) = checkNotNull(isi.pertanyaan(path)).soal.value
    private fun now() = clock.runCurrent()
    private fun tick(ms: Long) {
        clock.advanceTimeBy(ms)
        clock.runCurrent()
    }

    private fun open() {
        model.mulai()
        now()
        inti.called.clear()
    }

    @Test
    fun aTextIsSavedOnceAfterAPause() {
        open()
        for (n in 1..4) {
            model.ketik("/a/nama", "Rambu".take(n))
            tick(JEDA_KETIK - 1)
        }
        assertEquals(emptyList<String>(), answers)
        assertEquals("shown while it waits", "Ramb", isi.nilai(checkNotNull(isi.pertanyaan("/a/nama"))))
        tick(1)
        assertEquals(listOf("jawab /a/nama Ramb"), answers)
        assertEquals("Ramb", value("/a/nama"))
        assertEquals(emptyMap<String, String>(), isi.ketikan)
        model.lepas("/a/nama")
        now()
        assertEquals("nothing to save", 1, answers.size)
    }

    @Test
    fun leavingTheFieldSavesAtOnceAndTypingGoesOnMeanwhile() {
        open()
        model.ketik("/a/nama", "R")
        model.lepas("/a/nama")
        model.ketik("/a/nama", "Ra")
        now()
        assertEquals("R", value("/a/nama"))
        assertEquals("what was typed since stays", "Ra", isi.ketikan["/a/nama"])
        tick(JEDA_KETIK)
        assertEquals(listOf("jawab /a/nama R", "jawab /a/nama Ra"), answers)
    }

    @Test
    fun oneAnswerIsOneCall() {
        open()
        model.jawab("/a/hasil", "bertemu")
        now()
        assertEquals(listOf("jawab /a/hasil bertemu"), inti.called)
        assertEquals("Tersimpan 1", isi.layar.kepala.tersimpan)
        val others = isi.layar.pertanyaan.filter { it.soal.path != "/a/hasil" }
        assertTrue("the others are the same objects", others.all { o -> inti.pages.getValue("/a").pertanyaan.any { it === o } })
    }

    @Test
    fun quickTapsOnSeveralChoicesAddUp() {
        open()
        model.pilih("/a/tujuan", "asesmen")
        model.pilih("/a/tujuan", "monev")
        model.pilih("/a/tujuan", "asesmen")
        now()
        assertEquals(listOf("asesmen", "asesmen monev", "monev").map { "jawab /a/tujuan $it" }, answers)
        assertEquals(listOf("monev"), isi.terpilih(checkNotNull(isi.pertanyaan("/a/tujuan"))))
    }

    @Test
    fun aCommaIsADecimalPoint() {
        open()
        for ((path, typed, sent) in listOf(Triple("/a/berat", "2,5", "2.5"), Triple("/a/nama", "Umbu, Rambu", "Umbu, Rambu"))) {
            model.ketik(path, typed)
            model.lepas(path)
            now()
            assertEquals("jawab $path $sent", answers.last())
        }
        assertEquals(emptyMap<String, String>(), isi.ketikan)
    }

    @Test
    fun whatIsRefusedIsSaidThereAndATypedTextStays() {
        open()
        inti.error = refuse("storage.full")
        model.ketik("/a/umur", "12a")
        model.lepas("/a/umur")
        model.jawab("/a/hasil", "bertemu")
        now()
        for (path in listOf("/a/umur", "/a/hasil")) {
            assertEquals(Gangguan.Jawaban(Pesan.Inti("storage.full", "kata inti storage.full")), isi.gagal[path])
        }
        assertEquals("a tap does not look as if it held", mapOf("/a/umur" to "12a"), isi.ketikan)
        model.ketik("/a/umur", "12")
        assertNull("typing takes the message away", isi.gagal["/a/umur"])
        inti.error = null
        model.lepas("/a/umur")
        now()
        assertEquals("12", value("/a/umur"))
    }

    @Test
    fun longAndForeignTextsPassUnchanged() {
        open()
        for (text in listOf("x".repeat(10_000), "😀 ꦱꦸꦩ꧀ꦧ", "محمد بن سلمان ‏(أبو)", "baris\nbaru", "")) {
            model.ketik("/a/nama", text)
            model.lepas("/a/nama")
            now()
            assertEquals("jawab /a/nama $text", answers.last())
            assertEquals(text, value("/a/nama"))
        }
    }

    @Test
    fun afterALockTheSessionOpensAgainAtItsPage() {
        open()
        model.halaman("/b")
        now()
        inti.closeSessions()
        inti.called.clear()
        model.tambahBaris("/b/baris")
        now()
        assertEquals(listOf("tutup", "lanjut d1", "halaman /b", "tambah /b/baris", "halaman /b/baris[1]"), inti.called)
        assertNull(isi.gagalHalaman)
    }

    @Test
    fun anotherSessionsChangeIsToldAndReadAgainOnlyWhenAsked() {
        open()
        inti.error = refuse("draft.changed")
        model.ketik("/a/nama", "Rambu")
        model.lepas("/a/nama")
        now()
        assertTrue(isi.gagal.containsKey("/a/nama"))
        assertEquals(1, answers.size)
        inti.error = null
        model.muat()
        now()
        assertEquals("read again, then tried again", listOf("lanjut d1", "halaman /a", "halaman /a", "jawab /a/nama Rambu"), inti.called.takeLast(4))
        assertEquals("Rambu", value("/a/nama"))
    }

    @Test
    fun missingAnswersShowOnlyAfterGoingOn() {
        open()
        fun shown() = isi.kurang(checkNotNull(isi.pertanyaan("/a/wajib")))
        assertEquals("", shown())
        model.lanjut()
        now()
        assertEquals("/b", isi.layar.kepala.halaman)
        model.halaman("/a")
        now()
        assertEquals("Perlu dijawab.", shown())
        model.ketik("/a/wajib", "x")
        assertEquals("gone while it is being answered", "", shown())
    }

    @Test
    fun leadsToTheQuestionThatIsMissing() {
        open()
        inti.pages["/a"] = inti.pages.getValue("/a").let { it.copy(kepala = it.kepala.copy(masalahPertama = "/b/baris")) }
        model.muat()
        now()
        model.periksa()
        now()
        assertEquals("/b" to "/b/baris", isi.layar.kepala.halaman to isi.sorot)
        model.terlihat()
        assertNull(isi.sorot)
    }

    @Test
    fun finishingAsksFirstAndGoesOnce() {
        open()
        inti.missing = "/a/wajib"
        model.jawab("/a/hasil", "x")
        model.mintaSelesai()
        now()
        assertTrue(isi.cobaSelesai)
        assertNull("something is missing", isi.panel)
        inti.missing = null
        model.ketik("/a/nama", "Rambu")
        model.mintaSelesai()
        now()
        assertEquals("what is typed counts", Panel.Selesai, isi.panel)
        model.selesai()
        model.selesai()
        now()
        assertEquals(listOf<Any>(Rute.Dokumen("dok1")), went)
        assertEquals(1, inti.called.count { it == "selesaikan" })
        assertEquals("tutup", inti.called.last())
    }

    @Test
    fun aFailureToFinishLeavesTheForm() {
        open()
        inti.error = refuse("storage.full")
        model.selesai()
        now()
        assertFalse(isi.bekerja)
        assertEquals(Pesan.Inti("storage.full", "kata inti storage.full"), isi.gagalHalaman)
        assertEquals(emptyList<Any>(), went)
    }

    @Test
    fun backLeavesStepByStepWithEverythingSaved() {
        open()
        model.bukaDaftar()
        model.kembali()
        assertNull("the panel first", isi.panel)
        model.ketik("/a/nama", "Rambu")
        model.kembali()
        assertEquals(Panel.Keluar(hilang = false), isi.panel)
        assertEquals(emptyList<Any>(), went)
        model.keluar()
        now()
        assertEquals(listOf("jawab /a/nama Rambu", "tutup"), inti.called)
        assertEquals(listOf<Any>("kembali"), went)
    }

    @Test
    fun leavingWithSomethingUnsavedAsksOnceMore() {
        open()
        inti.error = refuse("storage.full")
        model.ketik("/a/nama", "Rambu")
        model.kembali()
        model.keluar()
        now()
        assertEquals(Panel.Keluar(hilang = true), isi.panel)
        assertEquals(emptyList<Any>(), went)
        model.keluar()
        now()
        assertEquals(listOf<Any>("kembali"), went)
    }

    @Test
    fun rowsOpenWhenAddedAndAreRemovedOnlyAfterAQuestion() {
        open()
        model.halaman("/b")
        now()
        model.tambahBaris("/b/baris")
        now()
        assertEquals("halaman /b/baris[1]", inti.called.last())
        model.mintaHapusBaris("/b/baris", kartu("/b/baris[1]", 1u))
        assertFalse("hapus /b/baris 1" in inti.called)
        model.hapusBaris()
        now()
        assertEquals("hapus /b/baris 1", inti.called.last())
        assertNull(isi.panel)
    }

    @Test
    fun undoTakesBackWhatWasTypedToo() {
        open()
        model.ketik("/a/nama", "Rambu")
        model.urung()
        model.ulang()
        now()
        assertEquals(listOf("jawab /a/nama Rambu", "urung", "ulang"), inti.called)
    }

    @Test
    fun longListsAreSearchedAndReadInStretches() {
        open()
        model.bukaPilihan("/a/desa")
        now()
        fun panel() = isi.panel as Panel.Cari
        assertEquals(50 to 10_000UL, panel().items.size to panel().total)
        model.pilihanLagi()
        now()
        assertEquals("v99", panel().items.last().value)
        model.cariPilihan("ka")
        tick(JEDA_CARI - 1)
        model.cariPilihan("kada")
        tick(JEDA_CARI)
        assertEquals(listOf("pilihan /a/desa null 0", "pilihan /a/desa null 50", "pilihan /a/desa kada 0"), inti.called)
        assertEquals(50, panel().items.size)
        model.pilihDari(Pilihan("v3", "Pilihan 3"))
        now()
        assertNull("one of one closes the list", isi.panel)
        assertEquals("v3", value("/a/desa"))
    }

    @Test
    fun aPictureIsMadeFitAttachedAndDeleted() {
        open()
        model.foto("/a/foto", "mentah")
        assertTrue("/a/foto" in isi.menyimpanFoto)
        now()
        assertEquals(listOf("lampirkan /a/foto mentah.jpg"), inti.called)
        assertEquals(listOf("olah mentah 1000", "buang mentah.jpg", "buang mentah"), telepon.called)
        assertEquals(emptySet<String>(), isi.menyimpanFoto)
    }

    @Test
    fun aCameraThatBringsNothingIsSaidAndNothingStaysBehind() {
        open()
        model.foto("/a/foto", null)
        assertEquals(Gangguan.Foto, isi.gagal["/a/foto"])
        for (e in listOf(FotoRusak(), IOException("x"))) {
            telepon.called.clear()
            telepon.kameraGagal = e
            model.foto("/a/foto", "mentah")
            now()
            assertEquals(Gangguan.Foto, isi.gagal["/a/foto"])
            assertEquals("buang mentah", telepon.called.last())
        }
        telepon.kameraGagal = null
        inti.error = refuse("storage.full")
        model.foto("/a/foto", "mentah")
        now()
        assertEquals(Gangguan.Jawaban(Pesan.Inti("storage.full", "kata inti storage.full")), isi.gagal["/a/foto"])
        assertEquals(listOf("buang mentah.jpg", "buang mentah"), telepon.called.takeLast(2))
        assertEquals(emptySet<String>(), isi.menyimpanFoto)
    }

    @Test
    fun aPictureIsReadForWhoeverShowsItAndKeptByNobody() {
        open()
        val read = mutableListOf<IsiGambar>()
        fun look() {
            CoroutineScope(thread).launch { read += model.gambar("/a/foto") }
            now()
        }
        look()
        inti.picture = byteArrayOf(1, 2)
        look()
        inti.error = refuse("store.failed")
        look()
        assertEquals(IsiGambar.TidakAda, read[0])
        assertArrayEquals(byteArrayOf(1, 2), (read[1] as IsiGambar.Ada).isi)
        assertEquals("store.failed", ((read[2] as IsiGambar.Gagal).pesan as Pesan.Inti).kode)
        inti.error = null
        model.bukaGambar("/a/foto")
        assertEquals(Panel.Gambar("/a/foto"), isi.panel)
        model.kembali()
        assertEquals(null, isi.panel)
    }

    @Test
    fun aLocationIsLookedForWhileTheWorkerGoesOn() {
        open()
        model.lokasi("/a/lokasi")
        model.lokasi("/a/lokasi")
        assertEquals("asked once", listOf("cari"), telepon.called)
        assertEquals(KeadaanLokasi.MENCARI, isi.lokasi["/a/lokasi"])
        model.jawab("/a/hasil", "bertemu")
        now()
        telepon.menjawab!!(HasilLokasi.Ada(-9.6567123456, 120.2641, null, 12.34, 1_795_000_000_000))
        now()
        assertEquals(listOf("jawab /a/hasil bertemu", "jawab /a/lokasi -9.6567123 120.2641000 0.0 12.3"), answers)
        assertEquals(emptyMap<String, KeadaanLokasi>(), isi.lokasi)
        tick(BATAS_LOKASI)
        assertEquals("nothing more comes", emptyMap<String, KeadaanLokasi>(), isi.lokasi)
    }

    @Test
    fun aLocationThatDoesNotComeGivesUpAndARefusedOneSaysSo() {
        open()
        model.lokasi("/a/lokasi")
        tick(BATAS_LOKASI - 1)
        assertEquals(KeadaanLokasi.MENCARI, isi.lokasi["/a/lokasi"])
        tick(1)
        assertEquals(KeadaanLokasi.TIDAK_ADA, isi.lokasi["/a/lokasi"])
        assertEquals("berhenti", telepon.called.last())
        telepon.langsung = HasilLokasi.Ditolak
        model.lokasi("/a/lokasi")
        assertEquals(KeadaanLokasi.DITOLAK, isi.lokasi["/a/lokasi"])
        telepon.langsung = HasilLokasi.TidakAda
        model.lokasi("/a/lokasi")
        assertEquals("can be tried again", KeadaanLokasi.TIDAK_ADA, isi.lokasi["/a/lokasi"])
        assertEquals(emptyList<String>(), answers)
    }

    @Test
    fun theWorkerStopsTheSearch() {
        open()
        model.lokasi("/a/lokasi")
        tick(30_000)
        model.hentikanLokasi("/a/lokasi")
        assertEquals(emptyMap<String, KeadaanLokasi>() to "berhenti", isi.lokasi to telepon.called.last())
        telepon.menjawab!!(HasilLokasi.Ada(-9.6567, 120.2641, null, 12.0, 1_795_000_000_000))
        tick(BATAS_LOKASI)
        assertEquals("nothing more comes", emptyMap<String, KeadaanLokasi>() to emptyList<String>(), isi.lokasi to answers)
        model.hentikanLokasi("/a/lokasi")
        model.lokasi("/a/lokasi")
        assertEquals("asked anew", KeadaanLokasi.MENCARI, isi.lokasi["/a/lokasi"])
    }

    @Test
    fun leavingEndsTheSearchAndTheVoice() {
        open()
        model.lokasi("/a/lokasi")
        model.bacakan("/a/nama")
        model.keluar()
        now()
        assertEquals(listOf("cari", "bacakan Soal /a/nama. Petunjuk", "berhenti", "diam"), telepon.called)
        tick(BATAS_LOKASI)
    }

    @Test
    fun aDraftThatDoesNotOpenSaysWhyAndIsTriedAgain() {
        for ((error, expected) in listOf(
            refuse("draft.closed") to Pesan.Inti("draft.closed", "kata inti draft.closed"),
            UnsatisfiedLinkError("x") to Pesan.PustakaTidakAda,
            IllegalStateException("x") to Pesan.Kesalahan,
        )) {
            inti.error = error
            model.muat()
            now()
            assertEquals(Keadaan.Galat(expected), model.keadaan.value)
        }
        model.kembali()
        assertEquals("Back works there too", listOf<Any>("kembali"), went)
        inti.error = null
        model.mulai()
        now()
        assertEquals("/a", isi.layar.kepala.halaman)
    }

    @Test
    fun answersAreInNoText() {
        open()
        model.ketik("/a/nama", "RAHASIA")
        assertFalse("RAHASIA" in model.keadaan.value.toString())
        model.lepas("/a/nama")
        now()
        assertFalse("RAHASIA" in model.keadaan.value.toString())
    }
}

class TerapTest {
    private val before = halaman(kepala("/a"), soal("/a/1"), soal("/a/2"), soal("/a/3"))

    private fun delta(soal: List<id.go.kemensos.atensi.inti.PertanyaanItem>, urutan: List<String>?) =
        DeltaHalaman("Baru", "Umbu", kepala("/a", saved = "Tersimpan 2"), null, soal, urutan, false)

    @Test
    fun replacesPutsInAndOrders() {
        for ((given, expected) in listOf(
            delta(emptyList(), null) to listOf("/a/1=", "/a/2=", "/a/3="),
            delta(listOf(soal("/a/2", nilai = "x")), null) to listOf("/a/1=", "/a/2=x", "/a/3="),
            delta(listOf(soal("/a/4", Alat.CATATAN)), listOf("/a/1", "/a/4", "/a/3")) to listOf("/a/1=", "/a/4=", "/a/3="),
            delta(emptyList(), emptyList()) to emptyList(),
        )) {
            val after = before.terap(given)
            assertEquals(expected, after.pertanyaan.map { "${it.soal.path}=${it.soal.value}" })
            assertEquals(listOf("Baru", "Umbu", "Tersimpan 2"), listOf(after.judul, after.untuk, after.kepala.tersimpan))
            assertEquals(before.bagian, after.bagian)
        }
    }
}

class RuangFormulirTest {
    private val clock = TestCoroutineScheduler()
    private val thread = StandardTestDispatcher(clock)
    private val inti = FormulirTiruan()
    private val went = mutableListOf<Any>()
    private val jalur = Jalur(CoroutineScope(thread), thread) { IntiFormulirSaja(inti) }
    private val ruang = RuangFormulir(jalur, PonselTiruan().ponsel, { went += it }, { went += "kembali" })

    @Test
    fun aFormIsBegunOnceFromTheVisit() {
        val model = ruang.kunjungan("k1")
        assertTrue("kept while it is open", model === ruang.kunjungan("k1"))
        model.muat()
        clock.runCurrent()
        val begin = Rute.MulaiFormulir("kunjungan_rumah", "k1")
        inti.error = refuse("storage.full")
        model.pilih(begin)
        clock.runCurrent()
        assertEquals(Pesan.Inti("storage.full", "kata inti storage.full"), (model.keadaan.value as Keadaan.Isi).isi.gagal)
        inti.error = null
        model.pilih(begin)
        model.pilih(begin)
        clock.runCurrent()
        assertEquals(listOf<Any>(Rute.LanjutDraf("d1")), went)
        assertEquals(2, inti.called.count { it.startsWith("mulai") })
    }

    @Test
    fun aVisitThatCannotBeShownCanStillBeBegun() {
        val model = ruang.kunjungan("k1")
        inti.error = refuse("bug")
        model.muat()
        clock.runCurrent()
        assertEquals(Keadaan.Galat(Pesan.Inti("bug", "kata inti bug")), model.keadaan.value)
        model.mulaiKunjungan()
        clock.runCurrent()
        assertEquals(emptyList<Any>(), went)
        inti.error = null
        model.mulaiKunjungan()
        clock.runCurrent()
        assertEquals(listOf<Any>(Rute.LanjutDraf("d2")), went)
    }

    @Test
    fun turningThePhoneKeepsTheFormAndLeavingForgetsIt() {
        val model = ruang.formulir("d1")
        model.mulai()
        clock.runCurrent()
        model.ketik("/a/nama", "Rambu")
        ruang.simpan()
        clock.runCurrent()
        assertTrue("jawab /a/nama Rambu" in inti.called)
        assertTrue(model === ruang.formulir("d1"))
        model.keluar()
        clock.runCurrent()
        assertFalse(model === ruang.formulir("d1"))
        assertEquals(listOf<Any>("kembali"), went)
    }

    @Test
    fun theReportOpensOverTheDocument() {
        val model = ruang.selesai("dok1")
        model.muat()
        clock.runCurrent()
        model.pilih(Rute.KotakKirim)
        model.pilih(Rute.Laporan("dok1"))
        fun report() = (model.keadaan.value as Keadaan.Isi).isi.laporan
        assertEquals(Keadaan.Memuat, report())
        clock.runCurrent()
        assertEquals(Keadaan.Isi("<p>laporan</p>"), report())
        model.kembali()
        assertNull(report())
        model.kembali()
        assertEquals(listOf(Rute.KotakKirim, "kembali"), went)
        inti.error = refuse("record.not_found")
        model.muat()
        clock.runCurrent()
        assertTrue(model.keadaan.value is Keadaan.Galat)
    }
}
