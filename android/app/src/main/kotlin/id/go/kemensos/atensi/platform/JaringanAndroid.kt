package id.go.kemensos.atensi.platform

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import android.os.Handler
import android.os.Looper

/** Whether there is a network, and whether it costs. Told on the main thread, at the beginning and with every change. */
class JaringanAndroid(context: Context, private val kabar: (ada: Boolean, berbayar: Boolean) -> Unit) : ConnectivityManager.NetworkCallback() {
    private val pengelola = context.getSystemService(ConnectivityManager::class.java)

    fun mulai() {
        val kini = pengelola.getNetworkCapabilities(pengelola.activeNetwork)
        if (kini == null) kabar(false, false) else onCapabilities(kini)
        pengelola.registerDefaultNetworkCallback(this, Handler(Looper.getMainLooper()))
    }

    override fun onCapabilitiesChanged(network: Network, networkCapabilities: NetworkCapabilities) = onCapabilities(networkCapabilities)

    override fun onLost(network: Network) = kabar(false, false)

    private fun onCapabilities(c: NetworkCapabilities) =
        kabar(c.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET), !c.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED))
}
