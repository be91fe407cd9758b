package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Lang
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Where the worker is. */
enum class Rute { MASUK, HARI_INI }

/** The app as a whole: where the worker is, and the models of the screens. One for the process, so that turning the phone keeps all. */
class AplikasiModel(private val jalur: Jalur, server: String, perangkat: String) {
    private val _rute = MutableStateFlow(Rute.MASUK)
    val rute: StateFlow<Rute> = _rute.asStateFlow()

    val hariIni = HariIniModel(jalur)
    val masuk = MasukModel(jalur, server, perangkat) {
        _rute.value = Rute.HARI_INI
        hariIni.muat()
    }

    /** Begins: reads who is activated here. */
    fun mulai(lang: Lang) {
        bahasa(lang)
        masuk.muat()
    }

    /** The language of what the core says. Errors of the core in the old language go with the next action. */
    fun bahasa(lang: Lang) {
        jalur.panggil({ it.setLang(lang) }, gagal = { }) { }
    }

    /** Locks. What was saved is saved. */
    fun kunci() {
        _rute.value = Rute.MASUK
        jalur.panggil({ it.lock() }, gagal = { masuk.muat() }) { masuk.muat() }
    }
}
