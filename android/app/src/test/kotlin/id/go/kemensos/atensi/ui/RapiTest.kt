package id.go.kemensos.atensi.ui

import androidx.compose.ui.text.AnnotatedString
import org.junit.Assert.assertEquals
import org.junit.Test

/** Where lines may break. A tilde stands for a space that holds. */
class RapiTest {
    private fun lekat(kata: String) = rapi(kata).replace('\u00a0', '~')

    @Test fun whatBelongsTogetherStaysTogether() {
        assertEquals("Terlambat 25 hari~· sesuai janji 30~Oktober 2026", lekat("Terlambat 25 hari · sesuai janji 30 Oktober 2026"))
        assertEquals("74 tahun~· perempuan~· Kel.~Kambajawa, Kec.~Kota Waingapu", lekat("74 tahun · perempuan · Kel. Kambajawa, Kec. Kota Waingapu"))
        assertEquals("12 catatan, 180~KB~· 3 foto, 2,4~MB", lekat("12 catatan, 180 KB · 3 foto, 2,4 MB"))
        assertEquals("Rp~150.000", lekat("Rp 150.000"))
        assertEquals("NIK 5311 0141 0752 0002.", lekat("NIK 5311014107520002."))
        for (apaAdanya in listOf("", "RT 05 RW 02, dekat dermaga", "081234567890", "Kabar baik", "3 Anggota", "53110141075200021")) assertEquals(apaAdanya, lekat(apaAdanya))
    }

    @Test fun aNumberIsTypedInFours() {
        for (n in 0..17) {
            val asli = "53110141075200021".take(n)
            val jadi = Berempat.filter(AnnotatedString(asli))
            assertEquals(asli.chunked(4).joinToString(" "), jadi.text.text)
            for (di in 0..n) {
                val sana = jadi.offsetMapping.originalToTransformed(di)
                assertEquals("$n $di", asli.take(di), jadi.text.text.take(sana).filter(Char::isDigit))
                assertEquals("$n $di", di, jadi.offsetMapping.transformedToOriginal(sana))
            }
            for (di in 0..jadi.text.length) assertEquals(jadi.text.text.take(di).count(Char::isDigit), jadi.offsetMapping.transformedToOriginal(di))
        }
    }
}
