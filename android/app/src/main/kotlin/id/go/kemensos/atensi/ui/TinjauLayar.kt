package id.go.kemensos.atensi.ui

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.SisiItem
import id.go.kemensos.atensi.inti.TinjauItem
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Keadaan

/** Perlu Ditinjau: both values, who wrote them and when; one tap decides. */
@Composable
fun TinjauLayar(model: AplikasiModel) {
    val keadaan by model.tinjau.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    val jaringan = LocalJaringan.current
    SaatTampil(model.tinjau::muat)
    HalamanDaftar(kata.tinjauJudul, { model.kembali() }) {
        when (val k = keadaan) {
            is Keadaan.Memuat -> item(key = "memuat") { Menunggu(kata.tinjauMemuat) }
            is Keadaan.Galat -> item(key = "galat") { TampilGalat(k.pesan, model.tinjau::muat, kata.tinjauGalat) }
            is Keadaan.Isi -> {
                val layar = k.isi.layar
                if (!jaringan.ada) item(key = "luring") { BarisLuring(layar.luring) }
                if (k.isi.tersimpan) item(key = "tersimpan") { Kotak(kata.tinjauTersimpan, Nada.BAIK, Ikon.CENTANG.gambar()) }
                k.isi.gagal?.let { item(key = "gagal") { KotakGalat(it) } }
                item(key = "ringkas") { Baris(layar.ringkas.ifEmpty { layar.kosong }) }
                items(layar.items, key = { "${it.record} ${it.field}" }) { Perbedaan(it, !k.isi.bekerja) { sisi -> model.tinjau.putuskan(it, sisi) } }
            }
        }
    }
}

@Composable
private fun Perbedaan(item: TinjauItem, boleh: Boolean, pilih: (SisiItem) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
        Text(item.judul, style = MaterialTheme.typography.titleLarge, modifier = Modifier.semantics { heading() })
        Text(item.pertanyaan, style = MaterialTheme.typography.titleMedium)
        item.sisi.forEach { sisi ->
            Kartu {
                Column(Modifier.semantics(mergeDescendants = true) { contentDescription = sisi.lisan }, verticalArrangement = Arrangement.spacedBy(8.dp)) {
                    Nama(sisi.nilai)
                    Baris(sisi.siapa)
                    Baris(sisi.kapan)
                    if (sisi.dipakai) Label(LocalKata.current.tinjauDipakai, Nada.NETRAL, Ikon.SETENGAH.gambar())
                }
                // Two buttons with the same word: spoken, each names its value.
                Box(Modifier.semantics(mergeDescendants = true) { contentDescription = "${sisi.tombol}: ${sisi.nilai}" }) { TombolLain(sisi.tombol, boleh) { pilih(sisi) } }
            }
        }
        Baris(item.sementara)
    }
}
