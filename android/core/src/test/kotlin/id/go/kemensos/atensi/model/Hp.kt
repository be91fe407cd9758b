package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Brankas
import id.go.kemensos.atensi.inti.Dunia
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Rute as RuteInti
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonPrimitive

/**
 * A phone without a screen: every model of the app over the real library in a folder of its own. Everything is done when a call
 * returns; only waits are [utas]'s.
 */
class Hp(folder: String = Dunia.folder(), utas: CoroutineDispatcher = Dispatchers.Unconfined) {
    private val jalur = Jalur(CoroutineScope(utas), Dispatchers.Unconfined, Dispatchers.Unconfined) { IntiAsli(folder, Brankas(), 420) }
    val app = AplikasiModel(jalur, Dunia.url, "HP Uji")
    val telepon = PonselTiruan()

    // Pictures are taken as they are: this phone has no camera.
    private val kamera = object : Kamera {
        override fun olah(mentah: String, maksPiksel: Int) = mentah
        override fun buang(berkas: String) = Unit
    }
    val ruang = RuangFormulir(jalur, Ponsel(kamera, telepon.ponsel.lokasi, telepon.ponsel.suara), app::bukaDariFormulir) { app.kembali() }

    init {
        app.mulai(Lang.ID, 420)
    }

    fun aktifkan(user: Dunia.Petugas, url: String = Dunia.url) = app.masuk.run {
        ketikServer(url)
        ketikKode(Dunia.kode(user))
        ketikPin(Dunia.PIN)
        ketikPinUlang(Dunia.PIN)
        masuk()
        check(app.terbuka) { "${keadaan.value.isiAtauKosong?.gagal}" }
    }

    fun buka() = app.masuk.run {
        ketikPin(Dunia.PIN)
        masuk()
        check(app.terbuka) { "${keadaan.value.isiAtauKosong?.gagal}" }
    }

    fun kirim() {
        var end: Kirim? = null
        app.pengirim.kirim { end = it }
        check(end == Kirim.Selesai) { "$end" }
    }

    /** A call of the core that no model makes here. */
    fun <T : Any> inti(call: (Inti) -> T): T {
        var result: T? = null
        jalur.panggil(call, { throw AssertionError("$it") }) { result = it }
        return result!!
    }

    fun mati() = inti { it.shutdown() }

    /** The form in front. */
    val formulir: FormulirModel get() = ruang.formulir((app.rute.value as Rute.Formulir).draf)

    fun mulai(form: String, kasus: String): FormulirModel {
        app.buka(RuteInti.MulaiFormulir(form, kasus))
        check(app.rute.value is Rute.Formulir) { "${app.kabar.value}" }
        return formulir.apply { mulai() }
    }

    /** One answer, as the page would give it; the refusal where the core does not take it. */
    fun jawab(model: FormulirModel, answer: Dunia.Answer): Pesan? {
        val value = answer.value
        when {
            answer.row != null -> model.tambahBaris(answer.path)
            value is JsonObject -> model.foto(answer.path, Dunia.photo(value.getValue("path").jsonPrimitive.content))
            value is JsonArray -> model.jawab(answer.path, value.joinToString(" ") { it.jsonPrimitive.content })
            else -> model.jawab(answer.path, (value as JsonPrimitive).content)
        }
        return (checkNotNull(model.keadaan.value.isiAtauKosong).gagal[answer.path] as Gangguan.Jawaban?)?.pesan
    }

    /** All answers one by one; those that do not apply yet come again after the others. */
    fun isi(model: FormulirModel, answers: JsonObject) {
        var todo = Dunia.leaves("/data", answers).toList()
        while (todo.isNotEmpty()) {
            val later = todo.mapNotNull { a -> jawab(model, a)?.let { a to it } }
            check(later.size < todo.size) { "not accepted: ${later.map { (a, why) -> a.path to why }}" }
            todo = later.map { it.first }
        }
    }

    /** Finishes and gives the document. */
    fun selesai(model: FormulirModel): String {
        model.mintaSelesai()
        check(model.keadaan.value.isiAtauKosong?.panel == Panel.Selesai) { "${model.keadaan.value.isiAtauKosong?.layar?.kepala?.masalah}" }
        model.selesai()
        return (app.rute.value as Rute.Selesai).dokumen
    }
}
