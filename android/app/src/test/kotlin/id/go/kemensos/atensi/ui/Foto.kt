package id.go.kemensos.atensi.ui

import android.graphics.Bitmap
import android.graphics.Color
import androidx.core.content.FileProvider
import org.robolectric.util.ReflectionHelpers
import java.io.ByteArrayOutputStream

/** Pictures as a camera makes them. */
object Foto {
    /** Every test has folders of its own, but the provider remembers those of the first. */
    fun folderBaru() = ReflectionHelpers.getStaticField<MutableMap<*, *>>(FileProvider::class.java, "sCache").clear()

    /** Left half red, right half blue; with [arah] an EXIF block before the pixels that says how it was held, and a place. */
    fun jpeg(lebar: Int, tinggi: Int, arah: Int? = null): ByteArray {
        val bitmap = Bitmap.createBitmap(lebar, tinggi, Bitmap.Config.ARGB_8888)
        for (y in 0 until tinggi) for (x in 0 until lebar) bitmap.setPixel(x, y, if (x < lebar / 2) Color.RED else Color.BLUE)
        val plain = ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.JPEG, 95, it) }.toByteArray()
        return if (arah == null) plain else plain.copyOf(2) + exif(arah) + plain.copyOfRange(2, plain.size)
    }

    /** APP1 with one TIFF directory: the maker's name, which stands for everything private, and the orientation. */
    private fun exif(arah: Int): ByteArray {
        fun short(n: Int) = byteArrayOf(n.toByte(), (n shr 8).toByte())
        fun int(n: Int) = short(n and 0xffff) + short(n ushr 16)
        val make = "RAHASIA\u0000".toByteArray()
        val tiff = "II".toByteArray() + short(42) + int(8) + short(2) +
            short(0x010F) + short(2) + int(make.size) + int(38) +
            short(0x0112) + short(3) + int(1) + short(arah) + short(0) +
            int(0) + make
        val body = "Exif\u0000\u0000".toByteArray() + tiff
        val size = body.size + 2
        return byteArrayOf(-1, 0xE1.toByte(), (size shr 8).toByte(), size.toByte()) + body
    }
}
