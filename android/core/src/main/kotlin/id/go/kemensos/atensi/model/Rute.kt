package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.Rute as RuteInti

/** Where the worker is. Ids only: what a page shows is read anew from the core. */
sealed interface Rute {
    /** Locked, or nobody is activated yet. Never in the stack: it lies on top of it. */
    data object Masuk : Rute
    data object HariIni : Rute
    data object Cari : Rute
    /** Registers a person, as a member of a family where one is named. */
    data class DaftarOrang(val keluarga: String? = null) : Rute
    data object DaftarKeluarga : Rute
    data class BukaKasus(val jenis: String, val subjek: String) : Rute
    data class Profil(val id: String) : Rute
    data class Kunjungan(val kasus: String) : Rute
    data class Formulir(val draf: String) : Rute
    data class Selesai(val dokumen: String) : Rute
    data class Laporan(val dokumen: String) : Rute
    data object Draf : Rute
    data object KotakKirim : Rute
    data object Tinjau : Rute
    data object Pengaturan : Rute
}

/** The core's way to a page as this shell's; nothing for a form to begin, which is an action first. */
fun RuteInti.halaman(): Rute? = when (this) {
    is RuteInti.Profil -> Rute.Profil(id)
    is RuteInti.Kunjungan -> Rute.Kunjungan(kasusId)
    is RuteInti.MulaiFormulir -> null
    is RuteInti.LanjutDraf -> Rute.Formulir(draftId)
    is RuteInti.Dokumen -> Rute.Selesai(dokumenId)
    is RuteInti.Laporan -> Rute.Laporan(dokumenId)
    is RuteInti.BukaKasus -> Rute.BukaKasus(subjekJenis, subjekId)
    is RuteInti.DaftarAnggota -> Rute.DaftarOrang(keluargaId)
    is RuteInti.Cari -> Rute.Cari
    is RuteInti.KotakKirim -> Rute.KotakKirim
    is RuteInti.Tinjau -> Rute.Tinjau
}
