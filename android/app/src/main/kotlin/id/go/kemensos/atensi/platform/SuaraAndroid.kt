package id.go.kemensos.atensi.platform

import android.content.Context
import android.os.Bundle
import android.speech.tts.TextToSpeech
import id.go.kemensos.atensi.model.Suara
import java.util.Locale

/** The phone's voice; [bahasa] is asked at each text. Only a voice that lies on the phone: nothing of a form goes to a server. */
class SuaraAndroid(private val context: Context, private val bahasa: () -> Locale) : Suara {
    private var mesin: TextToSpeech? = null
    private var siap = false
    private var menunggu: String? = null

    override fun bacakan(teks: String) {
        menunggu = teks
        if (mesin == null) {
            mesin = TextToSpeech(context) { hasil ->
                siap = hasil == TextToSpeech.SUCCESS
                ucapkan()
            }
        }
        ucapkan()
    }

    override fun diam() {
        menunggu = null
        mesin?.stop()
    }

    private fun ucapkan() {
        val mesin = mesin?.takeIf { siap } ?: return
        val teks = menunggu ?: return
        menunggu = null
        if (mesin.setLanguage(bahasa()) < TextToSpeech.LANG_AVAILABLE) return
        val suara = mesin.voice
        if (suara != null && suara.isNetworkConnectionRequired) {
            mesin.voice = mesin.voices?.firstOrNull { it.locale == suara.locale && !it.isNetworkConnectionRequired } ?: return
        }
        mesin.speak(teks.take(TextToSpeech.getMaxSpeechInputLength()), TextToSpeech.QUEUE_FLUSH, Bundle(), "soal")
    }
}
