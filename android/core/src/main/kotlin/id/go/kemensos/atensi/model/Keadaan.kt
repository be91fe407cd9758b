package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.kata.Kata

/** What a screen shows of something that is read: nothing yet, a failure, or the thing. Empty and offline are told by the thing itself. */
sealed interface Keadaan<out T> {
    /** Being read. */
    data object Memuat : Keadaan<Nothing>

    /** [pesan] says what happened and whether the data is safe; [saran] what to do next. */
    data class Galat(val pesan: Pesan, val saran: String = "") : Keadaan<Nothing>

    /** Read. */
    data class Isi<T>(val isi: T) : Keadaan<T>
}

/** The thing, where it was read. */
val <T> Keadaan<T>.isiAtauKosong: T? get() = (this as? Keadaan.Isi)?.isi

/** Why something failed. The core brings its own words; for what fails before or outside of it there is [Kata]. */
sealed interface Pesan {
    /** The core's words in the reader's language, with its stable [kode], the [isian] concerned and the seconds to [tunggu] first. */
    data class Inti(val kode: String, val teks: String, val isian: String? = null, val tunggu: Long? = null) : Pesan

    /** The core's library cannot be loaded on this device. */
    data object PustakaTidakAda : Pesan

    /** A fault of the app. What was saved is saved. */
    data object Kesalahan : Pesan

    /** The PIN was typed differently the second time. */
    data object PinBeda : Pesan
}

/** The words; [ponsel] names version and processor for the one case that needs them. */
fun Pesan.kata(kata: Kata, ponsel: String): String = when (this) {
    is Pesan.Inti -> teks
    is Pesan.PustakaTidakAda -> "${kata.umumPustaka(ponsel)} ${kata.umumPustakaSaran}"
    is Pesan.Kesalahan -> "${kata.umumKesalahan} ${kata.umumGalatSaran}"
    is Pesan.PinBeda -> kata.masukPinBeda
}
