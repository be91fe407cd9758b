package id.go.kemensos.atensi.platform

import android.app.Activity
import android.app.Application
import android.content.res.Configuration
import android.os.Build
import android.os.SystemClock
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.IntiAsli
import id.go.kemensos.atensi.model.Jalur
import id.go.kemensos.atensi.model.RuangFormulir
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import java.io.File
import java.lang.ref.WeakReference
import java.util.Locale
import java.util.TimeZone

/** The process: builds the one core and the one model of the app. */
class Aplikasi : Application() {
    /** Outlives every activity: turning the phone loses nothing. */
    lateinit var model: AplikasiModel
        private set

    /** The form, the visit and the document that are open. */
    lateinit var ruang: RuangFormulir
        private set

    private var depan = WeakReference<Activity>(null)

    override fun onCreate() {
        super.onCreate()
        val lembar = LembarBiometrik({ depan.get() }, { model.kata.value })
        val lingkup = MainScope()
        val jalur = Jalur(lingkup) {
            // noBackupFilesDir says once more what the manifest says.
            val folder = File(noBackupFilesDir, "data").path
            IntiAsli(folder, BrankasAndroid(File(noBackupFilesDir, "brankas"), PintuBiometrikAndroid(lembar)), zonaMenit())
        }
        model = AplikasiModel(
            jalur, getString(R.string.alamat_server), Build.MODEL, SetelanAndroid(this), LatarAndroid(this) { model.kata.value }, lembar::ada,
            jam = SystemClock::elapsedRealtime,
        )
        val ponsel = ponselAndroid(this) { Locale.forLanguageTag(if (model.kata.value.bahasa == Bahasa.EN) "en" else "id") }
        ruang = RuangFormulir(jalur, ponsel, model::bukaDariFormulir) { model.kembali() }
        model.sebelumPergi = ruang::simpan
        model.gantiPetugas = ruang::kosongkan
        model.mulai(bahasa(resources.configuration), zonaMenit())
        JaringanAndroid(this, model::jaringan).mulai()
        lingkup.launch {
            while (true) {
                delay(JEDA)
                model.periksaDiam()
            }
        }
    }

    /** The activity in sight, or none. */
    fun depan(activity: Activity?) {
        depan = WeakReference(activity)
        if (activity == null) return model.keLatar()
        model.zona(zonaMenit())
        model.keDepan()
        Pemberitahuan(this) { model.kata.value }.hapus()
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        model.bahasa(bahasa(newConfig))
    }

    private fun zonaMenit(): Short = (TimeZone.getDefault().getOffset(System.currentTimeMillis()) / 60_000).toShort()

    private fun bahasa(c: Configuration): Lang = if (c.locales[0].language == "en") Lang.EN else Lang.ID

    private companion object {
        const val JEDA = 15_000L
    }
}
