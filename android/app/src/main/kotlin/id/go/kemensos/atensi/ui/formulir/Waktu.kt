package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowDropDown
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardType
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.ui.Halaman
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Teks
import id.go.kemensos.atensi.ui.Tombol
import id.go.kemensos.atensi.ui.TombolLain
import java.time.LocalDateTime
import java.time.Month
import java.time.format.TextStyle
import java.util.Locale

/** A date or time as people read it, and the way to its page. */
@Composable
internal fun TombolWaktu(p: PertanyaanItem, model: FormulirModel) {
    val kata = LocalKata.current
    if (p.tampil.isNotEmpty()) Teks(p.tampil, style = MaterialTheme.typography.titleLarge)
    TombolLain(if (p.alat == Alat.JAM) kata.formulirJamPilih else kata.formulirTanggalPilih, ikon = Icons.Filled.DateRange, boleh = !p.soal.readonly) { model.bukaWaktu(p.soal.path) }
    Kosongkan(p, p.soal.value.isNotEmpty(), model)
}

/**
 * Day, month and year in three large fields: a year of birth is typed faster than any calendar is turned, and nothing is cut at
 * double type. Whether there is such a day is for the core to say. [sekarang] is the phone's clock.
 */
@Composable
internal fun PanelWaktu(p: PertanyaanItem, model: FormulirModel, sekarang: () -> LocalDateTime = LocalDateTime::now) {
    val kata = LocalKata.current
    val nilai = p.soal.value
    val adaTanggal = p.alat != Alat.JAM
    val adaJam = p.alat != Alat.TANGGAL
    // 2026-11-23T10:00 or 10:00
    val tanggal = if (adaTanggal) nilai.take(10).split('-') else emptyList()
    val jam = (if (adaTanggal) nilai.drop(11) else nilai).take(5).split(':')
    var hari by rememberSaveable(p.soal.path) { mutableStateOf(tanggal.getOrNull(2).orEmpty().trimStart('0')) }
    var bulan by rememberSaveable(p.soal.path) { mutableStateOf(tanggal.getOrNull(1)?.toIntOrNull() ?: 0) }
    var tahun by rememberSaveable(p.soal.path) { mutableStateOf(tanggal.firstOrNull().orEmpty()) }
    var pukul by rememberSaveable(p.soal.path) { mutableStateOf(jam.firstOrNull().orEmpty()) }
    var menit by rememberSaveable(p.soal.path) { mutableStateOf(jam.getOrNull(1).orEmpty()) }
    val lengkap = (!adaTanggal || hari.isNotEmpty() && bulan > 0 && tahun.length == 4) && (!adaJam || pukul.isNotEmpty() && menit.isNotEmpty())
    Halaman(
        p.soal.label,
        bawah = {
            Tombol(kata.umumPilih, lengkap) {
                val t = listOf(tahun, bulan.toString().padStart(2, '0'), hari.padStart(2, '0')).joinToString("-")
                val j = listOf(pukul, menit).joinToString(":") { it.padStart(2, '0') }
                model.tutupPanel()
                model.jawab(p.soal.path, listOfNotNull(t.takeIf { adaTanggal }, j.takeIf { adaJam }).joinToString("T"))
            }
            TombolLain(kata.umumBatal, aksi = model::tutupPanel)
        },
        // Questions are long.
        gaya = MaterialTheme.typography.titleMedium,
    ) {
        TombolLain(if (adaTanggal && !adaJam) kata.formulirTanggalHariIni else kata.formulirJamSekarang) {
            val kini = sekarang()
            hari = kini.dayOfMonth.toString()
            bulan = kini.monthValue
            tahun = kini.year.toString()
            pukul = kini.hour.toString().padStart(2, '0')
            menit = kini.minute.toString().padStart(2, '0')
        }
        if (adaTanggal) {
            KolomAngka(kata.formulirTanggalHari, hari, 2) { hari = it }
            PilihBulan(kata.formulirTanggalBulan, bulan, if (kata.bahasa == Bahasa.EN) Locale.ENGLISH else Locale.forLanguageTag("id")) { bulan = it }
            KolomAngka(kata.formulirTanggalTahun, tahun, 4) { tahun = it }
        }
        if (adaJam) {
            KolomAngka(kata.formulirJam, pukul, 2) { pukul = it }
            KolomAngka(kata.formulirMenit, menit, 2) { menit = it }
        }
    }
}

@Composable
private fun KolomAngka(label: String, nilai: String, panjang: Int, ubah: (String) -> Unit) {
    OutlinedTextField(
        value = nilai, onValueChange = { ubah(it.filter(Char::isDigit).take(panjang)) }, singleLine = true, label = { Text(label) },
        textStyle = MaterialTheme.typography.titleLarge, keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Number), modifier = Modifier.fillMaxWidth(),
    )
}

/** The months by name, in the page itself: a menu over it is cut at double type. */
@Composable
private fun PilihBulan(label: String, bulan: Int, bahasa: Locale, ubah: (Int) -> Unit) {
    var terbuka by rememberSaveable { mutableStateOf(false) }
    fun nama(n: Int) = Month.of(n).getDisplayName(TextStyle.FULL_STANDALONE, bahasa)
    Column {
        TombolLain(if (bulan == 0) label else "$label: ${nama(bulan)}", ikon = Icons.Filled.ArrowDropDown) { terbuka = !terbuka }
        if (terbuka) {
            for (n in 1..12) {
                DropdownMenuItem({ Text(nama(n), style = MaterialTheme.typography.bodyLarge) }, onClick = {
                    ubah(n)
                    terbuka = false
                })
            }
        }
    }
}
