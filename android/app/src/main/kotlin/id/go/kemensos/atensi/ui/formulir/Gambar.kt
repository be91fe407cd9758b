package id.go.kemensos.atensi.ui.formulir

import android.graphics.Bitmap
import androidx.compose.foundation.Image
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalWindowInfo
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.IsiGambar
import id.go.kemensos.atensi.platform.uraikan
import id.go.kemensos.atensi.ui.Baris
import id.go.kemensos.atensi.ui.Halaman
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Menunggu
import id.go.kemensos.atensi.ui.Tombol
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** So high is a picture between the questions. */
private val KECIL = 200.dp

/** What is to be seen of a picture. */
private sealed interface Terlihat {
    data object Memuat : Terlihat
    class Gambar(val bitmap: Bitmap) : Terlihat
    data object TidakAda : Terlihat
    data object Gagal : Terlihat
}

/** The picture that answers a question, small; a tap shows it large. */
@Composable
internal fun GambarJawaban(p: PertanyaanItem, model: FormulirModel) {
    if (p.foto > 0u) Gambar(p, KECIL, model) { model.bukaGambar(p.soal.path) }
}

/** The picture alone, as large as the page is wide. */
@Composable
internal fun PanelGambar(p: PertanyaanItem, model: FormulirModel) {
    val tinggi = with(LocalDensity.current) { LocalWindowInfo.current.containerSize.height.toDp() }
    Halaman(p.soal.label, bawah = { Tombol(LocalKata.current.umumTutup, aksi = model::tutupPanel) }, gaya = MaterialTheme.typography.titleMedium) {
        Gambar(p, tinggi, model, null)
    }
}

/** Read and decoded beside the main thread, no larger than it is shown; it goes with the page. */
@Composable
private fun Gambar(p: PertanyaanItem, tinggi: Dp, model: FormulirModel, buka: (() -> Unit)?) = BoxWithConstraints(Modifier.fillMaxWidth()) {
    val kata = LocalKata.current
    val lebar = constraints.maxWidth
    val piksel = with(LocalDensity.current) { tinggi.roundToPx() }
    val terlihat by produceState<Terlihat>(Terlihat.Memuat, p.soal.path, p.soal.value, lebar, piksel) {
        value = when (val isi = model.gambar(p.soal.path)) {
            is IsiGambar.Ada -> withContext(Dispatchers.Default) { uraikan(isi.isi, lebar, piksel) }?.let { Terlihat.Gambar(it) } ?: Terlihat.Gagal
            IsiGambar.TidakAda -> Terlihat.TidakAda
            is IsiGambar.Gagal -> Terlihat.Gagal
        }
    }
    when (val t = terlihat) {
        Terlihat.Memuat -> Menunggu(kata.formulirGambarMemuat)
        Terlihat.TidakAda -> Baris(kata.formulirFotoTidakAda)
        Terlihat.Gagal -> Baris(kata.formulirFotoTidakTampil)
        is Terlihat.Gambar -> {
            val lihat = if (p.alat == Alat.TANDA_TANGAN) kata.formulirTtdLihat else kata.formulirFotoLihat
            val ucapan = if (buka == null) p.soal.label else "$lihat: ${p.soal.label}"
            val ketuk = if (buka == null) Modifier else Modifier.clickable(onClickLabel = lihat, role = Role.Button, onClick = buka)
            Image(
                t.bitmap.asImageBitmap(), contentDescription = null, contentScale = ContentScale.Fit,
                modifier = Modifier.fillMaxWidth().heightIn(min = 48.dp, max = tinggi).clip(MaterialTheme.shapes.medium).then(ketuk).semantics { contentDescription = ucapan },
            )
        }
    }
}
