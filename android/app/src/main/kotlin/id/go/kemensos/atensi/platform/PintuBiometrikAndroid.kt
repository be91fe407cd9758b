package id.go.kemensos.atensi.platform

import android.annotation.SuppressLint
import android.app.Activity
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import id.go.kemensos.atensi.inti.PortException
import id.go.kemensos.atensi.kata.Kata
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.crypto.Cipher

/** Shows the sheet of the check: tells once the unlocked cipher, or nothing when it was not passed. What it gives back takes it away. */
fun interface Lembar {
    fun perlihatkan(cipher: Cipher, hasil: (Cipher?) -> Unit): () -> Unit
}

/** The core's thread waits here for a finger or a face. It never waits for ever: a sheet that is forgotten would hold up all else. */
class PintuBiometrikAndroid(private val lembar: Lembar, private val detik: Long = 60) : PintuBiometrik {
    override fun buka(cipher: Cipher): Cipher {
        val hasil = CompletableFuture<Cipher?>()
        val tutup = lembar.perlihatkan(cipher, hasil::complete)
        return try {
            hasil.get(detik, TimeUnit.SECONDS) ?: throw PortException.NotPassed()
        } catch (_: TimeoutException) {
            tutup()
            throw PortException.NotPassed()
        }
    }
}

/**
 * The system's own sheet over the activity in sight. The library androidx.biometric would bring fragments and AppCompat for phones
 * older than Android 9, which keep the PIN.
 */
class LembarBiometrik(private val depan: () -> Activity?, private val kata: () -> Kata) : Lembar {
    /** Whether this phone has a strong check, and a finger or a face is known to it. */
    fun ada(): Boolean {
        val activity = depan() ?: return false
        return when {
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.R ->
                activity.getSystemService(BiometricManager::class.java)?.canAuthenticate(KUAT) == BiometricManager.BIOMETRIC_SUCCESS
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.P -> activity.packageManager.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT)
            else -> false
        }
    }

    // Asked for in the manifest; granted with the installation.
    @SuppressLint("MissingPermission")
    override fun perlihatkan(cipher: Cipher, hasil: (Cipher?) -> Unit): () -> Unit {
        val activity = depan()
        if (activity == null || Build.VERSION.SDK_INT < Build.VERSION_CODES.P) {
            hasil(null)
            return { }
        }
        val batal = CancellationSignal()
        activity.runOnUiThread {
            val k = kata()
            val lembar = BiometricPrompt.Builder(activity).setTitle(k.masukBiometrikJudul).setSubtitle(k.masukBiometrikAlasan)
                .setNegativeButton(k.masukBiometrikPin, activity.mainExecutor) { _, _ -> hasil(null) }
                .apply { if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) setAllowedAuthenticators(KUAT) }
                .build()
            lembar.authenticate(BiometricPrompt.CryptoObject(cipher), batal, activity.mainExecutor, object : BiometricPrompt.AuthenticationCallback() {
                override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = hasil(result.cryptoObject?.cipher)

                // Cancelled, locked out, or gone with the activity. A finger not recognised is no end: the sheet asks again.
                override fun onAuthenticationError(errorCode: Int, errString: CharSequence?) = hasil(null)
            })
        }
        return batal::cancel
    }

    private companion object {
        const val KUAT = BiometricManager.Authenticators.BIOMETRIC_STRONG
    }
}
