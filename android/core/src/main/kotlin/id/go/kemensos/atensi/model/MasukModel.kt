package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.UserInfo
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** The screen that lets a worker in: with a code on a new device, with the PIN ever after. */
data class MasukIsi(
    /** Nobody is activated on this device yet: server and code are asked too. */
    val pertama: Boolean,
    val server: String,
    val kode: String = "",
    val pin: String = "",
    /** The core is at it; nothing can be pressed. */
    val bekerja: Boolean = false,
    val gagal: Pesan? = null,
) {
    /** Whether there is enough to try. What is right is for the core to say. */
    val bolehMasuk: Boolean get() = !bekerja && pin.isNotEmpty() && (!pertama || server.isNotBlank() && kode.isNotBlank())

    /** The PIN and the code stay out of logs. */
    override fun toString(): String = "MasukIsi(pertama=$pertama, bekerja=$bekerja, gagal=$gagal)"
}

/** [server] is the address offered on a new device; [masuk] is told who came in. */
class MasukModel(
    private val jalur: Jalur,
    private val server: String,
    private val perangkat: String,
    private val masuk: (UserInfo) -> Unit,
) {
    private val _keadaan = MutableStateFlow<Keadaan<MasukIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<MasukIsi>> = _keadaan.asStateFlow()

    /** Reads who is activated here; also the way out of a failure. */
    fun muat() {
        _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.users() }, { _keadaan.value = Keadaan.Galat(it) }) {
            _keadaan.value = Keadaan.Isi(MasukIsi(pertama = it.isEmpty(), server = server))
        }
    }

    fun ketikServer(teks: String) = ubah { it.copy(server = teks, gagal = null) }

    fun ketikKode(teks: String) = ubah { it.copy(kode = teks, gagal = null) }

    fun ketikPin(teks: String) = ubah { it.copy(pin = teks.filter(Char::isDigit), gagal = null) }

    /** Tries. A second press while the core is at it does nothing. */
    fun masuk() {
        val isi = (_keadaan.value as? Keadaan.Isi)?.isi ?: return
        if (!isi.bolehMasuk) return
        ubah { it.copy(bekerja = true, gagal = null) }
        jalur.panggil(
            { if (isi.pertama) it.activate(isi.server.trim(), isi.kode.trim(), isi.pin, perangkat) else it.unlock(null, isi.pin) },
            // The code stays, it may be right; the PIN is typed again.
            { gagal -> ubah { it.copy(bekerja = false, pin = "", gagal = gagal) } },
        ) {
            // The page is left first, then emptied: nothing flickers.
            masuk(it)
            _keadaan.value = Keadaan.Isi(MasukIsi(pertama = false, server = server))
        }
    }

    private fun ubah(baru: (MasukIsi) -> MasukIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }
}
