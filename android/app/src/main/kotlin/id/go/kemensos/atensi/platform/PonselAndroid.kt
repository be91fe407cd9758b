package id.go.kemensos.atensi.platform

import android.content.Context
import id.go.kemensos.atensi.model.Ponsel
import java.util.Locale

/** This phone, as the forms ask for it. [bahasa] is what the screen speaks. */
fun ponselAndroid(context: Context, bahasa: () -> Locale): Ponsel {
    val kamera = KameraAndroid(context).apply { bersihkan() }
    return Ponsel(kamera, LokasiAndroid(context), SuaraAndroid(context, bahasa))
}
