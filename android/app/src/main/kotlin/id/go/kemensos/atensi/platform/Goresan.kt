package id.go.kemensos.atensi.platform

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Path
import java.io.File

/** Draws strokes, each a row of x and y, black on white into a PNG file. False when there was nothing or no room. */
fun gambar(goresan: List<FloatArray>, lebar: Int, tinggi: Int, berkas: File): Boolean {
    if (goresan.isEmpty() || lebar <= 0 || tinggi <= 0) return false
    val bitmap = Bitmap.createBitmap(lebar, tinggi, Bitmap.Config.ARGB_8888)
    val kanvas = Canvas(bitmap).apply { drawColor(Color.WHITE) }
    val pena = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = Color.BLACK
        style = Paint.Style.STROKE
        strokeWidth = maxOf(2f, lebar / 120f)
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }
    for (g in goresan) {
        if (g.size == 2) kanvas.drawPoint(g[0], g[1], pena)
        val garis = Path().apply { moveTo(g[0], g[1]) }
        for (i in 2 until g.size step 2) garis.lineTo(g[i], g[i + 1])
        kanvas.drawPath(garis, pena)
    }
    return berkas.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
}
