package id.go.kemensos.atensi.model

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What can be set on this phone. */
data class PengaturanIsi(
    val adaBiometrik: Boolean, val biometrik: Boolean, val hanyaWifi: Boolean, val versi: String,
    val pinLama: String = "", val pinBaru: String = "", val pinUlang: String = "",
    val bekerja: Boolean = false, val pinDiganti: Boolean = false, val gagal: Pesan? = null,
) {
    val bolehGanti: Boolean get() = !bekerja && pinLama.isNotEmpty() && pinBaru.isNotEmpty() && pinUlang.isNotEmpty()

    override fun toString(): String = "PengaturanIsi(biometrik=$biometrik, bekerja=$bekerja, gagal=$gagal)"
}

/** Pengaturan: biometric check, PIN, sending by itself. Language and lock are the app's ([AplikasiModel]). */
class PengaturanModel(private val jalur: Jalur, private val setelan: Setelan, private val adaBiometrik: () -> Boolean) {
    private val _keadaan = MutableStateFlow<Keadaan<PengaturanIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<PengaturanIsi>> = _keadaan.asStateFlow()

    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ inti -> (inti.layarMasuk().petugas.find { it.id == inti.user().id }?.biometrik == true) to inti.versi() }, { _keadaan.value = Keadaan.Galat(it) }) { (aktif, versi) ->
            _keadaan.value = Keadaan.Isi(PengaturanIsi(adaBiometrik(), aktif, setelan.hanyaWifi, versi))
        }
    }

    /** On asks for a finger or a face once. Refused, it stays as it was. */
    fun gantiBiometrik(aktif: Boolean) = kerja({ it.setBiometrik(aktif) }) { it.copy(biometrik = aktif) }

    fun gantiHanyaWifi(aktif: Boolean) {
        setelan.hanyaWifi = aktif
        ubah { it.copy(hanyaWifi = aktif) }
    }

    fun ketikPinLama(teks: String) = ubah { it.copy(pinLama = teks.filter(Char::isDigit), gagal = null, pinDiganti = false) }

    fun ketikPinBaru(teks: String) = ubah { it.copy(pinBaru = teks.filter(Char::isDigit), gagal = null, pinDiganti = false) }

    fun ketikPinUlang(teks: String) = ubah { it.copy(pinUlang = teks.filter(Char::isDigit), gagal = null, pinDiganti = false) }

    fun gantiPin() {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (!isi.bolehGanti) return
        if (isi.pinBaru != isi.pinUlang) return ubah { it.copy(pinBaru = "", pinUlang = "", gagal = Pesan.PinBeda) }
        kerja({ it.changePin(isi.pinLama, isi.pinBaru) }) { it.copy(pinDiganti = true) }
    }

    private fun kerja(apa: (Inti) -> Unit, berhasil: (PengaturanIsi) -> PengaturanIsi) {
        if (_keadaan.value.isiAtauKosong?.bekerja != false) return
        ubah { it.copy(bekerja = true, gagal = null) }
        fun selesai(i: PengaturanIsi) = i.copy(bekerja = false, pinLama = "", pinBaru = "", pinUlang = "")
        jalur.panggil(apa, { pesan -> ubah { selesai(it).copy(gagal = pesan) } }) { ubah { berhasil(selesai(it)) } }
    }

    private fun ubah(baru: (PengaturanIsi) -> PengaturanIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }
}
