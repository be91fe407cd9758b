package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.R
import id.go.kemensos.atensi.model.MasukIsi
import id.go.kemensos.atensi.model.MasukModel

/** Masuk & Kunci: code and PIN on a new phone, the PIN on a known one. */
@Composable
fun MasukLayar(model: MasukModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    Halaman(stringResource(R.string.masuk_judul)) {
        TampilKeadaan(keadaan, model::muat) { isi -> Isian(isi, model) }
    }
}

@Composable
private fun Isian(isi: MasukIsi, model: MasukModel) {
    Text(stringResource(if (isi.pertama) R.string.masuk_pertama else R.string.masuk_kembali))
    if (isi.pertama) {
        Kolom(isi.server, R.string.masuk_server, !isi.bekerja, KeyboardOptions(keyboardType = KeyboardType.Uri, imeAction = ImeAction.Next), ubah = model::ketikServer)
        val huruf = KeyboardOptions(KeyboardCapitalization.Characters, autoCorrectEnabled = false, imeAction = ImeAction.Next)
        Kolom(isi.kode, R.string.masuk_kode, !isi.bekerja, huruf, ubah = model::ketikKode)
    }
    Kolom(
        isi.pin, if (isi.pertama) R.string.masuk_pin_baru else R.string.masuk_pin, !isi.bekerja,
        KeyboardOptions(keyboardType = KeyboardType.NumberPassword, imeAction = ImeAction.Done), PasswordVisualTransformation(), model::masuk, model::ketikPin,
    )
    isi.gagal?.let { KotakGalat(it) }
    if (isi.bekerja) {
        Menunggu(stringResource(R.string.masuk_bekerja))
    } else {
        Tombol(stringResource(if (isi.pertama) R.string.masuk_aktifkan else R.string.masuk_buka), isi.bolehMasuk, model::masuk)
    }
}

@Composable
private fun Kolom(
    nilai: String, label: Int, boleh: Boolean, papan: KeyboardOptions,
    rupa: VisualTransformation = VisualTransformation.None, selesai: () -> Unit = {}, ubah: (String) -> Unit,
) {
    OutlinedTextField(
        value = nilai, onValueChange = ubah, enabled = boleh, singleLine = true, visualTransformation = rupa,
        label = { Text(stringResource(label)) },
        keyboardOptions = papan, keyboardActions = KeyboardActions(onDone = { selesai() }),
        modifier = Modifier.fillMaxWidth(),
    )
}
