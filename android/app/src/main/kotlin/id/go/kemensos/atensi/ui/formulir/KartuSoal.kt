package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.Gangguan
import id.go.kemensos.atensi.model.KeadaanLokasi
import id.go.kemensos.atensi.ui.IkonBacakan
import id.go.kemensos.atensi.ui.Judul
import id.go.kemensos.atensi.ui.Kotak
import id.go.kemensos.atensi.ui.KotakGalat
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Teks
import id.go.kemensos.atensi.ui.TombolKecil
import id.go.kemensos.atensi.ui.TombolLain
import id.go.kemensos.atensi.ui.gambar
import id.go.kemensos.atensi.ui.hurufBesar

/** What the worker is just doing at one question: only this, so that a key pressed draws one question anew. */
internal data class Sedang(
    val nilai: String, val terpilih: List<String>, val kurang: String, val gagal: Gangguan?, val menyimpanFoto: Boolean, val lokasi: KeadaanLokasi?,
)

/** A question: what is asked, what answers it, what is wrong. */
@Composable
internal fun KartuSoal(p: PertanyaanItem, sedang: Sedang, model: FormulirModel, pembantu: Pembantu) {
    Column(Modifier.fillMaxWidth().testTag(p.soal.path), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        when (p.alat) {
            Alat.KELOMPOK -> return@Column Judul(p.soal.label)
            Alat.CATATAN -> return@Column Kotak(p.soal.label, Nada.MENUNGGU, Ikon.PERISAI.gambar())
            else -> Kepala(p, model)
        }
        when (p.alat) {
            Alat.TEKS, Alat.TEKS_PANJANG, Alat.BILANGAN, Alat.DESIMAL -> KolomTeks(p, sedang, model)
            Alat.PILIH_SATU, Alat.PILIH_BANYAK -> PilihanSedikit(p, sedang, model)
            Alat.PILIH_SATU_CARI, Alat.PILIH_BANYAK_CARI -> PilihanPanjang(p, model)
            Alat.TANGGAL, Alat.JAM, Alat.TANGGAL_JAM -> TombolWaktu(p, model)
            Alat.SETUJU -> Centang(p, sedang, model)
            Alat.LOKASI -> TombolLokasi(p, sedang, model, pembantu)
            Alat.FOTO -> TombolFoto(p, sedang, model, pembantu)
            Alat.TANDA_TANGAN -> TombolTandaTangan(p, sedang, model, pembantu)
            Alat.BERULANG -> Baris(p, model)
            Alat.HASIL -> Text(p.tampil, style = MaterialTheme.typography.titleLarge)
            Alat.KELOMPOK, Alat.CATATAN -> Unit
        }
        Salah(p, sedang, pembantu)
    }
}

@Composable
private fun Kepala(p: PertanyaanItem, model: FormulirModel) {
    val kata = LocalKata.current
    val bacakan = "${kata.formulirBacakan}: ${p.soal.label}"
    // A tick carries its own words; beside large type there is no room.
    val disisi = p.alat != Alat.SETUJU && !hurufBesar()
    if (p.alat != Alat.SETUJU) {
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            Teks(p.soal.label, style = MaterialTheme.typography.titleMedium, modifier = Modifier.weight(1f).semantics { contentDescription = p.lisan })
            if (p.soal.asked && disisi) IconButton({ model.bacakan(p.soal.path) }, Modifier.size(48.dp)) {
                Icon(IkonBacakan, contentDescription = bacakan, tint = MaterialTheme.colorScheme.primary)
            }
        }
    }
    if (p.soal.hint.isNotEmpty()) Text(p.soal.hint, style = MaterialTheme.typography.bodyMedium)
    if (p.soal.required && p.soal.asked) {
        Text(kata.umumWajib, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
    if (p.soal.asked && !disisi) TombolKecil(kata.formulirBacakan, IkonBacakan, lisan = bacakan) { model.bacakan(p.soal.path) }
}

@Composable
private fun Salah(p: PertanyaanItem, sedang: Sedang, pembantu: Pembantu) {
    val kata = LocalKata.current
    if (p.galat.isNotEmpty()) Peringatan(p.galat)
    if (sedang.kurang.isNotEmpty()) Peringatan(sedang.kurang)
    when (val gagal = sedang.gagal) {
        null -> Unit
        is Gangguan.Jawaban -> {
            Peringatan(kata.formulirBelumTersimpan)
            KotakGalat(gagal.pesan)
        }
        Gangguan.Foto -> Peringatan(kata.formulirFotoGalat)
        Gangguan.KameraDitolak -> {
            Peringatan(kata.izinKameraDitolak)
            TombolLain(kata.izinPengaturan, aksi = pembantu::bukaPengaturan)
        }
    }
}

@Composable
internal fun Peringatan(teks: String) =
    Kotak(teks, Nada.PERHATIAN, Ikon.PERINGATAN.gambar(), modifier = Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite })
