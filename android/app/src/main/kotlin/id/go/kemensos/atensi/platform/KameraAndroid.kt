package id.go.kemensos.atensi.platform

import android.content.ContentResolver
import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Matrix
import android.media.ExifInterface
import android.net.Uri
import androidx.core.content.FileProvider
import id.go.kemensos.atensi.model.FotoRusak
import id.go.kemensos.atensi.model.Kamera
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream
import java.util.UUID
import kotlin.math.max

/**
 * Pictures on their way from the camera into the form. They lie unlocked in the app's own cache, which no other app reads and no
 * backup takes along, for as long as it takes to attach them; what a crash left there is deleted at a later start.
 */
class KameraAndroid(private val context: Context) : Kamera {
    private val folder = File(context.cacheDir, "foto")

    /** An empty place for the camera to write to. */
    fun siapkan(): File {
        folder.mkdirs()
        return File(folder, "${UUID.randomUUID()}.jpg")
    }

    /** Its address for the camera app. */
    fun alamat(berkas: File): Uri = FileProvider.getUriForFile(context, "${context.packageName}.foto", berkas)

    /** Deletes what a crash left. Not what is young: the camera may be open while the app was killed and begins again. */
    fun bersihkan(sekarang: Long = System.currentTimeMillis()) {
        folder.listFiles()?.filter { sekarang - it.lastModified() > SEHARI }?.forEach { it.delete() }
    }

    override fun olah(mentah: String, maksPiksel: Int): String {
        val ukuran = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        buka(mentah).use { BitmapFactory.decodeStream(it, null, ukuran) }
        val panjang = max(ukuran.outWidth, ukuran.outHeight)
        if (panjang <= 0) throw FotoRusak()
        // Decoded small: a picture of 50 megapixels does not fit into the memory of a cheap phone.
        var bagi = 1
        while (panjang / (bagi * 2) >= maksPiksel) bagi *= 2
        val kecil = try {
            buka(mentah).use { BitmapFactory.decodeStream(it, null, BitmapFactory.Options().apply { inSampleSize = bagi }) }
        } catch (_: OutOfMemoryError) {
            null
        } ?: throw FotoRusak()
        val tegak = tegakkan(kecil, arah(mentah), maksPiksel)
        val jadi = siapkan()
        // Compressed anew, so nothing of what the camera wrote beside the pixels comes along.
        val utuh = jadi.outputStream().use { tegak.compress(Bitmap.CompressFormat.JPEG, MUTU, it) }
        if (!utuh) {
            jadi.delete()
            throw IOException("no room")
        }
        return jadi.path
    }

    override fun buang(berkas: String) {
        // Pictures of the gallery are not ours.
        if (!berkas.startsWith(ISI_LUAR)) File(berkas).delete()
    }

    private fun buka(mentah: String): InputStream =
        if (mentah.startsWith(ISI_LUAR)) {
            try {
                context.contentResolver.openInputStream(Uri.parse(mentah))
            } catch (_: SecurityException) {
                null
            } ?: throw FotoRusak()
        } else {
            try {
                File(mentah).inputStream()
            } catch (_: FileNotFoundException) {
                throw FotoRusak()
            }
        }

    private fun arah(mentah: String): Int = try {
        buka(mentah).use { ExifInterface(it).getAttributeInt(ExifInterface.TAG_ORIENTATION, ExifInterface.ORIENTATION_NORMAL) }
    } catch (_: IOException) {
        ExifInterface.ORIENTATION_NORMAL
    }

    private fun tegakkan(foto: Bitmap, arah: Int, maks: Int): Bitmap {
        val m = Matrix()
        val skala = maks.toFloat() / max(foto.width, foto.height)
        if (skala < 1f) m.postScale(skala, skala)
        when (arah) {
            ExifInterface.ORIENTATION_ROTATE_90 -> m.postRotate(90f)
            ExifInterface.ORIENTATION_ROTATE_180 -> m.postRotate(180f)
            ExifInterface.ORIENTATION_ROTATE_270 -> m.postRotate(270f)
            ExifInterface.ORIENTATION_FLIP_HORIZONTAL -> m.postScale(-1f, 1f)
            ExifInterface.ORIENTATION_FLIP_VERTICAL -> m.postScale(1f, -1f)
            ExifInterface.ORIENTATION_TRANSPOSE -> {
                m.postRotate(90f)
                m.postScale(-1f, 1f)
            }
            ExifInterface.ORIENTATION_TRANSVERSE -> {
                m.postRotate(270f)
                m.postScale(-1f, 1f)
            }
        }
        return if (m.isIdentity) foto else Bitmap.createBitmap(foto, 0, 0, foto.width, foto.height, m, true)
    }

    private companion object {
        const val ISI_LUAR = ContentResolver.SCHEME_CONTENT + "://"
        const val MUTU = 80
        const val SEHARI = 86_400_000L
    }
}
