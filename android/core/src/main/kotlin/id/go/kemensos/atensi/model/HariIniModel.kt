package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.UserInfo
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** The day's page. So far it only greets the worker. */
class HariIniModel(private val jalur: Jalur) {
    private val _keadaan = MutableStateFlow<Keadaan<UserInfo>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<UserInfo>> = _keadaan.asStateFlow()

    fun muat() {
        _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.user() }, { _keadaan.value = Keadaan.Galat(it) }) { _keadaan.value = Keadaan.Isi(it) }
    }
}
