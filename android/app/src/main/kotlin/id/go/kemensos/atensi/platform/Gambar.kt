package id.go.kemensos.atensi.platform

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import androidx.annotation.WorkerThread

/**
 * A picture to be shown in [lebar] by [tinggi] pixels: decoded no larger than that needs, since one of a camera does not fit into the
 * memory of a cheap phone several times over. Nothing where it is no picture.
 */
@WorkerThread
fun uraikan(isi: ByteArray, lebar: Int, tinggi: Int): Bitmap? {
    val ukuran = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    BitmapFactory.decodeByteArray(isi, 0, isi.size, ukuran)
    if (ukuran.outWidth <= 0 || ukuran.outHeight <= 0 || lebar <= 0 || tinggi <= 0) return null
    var bagi = 1
    // Half is still as large as it is shown, on the side that fills its place.
    while (ukuran.outWidth >= lebar * bagi * 2 || ukuran.outHeight >= tinggi * bagi * 2) bagi *= 2
    return try {
        BitmapFactory.decodeByteArray(isi, 0, isi.size, BitmapFactory.Options().apply { inSampleSize = bagi })
    } catch (_: OutOfMemoryError) {
        null
    }
}
