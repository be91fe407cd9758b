package id.go.kemensos.atensi.platform

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Bundle
import android.os.Looper
import android.os.SystemClock
import id.go.kemensos.atensi.model.HasilLokasi
import id.go.kemensos.atensi.model.Lokasi

/** A fix this good ends the search at once, in metres. */
private const val CUKUP = 25f

/** A fix that is older was made elsewhere, in nanoseconds. */
private const val SEGAR = 60_000_000_000L

/**
 * The phone's own location, without Google services. Only asked when the worker presses the button. [jam] counts nanoseconds since the
 * phone was started: its wall clock may be days wrong, while a fix of the satellites is not.
 */
class LokasiAndroid(private val context: Context, private val jam: () -> Long = SystemClock::elapsedRealtimeNanos) : Lokasi {
    private val manager = context.getSystemService(LocationManager::class.java)

    override fun cari(hasil: (HasilLokasi) -> Unit): () -> Unit {
        if (!boleh(Manifest.permission.ACCESS_FINE_LOCATION) && !boleh(Manifest.permission.ACCESS_COARSE_LOCATION)) {
            hasil(HasilLokasi.Ditolak)
            return { }
        }
        return try {
            mulai(hasil)
        } catch (_: SecurityException) {
            // Taken away since.
            hasil(HasilLokasi.Ditolak)
            return { }
        }
    }

    private fun mulai(hasil: (HasilLokasi) -> Unit): () -> Unit {
        val penyedia = listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)
            .filter { it in manager.allProviders && manager.isProviderEnabled(it) }
            .filter { it != LocationManager.GPS_PROVIDER || boleh(Manifest.permission.ACCESS_FINE_LOCATION) }
        if (penyedia.isEmpty()) {
            hasil(HasilLokasi.TidakAda)
            return { }
        }
        var selesai = false
        lateinit var pendengar: LocationListener
        val berhenti = {
            selesai = true
            manager.removeUpdates(pendengar)
        }
        pendengar = object : LocationListener {
            override fun onLocationChanged(l: Location) {
                if (selesai || jam() - l.elapsedRealtimeNanos > SEGAR) return
                // A coarse one is taken when nothing finer can come.
                if (l.accuracy > CUKUP && l.provider != LocationManager.GPS_PROVIDER && LocationManager.GPS_PROVIDER in penyedia) return
                berhenti()
                hasil(HasilLokasi.Ada(l.latitude, l.longitude, if (l.hasAltitude()) l.altitude else null, l.accuracy.toDouble(), l.time))
            }

            override fun onProviderEnabled(provider: String) = Unit

            override fun onProviderDisabled(provider: String) = Unit

            @Deprecated("Called by phones before Android 10, where it has no body of its own.")
            override fun onStatusChanged(provider: String, status: Int, extras: Bundle?) = Unit
        }
        penyedia.forEach { manager.requestLocationUpdates(it, 0L, 0f, pendengar, Looper.getMainLooper()) }
        return berhenti
    }

    private fun boleh(izin: String) = context.checkSelfPermission(izin) == PackageManager.PERMISSION_GRANTED
}
