package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CariScreen
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What is searched and what was found; [hasil] is of an earlier text for a moment. */
data class CariIsi(val teks: String = "", val hasil: CariScreen? = null, val gagal: Pesan? = null) {
    override fun toString(): String = "CariIsi(${teks.length}, gagal=$gagal)"
}

/** Cari: searches with every letter. A search still waiting is dropped for the next one. */
class CariModel(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow(CariIsi())
    val keadaan: StateFlow<CariIsi> = _keadaan.asStateFlow()
    private var kerja: Job? = null

    fun ketik(teks: String) {
        _keadaan.update { it.copy(teks = teks) }
        muat()
    }

    /** The same text again: after coming back, or after a failure. */
    fun muat() {
        val teks = _keadaan.value.teks
        kerja?.cancel()
        kerja = jalur.panggil({ it.layarCari(teks, PALING_BANYAK) }, { gagal -> _keadaan.update { it.copy(hasil = null, gagal = gagal) } }) { hasil ->
            _keadaan.update { it.copy(hasil = hasil, gagal = null) }
        }
    }

    private companion object {
        val PALING_BANYAK = 30u
    }
}
