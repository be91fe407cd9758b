package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Dunia
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Risiko
import id.go.kemensos.atensi.inti.StatusKirim
import id.go.kemensos.atensi.inti.Rute as RuteInti
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** "Dua petugas, satu anak": two workers disagree about one child's risk while neither has a network. */
class CeritaTest {
    private fun visit(risk: String): JsonObject {
        val sample = Dunia.sample("kunjungan-rumah", "bertemu")
        fun with(group: String, vararg values: Pair<String, JsonElement>) = JsonObject(sample.getValue(group).jsonObject + values)
        return JsonObject(
            sample + ("foto_kunjungan" to JsonObject(mapOf("ada_foto" to JsonPrimitive("tidak")))) +
                ("penilaian" to with("penilaian", "tingkat_risiko" to JsonPrimitive(risk), "uraian_masalah" to JsonPrimitive("Yang saya lihat: $risk."), *why(risk))),
        )
    }

    /** Only a high risk is asked a reason for. */
    private fun why(risk: String) = if (risk == "tinggi") arrayOf("alasan_risiko" to JsonPrimitive("Anak ditinggal sendiri.")) else emptyArray()

    /** A whole visit, offline, with this risk; gives the document. */
    private fun Hp.nilai(kasus: String, risk: String): String {
        app.buka(RuteInti.Kunjungan(kasus))
        val form = mulai("kunjungan_rumah", kasus)
        isi(form, visit(risk))
        return selesai(form).also { app.pulang() }
    }

    private fun Hp.risiko(kasus: String): Risiko = inti { it.layarProfil(kasus) }.kasus.single { it.id == kasus }.risiko.risiko

    private fun Hp.tinjau(): TinjauIsi {
        app.tinjau.muat()
        return checkNotNull(app.tinjau.keadaan.value.isiAtauKosong)
    }

    private fun Hp.perluDitinjau(): String {
        app.hariIni.muat()
        return checkNotNull(app.hariIni.keadaan.value.isiAtauKosong).layar.perluDitinjau
    }

    @Test
    fun duaPetugasSatuAnak() {
        val pendamping = Dunia.pendamping
        val peksos = Dunia.petugas.single { it.id == pendamping.peksos }
        val penyelia = Dunia.petugas.first { it.peran == "penyelia" }
        val (a, b, c) = List(3) { Hp() }
        a.aktifkan(peksos)
        b.aktifkan(pendamping)
        c.aktifkan(penyelia)

        val anak = b.inti { it.daftarOrang(Dunia.person("Yohanis Umbu Dena", kelamin = "L", lahir = "2017-03-02")) }
        val kasus = b.inti { it.bukaKasus(KasusBaru("orang", anak, "A", null, null, null)) }
        listOf(b, a, c).forEach(Hp::kirim)

        // Both offline: neither sends before both have finished.
        val dokumen = listOf(a.nilai(kasus, "tinggi"), b.nilai(kasus, "rendah"))
        assertEquals(Risiko.TINGGI to Risiko.RENDAH, a.risiko(kasus) to b.risiko(kasus))
        listOf(a, b, a, c).forEach(Hp::kirim)

        for ((hp, own, other) in listOf(Triple(a, "Tinggi", pendamping.nama), Triple(b, "Rendah", peksos.nama))) {
            assertEquals("the graver one holds", Risiko.TINGGI, hp.risiko(kasus))
            assertTrue(hp.perluDitinjau().isNotEmpty())
            val item = hp.tinjau().layar.items.single { it.record == kasus }
            assertEquals(setOf("Tinggi", "Rendah"), item.sisi.map { it.nilai }.toSet())
            assertEquals(mapOf("Anda" to own, other to setOf("Tinggi", "Rendah").minus(own).single()), item.sisi.associate { it.siapa to it.nilai })
            assertTrue("both with their time: ${item.sisi.map { it.kapan }}", item.sisi.all { it.kapan.startsWith("Hari ini") })
            assertEquals(listOf("Tinggi"), item.sisi.filter { it.dipakai }.map { it.nilai })
            assertTrue(item.sementara, "lebih hati-hati" in item.sementara)
        }

        // The supervisor sees both by name, and decides.
        val item = c.tinjau().layar.items.single { it.record == kasus }
        assertEquals(mapOf(peksos.nama to "Tinggi", pendamping.nama to "Rendah"), item.sisi.associate { it.siapa to it.nilai })
        c.app.tinjau.putuskan(item, item.sisi.single { it.nilai == "Rendah" })
        assertTrue(checkNotNull(c.app.tinjau.keadaan.value.isiAtauKosong).tersimpan)
        listOf(c, a, b).forEach(Hp::kirim)

        for (hp in listOf(a, b, c)) {
            assertEquals(emptyList<Any>(), hp.tinjau().layar.items.filter { it.record == kasus })
            assertEquals(Risiko.RENDAH, hp.risiko(kasus))
            assertEquals("both visits stay", dokumen.toSet(), hp.inti { it.layarProfil(kasus) }.dokumen.map { it.id }.toSet())
            for ((document, risk) in dokumen.zip(listOf("tinggi", "rendah"))) {
                assertTrue(risk, "Yang saya lihat: $risk." in hp.inti { it.formulir.laporanKunjungan(document) })
                assertEquals(StatusKirim.DITERIMA_SERVER, hp.inti { it.formulir.layarSelesai(document) }.status.status)
            }
        }
        listOf(a, b, c).forEach(Hp::mati)
    }
}
