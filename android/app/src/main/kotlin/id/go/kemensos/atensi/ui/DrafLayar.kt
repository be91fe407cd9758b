package id.go.kemensos.atensi.ui

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuDraf
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.DrafIsi
import id.go.kemensos.atensi.model.KabarDraf
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.isiAtauKosong

/** Semua draf: every form that is not finished, and those thrown away, which come back by one tap. */
@Composable
fun DrafLayar(model: AplikasiModel) {
    val keadaan by model.draf.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    SaatTampil(model.draf::muat)
    val isi = keadaan.isiAtauKosong
    isi?.bertanya?.let { return Bertanya(it, model) }
    // What was just done is said where the thumb is: the list may be scrolled anywhere.
    val bawah: (@Composable ColumnScope.() -> Unit)? = if (isi?.kabar == null && isi?.gagal == null) null else ({ Kabar(isi) })
    HalamanDaftar(kata.drafJudul, { model.kembali() }, bawah) {
        when (val k = keadaan) {
            is Keadaan.Memuat -> item(key = "memuat") { Menunggu(kata.drafMemuat) }
            is Keadaan.Galat -> item(key = "galat") { TampilGalat(k.pesan, model.draf::muat, kata.drafGalat) }
            is Keadaan.Isi -> isi(k.isi, kata, model)
        }
    }
}

private fun LazyListScope.isi(isi: DrafIsi, kata: Kata, model: AplikasiModel) {
    val layar = isi.layar
    item(key = "ringkas") { Baris(layar.kosong.ifEmpty { layar.ringkas }) }
    if (layar.draf.isNotEmpty()) item(key = "terbuka") { Judul(kata.drafTerbuka) }
    items(layar.draf, key = { "draf ${it.id}" }) {
        Bersama {
            Kartu(it, model::buka)
            TombolKecil(kata.drafBuang, Icons.Filled.Delete, !isi.bekerja, "${kata.drafBuang}: ${it.judul}, ${it.nama}") { model.draf.mintaBuang(it) }
        }
    }
    if (layar.dibuang.isEmpty()) return
    item(key = "dibuang") { Judul(kata.drafDibuang) }
    item(key = "catatan") { Baris(layar.catatan) }
    items(layar.dibuang, key = { "dibuang ${it.id}" }) {
        Bersama {
            Kartu { Isi(it) }
            TombolKecil(kata.drafKembalikan, Icons.Filled.Refresh, !isi.bekerja, "${kata.drafKembalikan}: ${it.judul}, ${it.nama}") { model.draf.kembalikan(it) }
        }
    }
}

@Composable
private fun Kabar(isi: DrafIsi) {
    val kata = LocalKata.current
    isi.kabar?.let {
        Kotak(
            if (it == KabarDraf.DIBUANG) kata.drafTerbuang else kata.drafKembali, Nada.BAIK, Ikon.CENTANG.gambar(),
            modifier = Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        )
    }
    isi.gagal?.let { KotakGalat(it) }
}

/** A draft and what can be done with it. */
@Composable
private fun Bersama(isi: @Composable () -> Unit) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) { isi() }

@Composable
private fun Bertanya(kartu: KartuDraf, model: AplikasiModel) {
    val kata = LocalKata.current
    BackHandler { model.draf.tetap() }
    Halaman(
        kata.drafBuangJudul,
        bawah = {
            Tombol(kata.drafBuangYa, aksi = model.draf::buang)
            TombolLain(kata.drafBuangTidak, aksi = model.draf::tetap)
        },
    ) {
        Kartu { Isi(kartu) }
        Text(kata.drafBuangTanya, style = MaterialTheme.typography.bodyLarge)
    }
}
