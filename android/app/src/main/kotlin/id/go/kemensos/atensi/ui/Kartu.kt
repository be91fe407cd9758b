package id.go.kemensos.atensi.ui

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import id.go.kemensos.atensi.inti.Aksi
import id.go.kemensos.atensi.inti.Ikon
import id.go.kemensos.atensi.inti.KartuDokumen
import id.go.kemensos.atensi.inti.KartuDraf
import id.go.kemensos.atensi.inti.KartuKasus
import id.go.kemensos.atensi.inti.KartuKeluarga
import id.go.kemensos.atensi.inti.KartuKunjungan
import id.go.kemensos.atensi.inti.KartuOrang
import id.go.kemensos.atensi.inti.Nada
import id.go.kemensos.atensi.inti.Rute

/** A card. One that leads somewhere is spoken as [lisan] in one go. */
@Composable
fun Kartu(lisan: String = "", buka: (() -> Unit)? = null, isi: @Composable ColumnScope.() -> Unit) {
    val tepi = BorderStroke(1.dp, MaterialTheme.colorScheme.outline)
    val kolom = @Composable { Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp), content = isi) }
    if (buka == null) {
        Surface(shape = MaterialTheme.shapes.medium, border = tepi, modifier = Modifier.fillMaxWidth(), content = kolom)
    } else {
        val ucapan = Modifier.fillMaxWidth().semantics {
            if (lisan.isNotEmpty()) contentDescription = lisan
            role = Role.Button
        }
        Surface(onClick = buka, shape = MaterialTheme.shapes.medium, border = tepi, modifier = ucapan, content = kolom)
    }
}

@Composable
fun Nama(kata: String) = Teks(kata, style = MaterialTheme.typography.titleMedium)

/** A line of a card; nothing where the core has nothing to say. */
@Composable
fun Baris(kata: String) {
    if (kata.isNotEmpty()) Teks(kata, style = MaterialTheme.typography.bodyLarge)
}

@Composable
fun Kartu(k: KartuKunjungan, buka: (Rute) -> Unit) = Kartu(k.lisan, { buka(k.rute) }) {
    Nama(k.nama)
    Baris(k.tempat)
    // Late is written and drawn, not only coloured.
    if (k.terlambat) Label(k.alasan, Nada.BAHAYA, Ikon.JAM.gambar()) else Baris(k.alasan)
    Berjajar {
        Label(k.risiko)
        k.tanda.forEach { Label(it) }
        Label(k.status)
    }
}

@Composable
fun Kartu(k: KartuDraf, buka: (Rute) -> Unit) = Kartu(k.lisan, { buka(k.rute) }) { Isi(k) }

@Composable
fun Isi(k: KartuDraf) {
    Nama(k.judul)
    Baris(k.nama)
    Baris(k.rincian)
}

@Composable
fun Kartu(k: KartuOrang, buka: (Rute) -> Unit) = Kartu(k.lisan, { buka(k.rute) }) { Isi(k) }

/** What is known of a person, for a card with buttons of its own too. */
@Composable
fun Isi(k: KartuOrang) {
    if (k.alasan.isNotEmpty()) Label(k.alasan, Nada.PERHATIAN, null)
    Nama(k.nama)
    Baris(k.rincian)
    Baris(k.tempat)
    Baris(k.kunjungan)
    Label(k.status)
}

@Composable
fun Kartu(k: KartuKeluarga, buka: (Rute) -> Unit) = Kartu(k.lisan, { buka(k.rute) }) { Isi(k) }

@Composable
fun Isi(k: KartuKeluarga) {
    if (k.alasan.isNotEmpty()) Label(k.alasan, Nada.PERHATIAN, null)
    Nama(k.nama)
    Baris(k.rincian)
    Baris(k.tempat)
    Label(k.status)
}

@Composable
fun Kartu(k: KartuDokumen, buka: (Rute) -> Unit) = Kartu(k.lisan, { buka(k.rute) }) {
    Nama(k.judul)
    Baris(k.rincian)
    Label(k.status)
}

/**
 * A case with what can be done about it. The case's own page shows it without the way to itself: it has the buttons already.
 * [kecuali] is the button that the page has elsewhere.
 */
@Composable
fun Kartu(k: KartuKasus, halamanSendiri: Boolean, kecuali: Aksi? = null, buka: (Rute) -> Unit) {
    val isi: @Composable ColumnScope.() -> Unit = {
        Nama(k.judul)
        Baris(k.rincian)
        Baris(k.jadwal)
        Berjajar {
            Label(k.risiko)
            Label(k.status)
        }
    }
    if (!halamanSendiri) Kartu(k.lisan, { buka(k.rute) }, isi) else Kartu(isi = isi)
    if (!halamanSendiri) k.aksi.filter { it != kecuali }.forEach { if (it.utama) Tombol(it.kata) { buka(it.rute) } else TombolLain(it.kata) { buka(it.rute) } }
}
