package id.go.kemensos.atensi.model

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** How sending goes. */
sealed interface Kirim {
    /** Nobody sends. */
    data object Diam : Kirim

    /** Being sent; [baris] says how far in the core's words, empty until the first answer. */
    data class Berjalan(val baris: String = "", val berhenti: Boolean = false) : Kirim

    /** Everything went through. */
    data object Selesai : Kirim

    /** Stopped by the worker, or by the lock. */
    data object Dihentikan : Kirim

    data class Gagal(val pesan: Pesan) : Kirim
}

/** The one who sends: by the button, when a network comes, or woken by the system. Never two runs at once. */
class Pengirim(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow<Kirim>(Kirim.Diam)
    val keadaan: StateFlow<Kirim> = _keadaan.asStateFlow()

    private val penunggu = mutableListOf<(Kirim) -> Unit>()
    private var jalannya: Kiriman? = null

    /** Told after every run, before whoever asked for it. */
    var selesai: (Kirim) -> Unit = { }

    val berjalan: Boolean get() = _keadaan.value is Kirim.Berjalan

    /** Sends. While it runs, asking again only waits for the same end; [akhir] is told in either case. */
    fun kirim(akhir: (Kirim) -> Unit = { }) {
        penunggu += akhir
        if (berjalan) return
        _keadaan.value = Kirim.Berjalan()
        jalur.panggil({ it.kirim() }, { tutup(Kirim.Gagal(it)) }) {
            jalannya = it
            if (diminta()) it.batal()
            langkah(it)
        }
    }

    /** Stops at the next step; what was sent stays received. */
    fun batal() {
        val kini = _keadaan.value as? Kirim.Berjalan ?: return
        _keadaan.value = kini.copy(berhenti = true)
        jalannya?.batal()
    }

    private fun diminta() = (_keadaan.value as? Kirim.Berjalan)?.berhenti == true

    private fun langkah(kiriman: Kiriman) {
        jalur.panggilKirim({ kiriman.langkah() }, { tutup(if (it.kode in BERHENTI) Kirim.Dihentikan else Kirim.Gagal(it)) }) {
            if (it.done) {
                tutup(Kirim.Selesai)
            } else {
                _keadaan.value = Kirim.Berjalan(it.progress.line, diminta())
                langkah(kiriman)
            }
        }
    }

    private fun tutup(akhir: Kirim) {
        // Closed on the thread of the steps: one may still be ending there.
        jalannya?.let { lama -> jalur.panggilKirim({ lama.close() }, { }) { } }
        jalannya = null
        _keadaan.value = akhir
        selesai(akhir)
        penunggu.toList().also { penunggu.clear() }.forEach { it(akhir) }
    }

    private val Pesan.kode: String? get() = (this as? Pesan.Inti)?.kode

    private companion object {
        val BERHENTI = setOf("cancelled", "session.closed")
    }
}
