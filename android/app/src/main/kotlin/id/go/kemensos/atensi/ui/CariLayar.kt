package id.go.kemensos.atensi.ui

import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Clear
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Rute

/** Cari: one box for names in any spelling and numbers; whoever is not found can be registered. */
@Composable
fun CariLayar(model: AplikasiModel) {
    val isi by model.cari.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    val jaringan = LocalJaringan.current
    SaatTampil(model.cari::muat)
    HalamanDaftar(
        kata.cariJudul, kembali = { model.kembali() },
        bawah = {
            Tombol(kata.cariDaftarOrang) { model.buka(Rute.DaftarOrang()) }
            TombolLain(kata.cariDaftarKeluarga) { model.buka(Rute.DaftarKeluarga) }
        },
    ) {
        item(key = "kotak") {
            Kolom(isi.teks, kata.cariKotak, papan = KeyboardOptions(KeyboardCapitalization.Words, autoCorrectEnabled = false, imeAction = ImeAction.Search), ubah = model.cari::ketik)
        }
        if (isi.teks.isNotEmpty()) item(key = "hapus") { TombolKecil(kata.cariHapusTeks, Icons.Filled.Clear) { model.cari.ketik("") } }
        if (!jaringan.ada) item(key = "luring") { BarisLuring(kata.cariLuring) }
        isi.gagal?.let { item(key = "galat") { TampilGalat(it, model.cari::muat, kata.cariGalat) } }
        val hasil = isi.hasil ?: return@HalamanDaftar
        item(key = "ringkas") { Baris(hasil.ringkas.ifEmpty { hasil.kosong }) }
        if (hasil.orang.isNotEmpty()) item(key = "orang") { Judul(kata.cariOrang) }
        items(hasil.orang, key = { it.id }) { Kartu(it, model::buka) }
        if (hasil.keluarga.isNotEmpty()) item(key = "keluarga") { Judul(kata.cariKeluarga) }
        items(hasil.keluarga, key = { it.id }) { Kartu(it, model::buka) }
        if (hasil.tawarkanDaftar) item(key = "daftar") { Baris(kata.cariTidakKetemu) }
    }
}
