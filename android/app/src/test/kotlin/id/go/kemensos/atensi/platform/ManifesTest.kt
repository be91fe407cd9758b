package id.go.kemensos.atensi.platform

import android.app.Application
import android.content.pm.ApplicationInfo
import android.content.pm.PackageManager
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.R
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.xmlpull.v1.XmlPullParser
import java.io.File

/** What the merged manifest promises, libraries' parts included. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class ManifesTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val info = app.packageManager.getPackageInfo(
        app.packageName,
        PackageManager.GET_PERMISSIONS or PackageManager.GET_ACTIVITIES or PackageManager.GET_SERVICES or PackageManager.GET_RECEIVERS or PackageManager.GET_PROVIDERS,
    )

    @Test fun nothingIsBackedUp() {
        assertEquals("id.go.kemensos.atensi.lapangan", app.packageName)
        assertEquals(0, app.applicationInfo.flags and ApplicationInfo.FLAG_ALLOW_BACKUP)
        assertEquals(true, """android:dataExtractionRules="@xml/data_extraction_rules"""" in File("target/AndroidManifest.xml").readText())
        val excluded = mutableMapOf<String, MutableSet<String>>()
        var way = ""
        val xml = app.resources.getXml(R.xml.data_extraction_rules)
        while (xml.next() != XmlPullParser.END_DOCUMENT) {
            if (xml.eventType != XmlPullParser.START_TAG) continue
            when (xml.name) {
                "cloud-backup", "device-transfer" -> way = xml.name
                "exclude" -> if (xml.getAttributeValue(null, "path") == ".") excluded.getOrPut(way, ::mutableSetOf) += xml.getAttributeValue(null, "domain")
                "include" -> throw AssertionError("something is copied")
            }
        }
        val domains = listOf("root", "file", "database", "sharedpref").flatMap { listOf(it, "device_$it") } + "external"
        assertEquals(mapOf("cloud-backup" to domains.toSet(), "device-transfer" to domains.toSet()), excluded)
    }

    @Test fun asksForNothingMore() {
        val own = "${app.packageName}.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION"
        val known = listOf(
            "INTERNET", "ACCESS_NETWORK_STATE", "USE_BIOMETRIC", "POST_NOTIFICATIONS", "RECEIVE_BOOT_COMPLETED",
            "ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION",
        ).map { "android.permission.$it" }
        assertEquals(known.toSet() + own, info.requestedPermissions?.toSet())
    }

    @Test fun onlyTheLauncherComesIn() {
        val parts = listOfNotNull(info.activities, info.services, info.receivers, info.providers).flatMap { it.toList() }
        val open = parts.filter { it.exported && (it as? android.content.pm.ActivityInfo)?.permission == null }.map { it.name }
        // ComponentActivity is the test rule's own.
        assertEquals(setOf("id.go.kemensos.atensi.ui.UtamaActivity"), open.toSet() - "androidx.activity.ComponentActivity")
    }
}
