package id.go.kemensos.atensi.ui

import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.PengaturanIsi
import id.go.kemensos.atensi.model.PengaturanModel
import id.go.kemensos.atensi.platform.Pemberitahuan

/** Pengaturan: language, finger, PIN, sending by itself, the lock. */
@Composable
fun PengaturanLayar(model: AplikasiModel) {
    val keadaan by model.pengaturan.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    SaatTampil(model.pengaturan::muat)
    Halaman(kata.pengaturanJudul, { model.kembali() }, bawah = { Tombol(kata.kunciSekarang, ikon = Icons.Filled.Lock, aksi = model::kunci) }) {
        BarisLuring(kata.pengaturanLuring)
        Judul(kata.bahasaJudul)
        BarisPilihan(kata.bahasaIndonesia, kata.bahasa == Bahasa.ID) { model.gantiBahasa(Lang.ID) }
        BarisPilihan(kata.bahasaInggris, kata.bahasa == Bahasa.EN) { model.gantiBahasa(Lang.EN) }
        TampilKeadaan(keadaan, model.pengaturan::muat) { Isian(it, model.pengaturan) }
    }
}

/** Asked for only after it was said what for. */
@Composable
private fun Izin() {
    val izin = Pemberitahuan.IZIN ?: return
    val kata = LocalKata.current
    val context = LocalContext.current
    var boleh by remember { mutableStateOf(Pemberitahuan.boleh(context)) }
    val minta = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { boleh = it }
    if (boleh) return
    Judul(kata.izinNotifikasiJudul)
    Baris(kata.izinNotifikasi)
    TombolLain(kata.izinBeri) { minta.launch(izin) }
}

@Composable
private fun Isian(isi: PengaturanIsi, model: PengaturanModel) {
    val kata = LocalKata.current
    Judul(kata.pengaturanPengiriman)
    BarisCentang(kata.pengaturanHanyaWifi, isi.hanyaWifi, saklar = true, ubah = model::gantiHanyaWifi)
    Baris(kata.pengaturanHanyaWifiPetunjuk)
    Izin()
    Judul(kata.pengaturanKeamanan)
    isi.gagal?.let { KotakGalat(it) }
    if (isi.adaBiometrik) BarisCentang(kata.pengaturanBiometrik, isi.biometrik, !isi.bekerja, saklar = true, ubah = model::gantiBiometrik)
    Judul(kata.pengaturanPin)
    if (isi.pinDiganti) Kotak(kata.pengaturanPinDiganti, Nada.BAIK, Ikon.CENTANG.gambar())
    val angka = KeyboardOptions(keyboardType = KeyboardType.NumberPassword, imeAction = ImeAction.Next)
    val titik = PasswordVisualTransformation()
    Kolom(isi.pinLama, kata.pengaturanPinLama, !isi.bekerja, angka, titik, ubah = model::ketikPinLama)
    Kolom(isi.pinBaru, kata.masukPinBaru, !isi.bekerja, angka, titik, petunjuk = kata.masukPinPetunjuk, ubah = model::ketikPinBaru)
    Kolom(isi.pinUlang, kata.masukPinUlang, !isi.bekerja, angka.copy(imeAction = ImeAction.Done), titik, selesai = model::gantiPin, ubah = model::ketikPinUlang)
    TombolLain(kata.pengaturanPin, isi.bolehGanti, aksi = model::gantiPin)
    Judul(kata.pengaturanTentang)
    Baris(kata.pengaturanVersi(isi.versi))
}
