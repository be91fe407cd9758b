package id.go.kemensos.atensi.platform

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.UserNotAuthenticatedException
import android.util.Log
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.PortException
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.security.SecureRandom
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Shows the biometric check and gives the cipher back once it was passed, or throws [PortException.NotPassed]. Blocks. */
fun interface PintuBiometrik {
    fun buka(cipher: Cipher): Cipher
}


/**
 * The core's key store over the Android Keystore: AES-GCM with keys that never leave it.
 *
 * The Keystore holds keys only, so the secrets lie sealed in [folder]. A secret is made once: where its file exists but does not
 * open, the answer is `Gone`. A new one in its place would lock the worker out of everything saved.
 */
class BrankasAndroid(private val folder: File, private val pintu: PintuBiometrik) : Keystore {

    @Synchronized
    override fun secret(name: String): ByteArray = diterjemahkan {
        require(name.matches(NAMA)) { "name of a secret" }
        val berkas = File(folder, "$name.rahasia")
        if (berkas.exists()) {
            buka(berkas.readBytes(), name)
        } else {
            val rahasia = ByteArray(PANJANG).also(SecureRandom()::nextBytes)
            val cipher = cipher(Cipher.ENCRYPT_MODE, kunci(ALIAS_RAHASIA, biometrik = false, buat = true))
            cipher.updateAAD(name.toByteArray())
            simpan(berkas, cipher.iv + cipher.doFinal(rahasia))
            rahasia
        }
    }

    override fun wrap(key: ByteArray): ByteArray = diterjemahkan {
        val cipher = pintu.buka(cipher(Cipher.ENCRYPT_MODE, kunci(ALIAS_BIOMETRIK, biometrik = true, buat = true)))
        cipher.iv + cipher.doFinal(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = diterjemahkan {
        val kunci = kunci(ALIAS_BIOMETRIK, biometrik = true, buat = false)
        pintu.buka(cipher(Cipher.DECRYPT_MODE, kunci, iv(wrapped))).doFinal(wrapped, PANJANG_IV, wrapped.size - PANJANG_IV)
    }

    private fun buka(sandi: ByteArray, name: String): ByteArray {
        val cipher = cipher(Cipher.DECRYPT_MODE, kunci(ALIAS_RAHASIA, biometrik = false, buat = false), iv(sandi))
        cipher.updateAAD(name.toByteArray())
        return cipher.doFinal(sandi, PANJANG_IV, sandi.size - PANJANG_IV)
    }

    private fun iv(sandi: ByteArray): GCMParameterSpec {
        if (sandi.size <= PANJANG_IV) throw PortException.Gone()
        return GCMParameterSpec(BIT_TANDA, sandi, 0, PANJANG_IV)
    }

    private fun cipher(mode: Int, kunci: SecretKey, iv: GCMParameterSpec? = null): Cipher =
        Cipher.getInstance("AES/GCM/NoPadding").apply { if (iv == null) init(mode, kunci) else init(mode, kunci, iv) }

    private fun kunci(alias: String, biometrik: Boolean, buat: Boolean): SecretKey {
        val gudang = KeyStore.getInstance(PENYEDIA).apply { load(null) }
        (gudang.getKey(alias, null) as SecretKey?)?.let { return it }
        if (!buat) throw PortException.Gone()
        val ciri = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            // Every use asks anew, and a newly added fingerprint ends the key.
            .setUserAuthenticationRequired(biometrik)
            .setInvalidatedByBiometricEnrollment(biometrik)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PENYEDIA).apply { init(ciri) }.generateKey()
    }

    /** On the disk whole or not at all: half a secret would be a lost one. */
    private fun simpan(berkas: File, isi: ByteArray) {
        folder.mkdirs()
        val sementara = File(folder, "${berkas.name}.baru")
        FileOutputStream(sementara).use {
            it.write(isi)
            it.fd.sync()
        }
        if (!sementara.renameTo(berkas)) throw PortException.Unavailable()
    }

    /** The Keystore's exceptions as the core knows them. What is not foreseen is logged by its class only: texts may quote. */
    private fun <T> diterjemahkan(kerja: () -> T): T =
        try {
            kerja()
        } catch (e: PortException) {
            throw e
        } catch (_: KeyPermanentlyInvalidatedException) {
            throw PortException.Gone()
        } catch (_: UnrecoverableKeyException) {
            throw PortException.Gone()
        } catch (_: AEADBadTagException) {
            throw PortException.Gone()
        } catch (_: UserNotAuthenticatedException) {
            throw PortException.NotPassed()
        } catch (e: Throwable) {
            // Errors too: the generated code passes on exceptions only, anything else would come back as an empty answer.
            Log.e("brankas", e.javaClass.name)
            throw if (e is GeneralSecurityException || e is ProviderException || e is IOException) PortException.Unavailable() else PortException.Unexpected()
        }

    private companion object {
        const val PENYEDIA = "AndroidKeyStore"
        const val ALIAS_RAHASIA = "atensi.rahasia"
        const val ALIAS_BIOMETRIK = "atensi.biometrik"
        const val PANJANG = 32
        const val PANJANG_IV = 12
        const val BIT_TANDA = 128
        val NAMA = Regex("[a-z0-9-]{1,64}")
    }
}
