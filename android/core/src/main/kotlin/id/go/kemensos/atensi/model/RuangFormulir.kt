package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Rute

/**
 * The models around forms: one visit, one form, one document at a time, which outlive the screen that shows them. [buka] goes where
 * a route says, [tinggalkan] goes back. What was typed is saved by [simpan] before the app is locked,
 * covered or leaves the screen.
 */
class RuangFormulir(
    private val jalur: Jalur,
    private val ponsel: Ponsel,
    private val buka: (Rute) -> Unit,
    private val tinggalkan: () -> Unit,
) {
    private var formulir: FormulirModel? = null
    private var kunjungan: KunjunganModel? = null
    private var selesai: SelesaiModel? = null

    /** The model of a draft: the same one for as long as it is open. */
    fun formulir(draftId: String): FormulirModel {
        formulir?.takeIf { it.draftId == draftId }?.let { return it }
        formulir?.run {
            simpan()
            lepaskan()
        }
        return FormulirModel(jalur, draftId, ponsel, ::pergi, ::kembali).also { formulir = it }
    }

    fun kunjungan(kasusId: String): KunjunganModel =
        kunjungan?.takeIf { it.kasusId == kasusId } ?: KunjunganModel(jalur, kasusId, ::mulai, buka).also { kunjungan = it }

    fun selesai(dokumenId: String): SelesaiModel =
        selesai?.takeIf { it.dokumenId == dokumenId } ?: SelesaiModel(jalur, dokumenId, buka, tinggalkan).also { selesai = it }

    /** Begins a form for a case and goes there. */
    fun mulai(rute: Rute.MulaiFormulir, gagal: (Pesan) -> Unit) {
        jalur.panggil({ it.formulir.mulai(rute.formId, rute.kasusId) }, gagal) {
            kunjungan = null
            buka(Rute.LanjutDraf(it))
        }
    }

    /** Saves what is being typed, at once, and reads nothing aloud any more: the worker leaves, locks or covers the page. */
    fun simpan() {
        formulir?.simpan()
        ponsel.suara.diam()
    }

    /** Forgets everything that was shown, for another worker's eyes. */
    fun kosongkan() {
        formulir?.lepaskan()
        formulir = null
        kunjungan = null
        selesai = null
    }

    private fun pergi(rute: Rute) {
        formulir = null
        buka(rute)
    }

    private fun kembali() {
        formulir = null
        tinggalkan()
    }
}
