package id.go.kemensos.atensi.ui

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.LifecycleEventEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.model.FormulirIsi
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Panel
import id.go.kemensos.atensi.ui.formulir.KartuSoal
import id.go.kemensos.atensi.ui.formulir.PanelCari
import id.go.kemensos.atensi.ui.formulir.PanelGambar
import id.go.kemensos.atensi.ui.formulir.PanelTandaTangan
import id.go.kemensos.atensi.ui.formulir.PanelWaktu
import id.go.kemensos.atensi.ui.formulir.Pembantu
import id.go.kemensos.atensi.ui.formulir.Peringatan
import id.go.kemensos.atensi.ui.formulir.Sedang
import id.go.kemensos.atensi.ui.formulir.pembantu

/** Asesmen and every other form: one section a page, everything saved as it is answered. */
@Composable
fun FormulirScreen(model: FormulirModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    val pembantu = pembantu(model)
    LaunchedEffect(model) { model.mulai() }
    // The phone may kill what is not seen.
    LifecycleEventEffect(Lifecycle.Event.ON_STOP) { model.simpan() }
    BackHandler { model.kembali() }
    when (val k = keadaan) {
        is Keadaan.Memuat -> Halaman(kata.umumNamaAplikasi) { Menunggu(kata.formulirMemuat) }
        is Keadaan.Galat -> Halaman(
            kata.umumGalatJudul,
            bawah = {
                Tombol(kata.umumCobaLagi, aksi = model::muat)
                TombolLain(kata.umumKembali, aksi = model::kembali)
            },
        ) {
            Text(kata.formulirGalat, style = MaterialTheme.typography.bodyLarge)
            KotakGalat(k.pesan)
        }
        is Keadaan.Isi -> Isi(k.isi, model, pembantu)
    }
}

@Composable
private fun Isi(isi: FormulirIsi, model: FormulirModel, pembantu: Pembantu) {
    val kata = LocalKata.current
    // Kept here, so that the page is where it was after something lay over it.
    val gulir = key(isi.layar.kepala.halaman) { rememberLazyListState() }
    val panel = isi.panel
    if (isi.bekerja) return Halaman(isi.layar.judul) { Menunggu(kata.selesaiMemuat) }
    when (panel) {
        null -> Lembar(isi, model, pembantu, gulir)
        Panel.Daftar -> DaftarBagian(isi, model)
        is Panel.Cari -> PanelCari(panel, isi, model)
        is Panel.Waktu -> isi.pertanyaan(panel.path)?.let { PanelWaktu(it, model) }
        is Panel.TandaTangan -> isi.pertanyaan(panel.path)?.let { PanelTandaTangan(it, model) }
        is Panel.Gambar -> isi.pertanyaan(panel.path)?.let { PanelGambar(it, model) }
        is Panel.Keluar -> Tanya(
            kata.formulirKeluarJudul, if (panel.hilang) kata.formulirKeluarHilang else kata.formulirKeluar,
            if (panel.hilang) kata.formulirKeluarTetap else kata.formulirKeluarYa, kata.formulirTetap, model::keluar, model::tutupPanel,
        )
        is Panel.HapusBaris ->
            Tanya(kata.formulirBarisHapusJudul(panel.kartu.judul), kata.formulirBarisHapus, kata.umumHapus, kata.umumBatal, model::hapusBaris, model::tutupPanel)
        Panel.Selesai -> Tanya(kata.formulirSelesaiJudul, kata.formulirSelesaiTanya, kata.formulirSelesai, kata.formulirTetap, model::selesai, model::tutupPanel)
    }
}

/** A question over the whole page: large, calm, nothing beside it. */
@Composable
private fun Tanya(judul: String, teks: String, ya: String, tidak: String, jawabYa: () -> Unit, jawabTidak: () -> Unit) {
    Halaman(
        judul,
        bawah = {
            Tombol(ya, aksi = jawabYa)
            TombolLain(tidak, aksi = jawabTidak)
        },
    ) { Text(teks, style = MaterialTheme.typography.bodyLarge) }
}

@Composable
private fun Lembar(isi: FormulirIsi, model: FormulirModel, pembantu: Pembantu, gulir: LazyListState) {
    val kata = LocalKata.current
    val kepala = isi.layar.kepala
    val fokus = LocalFocusManager.current
    LaunchedEffect(isi.sorot, kepala.halaman) {
        val di = isi.layar.pertanyaan.indexOfFirst { it.soal.path == isi.sorot }
        // The head is the first of the list.
        if (di >= 0) gulir.scrollToItem(di + 1)
        if (isi.sorot != null) model.terlihat()
    }
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding()) {
            LazyColumn(
                Modifier.weight(1f).testTag("lembar"), gulir, contentPadding = PaddingValues(tepi()), verticalArrangement = Arrangement.spacedBy(24.dp),
            ) {
                item(key = "kepala") { KepalaLembar(isi, model) }
                items(isi.layar.pertanyaan, key = { it.soal.path }) { p ->
                    val path = p.soal.path
                    KartuSoal(
                        p, Sedang(isi.nilai(p), isi.terpilih(p), isi.kurang(p), isi.gagal[path], path in isi.menyimpanFoto, isi.lokasi[path]), model, pembantu,
                    )
                }
                item(key = "kaki") { KakiLembar(isi, model) }
            }
            Column(Modifier.padding(horizontal = tepi(), vertical = 8.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(
                    if (isi.ketikan.isEmpty()) kepala.tersimpan else kata.formulirMenyimpan,
                    style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
                Tombol(
                    when {
                        kepala.induk != null -> kata.formulirKeBaris
                        kepala.sesudah != null -> kata.formulirSesudah
                        else -> kata.formulirSelesai
                    },
                ) {
                    fokus.clearFocus()
                    model.lanjut()
                }
            }
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun KepalaLembar(isi: FormulirIsi, model: FormulirModel) {
    val kata = LocalKata.current
    val kepala = isi.layar.kepala
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Teks(listOf(isi.layar.judul, isi.layar.untuk).filter(String::isNotEmpty).joinToString(" · "), style = MaterialTheme.typography.bodyLarge)
        JudulHalaman(kepala.judul)
        Teks(listOf(kepala.posisi, kepala.kemajuan).filter(String::isNotEmpty).joinToString(" · "), style = MaterialTheme.typography.bodyMedium)
        // The line above says it.
        LinearProgressIndicator({ kepala.persen.toFloat() / 100f }, Modifier.fillMaxWidth().semantics { contentDescription = kepala.kemajuan })
        isi.gagalHalaman?.let {
            KotakGalat(it)
            TombolLain(kata.umumCobaLagi, ikon = Icons.Filled.Refresh, aksi = model::muat)
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            TombolKecil(kata.formulirBagian, Icons.AutoMirrored.Filled.List, aksi = model::bukaDaftar)
            if (kepala.bisaUrung) TombolKecil(kata.formulirUrung, IkonUrung, aksi = model::urung)
            if (kepala.bisaUlang) TombolKecil(kata.formulirUlang, IkonUlang, aksi = model::ulang)
            TombolTirai()
        }
    }
}

@Composable
private fun KakiLembar(isi: FormulirIsi, model: FormulirModel) {
    val kata = LocalKata.current
    val kepala = isi.layar.kepala
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (isi.cobaSelesai && !kepala.bisaSelesai) {
            Peringatan(kata.formulirBelumBisa)
            TombolLain(kepala.masalah, aksi = model::periksa)
        }
        if (kepala.sebelum != null) TombolLain(kata.formulirSebelum, ikon = Icons.AutoMirrored.Filled.ArrowBack, aksi = model::sebelum)
        TombolLain(kata.umumKembali, aksi = model::kembali)
    }
}

@Composable
private fun DaftarBagian(isi: FormulirIsi, model: FormulirModel) {
    val kata = LocalKata.current
    val kepala = isi.layar.kepala
    Halaman(kata.formulirBagian, bawah = { Tombol(kata.umumTutup, aksi = model::tutupPanel) }) {
        Text(kepala.kemajuan, style = MaterialTheme.typography.bodyLarge)
        if (kepala.masalah.isNotEmpty()) TombolLain(kepala.masalah, aksi = model::periksa)
        for (b in isi.layar.bagian) {
            Surface(
                shape = MaterialTheme.shapes.medium, color = if (b.terbuka) MaterialTheme.colorScheme.secondaryContainer else MaterialTheme.colorScheme.surfaceVariant,
                contentColor = if (b.terbuka) MaterialTheme.colorScheme.onSecondaryContainer else MaterialTheme.colorScheme.onSurfaceVariant,
                modifier = Modifier.fillMaxWidth(),
            ) {
                Column(
                    Modifier.clickable(role = Role.Button) { model.halaman(b.path) }.semantics(mergeDescendants = true) { contentDescription = b.lisan }
                        .heightIn(min = 56.dp).padding(16.dp),
                    verticalArrangement = Arrangement.spacedBy(8.dp),
                ) {
                    Text(b.judul, style = MaterialTheme.typography.titleMedium)
                    Row { Label(b.kata, b.nada, b.ikon.gambar()) }
                    if (b.hitung.isNotEmpty()) Text(b.hitung, style = MaterialTheme.typography.bodyMedium)
                }
            }
        }
    }
}
