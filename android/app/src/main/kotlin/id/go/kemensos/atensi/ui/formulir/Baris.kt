package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material.icons.filled.Edit
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.ui.Label
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.TombolKecil
import id.go.kemensos.atensi.ui.TombolLain
import id.go.kemensos.atensi.ui.gambar

/** Rows of a repeat as cards: each opens on a page of its own. */
@Composable
internal fun Baris(p: PertanyaanItem, model: FormulirModel) {
    val kata = LocalKata.current
    for (kartu in p.baris) {
        Surface(shape = MaterialTheme.shapes.medium, border = BorderStroke(1.dp, MaterialTheme.colorScheme.outline), modifier = Modifier.fillMaxWidth()) {
            Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                Text(kartu.judul, style = MaterialTheme.typography.titleMedium, modifier = Modifier.semantics { contentDescription = kartu.lisan })
                Text(kartu.ringkas, style = MaterialTheme.typography.bodyLarge)
                if (kartu.masalah > 0u) Label(kata.formulirPeriksa, Nada.PERHATIAN, Ikon.PERINGATAN.gambar())
                TombolKecil(kata.formulirBarisBuka, Icons.Filled.Edit, lisan = "${kata.formulirBarisBuka}: ${kartu.judul}") { model.halaman(kartu.path) }
                if (kartu.bisaHapus) {
                    TombolKecil(kata.umumHapus, Icons.Filled.Delete, lisan = kata.lisanHapusBaris(kartu.judul)) { model.mintaHapusBaris(p.soal.path, kartu) }
                }
            }
        }
    }
    if (p.tambah.isNotEmpty()) TombolLain(p.tambah, ikon = Icons.Filled.Add) { model.tambahBaris(p.soal.path) }
}
