package id.go.kemensos.atensi.ui

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsNodeInteractionsProvider
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.unit.dp
import java.io.File

/** The window as a PNG in target/potret, for people. Drawn by the view itself: FLAG_SECURE is for the system's screenshots. */
fun Activity.potret(nama: String) {
    val view = window.decorView
    val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888).also { view.draw(Canvas(it)) }
    val folder = File(System.getProperty("potret.folder") ?: "build/potret").apply { mkdirs() }
    File(folder, "$nama.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
}

/**
 * Every target at least 48 dp, and no two that overlap. Compose grows the touch area of a small one to 48 dp by itself, so its size
 * alone says little; two grown ones that overlap are the fault.
 */
fun SemanticsNodeInteractionsProvider.periksaSasaran() {
    // A list makes what comes next before it has a place for it.
    val nodes = onAllNodes(hasClickAction()).fetchSemanticsNodes().filter { it.layoutInfo.isPlaced }
    check(nodes.isNotEmpty()) { "nothing to touch" }
    fun SemanticsNode.above() = generateSequence(parent) { it.parent }.map { it.id }.toSet()
    fun SemanticsNode.cut() = boundsInRoot.height < size.height - 0.5f || boundsInRoot.width < size.width - 0.5f
    fun name(n: SemanticsNode) = n.config.getOrNull(SemanticsProperties.ContentDescription) ?: n.config.getOrNull(SemanticsProperties.Text) ?: "#${n.id}"
    for (n in nodes) with(n.layoutInfo.density) {
        val width = maxOf(n.touchBoundsInRoot.width.toDp(), n.size.width.toDp())
        val height = maxOf(n.touchBoundsInRoot.height.toDp(), n.size.height.toDp())
        check(width >= 47.9.dp && height >= 47.9.dp) { "${name(n)} is $width x $height" }
    }
    for ((i, a) in nodes.withIndex()) for (b in nodes.drop(i + 1)) {
        if (a.id in b.above() || b.id in a.above() || a.cut() || b.cut()) continue
        check(!a.touchBoundsInRoot.deflate(0.5f).overlaps(b.touchBoundsInRoot.deflate(0.5f))) { "${name(a)} and ${name(b)} overlap" }
    }
}
