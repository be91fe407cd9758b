package id.go.kemensos.atensi.model

import id.go.kemensos.atensi.inti.CariScreen
import id.go.kemensos.atensi.inti.DrafScreen
import id.go.kemensos.atensi.inti.HariIniScreen
import id.go.kemensos.atensi.inti.KasusBaru
import id.go.kemensos.atensi.inti.KeluargaBaru
import id.go.kemensos.atensi.inti.KotakKirimScreen
import id.go.kemensos.atensi.inti.Lang
import id.go.kemensos.atensi.inti.MasukScreen
import id.go.kemensos.atensi.inti.OrangBaru
import id.go.kemensos.atensi.inti.PendaftaranScreen
import id.go.kemensos.atensi.inti.Pilihan
import id.go.kemensos.atensi.inti.ProfilScreen
import id.go.kemensos.atensi.inti.ReceiptCheck
import id.go.kemensos.atensi.inti.SyncStepView
import id.go.kemensos.atensi.inti.TinjauScreen
import id.go.kemensos.atensi.inti.UserInfo
import id.go.kemensos.atensi.inti.WilayahItem

/**
 * What the models need of the core. A port: tests give another one, and the generated objects are named in [IntiAsli] only.
 * Every call blocks, so [Jalur] makes them on its own thread. They throw CoreException.
 */
interface Inti {
    /** Before unlocking: who is activated here, biometric check, waits. Works locked. */
    fun layarMasuk(): MasukScreen

    /** Activates this device by one-time code, and unlocks. Needs the server. */
    fun activate(server: String, kode: String, pin: String, perangkat: String): UserInfo

    /** Unlocks with the PIN; no user named means the only one. */
    fun unlock(user: String?, pin: String): UserInfo

    /** Unlocks with the device's biometric check. Blocks until it was passed or refused. */
    fun unlockWithKeystore(user: String?): UserInfo

    /** Switches that on or off; on asks for the check. */
    fun setBiometrik(on: Boolean)

    fun changePin(lama: String, baru: String)

    /** Who is unlocked. */
    fun user(): UserInfo

    /** Locks; `unlock` opens again. */
    fun lock()

    /** The language of everything the core says from here on. */
    fun setLang(lang: Lang)

    /** The phone's clock stands in another zone. */
    fun setZona(menit: Short)

    fun layarHariIni(offset: UInt, limit: UInt): HariIniScreen
    fun layarDraf(): DrafScreen
    fun layarCari(teks: String, limit: UInt): CariScreen
    fun layarProfil(id: String): ProfilScreen
    fun layarKotakKirim(): KotakKirimScreen
    fun layarTinjau(): TinjauScreen

    fun periksaOrang(baru: OrangBaru): PendaftaranScreen
    fun periksaKeluarga(baru: KeluargaBaru): PendaftaranScreen

    /** Registers and gives the id. */
    fun daftarOrang(baru: OrangBaru): String
    fun daftarKeluarga(baru: KeluargaBaru): String
    fun bukaKasus(baru: KasusBaru): String
    fun cariWilayah(teks: String, limit: UInt): List<WilayahItem>
    fun pilihanKode(daftar: String): List<Pilihan>

    /** Throws a draft away; its answers stay until it is brought back. */
    fun buangDraf(draf: String)
    fun pulihkanDraf(draf: String)

    /** Decides a collision for one of its sides. */
    fun putuskanSisi(record: String, field: String, version: String)

    /** A sync in steps. */
    fun kirim(): Kiriman

    fun periksaTandaTerima(): ReceiptCheck

    /** The version of the library. */
    fun versi(): String

    /** What the screens around a form need. */
    val formulir: IntiFormulir

    /** Locks for good. */
    fun shutdown()
}

/** One run of a sync. Ending it at any point loses nothing. */
interface Kiriman : AutoCloseable {
    /** One step; blocks for as long as one exchange takes. */
    fun langkah(): SyncStepView

    /** Makes the next step answer with code `cancelled`. From any thread. */
    fun batal()
}
