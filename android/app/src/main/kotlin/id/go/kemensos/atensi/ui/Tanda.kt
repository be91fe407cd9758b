package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Edit
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.PilSinkron
import id.go.kemensos.atensi.inti.Tanda
import id.go.kemensos.atensi.inti.TandaRisiko
import id.go.kemensos.atensi.inti.TandaStatus

/** Words with their picture and colour, as the core means them. */
@Composable
fun Label(kata: String, nada: Nada, ikon: ImageVector?) {
    val warna = warna(nada)
    Surface(color = warna.dasar, contentColor = warna.isi, shape = MaterialTheme.shapes.small) {
        Row(Modifier.padding(horizontal = 10.dp, vertical = 6.dp), horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            if (ikon != null) Icon(ikon, contentDescription = null, modifier = Modifier.size(ukuranIkon(20.dp)))
            Teks(kata, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

@Composable
fun Label(tanda: Tanda) = Label(tanda.kata, tanda.nada, tanda.ikon.gambar())

@Composable
fun Label(status: TandaStatus) = Label(status.kata, status.nada, status.ikon.gambar())

@Composable
fun Label(risiko: TandaRisiko) =
    Label(risiko.kata, risiko.nada, if (risiko.nada == Nada.BAHAYA || risiko.nada == Nada.PERHATIAN) Icons.Filled.Warning else Ikon.LINGKARAN.gambar())

/** Grows with the type, but not so far that words lose their room. */
@Composable
fun ukuranIkon(biasa: Dp = 24.dp): Dp = biasa * LocalDensity.current.fontScale.coerceIn(1f, 1.5f)

/** Several of them: as many in a row as there is room for. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Berjajar(isi: @Composable () -> Unit) =
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) { isi() }

/** The sync pill; a tap leads to the outbox. */
@Composable
fun Pil(pil: PilSinkron, buka: (() -> Unit)?) = Kotak(pil.kata, pil.nada, pil.ikon.gambar(), pil.lisan, buka = buka)

/** No network: said wherever it matters, with what still works. */
@Composable
fun BarisLuring(kata: String) {
    if (!LocalJaringan.current.ada && kata.isNotEmpty()) Kotak(kata, Nada.NETRAL, Luring)
}

/** A sentence in its own colour across the page; with [buka] it leads somewhere. */
@Composable
fun Kotak(kata: String, nada: Nada, ikon: ImageVector, lisan: String = kata, modifier: Modifier = Modifier, buka: (() -> Unit)? = null) {
    val warna = warna(nada)
    val isi = @Composable {
        Box(Modifier.heightIn(min = 56.dp).padding(horizontal = 16.dp, vertical = 12.dp), Alignment.CenterStart) {
            // The picture stands beside the first line of several.
            Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
                Icon(ikon, contentDescription = null, modifier = Modifier.padding(top = 2.dp).size(ukuranIkon()))
                Teks(kata, style = MaterialTheme.typography.bodyLarge, modifier = Modifier.weight(1f))
                if (buka != null) Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, contentDescription = null, modifier = Modifier.padding(top = 2.dp).size(ukuranIkon()))
            }
        }
    }
    val bentuk = MaterialTheme.shapes.medium
    if (buka == null) {
        Surface(color = warna.dasar, contentColor = warna.isi, shape = bentuk, modifier = modifier.fillMaxWidth().semantics(mergeDescendants = true) { }, content = isi)
    } else {
        val ucapan = modifier.fillMaxWidth().semantics {
            contentDescription = lisan
            role = Role.Button
        }
        Surface(onClick = buka, color = warna.dasar, contentColor = warna.isi, shape = bentuk, modifier = ucapan, content = isi)
    }
}

/** The picture of the core's name for it. */
fun Ikon.gambar(): ImageVector = when (this) {
    Ikon.PENSIL -> Icons.Filled.Edit
    Ikon.JAM -> Jam
    Ikon.PANAH -> Panah
    Ikon.CENTANG -> Icons.Filled.CheckCircle
    Ikon.PERINGATAN -> Icons.Filled.Warning
    Ikon.LINGKARAN -> Lingkaran
    Ikon.SETENGAH -> Setengah
    Ikon.GEMBOK -> Icons.Filled.Lock
    Ikon.PERISAI -> Perisai
}

private fun gambar(nama: String, jalur: String): ImageVector =
    ImageVector.Builder(nama, 24.dp, 24.dp, 24f, 24f).addPath(addPathNodes(jalur), fill = SolidColor(Color.Black)).build()

private const val CINCIN = "M12,2C6.48,2 2,6.48 2,12s4.48,10 10,10 10,-4.48 10,-10S17.52,2 12,2zM12,20c-4.41,0 -8,-3.59 -8,-8s3.59,-8 8,-8 8,3.59 8,8 -3.59,8 -8,8z"
private val Lingkaran = gambar("lingkaran", CINCIN)
private val Jam = gambar("jam", CINCIN + "M12.5,7H11v6l5.25,3.15 0.75,-1.23 -4.5,-2.67z")
private val Setengah = gambar("setengah", CINCIN + "M12,4v16c-4.41,0 -8,-3.59 -8,-8s3.59,-8 8,-8z")
private val Panah = gambar("panah", "M4,12l1.41,1.41L11,7.83V20h2V7.83l5.58,5.59L20,12l-8,-8 -8,8z")
private val Perisai = gambar("perisai", "M12,1L3,5v6c0,5.55 3.84,10.74 9,12 5.16,-1.26 9,-6.45 9,-12V5l-9,-4z")
/** Reads aloud. */
val IkonBacakan = gambar(
    "pengeras",
    "M3,9v6h4l5,5V4L7,9H3zM16.5,12c0,-1.77 -1.02,-3.29 -2.5,-4.03v8.05c1.48,-0.73 2.5,-2.25 2.5,-4.02zM14,3.23v2.06c2.89,0.86 5,3.54 5,6.71" +
        "s-2.11,5.85 -5,6.71v2.06c4.01,-0.91 7,-4.49 7,-8.77s-2.99,-7.86 -7,-8.77z",
)

/** Undo and redo: an arrow to the left alone is the way back. */
val IkonUrung = gambar("urung", "M12.5,8c-2.65,0 -5.05,0.99 -6.9,2.6L2,7v9h9l-3.62,-3.62c1.39,-1.16 3.16,-1.88 5.12,-1.88 3.54,0 6.55,2.31 7.6,5.5l2.37,-0.78C21.08,11.03 17.15,8 12.5,8z")
val IkonUlang = gambar("ulang", "M18.4,10.6C16.55,8.99 14.15,8 11.5,8c-4.65,0 -8.58,3.03 -9.96,7.22L3.9,16c1.05,-3.19 4.05,-5.5 7.6,-5.5 1.95,0 3.73,0.72 5.12,1.88L13,16h9V7l-3.6,3.6z")

/** The camera, and the pictures that the phone has. */
val IkonKamera = gambar(
    "kamera",
    "M9,2L7.17,4H4c-1.1,0 -2,0.9 -2,2v12c0,1.1 0.9,2 2,2h16c1.1,0 2,-0.9 2,-2V6c0,-1.1 -0.9,-2 -2,-2h-3.17L15,2H9zM12,17" +
        "c-2.76,0 -5,-2.24 -5,-5s2.24,-5 5,-5 5,2.24 5,5 -2.24,5 -5,5z",
)
val IkonGaleri = gambar("galeri", "M21,19V5c0,-1.1 -0.9,-2 -2,-2H5c-1.1,0 -2,0.9 -2,2v14c0,1.1 0.9,2 2,2h14c1.1,0 2,-0.9 2,-2zM8.5,13.5l2.5,3.01L14.5,12l4.5,6H5l3.5,-4.5z")

private val Luring = gambar(
    "luring",
    "M19.35,10.04C18.67,6.59 15.64,4 12,4c-1.48,0 -2.85,0.43 -4.01,1.17l1.46,1.46C10.21,6.23 11.08,6 12,6c3.04,0 5.5,2.46 5.5,5.5v0.5H19" +
        "c1.66,0 3,1.34 3,3 0,1.13 -0.64,2.11 -1.56,2.62l1.45,1.45C23.16,18.16 24,16.68 24,15c0,-2.64 -2.05,-4.78 -4.65,-4.96zM3,5.27l2.75,2.74" +
        "C2.56,8.15 0,10.77 0,14c0,3.31 2.69,6 6,6h11.73l2,2L21,20.73 4.27,4 3,5.27zM7.73,10l8,8H6c-2.21,0 -4,-1.79 -4,-4s1.79,-4 4,-4h1.73z",
)
