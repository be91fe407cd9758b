package id.go.kemensos.atensi.platform

import android.app.Application
import android.content.res.Configuration
import android.os.Build
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.IntiAsli
import id.go.kemensos.atensi.model.Jalur
import kotlinx.coroutines.MainScope
import java.io.File
import java.util.TimeZone

/** The process: builds the one core and the one model of the app. */
class Aplikasi : Application() {
    /** Outlives every activity: turning the phone loses nothing. */
    lateinit var model: AplikasiModel
        private set

    override fun onCreate() {
        super.onCreate()
        val jalur = Jalur(MainScope()) {
            // noBackupFilesDir says once more what the manifest says.
            val folder = File(noBackupFilesDir, "data").path
            IntiAsli(folder, BrankasAndroid(File(noBackupFilesDir, "brankas"), PintuTertutup), zonaMenit())
        }
        model = AplikasiModel(jalur, getString(R.string.alamat_server), Build.MODEL)
        model.mulai(bahasa(resources.configuration))
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        model.bahasa(bahasa(newConfig))
    }

    private fun zonaMenit(): Short = (TimeZone.getDefault().getOffset(System.currentTimeMillis()) / 60_000).toShort()

    private fun bahasa(c: Configuration): Lang = if (c.locales[0].language == "en") Lang.EN else Lang.ID
}
