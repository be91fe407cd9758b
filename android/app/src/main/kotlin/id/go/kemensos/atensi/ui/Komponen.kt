package id.go.kemensos.atensi.ui

import android.os.Build
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Pesan

/** A page with its title, scrolling as a whole: at double type nothing is cut. */
@Composable
fun Halaman(judul: String, isi: @Composable ColumnScope.() -> Unit) {
    Column(
        Modifier.fillMaxWidth().safeDrawingPadding().verticalScroll(rememberScrollState()).padding(20.dp),
        verticalArrangement = Arrangement.spacedBy(16.dp),
    ) {
        Text(judul, style = MaterialTheme.typography.headlineMedium, modifier = Modifier.semantics { heading() })
        isi()
    }
}

/** What was read, or that it is being read, or why it could not be. */
@Composable
fun <T> TampilKeadaan(keadaan: Keadaan<T>, cobaLagi: () -> Unit, isi: @Composable (T) -> Unit) {
    when (keadaan) {
        is Keadaan.Memuat -> Menunggu(stringResource(R.string.memuat))
        is Keadaan.Galat -> Column(verticalArrangement = Arrangement.spacedBy(16.dp)) {
            KotakGalat(keadaan.pesan)
            Tombol(stringResource(R.string.coba_lagi), aksi = cobaLagi)
        }
        is Keadaan.Isi -> isi(keadaan.isi)
    }
}

/** Told to a screen reader as soon as it appears; the sign says it without the colour. */
@Composable
fun KotakGalat(pesan: Pesan) {
    Surface(
        color = MaterialTheme.colorScheme.errorContainer,
        shape = MaterialTheme.shapes.medium,
        modifier = Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive },
    ) {
        Row(Modifier.padding(16.dp), horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Icon(Icons.Filled.Warning, contentDescription = null)
            Text(kata(pesan), style = MaterialTheme.typography.bodyLarge)
        }
    }
}

@Composable
private fun kata(pesan: Pesan): String = when (pesan) {
    is Pesan.Inti -> pesan.teks
    is Pesan.Kesalahan -> stringResource(R.string.galat_kesalahan)
    is Pesan.PustakaTidakAda -> {
        val context = LocalContext.current
        val versi = context.packageManager.getPackageInfo(context.packageName, 0).versionName.orEmpty()
        stringResource(R.string.galat_pustaka, versi, Build.SUPPORTED_ABIS.joinToString())
    }
}

@Composable
fun Menunggu(kata: String) {
    Row(
        Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
        horizontalArrangement = Arrangement.spacedBy(16.dp), verticalAlignment = Alignment.CenterVertically,
    ) {
        CircularProgressIndicator(Modifier.size(32.dp))
        Text(kata, style = MaterialTheme.typography.bodyLarge)
    }
}

/** Across the page, high enough for a thumb. Material's grey of a button that waits is not read in the sun. */
@Composable
fun Tombol(kata: String, boleh: Boolean = true, aksi: () -> Unit) {
    val warna = ButtonDefaults.buttonColors(
        disabledContainerColor = MaterialTheme.colorScheme.surfaceVariant, disabledContentColor = MaterialTheme.colorScheme.onSurfaceVariant,
    )
    Button(onClick = aksi, enabled = boleh, colors = warna, modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp)) { Text(kata) }
}
