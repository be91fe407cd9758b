package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.BarisKata
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.KunjunganIsi
import id.go.kemensos.atensi.model.KunjunganModel

/** Kunjungan Rumah, before the door: safety first, then what was agreed last time. */
@Composable
fun KunjunganScreen(model: KunjunganModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    LaunchedEffect(model) { model.muat() }
    when (val k = keadaan) {
        is Keadaan.Memuat -> Halaman(kata.kunjunganJudul) { Menunggu(kata.kunjunganMemuat) }
        is Keadaan.Galat -> Halaman(
            kata.kunjunganJudul,
            bawah = {
                // The way into the form stays open: the visit happens now.
                Tombol(kata.hariIniMulai, aksi = model::mulaiKunjungan)
                TombolLain(kata.umumCobaLagi, aksi = model::muat)
            },
        ) {
            Text(kata.kunjunganGalat, style = MaterialTheme.typography.bodyLarge)
            KotakGalat(k.pesan)
        }
        is Keadaan.Isi -> Kunjungan(k.isi, model)
    }
}

@Composable
private fun Kunjungan(isi: KunjunganIsi, model: KunjunganModel) {
    val kata = LocalKata.current
    val layar = isi.layar
    val utama = layar.aksi.firstOrNull { it.utama }
    Halaman(
        layar.nama,
        bawah = {
            isi.gagal?.let { KotakGalat(it) }
            if (isi.bekerja) Menunggu(kata.formulirMemuat) else utama?.let { Tombol(it.kata) { model.pilih(it.rute) } }
        },
    ) {
        Text(kata.kunjunganJudul, style = MaterialTheme.typography.titleMedium)
        for (baris in listOf(layar.rincian, layar.tempat, layar.jatuhTempo)) Baris(baris)
        Berjajar {
            Label(layar.risiko)
            layar.tanda.forEach { Label(it) }
            Label(layar.status)
        }
        Judul(kata.kunjunganKeselamatan)
        if (layar.keselamatan.isNotEmpty()) Kotak(layar.keselamatan, Nada.BAHAYA, Ikon.PERINGATAN.gambar())
        Text(kata.kunjunganKeselamatanSaran, style = MaterialTheme.typography.bodyLarge)
        if (layar.persetujuan.isNotEmpty()) Kotak(layar.persetujuan, Nada.MENUNGGU, Ikon.PERISAI.gambar())
        layar.draf?.let { d ->
            Judul(kata.kunjunganDraf)
            Text(listOf(d.judul, d.rincian).filter(String::isNotEmpty).joinToString(" · "), style = MaterialTheme.typography.bodyLarge)
            if (utama?.rute != d.rute) TombolLain(kata.umumLanjut, boleh = !isi.bekerja) { model.pilih(d.rute) }
        }
        if (layar.baris.isNotEmpty()) {
            Judul(kata.kunjunganSebelumnya)
            BarisBaris(layar.baris)
        }
        for (a in layar.aksi) if (a !== utama) TombolLain(a.kata, boleh = !isi.bekerja) { model.pilih(a.rute) }
        Kotak(kata.kunjunganLuring, Nada.NETRAL, Ikon.CENTANG.gambar())
    }
}

/** Labels and values, one under the other: two columns are cut at double type. */
@Composable
internal fun BarisBaris(baris: List<BarisKata>) {
    for (b in baris) {
        Column(Modifier.semantics(mergeDescendants = true) { contentDescription = "${b.label}: ${b.nilai}" }) {
            Text(b.label, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
            Baris(b.nilai)
        }
    }
}
