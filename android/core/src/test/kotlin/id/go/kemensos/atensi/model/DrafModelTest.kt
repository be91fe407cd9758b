package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.DrafScreen
import id.go.kemensos.atensi.inti.KartuDraf
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import id.go.kemensos.atensi.inti.Rute as RuteInti

/** The list of drafts. */
class DrafModelTest {
    private val core = IntiPalsu()
    private val model = DrafModel(langsung { core.inti })
    private val kartu = KartuDraf("d1", "Kunjungan rumah", "Rambu", "3 dari 8", RuteInti.LanjutDraf("d1"), "")
    private val isi get() = (model.keadaan.value as Keadaan.Isi).isi

    private fun core(open: List<KartuDraf>, thrown: List<KartuDraf>) = core.says("layarDraf") { DrafScreen("", open, thrown, "", "") }

    @Test
    fun isThrownAwayOnlyAfterTheQuestionAndComesBack() {
        core(listOf(kartu), emptyList())
        model.muat()
        model.buang()
        model.mintaBuang(kartu)
        model.tetap()
        model.buang()
        assertFalse("nothing was asked for", core.asked.any { it.startsWith("buangDraf") })
        core.says("buangDraf") { core(emptyList(), listOf(kartu)) }
        model.mintaBuang(kartu)
        model.buang()
        assertEquals(KabarDraf.DIBUANG to listOf(kartu), isi.kabar to isi.layar.dibuang)
        assertNull(isi.bertanya)
        core.says("pulihkanDraf") { core(listOf(kartu), emptyList()) }
        model.kembalikan(kartu)
        assertEquals(KabarDraf.KEMBALI to listOf(kartu), isi.kabar to isi.layar.draf)
        assertTrue(core.asked.containsAll(listOf("buangDraf d1", "pulihkanDraf d1")))
    }

    @Test
    fun aFailureLeavesTheListAndSaysWhy() {
        core(listOf(kartu), emptyList())
        model.muat()
        core.says("buangDraf") { throw refusal("store.disk_full") }
        model.mintaBuang(kartu)
        model.buang()
        assertEquals("store.disk_full" to listOf(kartu), (isi.gagal as Pesan.Inti).kode to isi.layar.draf)
        assertNull(isi.kabar)
        assertFalse("can be tried again", isi.bekerja)
        core.says("layarDraf") { throw refusal("store.failed") }
        model.muat()
        assertTrue(model.keadaan.value is Keadaan.Galat)
        model.lupakan()
        assertEquals(Keadaan.Memuat, model.keadaan.value)
    }

    @Test
    fun namesAreInNoText() = assertFalse("Rambu" in DrafIsi(DrafScreen("", listOf(kartu), emptyList(), "", "")).toString())
}
