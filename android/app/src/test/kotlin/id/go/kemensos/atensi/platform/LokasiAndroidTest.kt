package id.go.kemensos.atensi.platform

import android.Manifest
import android.app.Application
import android.location.Location
import android.location.LocationManager
import android.os.Looper
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.model.HasilLokasi
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class LokasiAndroidTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val manager = app.getSystemService(LocationManager::class.java)
    private val now = 1_795_000_000_000
    private val second = 1_000_000_000L
    private val up = 90_000 * second
    private val lokasi = LokasiAndroid(app) { up }
    private val told = mutableListOf<HasilLokasi>()

    private fun allow() = shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION)

    private fun enable(vararg provider: String) = provider.forEach { shadowOf(manager).setProviderEnabled(it, true) }

    private fun fix(provider: String, metres: Float, made: Long = up, time: Long = now) {
        shadowOf(manager).simulateLocation(Location(provider).apply {
            latitude = -9.6567
            longitude = 120.2641
            accuracy = metres
            this.time = time
            elapsedRealtimeNanos = made
        })
        shadowOf(Looper.getMainLooper()).idle()
    }

    private fun listening() = shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).size

    @Test fun refusedAndSwitchedOffAreToldAtOnce() {
        lokasi.cari { told += it }
        allow()
        listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER).forEach { shadowOf(manager).setProviderEnabled(it, false) }
        lokasi.cari { told += it }
        assertEquals(listOf(HasilLokasi.Ditolak, HasilLokasi.TidakAda), told)
        assertEquals(0, listening())
    }

    @Test fun aFixIsToldOnceWithAccuracyAndTime() {
        allow()
        enable(LocationManager.GPS_PROVIDER)
        lokasi.cari { told += it }
        fix(LocationManager.GPS_PROVIDER, 12f)
        fix(LocationManager.GPS_PROVIDER, 5f)
        assertEquals(listOf<HasilLokasi>(HasilLokasi.Ada(-9.6567, 120.2641, null, 12.0, now)), told)
        assertEquals("nobody listens any more", 0, listening())
    }

    @Test fun anOldFixIsOfAnotherPlace() {
        allow()
        enable(LocationManager.GPS_PROVIDER)
        lokasi.cari { told += it }
        fix(LocationManager.GPS_PROVIDER, 5f, up - 600 * second)
        assertTrue(told.isEmpty())
    }

    /** The satellites know the day, whatever the phone thinks. */
    @Test fun aPhoneWhoseClockIsTwoDaysWrongStillFindsItself() {
        allow()
        enable(LocationManager.GPS_PROVIDER)
        for (wrong in listOf(-2L, 2L)) {
            lokasi.cari { told += it }
            fix(LocationManager.GPS_PROVIDER, 5f, time = System.currentTimeMillis() + wrong * 86_400_000)
        }
        assertEquals(2, told.filterIsInstance<HasilLokasi.Ada>().size)
    }

    @Test fun givingUpEndsIt() {
        allow()
        enable(LocationManager.GPS_PROVIDER)
        val stop = lokasi.cari { told += it }
        assertEquals(1, listening())
        stop()
        fix(LocationManager.GPS_PROVIDER, 5f)
        assertEquals(0 to 0, told.size to listening())
    }
}
