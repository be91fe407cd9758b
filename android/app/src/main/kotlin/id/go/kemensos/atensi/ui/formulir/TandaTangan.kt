package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.layout.onSizeChanged
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.IntSize
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.platform.KameraAndroid
import id.go.kemensos.atensi.platform.gambar
import id.go.kemensos.atensi.ui.Halaman
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Tombol
import id.go.kemensos.atensi.ui.TombolLain
import java.io.IOException

/** A white field to sign on. Each stroke is a row of x and y; turning the phone keeps them. */
@Composable
internal fun PanelTandaTangan(p: PertanyaanItem, model: FormulirModel) {
    val kata = LocalKata.current
    val context = LocalContext.current
    val kamera = remember(context) { KameraAndroid(context.applicationContext) }
    var goresan by rememberSaveable(p.soal.path) { mutableStateOf(emptyList<FloatArray>()) }
    var ukuran by remember { mutableStateOf(IntSize.Zero) }
    Halaman(
        p.soal.label,
        bawah = {
            Tombol(kata.formulirTtdSimpan, goresan.isNotEmpty()) {
                val berkas = kamera.siapkan()
                val utuh = try {
                    gambar(goresan, ukuran.width, ukuran.height, berkas)
                } catch (_: IOException) {
                    false
                }
                model.tutupPanel()
                model.foto(p.soal.path, berkas.path.takeIf { utuh })
            }
            TombolLain(kata.umumBatal, aksi = model::tutupPanel)
        },
        // Questions are long.
        gaya = MaterialTheme.typography.titleMedium,
    ) {
        Surface(color = Color.White, border = BorderStroke(2.dp, MaterialTheme.colorScheme.outline), shape = MaterialTheme.shapes.medium) {
            Canvas(
                Modifier.fillMaxWidth().height(240.dp).onSizeChanged { ukuran = it }.semantics { contentDescription = kata.lisanBidangTtd }
                    .pointerInput(Unit) {
                        awaitEachGesture {
                            val turun = awaitFirstDown().also { it.consume() }
                            val sebelumnya = goresan
                            val titik = mutableListOf(turun.position.x, turun.position.y)
                            goresan = sebelumnya + titik.toFloatArray()
                            while (true) {
                                val jari = awaitPointerEvent().changes.firstOrNull { it.id == turun.id } ?: break
                                // Consumed, so that the page does not scroll under the pen.
                                jari.consume()
                                if (!jari.pressed) break
                                titik += jari.position.x
                                titik += jari.position.y
                                goresan = sebelumnya + titik.toFloatArray()
                            }
                        }
                    },
            ) {
                val pena = Stroke(PENA.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round)
                for (g in goresan) {
                    drawPath(Path().apply {
                        moveTo(g[0], g[1])
                        lineTo(g[0], g[1])
                        for (i in 2 until g.size step 2) lineTo(g[i], g[i + 1])
                    }, Color.Black, style = pena)
                    if (g.size == 2) drawCircle(Color.Black, pena.width / 2, Offset(g[0], g[1]))
                }
            }
        }
        TombolLain(kata.formulirTtdUlang, ikon = Icons.Filled.Refresh, boleh = goresan.isNotEmpty()) { goresan = emptyList() }
    }
}

/** As thick as a felt pen. */
private const val PENA = 3
