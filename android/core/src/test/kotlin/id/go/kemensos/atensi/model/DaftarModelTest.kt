package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuOrang
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.PendaftaranScreen
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.TandaStatus
import id.go.kemensos.atensi.inti.WilayahItem
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import id.go.kemensos.atensi.inti.Rute as RuteInti

class DaftarModelTest {
    private val core = IntiPalsu()
    private val model = DaftarModel(langsung { core.inti }, keluarga = false, keluargaId = "f1")
    private fun content() = model.keadaan.value

    private fun double(id: String) = KartuOrang(
        id, "Rambu Ana Lodu", "74 tahun", "Kel. Kambajawa", "", "NIK sama",
        TandaStatus(StatusKirim.DITERIMA_SERVER, "Diterima server", Nada.BAIK, Ikon.CENTANG), RuteInti.Profil(id), "",
    )

    private fun found(vararg doubles: String) = PendaftaranScreen(
        emptyList(), Nada.BAIK, "5311014107520002", "Menurut NIK: lahir 1 Juli 1952, perempuan.", "1952-07-01", "P",
        doubles.map(::double), emptyList(), "Mungkin sudah terdaftar.", "", "", "",
    )

    init {
        core.says("pilihanKode") { (list) -> listOf(Pilihan("x", list as String)) }
        core.says("periksaOrang") { found() }
    }

    @Test
    fun asksForTheChoicesOnce() {
        model.muat()
        model.muat()
        assertEquals(listOf("pilihanKode jenis_kelamin", "pilihanKode alasan_tanpa_nik", "pilihanKode hubungan_keluarga"), core.asked)
    }

    @Test
    fun checksWhileTypingAndTakesOver() {
        model.ubah { copy(nomor = "5311 0141 0752 0002") }
        assertEquals("Menurut NIK: lahir 1 Juli 1952, perempuan.", content().periksa?.menurutNik)
        model.pakaiUsul()
        model.pakaiNomor()
        assertEquals(listOf("1952-07-01", "P", "5311014107520002"), content().run { listOf(lahir, kelamin, nomor) })
    }

    @Test
    fun aDoubleNeverKeepsFromSaving() {
        core.says("periksaOrang") { found("p1", "p2") }
        core.says("daftarOrang") { "p9" }
        model.ubah { copy(nama = "Rambu Ana") }
        assertTrue(content().adaMirip)
        model.orangLain("p1")
        assertEquals(listOf("p2"), content().orangMirip.map { it.id })
        model.orangLain("p2")
        assertFalse(content().adaMirip)
        model.ubah { copy(telepon = "0811") }
        assertFalse("said once", content().adaMirip)
        model.simpan()
        assertEquals("p9", content().tersimpan)
        model.simpan()
        assertEquals("saved once", 1, core.asked.count { it.startsWith("daftarOrang") })
    }

    @Test
    fun aRefusalLosesNothing() {
        core.says("daftarOrang") { throw refusal("store.disk_full") }
        model.ubah { copy(nama = "Rambu 🙂 رامبو") }
        model.simpan()
        assertEquals("store.disk_full", (content().gagal as Pesan.Inti).kode)
        assertEquals("Rambu 🙂 رامبو", content().nama)
        assertTrue(content().adaIsian && !content().menyimpan)
        core.says("periksaOrang") { throw refusal("store.io") }
        model.ubah { copy(nama = "Rambu") }
        core.says("daftarOrang") { "p9" }
        model.simpan()
        assertEquals("a check that failed keeps nobody from saving", "p9", content().tersimpan)
    }

    @Test
    fun sendsWhatWasTypedAndNothingEmpty() {
        core.says("daftarOrang") { "p9" }
        core.says("cariWilayah") { listOf(WilayahItem("53.11.01.1001", "Kambajawa", "Kel. Kambajawa")) }
        model.cariWilayah("kambaj")
        model.pilihWilayah(content().wilayahHasil.single())
        assertEquals("", content().wilayahTeks)
        model.ubah { copy(nama = "Domu", alasanTanpaNik = "belum", hubungan = "anak", telepon = "  ") }
        model.simpan()
        val expected = OrangBaru("Domu", null, "belum", null, false, null, null, null, "53.11.01.1001", "f1", "anak", null)
        assertEquals("daftarOrang $expected", core.asked.last())
        assertFalse("names stay out of logs", "Domu" in content().toString())
    }

    @Test
    fun aFamilyToo() {
        val family = DaftarModel(langsung { core.inti }, keluarga = true)
        core.says("periksaKeluarga") { found() }
        core.says("daftarKeluarga") { "f9" }
        family.muat()
        family.ubah { copy(nama = "Umbu Ndapa", nomor = "5311010508100001") }
        family.simpan()
        assertEquals("f9", family.keadaan.value.tersimpan)
        assertEquals("daftarKeluarga KeluargaBaru(namaKepala=Umbu Ndapa, nomorKk=5311010508100001, wilayah=null, alamat=null, catatan=null)", core.asked.last())
    }
}
