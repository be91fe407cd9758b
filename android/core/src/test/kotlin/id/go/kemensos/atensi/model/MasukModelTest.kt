package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.UserInfo
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** A core that answers what it was told to. */
private class IntiTiruan(var known: List<String> = emptyList()) : Inti {
    var error: Throwable? = null
    val called = mutableListOf<String>()
    private val worker = UserInfo(id = "u1", nama = "Maria Bengu", peran = "pendamping", kab = "53.11", deviceNo = 3u, serverUrl = "https://contoh")

    private fun <T> told(what: String, answer: T): T {
        called += what
        error?.let { throw it }
        return answer
    }

    override fun users() = told("users", known)
    override fun activate(server: String, kode: String, pin: String, perangkat: String) = told("activate $server $kode $pin $perangkat", worker)
    override fun unlock(user: String?, pin: String) = told("unlock $user $pin", worker)
    override fun user() = told("user", worker)
    override fun lock() = told("lock", Unit)
    override fun setLang(lang: Lang) = told("lang $lang", Unit)
    override fun shutdown() = told("shutdown", Unit)
}

class MasukModelTest {
    private val inti = IntiTiruan()
    private val jalur = Jalur(CoroutineScope(Dispatchers.Unconfined)) { inti }
    private val came = mutableListOf<String>()
    private val model = MasukModel(jalur, "https://contoh", "HP Uji") { came += it.nama }

    private fun refuse(code: String) = CoreException.Gagal(code, null, null, true, null, "kata inti")

    /** The state once the core is no longer at it. */
    private fun settled(): Keadaan<MasukIsi> = runBlocking {
        withTimeout(10_000) { model.keadaan.first { it !is Keadaan.Memuat && (it as? Keadaan.Isi)?.isi?.bekerja != true } }
    }

    private fun content() = (settled() as Keadaan.Isi).isi

    @Test
    fun activatesANewDevice() {
        model.muat()
        assertTrue(content().pertama)
        model.masuk()
        model.ketikKode(" 1234-ABCD ")
        model.masuk()
        assertEquals("nothing is tried without a PIN", listOf("users"), inti.called)
        model.ketikPin("49 38a27")
        assertTrue(content().bolehMasuk)
        model.masuk()
        assertFalse("known from now on", content().pertama)
        assertEquals("activate https://contoh 1234-ABCD 493827 HP Uji", inti.called.last())
        assertEquals(listOf("Maria Bengu"), came)
        assertEquals("", content().pin)
    }

    @Test
    fun unlocksAKnownDevice() {
        inti.known = listOf("u1")
        model.muat()
        assertFalse(content().pertama)
        model.ketikPin("493827")
        model.masuk()
        settled()
        assertEquals("unlock null 493827", inti.called.last())
        assertEquals(listOf("Maria Bengu"), came)
    }

    @Test
    fun aRefusalIsShownAndTypingGoesOn() {
        inti.known = listOf("u1")
        model.muat()
        content()
        inti.error = refuse("pin.wrong")
        model.ketikPin("000000")
        model.masuk()
        assertEquals(Pesan.Inti("pin.wrong", "kata inti"), content().gagal)
        assertEquals("", content().pin)
        assertEquals(emptyList<String>(), came)
        model.ketikPin("4")
        assertEquals(null, content().gagal)
    }

    @Test
    fun whatFailsOutsideOfTheCoreHasWordsToo() {
        for ((error, expected) in listOf(
            UnsatisfiedLinkError("atensi_bindings") to Pesan.PustakaTidakAda,
            NoClassDefFoundError("x") to Pesan.PustakaTidakAda,
            IllegalStateException("x") to Pesan.Kesalahan,
        )) {
            inti.error = error
            model.muat()
            assertEquals(Keadaan.Galat(expected), settled())
        }
        inti.error = null
        model.muat()
        assertTrue("tried again", settled() is Keadaan.Isi)
    }

    @Test
    fun thePinIsInNoText() {
        model.muat()
        content()
        model.ketikKode("RAHASIA-1")
        model.ketikPin("493827")
        assertFalse(model.keadaan.value.toString().contains(Regex("493827|RAHASIA")))
    }
}

class AplikasiModelTest {
    @Test
    fun goesInAndLocksAgain() = runBlocking {
        val inti = IntiTiruan(known = listOf("u1"))
        val app = AplikasiModel(Jalur(CoroutineScope(Dispatchers.Unconfined)) { inti }, "", "HP Uji")
        app.mulai(Lang.EN)
        withTimeout(10_000) {
            app.masuk.keadaan.first { it is Keadaan.Isi }
            app.masuk.ketikPin("493827")
            app.masuk.masuk()
            app.rute.first { it == Rute.HARI_INI }
            assertEquals("Maria Bengu", (app.hariIni.keadaan.first { it is Keadaan.Isi } as Keadaan.Isi).isi.nama)
            app.kunci()
            app.rute.first { it == Rute.MASUK }
            app.masuk.keadaan.first { it is Keadaan.Isi }
        }
        assertEquals(listOf("lang EN", "users", "unlock null 493827", "user", "lock", "users"), inti.called)
    }
}
