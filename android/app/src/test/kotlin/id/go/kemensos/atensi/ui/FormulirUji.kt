package id.go.kemensos.atensi.ui

import java.lang.reflect.Proxy
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.BagianItem
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.DeltaHalaman
import id.go.kemensos.atensi.inti.DeltaView
import id.go.kemensos.atensi.inti.FormulirScreen
import id.go.kemensos.atensi.inti.HalamanPilihan
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuBaris
import id.go.kemensos.atensi.inti.KeadaanBagian
import id.go.kemensos.atensi.inti.KepalaHalaman
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.QuestionView
import id.go.kemensos.atensi.model.Inti
import id.go.kemensos.atensi.model.IntiFormulir
import id.go.kemensos.atensi.model.SesiFormulir

/** One page with every kind of question, in memory. */
class FormulirUji : Inti by takDitanya(), IntiFormulir, SesiFormulir {
    val dipanggil = mutableListOf<String>()
    var galat: CoreException? = null
    var macet = false
    var gambar: ByteArray? = null
    private val panjang = "Bagaimana keadaan penerima layanan hari ini dibandingkan dengan kunjungan terakhir, menurut penglihatan Anda sendiri?"
    private val kalimat = "Pemenuhan kebutuhan hidup layak dan pendampingan keluarga di rumah"

    var layar = FormulirScreen(
        draftId = "d1", judul = "Kunjungan rumah", untuk = "Rambu Ana Lodu",
        kepala = KepalaHalaman(
            halaman = "/a", judul = "3. Keamanan dan lokasi", posisi = "Bagian 3 dari 12", induk = null, sebelum = "/z", sesudah = null,
            tersimpan = "Tersimpan di ponsel 14.32", kemajuan = "45 dari 60 terjawab", persen = 75u, bisaUrung = true, bisaUlang = true, salah = 1u,
            kurang = 1u, masalah = "2 jawaban perlu diperiksa. Ketuk untuk langsung ke sana.", masalahPertama = "/a/TEKS", bisaSelesai = false, foto = 1u,
        ),
        bagian = KeadaanBagian.entries.map {
            BagianItem("/$it", "3. Keamanan dan lokasi kunjungan", it, "Perlu diperiksa", Nada.entries[it.ordinal], Ikon.entries[it.ordinal + 4], "3 dari 8 terjawab", it.ordinal == 1, "Bagian $it")
        },
        pertanyaan = Alat.entries.map(::soal),
    )

    private fun soal(alat: Alat, nilai: String = ""): PertanyaanItem {
        val satu = alat == Alat.PILIH_SATU || alat == Alat.PILIH_BANYAK
        val baris = if (alat == Alat.BERULANG) listOf(KartuBaris("/a/BERULANG[1]", 1u, "Foto 1", "Rumah tampak depan · Ya, diizinkan · 1 foto", 2u, true, "Foto 1.")) else emptyList()
        return PertanyaanItem(
            soal = QuestionView(
                path = "/a/$alat", nama = "$alat", jenis = "text", label = "$alat. $panjang", hint = "Petunjuk untuk $alat.", value = nilai, shown = nilai,
                relevant = true, required = alat == Alat.TEKS, readonly = false, asked = alat != Alat.BERULANG && alat != Alat.HASIL, error = "",
                appearance = "", rows = 0u, counted = false, optionsTotal = 0u,
            ),
            alat = alat, tampil = if (alat == Alat.HASIL) "12 angka" else nilai, pilihan = if (satu) (1..3).map { Pilihan("v$it", "$kalimat $it") } else emptyList(),
            terpilih = nilai.split(' ').filter(String::isNotEmpty), baris = baris, tambah = if (baris.isEmpty()) "" else "Tambah Foto",
            foto = if (nilai.isNotEmpty() && (alat == Alat.FOTO || alat == Alat.TANDA_TANGAN)) 1u else 0u, maksPiksel = null,
            kurang = if (alat == Alat.TEKS) "Pertanyaan ini perlu dijawab." else "", galat = if (alat == Alat.BILANGAN) "Isi angka 0 sampai 10." else "",
            lisan = "$alat. $panjang Belum dijawab.",
        )
    }

    private fun kena(apa: String) {
        dipanggil += apa
        while (macet) Thread.onSpinWait()
        galat?.let { throw it }
    }

    private fun delta(path: String, nilai: String): DeltaView {
        val baru = soal(Alat.valueOf(path.substringAfterLast('/')), nilai)
        layar = layar.copy(pertanyaan = layar.pertanyaan.map { if (it.soal.path == path) baru else it })
        return DeltaView("", emptyList(), emptyList(), false, DeltaHalaman(layar.judul, layar.untuk, layar.kepala, null, listOf(baru), null, false))
    }

    override val formulir: IntiFormulir get() = this
    override fun lanjut(draftId: String): SesiFormulir = kena("lanjut").let { this }
    override fun halaman(path: String?): FormulirScreen = kena("halaman $path").let { layar }
    override fun jawab(path: String, nilai: String): DeltaView = kena("jawab $path $nilai").let { delta(path, nilai) }
    override fun lampirkan(path: String, berkas: String): DeltaView = kena("lampirkan $path").let { delta(path, "foto.jpg") }
    override fun gambar(path: String): ByteArray? = kena("gambar $path").let { gambar }
    override fun pilihan(path: String, cari: String?, offset: UInt, limit: UInt): HalamanPilihan {
        kena("pilihan $cari $offset")
        val cocok = (0 until 10_000).filter { cari == null || "$it".contains(cari) }
        return HalamanPilihan(cocok.size.toULong(), cocok.drop(offset.toInt()).take(limit.toInt()).map { Pilihan("d$it", "Desa $it") })
    }

    override fun tutup() = Unit

    private fun none(): Nothing = error("not asked")
    override fun layarKunjungan(kasusId: String) = none()
    override fun layarSelesai(dokumenId: String) = none()
    override fun laporanKunjungan(dokumenId: String) = none()
    override fun mulai(formId: String, kasusId: String) = none()
    override fun mulaiKunjungan(kasusId: String) = none()
    override fun tambahBaris(path: String) = none()
    override fun hapusBaris(path: String, posisi: UInt) = none()
    override fun urung() = none()
    override fun ulang() = none()
    override fun setLang(lang: Lang) = none()
    override fun selesai() = none()
}

/** The rest of the core, which the form does not ask. */
private fun takDitanya(): Inti = intiUji()

/** A core that answers these calls by name, with what it was asked, and no other. */
fun intiUji(vararg answers: Pair<String, (List<Any?>) -> Any?>): Inti = stub(*answers)

/** The same for any port. Names of calls with unsigned numbers have an ending of the compiler's own. */
inline fun <reified T> stub(vararg answers: Pair<String, (List<Any?>) -> Any?>): T {
    val known = answers.toMap()
    return Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) { _, call, asked ->
        val name = call.name.substringBefore('-')
        (known[name] ?: error("not asked: $name"))(asked.orEmpty().toList())
    } as T
}
