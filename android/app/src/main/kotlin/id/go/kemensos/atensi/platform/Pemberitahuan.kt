package id.go.kemensos.atensi.platform

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.ui.UtamaActivity

/** What is told outside of the app: fixed words, no name, no number. One notification, which the next replaces. */
class Pemberitahuan(private val context: Context, private val kata: () -> Kata) {
    private val pengelola = context.getSystemService(NotificationManager::class.java)

    fun tertunda() = tampilkan(kata().notifikasiTertundaJudul, kata().notifikasiTertunda)

    fun perhatian() = tampilkan(kata().notifikasiPerhatianJudul, kata().notifikasiPerhatian)

    fun hapus() = pengelola.cancel(NOMOR)

    private fun tampilkan(judul: String, teks: String) {
        if (!boleh(context)) return
        pengelola.createNotificationChannel(NotificationChannel(SALURAN, kata().notifikasiSaluran, NotificationManager.IMPORTANCE_DEFAULT))
        val buka = PendingIntent.getActivity(context, 0, Intent(context, UtamaActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
        pengelola.notify(
            NOMOR,
            Notification.Builder(context, SALURAN).setSmallIcon(R.drawable.ikon).setContentTitle(judul).setContentText(teks)
                .setStyle(Notification.BigTextStyle().bigText(teks)).setContentIntent(buka).setAutoCancel(true).build(),
        )
    }

    companion object {
        const val NOMOR = 1
        private const val SALURAN = "kirim"

        /** The permission to ask for; older phones ask for none. */
        val IZIN: String? = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) android.Manifest.permission.POST_NOTIFICATIONS else null

        fun boleh(context: Context): Boolean = IZIN == null || context.checkSelfPermission(IZIN) == PackageManager.PERMISSION_GRANTED
    }
}
