package id.go.kemensos.atensi.inti

import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.IntiFormulirAsli
import id.go.kemensos.atensi.model.IntiFormulirSaja
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.PonselTiruan
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import java.util.Locale

/**
 * What the boundary costs from Kotlin: a call, a text of 1 KB, a list of 1,000 records, one answer in the assessment, and the same
 * through the model to the changed page. Started by run-kotlin --bench.
 *
 * Each figure is the median of several rounds, per call, in microseconds; the spread is from the fastest to the slowest round.
 */
private class Row(val name: String, val what: String, val calls: Int, val call: () -> Unit)

private fun measure(row: Row, rounds: Int = 9): List<Double> {
    // The JVM compiles what is called often: two rounds are not counted.
    repeat(2 * row.calls) { row.call() }
    return List(rounds) {
        val start = System.nanoTime()
        repeat(row.calls) { row.call() }
        (System.nanoTime() - start) / row.calls / 1000.0
    }.sorted()
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
}
