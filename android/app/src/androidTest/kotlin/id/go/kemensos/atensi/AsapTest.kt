package id.go.kemensos.atensi

import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performScrollTo
import androidx.test.ext.junit.runners.AndroidJUnit4
import id.go.kemensos.atensi.inti.versi
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.ui.UtamaActivity
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

/** On a phone or an emulator, where only Gradle comes: the library of this processor, as far as the page where a phone is activated. */
@RunWith(AndroidJUnit4::class)
class AsapTest {
    @get:Rule val c = createAndroidComposeRule<UtamaActivity>()

    @Test fun loadsTheLibraryAndOffersActivation() {
        assertEquals(c.activity.packageManager.getPackageInfo(c.activity.packageName, 0).versionName, versi())
        val bahasa = if (c.activity.resources.configuration.locales[0].language == "en") Bahasa.EN else Bahasa.ID
        val kata = Kata(bahasa)
        c.waitUntil("the core says that this phone is new", LAMA) { c.onAllNodesWithText(kata.masukAktivasiJudul).fetchSemanticsNodes().isNotEmpty() }
        c.onNodeWithText(kata.masukAktifkan).assertIsNotEnabled()
        c.onNode(hasText(kata.masukKode)).performScrollTo().assertIsDisplayed()
    }

    private companion object {
        /** An emulator makes its folder and its keys on a cold disk. */
        const val LAMA = 60_000L
    }
}
