package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Rute

/** The page of the route. */
@Composable
fun AplikasiLayar(model: AplikasiModel) {
    val rute by model.rute.collectAsStateWithLifecycle()
    Surface(Modifier.fillMaxSize()) {
        when (rute) {
            Rute.MASUK -> MasukLayar(model.masuk)
            Rute.HARI_INI -> HariIniLayar(model.hariIni, model::kunci)
        }
    }
}
