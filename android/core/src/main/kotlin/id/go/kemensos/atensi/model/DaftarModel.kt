package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.KartuKeluarga
import id.go.kemensos.atensi.inti.KartuOrang
import id.go.kemensos.atensi.inti.KeluargaBaru
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.PendaftaranScreen
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.WilayahItem
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What was typed of a person or a family, and what the core knows about it meanwhile. */
data class DaftarIsi(
    val nama: String = "", val nomor: String = "", val lahir: String = "", val lahirTaksiran: Boolean = false, val kelamin: String = "",
    val alasanTanpaNik: String = "", val hubungan: String = "", val telepon: String = "", val alamat: String = "", val catatan: String = "",
    val wilayah: WilayahItem? = null, val wilayahTeks: String = "", val wilayahHasil: List<WilayahItem> = emptyList(),
    /** Choices by code list. */
    val kode: Map<String, List<Pilihan>> = emptyMap(),
    val periksa: PendaftaranScreen? = null,
    /** Who was said to be somebody else. */
    val orangLain: Set<String> = emptySet(),
    val menyimpan: Boolean = false, val gagal: Pesan? = null,
    /** The id, once saved. */
    val tersimpan: String? = null,
) {
    val orangMirip: List<KartuOrang> get() = periksa?.orangMirip.orEmpty().filter { it.id !in orangLain }
    val keluargaMirip: List<KartuKeluarga> get() = periksa?.keluargaMirip.orEmpty().filter { it.id !in orangLain }
    val adaMirip: Boolean get() = orangMirip.isNotEmpty() || keluargaMirip.isNotEmpty()

    /** Something would be lost by leaving. */
    val adaIsian: Boolean get() = tersimpan == null && listOf(nama, nomor, lahir, telepon, alamat, catatan).any(String::isNotBlank)

    override fun toString(): String = "DaftarIsi(menyimpan=$menyimpan, gagal=$gagal)"
}

/**
 * Daftar Baru, of a person (in a family where [keluargaId] names one) or of a family. Numbers and doubles are checked while typing;
 * nothing found keeps anybody from saving.
 */
class DaftarModel(private val jalur: Jalur, val keluarga: Boolean, val keluargaId: String? = null) {
    private val _keadaan = MutableStateFlow(DaftarIsi())
    val keadaan: StateFlow<DaftarIsi> = _keadaan.asStateFlow()
    private var pemeriksaan: Job? = null
    private var pencarian: Job? = null

    /** Reads the choices. */
    fun muat() {
        if (_keadaan.value.kode.isNotEmpty() || keluarga) return
        val daftar = listOfNotNull("jenis_kelamin", "alasan_tanpa_nik", "hubungan_keluarga".takeIf { keluargaId != null })
        jalur.panggil({ inti -> daftar.associateWith(inti::pilihanKode) }, ::gagal) { kode -> _keadaan.update { it.copy(kode = kode) } }
    }

    /** One field or several; checked at once. */
    fun ubah(baru: DaftarIsi.() -> DaftarIsi) {
        _keadaan.update { it.baru().copy(gagal = null) }
        periksa()
    }

    /** Takes over what the NIK says. */
    fun pakaiUsul() = ubah { copy(lahir = periksa?.lahirUsul ?: lahir, kelamin = periksa?.kelaminUsul ?: kelamin, lahirTaksiran = false) }

    /** Takes over the number as the core reads it. */
    fun pakaiNomor() = ubah { copy(nomor = periksa?.nomorUsul ?: nomor) }

    /** "Orang lain": this one is somebody else. */
    fun orangLain(id: String) = _keadaan.update { it.copy(orangLain = it.orangLain + id) }

    fun cariWilayah(teks: String) {
        _keadaan.update { it.copy(wilayahTeks = teks) }
        pencarian?.cancel()
        pencarian = jalur.panggil({ it.cariWilayah(teks, 20u) }, ::gagal) { hasil -> _keadaan.update { it.copy(wilayahHasil = hasil) } }
    }

    fun pilihWilayah(item: WilayahItem?) {
        _keadaan.update { it.copy(wilayah = item, wilayahTeks = "", wilayahHasil = emptyList()) }
        periksa()
    }

    /** Saves. A refusal is shown, and everything typed stays. */
    fun simpan() {
        val isi = _keadaan.value
        if (isi.menyimpan || isi.tersimpan != null) return
        _keadaan.value = isi.copy(menyimpan = true, gagal = null)
        jalur.panggil({ if (keluarga) it.daftarKeluarga(keluargaBaru(isi)) else it.daftarOrang(orangBaru(isi)) }, ::gagal) { id ->
            _keadaan.update { it.copy(menyimpan = false, tersimpan = id) }
        }
    }

    private fun periksa() {
        val isi = _keadaan.value
        pemeriksaan?.cancel()
        pemeriksaan = jalur.panggil({ if (keluarga) it.periksaKeluarga(keluargaBaru(isi)) else it.periksaOrang(orangBaru(isi)) }, ::gagal) { hasil ->
            _keadaan.update { it.copy(periksa = hasil) }
        }
    }

    private fun gagal(pesan: Pesan) = _keadaan.update { it.copy(menyimpan = false, gagal = pesan) }

    private fun String.ada(): String? = trim().ifEmpty { null }

    private fun orangBaru(i: DaftarIsi) = OrangBaru(
        nama = i.nama, nik = i.nomor.ada(), alasanTanpaNik = i.alasanTanpaNik.ada().takeIf { i.nomor.isBlank() }, lahir = i.lahir.ada(),
        lahirTaksiran = i.lahirTaksiran, kelamin = i.kelamin.ada(), telepon = i.telepon.ada(), alamat = i.alamat.ada(), wilayah = i.wilayah?.code,
        keluargaId = keluargaId, hubungan = i.hubungan.ada(), catatan = i.catatan.ada(),
    )

    private fun keluargaBaru(i: DaftarIsi) = KeluargaBaru(
        namaKepala = i.nama, nomorKk = i.nomor.ada(), wilayah = i.wilayah?.code, alamat = i.alamat.ada(), catatan = i.catatan.ada(),
    )
}
