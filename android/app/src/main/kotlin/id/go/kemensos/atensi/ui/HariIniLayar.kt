package id.go.kemensos.atensi.ui

import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Search
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.HariIniIsi
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.model.isiAtauKosong

/** Hari Ini: whom to visit, what is unfinished, what is not sent. */
@Composable
fun HariIniLayar(model: AplikasiModel) {
    val keadaan by model.hariIni.keadaan.collectAsStateWithLifecycle()
    val kabar by model.kabar.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    val jaringan = LocalJaringan.current
    SaatTampil(model.hariIni::muat)
    val isi = keadaan.isiAtauKosong
    HalamanDaftar(kata.hariIniJudul, bawah = { Bawah(isi, model) }) {
        item(key = "atas") {
            Berjajar {
                TombolKecil(kata.pengaturanJudul, Icons.Filled.Settings) { model.buka(Rute.Pengaturan) }
                TombolKecil(kata.hariIniKunci, Icons.Filled.Lock, aksi = model::kunci)
            }
        }
        kabar?.let { item(key = "kabar") { KotakGalat(it) } }
        when (val k = keadaan) {
            is Keadaan.Memuat -> item(key = "memuat") { Menunggu(kata.hariIniMemuat) }
            is Keadaan.Galat -> item(key = "galat") { TampilGalat(k.pesan, model.hariIni::muat, kata.hariIniGalat) }
            is Keadaan.Isi -> {
                val layar = k.isi.layar
                item(key = "sapaan") { Text(layar.sapaan, style = MaterialTheme.typography.titleMedium) }
                item(key = "tanggal") { Baris(layar.tanggal) }
                item(key = "pil") { Pil(layar.pil) { model.buka(Rute.KotakKirim) } }
                if (!jaringan.ada) item(key = "luring") { BarisLuring(layar.luring) }
                if (layar.perluDitinjau.isNotEmpty()) item(key = "tinjau") {
                    Kotak(layar.perluDitinjau, Nada.PERHATIAN, Ikon.PERINGATAN.gambar()) { model.buka(Rute.Tinjau) }
                }
                if (layar.draf.isNotEmpty() || layar.semuaDraf.isNotEmpty()) item(key = "draf") { Judul(kata.hariIniDraf) }
                items(layar.draf, key = { "draf ${it.id}" }) { Kartu(it, model::buka) }
                if (layar.semuaDraf.isNotEmpty()) item(key = "semua draf") { TombolLain(layar.semuaDraf) { model.buka(Rute.Draf) } }
                item(key = "kunjungan") { Judul(kata.hariIniKunjungan) }
                item(key = "ringkas") { Baris(layar.ringkas.ifEmpty { layar.kosong }) }
                if (layar.ringkas.isNotEmpty() && layar.kosong.isNotEmpty()) item(key = "kosong") { Baris(layar.kosong) }
                items(k.isi.kunjungan, key = { it.kasusId }) { Kartu(it, model::buka) }
                if (k.isi.adaLagi) item(key = "lagi") {
                    LaunchedEffect(k.isi.kunjungan.size) { model.hariIni.muatLagi() }
                    if (k.isi.memuatLagi) Menunggu(kata.umumMemuat) else TombolLain(kata.umumMuatLagi, aksi = model.hariIni::muatLagi)
                }
            }
        }
    }
}

/** What the core offers; the search is there even when the day's plan is not. */
@Composable
private fun Bawah(isi: HariIniIsi?, model: AplikasiModel) {
    if (isi == null) return Tombol(LocalKata.current.hariIniCari, ikon = Icons.Filled.Search) { model.buka(Rute.Cari) }
    isi.layar.aksi.forEach { if (it.utama) Tombol(it.kata) { model.buka(it.rute) } else TombolLain(it.kata) { model.buka(it.rute) } }
}
