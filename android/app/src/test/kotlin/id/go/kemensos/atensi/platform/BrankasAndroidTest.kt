package id.go.kemensos.atensi.platform

import android.app.Application
import id.go.kemensos.atensi.inti.PortException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import java.io.File

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class BrankasAndroidTest {
    @get:Rule val folder = TemporaryFolder()
    private val name = "atensi-pin-v1"
    private val file get() = File(folder.root, "$name.rahasia")

    @Before fun keystore() = BrankasUji.pasang()

    private fun brankas(pintu: PintuBiometrik = PintuBiometrik { it }) = BrankasAndroid(folder.root, pintu)

    @Test fun aSecretStaysTheSame() {
        val first = brankas().secret(name)
        assertEquals(32, first.size)
        assertArrayEquals("after a restart", first, brankas().secret(name))
        assertFalse("another name, another secret", first.contentEquals(brankas().secret("lain")))
        assertFalse("sealed on the disk", file.readBytes().toList().windowed(32).any { it == first.toList() })
        assertEquals(256, BrankasUji.specs.getValue("atensi.rahasia").keySize)
        assertFalse(BrankasUji.specs.getValue("atensi.rahasia").isUserAuthenticationRequired)
        assertEquals(setOf(file.name, "lain.rahasia"), folder.root.list()!!.toSet())
    }

    @Test fun aLostSecretIsNeverReplaced() {
        brankas().secret(name)
        val good = file.readBytes()
        val bad = mapOf(
            "changed" to good.copyOf().also { it[20] = (it[20] + 1).toByte() },
            "cut" to good.copyOf(30), "empty" to ByteArray(0), "of another name" to File(folder.root, "x.rahasia").let { brankas().secret("x"); it.readBytes() },
        )
        for ((what, bytes) in bad) {
            file.writeBytes(bytes)
            assertThrows(what, PortException.Gone::class.java) { brankas().secret(name) }
            assertArrayEquals("$what: left as it is", bytes, file.readBytes())
        }
        file.writeBytes(good)
        BrankasUji.keys.clear()
        assertThrows("key store reset", PortException.Gone::class.java) { brankas().secret(name) }
        assertTrue("no new key either", BrankasUji.keys.isEmpty())
    }

    @Test fun aStrangeNameWritesNothing() {
        for (odd in listOf("", "../x", "A", "a".repeat(65))) assertThrows(odd, PortException.Unexpected::class.java) { brankas().secret(odd) }
        assertEquals(0, folder.root.list()!!.size)
    }

    @Test fun wrapsBehindTheBiometricCheck() {
        var asked = 0
        val brankas = brankas { asked += 1; it }
        val key = ByteArray(32) { it.toByte() }
        val wrapped = brankas.wrap(key)
        assertArrayEquals(key, brankas.unwrap(wrapped))
        assertEquals(2, asked)
        val spec = BrankasUji.specs.getValue("atensi.biometrik")
        assertTrue(spec.isUserAuthenticationRequired && spec.isInvalidatedByBiometricEnrollment)
        assertThrows(PortException.NotPassed::class.java) { brankas { throw PortException.NotPassed() }.unwrap(wrapped) }
        assertThrows(PortException.Gone::class.java) { brankas.unwrap(wrapped.copyOf(8)) }
        BrankasUji.keys.clear()
        assertThrows(PortException.Gone::class.java) { brankas.unwrap(wrapped) }
    }

    @Test fun faultsOfOurOwnCodeAreAnnounced() {
        val broken = brankas { throw AssertionError("NIK 5311014107520002") }
        val error = assertThrows(PortException.Unexpected::class.java) { broken.wrap(ByteArray(32)) }
        assertFalse("5311" in error.stackTraceToString())
    }
}
