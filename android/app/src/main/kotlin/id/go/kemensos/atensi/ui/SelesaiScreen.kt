package id.go.kemensos.atensi.ui

import android.content.Context
import android.print.PrintAttributes
import android.print.PrintManager
import android.webkit.WebView
import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.SelesaiIsi
import id.go.kemensos.atensi.model.SelesaiModel

/** What was saved, where it is, and what comes next. */
@Composable
fun SelesaiScreen(model: SelesaiModel, pulang: () -> Unit) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    LaunchedEffect(model) { model.muat() }
    BackHandler { model.kembali() }
    when (val k = keadaan) {
        is Keadaan.Memuat -> Halaman(kata.umumNamaAplikasi) { Menunggu(kata.umumMemuat) }
        is Keadaan.Galat -> Halaman(
            kata.umumGalatJudul,
            bawah = {
                Tombol(kata.umumCobaLagi, aksi = model::muat)
                TombolLain(kata.selesaiHariIni, aksi = pulang)
            },
        ) {
            Text(kata.profilGalat, style = MaterialTheme.typography.bodyLarge)
            KotakGalat(k.pesan)
        }
        is Keadaan.Isi -> when (val laporan = k.isi.laporan) {
            null -> Selesai(k.isi, model, pulang)
            is Keadaan.Memuat -> Halaman(kata.laporanJudul) { Menunggu(kata.laporanMemuat) }
            is Keadaan.Galat -> Halaman(
                kata.laporanJudul,
                bawah = {
                    Tombol(kata.umumCobaLagi, aksi = model::bukaLaporan)
                    TombolLain(kata.umumTutup, aksi = model::tutupLaporan)
                },
            ) { KotakGalat(laporan.pesan) }
            is Keadaan.Isi -> Laporan(laporan.isi, model)
        }
    }
}

@Composable
private fun Selesai(isi: SelesaiIsi, model: SelesaiModel, pulang: () -> Unit) {
    val kata = LocalKata.current
    val layar = isi.layar
    Halaman(layar.judul, bawah = { Tombol(kata.selesaiHariIni, aksi = pulang) }) {
        Kotak(
            layar.pesan, Nada.BAIK, Ikon.CENTANG.gambar(),
            modifier = Modifier.semantics(mergeDescendants = true) {
                liveRegion = LiveRegionMode.Polite
                contentDescription = layar.lisan
            },
        )
        Row { Label(layar.status) }
        if (layar.berikutnya.isNotEmpty()) Nama(layar.berikutnya)
        BarisBaris(layar.baris)
        for (a in layar.aksi) TombolLain(a.kata) { model.pilih(a.rute) }
    }
}

/** The report as it is printed. The page is whole in itself: no script, no network. */
@Composable
private fun Laporan(html: String, model: SelesaiModel) {
    val kata = LocalKata.current
    var kertas by remember { mutableStateOf<WebView?>(null) }
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding().padding(horizontal = tepi(), vertical = 8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            TombolTirai()
            Text(kata.laporanPeringatan, style = MaterialTheme.typography.bodyLarge)
            AndroidView(
                factory = { context ->
                    WebView(context).apply {
                        settings.javaScriptEnabled = false
                        settings.blockNetworkLoads = true
                        settings.allowFileAccess = false
                        settings.allowContentAccess = false
                        loadDataWithBaseURL(null, html, "text/html", "utf-8", null)
                        kertas = this
                    }
                },
                modifier = Modifier.weight(1f),
            )
            Tombol(kata.laporanCetak, kertas != null) { kertas?.cetak(kata.laporanJudul) }
            TombolLain(kata.umumTutup, aksi = model::tutupLaporan)
        }
    }
}

private fun WebView.cetak(judul: String) {
    (context.getSystemService(Context.PRINT_SERVICE) as? PrintManager)?.print(judul, createPrintDocumentAdapter(judul), PrintAttributes.Builder().build())
}
