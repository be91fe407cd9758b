package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.MasukScreen
import id.go.kemensos.atensi.inti.PetugasItem
import id.go.kemensos.atensi.inti.UserInfo
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** The screen that lets a worker in: with a code on a new device, with the PIN or a fingerprint ever after. */
data class MasukIsi(
    val layar: MasukScreen,
    /** Server and code are asked too: nobody is activated here yet, or one more worker comes. */
    val aktivasi: Boolean,
    val server: String,
    /** Who unlocks. */
    val terpilih: String? = null,
    val kode: String = "",
    val pin: String = "",
    val pinUlang: String = "",
    /** The phone can check a finger or a face. */
    val adaBiometrik: Boolean = false,
    /** The core is at it; nothing can be pressed. */
    val bekerja: Boolean = false,
    val gagal: Pesan? = null,
) {
    val petugas: PetugasItem? get() = layar.petugas.find { it.id == terpilih }

    /** Seconds until the next PIN may be tried. */
    val tunggu: Int get() = if (aktivasi) 0 else petugas?.tungguDetik?.toInt() ?: 0

    val bolehBiometrik: Boolean get() = !aktivasi && !bekerja && adaBiometrik && petugas?.biometrik == true

    /** Whether there is enough to try. What is right is for the core to say. */
    val bolehMasuk: Boolean
        get() = !bekerja && tunggu == 0 && pin.isNotEmpty() && (!aktivasi || server.isNotBlank() && kode.isNotBlank() && pinUlang.isNotEmpty())

    /** The PIN and the code stay out of logs. */
    override fun toString(): String = "MasukIsi(aktivasi=$aktivasi, bekerja=$bekerja, gagal=$gagal)"
}

/** [server] is the address offered on a new device; [masuk] is told who came in; [detik] lets one second pass. */
class MasukModel(
    private val jalur: Jalur,
    private val server: String,
    private val perangkat: String,
    private val adaBiometrik: () -> Boolean = { false },
    private val detik: suspend () -> Unit = { delay(1000) },
    private val masuk: (UserInfo) -> Unit,
) {
    private val _keadaan = MutableStateFlow<Keadaan<MasukIsi>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<MasukIsi>> = _keadaan.asStateFlow()
    private var hitung: Job? = null

    /** Reads who is activated here; also the way out of a failure. What was typed stays. */
    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        baca { _keadaan.value = Keadaan.Galat(it) }
    }

    private fun baca(gagal: (Pesan) -> Unit) {
        jalur.panggil({ it.layarMasuk() }, gagal) { layar ->
            val lama = _keadaan.value.isiAtauKosong ?: MasukIsi(layar, layar.perluAktivasi, server)
            val isi = lama.copy(
                layar = layar, aktivasi = layar.perluAktivasi || lama.aktivasi && layar.petugas.isNotEmpty() && !lama.layar.perluAktivasi,
                terpilih = lama.terpilih?.takeIf { id -> layar.petugas.any { it.id == id } } ?: layar.petugas.firstOrNull()?.id,
                adaBiometrik = adaBiometrik(),
            )
            _keadaan.value = Keadaan.Isi(isi)
            hitungMundur(isi.tunggu)
        }
    }

    /** While a wait runs, the core is asked each second what is left of it. */
    private fun hitungMundur(sisa: Int) {
        hitung?.cancel()
        if (sisa > 0) hitung = jalur.lingkup.launch {
            detik()
            baca { }
        }
    }

    fun ketikServer(teks: String) = ubah { it.copy(server = teks, gagal = null) }

    fun ketikKode(teks: String) = ubah { it.copy(kode = teks, gagal = null) }

    fun ketikPin(teks: String) = ubah { it.copy(pin = teks.filter(Char::isDigit), gagal = null) }

    fun ketikPinUlang(teks: String) = ubah { it.copy(pinUlang = teks.filter(Char::isDigit), gagal = null) }

    /** Another worker of this device. */
    fun pilihPetugas(id: String) {
        ubah { it.copy(terpilih = id, pin = "", gagal = null) }
        hitungMundur(_keadaan.value.isiAtauKosong?.tunggu ?: 0)
    }

    /** One more worker on this device. */
    fun aktivasiLain() = ubah { it.copy(aktivasi = true, pin = "", gagal = null) }

    /** Back to the PIN, where somebody is activated. */
    fun kembaliKePin() = ubah { if (it.layar.perluAktivasi) it else it.copy(aktivasi = false, pin = "", pinUlang = "", gagal = null) }

    /** Tries. A second press while the core is at it does nothing. */
    fun masuk() {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (!isi.bolehMasuk) return
        if (isi.aktivasi && isi.pin != isi.pinUlang) return ubah { it.copy(pin = "", pinUlang = "", gagal = Pesan.PinBeda) }
        coba { if (isi.aktivasi) it.activate(isi.server.trim(), isi.kode.trim(), isi.pin, perangkat) else it.unlock(isi.terpilih, isi.pin) }
    }

    /** With a finger or a face. */
    fun bukaBiometrik() {
        val isi = _keadaan.value.isiAtauKosong ?: return
        if (isi.bolehBiometrik) coba { it.unlockWithKeystore(isi.terpilih) }
    }

    private fun coba(cara: (Inti) -> UserInfo) {
        ubah { it.copy(bekerja = true, gagal = null) }
        jalur.panggil(
            cara,
            // The code stays, it may be right; the PIN is typed again. A wait may have begun.
            { gagal ->
                ubah { it.copy(bekerja = false, pin = "", pinUlang = "", gagal = gagal) }
                baca { }
            },
        ) {
            // The page is left first, then emptied: nothing flickers.
            masuk(it)
            ubah { isi -> MasukIsi(isi.layar, false, server, it.id) }
        }
    }

    private fun ubah(baru: (MasukIsi) -> MasukIsi) = _keadaan.update { if (it is Keadaan.Isi) Keadaan.Isi(baru(it.isi)) else it }
}
