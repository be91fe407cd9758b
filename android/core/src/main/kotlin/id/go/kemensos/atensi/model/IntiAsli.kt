package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.ActivationRequest
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.UserInfo

/** [Inti] over the real core in [folder]. One for the whole process: the core allows one per folder. */
class IntiAsli(folder: String, keystore: Keystore, zonaMenit: Short) : Inti {
    private val lapangan = Lapangan(folder, keystore, zonaMenit)

    override fun users(): List<String> = lapangan.users()

    override fun activate(server: String, kode: String, pin: String, perangkat: String): UserInfo =
        lapangan.activate(ActivationRequest(serverUrl = server, code = kode, pin = pin, deviceName = perangkat, roots = emptyList()))

    override fun unlock(user: String?, pin: String): UserInfo = lapangan.unlock(user, pin)

    override fun user(): UserInfo = lapangan.user()

    override fun lock() = lapangan.lock()

    override fun setLang(lang: Lang) = lapangan.setLang(lang)

    override fun shutdown() = lapangan.shutdown()
}
