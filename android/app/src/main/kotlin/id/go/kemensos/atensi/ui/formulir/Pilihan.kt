package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.Checkbox
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirIsi
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.Panel
import id.go.kemensos.atensi.ui.KotakGalat
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Menunggu
import id.go.kemensos.atensi.ui.Tombol
import id.go.kemensos.atensi.ui.TombolKecil
import id.go.kemensos.atensi.ui.TombolLain
import id.go.kemensos.atensi.ui.TombolTirai
import id.go.kemensos.atensi.ui.hurufBesar
import id.go.kemensos.atensi.ui.tepi

/** Choices that all show at once. */
@Composable
internal fun PilihanSedikit(p: PertanyaanItem, sedang: Sedang, model: FormulirModel) {
    val banyak = p.alat == Alat.PILIH_BANYAK
    Column(if (banyak) Modifier else Modifier.selectableGroup(), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (pilihan in p.pilihan) {
            SatuPilihan(pilihan.label, pilihan.value in sedang.terpilih, banyak, !p.soal.readonly) { model.pilih(p.soal.path, pilihan.value) }
        }
    }
    Kosongkan(p, sedang.terpilih.isNotEmpty(), model)
}

/** The answer of a long list, and the way to its search. */
@Composable
internal fun PilihanPanjang(p: PertanyaanItem, model: FormulirModel) {
    if (p.tampil.isNotEmpty()) Text(p.tampil, style = MaterialTheme.typography.bodyLarge)
    TombolLain(LocalKata.current.formulirCariPilihan, ikon = Icons.Filled.Search, boleh = !p.soal.readonly) { model.bukaPilihan(p.soal.path) }
    Kosongkan(p, p.terpilih.isNotEmpty(), model)
}

/** Takes the answer away, where one may be missing. */
@Composable
internal fun Kosongkan(p: PertanyaanItem, ada: Boolean, model: FormulirModel, teks: String = LocalKata.current.umumKosongkan) {
    if (ada && !p.soal.readonly && !p.soal.required) TombolKecil(teks, Icons.Filled.Clear, lisan = "$teks: ${p.soal.label}") { model.jawab(p.soal.path, "") }
}

/** One line to tap, words and sign together; the thick frame says chosen without colour. */
@Composable
private fun SatuPilihan(kata: String, terpilih: Boolean, banyak: Boolean, boleh: Boolean, pilih: () -> Unit) {
    val warna = MaterialTheme.colorScheme
    val ketuk = if (banyak) Modifier.toggleable(terpilih, boleh, Role.Checkbox) { pilih() } else Modifier.selectable(terpilih, boleh, Role.RadioButton, onClick = pilih)
    Surface(
        shape = MaterialTheme.shapes.medium,
        color = if (terpilih) warna.primaryContainer else warna.surface, contentColor = if (terpilih) warna.onPrimaryContainer else warna.onSurface,
        border = BorderStroke(if (terpilih) 3.dp else 1.dp, if (terpilih) warna.primary else warna.outline),
        modifier = Modifier.fillMaxWidth(),
    ) {
        val sela = if (hurufBesar()) 8.dp else 12.dp
        Row(ketuk.heightIn(min = 56.dp).padding(horizontal = sela, vertical = 8.dp), Arrangement.spacedBy(sela), Alignment.CenterVertically) {
            if (banyak) Checkbox(terpilih, null, enabled = boleh) else RadioButton(terpilih, null, enabled = boleh)
            Text(kata, style = MaterialTheme.typography.bodyLarge)
        }
    }
}

/** A statement to tick. */
@Composable
internal fun Centang(p: PertanyaanItem, sedang: Sedang, model: FormulirModel) {
    val ya = sedang.nilai.isNotEmpty()
    SatuPilihan(p.soal.label, ya, banyak = true, boleh = !p.soal.readonly) { model.jawab(p.soal.path, if (ya) "" else "OK") }
}

/** The search through a long list: ten thousand are read in stretches. */
@Composable
internal fun PanelCari(panel: Panel.Cari, isi: FormulirIsi, model: FormulirModel) {
    val kata = LocalKata.current
    val p = isi.pertanyaan(panel.path)
    val banyak = p?.alat == Alat.PILIH_BANYAK_CARI
    val terpilih = p?.let(isi::terpilih).orEmpty()
    var teks by rememberSaveable(panel.path) { mutableStateOf(panel.teks) }
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding()) {
            LazyColumn(Modifier.weight(1f), contentPadding = PaddingValues(tepi()), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                item(key = "tirai") { TombolTirai() }
                // Before a question that may be long.
                item(key = "kotak") {
                    OutlinedTextField(
                        value = teks,
                        onValueChange = {
                            teks = it
                            model.cariPilihan(it)
                        },
                        singleLine = true, label = { Text(kata.formulirCariPilihan) }, modifier = Modifier.fillMaxWidth(),
                    )
                }
                item(key = "judul") { Text(p?.soal?.label.orEmpty(), style = MaterialTheme.typography.titleMedium) }
                items(panel.items, key = { "p:${it.value}" }) { SatuPilihan(it.label, it.value in terpilih, banyak, true) { model.pilihDari(it) } }
                item(key = "akhir") {
                    val gagal = panel.gagal
                    when {
                        panel.memuat -> Menunggu(kata.umumMemuat)
                        gagal != null -> Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
                            KotakGalat(gagal)
                            TombolLain(kata.umumCobaLagi) { model.bacaPilihan() }
                        }
                        panel.items.isEmpty() -> Text(kata.formulirPilihanKosong, style = MaterialTheme.typography.bodyLarge)
                        panel.items.size.toULong() < panel.total -> TombolLain(kata.formulirPilihanLagi, aksi = model::pilihanLagi)
                    }
                }
            }
            Column(Modifier.padding(horizontal = tepi(), vertical = 8.dp)) { Tombol(if (banyak) kata.umumSelesai else kata.umumTutup, aksi = model::tutupPanel) }
        }
    }
}
