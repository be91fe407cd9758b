package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.HariIniScreen
import id.go.kemensos.atensi.inti.KartuKunjungan
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** The day's page: the core's record, and the visits read so far. */
data class HariIniIsi(val layar: HariIniScreen, val kunjungan: List<KartuKunjungan>, val memuatLagi: Boolean = false) {
    val adaLagi: Boolean get() = kunjungan.size < layar.total.toInt()
}

/** Hari Ini. */
class HariIniModel(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow<Keadaan<HariIniIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<HariIniIsi>> = _keadaan.asStateFlow()

    /** Told with every record: whether something waits to be sent. */
    var terbaca: (HariIniScreen) -> Unit = { }

    /** Reads from the top. What is shown stays until the new is there. */
    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.layarHariIni(0u, SEHALAMAN) }, { _keadaan.value = Keadaan.Galat(it) }) {
            _keadaan.value = Keadaan.Isi(HariIniIsi(it, it.kunjungan))
            terbaca(it)
        }
    }

    /** Reads the next stretch. */
    fun muatLagi() {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (isi.memuatLagi || !isi.adaLagi) return
        _keadaan.value = Keadaan.Isi(isi.copy(memuatLagi = true))
        jalur.panggil({ it.layarHariIni(isi.kunjungan.size.toUInt(), SEHALAMAN) }, { ubah { it.copy(memuatLagi = false) } }) { lagi ->
            // Visits may have moved between two reads: none is shown twice.
            ubah { kini -> HariIniIsi(lagi, (kini.kunjungan + lagi.kunjungan).distinctBy { it.kasusId }) }
            if (lagi.kunjungan.isEmpty()) ubah { it.copy(layar = it.layar.copy(total = it.kunjungan.size.toULong())) }
        }
    }

    /** Another worker comes: nothing of the last one is shown. */
    fun lupakan() {
        _keadaan.value = Keadaan.Memuat
    }

    private fun ubah(baru: (HariIniIsi) -> HariIniIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }

    private companion object {
        val SEHALAMAN = 30u
    }
}
