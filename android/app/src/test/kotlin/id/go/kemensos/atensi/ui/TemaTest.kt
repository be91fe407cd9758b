package id.go.kemensos.atensi.ui

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import id.go.kemensos.atensi.inti.Nada
import org.junit.Assert.assertTrue
import org.junit.Test
import kotlin.math.max
import kotlin.math.min

/** Every pair of colours that stand on each other. */
class TemaTest {
    private fun contrast(a: Color, b: Color): Float =
        (max(a.luminance(), b.luminance()) + 0.05f) / (min(a.luminance(), b.luminance()) + 0.05f)

    private fun texts(s: ColorScheme) = mapOf(
        "primary" to (s.onPrimary to s.primary), "primaryContainer" to (s.onPrimaryContainer to s.primaryContainer),
        "secondary" to (s.onSecondary to s.secondary), "secondaryContainer" to (s.onSecondaryContainer to s.secondaryContainer),
        "background" to (s.onBackground to s.background), "surface" to (s.onSurface to s.surface),
        "surfaceVariant" to (s.onSurfaceVariant to s.surfaceVariant), "label on surface" to (s.onSurfaceVariant to s.surface),
        "link on surface" to (s.primary to s.surface), "error on surface" to (s.error to s.surface),
        "dialog" to (s.onSurface to s.surfaceContainerHigh), "dialog text" to (s.onSurfaceVariant to s.surfaceContainerHigh),
        // The form: an answer, a section in the list, a button or field that waits, a tick.
        "answer" to (s.onSurface to s.surface), "waits" to (s.onSurfaceVariant to s.surfaceVariant), "field that waits" to (s.onSurfaceVariant to s.surface),
        "hint under a chosen answer" to (s.onPrimaryContainer to s.primaryContainer), "open section" to (s.onSecondaryContainer to s.secondaryContainer),
        "error" to (s.onError to s.error), "errorContainer" to (s.onErrorContainer to s.errorContainer),
    )

    /** Frames and signs, which carry no letters. */
    private fun signs(s: ColorScheme) = mapOf(
        "frame" to (s.outline to s.surface), "frame of the chosen" to (s.primary to s.surface), "sign of the chosen" to (s.primary to s.primaryContainer),
        "frame of what is wrong" to (s.error to s.surface), "progress" to (s.primary to s.secondaryContainer), "switch" to (s.outline to s.surfaceContainerHighest),
        "sign not chosen" to (s.onSurfaceVariant to s.surface), "tick" to (s.onPrimary to s.primary),
    )

    @Test fun everyToneHasItsColours() = assertTrue(NadaTerang.keys == Nada.entries.toSet() && NadaGelap.keys == Nada.entries.toSet())

    @Test fun textIsReadInTheSun() {
        for ((name, scheme) in mapOf("Terang" to Terang, "Gelap" to Gelap)) {
            for ((pair, colours) in texts(scheme)) {
                val found = contrast(colours.first, colours.second)
                assertTrue("$name $pair: $found", found >= 7f)
            }
            for ((tone, pair) in if (scheme == Terang) NadaTerang else NadaGelap) {
                val found = contrast(pair.isi, pair.dasar)
                assertTrue("$name $tone: $found", found >= 7f)
            }
            for ((pair, colours) in signs(scheme)) {
                val found = contrast(colours.first, colours.second)
                assertTrue("$name $pair: $found", found >= 4.5f)
            }
        }
    }
}
