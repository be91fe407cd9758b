package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.UserInfo

/**
 * What the models need of the core. A port: tests give another one, and the generated objects are named in [IntiAsli] only.
 * Every call blocks, so [Jalur] makes them on its own thread. They throw CoreException.
 */
interface Inti {
    /** Ids of the workers activated on this device; none on a new one. */
    fun users(): List<String>

    /** Activates this device by one-time code, and unlocks. Needs the server. */
    fun activate(server: String, kode: String, pin: String, perangkat: String): UserInfo

    /** Unlocks with the PIN; no user named means the only one. */
    fun unlock(user: String?, pin: String): UserInfo

    /** Who is unlocked. */
    fun user(): UserInfo

    /** Locks; `unlock` opens again. */
    fun lock()

    /** The language of everything the core says from here on. */
    fun setLang(lang: Lang)

    /** Locks for good. */
    fun shutdown()
}
