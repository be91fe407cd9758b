package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowForward
import androidx.compose.material.icons.filled.Check
import androidx.compose.material.icons.filled.Edit
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.ui.LocalKata

/** The words in the language of the screen. */
@Composable
internal fun kata(): Kata = LocalKata.current

/** A page that scrolls as a whole, with what is done most [kaki] within reach of the thumb. */
@Composable
internal fun HalamanGulir(
    judul: String, kaki: @Composable ColumnScope.() -> Unit = { }, gaya: TextStyle = MaterialTheme.typography.headlineMedium, isi: @Composable ColumnScope.() -> Unit,
) {
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding()) {
            Column(
                Modifier.weight(1f).fillMaxWidth().verticalScroll(rememberScrollState()).padding(20.dp),
                verticalArrangement = Arrangement.spacedBy(16.dp),
            ) {
                Judul(judul, gaya)
                isi()
            }
            Column(Modifier.padding(horizontal = 20.dp, vertical = 8.dp), verticalArrangement = Arrangement.spacedBy(8.dp), content = kaki)
        }
    }
}

@Composable
internal fun Judul(teks: String, gaya: TextStyle = MaterialTheme.typography.headlineMedium) = Text(teks, style = gaya, modifier = Modifier.semantics { heading() })

@Composable
internal fun SubJudul(teks: String) = Text(teks, style = MaterialTheme.typography.titleLarge, modifier = Modifier.semantics { heading() })

/** Across the page; not what is done most. */
@Composable
internal fun TombolKedua(kata: String, ikon: ImageVector? = null, boleh: Boolean = true, aksi: () -> Unit) {
    OutlinedButton(
        onClick = aksi, enabled = boleh, modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp),
        // Round ends cut the words of four lines.
        shape = MaterialTheme.shapes.medium,
        border = BorderStroke(2.dp, if (boleh) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.outline),
    ) {
        if (ikon != null) Icon(ikon, contentDescription = null, modifier = Modifier.padding(end = 12.dp))
        Text(kata, style = MaterialTheme.typography.labelLarge)
    }
}

/** A small one beside others; [lisan] says what it does where the word alone does not. */
@Composable
internal fun TombolKecil(kata: String, ikon: ImageVector, lisan: String? = null, boleh: Boolean = true, aksi: () -> Unit) {
    val ucapan = if (lisan == null) Modifier else Modifier.semantics { contentDescription = lisan }
    TextButton(onClick = aksi, enabled = boleh, modifier = Modifier.heightIn(min = 48.dp).then(ucapan)) {
        Icon(ikon, contentDescription = null, modifier = Modifier.padding(end = 8.dp))
        Text(kata)
    }
}

/** Words that matter, told by a picture and a colour too. */
@Composable
internal fun Kotak(kata: String, nada: Nada, ikon: Ikon, modifier: Modifier = Modifier) {
    val (latar, tulisan) = warna(nada)
    Surface(color = latar, contentColor = tulisan, shape = MaterialTheme.shapes.medium, modifier = modifier.fillMaxWidth()) {
        Row(Modifier.padding(16.dp), horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            GambarIkon(ikon)
            Text(kata, style = MaterialTheme.typography.bodyLarge)
        }
    }
}

/** A short mark: picture and word. */
@Composable
internal fun TandaKecil(kata: String, nada: Nada, ikon: Ikon) {
    val (latar, tulisan) = warna(nada)
    Surface(color = latar, contentColor = tulisan, shape = MaterialTheme.shapes.small) {
        Row(Modifier.padding(horizontal = 12.dp, vertical = 6.dp), Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
            GambarIkon(ikon)
            Text(kata, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

@Composable
private fun warna(nada: Nada): Pair<Color, Color> = with(MaterialTheme.colorScheme) {
    when (nada) {
        Nada.NETRAL -> surfaceVariant to onSurfaceVariant
        Nada.BAIK -> primaryContainer to onPrimaryContainer
        Nada.MENUNGGU -> secondaryContainer to onSecondaryContainer
        Nada.PERHATIAN, Nada.BAHAYA -> errorContainer to onErrorContainer
    }
}

/** The picture beside a word; the word says it. */
@Composable
internal fun GambarIkon(ikon: Ikon) {
    val gambar = when (ikon) {
        Ikon.PENSIL -> Icons.Filled.Edit
        Ikon.PANAH -> Icons.AutoMirrored.Filled.ArrowForward
        Ikon.CENTANG -> Icons.Filled.Check
        Ikon.PERINGATAN -> Icons.Filled.Warning
        Ikon.GEMBOK -> Icons.Filled.Lock
        Ikon.PERISAI -> Icons.Filled.Info
        Ikon.JAM, Ikon.LINGKARAN, Ikon.SETENGAH -> null
    }
    if (gambar != null) return Icon(gambar, contentDescription = null)
    val warna = LocalContentColor.current
    Box(Modifier.size(24.dp), contentAlignment = Alignment.Center) {
        Canvas(Modifier.size(18.dp)) {
            drawCircle(warna, style = Stroke(2.dp.toPx()))
            when (ikon) {
                Ikon.SETENGAH -> drawArc(warna, 90f, 180f, useCenter = true)
                Ikon.JAM -> {
                    drawLine(warna, center, Offset(center.x, size.height * 0.2f), 2.dp.toPx())
                    drawLine(warna, center, Offset(size.width * 0.75f, center.y), 2.dp.toPx())
                }
                else -> Unit
            }
        }
    }
}
