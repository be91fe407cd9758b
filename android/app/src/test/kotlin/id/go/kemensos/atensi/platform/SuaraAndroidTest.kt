package id.go.kemensos.atensi.platform

import android.app.Application
import android.speech.tts.TextToSpeech
import androidx.test.core.app.ApplicationProvider
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowTextToSpeech
import java.util.Locale

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class SuaraAndroidTest {
    private val suara = SuaraAndroid(ApplicationProvider.getApplicationContext()) { Locale.forLanguageTag("id") }

    private fun engine() = shadowOf(ShadowTextToSpeech.getLastTextToSpeechInstance())

    @Test fun speaksOnceTheEngineIsReady() {
        ShadowTextToSpeech.addLanguageAvailability(Locale.forLanguageTag("id"))
        suara.bacakan("Satu")
        suara.bacakan("Apakah tempat ini aman?")
        assertNull(engine().lastSpokenText)
        engine().onInitListener.onInit(TextToSpeech.SUCCESS)
        assertEquals("Apakah tempat ini aman?", engine().lastSpokenText)
        suara.diam()
        assertEquals(true, engine().isStopped)
    }

    @Test fun aPhoneWithoutAVoiceStaysSilent() {
        suara.bacakan("Satu")
        engine().onInitListener.onInit(TextToSpeech.ERROR)
        suara.bacakan("Dua")
        assertNull(engine().lastSpokenText)
    }
}
