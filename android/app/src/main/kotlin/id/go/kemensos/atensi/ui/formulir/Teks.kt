package id.go.kemensos.atensi.ui.formulir

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextDirection
import id.go.kemensos.atensi.inti.Alat
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.warnaKolom

/** Text and numbers. The field holds what is typed, the model what is on its way to the disk. */
@Composable
internal fun KolomTeks(p: PertanyaanItem, sedang: Sedang, model: FormulirModel) {
    val path = p.soal.path
    val kata = LocalKata.current
    val fokus = LocalFocusManager.current
    var teks by remember(path) { mutableStateOf(sedang.nilai) }
    // What came from elsewhere, such as an undo, is taken over; never over what is just being typed.
    LaunchedEffect(path, p.soal.value, sedang.nilai) { if (!model.mengetik(path)) teks = p.soal.value }
    val panjang = p.alat == Alat.TEKS_PANJANG
    OutlinedTextField(
        value = teks,
        onValueChange = {
            teks = it
            model.ketik(path, it)
        },
        enabled = !p.soal.readonly,
        isError = p.galat.isNotEmpty(), colors = warnaKolom(),
        singleLine = p.alat == Alat.BILANGAN || p.alat == Alat.DESIMAL,
        minLines = if (panjang) 4 else 1,
        label = { Text(kata.formulirJawaban) },
        // A name in Arabic letters runs from the right, whatever the language of the phone.
        textStyle = LocalTextStyle.current.copy(textDirection = TextDirection.Content),
        keyboardOptions = when (p.alat) {
            Alat.BILANGAN -> KeyboardOptions(keyboardType = KeyboardType.Number, imeAction = ImeAction.Done)
            Alat.DESIMAL -> KeyboardOptions(keyboardType = KeyboardType.Decimal, imeAction = ImeAction.Done)
            else -> KeyboardOptions(KeyboardCapitalization.Sentences)
        },
        keyboardActions = KeyboardActions(onDone = { fokus.clearFocus() }),
        modifier = Modifier.fillMaxWidth().onFocusChanged { if (!it.isFocused) model.lepas(path) },
    )
}
