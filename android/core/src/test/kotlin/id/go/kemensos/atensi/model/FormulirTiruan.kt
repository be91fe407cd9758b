package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.BagianItem
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.DeltaHalaman
import id.go.kemensos.atensi.inti.DeltaView
import id.go.kemensos.atensi.inti.FormulirScreen
import id.go.kemensos.atensi.inti.HalamanPilihan
import id.go.kemensos.atensi.inti.KartuBaris
import id.go.kemensos.atensi.inti.KepalaHalaman
import id.go.kemensos.atensi.inti.KunjunganScreen
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.QuestionView
import id.go.kemensos.atensi.inti.Risiko
import id.go.kemensos.atensi.inti.SelesaiScreen
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.TandaRisiko
import id.go.kemensos.atensi.inti.TandaStatus

fun soal(path: String, alat: Alat = Alat.TEKS, nilai: String = "", kurang: String = "", baris: List<KartuBaris> = emptyList(), maks: UInt? = null) =
    PertanyaanItem(
        soal = QuestionView(
            path = path, nama = path.substringAfterLast('/'), jenis = "text", label = "Soal $path", hint = "Petunjuk", value = nilai,
            shown = nilai, relevant = true, required = false, readonly = false, asked = true, error = "", appearance = "",
            rows = baris.size.toUInt(), counted = false, optionsTotal = 0u,
        ),
        alat = alat, tampil = nilai, pilihan = emptyList(), terpilih = nilai.split(' ').filter(String::isNotEmpty), baris = baris,
        tambah = "Tambah", foto = 0u, maksPiksel = maks, kurang = kurang, galat = "", lisan = "Soal $path",
    )

fun kepala(halaman: String, induk: String? = null, sesudah: String? = null, masalah: String? = null, saved: String = "Tersimpan") = KepalaHalaman(
    halaman = halaman, judul = halaman, posisi = "Bagian", induk = induk, sebelum = null, sesudah = sesudah, tersimpan = saved,
    kemajuan = "1 dari 2", persen = 50u, bisaUrung = true, bisaUlang = false, salah = 0u, kurang = if (masalah == null) 0u else 1u,
    masalah = if (masalah == null) "" else "1 belum", masalahPertama = masalah, bisaSelesai = masalah == null, foto = 0u,
)

fun kartu(path: String, posisi: UInt) =
    KartuBaris(path = path, posisi = posisi, judul = "Foto $posisi", ringkas = "", masalah = 0u, bisaHapus = true, lisan = "")

fun halaman(kepala: KepalaHalaman, vararg soal: PertanyaanItem) = FormulirScreen(
    draftId = "d1", judul = "Kunjungan", untuk = "Rambu", kepala = kepala, bagian = emptyList<BagianItem>(), pertanyaan = soal.toList(),
)

fun refuse(code: String) = CoreException.Gagal(code, null, null, true, null, "kata inti $code")

/** A form of texts in memory: two pages, answers put in as they come. Can be told to fail, and to close its sessions. */
class FormulirTiruan : IntiFormulir {
    val called = mutableListOf<String>()
    var error: Throwable? = null
    var missing: String? = null
    var picture: ByteArray? = null
    val pages = mutableMapOf(
        "/a" to halaman(
            kepala("/a", sesudah = "/b"), soal("/a/nama"), soal("/a/umur", Alat.BILANGAN), soal("/a/berat", Alat.DESIMAL),
            soal("/a/tujuan", Alat.PILIH_BANYAK), soal("/a/hasil", Alat.PILIH_SATU), soal("/a/lokasi", Alat.LOKASI),
            soal("/a/desa", Alat.PILIH_SATU_CARI), soal("/a/foto", Alat.FOTO, maks = 1000u), soal("/a/wajib", kurang = "Perlu dijawab."),
        ),
        "/b" to halaman(kepala("/b"), soal("/b/baris", Alat.BERULANG)),
    )
    private var opened = 0
    private var open = 0

    /** As a lock does. */
    fun closeSessions() {
        open = 0
    }

    private fun told(what: String) {
        called += what
        error?.let { throw it }
    }

    override fun layarKunjungan(kasusId: String): KunjunganScreen {
        told("kunjungan $kasusId")
        return KunjunganScreen(
            kasusId = kasusId, nama = "Rambu", rincian = "", tempat = "", jatuhTempo = "", risiko = TandaRisiko(Risiko.RENDAH, "Rendah", Nada.NETRAL),
            tanda = emptyList(), keselamatan = "", baris = emptyList(), persetujuan = "", draf = null, aksi = emptyList(), status = status,
        )
    }

    override fun layarSelesai(dokumenId: String): SelesaiScreen {
        told("selesai $dokumenId")
        return SelesaiScreen(
            dokumenId = dokumenId, judul = "Tersimpan", pesan = "Aman", status = status, baris = emptyList(), berikutnya = "", laporan = null,
            aksi = emptyList(), lisan = "",
        )
    }

    private val status = TandaStatus(StatusKirim.DRAF, "Draf", Nada.NETRAL, Ikon.PENSIL)

    override fun laporanKunjungan(dokumenId: String): String {
        told("laporan $dokumenId")
        return "<p>laporan</p>"
    }

    override fun mulai(formId: String, kasusId: String): String {
        told("mulai $formId $kasusId")
        return "d1"
    }

    override fun mulaiKunjungan(kasusId: String): String {
        told("mulaiKunjungan $kasusId")
        return "d2"
    }

    override fun lanjut(draftId: String): SesiFormulir {
        told("lanjut $draftId")
        opened += 1
        open = opened
        return Sesi(opened)
    }

    private inner class Sesi(private val number: Int) : SesiFormulir {
        private var read: String? = null

        private fun told(what: String) {
            if (open != number) throw refuse("session.closed")
            this@FormulirTiruan.told(what)
        }

        override fun halaman(path: String?): FormulirScreen {
            told("halaman $path")
            val page = pages.keys.firstOrNull { path != null && path.startsWith(it) } ?: "/a"
            read = page
            return pages.getValue(page)
        }

        private fun delta(changed: PertanyaanItem?): DeltaView {
            val page = read?.let(pages::getValue)
            if (page != null && changed != null) {
                pages[page.kepala.halaman] = page.copy(pertanyaan = page.pertanyaan.map { if (it.soal.path == changed.soal.path) changed else it })
            }
            val head = page?.kepala?.copy(tersimpan = "Tersimpan ${called.size}", masalahPertama = missing, bisaSelesai = missing == null)
            return DeltaView(
                saved = "Tersimpan", changes = emptyList(), sections = emptyList(), redraw = false,
                halaman = head?.let { DeltaHalaman("Kunjungan", "Rambu", it, null, listOfNotNull(changed), null, false) },
            )
        }

        override fun jawab(path: String, nilai: String): DeltaView {
            told("jawab $path $nilai")
            val page = pages.getValue(read ?: return delta(null))
            val old = page.pertanyaan.first { it.soal.path == path }
            return delta(soal(path, old.alat, nilai, old.kurang, old.baris, old.maksPiksel))
        }

        override fun lampirkan(path: String, berkas: String): DeltaView {
            told("lampirkan $path $berkas")
            return delta(soal(path, Alat.FOTO, berkas))
        }

        override fun gambar(path: String): ByteArray? {
            told("gambar $path")
            return picture
        }

        override fun tambahBaris(path: String): DeltaView {
            told("tambah $path")
            return delta(soal(path, Alat.BERULANG, baris = listOf(kartu("$path[1]", 1u))))
        }

        override fun hapusBaris(path: String, posisi: UInt): DeltaView {
            told("hapus $path $posisi")
            return delta(soal(path, Alat.BERULANG))
        }

        override fun urung(): DeltaView? {
            told("urung")
            return null
        }

        override fun ulang(): DeltaView? {
            told("ulang")
            return delta(null)
        }

        override fun pilihan(path: String, cari: String?, offset: UInt, limit: UInt): HalamanPilihan {
            told("pilihan $path $cari $offset")
            val items = (offset until minOf(offset + limit, 10_000u)).map { Pilihan("v$it", "Pilihan $it") }
            return HalamanPilihan(10_000u, items)
        }

        override fun setLang(lang: Lang): DeltaView {
            told("bahasa $lang")
            return delta(null)
        }

        override fun selesai(): String {
            told("selesaikan")
            return "dok1"
        }

        override fun tutup() {
            called += "tutup"
        }
    }
}

/** A core of which only the forms are asked. */
class IntiFormulirSaja(override val formulir: IntiFormulir) : Inti by IntiPalsu().inti

/** A phone whose camera, place and voice answer what they were told to. */
class PonselTiruan {
    val called = mutableListOf<String>()
    var kameraGagal: Exception? = null
    var menjawab: ((HasilLokasi) -> Unit)? = null
    var langsung: HasilLokasi? = null

    val ponsel = Ponsel(
        object : Kamera {
            override fun olah(mentah: String, maksPiksel: Int): String {
                called += "olah $mentah $maksPiksel"
                kameraGagal?.let { throw it }
                return "$mentah.jpg"
            }

            override fun buang(berkas: String) {
                called += "buang $berkas"
            }
        },
        object : Lokasi {
            override fun cari(hasil: (HasilLokasi) -> Unit): () -> Unit {
                called += "cari"
                langsung?.let(hasil) ?: run { menjawab = hasil }
                return { called += "berhenti" }
            }
        },
        object : Suara {
            override fun bacakan(teks: String) {
                called += "bacakan $teks"
            }

            override fun diam() {
                called += "diam"
            }
        },
    )
}
