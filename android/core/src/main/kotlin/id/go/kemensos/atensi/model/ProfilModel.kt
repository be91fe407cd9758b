package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.ProfilScreen
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Profil of a person, family or case. */
class ProfilModel(private val jalur: Jalur, private val id: String) {
    private val _keadaan = MutableStateFlow<Keadaan<ProfilScreen>>(Keadaan.Memuat)
    val keadaan: StateFlow<Keadaan<ProfilScreen>> = _keadaan.asStateFlow()

    /** Reads; what is shown stays until the new is there. */
    fun muat() {
        if (_keadaan.value is Keadaan.Galat) _keadaan.value = Keadaan.Memuat
        jalur.panggil({ it.layarProfil(id) }, { _keadaan.value = Keadaan.Galat(it) }) { _keadaan.value = Keadaan.Isi(it) }
    }
}
