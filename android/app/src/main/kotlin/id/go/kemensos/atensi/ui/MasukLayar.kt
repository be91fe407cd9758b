package id.go.kemensos.atensi.ui

import androidx.activity.compose.ReportDrawnWhen
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.MasukIsi
import id.go.kemensos.atensi.model.MasukModel
import id.go.kemensos.atensi.model.isiAtauKosong

/** Masuk & Kunci: code and PIN on a new phone, PIN or finger on a known one. */
@Composable
fun MasukLayar(model: MasukModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    SaatTampil(model::muat)
    // The first page of every start: here ends what android/cold-start measures.
    ReportDrawnWhen { keadaan.isiAtauKosong != null }
    val isi = keadaan.isiAtauKosong
    val bawah: (@Composable () -> Unit)? = when {
        isi == null -> null
        isi.bekerja -> ({ Menunggu(if (isi.aktivasi) kata.masukMemuat else kata.masukMembuka) })
        else -> ({ Tombol(tombol(isi), isi.bolehMasuk, aksi = model::masuk) })
    }
    Halaman(if (isi?.aktivasi == true) kata.masukAktivasiJudul else kata.masukJudul, bawah = bawah?.let { { it() } }) {
        TampilKeadaan(keadaan, model::muat, kata.masukMemuat) { Isian(it, model) }
    }
}

@Composable
private fun tombol(isi: MasukIsi): String {
    val kata = LocalKata.current
    return if (isi.tunggu > 0) kata.masukTunggu(isi.tunggu) else if (isi.aktivasi) kata.masukAktifkan else kata.masukBuka
}

@Composable
private fun Isian(isi: MasukIsi, model: MasukModel) {
    val kata = LocalKata.current
    val pin = KeyboardOptions(keyboardType = KeyboardType.NumberPassword, imeAction = ImeAction.Done)
    BarisLuring(if (isi.aktivasi) kata.masukLuringAktivasi else kata.masukLuring)
    if (isi.aktivasi) {
        Baris(kata.masukKosong)
        val alamat = KeyboardOptions(keyboardType = KeyboardType.Uri, imeAction = ImeAction.Next)
        Kolom(isi.server, kata.masukServer, !isi.bekerja, alamat, petunjuk = kata.masukServerPetunjuk, ubah = model::ketikServer)
        val huruf = KeyboardOptions(KeyboardCapitalization.Characters, autoCorrectEnabled = false, imeAction = ImeAction.Next)
        Kolom(isi.kode, kata.masukKode, !isi.bekerja, huruf, petunjuk = kata.masukKodePetunjuk, ubah = model::ketikKode)
        Kolom(isi.pin, kata.masukPinBaru, !isi.bekerja, pin.copy(imeAction = ImeAction.Next), PasswordVisualTransformation(), kata.masukPinPetunjuk, ubah = model::ketikPin)
        Kolom(isi.pinUlang, kata.masukPinUlang, !isi.bekerja, pin, PasswordVisualTransformation(), selesai = model::masuk, ubah = model::ketikPinUlang)
    } else {
        Baris(isi.layar.pesan)
        if (isi.layar.petugas.size > 1) {
            Text(kata.masukGantiPetugas, style = MaterialTheme.typography.titleMedium)
            isi.layar.petugas.forEach { BarisPilihan(it.kata, it.id == isi.terpilih) { model.pilihPetugas(it.id) } }
        }
        Kolom(isi.pin, kata.masukPin, !isi.bekerja, pin, PasswordVisualTransformation(), selesai = model::masuk, ubah = model::ketikPin)
    }
    isi.gagal?.let { KotakGalat(it) }
    val tunggu = isi.petugas?.pesan.orEmpty()
    if (!isi.aktivasi && tunggu.isNotEmpty() && isi.gagal == null) Kotak(tunggu, Nada.PERHATIAN, Ikon.JAM.gambar())
    if (isi.bekerja) return
    if (isi.bolehBiometrik) TombolLain(kata.masukBiometrik, aksi = model::bukaBiometrik)
    if (!isi.aktivasi) {
        Baris(kata.masukLupaPin)
        TombolKecil(kata.masukTambahPetugas, aksi = model::aktivasiLain)
    } else if (!isi.layar.perluAktivasi) {
        TombolKecil(kata.masukKembaliPin, aksi = model::kembaliKePin)
    }
}

