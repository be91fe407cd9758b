package id.go.kemensos.atensi.ui

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.Send
import androidx.compose.material.icons.filled.Close
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.foundation.layout.Box
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.ItemKirim
import id.go.kemensos.atensi.inti.Jalur
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Kirim
import id.go.kemensos.atensi.model.Pemeriksaan
import id.go.kemensos.atensi.model.isiAtauKosong
import id.go.kemensos.atensi.inti.Rute as RuteInti

/** Kotak Kirim: what waits, what arrived, what needs attention; sending now, and the proof. */
@Composable
fun KotakKirimLayar(model: AplikasiModel) {
    val keadaan by model.kotakKirim.keadaan.collectAsStateWithLifecycle()
    val kirim by model.kotakKirim.kirim.collectAsStateWithLifecycle()
    val pemeriksaan by model.kotakKirim.pemeriksaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    val jaringan = LocalJaringan.current
    SaatTampil(model.kotakKirim::muat)
    val isi = keadaan.isiAtauKosong
    HalamanDaftar(kata.kotakKirimJudul, { model.kembali() }, bawah = { Bawah(kirim, isi?.bisaKirim == true, model) }) {
        when (val k = keadaan) {
            is Keadaan.Memuat -> item(key = "memuat") { Menunggu(kata.kotakKirimMemuat) }
            is Keadaan.Galat -> item(key = "galat") { TampilGalat(k.pesan, model.kotakKirim::muat, kata.kotakKirimGalat) }
            is Keadaan.Isi -> {
                val kotak = k.isi
                item(key = "pil") { Pil(kotak.pil, null) }
                // What was registered since is not sent: then the word of the last time would be wrong.
                if (kirim != Kirim.Diam && !(kirim == Kirim.Selesai && kotak.bisaKirim)) item(key = "jalan") { Jalannya(kirim) }
                if (!jaringan.ada) item(key = "luring") { BarisLuring(kotak.luring) }
                if (jaringan.ada && jaringan.berbayar && kotak.bisaKirim) item(key = "seluler") { Baris(kata.kotakKirimSeluler) }
                items(listOf(kotak.ukuran, kotak.perkiraan, kotak.kosong, kotak.terakhir).filter(String::isNotEmpty)) { Baris(it) }
                lajur("perhatian", kotak.perhatian, model::buka)
                lajur("menunggu", kotak.menunggu, model::buka)
                lajur("terkirim", kotak.terkirim, model::buka)
                if (kotak.terkirim.kosong.isEmpty()) item(key = "tanda terima") { Baris(kotak.tandaTerima) }
                item(key = "periksa") { Periksa(pemeriksaan, model.kotakKirim::periksa) }
            }
        }
    }
}

@Composable
private fun Bawah(kirim: Kirim, ada: Boolean, model: AplikasiModel) {
    val kata = LocalKata.current
    if (kirim is Kirim.Berjalan) {
        TombolLain(if (kirim.berhenti) kata.kotakKirimMenghenti else kata.kotakKirimHenti, !kirim.berhenti, Icons.Filled.Close, model.kotakKirim::batal)
    } else {
        Tombol(if (ada) kata.kotakKirimKirim else kata.kotakKirimAmbil, ikon = Icons.AutoMirrored.Filled.Send, aksi = model.kotakKirim::kirim)
    }
}

/** How far it is, spoken as it goes. */
@Composable
private fun Jalannya(kirim: Kirim) {
    val kata = LocalKata.current
    Box(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
        when (kirim) {
            Kirim.Diam -> Unit
            is Kirim.Berjalan -> Menunggu(kirim.baris.ifEmpty { kata.kotakKirimMulai })
            Kirim.Selesai -> Kotak(kata.kotakKirimSelesai, Nada.BAIK, Ikon.CENTANG.gambar())
            Kirim.Dihentikan -> Kotak(kata.kotakKirimDihentikan, Nada.NETRAL, Ikon.SETENGAH.gambar())
            is Kirim.Gagal -> KotakGalat(kirim.pesan)
        }
    }
}

private fun LazyListScope.lajur(kunci: String, lajur: Jalur, buka: (RuteInti) -> Unit) {
    item(key = kunci) { Judul(if (lajur.kosong.isEmpty()) "${lajur.judul} · ${lajur.kata}" else lajur.judul) }
    if (lajur.kosong.isNotEmpty()) item(key = "$kunci kosong") { Baris(lajur.kosong) }
    items(lajur.items, key = { "$kunci ${it.id}" }) { Kiriman(it, buka) }
    if (lajur.lagi.isNotEmpty()) item(key = "$kunci lagi") { Baris(lajur.lagi) }
}

@Composable
private fun Kiriman(k: ItemKirim, buka: (RuteInti) -> Unit) = Kartu(k.lisan, k.rute?.let { { buka(it) } }) {
    Nama(k.judul)
    Baris(k.rincian)
    Label(k.status)
    Baris(k.alasan)
    Baris(k.saran)
}

@Composable
private fun Periksa(hasil: Pemeriksaan?, periksa: () -> Unit) {
    val kata = LocalKata.current
    when (hasil) {
        null -> TombolLain(kata.kotakKirimPeriksa, aksi = periksa)
        Pemeriksaan.Berjalan -> Menunggu(kata.kotakKirimMemeriksa)
        is Pemeriksaan.Baik -> Kotak(kata.kotakKirimPeriksaBaik(hasil.catatan), Nada.BAIK, Ikon.CENTANG.gambar())
        Pemeriksaan.Buruk -> Kotak(kata.kotakKirimPeriksaBuruk, Nada.BAHAYA, Ikon.PERINGATAN.gambar())
        is Pemeriksaan.Gagal -> TampilGalat(hasil.pesan, periksa)
    }
}
