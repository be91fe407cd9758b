package id.go.kemensos.atensi.model

/** What a screen shows of something that is read: nothing yet, a failure, or the thing. Empty and offline are told by the thing itself. */
sealed interface Keadaan<out T> {
    /** Being read. */
    data object Memuat : Keadaan<Nothing>

    /** [pesan] says what happened and whether the data is safe; [saran] what to do next. */
    data class Galat(val pesan: Pesan, val saran: String = "") : Keadaan<Nothing>

    /** Read. */
    data class Isi<T>(val isi: T) : Keadaan<T>
}

/** Why something failed. The core brings its own words; for what fails before or outside of it the screen has them. */
sealed interface Pesan {
    /** The core's words in the reader's language, with its stable [kode]. */
    data class Inti(val kode: String, val teks: String) : Pesan

    /** The core's library cannot be loaded on this device. */
    data object PustakaTidakAda : Pesan

    /** A fault of the app. What was saved is saved. */
    data object Kesalahan : Pesan
}
