package id.go.kemensos.atensi.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import id.go.kemensos.atensi.inti.BarisProfil
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.model.AplikasiModel
import id.go.kemensos.atensi.model.Keadaan
import id.go.kemensos.atensi.model.ProfilModel
import id.go.kemensos.atensi.model.Rute
import id.go.kemensos.atensi.model.isiAtauKosong

/** Profil of a person, family or case, with everything around it. */
@Composable
fun ProfilLayar(model: ProfilModel, aplikasi: AplikasiModel) {
    val keadaan by model.keadaan.collectAsStateWithLifecycle()
    val kabar by aplikasi.kabar.collectAsStateWithLifecycle()
    val kata = LocalKata.current
    SaatTampil(model::muat)
    val isi = keadaan.isiAtauKosong
    // One thing to do most: the page's own, or that of its only case.
    val kasusnya = isi?.kasus?.singleOrNull { it.id != isi.id }?.aksi?.firstOrNull { it.utama }
    val utama = isi?.aksi?.firstOrNull { it.utama } ?: kasusnya ?: isi?.aksi?.firstOrNull().takeIf { isi?.kasus?.isEmpty() == true }
    HalamanDaftar(isi?.judul ?: kata.profilData, { aplikasi.kembali() }, bawah = utama?.let { { Tombol(it.kata) { aplikasi.buka(it.rute) } } }) {
        kabar?.let { item(key = "kabar") { KotakGalat(it) } }
        when (val k = keadaan) {
            is Keadaan.Memuat -> item(key = "memuat") { Menunggu(kata.profilMemuat) }
            is Keadaan.Galat -> item(key = "galat") { TampilGalat(k.pesan, model::muat, kata.profilGalat) }
            is Keadaan.Isi -> {
                val p = k.isi
                item(key = "kepala") {
                    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                        Baris(p.subjudul)
                        Berjajar {
                            p.tanda.forEach { Label(it) }
                            Label(p.status)
                        }
                        if (p.tabrakan > 0u) Kotak(p.tabrakanPesan, Nada.PERHATIAN, Ikon.PERINGATAN.gambar()) { aplikasi.buka(Rute.Tinjau) }
                    }
                }
                items(p.aksi.filter { it != utama }, key = { "aksi ${it.kata}" }) { TombolLain(it.kata) { aplikasi.buka(it.rute) } }
                if (p.kasus.isNotEmpty()) item(key = "kasus") { Judul(kata.profilKasus) }
                items(p.kasus, key = { "kasus ${it.id}" }) { Column(verticalArrangement = Arrangement.spacedBy(12.dp)) { Kartu(it, it.id == p.id, utama, aplikasi::buka) } }
                if (p.baris.isNotEmpty()) item(key = "data") { Judul(kata.profilData) }
                items(p.baris, key = { "baris ${it.field}" }) { Keterangan(it) }
                p.subjek?.let { item(key = "subjek") { Kartu(it, aplikasi::buka) } }
                p.keluarga?.let {
                    item(key = "judul keluarga") { Judul(kata.profilKeluarga) }
                    item(key = "keluarga") { Kartu(it, aplikasi::buka) }
                }
                if (p.anggota.isNotEmpty() || p.anggotaKosong.isNotEmpty()) item(key = "anggota") { Judul(kata.profilAnggota) }
                if (p.anggotaKosong.isNotEmpty()) item(key = "tanpa anggota") { Baris(p.anggotaKosong) }
                items(p.anggota, key = { "anggota ${it.id}" }) { Kartu(it, aplikasi::buka) }
                if (p.dokumen.isNotEmpty()) item(key = "dokumen") { Judul(kata.profilDokumen) }
                items(p.dokumen, key = { "dokumen ${it.id}" }) { Kartu(it, aplikasi::buka) }
            }
        }
    }
}

/** A field: what it is above, what is known below. One where writers disagree says so. */
@Composable
private fun Keterangan(baris: BarisProfil) {
    Column(Modifier.semantics(mergeDescendants = true) { }) {
        Text(baris.label, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
        Baris(baris.nilai)
        if (baris.tabrakan) Label(LocalKata.current.tinjauJudul, Nada.PERHATIAN, Icons.Filled.Warning)
    }
}
