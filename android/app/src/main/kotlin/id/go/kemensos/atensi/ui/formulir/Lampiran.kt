package id.go.kemensos.atensi.ui.formulir

import android.Manifest
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.Settings
import androidx.activity.compose.ManagedActivityResultLauncher
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Close
import androidx.compose.material.icons.filled.Create
import androidx.compose.material.icons.filled.LocationOn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.MutableState
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.ui.platform.LocalContext
import id.go.kemensos.atensi.inti.PertanyaanItem
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.KeadaanLokasi
import id.go.kemensos.atensi.platform.KameraAndroid
import id.go.kemensos.atensi.ui.IkonGaleri
import id.go.kemensos.atensi.ui.IkonKamera
import id.go.kemensos.atensi.ui.LocalKata
import id.go.kemensos.atensi.ui.Menunggu
import id.go.kemensos.atensi.ui.TombolLain
import java.io.File

/**
 * Asks other apps and the system for what a question needs. Lives with the page, not with the question: the phone may kill the app
 * while the camera is open, and the answer must find its way back.
 */
internal class Pembantu(
    private val context: Context,
    private val kamera: KameraAndroid,
    private val model: FormulirModel,
    /** Which question asked, and the file the camera was given. */
    private val menunggu: MutableState<List<String>>,
) {
    lateinit var potret: ManagedActivityResultLauncher<Uri, Boolean>
    lateinit var galeri: ManagedActivityResultLauncher<String, Uri?>
    lateinit var izin: ManagedActivityResultLauncher<Array<String>, Map<String, Boolean>>

    fun ambilFoto(path: String) {
        val berkas = kamera.siapkan()
        menunggu.value = listOf(path, berkas.path)
        luncurkan(path) { potret.launch(kamera.alamat(berkas)) }
    }

    fun pilihFoto(path: String) {
        menunggu.value = listOf(path)
        luncurkan(path) { galeri.launch("image/*") }
    }

    /** The system asks the worker once at most; refused for ever, it answers at once. */
    fun cariLokasi(path: String) {
        menunggu.value = listOf(path)
        izin.launch(arrayOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION))
    }

    fun bukaPengaturan() {
        val tujuan = Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", context.packageName, null))
        try {
            context.startActivity(tujuan.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        } catch (_: ActivityNotFoundException) {
            // A phone without that page: the words above say what can be done without.
        }
    }

    fun fotoTiba(ada: Boolean) = selesai { path, berkas ->
        if (!ada) berkas?.let(kamera::buang)
        model.foto(path, berkas.takeIf { ada && berkas != null && File(berkas).length() > 0 })
    }

    fun galeriTiba(uri: Uri?) = selesai { path, _ -> if (uri != null) model.foto(path, uri.toString()) }

    fun izinTiba() = selesai { path, _ -> model.lokasi(path) }

    private fun selesai(tiba: (String, String?) -> Unit) {
        val (path, berkas) = menunggu.value.let { (it.getOrNull(0) ?: return) to it.getOrNull(1) }
        menunggu.value = emptyList()
        tiba(path, berkas)
    }

    private fun luncurkan(path: String, mulai: () -> Unit) {
        try {
            mulai()
        } catch (_: ActivityNotFoundException) {
            model.kameraDitolak(path)
        } catch (_: SecurityException) {
            // The app may ask for the camera elsewhere; refused there, the camera app is refused here too.
            model.kameraDitolak(path)
        }
    }
}

@Composable
internal fun pembantu(model: FormulirModel): Pembantu {
    val context = LocalContext.current
    val menunggu = rememberSaveable { mutableStateOf(emptyList<String>()) }
    val pembantu = remember(model, context) { Pembantu(context, KameraAndroid(context.applicationContext), model, menunggu) }
    pembantu.potret = rememberLauncherForActivityResult(ActivityResultContracts.TakePicture(), pembantu::fotoTiba)
    pembantu.galeri = rememberLauncherForActivityResult(ActivityResultContracts.GetContent(), pembantu::galeriTiba)
    pembantu.izin = rememberLauncherForActivityResult(ActivityResultContracts.RequestMultiplePermissions()) { pembantu.izinTiba() }
    return pembantu
}

@Composable
internal fun TombolFoto(p: PertanyaanItem, sedang: Sedang, model: FormulirModel, pembantu: Pembantu) {
    val kata = LocalKata.current
    val path = p.soal.path
    if (p.tampil.isNotEmpty()) Text(p.tampil, style = MaterialTheme.typography.bodyLarge)
    if (sedang.menyimpanFoto) return Menunggu(kata.formulirFotoMemuat)
    GambarJawaban(p, model)
    val boleh = !p.soal.readonly
    TombolLain(if (p.foto > 0u) kata.formulirFotoUlang else kata.formulirFotoAmbil, ikon = IkonKamera, boleh = boleh) { pembantu.ambilFoto(path) }
    TombolLain(kata.formulirFotoPilih, ikon = IkonGaleri, boleh = boleh) { pembantu.pilihFoto(path) }
    Kosongkan(p, p.foto > 0u, model, kata.formulirFotoHapus)
}

@Composable
internal fun TombolTandaTangan(p: PertanyaanItem, sedang: Sedang, model: FormulirModel, pembantu: Pembantu) {
    val kata = LocalKata.current
    val path = p.soal.path
    if (p.tampil.isNotEmpty()) Text(p.tampil, style = MaterialTheme.typography.bodyLarge)
    if (sedang.menyimpanFoto) return Menunggu(kata.formulirMenyimpan)
    GambarJawaban(p, model)
    val boleh = !p.soal.readonly
    TombolLain(if (p.foto > 0u) kata.formulirTtdUlang else kata.formulirTtd, ikon = Icons.Filled.Create, boleh = boleh) { model.bukaTandaTangan(path) }
    TombolLain(kata.formulirTtdFoto, ikon = IkonKamera, boleh = boleh) { pembantu.ambilFoto(path) }
    Kosongkan(p, p.foto > 0u, model, kata.formulirTtdHapus)
}

@Composable
internal fun TombolLokasi(p: PertanyaanItem, sedang: Sedang, model: FormulirModel, pembantu: Pembantu) {
    val kata = LocalKata.current
    val ada = p.soal.value.isNotEmpty()
    if (p.tampil.isNotEmpty()) Text(p.tampil, style = MaterialTheme.typography.bodyLarge)
    when (sedang.lokasi) {
        KeadaanLokasi.MENCARI -> {
            Menunggu(kata.formulirLokasiMencari)
            return TombolLain(kata.formulirLokasiHentikan, ikon = Icons.Filled.Close) { model.hentikanLokasi(p.soal.path) }
        }
        KeadaanLokasi.DITOLAK -> {
            Peringatan(kata.izinLokasiDitolak)
            TombolLain(kata.izinPengaturan, aksi = pembantu::bukaPengaturan)
        }
        KeadaanLokasi.TIDAK_ADA -> Peringatan(kata.formulirLokasiGagal)
        null -> if (!ada) Text(kata.izinLokasi, style = MaterialTheme.typography.bodyMedium)
    }
    TombolLain(if (ada) kata.formulirLokasiUlang else kata.formulirLokasiAmbil, ikon = Icons.Filled.LocationOn, boleh = !p.soal.readonly) { pembantu.cariLokasi(p.soal.path) }
    Kosongkan(p, ada, model, kata.formulirLokasiHapus)
}
