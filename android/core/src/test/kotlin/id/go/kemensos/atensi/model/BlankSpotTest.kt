package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Brankas
import id.go.kemensos.atensi.inti.Dunia
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.StatusKirim
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonPrimitive
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.Timeout
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

private const val TEMPAT = "kunjungan_rumah"
private const val ASESMEN = "asesmen_awal"

/** The assessment of the story: half of it. */
private fun answers() = Dunia.leaves("/data", Dunia.sample("asesmen-awal", "lansia-telantar")).toList().let { it.take(it.size / 2) }

private fun text(answer: Dunia.Answer): String? = when (val value = answer.value) {
    is JsonArray -> value.joinToString(" ") { it.jsonPrimitive.content }
    is JsonPrimitive -> value.content
    else -> null
}

/** The phone in the blank spot, a process of its own: it is killed while it answers. Says what is saved, line by line. */
@OptIn(ExperimentalCoroutinesApi::class)
fun main(arguments: Array<String>) {
    val (folder, kasus) = arguments
    val clock = TestCoroutineScheduler()
    val hp = Hp(folder, StandardTestDispatcher(clock))
    clock.runCurrent()
    hp.app.masuk.ketikPin(Dunia.PIN)
    hp.app.masuk.masuk()
    clock.runCurrent()
    check(hp.app.terbuka)

    fun open(form: String): FormulirModel {
        hp.app.buka(id.go.kemensos.atensi.inti.Rute.MulaiFormulir(form, kasus))
        clock.runCurrent()
        return hp.formulir.apply {
            mulai()
            clock.runCurrent()
            println("draf $form $draftId")
        }
    }

    fun tell(model: FormulirModel, path: String, value: String) {
        val isi = checkNotNull(model.keadaan.value.isiAtauKosong)
        if (path !in isi.gagal && path !in isi.ketikan) println("tersimpan ${model.draftId} $path $value")
    }

    val visit = open(TEMPAT)
    val place = "/data/keamanan_lokasi"
    fun answer(model: FormulirModel, path: String, value: String) {
        model.jawab(path, value)
        clock.runCurrent()
        tell(model, path, value)
    }
    answer(visit, "/data/kunjungan/tujuan_kunjungan", "asesmen")
    answer(visit, "/data/kunjungan/hasil_kunjungan", "bertemu")
    answer(visit, "$place/keamanan_tempat", "aman")
    visit.lokasi("$place/titik_lokasi")
    clock.advanceTimeBy(30_000)
    check(visit.keadaan.value.isiAtauKosong?.lokasi?.get("$place/titik_lokasi") == KeadaanLokasi.MENCARI)
    visit.hentikanLokasi("$place/titik_lokasi")
    answer(visit, "$place/alasan_tanpa_gps", "tidak_ada_sinyal")
    answer(visit, "$place/tempat_manual", "Dusun II, dekat gereja tua")

    val form = open(ASESMEN)
    for (answer in answers()) {
        hp.jawab(form, answer)
        clock.runCurrent()
        text(answer)?.let { tell(form, answer.path, it) }
    }
    println("selesai")
    // Goes on tapping until the battery is gone.
    while (true) {
        form.ketik("/data/akses/nama_pelapor", "${System.nanoTime()}")
        form.lepas("/data/akses/nama_pelapor")
        clock.runCurrent()
    }
}

/** Passes everything on to the server, and counts. */
private class Jaring(to: URI) : AutoCloseable {
    private val socket = ServerSocket(0, 8, InetAddress.getLoopbackAddress())
    val url = "http://127.0.0.1:${socket.localPort}"
    val asked = AtomicInteger()

    init {
        thread(isDaemon = true) {
            while (true) {
                val one = runCatching { socket.accept() }.getOrNull() ?: break
                asked.incrementAndGet()
                val other = Socket(to.host, to.port)
                for ((from, into) in listOf(one to other, other to one)) {
                    thread(isDaemon = true) { runCatching { from.getInputStream().copyTo(into.getOutputStream()) }.also { runCatching { into.shutdownOutput() } } }
                }
            }
        }
    }

    override fun close() = socket.close()
}

/** "Kunjungan di blank spot": no network, no location, the app killed in the middle. */
class BlankSpotTest {
    @get:Rule
    val limit: Timeout = Timeout.seconds(300)

    @Test
    fun kunjunganDiBlankSpot() = Jaring(URI(Dunia.url)).use { network ->
        val folder = Dunia.folder()
        val kasus = Hp(folder).run {
            aktifkan(Dunia.pendamping, network.url)
            val orang = inti { it.daftarOrang(Dunia.person("Rambu Kahi Leba")) }
            inti { it.bukaKasus(KasusBaru("orang", orang, "L", null, null, null)) }.also { mati() }
        }
        val before = network.asked.get()
        assertTrue("activation goes through here", before > 0)

        val said = killed(folder, kasus)
        val drafts = said.filter { it.startsWith("draf ") }.associate { it.split(" ").let { (_, form, id) -> form to id } }
        val saved = said.filter { it.startsWith("tersimpan ") }.map { it.split(" ", limit = 4) }
        assertTrue("${saved.size} answers", saved.size > 40)

        val hp = Hp(folder).apply { buka() }
        assertEquals(drafts.values.toSet(), hp.draf().map { it.id }.toSet())
        for ((_, draft, path, value) in saved) {
            hp.app.buka(Rute.Formulir(draft))
            val model = hp.formulir.apply { mulai() }
            model.halaman(path)
            val found = checkNotNull(checkNotNull(model.keadaan.value.isiAtauKosong).pertanyaan(path)) { "no $path" }
            // The one question that was being answered over and over when the end came.
            if (path.endsWith("/nama_pelapor")) assertTrue(found.soal.value.isNotEmpty()) else assertEquals(path, value, found.soal.value)
            hp.app.pulang()
        }

        // The place was chosen by hand, and says so.
        hp.app.buka(Rute.Formulir(drafts.getValue(TEMPAT)))
        hp.formulir.mulai()
        hp.formulir.halaman("/data/keamanan_lokasi/titik_lokasi")
        val place = checkNotNull(hp.formulir.keadaan.value.isiAtauKosong)
        assertEquals("", place.pertanyaan("/data/keamanan_lokasi/titik_lokasi")?.soal?.value)
        assertEquals("tidak_ada_sinyal", place.pertanyaan("/data/keamanan_lokasi/alasan_tanpa_gps")?.soal?.value)
        assertEquals("nothing was asked of the network", before, network.asked.get())
        hp.mati()
        Lapangan(folder, Brankas(), 420).use { core ->
            core.unlock(null, Dunia.PIN)
            assertEquals(setOf(StatusKirim.DRAF), drafts.values.map { core.recordStatus(it).status }.toSet())
            core.shutdown()
        }
    }

    private fun Hp.draf() = app.hariIni.run {
        muat()
        checkNotNull(keadaan.value.isiAtauKosong).layar.draf
    }

    /** Plays the visit in a process of its own, kills it without a word, and gives what it had said. */
    private fun killed(folder: String, kasus: String): List<String> {
        val process = proses("id.go.kemensos.atensi.model.BlankSpotTestKt", folder, kasus)
        try {
            val said = process.inputStream.bufferedReader().lineSequence().takeWhile { it != "selesai" }.toList()
            check(process.isAlive) { "ended by itself after $said" }
            return said
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS)
        }
    }
}
