package id.go.kemensos.atensi.ui

import org.json.JSONArray
import org.json.JSONObject
import java.util.concurrent.TimeUnit

/** The real server that tests/bindings/with-server runs beside these tests. */
object Peladen {
    val url get() = env("ATENSI_URL")

    /** A seeded worker. */
    private val pendamping: JSONObject by lazy {
        val users = JSONArray(run("users", "--json"))
        (0 until users.length()).map(users::getJSONObject).first { it.getString("role") == "pendamping" }
    }
    val nama: String get() = pendamping.getString("name")

    /** A new activation code of that worker. */
    fun kode(): String = run("kode", "--user", pendamping.getString("id")).trim().lines().last()

    private fun env(name: String) = checkNotNull(System.getenv(name)) { "$name is not set: start this through tests/run-android" }

    private fun run(vararg arguments: String): String {
        val process = ProcessBuilder(env("ATENSI_SERVER"), *arguments, "--data", env("ATENSI_DATA")).start()
        val said = process.inputStream.readAllBytes().decodeToString()
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { process.errorStream.readAllBytes().decodeToString() }
        return said
    }
}
