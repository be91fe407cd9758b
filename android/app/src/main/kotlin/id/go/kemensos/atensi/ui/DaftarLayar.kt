package id.go.kemensos.atensi.ui

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.DaftarIsi
import id.go.kemensos.atensi.model.DaftarModel
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.inti.Rute as RuteInti

/** Daftar Baru, of a person or a family. Nothing that is found or missing keeps the button from working. */
@Composable
fun DaftarLayar(model: DaftarModel, aplikasi: AplikasiModel) {
    val isi by model.keadaan.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    var bertanya by rememberSaveable { mutableStateOf(false) }
    val kembali: () -> Unit = { if (isi.adaIsian) bertanya = true else aplikasi.kembali() }
    SaatTampil(model::muat)
    BackHandler(onBack = kembali)
    if (bertanya) Bertanya(tetap = { bertanya = false }, buang = { aplikasi.kembali() })
    val tersimpan = isi.tersimpan
    val judul = if (model.keluarga) kata.daftarKeluargaJudul else kata.daftarOrangJudul
    if (tersimpan != null) return Tersimpan(judul, tersimpan, model, aplikasi)
    Halaman(
        judul, kembali,
        bawah = {
            isi.gagal?.let { KotakGalat(it) }
            when {
                isi.menyimpan -> Menunggu(kata.selesaiMemuat)
                // Who may be registered already comes first.
                isi.adaMirip -> TombolLain(simpan(isi, model.keluarga), aksi = model::simpan)
                else -> Tombol(simpan(isi, model.keluarga), aksi = model::simpan)
            }
        },
    ) {
        // Who may be the same stands above what is typed next, or it would be met only after the button.
        if (model.keluarga) Keluarga(isi, model) { Mirip(isi, model, aplikasi) } else Orang(isi, model) { Mirip(isi, model, aplikasi) }
    }
}

@Composable
private fun simpan(isi: DaftarIsi, keluarga: Boolean): String = LocalKata.current.run {
    if (isi.adaMirip) (if (keluarga) daftarTetapSimpanKeluarga else daftarTetapSimpan) else if (keluarga) daftarSimpanKeluarga else daftarSimpan
}

@Composable
private fun Tersimpan(judul: String, id: String, model: DaftarModel, aplikasi: AplikasiModel) {
    val kata = LocalKata.current
    val jenis = if (model.keluarga) "keluarga" else "orang"
    Halaman(judul, { aplikasi.kembali() }, bawah = { Tombol(kata.daftarLanjutKasus) { aplikasi.ganti(Rute.BukaKasus(jenis, id)) } }) {
        Kotak(kata.daftarTersimpan, Nada.BAIK, Ikon.CENTANG.gambar())
        TombolLain(kata.daftarLihat) { aplikasi.ganti(Rute.Profil(id)) }
    }
}

@Composable
private fun Bertanya(tetap: () -> Unit, buang: () -> Unit) {
    val kata = LocalKata.current
    AlertDialog(
        onDismissRequest = tetap, title = { Text(kata.daftarBatalJudul) }, text = { Text(kata.daftarBatal) },
        confirmButton = { Tombol(kata.formulirTetap, aksi = tetap) }, dismissButton = { TombolLain(kata.umumHapus, aksi = buang) },
    )
}

private val NAMA = KeyboardOptions(KeyboardCapitalization.Words, autoCorrectEnabled = false, imeAction = ImeAction.Next)
private val TELEPON = KeyboardOptions(keyboardType = KeyboardType.Phone, imeAction = ImeAction.Next)

@Composable
private fun Orang(isi: DaftarIsi, model: DaftarModel, mirip: @Composable () -> Unit) {
    val kata = LocalKata.current
    Kolom(isi.nama, kata.daftarNama, papan = NAMA, petunjuk = kata.daftarNamaPetunjuk, galat = kurang(isi)) { model.ubah { copy(nama = it) } }
    Nomor(isi, kata.daftarNik, kata.daftarNikPetunjuk, model)
    isi.periksa?.menurutNik?.ifEmpty { null }?.let {
        Kotak(it, Nada.BAIK, Ikon.CENTANG.gambar())
        if (isi.periksa?.lahirUsul.orEmpty() != isi.lahir || isi.periksa?.kelaminUsul.orEmpty() != isi.kelamin) TombolLain(kata.daftarPakaiNik, aksi = model::pakaiUsul)
    }
    mirip()
    if (isi.nomor.isBlank()) KolomPilihan(kata.daftarAlasanTanpaNik, isi.kode["alasan_tanpa_nik"].orEmpty(), isi.alasanTanpaNik) { model.ubah { copy(alasanTanpaNik = beralih(alasanTanpaNik, it)) } }
    KolomTanggal(kata.daftarLahir, isi.lahir) { model.ubah { copy(lahir = it) } }
    BarisCentang(kata.daftarLahirTaksiran, isi.lahirTaksiran) { model.ubah { copy(lahirTaksiran = it) } }
    KolomPilihan(kata.daftarKelamin, isi.kode["jenis_kelamin"].orEmpty(), isi.kelamin) { model.ubah { copy(kelamin = beralih(kelamin, it)) } }
    if (model.keluargaId != null) KolomPilihan(kata.daftarHubungan, isi.kode["hubungan_keluarga"].orEmpty(), isi.hubungan) { model.ubah { copy(hubungan = beralih(hubungan, it)) } }
    Kolom(isi.telepon, kata.daftarTelepon, papan = TELEPON) { model.ubah { copy(telepon = it) } }
    Tempat(isi, model)
}

@Composable
private fun Keluarga(isi: DaftarIsi, model: DaftarModel, mirip: @Composable () -> Unit) {
    val kata = LocalKata.current
    Kolom(isi.nama, kata.daftarNamaKepala, papan = NAMA, petunjuk = kata.daftarNamaPetunjuk, galat = kurang(isi)) { model.ubah { copy(nama = it) } }
    Nomor(isi, kata.daftarNomorKk, kata.umumBolehKosong, model)
    mirip()
    Tempat(isi, model)
}

/** What is missing is said only after she began. */
private fun kurang(isi: DaftarIsi): String = if (isi.adaIsian) isi.periksa?.kurang.orEmpty() else ""

private fun beralih(lama: String, baru: String) = if (lama == baru) "" else baru

/** A number, with what the core reads from it. */
@Composable
private fun Nomor(isi: DaftarIsi, label: String, petunjuk: String, model: DaftarModel) {
    Kolom(isi.nomor, label, papan = ANGKA, rupa = Berempat, petunjuk = petunjuk) { model.ubah { copy(nomor = it) } }
    val periksa = isi.periksa ?: return
    periksa.nomorPesan.forEach { Kotak(it, periksa.nomorNada, if (periksa.nomorNada == Nada.BAIK) Ikon.CENTANG.gambar() else Ikon.PERINGATAN.gambar()) }
    periksa.nomorUsul?.let { TombolLain(LocalKata.current.daftarPakai(it), aksi = model::pakaiNomor) }
}

@Composable
private fun Tempat(isi: DaftarIsi, model: DaftarModel) {
    val kata = LocalKata.current
    val dipilih = isi.wilayah
    if (dipilih == null) {
        Kolom(isi.wilayahTeks, kata.daftarWilayah, papan = NAMA, petunjuk = kata.daftarWilayahCari, ubah = model::cariWilayah)
        isi.wilayahHasil.take(TAMPIL).forEach { BarisPilihan(it.fullName, false) { model.pilihWilayah(it) } }
        if (isi.wilayahTeks.length > 2 && isi.wilayahHasil.isEmpty()) Baris(kata.daftarWilayahKosong)
    } else {
        Judul(kata.daftarWilayah)
        Baris(dipilih.fullName)
        TombolLain("${kata.umumUbah} · ${kata.daftarWilayah}") { model.pilihWilayah(null) }
    }
    Kolom(isi.alamat, kata.daftarAlamat, papan = KeyboardOptions(KeyboardCapitalization.Sentences, imeAction = ImeAction.Default), baris = 2) { model.ubah { copy(alamat = it) } }
    Kolom(isi.catatan, kata.daftarCatatan, papan = KeyboardOptions(KeyboardCapitalization.Sentences, imeAction = ImeAction.Default), baris = 2) { model.ubah { copy(catatan = it) } }
}

/** Who may be the same: to open, or to be said somebody else. */
@Composable
private fun Mirip(isi: DaftarIsi, model: DaftarModel, aplikasi: AplikasiModel) {
    if (!isi.adaMirip) return
    val kata = LocalKata.current
    Judul(kata.daftarMirip)
    Baris(isi.periksa?.miripPesan.orEmpty())
    val satu = isi.orangMirip.size + isi.keluargaMirip.size == 1
    val sama = @Composable { teks: String, rute: RuteInti -> if (satu) Tombol(teks) { aplikasi.buka(rute) } else TombolLain(teks) { aplikasi.buka(rute) } }
    isi.orangMirip.forEach { Kartu { Isi(it); sama(kata.daftarOrangSama, it.rute); TombolLain(kata.daftarOrangLain) { model.orangLain(it.id) } } }
    isi.keluargaMirip.forEach { Kartu { Isi(it); sama(kata.daftarKeluargaSama, it.rute); TombolLain(kata.daftarKeluargaLain) { model.orangLain(it.id) } } }
}

private const val TAMPIL = 8
