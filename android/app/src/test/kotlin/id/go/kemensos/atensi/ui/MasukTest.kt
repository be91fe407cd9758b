package id.go.kemensos.atensi.ui

import android.view.WindowManager
import androidx.activity.compose.setContent
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performImeAction
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.unit.dp
import androidx.test.core.app.ActivityScenario
import id.go.kemensos.atensi.platform.BrankasUji
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertThrows
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** In and out, by touch: the real screens over the real core to a real server. */
@RunWith(RobolectricTestRunner::class)
class MasukTest {
    @get:Rule val c = createAndroidComposeRule<UtamaActivity>()

    @Before fun keystore() = BrankasUji.pasang()

    @Test fun activatesLocksAndComesBack() {
        c.tunggu("Kode aktivasi")
        c.activity.potret("masuk-pertama")
        c.onNodeWithText("Aktifkan").assertIsNotEnabled()
        c.ketik("Alamat server", Peladen.url)
        c.ketik("Kode aktivasi", "AAAA-AAAA")
        c.ketik("Buat PIN", PIN)
        c.ketik("Ketik PIN sekali lagi", "493828")
        c.onNodeWithText("Aktifkan").assertIsEnabled().performClick()
        c.tunggu("Kedua PIN berbeda")
        c.ketik("Buat PIN", PIN)
        c.ketik("Ketik PIN sekali lagi", PIN)
        c.onNodeWithText("Aktifkan").performClick()
        c.waitUntil("the wrong code is refused", LAMA) { c.onAllNodes(galat).fetchSemanticsNodes().isNotEmpty() && c.ada("Aktifkan") }
        c.activity.potret("masuk-kode-salah")

        c.ketik("Kode aktivasi", Peladen.kode(), ganti = true)
        c.ketik("Buat PIN", PIN)
        c.ketik("Ketik PIN sekali lagi", PIN)
        c.tekan("Aktifkan")
        c.tunggu(Peladen.nama)
        c.activity.potret("hari-ini")

        c.activityRule.scenario.recreate()
        c.tunggu(Peladen.nama)

        c.tekan("Kunci")
        c.tunggu("Masukkan PIN")
        c.ketik("PIN enam angka", "194837")
        c.onNode(hasText("PIN enam angka") and hasSetTextAction()).performImeAction()
        c.tunggu("PIN salah")
        c.activity.potret("masuk-pin-salah")
        c.ketik("PIN enam angka", PIN)
        c.onNode(hasText("Masuk") and SemanticsMatcher.keyIsDefined(SemanticsProperties.Role)).performClick()
        c.tunggu(Peladen.nama)
    }

    @Test fun withoutANetworkItSaysWhatToDo() {
        c.tunggu("Kode aktivasi")
        // Port 9 of this machine: nothing listens there.
        c.ketik("Alamat server", "http://127.0.0.1:9")
        c.ketik("Kode aktivasi", "AAAA-AAAA")
        c.ketik("Buat PIN", PIN)
        c.ketik("Ketik PIN sekali lagi", PIN)
        c.tekan("Aktifkan")
        c.tunggu("Belum ada jaringan")
        // What was typed stays, but for the PIN.
        c.onNodeWithText("AAAA-AAAA").performScrollTo().assertIsDisplayed()
        c.onNodeWithText("Aktifkan").assertIsNotEnabled()
    }

    @Test fun noScreenshots() {
        assertNotEquals(0, c.activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE)
    }
}

/** The same page under other settings of the phone. */
@RunWith(RobolectricTestRunner::class)
class MasukTampilanTest {
    @get:Rule val c = createEmptyComposeRule()

    private fun buka(kata: String, periksa: (UtamaActivity) -> Unit) {
        ActivityScenario.launch(UtamaActivity::class.java).use { scenario ->
            c.waitUntil("\"$kata\" shows", LAMA) { c.onAllNodesWithText(kata).fetchSemanticsNodes().isNotEmpty() }
            c.periksaSasaran()
            c.periksaAksesibilitas()
            scenario.onActivity(periksa)
        }
    }

    @Test fun doubleTypeCutsNothing() {
        RuntimeEnvironment.setFontScale(2f)
        RuntimeEnvironment.setQualifiers("+night")
        buka("Kode aktivasi") { it.potret("masuk-skala2-gelap") }
    }

    @Test fun lastButtonIsReachedAtDoubleType() {
        RuntimeEnvironment.setFontScale(2f)
        ActivityScenario.launch(UtamaActivity::class.java).use {
            c.waitUntil("page shows", LAMA) { c.onAllNodesWithText("Aktifkan").fetchSemanticsNodes().isNotEmpty() }
            c.onNodeWithText("Aktifkan").assertIsDisplayed()
            c.onNodeWithText("Ketik PIN sekali lagi").performScrollTo().assertIsDisplayed()
        }
    }

    @Test fun theChecksCanFail() {
        ActivityScenario.launch(UtamaActivity::class.java).use { scenario ->
            scenario.onActivity { it.setContent { Row { repeat(2) { Box(Modifier.size(24.dp).clickable { }) } } } }
            c.waitForIdle()
            assertThrows(IllegalStateException::class.java) { c.periksaSasaran() }
            assertThrows(IllegalStateException::class.java) { c.periksaAksesibilitas() }
        }
    }

    @Test @Config(qualifiers = "en-rUS-land") fun englishInLandscape() = buka("Activation code") { it.potret("masuk-inggris-lanskap") }
}
