package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.KotakKirimScreen
import id.go.kemensos.atensi.inti.ReceiptCheck
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Every receipt against the log of this device. */
sealed interface Pemeriksaan {
    data object Berjalan : Pemeriksaan
    data class Baik(val catatan: Int) : Pemeriksaan
    data object Buruk : Pemeriksaan
    data class Gagal(val pesan: Pesan) : Pemeriksaan
}

/** Kotak Kirim: the lanes, sending now, and the check of the receipts. */
class KotakKirimModel(private val jalur: Jalur, private val pengirim: Pengirim) {
    private val _keadaan = MutableStateFlow<Keadaan<KotakKirimScreen>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<KotakKirimScreen>> = _keadaan.asStateFlow()

    /** How sending goes. */
    val kirim: StateFlow<Kirim> get() = pengirim.keadaan

    private val _pemeriksaan = MutableStateFlow<Pemeriksaan?>(null)
    val pemeriksaan: StateFlow<Pemeriksaan?> = _pemeriksaan.asStateFlow()

    /** Told with every record: whether something waits. */
    var terbaca: (KotakKirimScreen) -> Unit = { }

    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.layarKotakKirim() }, { _keadaan.value = Keadaan.Galat(it) }) {
            _keadaan.value = Keadaan.Isi(it)
            terbaca(it)
        }
    }

    /** Sends now. */
    fun kirim() = pengirim.kirim()

    /** Stops sending. */
    fun batal() = pengirim.batal()

    /** Checks every receipt, offline. */
    fun periksa() {
        if (_pemeriksaan.value == Pemeriksaan.Berjalan) return
        _pemeriksaan.value = Pemeriksaan.Berjalan
        jalur.panggil({ it.periksaTandaTerima() }, { _pemeriksaan.value = Pemeriksaan.Gagal(it) }) { _pemeriksaan.value = hasil(it) }
    }

    /** Another worker comes. */
    fun lupakan() {
        _keadaan.value = Keadaan.Memuat
        _pemeriksaan.value = null
    }

    private fun hasil(cek: ReceiptCheck): Pemeriksaan =
        if (cek.chainOk && cek.items.all { it.valid }) Pemeriksaan.Baik(cek.covered.toInt()) else Pemeriksaan.Buruk
}
