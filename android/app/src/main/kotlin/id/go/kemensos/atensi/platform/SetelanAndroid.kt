package id.go.kemensos.atensi.platform

import android.content.Context
import id.go.kemensos.atensi.model.Setelan

/** In a file of settings that is never backed up; it holds nothing about anybody. */
class SetelanAndroid(context: Context) : Setelan {
    private val berkas = context.getSharedPreferences("setelan", Context.MODE_PRIVATE)

    override var bahasa: String?
        get() = berkas.getString("bahasa", null)
        set(nilai) = berkas.edit().putString("bahasa", nilai).apply()

    override var hanyaWifi: Boolean
        get() = berkas.getBoolean("hanya_wifi", false)
        set(nilai) = berkas.edit().putBoolean("hanya_wifi", nilai).apply()

    override var adaMenunggu: Boolean
        get() = berkas.getBoolean("ada_menunggu", false)
        set(nilai) = berkas.edit().putBoolean("ada_menunggu", nilai).apply()
}
