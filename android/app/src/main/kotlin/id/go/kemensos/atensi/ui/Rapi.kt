package id.go.kemensos.atensi.ui

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.text
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.input.OffsetMapping
import androidx.compose.ui.text.input.TransformedText
import androidx.compose.ui.text.input.VisualTransformation

/**
 * The core's words as a line breaks them well: a day stays with its month, a number with its unit, "Kel." with its name, and no line
 * begins with a dot. Sixteen digits stand in fours, as a card is read out, and break between them.
 */
fun rapi(kata: String): String = ENAM_BELAS.replace(kata) { berempat(it.value) }.replace(" · ", "$LEKAT· ").let { LENGKET.replace(it, "$LEKAT") }

/** Words of the core on a page. What is spoken and searched for has plain spaces. */
@Composable
fun Teks(kata: String, style: TextStyle, modifier: Modifier = Modifier) {
    val rapi = rapi(kata)
    Text(rapi, style = style, modifier = modifier.semantics { text = AnnotatedString(rapi.replace(LEKAT, ' ')) })
}

/** The same in a field that is typed in. */
object Berempat : VisualTransformation {
    override fun filter(text: AnnotatedString) = TransformedText(AnnotatedString(berempat(text.text)), Letak)

    /** A gap before every fifth; the pen waits before it. */
    private object Letak : OffsetMapping {
        override fun originalToTransformed(offset: Int) = if (offset == 0) 0 else offset + (offset - 1) / EMPAT
        override fun transformedToOriginal(offset: Int) = offset - offset / (EMPAT + 1)
    }
}

private fun berempat(angka: String) = angka.chunked(EMPAT).joinToString(" ")

private const val EMPAT = 4
private const val LEKAT = '\u00a0'
private val ENAM_BELAS = Regex("""\b\d{16}\b""")
private val LENGKET = Regex("""(?<=\b(Kel|Kec|Kab|Prov|Rp)\.?) (?=[\p{Lu}\d])|(?<=\b\d{1,2}) (?=\p{Lu}\p{Ll}+ \d{4})|(?<=\d) (?=(KB|MB|GB|km|m|cm)\b)""")
