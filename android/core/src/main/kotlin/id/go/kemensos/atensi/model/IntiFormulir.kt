package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.DeltaView
import id.go.kemensos.atensi.inti.FormulirScreen
import id.go.kemensos.atensi.inti.HalamanPilihan
import id.go.kemensos.atensi.inti.KunjunganScreen
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.SelesaiScreen

/** What the screens around a form need of the core. A port like [Inti]: every call blocks, and throws CoreException. */
interface IntiFormulir {
    /** Before a home visit of a case. */
    fun layarKunjungan(kasusId: String): KunjunganScreen

    /** A document: what was saved, where it is, what comes next. */
    fun layarSelesai(dokumenId: String): SelesaiScreen

    /** The report of a home visit as a page of HTML. */
    fun laporanKunjungan(dokumenId: String): String

    /** Begins a form for a case and gives the draft's id: it is on the disk when this returns. */
    fun mulai(formId: String, kasusId: String): String

    /** Begins a home visit and gives the draft's id. */
    fun mulaiKunjungan(kasusId: String): String

    /** Opens a draft: the same answers, after a crash too. */
    fun lanjut(draftId: String): SesiFormulir
}

/** One open draft. Every accepted answer is on the disk before a call returns. */
interface SesiFormulir {
    /** A page; without a path that of the question answered last. Every later change tells what it did to this page. */
    fun halaman(path: String?): FormulirScreen

    /** Answers; an empty text clears. */
    fun jawab(path: String, nilai: String): DeltaView

    /** Answers with a picture file, which is left alone. */
    fun lampirkan(path: String, berkas: String): DeltaView

    /** The picture that answers a question; nothing without an answer, and where the picture is not on this phone. */
    fun gambar(path: String): ByteArray?

    fun tambahBaris(path: String): DeltaView

    /** By position from 1. */
    fun hapusBaris(path: String, posisi: UInt): DeltaView

    /** Nothing when there is nothing to take back. */
    fun urung(): DeltaView?

    fun ulang(): DeltaView?

    /** A stretch of a question's choices. */
    fun pilihan(path: String, cari: String?, offset: UInt, limit: UInt): HalamanPilihan

    fun setLang(lang: Lang): DeltaView

    /** Finishes, and gives the document's id. */
    fun selesai(): String

    /** Lets the session go. The draft stays. */
    fun tutup()
}
