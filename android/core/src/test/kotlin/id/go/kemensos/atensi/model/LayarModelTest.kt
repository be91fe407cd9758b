package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CariScreen
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.ReceiptCheck
import id.go.kemensos.atensi.inti.ReceiptItem
import id.go.kemensos.atensi.inti.SisiItem
import id.go.kemensos.atensi.inti.TinjauItem
import id.go.kemensos.atensi.inti.TinjauScreen
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

private val <T> Keadaan<T>.isi: T get() = (this as Keadaan.Isi).isi

class HariIniModelTest {
    private val core = IntiPalsu()
    private val model = HariIniModel(langsung { core.inti })

    @Test
    fun readsAStretchAndThenTheNext() {
        val all = (1..70).map { kunjungan("k$it") }
        core.says("layarHariIni") { (from, count) -> hariIni(70, all.drop(from as Int).take(count as Int)) }
        model.muat()
        for (shown in listOf(30, 60, 70, 70)) {
            assertEquals(all.take(shown), model.keadaan.value.isi.kunjungan)
            model.muatLagi()
        }
        assertFalse(model.keadaan.value.isi.adaLagi)
        assertEquals(3, core.asked.size)
    }

    @Test
    fun aListThatShrankMeanwhileEnds() {
        core.says("layarHariIni") { (from, _) -> if (from == 0) hariIni(40, (1..30).map { kunjungan("k$it") }) else hariIni(40, listOf(kunjungan("k30"))) }
        model.muat()
        model.muatLagi()
        assertEquals("none twice", 30, model.keadaan.value.isi.kunjungan.size)
        core.says("layarHariIni") { hariIni(40, emptyList()) }
        model.muatLagi()
        assertFalse("no button that brings nothing", model.keadaan.value.isi.adaLagi)
    }

    @Test
    fun aFailureIsShownAndTriedAgain() {
        core.says("layarHariIni") { throw refusal("store.io") }
        model.muat()
        assertEquals("store.io", ((model.keadaan.value as Keadaan.Galat).pesan as Pesan.Inti).kode)
        core.says("layarHariIni") { hariIni(0, emptyList()) }
        model.muat()
        assertEquals("Belum ada kunjungan.", model.keadaan.value.isi.layar.kosong)
    }
}

class CariModelTest {
    @Test
    fun onlyTheLastTextIsSearchedWhenLettersComeFast() {
        val core = IntiPalsu()
        val thread = Antrean()
        val model = CariModel(Jalur(CoroutineScope(Dispatchers.Unconfined), thread) { core.inti })
        core.says("layarCari") { (text, _) -> CariScreen(emptyList(), emptyList(), "hasil $text", "", true) }
        for (text in listOf("r", "ra", "ram", "ramb")) model.ketik(text)
        thread.run()
        assertEquals(listOf("layarCari ramb 30"), core.asked)
        assertEquals("hasil ramb", model.keadaan.value.hasil?.ringkas)

        core.says("layarCari") { throw refusal("store.io") }
        model.ketik("rambu")
        thread.run()
        assertTrue(model.keadaan.value.gagal is Pesan.Inti && model.keadaan.value.hasil == null)
        assertFalse("names stay out of logs", "rambu" in model.keadaan.value.toString())
    }
}

class KasusModelTest {
    private val core = IntiPalsu()
    private val opened = mutableListOf<String>()
    private val model = KasusModel(langsung { core.inti }, "orang", "p1") { opened += it }

    @Test
    fun opensWithWhatWasChosen() {
        core.says("pilihanKode") { (list) -> listOf(Pilihan("a-$list", "A"), Pilihan("b-$list", "B")) }
        model.muat()
        assertEquals(KasusModel.DAFTAR, model.keadaan.value.isi.kode.keys.toList())
        core.says("bukaKasus") { throw refusal("value.invalid", "klaster") }
        model.buka()
        assertFalse("not without a cluster", core.asked.any { it.startsWith("bukaKasus") })
        model.pilih("klaster", "a-klaster")
        model.buka()
        assertEquals("klaster", (model.keadaan.value.isi.gagal as Pesan.Inti).isian)
        model.pilih("tingkat_risiko", "b-tingkat_risiko")
        model.pilih("kerahasiaan", "a-kerahasiaan")
        model.pilih("kerahasiaan", "a-kerahasiaan")
        core.says("bukaKasus") { "k9" }
        model.buka()
        assertEquals(listOf("k9"), opened)
        assertEquals(
            "bukaKasus KasusBaru(subjekJenis=orang, subjekId=p1, klaster=a-klaster, jenisPpks=null, risiko=b-tingkat_risiko, kerahasiaan=null)", core.asked.last(),
        )
    }
}

class KotakKirimModelTest {
    private val core = IntiPalsu()
    private val wire = Antrean()
    private val jalur = Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, wire) { core.inti }
    private val sender = Pengirim(jalur)
    private val model = KotakKirimModel(jalur, sender)

    @Test
    fun tellsHowFarItIsAndEnds() {
        val run = KirimanPalsu(3)
        core.says("kirim") { run }
        val ends = mutableListOf<Kirim>()
        model.kirim()
        sender.kirim { ends += it }
        assertEquals("the first answer is still out", Kirim.Berjalan(""), model.kirim.value)
        wire.one()
        assertEquals(Kirim.Berjalan("Mengirim, sisa 2"), model.kirim.value)
        wire.run()
        assertEquals(Kirim.Selesai, model.kirim.value)
        assertEquals("one run for both", listOf<Kirim>(Kirim.Selesai) to 1, ends to core.asked.count { it == "kirim" })
        assertTrue(run.closed)
        model.kirim()
        assertEquals("and again", 2, core.asked.count { it == "kirim" })
    }

    @Test
    fun stopsWhenAsked() {
        val run = KirimanPalsu(9)
        core.says("kirim") { run }
        model.batal()
        assertEquals("nothing to stop", Kirim.Diam, model.kirim.value)
        model.kirim()
        wire.one()
        model.batal()
        assertEquals(Kirim.Berjalan("Mengirim, sisa 8", berhenti = true), model.kirim.value)
        wire.run()
        assertEquals(Kirim.Dihentikan, model.kirim.value)
        assertTrue(run.cancelled && run.closed)
    }

    @Test
    fun saysWhyItEnded() {
        for ((code, end) in listOf("session.closed" to Kirim.Dihentikan, "http.offline" to Kirim.Gagal(Pesan.Inti("http.offline", "kata inti", tunggu = 20)))) {
            core.says("kirim") { KirimanPalsu(1) { throw refusal(code, wait = if (code == "http.offline") 20u else null) } }
            model.kirim()
            wire.run()
            assertEquals(end, model.kirim.value)
        }
        core.says("kirim") { throw refusal("sync.running") }
        model.kirim()
        assertTrue(model.kirim.value is Kirim.Gagal)
    }

    @Test
    fun receiptsAreGoodOnlyWhenAllAreAndTheLogIsWhole() {
        fun receipt(valid: Boolean) = ReceiptItem(4u, "", "k", valid, emptyList())
        for ((check, expected) in listOf(
            ReceiptCheck(listOf(receipt(true)), true, 5u, 4u) to Pemeriksaan.Baik(4),
            ReceiptCheck(listOf(receipt(true), receipt(false)), true, 5u, 4u) to Pemeriksaan.Buruk,
            ReceiptCheck(listOf(receipt(true)), false, 5u, 4u) to Pemeriksaan.Buruk,
        )) {
            core.says("periksaTandaTerima") { check }
            model.periksa()
            assertEquals(expected, model.pemeriksaan.value)
        }
        core.says("periksaTandaTerima") { throw refusal("store.io") }
        model.periksa()
        assertTrue(model.pemeriksaan.value is Pemeriksaan.Gagal)
    }
}

class TinjauModelTest {
    private val core = IntiPalsu()
    private val model = TinjauModel(langsung { core.inti })
    private fun side(version: String) = SisiItem(version, "0811", false, "Anda", "Hari ini", true, false, "Pilih ini", "")
    private val item = TinjauItem("r1", "orang", "Rambu", "telepon", "Telepon", "Mana yang benar?", listOf(side("1.1"), side("2.1")), "", "")

    @Test
    fun decidesForOneSide() {
        core.says("layarTinjau") { TinjauScreen("1 hal", listOf(item), "", "") }
        model.muat()
        core.says("putuskanSisi") { throw refusal("collision.changed") }
        model.putuskan(item, item.sisi[1])
        assertEquals("still there, with the reason", 1 to false, model.keadaan.value.isi.run { layar.items.size to tersimpan })
        assertTrue(model.keadaan.value.isi.gagal is Pesan.Inti)
        core.says("putuskanSisi") { }
        core.says("layarTinjau") { TinjauScreen("", emptyList(), "Tidak ada yang perlu ditinjau.", "") }
        model.putuskan(item, item.sisi[1])
        assertTrue("putuskanSisi r1 telepon 2.1" in core.asked)
        assertEquals(0 to true, model.keadaan.value.isi.run { layar.items.size to tersimpan })
        assertNull(model.keadaan.value.isi.gagal)
    }
}

class PengaturanModelTest {
    private val core = IntiPalsu()
    private val settings = SetelanIngatan()
    private val model = PengaturanModel(langsung { core.inti }, settings) { true }

    @Test
    fun aRefusedFingerLeavesItOff() {
        model.muat()
        core.says("setBiometrik") { throw refusal("biometric.refused") }
        model.gantiBiometrik(true)
        assertEquals(false to true, model.keadaan.value.isi.run { biometrik to (gagal != null) })
        core.says("setBiometrik") { }
        model.gantiBiometrik(true)
        assertTrue(model.keadaan.value.isi.biometrik)
    }

    @Test
    fun changesThePinOnlyWhenTypedTwice() {
        model.muat()
        model.gantiPin()
        model.ketikPinLama("111111")
        model.ketikPinBaru("493827")
        model.ketikPinUlang("493828")
        model.gantiPin()
        assertEquals(Pesan.PinBeda, model.keadaan.value.isi.gagal)
        assertFalse(core.asked.any { it.startsWith("changePin") })
        model.ketikPinBaru("493827")
        model.ketikPinUlang("493827")
        model.gantiPin()
        assertEquals("changePin 111111 493827", core.asked.last())
        assertTrue(model.keadaan.value.isi.pinDiganti)
        assertFalse("493827" in model.keadaan.value.isi.toString())
    }

    @Test
    fun wifiOnlyIsRemembered() {
        model.muat()
        model.gantiHanyaWifi(true)
        assertTrue(settings.hanyaWifi && model.keadaan.value.isi.hanyaWifi)
    }
}
