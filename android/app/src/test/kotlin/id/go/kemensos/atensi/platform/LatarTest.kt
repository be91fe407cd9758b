package id.go.kemensos.atensi.platform

import android.app.Activity
import android.app.Application
import android.app.NotificationManager
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.hardware.biometrics.BiometricManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.inti.PortException
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager
import org.robolectric.shadows.ShadowNetworkCapabilities
import org.robolectric.util.ReflectionHelpers
import javax.crypto.Cipher
import javax.crypto.NullCipher

/** What the app asks of the system while nobody looks. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class LatarTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val kata = { Kata(Bahasa.ID) }
    private val jobs = app.getSystemService(JobScheduler::class.java)
    private val notices = shadowOf(app.getSystemService(NotificationManager::class.java))

    @Test fun oneJobThatWaitsForTheNetworkSheWants() {
        val latar = LatarAndroid(app, kata)
        latar.jadwalkan(hanyaWifi = false)
        latar.jadwalkan(hanyaWifi = true)
        val job = jobs.allPendingJobs.single()
        assertTrue(job.requiredNetwork!!.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED))
        assertTrue("over a restart of the phone", job.isPersisted)
        latar.urungkan()
        assertEquals(emptyList<JobInfo>(), jobs.allPendingJobs)
    }

    @Test fun noticesHoldNobodysData() {
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
        for (language in Bahasa.entries) {
            val notice = Pemberitahuan(app) { Kata(language) }
            for ((show, title) in listOf(notice::tertunda to Kata(language).notifikasiTertundaJudul, notice::perhatian to Kata(language).notifikasiPerhatianJudul)) {
                show()
                val shown = notices.allNotifications.single()
                assertEquals(title, shown.extras.getString("android.title"))
                assertFalse("no number, so nobody's", shown.extras.getString("android.text").orEmpty().any(Char::isDigit))
            }
            notice.hapus()
            assertEquals(0, notices.size())
        }
    }

    @Test fun withoutThePermissionItStaysSilent() {
        shadowOf(app).denyPermissions("android.permission.POST_NOTIFICATIONS")
        Pemberitahuan(app, kata).perhatian()
        assertEquals(0, notices.size())
    }

    @Test fun theNetworkIsToldWithItsPrice() {
        val told = mutableListOf<Pair<Boolean, Boolean>>()
        val network = JaringanAndroid(app) { there, costs -> told += there to costs }
        network.mulai()
        told.clear()
        fun capabilities(vararg has: Int) = ShadowNetworkCapabilities.newInstance().also { c -> has.forEach { shadowOf(c).addCapability(it) } }
        val manager = shadowOf(app.getSystemService(ConnectivityManager::class.java))
        val any = app.getSystemService(ConnectivityManager::class.java).activeNetwork!!
        assertTrue(network in manager.networkCallbacks)
        network.onCapabilitiesChanged(any, capabilities(NetworkCapabilities.NET_CAPABILITY_INTERNET))
        network.onCapabilitiesChanged(any, capabilities(NetworkCapabilities.NET_CAPABILITY_INTERNET, NetworkCapabilities.NET_CAPABILITY_NOT_METERED))
        network.onLost(any)
        assertEquals(listOf(true to true, true to false, false to false), told.map { (a, b) -> a to b })
    }

    @Test fun settingsStay() {
        SetelanAndroid(app).run {
            assertNull(bahasa)
            bahasa = "en"
            hanyaWifi = true
            adaMenunggu = true
        }
        SetelanAndroid(app).run { assertEquals(Triple("en", true, true), Triple(bahasa, hanyaWifi, adaMenunggu)) }
    }
}

/** Woken by the system, with the real app. */
@RunWith(RobolectricTestRunner::class)
class KirimJobTest {
    @Test fun lockedItAsksHerToOpenTheApp() {
        BrankasUji.pasang()
        val app = ApplicationProvider.getApplicationContext<Aplikasi>()
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
        val job = Robolectric.setupService(KirimJob::class.java)
        val notices = shadowOf(app.getSystemService(NotificationManager::class.java))
        val params = ReflectionHelpers.newInstance(JobParameters::class.java)
        assertFalse(job.onStartJob(params))
        assertEquals("nothing waits", 0, notices.size())
        app.model.setelan.adaMenunggu = true
        assertFalse("done at once", job.onStartJob(params))
        assertEquals(1, notices.size())
        assertTrue("stopped, it wants to come again", job.onStopJob(params))
    }
}

/** The wait for a finger. */
class PintuBiometrikTest {
    private val cipher: Cipher = NullCipher()

    @Test fun givesTheCipherBackOnlyWhenPassed() {
        val passed = PintuBiometrikAndroid({ c, tell -> Thread { tell(c) }.start(); { } })
        assertSame(cipher, passed.buka(cipher))
        val refused = PintuBiometrikAndroid({ _, tell -> tell(null); { } })
        assertThrows(PortException.NotPassed::class.java) { refused.buka(cipher) }
    }

    @Test fun aForgottenSheetIsTakenAway() {
        var away = 0
        val forgotten = PintuBiometrikAndroid({ _, _ -> { away += 1 } }, detik = 0)
        assertThrows(PortException.NotPassed::class.java) { forgotten.buka(cipher) }
        assertEquals(1, away)
    }
}

/** The system's sheet needs an activity in sight and a phone that has it. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class LembarBiometrikTest {
    private val kata = { Kata(Bahasa.ID) }

    @Test fun withoutAnActivityNothingIsPassed() {
        val sheet = LembarBiometrik({ null }, kata)
        assertFalse(sheet.ada())
        var told = 0
        sheet.perlihatkan(NullCipher()) {
            assertNull(it)
            told += 1
        }
        assertEquals(1, told)
    }

    @Test @Config(sdk = [34]) fun offeredOnlyWhereSomethingIsEnrolled() {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        val sheet = LembarBiometrik({ activity }, kata)
        val manager = Shadow.extract<ShadowBiometricManager>(activity.getSystemService(BiometricManager::class.java))
        manager.setCanAuthenticate(false)
        assertFalse(sheet.ada())
        manager.setCanAuthenticate(true)
        assertTrue(sheet.ada())
    }
}
