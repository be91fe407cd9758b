package id.go.kemensos.atensi.ui

import android.os.Build
import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.Jaringan
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.Pesan
import id.go.kemensos.atensi.model.kata

/** The words in the language in use. */
val LocalKata = staticCompositionLocalOf { Kata(Bahasa.ID) }

/** Whether there is a network. */
val LocalJaringan = staticCompositionLocalOf { Jaringan() }

/** Covers the page, where there is something to hide. */
val LocalTirai = staticCompositionLocalOf<(() -> Unit)?> { null }

/** The page's edge: narrow where large type needs the room. */
@Composable
fun tepi(): Dp = if (hurufBesar()) 12.dp else 20.dp

/** Whether type is so large that nothing has room beside a question. */
@Composable
fun hurufBesar(): Boolean = LocalDensity.current.fontScale >= BESAR

private const val BESAR = 1.5f

/** Reads a page's record when it comes in sight, and again in another language. */
@Composable
fun SaatTampil(muat: () -> Unit) {
    LaunchedEffect(LocalKata.current) { muat() }
}

/**
 * A page with its title, scrolling as a whole: at double type nothing is cut. [bawah] stays in reach of the thumb, so it holds one
 * thing to do; [kembali] is the way back; [gaya] of a long title is smaller.
 */
@Composable
fun Halaman(
    judul: String, kembali: (() -> Unit)? = null, bawah: (@Composable ColumnScope.() -> Unit)? = null,
    gaya: TextStyle = MaterialTheme.typography.headlineMedium, isi: @Composable ColumnScope.() -> Unit,
) {
    Column(Modifier.fillMaxSize().safeDrawingPadding()) {
        Column(
            Modifier.weight(1f).fillMaxWidth().verticalScroll(rememberScrollState()).padding(tepi()),
            verticalArrangement = Arrangement.spacedBy(16.dp),
        ) {
            Kepala(judul, kembali, gaya)
            isi()
        }
        bawah?.let { Bawah(it) }
    }
}

/** The same for a list that may be long: only what is in sight is made. */
@Composable
fun HalamanDaftar(judul: String, kembali: (() -> Unit)? = null, bawah: (@Composable ColumnScope.() -> Unit)? = null, isi: LazyListScope.() -> Unit) {
    Column(Modifier.fillMaxSize().safeDrawingPadding()) {
        LazyColumn(Modifier.weight(1f).fillMaxWidth(), contentPadding = PaddingValues(tepi()), verticalArrangement = Arrangement.spacedBy(16.dp)) {
            item(key = "halaman") { Column { Kepala(judul, kembali) } }
            isi()
        }
        bawah?.let { Bawah(it) }
    }
}

@Composable
private fun Kepala(judul: String, kembali: (() -> Unit)?, gaya: TextStyle = MaterialTheme.typography.headlineMedium) {
    val kata = LocalKata.current
    if (kembali != null || LocalTirai.current != null) Berjajar {
        if (kembali != null) TombolKecil(kata.umumKembali, Icons.AutoMirrored.Filled.ArrowBack, aksi = kembali)
        TombolTirai()
    }
    JudulHalaman(judul, gaya)
}

/** Hides the page from eyes that should not see it; every page has one. */
@Composable
fun TombolTirai() {
    LocalTirai.current?.let { TombolKecil(LocalKata.current.formulirSembunyikan, Icons.Filled.Lock, aksi = it) }
}

@Composable
fun JudulHalaman(kata: String, gaya: TextStyle = MaterialTheme.typography.headlineMedium) = Text(kata, style = gaya, modifier = Modifier.semantics { heading() })

@Composable
private fun Bawah(isi: @Composable ColumnScope.() -> Unit) {
    Surface(shadowElevation = 8.dp, color = MaterialTheme.colorScheme.surface) {
        Column(Modifier.fillMaxWidth().padding(horizontal = tepi(), vertical = 12.dp), verticalArrangement = Arrangement.spacedBy(8.dp), content = isi)
    }
}

/** A part of a page begins. */
@Composable
fun Judul(kata: String) = Text(kata, style = MaterialTheme.typography.titleLarge, modifier = Modifier.padding(top = 8.dp).semantics { heading() })

/** What was read, or that it is being read, or why it could not be. [memuat] and [galat] are the page's own words for it. */
@Composable
fun <T> TampilKeadaan(keadaan: Keadaan<T>, cobaLagi: () -> Unit, memuat: String? = null, galat: String? = null, isi: @Composable (T) -> Unit) {
    when (keadaan) {
        is Keadaan.Memuat -> Menunggu(memuat ?: LocalKata.current.umumMemuat)
        is Keadaan.Galat -> TampilGalat(keadaan.pesan, cobaLagi, galat)
        is Keadaan.Isi -> isi(keadaan.isi)
    }
}

/** Why a page cannot be shown, and the way out. */
@Composable
fun TampilGalat(pesan: Pesan, cobaLagi: () -> Unit, galat: String? = null) {
    Column(verticalArrangement = Arrangement.spacedBy(16.dp)) {
        if (galat != null) Text(galat, style = MaterialTheme.typography.bodyLarge)
        KotakGalat(pesan)
        // The page may have its own thing to do.
        TombolLain(LocalKata.current.umumCobaLagi, ikon = Icons.Filled.Refresh, aksi = cobaLagi)
    }
}

/** Told to a screen reader as soon as it appears; the sign says it without the colour. */
@Composable
fun KotakGalat(pesan: Pesan) {
    val context = LocalContext.current
    val versi = context.packageManager.getPackageInfo(context.packageName, 0).versionName.orEmpty()
    val teks = pesan.kata(LocalKata.current, "$versi, ${Build.SUPPORTED_ABIS.joinToString()}")
    Surface(
        color = MaterialTheme.colorScheme.errorContainer,
        shape = MaterialTheme.shapes.medium,
        modifier = Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive },
    ) {
        Row(Modifier.padding(16.dp), horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Icon(Icons.Filled.Warning, contentDescription = null, modifier = Modifier.padding(top = 2.dp).size(ukuranIkon()))
            Text(teks, style = MaterialTheme.typography.bodyLarge)
        }
    }
}

@Composable
fun Menunggu(kata: String) {
    Row(
        Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
        horizontalArrangement = Arrangement.spacedBy(16.dp), verticalAlignment = Alignment.CenterVertically,
    ) {
        CircularProgressIndicator(Modifier.size(ukuranIkon(32.dp)))
        Text(kata, style = MaterialTheme.typography.bodyLarge)
    }
}

/** Across the page, high enough for a thumb. Material's grey of a button that waits is not read in the sun. */
@Composable
fun Tombol(kata: String, boleh: Boolean = true, ikon: ImageVector? = null, aksi: () -> Unit) {
    val warna = ButtonDefaults.buttonColors(
        disabledContainerColor = MaterialTheme.colorScheme.surfaceVariant, disabledContentColor = MaterialTheme.colorScheme.onSurfaceVariant,
    )
    // Round ends would take the room of a second line.
    Button(onClick = aksi, enabled = boleh, colors = warna, shape = MaterialTheme.shapes.medium, modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp)) { IsiTombol(kata, ikon) }
}

/** Something else that can be done here. */
@Composable
fun TombolLain(kata: String, boleh: Boolean = true, ikon: ImageVector? = null, aksi: () -> Unit) {
    val warna = ButtonDefaults.outlinedButtonColors(contentColor = MaterialTheme.colorScheme.primary, disabledContentColor = MaterialTheme.colorScheme.onSurfaceVariant)
    // Material's own edge is a grey that the sun takes away.
    val tepi = BorderStroke(2.dp, if (boleh) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.outline)
    OutlinedButton(onClick = aksi, enabled = boleh, colors = warna, border = tepi, shape = MaterialTheme.shapes.medium, modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp)) { IsiTombol(kata, ikon) }
}

/** As wide as its word: beside others, or on the way. [lisan] says what it does where the word alone does not. */
@Composable
fun TombolKecil(kata: String, ikon: ImageVector? = null, boleh: Boolean = true, lisan: String? = null, aksi: () -> Unit) {
    val ucapan = if (lisan == null) Modifier else Modifier.semantics { contentDescription = lisan }
    // Material's round ends would cut the corners of two lines.
    val warna = ButtonDefaults.textButtonColors(disabledContentColor = MaterialTheme.colorScheme.onSurfaceVariant)
    TextButton(onClick = aksi, enabled = boleh, colors = warna, shape = MaterialTheme.shapes.small, modifier = Modifier.heightIn(min = 48.dp).then(ucapan), contentPadding = PaddingValues(8.dp)) {
        IsiTombol(kata, ikon, TextAlign.Start)
    }
}

@Composable
private fun IsiTombol(kata: String, ikon: ImageVector?, rata: TextAlign = TextAlign.Center) {
    if (ikon != null) Icon(ikon, contentDescription = null, modifier = Modifier.padding(end = 12.dp).size(ukuranIkon()))
    Text(kata, textAlign = rata)
}
