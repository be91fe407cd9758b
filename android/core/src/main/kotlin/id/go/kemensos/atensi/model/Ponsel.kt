package id.go.kemensos.atensi.model

/** What a form asks of the phone. */
class Ponsel(val kamera: Kamera, val lokasi: Lokasi, val suara: Suara)

/** Makes a picture fit to attach. Blocks, so it is called where the core is. */
interface Kamera {
    /**
     * A new JPEG of the picture in [mentah]: upright, its longer side at most [maksPiksel], without anything about where and with
     * what it was taken. Throws [FotoRusak] when that is no picture, IOException when there is no room.
     */
    fun olah(mentah: String, maksPiksel: Int): String

    /** Deletes a picture that lies unlocked. Never fails. */
    fun buang(berkas: String)
}

/** Not a picture, or half of one. */
class FotoRusak : Exception()

/** Asks where the phone is, once. */
interface Lokasi {
    /** Tells [hasil] once, at once or later, on the caller's thread; never after the answer was run, which gives up. */
    fun cari(hasil: (HasilLokasi) -> Unit): () -> Unit
}

/** Where the phone is, or why nobody knows. */
sealed interface HasilLokasi {
    /** [ketelitian] in metres; [waktu] of the fix in milliseconds since 1970. */
    data class Ada(val lintang: Double, val bujur: Double, val tinggi: Double?, val ketelitian: Double, val waktu: Long) : HasilLokasi

    /** Not allowed. */
    data object Ditolak : HasilLokasi

    /** Switched off, or no signal. */
    data object TidakAda : HasilLokasi
}

/** Reads aloud. A phone without a voice stays silent. */
interface Suara {
    fun bacakan(teks: String)

    fun diam()
}
