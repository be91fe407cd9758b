package id.go.kemensos.atensi.platform

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.Kirim
import id.go.kemensos.atensi.model.Latar

/** Sending out of sight by the system's scheduler: one job, which waits for a network and survives a restart of the phone. */
class LatarAndroid(private val context: Context, private val kata: () -> Kata) : Latar {
    private val penjadwal = context.getSystemService(JobScheduler::class.java)

    override fun jadwalkan(hanyaWifi: Boolean) {
        val jaringan = if (hanyaWifi) JobInfo.NETWORK_TYPE_UNMETERED else JobInfo.NETWORK_TYPE_ANY
        // The same number replaces a job that waits already.
        penjadwal.schedule(
            JobInfo.Builder(NOMOR, ComponentName(context, KirimJob::class.java)).setRequiredNetworkType(jaringan).setPersisted(true)
                .setBackoffCriteria(ULANG, JobInfo.BACKOFF_POLICY_EXPONENTIAL).build(),
        )
    }

    override fun urungkan() = penjadwal.cancel(NOMOR)

    override fun perhatian() = Pemberitahuan(context, kata).perhatian()

    companion object {
        const val NOMOR = 1
        private const val ULANG = 60_000L
    }
}

/** Woken with a network at hand. Locked, the keys are not there: she is asked to open the app. */
class KirimJob : JobService() {
    private val model get() = (application as Aplikasi).model

    override fun onStartJob(params: JobParameters): Boolean {
        if (!model.terbuka) {
            if (model.setelan.adaMenunggu) Pemberitahuan(this) { model.kata.value }.tertunda()
            return false
        }
        // The system is told once, and not after it has stopped the job itself.
        val ini = Any()
        kini = ini
        model.pengirim.kirim { if (kini === ini) jobFinished(params, it is Kirim.Gagal) }
        return true
    }

    /** The run that the system waits for. */
    private var kini: Any? = null

    override fun onStopJob(params: JobParameters): Boolean {
        kini = null
        model.pengirim.batal()
        return true
    }
}
