package id.go.kemensos.atensi.platform

import android.app.Application
import android.graphics.BitmapFactory
import android.graphics.Color
import android.net.Uri
import androidx.test.core.app.ApplicationProvider
import id.go.kemensos.atensi.model.FotoRusak
import id.go.kemensos.atensi.ui.Foto
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.io.File

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class KameraAndroidTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val kamera = KameraAndroid(app)

    private fun berkas(isi: ByteArray) = kamera.siapkan().apply { writeBytes(isi) }.path

    /** On which side the red half is. */
    private fun red(path: String): String {
        val b = BitmapFactory.decodeFile(path)
        fun at(x: Int, y: Int) = Color.red(b.getPixel(x, y)) > 128
        val (right, bottom) = b.width - 3 to b.height - 3
        return when {
            at(2, 2) && at(2, bottom) -> "left"
            at(right, 2) && at(right, bottom) -> "right"
            at(2, 2) && at(right, 2) -> "top"
            else -> "bottom"
        }
    }

    private fun size(path: String) = BitmapFactory.decodeFile(path).run { width to height }

    @Test fun standsUprightHoweverThePhoneWasHeld() {
        for ((arah, side, upright) in listOf(
            Triple(1, "left", false), Triple(3, "right", false), Triple(6, "top", true), Triple(8, "bottom", true), Triple(2, "right", false), Triple(5, "top", true),
            Triple(7, "bottom", true),
        )) {
            val made = kamera.olah(berkas(Foto.jpeg(80, 40, arah)), 1600)
            assertEquals("orientation $arah", side to (if (upright) 40 to 80 else 80 to 40), red(made) to size(made))
        }
    }

    @Test fun isScaledDownToTheBudgetAndNeverUp() {
        for ((given, maks, expected) in listOf(
            Triple(400 to 200, 100, 100 to 50), Triple(400 to 200, 150, 150 to 75), Triple(200 to 400, 100, 50 to 100), Triple(80 to 40, 1600, 80 to 40),
        )) assertEquals("$given to $maks", expected, size(kamera.olah(berkas(Foto.jpeg(given.first, given.second)), maks)))
    }

    @Test fun nothingOfTheCameraComesAlong() {
        val raw = Foto.jpeg(80, 40, 6)
        assertTrue("RAHASIA" in String(raw, Charsets.ISO_8859_1))
        val made = String(File(kamera.olah(berkas(raw), 1600)).readBytes(), Charsets.ISO_8859_1)
        assertFalse("RAHASIA" in made)
        assertFalse("Exif" in made)
    }

    @Test fun whatIsNoPictureIsRefused() {
        val whole = Foto.jpeg(80, 40)
        val cases = listOf(ByteArray(0), "bukan foto".toByteArray(), whole.copyOf(20))
        for (bytes in cases) assertThrows(FotoRusak::class.java) { kamera.olah(berkas(bytes), 1600) }
        assertThrows(FotoRusak::class.java) { kamera.olah(File(app.cacheDir, "tidak-ada.jpg").path, 1600) }
    }

    @Test fun aPictureOfTheGalleryIsReadAndLeftAlone() {
        val uri = Uri.parse("content://galeri/1")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { Foto.jpeg(80, 40).inputStream() }
        assertEquals(80 to 40, size(kamera.olah(uri.toString(), 1600)))
        kamera.buang(uri.toString())
    }

    @Test fun picturesDoNotPileUp() {
        val young = File(berkas(Foto.jpeg(8, 8)))
        val old = File(berkas(Foto.jpeg(8, 8))).apply { setLastModified(1_000_000) }
        kamera.bersihkan(young.lastModified() + 1000)
        assertEquals(true to false, young.exists() to old.exists())
        kamera.buang(young.path)
        kamera.buang(young.path)
        assertFalse(young.exists())
    }

    @Test fun strokesBecomeAPicture() {
        val file = kamera.siapkan()
        assertTrue(gambar(listOf(floatArrayOf(10f, 10f, 90f, 10f), floatArrayOf(50f, 40f)), 100, 50, file))
        val b = BitmapFactory.decodeFile(file.path)
        assertEquals(listOf(true, true, false), listOf(50 to 10, 50 to 40, 5 to 45).map { (x, y) -> Color.red(b.getPixel(x, y)) < 100 })
        for ((strokes, w) in listOf(emptyList<FloatArray>() to 100, listOf(floatArrayOf(1f, 1f)) to 0)) assertFalse(gambar(strokes, w, 50, file))
    }
}
