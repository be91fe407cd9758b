package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.BarisKata
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.KunjunganIsi
import id.go.kemensos.atensi.model.KunjunganModel
import id.go.kemensos.atensi.ui.formulir.HalamanGulir
import id.go.kemensos.atensi.ui.formulir.Kotak
import id.go.kemensos.atensi.ui.formulir.SubJudul
import id.go.kemensos.atensi.ui.formulir.TandaKecil
import id.go.kemensos.atensi.ui.formulir.TombolKedua
import id.go.kemensos.atensi.ui.formulir.kata

/** Kunjungan Rumah, before the door: safety first, then what was agreed last time. */
@Composable
fun KunjunganScreen(model: KunjunganModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = kata()
    LaunchedEffect(model) { model.muat() }
    when (val k = keadaan) {
        is Keadaan.Memuat -> HalamanGulir(kata.kunjunganJudul) { Menunggu(kata.kunjunganMemuat) }
        is Keadaan.Galat -> HalamanGulir(
            kata.kunjunganJudul,
            kaki = {
                // The way into the form stays open: the visit happens now.
                Tombol(kata.hariIniMulai, aksi = model::mulaiKunjungan)
                TombolKedua(kata.umumCobaLagi, aksi = model::muat)
            },
        ) {
            Text(kata.kunjunganGalat, style = MaterialTheme.typography.bodyLarge)
            KotakGalat(k.pesan)
        }
        is Keadaan.Isi -> Kunjungan(k.isi, model)
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Kunjungan(isi: KunjunganIsi, model: KunjunganModel) {
    val kata = kata()
    val layar = isi.layar
    val utama = layar.aksi.firstOrNull { it.utama }
    HalamanGulir(
        layar.nama,
        kaki = {
            isi.gagal?.let { KotakGalat(it) }
            if (isi.bekerja) Menunggu(kata.formulirMemuat) else utama?.let { Tombol(it.kata) { model.pilih(it.rute) } }
        },
    ) {
        Text(kata.kunjunganJudul, style = MaterialTheme.typography.titleMedium)
        for (baris in listOf(layar.rincian, layar.tempat, layar.jatuhTempo)) if (baris.isNotEmpty()) Text(baris, style = MaterialTheme.typography.bodyLarge)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            TandaKecil(layar.risiko.kata, layar.risiko.nada, if (layar.risiko.nada == Nada.NETRAL) Ikon.PERISAI else Ikon.PERINGATAN)
            for (t in layar.tanda) TandaKecil(t.kata, t.nada, t.ikon)
            TandaKecil(layar.status.kata, layar.status.nada, layar.status.ikon)
        }
        SubJudul(kata.kunjunganKeselamatan)
        if (layar.keselamatan.isNotEmpty()) Kotak(layar.keselamatan, Nada.BAHAYA, Ikon.PERINGATAN)
        Text(kata.kunjunganKeselamatanSaran, style = MaterialTheme.typography.bodyLarge)
        if (layar.persetujuan.isNotEmpty()) Kotak(layar.persetujuan, Nada.MENUNGGU, Ikon.PERISAI)
        layar.draf?.let { d ->
            SubJudul(kata.kunjunganDraf)
            Text(listOf(d.judul, d.rincian).filter(String::isNotEmpty).joinToString(" · "), style = MaterialTheme.typography.bodyLarge)
            if (utama?.rute != d.rute) TombolKedua(kata.umumLanjut, boleh = !isi.bekerja) { model.pilih(d.rute) }
        }
        if (layar.baris.isNotEmpty()) {
            SubJudul(kata.kunjunganSebelumnya)
            BarisBaris(layar.baris)
        }
        for (a in layar.aksi) if (a !== utama) TombolKedua(a.kata, boleh = !isi.bekerja) { model.pilih(a.rute) }
        Kotak(kata.kunjunganLuring, Nada.NETRAL, Ikon.CENTANG)
    }
}

/** Labels and values, one under the other: two columns are cut at double type. */
@Composable
internal fun BarisBaris(baris: List<BarisKata>) {
    for (b in baris) {
        Column(Modifier.semantics(mergeDescendants = true) { contentDescription = "${b.label}: ${b.nilai}" }) {
            Text(b.label, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
            Text(b.nilai, style = MaterialTheme.typography.bodyLarge)
        }
    }
}
