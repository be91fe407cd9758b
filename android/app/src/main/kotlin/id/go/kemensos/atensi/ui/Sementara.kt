package id.go.kemensos.atensi.ui

import androidx.compose.runtime.Composable

// Pages that are not drawn yet.

@Composable
fun KunjunganScreen(@Suppress("unused", "UNUSED_PARAMETER") kasus: String) = Halaman(LocalKata.current.kunjunganJudul) { }

@Composable
fun FormulirScreen(@Suppress("unused", "UNUSED_PARAMETER") draf: String) = Halaman(LocalKata.current.formulirBagian) { }

@Composable
fun SelesaiScreen(@Suppress("unused", "UNUSED_PARAMETER") dokumen: String) = Halaman(LocalKata.current.umumSelesai) { }

@Composable
fun LaporanScreen(@Suppress("unused", "UNUSED_PARAMETER") dokumen: String) = Halaman(LocalKata.current.laporanJudul) { }
