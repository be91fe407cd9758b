package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.FormSessionHandle
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Lapangan

/** [IntiFormulir] over the real core. */
class IntiFormulirAsli(private val lapangan: Lapangan) : IntiFormulir {
    override fun layarKunjungan(kasusId: String) = lapangan.layarKunjungan(kasusId)

    override fun layarSelesai(dokumenId: String) = lapangan.layarSelesai(dokumenId)

    override fun laporanKunjungan(dokumenId: String) = lapangan.laporanKunjungan(dokumenId)

    override fun mulai(formId: String, kasusId: String) = lapangan.mulaiFormulir(formId, kasusId).use { it.draftId() }

    override fun mulaiKunjungan(kasusId: String) = lapangan.mulaiKunjungan(kasusId).use { it.draftId() }

    override fun lanjut(draftId: String): SesiFormulir = Sesi(lapangan.lanjutFormulir(draftId))

    private class Sesi(private val handle: FormSessionHandle) : SesiFormulir {
        override fun halaman(path: String?) = handle.halaman(path)
        override fun jawab(path: String, nilai: String) = handle.jawab(path, nilai)
        override fun lampirkan(path: String, berkas: String) = handle.lampirkan(path, berkas)
        override fun gambar(path: String) = handle.gambar(path)
        override fun tambahBaris(path: String) = handle.tambahBaris(path)
        override fun hapusBaris(path: String, posisi: UInt) = handle.hapusBaris(path, posisi)
        override fun urung() = handle.urung()
        override fun ulang() = handle.ulang()
        override fun pilihan(path: String, cari: String?, offset: UInt, limit: UInt) = handle.pilihan(path, cari, offset, limit)
        override fun setLang(lang: Lang) = handle.setLang(lang)
        override fun selesai() = handle.selesai()
        override fun tutup() = handle.close()
    }
}
