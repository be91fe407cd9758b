package id.go.kemensos.atensi.ui

import id.go.kemensos.atensi.inti.ActivationRequest
import id.go.kemensos.atensi.inti.CoreException
import id.go.kemensos.atensi.inti.Isian
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.Nilai
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.model.IntiAsli
import id.go.kemensos.atensi.model.SesiFormulir
import org.json.JSONArray
import org.json.JSONObject
import java.io.File
import java.time.LocalDate
import kotlin.io.path.createTempDirectory

/** A phone with a visit behind it and two forms begun: made once over the real core and server, and only looked at. */
object Rumah {
    private val folder = createTempDirectory("rumah").toFile()
    val inti = IntiAsli(File(folder, "data").path, Kunci, 0)

    /** A case that was visited and has a visit begun, and one that was never visited. */
    val kasus: String
    val kasusBaru: String

    /** The finished visit. */
    val dokumen: String

    /** A visit with one answer out of bounds and its last page empty. */
    val kunjungan: String

    /** An assessment with every answer. */
    val asesmen: String

    init {
        inti.activate(Peladen.url, Peladen.kode(), PIN, "HP Uji")
        sengketa()
        fun kasus(nama: String, lahir: String, risiko: String): String {
            val orang = inti.daftarOrang(OrangBaru(nama, null, null, lahir, false, "P", "0812 3456 7890", null, "53.11.01.1001", null, null, null))
            return inti.bukaKasus(KasusBaru("orang", orang, "L", null, risiko, null))
        }
        kasus = kasus("Rambu Ana Lodu", "1952-07-01", "sedang")
        kasusBaru = kasus("Yuliana Pekuwali", "1948-03-12", "tinggi")
        val contoh = contoh("kunjungan-rumah/contoh/bertemu")
        val pertama = inti.formulir.mulaiKunjungan(kasus)
        dokumen = inti.formulir.lanjut(pertama).run {
            isi(contoh)
            selesai().also { tutup() }
        }
        kunjungan = inti.formulir.mulaiKunjungan(kasus)
        buka(kunjungan) {
            isi(contoh.filter { it.first.substringBefore('/') != "pengesahan" })
            jawab("/data/pemeriksaan/makan_kemarin", "12")
        }
        asesmen = inti.formulir.mulai("asesmen_awal", kasusBaru)
        buka(asesmen) { isi(contoh("asesmen-awal/contoh/lansia-telantar")) }
    }

    /** Two other phones wrote different numbers. It is settled on the server again before the next phone comes. */
    private fun sengketa() {
        val lain = List(2) { n ->
            Lapangan(File(folder, "lain$n").path, Kunci, 420).apply { activate(ActivationRequest(Peladen.url, Peladen.kode(), PIN, "Uji", emptyList())) }
        }
        val orang = lain[0].daftarOrang(OrangBaru("Domu Radja", null, null, null, false, null, null, null, "53.11.01.1001", null, null, null)).id
        lain.forEach(::kirim)
        lain.forEachIndexed { n, hp -> hp.ubah("orang", orang, listOf(Isian("telepon", Nilai.Teks("0812 0000 11$n$n")))) }
        lain.forEach(::kirim)
        inti.kirim().use { sampai { it.langkah().done } }
        val item = lain[1].layarTinjau().items.single()
        lain[1].putuskanSisi(item.record, item.field, item.sisi.first().version)
        kirim(lain[1])
        lain.forEach(Lapangan::shutdown)
    }

    private fun kirim(hp: Lapangan) = hp.sync(null).use { sampai { it.step().done } }

    private fun sampai(selesai: () -> Boolean) {
        do { val done = selesai() } while (!done)
    }

    private fun buka(draf: String, kerja: SesiFormulir.() -> Unit) = inti.formulir.lanjut(draf).run {
        kerja()
        tutup()
    }

    /** The answers of a sample by path, moved to today: forms refuse what has not come yet, and plans that have passed. */
    private fun contoh(nama: String): List<Pair<String, Any>> {
        val akar = generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "core/forms").exists() }
        val hariIni = LocalDate.now()
        fun jalan(path: String, nilai: Any): List<Pair<String, Any>> = when {
            nilai is JSONObject && !nilai.has("path") -> nilai.keys().asSequence().flatMap { jalan(if (path.isEmpty()) it else "$path/$it", nilai.get(it)) }.toList()
            nilai is JSONArray && nilai.opt(0) is JSONObject -> (0 until nilai.length()).flatMap { i -> listOf("$path[${i + 1}]" to Baris) + jalan("$path[${i + 1}]", nilai.get(i)) }
            nilai is JSONArray -> listOf(path to (0 until nilai.length()).joinToString(" ") { nilai.getString(it) })
            "berikut" in path.substringAfterLast('/') && LocalDate.MIN < tanggal(nilai) -> listOf(path to hariIni.plusDays(11).toString())
            path.endsWith("tanggal_asesmen") || path.endsWith("tanggal_kunjungan") -> listOf(path to hariIni.toString())
            else -> listOf(path to nilai)
        }
        return jalan("", JSONObject(File(akar, "core/forms/$nama.json").readText()))
    }

    private fun tanggal(nilai: Any): LocalDate = runCatching { LocalDate.parse("$nilai") }.getOrDefault(LocalDate.MIN)

    /** Stands for "there is such a row". */
    private object Baris

    /** One by one, as a screen gives them; those that do not apply yet come again after the others. */
    private fun SesiFormulir.isi(jawaban: List<Pair<String, Any>>) {
        val adaBaris = HashSet<String>()
        var sisa = jawaban
        while (sisa.isNotEmpty()) {
            val nanti = sisa.filterNot { (nama, nilai) ->
                val path = "/data/$nama"
                try {
                    when (nilai) {
                        Baris -> if (adaBaris.add(path)) tambah(path)
                        is JSONObject -> lampirkan(path, foto(nama))
                        else -> jawab(path, "$nilai")
                    }
                    true
                } catch (e: CoreException.Gagal) {
                    if (e.code != "answer.invalid") throw e
                    adaBaris -= path
                    false
                }
            }
            check(nanti.size < sisa.size) { "not accepted: $nanti" }
            sisa = nanti
        }
    }

    /** A row that is not there yet. */
    private fun SesiFormulir.tambah(path: String) {
        val (daftar, posisi) = path.removeSuffix("]").split('[')
        val ada = halaman(daftar).pertanyaan.first { it.soal.path == daftar }.baris.size
        if (ada < posisi.toInt()) tambahBaris(daftar)
    }

    /** No two pictures are the same. */
    private fun foto(nama: String): String = File(folder, "foto.jpg").apply { writeBytes(Foto.jpeg(320 + nama.hashCode().mod(97), 240)) }.path

    private object Kunci : Keystore {
        override fun secret(name: String) = ByteArray(32) { (it + name.length).toByte() }
        override fun wrap(key: ByteArray) = key
        override fun unwrap(wrapped: ByteArray) = wrapped
    }
}
