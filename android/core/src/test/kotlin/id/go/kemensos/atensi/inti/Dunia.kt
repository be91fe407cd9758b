package id.go.kemensos.atensi.inti

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File
import java.time.LocalDate
import java.util.Base64
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempDirectory

/** A key store in memory: wraps by exclusive-or, can be told to fail or to call back first. */
class Brankas(private val seed: Int = 7) : Keystore {
    val asked = mutableListOf<String>()
    var fail: Exception? = null
    var before: (() -> Unit)? = null

    private fun called(what: String) {
        asked += what
        try {
            before?.invoke()
        } catch (e: AssertionError) {
            // Only exceptions travel back through the boundary.
            throw IllegalStateException(e)
        }
        fail?.let { throw it }
    }

    override fun secret(name: String): ByteArray {
        called("secret $name")
        return ByteArray(32) { ((seed + it + name.length) % 256).toByte() }
    }

    override fun wrap(key: ByteArray): ByteArray {
        called("wrap")
        return mask(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        called("unwrap")
        return mask(wrapped)
    }

    private fun mask(bytes: ByteArray) = ByteArray(bytes.size) { (bytes[it].toInt() xor seed).toByte() }
}

/** The small world of the boundary tests: devices over the real server, samples filled answer by answer. */
object Dunia {
    const val PIN = "493827"
    val root: File = generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "bindings/tests/cases.json").exists() }
    private val work = File(env("ATENSI_KERJA"))

    // The smallest JPEG there is: one grey dot. A comment makes each picture another one.
    private val dot = Base64.getDecoder().decode(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP" + "/".repeat(86) + "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    )

    private fun env(name: String): String =
        checkNotNull(System.getenv(name)) { "$name is not set: start this through tests/bindings/run-kotlin" }

    private fun server(vararg arguments: String): String {
        val process = ProcessBuilder(env("ATENSI_SERVER"), *arguments, "--data", env("ATENSI_DATA")).start()
        val said = process.inputStream.readAllBytes().decodeToString()
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { process.errorStream.readAllBytes().decodeToString() }
        return said
    }

    /** A seeded worker; [peksos] is the one of a pendamping's team. */
    class Petugas(val id: String, val nama: String, val peran: String, val peksos: String?)

    val petugas: List<Petugas> by lazy {
        Json.parseToJsonElement(server("users", "--json")).jsonArray.map { it.jsonObject }.map { u ->
            fun text(name: String) = u.getValue(name).jsonPrimitive.contentOrNull
            Petugas(text("id")!!, text("name")!!, text("role")!!, text("peksos_id"))
        }
    }

    /** A seeded worker with a caseload. */
    val pendamping: Petugas by lazy { petugas.first { it.peran == "pendamping" } }

    val url: String get() = env("ATENSI_URL")

    /** A new activation code. */
    fun kode(user: Petugas = pendamping): String = server("kode", "--user", user.id).trim().lines().last()

    fun folder(): String = createTempDirectory(work.toPath(), "hp").toString()

    fun request(url: String? = null, code: String? = null) = ActivationRequest(
        serverUrl = url ?: this.url, code = code ?: kode(),
        pin = PIN, deviceName = "Uji", roots = emptyList(),
    )

    fun fresh(keystore: Keystore = Brankas()) = Lapangan(folder(), keystore, 420)

    /** A fresh, activated and unlocked device. */
    fun device(keystore: Keystore = Brankas()): Lapangan = fresh(keystore).apply { activate(request()) }

    fun person(
        nama: String, nik: String? = null, keluargaId: String? = null, kelamin: String? = null, lahir: String? = null,
        telepon: String? = null, catatan: String? = null,
    ) = OrangBaru(
        nama = nama, nik = nik, alasanTanpaNik = null, lahir = lahir, lahirTaksiran = false, kelamin = kelamin, telepon = telepon,
        alamat = null, wilayah = null, keluargaId = keluargaId, hubungan = null, catatan = catatan,
    )

    /** A person with a case. */
    fun case(app: Lapangan, nama: String = "Rambu Ana Lodu"): String {
        val id = app.daftarOrang(person(nama)).id
        return app.bukaKasus(
            KasusBaru(subjekJenis = "orang", subjekId = id, klaster = "L", jenisPpks = null, risiko = null, kerahasiaan = null),
        )
    }

    /** A JPEG file of its own content. */
    fun photo(name: String): String {
        val text = name.toByteArray()
        val size = text.size + 2
        val file = File(work, name.replace('/', '-'))
        val comment = byteArrayOf(-1, -2, (size shr 8).toByte(), size.toByte()) + text
        file.writeBytes(dot.copyOf(2) + comment + dot.copyOfRange(2, dot.size))
        return file.path
    }

    /** A sample of a form, moved to today: its forms refuse dates that have not come yet, and plans that have passed. */
    fun sample(form: String, name: String): JsonObject {
        val today = LocalDate.now()
        fun walk(node: JsonElement, key: String): JsonElement = when {
            node is JsonObject -> JsonObject(node.mapValues { walk(it.value, it.key) })
            node is JsonArray -> JsonArray(node.map { walk(it, key) })
            key.startsWith("tanggal_kunjungan_berikut") -> JsonPrimitive(today.plusDays(11).toString())
            key == "tanggal_asesmen" || key == "tanggal_kunjungan" -> JsonPrimitive(today.toString())
            else -> node
        }
        return walk(Json.parseToJsonElement(File(root, "core/forms/$form/contoh/$name.json").readText()), "").jsonObject
    }

    /** One answer of a sample; with a [row] it stands for "there is such a row". */
    class Answer(val path: String, val row: Int?, val value: JsonElement?)

    /** Single answers with their paths: rows are numbered from 1, several choices are one answer. */
    fun leaves(path: String, value: JsonElement): Sequence<Answer> = sequence {
        when {
            value is JsonObject && "path" !in value -> for ((name, inner) in value) yieldAll(leaves("$path/$name", inner))
            value is JsonArray && value.firstOrNull() is JsonObject -> value.forEachIndexed { i, row ->
                yield(Answer(path, i + 1, null))
                for ((name, inner) in row.jsonObject) yieldAll(leaves("$path[${i + 1}]/$name", inner))
            }
            else -> yield(Answer(path, null, value))
        }
    }

    /** One answer, as a screen would give it. */
    private fun give(form: FormSessionHandle, answer: Answer) {
        val value = answer.value
        when {
            answer.row != null -> if (form.question(answer.path).rows < answer.row.toUInt()) form.tambahBaris(answer.path)
            value is JsonObject -> {
                val file = photo(value.getValue("path").jsonPrimitive.content)
                form.lampirkan(answer.path, file)
                if (!File(file).readBytes().contentEquals(form.gambar(answer.path))) throw AssertionError("another picture came back")
            }
            value is JsonArray -> form.jawab(answer.path, value.joinToString(" ") { it.jsonPrimitive.content })
            else -> form.jawab(answer.path, (value as JsonPrimitive).content)
        }
    }

    /** All answers one by one; those that do not apply yet come again after the others. Gives how many were taken. */
    fun fill(form: FormSessionHandle, answers: JsonObject): Int {
        var todo = leaves("/" + form.sections().first().path.split("/")[1], answers).toList()
        var taken = 0
        while (todo.isNotEmpty()) {
            val later = mutableListOf<Pair<Answer, CoreException.Gagal>>()
            for (answer in todo) {
                try {
                    give(form, answer)
                    taken += 1
                } catch (e: CoreException.Gagal) {
                    if (e.code != "answer.invalid") throw e
                    later += answer to e
                }
            }
            if (later.size == todo.size) throw AssertionError("not accepted: ${later.map { (a, e) -> a.path to e.reason }}")
            todo = later.map { it.first }
        }
        return taken
    }

    /** To the end; gives the summary. */
    fun sync(app: Lapangan, observer: SyncObserver? = null): SyncSummary {
        val run = app.sync(observer)
        do {
            val done = run.step().done
        } while (!done)
        return run.summary()
    }
}
