package id.go.kemensos.atensi.ui

import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import id.go.kemensos.atensi.platform.Aplikasi

/** The only activity. */
class UtamaActivity : ComponentActivity() {
    private val aplikasi get() = application as Aplikasi

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        // People's names are on every page: no screenshots, no picture in the list of recent apps.
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        enableEdgeToEdge()
        setContent { Tema { AplikasiLayar(aplikasi.model, aplikasi.ruang) } }
    }

    override fun onStart() {
        super.onStart()
        aplikasi.depan(this)
    }

    override fun onStop() {
        super.onStop()
        // Turning the phone is not leaving it.
        if (!isChangingConfigurations) aplikasi.depan(null)
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        aplikasi.model.sentuh()
    }
}
