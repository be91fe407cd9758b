package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.kata.Kata
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempDirectory

/** The app over a library that is not its own: says what its first page and its second try show. */
fun main() {
    val hp = Hp(createTempDirectory("hp").toString())
    repeat(2) {
        hp.app.masuk.muat()
        println((hp.app.masuk.keadaan.value as? Keadaan.Galat)?.pesan?.kata(Kata(Bahasa.ID), "0.1.0, uji"))
    }
}

/** An update that came only half: the app of one version, the library of another. */
class PustakaTest {
    private val library = File(System.getProperty("jna.library.path"), "libatensi_bindings.so")

    /** Two functions change places, so that each answers what the other should: any library of another version does so somewhere. */
    private fun exchange(file: File, one: String, other: String) {
        val bytes = ByteBuffer.wrap(file.readBytes()).order(ByteOrder.LITTLE_ENDIAN)
        check(bytes.getInt(0) == 0x464c457f && bytes.get(4).toInt() == 2) { "not ELF of 64 bit" }
        fun section(n: Int) = bytes.getLong(0x28).toInt() + n * bytes.getShort(0x3a)
        fun offset(section: Int) = bytes.getLong(section + 0x18).toInt()
        val symbols = (0 until bytes.getShort(0x3c)).map(::section).first { bytes.getInt(it + 4) == DYNSYM }
        val names = offset(section(bytes.getInt(symbols + 0x28)))
        fun name(at: Int) = generateSequence(at) { it + 1 }.map { bytes.get(it).toInt().toChar() }.takeWhile { it != '\u0000' }.joinToString("")
        val entries = (offset(symbols) until offset(symbols) + bytes.getLong(symbols + 0x20).toInt() step 24).associateBy { name(names + bytes.getInt(it)) }
        val (a, b) = listOf(one, other).map { entries.getValue(it) + 8 }
        val kept = bytes.getLong(a)
        bytes.putLong(a, bytes.getLong(b)).putLong(b, kept)
        file.writeBytes(bytes.array())
    }

    private fun says(change: (File) -> Unit): List<String> {
        val folder = createTempDirectory("pustaka").toFile()
        change(library.copyTo(File(folder, library.name)))
        val process = proses("id.go.kemensos.atensi.model.PustakaTestKt", pustaka = folder.path)
        val said = process.inputStream.bufferedReader().readLines()
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { "crashed after $said" }
        folder.deleteRecursively()
        return said
    }

    @Test
    fun aLibraryOfAnotherVersionIsSaidAndDoesNotCrash() {
        val words = Pesan.PustakaTidakAda.kata(Kata(Bahasa.ID), "0.1.0, uji")
        assertTrue("Data yang tersimpan tidak berubah" in words)
        val checksum = "uniffi_atensi_bindings_checksum_method_lapangan"
        assertEquals("another meaning of a call", listOf(words, words), says { exchange(it, "${checksum}_lock", "${checksum}_user") })
        assertEquals("none at all", listOf(words, words), says { it.delete() })
        assertEquals("something else", listOf(words, words), says { it.writeText("bukan pustaka") })
        assertEquals("the right one", listOf("null", "null"), says { })
    }

    private companion object {
        const val DYNSYM = 11
    }
}
