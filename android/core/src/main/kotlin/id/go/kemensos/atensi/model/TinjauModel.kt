package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.SisiItem
import id.go.kemensos.atensi.inti.TinjauItem
import id.go.kemensos.atensi.inti.TinjauScreen
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What waits for a decision; [bekerja] while one is being saved. */
data class TinjauIsi(val layar: TinjauScreen, val bekerja: Boolean = false, val tersimpan: Boolean = false, val gagal: Pesan? = null)

/** Perlu Ditinjau: both values of every collision, and the choice. */
class TinjauModel(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow<Keadaan<TinjauIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<TinjauIsi>> = _keadaan.asStateFlow()

    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.layarTinjau() }, { _keadaan.value = Keadaan.Galat(it) }) { _keadaan.value = Keadaan.Isi(TinjauIsi(it)) }
    }

    /** This side holds. The list is read again: a decision may have closed more. */
    fun putuskan(item: TinjauItem, sisi: SisiItem) {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (isi.bekerja) return
        _keadaan.value = Keadaan.Isi(isi.copy(bekerja = true, tersimpan = false, gagal = null))
        jalur.panggil(
            {
                it.putuskanSisi(item.record, item.field, sisi.version)
                it.layarTinjau()
            },
            { pesan -> _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(it.isi.copy(bekerja = false, gagal = pesan)) else it } },
        ) { _keadaan.value = Keadaan.Isi(TinjauIsi(it, tersimpan = true)) }
    }

    /** Another worker comes. */
    fun lupakan() {
        _keadaan.value = Keadaan.Memuat
    }
}
