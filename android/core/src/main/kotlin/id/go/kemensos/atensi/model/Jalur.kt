package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CoreException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.util.concurrent.Executors

/**
 * The one thread on which the core is called, in the order asked; results come back on the thread of [lingkup], the screen's.
 * [buka] runs there too, at the first call: loading the library must not hold up the first picture, and may fail.
 * A sync takes minutes on a weak network, so its steps have [utasKirim]: no answer of a form waits for them.
 */
class Jalur(
    val lingkup: CoroutineScope, private val utas: CoroutineDispatcher = satuUtas("inti"),
    private val utasKirim: CoroutineDispatcher = satuUtas("kirim"), buka: () -> Inti,
) {
    private val inti by lazy(LazyThreadSafetyMode.NONE, buka)

    /** Told when the core says that it is locked: whatever was asked, the way on is the PIN. */
    var saatTerkunci: () -> Unit = { }

    /** Calls the core. Exactly one of [berhasil] and [gagal] is told; none when the job was cancelled. */
    fun <T> panggil(kerja: (Inti) -> T, gagal: (Pesan) -> Unit, berhasil: (T) -> Unit): Job = jalan(utas, { kerja(inti) }, gagal, berhasil)

    /** The same for a step of a sync, beside the calls of the screens. */
    fun <T> panggilKirim(kerja: () -> T, gagal: (Pesan) -> Unit, berhasil: (T) -> Unit): Job = jalan(utasKirim, kerja, gagal, berhasil)

    private fun <T> jalan(di: CoroutineDispatcher, kerja: () -> T, gagal: (Pesan) -> Unit, berhasil: (T) -> Unit): Job = lingkup.launch {
        val hasil = withContext(di) { runCatching { kerja() } }
        hasil.fold(berhasil) {
            val pesan = pesan(it)
            if ((pesan as? Pesan.Inti)?.kode == TERKUNCI) saatTerkunci()
            gagal(pesan)
        }
    }

    /** Does something on the screen's thread after a while; cancelled by its [Job]. */
    fun nanti(milidetik: Long, kerja: () -> Unit): Job = lingkup.launch {
        delay(milidetik)
        kerja()
    }

    private fun pesan(e: Throwable): Pesan = when (e) {
        is CancellationException -> throw e
        is CoreException.Gagal -> Pesan.Inti(e.code, e.pesan, e.field, e.retryAfterS?.toLong())
        // Sticky: once the library failed to load, its classes answer with NoClassDefFoundError.
        is LinkageError -> Pesan.PustakaTidakAda
        is Exception -> Pesan.Kesalahan
        else -> throw e
    }

    private companion object {
        const val TERKUNCI = "session.closed"
    }
}

private fun satuUtas(nama: String): CoroutineDispatcher =
    Executors.newSingleThreadExecutor { Thread(it, nama).apply { isDaemon = true } }.asCoroutineDispatcher()
