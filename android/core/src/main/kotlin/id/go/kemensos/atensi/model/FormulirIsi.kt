package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.DeltaHalaman
import id.go.kemensos.atensi.inti.FormulirScreen
import id.go.kemensos.atensi.inti.KartuBaris
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.inti.Pilihan

/** A form at one page, with what the worker is just doing on it. */
data class FormulirIsi(
    /** As the core gave it, with every change since. */
    val layar: FormulirScreen,
    /** What was entered and is not on the disk yet, by path. */
    val ketikan: Map<String, String> = emptyMap(),
    /** Why an answer is not on the disk, by path. */
    val gagal: Map<String, Gangguan> = emptyMap(),
    /** What failed of the page as a whole. */
    val gagalHalaman: Pesan? = null,
    /** Questions whose picture is being saved. */
    val menyimpanFoto: Set<String> = emptySet(),
    val lokasi: Map<String, KeadaanLokasi> = emptyMap(),
    /** Pages that were gone past: only there does a missing answer show. */
    val dilewati: Set<String> = emptySet(),
    /** Finishing was tried: missing answers show everywhere. */
    val cobaSelesai: Boolean = false,
    /** A question to bring into view; [FormulirModel.terlihat] forgets it. */
    val sorot: String? = null,
    /** What lies over the page. */
    val panel: Panel? = null,
    /** The form is being finished; nothing can be pressed. */
    val bekerja: Boolean = false,
) {
    /** What a question shows as its answer. */
    fun nilai(p: PertanyaanItem): String = ketikan[p.soal.path] ?: p.soal.value

    /** The chosen values of a question. */
    fun terpilih(p: PertanyaanItem): List<String> = ketikan[p.soal.path]?.split(' ')?.filter(String::isNotEmpty) ?: p.terpilih

    /** That an answer is missing, once it is time to say so. */
    fun kurang(p: PertanyaanItem): String =
        if ((cobaSelesai || layar.kepala.halaman in dilewati) && nilai(p).isEmpty()) p.kurang else ""

    fun pertanyaan(path: String): PertanyaanItem? = layar.pertanyaan.find { it.soal.path == path }

    /** Answers stay out of logs. */
    override fun toString(): String = "FormulirIsi(halaman=${layar.kepala.halaman}, panel=${panel?.javaClass?.simpleName})"
}

/** Why something at a question did not work. */
sealed interface Gangguan {
    /** The core did not take it. */
    data class Jawaban(val pesan: Pesan) : Gangguan

    /** No usable picture came. */
    data object Foto : Gangguan

    /** The camera may not be used, or there is none. */
    data object KameraDitolak : Gangguan
}

/** A picture as it was attached. */
sealed interface IsiGambar {
    class Ada(val isi: ByteArray) : IsiGambar

    /** Attached elsewhere, or taken away. */
    data object TidakAda : IsiGambar

    data class Gagal(val pesan: Pesan) : IsiGambar
}

enum class KeadaanLokasi { MENCARI, DITOLAK, TIDAK_ADA }

/** What lies over the page of a form. One at a time; Back closes it. */
sealed interface Panel {
    /** The sections. */
    data object Daftar : Panel

    /** A long list of choices, searched. */
    data class Cari(
        val path: String, val teks: String = "", val items: List<Pilihan> = emptyList(), val total: ULong = 0u,
        val memuat: Boolean = true, val gagal: Pesan? = null,
    ) : Panel

    /** A date, a time, or both. */
    data class Waktu(val path: String) : Panel

    data class TandaTangan(val path: String) : Panel

    /** The picture that answers a question, large. */
    data class Gambar(val path: String) : Panel

    /** Leave? [hilang]: something entered cannot be saved and would be lost. */
    data class Keluar(val hilang: Boolean) : Panel

    /** Remove this row of that repeat? */
    data class HapusBaris(val path: String, val kartu: KartuBaris) : Panel

    /** Finish? */
    data object Selesai : Panel
}

/** The page after a change, as the docs of [DeltaHalaman] say: replace, put in, then keep those in that order. */
fun FormulirScreen.terap(d: DeltaHalaman): FormulirScreen {
    val baru = d.pertanyaan.associateBy { it.soal.path }
    val urutan = d.urutan
    val pertanyaan = when {
        urutan != null -> {
            val semua = pertanyaan.associateBy { it.soal.path } + baru
            urutan.mapNotNull(semua::get)
        }
        baru.isEmpty() -> pertanyaan
        else -> pertanyaan.map { baru[it.soal.path] ?: it }
    }
    return copy(judul = d.judul, untuk = d.untuk, kepala = d.kepala, bagian = d.bagian ?: bagian, pertanyaan = pertanyaan)
}
