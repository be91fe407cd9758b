package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.KunjunganScreen
import id.go.kemensos.atensi.inti.Rute
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the worker needs to know at the door, and the way into the form. */
data class KunjunganIsi(
    val layar: KunjunganScreen,
    /** A form is being begun; nothing can be pressed. */
    val bekerja: Boolean = false,
    val gagal: Pesan? = null,
)

/** Before a home visit. [mulaiFormulir] begins a form and goes there. */
class KunjunganModel(
    private val jalur: Jalur,
    val kasusId: String,
    private val mulaiFormulir: (Rute.MulaiFormulir, gagal: (Pesan) -> Unit) -> Unit,
    private val buka: (Rute) -> Unit,
) {
    private val _keadaan = MutableStateFlow<Keadaan<KunjunganIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<KunjunganIsi>> = _keadaan.asStateFlow()

    /** Reads; what is shown stays while it is read again. */
    fun muat() {
        if (_keadaan.value !is Keadaan.Isi) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.formulir.layarKunjungan(kasusId) }, { _keadaan.value = Keadaan.Galat(it) }) {
            _keadaan.value = Keadaan.Isi(KunjunganIsi(it))
        }
    }

    /** One of the screen's buttons, or its draft. A second press while a form is being begun does nothing. */
    fun pilih(rute: Rute) {
        val isi = (_keadaan.value as? Keadaan.Isi)?.isi ?: return
        if (isi.bekerja) return
        if (rute !is Rute.MulaiFormulir) return buka(rute)
        ubah { it.copy(bekerja = true, gagal = null) }
        mulaiFormulir(rute) { pesan -> ubah { it.copy(bekerja = false, gagal = pesan) } }
    }

    /** Begins the visit although the screen could not be read: it happens now. */
    fun mulaiKunjungan() {
        val gagal = { pesan: Pesan -> _keadaan.value = Keadaan.Galat(pesan) }
        jalur.panggil({ it.formulir.mulaiKunjungan(kasusId) }, gagal) { buka(Rute.LanjutDraf(it)) }
    }

    private fun ubah(baru: (KunjunganIsi) -> KunjunganIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }
}
