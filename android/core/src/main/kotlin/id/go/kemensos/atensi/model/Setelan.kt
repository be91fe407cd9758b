package id.go.kemensos.atensi.model

/** What this phone remembers outside of the encrypted store: nothing about anybody. A port. */
interface Setelan {
    /** "id" or "en"; nothing means the phone's own language. */
    var bahasa: String?

    /** Sending by itself waits for a network that costs nothing. The button sends over any. */
    var hanyaWifi: Boolean

    /** Something waits to be sent; known while the store is locked too. */
    var adaMenunggu: Boolean
}

/** Forgets with the process. */
class SetelanIngatan : Setelan {
    override var bahasa: String? = null
    override var hanyaWifi = false
    override var adaMenunggu = false
}

/** What the app asks of the system around it. A port; tests and previews give [LatarDiam]. */
interface Latar {
    /** Wants to be woken to send once there is a network; [hanyaWifi] one without a meter. Asked again, it stays one task. */
    fun jadwalkan(hanyaWifi: Boolean)

    /** Nothing waits any more. */
    fun urungkan()

    /** Tells her, while the app is out of sight, that something needs her. Never about whom. */
    fun perhatian()
}

object LatarDiam : Latar {
    override fun jadwalkan(hanyaWifi: Boolean) = Unit
    override fun urungkan() = Unit
    override fun perhatian() = Unit
}
