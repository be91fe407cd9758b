package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Pilihan
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** A case to open: choices by code list, and what was chosen of each. */
data class KasusIsi(
    val kode: Map<String, List<Pilihan>>, val terpilih: Map<String, String> = emptyMap(),
    val menyimpan: Boolean = false, val gagal: Pesan? = null,
) {
    /** The one choice that the core's record of a new case cannot do without. */
    val bolehBuka: Boolean get() = !menyimpan && "klaster" in terpilih
}

/** Opens a case about [subjekId]; [terbuka] is told its id. */
class KasusModel(private val jalur: Jalur, private val subjekJenis: String, private val subjekId: String, private val terbuka: (String) -> Unit) {
    private val _keadaan = MutableStateFlow<Keadaan<KasusIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<KasusIsi>> = _keadaan.asStateFlow()

    fun muat() {
        if (_keadaan.value is Keadaan.Isi) return
        _keadaan.value = Keadaan.Memuat
        jalur.panggil({ inti -> DAFTAR.associateWith(inti::pilihanKode) }, { _keadaan.value = Keadaan.Galat(it) }) { _keadaan.value = Keadaan.Isi(KasusIsi(it)) }
    }

    /** Chooses of a list; the chosen one again clears it. */
    fun pilih(daftar: String, kode: String) = ubah {
        it.copy(terpilih = if (it.terpilih[daftar] == kode) it.terpilih - daftar else it.terpilih + (daftar to kode), gagal = null)
    }

    fun buka() {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (!isi.bolehBuka) return
        ubah { it.copy(menyimpan = true, gagal = null) }
        val baru = KasusBaru(
            subjekJenis = subjekJenis, subjekId = subjekId, klaster = isi.terpilih["klaster"].orEmpty(), jenisPpks = isi.terpilih["jenis_ppks"],
            risiko = isi.terpilih["tingkat_risiko"], kerahasiaan = isi.terpilih["kerahasiaan"],
        )
        jalur.panggil({ it.bukaKasus(baru) }, { pesan -> ubah { it.copy(menyimpan = false, gagal = pesan) } }, terbuka)
    }

    private fun ubah(baru: (KasusIsi) -> KasusIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }

    companion object {
        /** In the order asked. */
        val DAFTAR = listOf("klaster", "jenis_ppks", "tingkat_risiko", "kerahasiaan")
    }
}
