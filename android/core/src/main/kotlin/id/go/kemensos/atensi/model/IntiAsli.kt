package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.ActivationRequest
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.KeluargaBaru
import id.go.kemensos.atensi.inti.Keystore
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.Lapangan
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.SyncHandle
import id.go.kemensos.atensi.inti.UserInfo
import id.go.kemensos.atensi.inti.uniffiEnsureInitialized
import id.go.kemensos.atensi.inti.versi as versiInti

/** [Inti] over the real core in [folder]. One for the whole process: the core allows one per folder. */
class IntiAsli(folder: String, keystore: Keystore, zonaMenit: Short) : Inti {
    init {
        // The generated code compares itself with the library only when told to: one of another version must never be called.
        uniffiEnsureInitialized()
    }

    private val lapangan = Lapangan(folder, keystore, zonaMenit)

    override fun layarMasuk() = lapangan.layarMasuk()

    override fun activate(server: String, kode: String, pin: String, perangkat: String): UserInfo =
        lapangan.activate(ActivationRequest(serverUrl = server, code = kode, pin = pin, deviceName = perangkat, roots = emptyList()))

    override fun unlock(user: String?, pin: String): UserInfo = lapangan.unlock(user, pin)

    override fun unlockWithKeystore(user: String?): UserInfo = lapangan.unlockWithKeystore(user)

    override fun setBiometrik(on: Boolean) = lapangan.setBiometrik(on)

    override fun changePin(lama: String, baru: String) = lapangan.changePin(lapangan.user().id, lama, baru)

    override fun user(): UserInfo = lapangan.user()

    override fun lock() = lapangan.lock()

    override fun setLang(lang: Lang) = lapangan.setLang(lang)

    override fun setZona(menit: Short) = lapangan.setZona(menit)

    override fun layarHariIni(offset: UInt, limit: UInt) = lapangan.layarHariIni(offset, limit)

    override fun layarDraf() = lapangan.layarDraf()

    override fun layarCari(teks: String, limit: UInt) = lapangan.layarCari(teks, limit)

    override fun layarProfil(id: String) = lapangan.layarProfil(id)

    override fun layarKotakKirim() = lapangan.layarKotakKirim()

    override fun layarTinjau() = lapangan.layarTinjau()

    override fun periksaOrang(baru: OrangBaru) = lapangan.periksaOrang(baru)

    override fun periksaKeluarga(baru: KeluargaBaru) = lapangan.periksaKeluarga(baru)

    override fun daftarOrang(baru: OrangBaru): String = lapangan.daftarOrang(baru).id

    override fun daftarKeluarga(baru: KeluargaBaru): String = lapangan.daftarKeluarga(baru).id

    override fun bukaKasus(baru: KasusBaru): String = lapangan.bukaKasus(baru)

    override fun cariWilayah(teks: String, limit: UInt) = lapangan.cariWilayah(teks, null, limit)

    override fun pilihanKode(daftar: String) = lapangan.pilihanKode(daftar)

    override fun buangDraf(draf: String) = lapangan.buangDraf(draf)

    override fun pulihkanDraf(draf: String) = lapangan.pulihkanDraf(draf)

    override fun putuskanSisi(record: String, field: String, version: String) = lapangan.putuskanSisi(record, field, version)

    override fun kirim(): Kiriman = KirimanAsli(lapangan.sync(null))

    override fun periksaTandaTerima() = lapangan.periksaTandaTerima()

    override fun versi(): String = versiInti()

    override val formulir: IntiFormulir = IntiFormulirAsli(lapangan)

    override fun shutdown() = lapangan.shutdown()
}

private class KirimanAsli(private val jalannya: SyncHandle) : Kiriman {
    override fun langkah() = jalannya.step()

    override fun batal() = jalannya.cancel()

    override fun close() = jalannya.close()
}
