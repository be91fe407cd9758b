package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Rute
import id.go.kemensos.atensi.inti.SelesaiScreen
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** A finished document, and its report when that is open. */
data class SelesaiIsi(val layar: SelesaiScreen, val laporan: Keadaan<String>? = null) {
    /** The report stays out of logs. */
    override fun toString(): String = "SelesaiIsi(dokumen=${layar.dokumenId})"
}

/** After a form was finished; also the page of any document. */
class SelesaiModel(private val jalur: Jalur, val dokumenId: String, private val buka: (Rute) -> Unit, private val tinggalkan: () -> Unit) {
    private val _keadaan = MutableStateFlow<Keadaan<SelesaiIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<SelesaiIsi>> = _keadaan.asStateFlow()

    /** Reads; what is shown stays while it is read again. */
    fun muat() {
        if (_keadaan.value !is Keadaan.Isi) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.formulir.layarSelesai(dokumenId) }, { _keadaan.value = Keadaan.Galat(it) }) { layar ->
            _keadaan.update { Keadaan.Isi(SelesaiIsi(layar, (it as? Keadaan.Isi)?.isi?.laporan)) }
        }
    }

    /** One of the screen's buttons. The report of this document opens here. */
    fun pilih(rute: Rute) {
        if (rute is Rute.Laporan && rute.dokumenId == dokumenId) bukaLaporan() else buka(rute)
    }

    fun bukaLaporan() {
        laporan(Keadaan.Memuat)
        jalur.panggil({ it.formulir.laporanKunjungan(dokumenId) }, { laporan(Keadaan.Galat(it)) }) { laporan(Keadaan.Isi(it)) }
    }

    fun tutupLaporan() = laporan(null)

    /** Back: closes the report, then leaves. */
    fun kembali() {
        if ((_keadaan.value as? Keadaan.Isi)?.isi?.laporan != null) tutupLaporan() else tinggalkan()
    }

    private fun laporan(baru: Keadaan<String>?) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(it.isi.copy(laporan = baru)) else it }
}
