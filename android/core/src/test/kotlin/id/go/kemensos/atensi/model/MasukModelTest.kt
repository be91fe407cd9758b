package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.PetugasItem
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import kotlinx.coroutines.channels.Channel
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class MasukModelTest {
    private val core = IntiPalsu()
    private val came = mutableListOf<String>()
    private val seconds = Channel<Unit>()
    private var finger = false
    private val model = MasukModel(langsung { core.inti }, "https://contoh", "HP Uji", { finger }, { seconds.receive() }) { came += it.nama }

    private fun content() = (model.keadaan.value as Keadaan.Isi).isi

    private fun known(biometrik: Boolean = false, wait: Int = 0, id: String = "u1") = PetugasItem(id, "Petugas $id", biometrik, wait.toULong(), if (wait > 0) "tunggu $wait" else "")

    @Test
    fun activatesANewDevice() {
        core.says("layarMasuk") { masuk() }
        model.muat()
        assertTrue(content().aktivasi)
        model.masuk()
        model.ketikKode(" 1234-ABCD ")
        model.ketikPin("49 38a27")
        model.masuk()
        assertEquals("nothing is tried without the PIN twice", listOf("layarMasuk"), core.asked)
        model.ketikPinUlang("493828")
        model.masuk()
        assertEquals(Pesan.PinBeda, content().gagal)
        assertEquals("typed anew", "" to "", content().pin to content().pinUlang)
        model.ketikPin("493827")
        model.ketikPinUlang("493827")
        assertTrue(content().bolehMasuk)
        core.says("layarMasuk") { masuk(known()) }
        model.masuk()
        assertTrue("activate https://contoh 1234-ABCD 493827 HP Uji" in core.asked)
        assertEquals(listOf("Maria Bengu"), came)
        assertFalse("known from now on", content().aktivasi)
        assertEquals("", content().pin)
    }

    @Test
    fun unlocksTheOneChosen() {
        core.says("layarMasuk") { masuk(known(), known(id = "u2")) }
        model.muat()
        assertEquals("u1", content().terpilih)
        model.pilihPetugas("u2")
        model.ketikPin("493827")
        model.masuk()
        assertEquals("unlock u2 493827", core.asked.last())
        assertEquals(listOf("Maria Bengu"), came)
    }

    @Test
    fun aRefusalIsShownAndTypingGoesOn() {
        model.muat()
        core.says("unlock") { throw refusal("pin.wrong") }
        model.ketikPin("000000")
        model.masuk()
        assertEquals(Pesan.Inti("pin.wrong", "kata inti"), content().gagal)
        assertEquals("", content().pin)
        assertEquals(emptyList<String>(), came)
        model.ketikPin("4")
        assertNull(content().gagal)
    }

    @Test
    fun aWaitRunsDownAndThenThePinIsTakenAgain() {
        core.says("layarMasuk") { masuk(known(wait = 2)) }
        model.muat()
        model.ketikPin("493827")
        assertEquals(2, content().tunggu)
        assertFalse(content().bolehMasuk)
        core.says("layarMasuk") { masuk(known(wait = 1)) }
        seconds.trySend(Unit)
        assertEquals(1, content().tunggu)
        core.says("layarMasuk") { masuk(known()) }
        seconds.trySend(Unit)
        assertTrue("what was typed is still there", content().bolehMasuk)
        assertTrue("the clock stands", seconds.trySend(Unit).isFailure)
    }

    @Test
    fun aFingerOpensOnlyWherePhoneAndWorkerHaveOne() {
        for ((phone, worker, ask) in listOf(Triple(true, true, true), Triple(true, false, false), Triple(false, true, false))) {
            finger = phone
            core.says("layarMasuk") { masuk(known(biometrik = worker)) }
            core.asked.clear()
            model.muat()
            model.bukaBiometrik()
            assertEquals(ask, "unlockWithKeystore u1" in core.asked)
        }
        core.says("unlockWithKeystore") { throw refusal("biometric.refused") }
        finger = true
        model.muat()
        model.bukaBiometrik()
        assertTrue("the PIN stays", content().gagal is Pesan.Inti && !content().bekerja)
    }

    @Test
    fun oneMoreWorkerComesAndMayGoAgain() {
        model.muat()
        model.aktivasiLain()
        model.muat()
        assertTrue("a reading does not throw her out", content().aktivasi)
        model.kembaliKePin()
        assertFalse(content().aktivasi)
    }

    /** An older app over a newer store, a broken one, one that another process holds: said, and nothing is lost by trying again. */
    @Test
    fun aStoreThatDoesNotOpenIsSaidAndTriedAgain() {
        core.says("layarMasuk") { masuk(known()) }
        model.muat()
        for (code in listOf("store.newer", "store.damaged", "store.busy", "store.disk_full")) {
            core.says("unlock") { throw refusal(code) }
            model.ketikPin("493827")
            model.masuk()
            assertEquals(Triple(code, "", false), content().run { Triple((gagal as Pesan.Inti).kode, pin, bekerja) })
        }
        core.says("unlock") { maria }
        model.ketikPin("493827")
        model.masuk()
        assertNull(content().gagal)
    }

    @Test
    fun whatFailsOutsideOfTheCoreHasWordsToo() {
        for ((error, expected) in listOf(
            UnsatisfiedLinkError("atensi_bindings") to Pesan.PustakaTidakAda,
            NoClassDefFoundError("x") to Pesan.PustakaTidakAda,
            IllegalStateException("x") to Pesan.Kesalahan,
        )) {
            core.error = error
            model.muat()
            assertEquals(Keadaan.Galat(expected), model.keadaan.value)
            for (language in Bahasa.entries) assertTrue(expected.kata(Kata(language), "0.1.0, arm64-v8a").length > 40)
        }
        core.error = null
        model.muat()
        assertTrue("tried again", model.keadaan.value is Keadaan.Isi)
    }

    @Test
    fun thePinIsInNoText() {
        core.says("layarMasuk") { masuk() }
        model.muat()
        model.ketikKode("RAHASIA-1")
        model.ketikPin("493827")
        assertFalse(model.keadaan.value.toString().contains(Regex("493827|RAHASIA")))
    }
}
