package id.go.kemensos.atensi.ui

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.model.HariIniModel

/** Hari Ini, so far without the visits. */
@Composable
fun HariIniLayar(model: HariIniModel, kunci: () -> Unit) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    Halaman(stringResource(R.string.hari_ini_judul)) {
        TampilKeadaan(keadaan, model::muat) {
            Text(stringResource(R.string.hari_ini_halo, it.nama), style = MaterialTheme.typography.titleLarge)
        }
        Text(stringResource(R.string.hari_ini_segera))
        Tombol(stringResource(R.string.hari_ini_kunci), aksi = kunci)
    }
}
