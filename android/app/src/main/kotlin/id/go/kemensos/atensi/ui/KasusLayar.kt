package id.go.kemensos.atensi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.kata.Kata
import id.go.kemensos.atensi.model.KasusModel
import id.go.kemensos.atensi.model.isiAtauKosong

/** Opens a case. Only the cluster must be chosen. */
@Composable
fun KasusLayar(model: KasusModel, kembali: () -> Unit) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    SaatTampil(model::muat)
    val isi = keadaan.isiAtauKosong
    Halaman(
        kata.kasusJudul, kembali,
        bawah = {
            isi?.gagal?.let { KotakGalat(it) }
            if (isi?.menyimpan == true) Menunggu(kata.selesaiMemuat) else Tombol(kata.kasusBuka, isi?.bolehBuka == true, aksi = model::buka)
        },
    ) {
        TampilKeadaan(keadaan, model::muat) { kasus ->
            kasus.kode.forEach { (daftar, pilihan) ->
                val wajib = if (daftar == "klaster") kata.umumWajib else kata.umumBolehKosong
                KolomPilihan(kata.daftar(daftar), pilihan, kasus.terpilih[daftar].orEmpty(), wajib) { model.pilih(daftar, it) }
            }
        }
    }
}

private fun Kata.daftar(kode: String): String = when (kode) {
    "klaster" -> kasusKlaster
    "jenis_ppks" -> kasusJenisPpks
    "tingkat_risiko" -> kasusRisiko
    else -> kasusKerahasiaan
}
