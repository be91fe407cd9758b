package id.go.kemensos.atensi.ui

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.kata.Bahasa
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.FormulirModel
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.RuangFormulir
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.model.SelesaiModel
import kotlinx.coroutines.flow.first

/** The page of the route, under the cover where there is one. */
@Composable
fun AplikasiLayar(model: AplikasiModel, ruang: RuangFormulir) {
    val rute by model.rute.collectAsStateWithLifecycle()
    val kata by model.kata.collectAsStateWithLifecycle()
    val jaringan by model.jaringan.collectAsStateWithLifecycle()
    val tirai by model.tirai.collectAsStateWithLifecycle()
    // Nothing to hide before anybody is in.
    val tutup = if (rute == Rute.Masuk || tirai) null else model::sembunyikan
    CompositionLocalProvider(LocalKata provides kata, LocalJaringan provides jaringan, LocalTirai provides tutup) {
        Surface(Modifier.fillMaxSize()) {
            // Keeps where each page was scrolled to. Its keys hold ids only.
            val tempat = rememberSaveableStateHolder()
            BackHandler(rute != Rute.HariIni && rute != Rute.Masuk) { model.kembali() }
            if (tirai && rute != Rute.Masuk) Tirai(model::bukaTirai) else tempat.SaveableStateProvider(rute.toString()) { Isi(rute, model, ruang) }
        }
    }
}

@Composable
private fun Isi(rute: Rute, model: AplikasiModel, ruang: RuangFormulir) {
    val kembali: () -> Unit = { model.kembali() }
    when (rute) {
        Rute.Masuk -> MasukLayar(model.masuk)
        Rute.HariIni -> HariIniLayar(model)
        Rute.Cari -> CariLayar(model)
        is Rute.DaftarOrang -> DaftarLayar(model.daftar(rute), model)
        is Rute.DaftarKeluarga -> DaftarLayar(model.daftar(rute), model)
        is Rute.BukaKasus -> KasusLayar(model.kasus(rute), kembali)
        is Rute.Profil -> ProfilLayar(model.profil(rute), model)
        is Rute.Kunjungan -> KunjunganScreen(ruang.kunjungan(rute.kasus))
        is Rute.Formulir -> Formulir(ruang.formulir(rute.draf))
        is Rute.Selesai -> SelesaiScreen(ruang.selesai(rute.dokumen), model::pulang)
        is Rute.Laporan -> Laporan(ruang.selesai(rute.dokumen), model::pulang)
        Rute.Draf -> DrafLayar(model)
        Rute.KotakKirim -> KotakKirimLayar(model)
        Rute.Tinjau -> TinjauLayar(model)
        Rute.Pengaturan -> PengaturanLayar(model)
    }
}

/** A draft remembers the language it was begun in; its reader's comes first. */
@Composable
private fun Formulir(model: FormulirModel) {
    val bahasa = LocalKata.current.bahasa
    FormulirScreen(model)
    LaunchedEffect(model, bahasa) { model.bahasa(if (bahasa == Bahasa.EN) Lang.EN else Lang.ID) }
}

/** The report lies over the document's own page. */
@Composable
private fun Laporan(model: SelesaiModel, pulang: () -> Unit) {
    SelesaiScreen(model, pulang)
    LaunchedEffect(model) {
        model.keadaan.first { it is Keadaan.Isi }
        model.bukaLaporan()
    }
}

/** Nobody's data in sight. */
@Composable
private fun Tirai(buka: () -> Unit) {
    val kata = LocalKata.current
    BackHandler { }
    Halaman(kata.privasiTirai, bawah = { Tombol(kata.privasiTiraiBuka, ikon = Icons.Filled.Lock, aksi = buka) }) { }
}
