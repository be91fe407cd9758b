package id.go.kemensos.atensi.platform

import android.app.Application
import android.graphics.Color
import id.go.kemensos.atensi.ui.Foto
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Pictures to be shown. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class GambarTest {
    private fun size(w: Int, h: Int, forW: Int, forH: Int) = uraikan(Foto.jpeg(w, h), forW, forH)!!.run { width to height }

    @Test fun isDecodedNoLargerThanItIsShown() {
        assertEquals(100 to 50, size(800, 400, 100, 100))
        assertEquals("not smaller than its place", 200 to 100, size(800, 400, 120, 100))
        assertEquals("a high one by its height", 25 to 100, size(200, 800, 100, 60))
        assertEquals("never larger", 80 to 40, size(80, 40, 1000, 1000))
    }

    @Test fun theColoursStay() {
        val b = uraikan(Foto.jpeg(80, 40), 40, 40)!!
        assertEquals(listOf(true, true), listOf(Color.red(b.getPixel(2, 5)) > 200, Color.blue(b.getPixel(b.width - 3, 5)) > 200))
    }

    @Test fun whatIsNoPictureIsNothing() {
        for (bytes in listOf(ByteArray(0), "bukan foto".toByteArray())) assertNull(uraikan(bytes, 100, 100))
        assertNull("no place yet", uraikan(Foto.jpeg(8, 8), 0, 100))
    }
}
