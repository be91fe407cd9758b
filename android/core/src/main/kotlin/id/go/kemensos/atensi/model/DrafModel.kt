package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.DrafScreen
import id.go.kemensos.atensi.inti.KartuDraf
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What was just done with a draft. */
enum class KabarDraf { DIBUANG, KEMBALI }

/** Every draft; [bertanya] whether to throw this one away, [bekerja] while one is being changed. */
data class DrafIsi(
    val layar: DrafScreen, val bertanya: KartuDraf? = null, val bekerja: Boolean = false, val kabar: KabarDraf? = null, val gagal: Pesan? = null,
) {
    /** Names stay out of logs. */
    override fun toString(): String = "DrafIsi(${layar.draf.size}, ${layar.dibuang.size}, bekerja=$bekerja, kabar=$kabar)"
}

/** Semua draf: to go on with, to throw away after one question, to bring back. */
class DrafModel(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow<Keadaan<DrafIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<DrafIsi>> = _keadaan.asStateFlow()

    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.layarDraf() }, { _keadaan.value = Keadaan.Galat(it) }) { layar ->
            _keadaan.update { lama -> Keadaan.Isi(lama.isiAtauKosong?.copy(layar = layar, gagal = null) ?: DrafIsi(layar)) }
        }
    }

    /** Asks whether to throw it away. */
    fun mintaBuang(kartu: KartuDraf) = ubah { it.copy(bertanya = kartu, kabar = null, gagal = null) }

    /** It stays. */
    fun tetap() = ubah { it.copy(bertanya = null) }

    fun buang() {
        val kartu = _keadaan.value.isiAtauKosong?.bertanya ?: return
        kerja(KabarDraf.DIBUANG) { it.buangDraf(kartu.id) }
    }

    fun kembalikan(kartu: KartuDraf) = kerja(KabarDraf.KEMBALI) { it.pulihkanDraf(kartu.id) }

    /** Another worker comes. */
    fun lupakan() {
        _keadaan.value = Keadaan.Memuat
    }

    private fun kerja(kabar: KabarDraf, apa: (Inti) -> Unit) {
        if (_keadaan.value.isiAtauKosong?.bekerja != false) return
        ubah { it.copy(bertanya = null, bekerja = true, kabar = null, gagal = null) }
        jalur.panggil(
            {
                apa(it)
                it.layarDraf()
            },
            { pesan -> ubah { it.copy(bekerja = false, gagal = pesan) } },
        ) { layar -> ubah { DrafIsi(layar, kabar = kabar) } }
    }

    private fun ubah(baru: (DrafIsi) -> DrafIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }
}
