package id.go.kemensos.atensi.inti

import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.HariIniModel
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.IntiFormulirAsli
import id.go.kemensos.atensi.model.IntiFormulirSaja
import id.go.kemensos.atensi.model.IntiPalsu
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.PonselTiruan
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import java.util.Locale

/**
 * What the boundary costs from Kotlin: a call, a text of 1 KB, a list of 1,000 records, one answer in the assessment, the same
 * through the model to the changed page, and Hari Ini of 2,000 families from the model's call to the state that is drawn. Started by
 * run-kotlin --bench.
 *
 * Each figure is the median of several rounds, per call, in microseconds; the spread is from the fastest to the slowest round.
 */
private class Row(val name: String, val what: String, val calls: Int, val call: () -> Unit)

/** A core of which only Hari Ini is asked. */
private class IntiHariIni(private val lapangan: Lapangan) : Inti by IntiPalsu().inti {
    override fun layarHariIni(offset: UInt, limit: UInt) = lapangan.layarHariIni(offset, limit)
}

private fun measure(row: Row, rounds: Int = 9): List<Double> {
    // The JVM compiles what is called often: two rounds are not counted.
    repeat(2 * row.calls) { row.call() }
    return List(rounds) {
        val start = System.nanoTime()
        repeat(row.calls) { row.call() }
        (System.nanoTime() - start) / row.calls / 1000.0
    }.sorted()
}

/** A caseload of so many families, each with a case that is due; on a phone of its own. */
private fun caseload(families: Int): Lapangan = Dunia.device().apply {
    repeat(families) { n ->
        val id = daftarKeluarga(KeluargaBaru(namaKepala = "Umbu Keluarga $n", nomorKk = null, wilayah = "53.11.01.1001", alamat = null, catatan = null)).id
        bukaKasus(KasusBaru(subjekJenis = "keluarga", subjekId = id, klaster = "L", jenisPpks = null, risiko = null, kerahasiaan = null))
    }
}

fun main(arguments: Array<String>) {
    val text = "Rambu Ana Lodu. ".repeat(64)
    check(text.length == 1024 && ujiDaftar(1000u).size == 1000)
    val app = Dunia.device()
    val form = app.mulaiFormulir("asesmen_awal", Dunia.case(app))
    val akses = "/" + form.sections().first().path.split("/")[1] + "/akses"
    form.jawab("$akses/sumber_akses", "pengaduan")
    val draft = app.mulaiFormulir("asesmen_awal", Dunia.case(app)).use { it.draftId() }
    // On one thread: what is measured is the work, not the wait for a turn.
    val jalur = Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined) { IntiFormulirSaja(IntiFormulirAsli(app)) }
    val model = FormulirModel(jalur, draft, PonselTiruan().ponsel, { }, { }).apply { mulai() }
    model.jawab("$akses/sumber_akses", "pengaduan")
    val large = caseload(2_000)
    val today = HariIniModel(Jalur(CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined) { IntiHariIni(large) })
    fun shown() = (today.keadaan.value as Keadaan.Isi).isi
    today.muat()
    check(shown().layar.total == 2_000uL && shown().kunjungan.size == 30)
    var n = 0
    val rows = listOf(
        Row("call", "a call with two numbers", 20_000) { ujiTambah(1u, 2u) },
        Row("text_1kb", "a text of 1 KB in and out", 5_000) { ujiGema(text) },
        Row("list_1000", "a list of 1,000 person records out", 50) { ujiDaftar(1000u) },
        Row("answer", "one answer in the assessment, on the disk", 20) { form.jawab("$akses/nama_pelapor", "Yohanis ${n++}") },
        Row("answer_page", "the same through the model to the changed page", 20) {
            val text = "Yohanis ${n++}"
            model.ketik("$akses/nama_pelapor", text)
            model.lepas("$akses/nama_pelapor")
            check((model.keadaan.value as Keadaan.Isi).isi.pertanyaan("$akses/nama_pelapor")?.soal?.value == text)
        },
        Row("today_2000", "Hari Ini of 2,000 families, call to drawn state", 5) {
            today.muat()
            check(shown().kunjungan.size == 30)
        },
        Row("today_2000_more", "its first 30 visits and the next 30", 5) {
            today.muat()
            today.muatLagi()
            check(shown().kunjungan.size == 60)
        },
    )
    for (row in rows) {
        val took = measure(row)
        val (median, low, high) = listOf(took[took.size / 2], took.first(), took.last()).map { String.format(Locale.ROOT, "%.2f", it) }
        if ("--json" in arguments) {
            println("""{"bench": "ffi-kotlin", "name": "${row.name}", "us": $median, "min": $low, "max": $high}""")
        } else {
            println("%-46s %12s µs   (%s to %s)".format(row.what, median, low, high))
        }
    }
    app.shutdown()
    large.shutdown()
}
