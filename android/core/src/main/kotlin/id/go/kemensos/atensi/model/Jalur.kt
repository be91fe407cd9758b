package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CoreException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.util.concurrent.Executors

/**
 * The one thread on which the core is called, in the order asked; results come back on the thread of [lingkup], the screen's.
 * [buka] runs there too, at the first call: loading the library must not hold up the first picture, and may fail.
 */
class Jalur(private val lingkup: CoroutineScope, private val utas: CoroutineDispatcher = satuUtas(), buka: () -> Inti) {
    private val inti by lazy(LazyThreadSafetyMode.NONE, buka)

    /** Calls the core. Exactly one of [berhasil] and [gagal] is told. */
    fun <T> panggil(kerja: (Inti) -> T, gagal: (Pesan) -> Unit, berhasil: (T) -> Unit): Job = lingkup.launch {
        val hasil = withContext(utas) { runCatching { kerja(inti) } }
        hasil.fold(berhasil) { gagal(pesan(it)) }
    }

    private fun pesan(e: Throwable): Pesan = when (e) {
        is CancellationException -> throw e
        is CoreException.Gagal -> Pesan.Inti(e.code, e.pesan)
        // Sticky: once the library failed to load, its classes answer with NoClassDefFoundError.
        is LinkageError -> Pesan.PustakaTidakAda
        is Exception -> Pesan.Kesalahan
        else -> throw e
    }
}

private fun satuUtas(): CoroutineDispatcher =
    Executors.newSingleThreadExecutor { Thread(it, "inti").apply { isDaemon = true } }.asCoroutineDispatcher()
