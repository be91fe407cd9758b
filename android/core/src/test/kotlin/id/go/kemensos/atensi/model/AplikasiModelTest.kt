package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.kata.Bahasa
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import id.go.kemensos.atensi.inti.Rute as RuteInti

class AplikasiModelTest {
    private val core = IntiPalsu()
    private var now = 0L
    private val background = mutableListOf<String>()
    private val settings = SetelanIngatan()
    private val system = object : Latar {
        override fun jadwalkan(hanyaWifi: Boolean) {
            background += "jadwalkan $hanyaWifi"
        }

        override fun urungkan() {
            background += "urungkan"
        }

        override fun perhatian() {
            background += "perhatian"
        }
    }
    private val app = AplikasiModel(langsung { core.inti }, "", "HP Uji", settings, system, jam = { now })

    private fun enter() {
        app.masuk.muat()
        app.masuk.ketikPin("493827")
        app.masuk.masuk()
    }

    @Test
    fun goesInAndLocksAgain() {
        app.mulai(Lang.EN, 480)
        assertEquals(Rute.Masuk, app.rute.value)
        enter()
        assertEquals(Rute.HariIni, app.rute.value)
        app.kunci()
        assertEquals(Rute.Masuk, app.rute.value)
        assertTrue(core.asked.containsAll(listOf("setLang EN", "setZona 480", "lock")))
    }

    @Test
    fun sheIsWhereSheWasAfterTheLock() {
        enter()
        app.buka(Rute.Cari)
        app.buka(RuteInti.Profil("p1"))
        app.kunci()
        assertFalse("nothing to go back to behind the lock", app.kembali())
        enter()
        assertEquals(Rute.Profil("p1"), app.rute.value)
        assertTrue(app.kembali())
        assertEquals(Rute.Cari, app.rute.value)
        assertTrue(app.kembali())
        assertFalse(app.kembali())
        assertEquals(Rute.HariIni, app.rute.value)
    }

    @Test
    fun anotherWorkerSeesNothingOfTheLast() {
        enter()
        app.cari.ketik("rambu")
        app.buka(Rute.DaftarOrang())
        val typed = app.daftar(Rute.DaftarOrang())
        var told = 0
        app.gantiPetugas = { told += 1 }
        app.kunci()
        enter()
        assertSame("the same worker goes on typing", typed, app.daftar(Rute.DaftarOrang()))
        app.kunci()
        core.says("unlock") { maria.copy(id = "u2") }
        enter()
        assertEquals(Rute.HariIni, app.rute.value)
        assertEquals("" to 1, app.cari.keadaan.value.teks to told)
        assertNotSame(typed, app.daftar(Rute.DaftarOrang()))
    }

    @Test
    fun followsEveryWayOfTheCore() {
        enter()
        core.says("mulai") { "d9" }
        for ((way, page) in listOf(
            RuteInti.Profil("p") to Rute.Profil("p"), RuteInti.Kunjungan("k") to Rute.Kunjungan("k"), RuteInti.LanjutDraf("d") to Rute.Formulir("d"),
            RuteInti.MulaiFormulir("f", "k") to Rute.Formulir("d9"), RuteInti.Dokumen("o") to Rute.Selesai("o"), RuteInti.Laporan("o") to Rute.Laporan("o"),
            RuteInti.BukaKasus("orang", "p") to Rute.BukaKasus("orang", "p"), RuteInti.DaftarAnggota("k") to Rute.DaftarOrang("k"),
            RuteInti.Cari to Rute.Cari, RuteInti.KotakKirim to Rute.KotakKirim, RuteInti.Tinjau to Rute.Tinjau,
        )) {
            app.buka(way)
            assertEquals(page, app.rute.value)
            app.pulang()
        }
        core.says("mulai") { throw refusal("store.disk_full") }
        app.buka(RuteInti.MulaiFormulir("f", "k"))
        assertEquals("stays, and says why", Rute.HariIni to "store.disk_full", app.rute.value to (app.kabar.value as Pesan.Inti).kode)
        app.buka(RuteInti.Cari)
        assertEquals(null, app.kabar.value)
    }

    @Test
    fun locksWhenUntouchedOrAway() {
        val rules = AturanKunci()
        for ((what, minutes, away, locked) in listOf(
            Quad("a talk at the table", rules.diam - 1, false, false), Quad("left lying", rules.diam, false, true),
            Quad("a look at the map", rules.diLatar - 1, true, false), Quad("in the pocket", rules.diLatar, true, true),
        )) {
            enter()
            app.sentuh()
            if (away) app.keLatar()
            now += minutes
            if (away) app.keDepan() else app.periksaDiam()
            assertEquals(what, locked, app.rute.value == Rute.Masuk)
            if (!locked) app.kunci()
        }
    }

    @Test
    fun aTouchStartsTheClockAnewAndASyncEndsFirst() {
        enter()
        now += 500_000
        app.sentuh()
        now += 500_000
        app.periksaDiam()
        assertTrue(app.terbuka)

        val wire = Antrean()
        val sending = AplikasiModel(Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, wire) { core.inti }, "", "HP", settings, jam = { now })
        core.says("kirim") { KirimanPalsu(2) }
        sending.masuk.muat()
        sending.masuk.ketikPin("493827")
        sending.masuk.masuk()
        sending.pengirim.kirim()
        sending.keLatar()
        now += 200_000
        sending.periksaDiam()
        assertTrue("what is being sent needs the keys", sending.terbuka)
        wire.run()
        sending.periksaDiam()
        assertFalse(sending.terbuka)
    }

    @Test
    fun whatIsTypedIsSavedBeforeTheLock() {
        val order = mutableListOf<String>()
        app.sebelumPergi = { order += "saved, ${core.asked.count { it == "lock" }} locks" }
        enter()
        app.keLatar()
        app.sembunyikan()
        app.kunci()
        assertEquals(List(3) { "saved, 0 locks" }, order)
    }

    @Test
    fun aClosedCoreShowsTheLock() {
        enter()
        app.buka(Rute.Cari)
        core.says("layarCari") { throw refusal("session.closed") }
        app.cari.ketik("ra")
        assertEquals(Rute.Masuk, app.rute.value)
    }

    @Test
    fun theCoverIsTakenAwayByHandOrByUnlocking() {
        enter()
        app.sembunyikan()
        assertTrue(app.tirai.value)
        app.bukaTirai()
        assertFalse(app.tirai.value)
        app.sembunyikan()
        app.kunci()
        enter()
        assertFalse(app.tirai.value)
    }

    @Test
    fun sendsByItselfOnlyWhenSomethingWaitsAndTheNetworkMayBeUsed() {
        core.says("kirim") { KirimanPalsu(1) }
        fun sent() = core.asked.count { it == "kirim" }
        enter()
        fun network(costs: Boolean) {
            app.jaringan(ada = false, berbayar = false)
            app.jaringan(ada = true, berbayar = costs)
        }
        network(costs = false)
        assertEquals("nothing waits", 0, sent())
        core.says("layarHariIni") { hariIni(0, emptyList(), belum = "3 catatan menunggu") }
        app.hariIni.muat()
        settings.hanyaWifi = true
        network(costs = true)
        assertEquals("she waits for Wi-Fi", 0, sent())
        app.keLatar()
        assertEquals(listOf("jadwalkan true"), background)
        settings.hanyaWifi = false
        core.says("layarHariIni") { hariIni(0, emptyList()) }
        network(costs = true)
        assertEquals(1, sent())
        assertFalse("all gone", settings.adaMenunggu)
        assertEquals("urungkan", background.last())
        network(costs = false)
        app.kunci()
        settings.adaMenunggu = true
        network(costs = false)
        assertEquals("never while locked", 1, sent())
    }

    @Test
    fun whatNeedsHerIsToldOnlyWhileSheDoesNotLook() {
        core.says("kirim") { KirimanPalsu(1) }
        core.says("layarKotakKirim") { kotak(false).run { copy(perhatian = perhatian.copy(jumlah = 2u)) } }
        enter()
        app.pengirim.kirim()
        assertFalse("perhatian" in background)
        app.keLatar()
        app.pengirim.kirim()
        assertTrue("perhatian" in background)
    }

    @Test
    fun herOwnLanguageComesBeforeThePhones() {
        app.mulai(Lang.ID)
        assertEquals(Bahasa.ID, app.kata.value.bahasa)
        app.gantiBahasa(Lang.EN)
        app.bahasa(Lang.ID)
        assertEquals("the phone changed, she did not", Bahasa.EN, app.kata.value.bahasa)
        assertEquals("setLang EN", core.asked.last { it.startsWith("setLang") })
    }
}

private data class Quad(val what: String, val time: Long, val away: Boolean, val locked: Boolean)

class JalurTest {
    @Test
    fun callsOnItsOwnThreadInTheOrderAsked() = runBlocking {
        // With assertions on, coroutines add their number to the thread's name.
        fun here() = Thread.currentThread().name.substringBefore(" ")
        val opened = mutableListOf<String>()
        val jalur = Jalur(this) { IntiPalsu().inti.also { opened += here() } }
        val seen = mutableListOf<Pair<Int, String>>()
        val done = (1..50).map { n -> jalur.panggil({ seen += n to here() }, { throw AssertionError(it) }) { } }
        done.joinAll()
        assertEquals((1..50).map { it to "inti" }, seen)
        assertEquals("opened once, there", listOf("inti"), opened)
    }

    @Test
    fun anAnswerDoesNotWaitForAStepOfASync() = runBlocking {
        val jalur = Jalur(this) { IntiPalsu().inti }
        val answered = java.util.concurrent.CountDownLatch(1)
        // The step ends only after the answer was taken: on one thread this would never end.
        val step = jalur.panggilKirim({ check(answered.await(30, java.util.concurrent.TimeUnit.SECONDS)) { "the answer waited" } }, { throw AssertionError(it) }) { }
        jalur.panggil({ answered.countDown() }, { throw AssertionError(it) }) { }.join()
        step.join()
    }
}
