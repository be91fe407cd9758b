package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.UserInfo
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.runBlocking
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

/** A core that answers at once, on the caller's thread: tests see one step after the other. */
private fun langsung(buka: () -> Inti) = Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, buka)

class MasukModelTest {
    private val inti = IntiTiruan()
    private val jalur = langsung { inti }
    private val came = mutableListOf<String>()
    private val model = MasukModel(jalur, "https://contoh", "HP Uji") { came += it.nama }

    private fun refuse(code: String) = CoreException.Gagal(code, null, null, true, null, "kata inti")

    private fun content() = (model.keadaan.value as Keadaan.Isi).isi

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
        assertEquals("unlock null 493827", inti.called.last())
        assertEquals(listOf("Maria Bengu"), came)
    }

    @Test
    fun aRefusalIsShownAndTypingGoesOn() {
        inti.known = listOf("u1")
        model.muat()
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
            assertEquals(Keadaan.Galat(expected), model.keadaan.value)
        }
        inti.error = null
        model.muat()
        assertTrue("tried again", model.keadaan.value is Keadaan.Isi)
    }

    @Test
    fun thePinIsInNoText() {
        model.muat()
        model.ketikKode("RAHASIA-1")
        model.ketikPin("493827")
        assertFalse(model.keadaan.value.toString().contains(Regex("493827|RAHASIA")))
    }
}

class AplikasiModelTest {
    @Test
    fun goesInAndLocksAgain() {
        val inti = IntiTiruan(known = listOf("u1"))
        val app = AplikasiModel(langsung { inti }, "", "HP Uji")
        app.mulai(Lang.EN)
        app.masuk.ketikPin("493827")
        app.masuk.masuk()
        assertEquals(Rute.HARI_INI, app.rute.value)
        assertEquals("Maria Bengu", (app.hariIni.keadaan.value as Keadaan.Isi).isi.nama)
        app.kunci()
        assertEquals(Rute.MASUK, app.rute.value)
        assertFalse((app.masuk.keadaan.value as Keadaan.Isi).isi.pertama)
        assertEquals(listOf("lang EN", "users", "unlock null 493827", "user", "lock", "users"), inti.called)
    }
}

class JalurTest {
    @Test
    fun callsOnItsOwnThreadInTheOrderAsked() = runBlocking {
        // With assertions on, coroutines add their number to the thread's name.
        fun here() = Thread.currentThread().name.substringBefore(" ")
        val opened = mutableListOf<String>()
        val jalur = Jalur(this) { IntiTiruan().also { opened += here() } }
        val seen = mutableListOf<Pair<Int, String>>()
        val done = (1..50).map { n -> jalur.panggil({ seen += n to here() }, { throw AssertionError(it) }) { } }
        done.joinAll()
        assertEquals((1..50).map { it to "inti" }, seen)
        assertEquals("opened once, there", listOf("inti"), opened)
    }
}
