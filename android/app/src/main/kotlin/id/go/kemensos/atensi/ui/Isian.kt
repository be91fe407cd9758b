package id.go.kemensos.atensi.ui

import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Checkbox
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextFieldDefaults
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextFieldColors
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.kata.Bahasa
import java.time.Month
import java.time.format.TextStyle
import java.util.Locale

/** A line to type in. The label stands above the box: on its edge, a second line of double type would cross what is typed. */
@Composable
fun Kolom(
    nilai: String, label: String, boleh: Boolean = true, papan: KeyboardOptions = KeyboardOptions(imeAction = ImeAction.Next),
    rupa: VisualTransformation = VisualTransformation.None, petunjuk: String = "", galat: String = "", baris: Int = 1, selesai: () -> Unit = {},
    ubah: (String) -> Unit,
) {
    val bawah: (@Composable () -> Unit)? = if (galat.isEmpty() && petunjuk.isEmpty()) null else ({ Text(galat.ifEmpty { petunjuk }, style = MaterialTheme.typography.bodyMedium) })
    val skema = MaterialTheme.colorScheme
    val sentuh = remember { MutableInteractionSource() }
    // One line of letters, but as many of the page as it takes: at double type sixteen digits are wider than a small phone.
    val satu = rupa is PasswordVisualTransformation
    BasicTextField(
        value = nilai, onValueChange = { ubah(if (baris == 1) it.replace("\n", "") else it) }, enabled = boleh,
        singleLine = satu, minLines = baris, visualTransformation = rupa, interactionSource = sentuh,
        textStyle = MaterialTheme.typography.bodyLarge.copy(color = skema.onSurface), cursorBrush = SolidColor(skema.primary),
        keyboardOptions = papan, keyboardActions = KeyboardActions(onDone = { selesai() }),
        modifier = Modifier.fillMaxWidth().semantics { if (galat.isNotEmpty()) error(galat) },
        decorationBox = { isi ->
            Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(label, style = MaterialTheme.typography.bodyLarge)
                Box(Modifier.fillMaxWidth(), propagateMinConstraints = true) {
                    OutlinedTextFieldDefaults.DecorationBox(
                        nilai, isi, boleh, satu, rupa, sentuh, isError = galat.isNotEmpty(), supportingText = bawah, colors = warnaKolom(),
                        contentPadding = PaddingValues(horizontal = 12.dp, vertical = 14.dp),
                        container = { OutlinedTextFieldDefaults.Container(boleh, galat.isNotEmpty(), sentuh, colors = warnaKolom(), focusedBorderThickness = 3.dp) },
                    )
                }
            }
        },
    )
}

/** What may not be changed now is read in the sun all the same: Material's own is a third of black. */
@Composable
fun warnaKolom(): TextFieldColors = with(MaterialTheme.colorScheme) {
    OutlinedTextFieldDefaults.colors(disabledTextColor = onSurfaceVariant, disabledBorderColor = outline, disabledLabelColor = onSurfaceVariant, disabledSupportingTextColor = onSurfaceVariant)
}

/** One choice: the whole row is the target. */
@Composable
fun BarisPilihan(kata: String, terpilih: Boolean, pilih: () -> Unit) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = 56.dp).selectable(terpilih, role = Role.RadioButton, onClick = pilih).padding(vertical = 4.dp),
        horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically,
    ) {
        RadioButton(terpilih, onClick = null, modifier = Modifier.padding(4.dp))
        Text(kata, style = MaterialTheme.typography.bodyLarge)
    }
}

/** Yes or no: the whole row is the target. [saklar] for what holds at once, else a tick. */
@Composable
fun BarisCentang(kata: String, nilai: Boolean, boleh: Boolean = true, saklar: Boolean = false, ubah: (Boolean) -> Unit) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = 56.dp).toggleable(nilai, boleh, role = if (saklar) Role.Switch else Role.Checkbox, onValueChange = ubah).padding(vertical = 4.dp),
        horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically,
    ) {
        if (!saklar) Checkbox(nilai, onCheckedChange = null, modifier = Modifier.padding(4.dp))
        Text(kata, style = MaterialTheme.typography.bodyLarge, modifier = Modifier.weight(1f))
        if (saklar) Switch(nilai, onCheckedChange = null)
    }
}

/** Choices of a code list: a few are on the page, many on a page of their own with a search. */
@Composable
fun KolomPilihan(label: String, pilihan: List<Pilihan>, terpilih: String, petunjuk: String = "", pilih: (String) -> Unit) {
    var terbuka by remember { mutableStateOf(false) }
    // Not read yet.
    if (pilihan.isEmpty()) return
    Column(Modifier.padding(top = 8.dp).selectableGroup(), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(label, style = MaterialTheme.typography.titleMedium)
        if (petunjuk.isNotEmpty()) Text(petunjuk, style = MaterialTheme.typography.bodyMedium)
        if (pilihan.size <= SEDIKIT) {
            pilihan.forEach { BarisPilihan(it.label, it.value == terpilih) { pilih(it.value) } }
        } else {
            pilihan.find { it.value == terpilih }?.let { BarisPilihan(it.label, true) { pilih(it.value) } }
            TombolLain(LocalKata.current.run { if (terpilih.isEmpty()) umumPilih else umumUbah } + " · $label") { terbuka = true }
        }
    }
    if (terbuka) HalamanPilihan(label, pilihan, terpilih, { terbuka = false }) {
        if (it != terpilih) pilih(it)
        terbuka = false
    }
}

@Composable
private fun HalamanPilihan(label: String, pilihan: List<Pilihan>, terpilih: String, tutup: () -> Unit, pilih: (String) -> Unit) {
    var cari by remember { mutableStateOf("") }
    val kata = LocalKata.current
    Dialog(tutup, DialogProperties(usePlatformDefaultWidth = false)) {
        Surface(Modifier.fillMaxSize()) {
            HalamanDaftar(label, bawah = { TombolLain(kata.umumTutup, aksi = tutup) }) {
                item(key = "cari") { Kolom(cari, kata.formulirCariPilihan, papan = KeyboardOptions(imeAction = ImeAction.Done)) { cari = it } }
                val cocok = pilihan.filter { it.label.contains(cari.trim(), ignoreCase = true) }
                items(cocok, key = { it.value }) { BarisPilihan(it.label, it.value == terpilih) { pilih(it.value) } }
                if (cocok.isEmpty()) item(key = "kosong") { Baris(kata.formulirPilihanKosong) }
            }
        }
    }
}

/**
 * A date as people say it, in three boxes: a birth seventy years ago is reached in eight letters. [nilai] is ISO or empty; what is
 * no date yet stays in the boxes and is given as empty.
 */
@Composable
fun KolomTanggal(label: String, nilai: String, ubah: (String) -> Unit) {
    val kata = LocalKata.current
    var bagian by rememberSaveable { mutableStateOf(pecah(nilai)) }
    LaunchedEffect(nilai) { if (nilai != gabung(bagian) && nilai.isNotEmpty()) bagian = pecah(nilai) }
    fun ganti(baru: Triple<String, String, String>) {
        bagian = baru
        ubah(gabung(baru))
    }
    val bahasa = if (kata.bahasa == Bahasa.EN) Locale.ENGLISH else Locale.forLanguageTag("id")
    val bulan = Month.entries.map { Pilihan(it.value.toString(), it.getDisplayName(TextStyle.FULL_STANDALONE, bahasa)) }
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(label, style = MaterialTheme.typography.titleMedium)
        Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Column(Modifier.weight(1f)) { Kolom(bagian.first, kata.daftarLahirHari, papan = ANGKA) { ganti(bagian.copy(first = angka(it, 2))) } }
            Column(Modifier.weight(1f)) { Kolom(bagian.third, kata.daftarLahirTahun, papan = ANGKA) { ganti(bagian.copy(third = angka(it, 4))) } }
        }
        KolomPilihan(kata.daftarLahirBulan, bulan, bagian.second) { ganti(bagian.copy(second = if (it == bagian.second) "" else it)) }
    }
}

private fun angka(teks: String, panjang: Int) = teks.filter { it in '0'..'9' }.take(panjang)

private fun pecah(iso: String): Triple<String, String, String> =
    iso.split("-").takeIf { it.size == 3 }?.let { (t, b, h) -> Triple(h.trimStart('0'), b.trimStart('0'), t) } ?: Triple("", "", "")

private fun gabung(bagian: Triple<String, String, String>): String =
    if (bagian.first.isEmpty() || bagian.second.isEmpty() || bagian.third.length < 4) "" else "${bagian.third}-${bagian.second.padStart(2, '0')}-${bagian.first.padStart(2, '0')}"

val ANGKA = KeyboardOptions(keyboardType = KeyboardType.Number, imeAction = ImeAction.Next)
private const val SEDIKIT = 5
