import Core
import Foundation
import Testing

@testable import AppModel

/// Search and registration over a core that is none.
@MainActor struct DaftarModelTests {
    let inti = IntiPalsu()
    let aplikasi: AplikasiModel
    let jakarta = TimeZone(secondsFromGMT: 7 * 3600) ?? .gmt

    init() {
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(IntiPalsu.rambu)
    }

    private func model(_ calon: AppModel.Rute.Calon = .orang(keluarga: nil)) -> DaftarModel {
        DaftarModel(aplikasi: aplikasi, calon: calon, zona: jakarta, jeda: {})
    }

    @Test func onlyTheLastOfWhatIsTypedIsLookedUp() async {
        let gerbang = Gerbang()
        let cari = CariModel(
            aplikasi: aplikasi,
            jeda: {
                await gerbang.tunggu()
                try Task.checkCancellation()
            })
        await cari.cari()  // the first time does not wait: there is nothing on the screen yet
        #expect(await inti.diminta == ["cari "])
        cari.teks = "ram"
        let lama = Task { await cari.cari() }
        lama.cancel()
        cari.teks = "rambu"
        let baru = Task { await cari.cari() }
        gerbang.buka()
        await lama.value
        await baru.value
        #expect(await inti.diminta == ["cari ", "cari rambu"])
        #expect(cari.keadaan.isi?.ringkas == "rambu")
    }

    @Test func whatWasTypedIsCheckedAndSaved() async {
        let daftar = model(.orang(keluarga: "f1"))
        await daftar.muat()
        #expect(daftar.keadaan.isi?.kelamin.first?.label == "jenis_kelamin")
        await daftar.periksaIsian()  // nothing typed: nothing to check
        (daftar.nama, daftar.nomor) = ("Rambu Kahi", "5311014107520002")
        let usul = PendaftaranScreen(
            nomorPesan: [], nomorNada: .baik, nomorUsul: nil, menurutNik: "Menurut NIK: lahir 1 Juli 1952, perempuan.",
            lahirUsul: "1952-07-01", kelaminUsul: "P", orangMirip: [], keluargaMirip: [], miripPesan: "", kurang: "",
            lahirPetunjuk: "",
            lahirPesan: "")
        await inti.ubahLayar { $0.periksa = usul }
        await daftar.periksaIsian()
        #expect(daftar.adaUsul && !daftar.mirip)
        daftar.pakaiMenurutNik()
        #expect(!daftar.adaUsul && daftar.orangBaru.lahir == "1952-07-01")
        daftar.wilayahTeks = "kadahang"
        await daftar.cariWilayah()
        daftar.pilihWilayah(daftar.wilayahKetemu.first)
        #expect(daftar.wilayahTeks.isEmpty && daftar.wilayahKetemu.isEmpty)
        daftar.alasanTanpaNik = "belum"  // chosen before a NIK was typed: no longer meant
        await daftar.simpan()
        await daftar.simpan()  // a second tap saves nobody twice
        let semua = await inti.diminta.filter { !$0.hasPrefix("kode") }
        #expect(
            semua == [
                "periksa Rambu Kahi 5311014107520002 -", "wilayah kadahang 53.11",
                "daftar Rambu Kahi 5311014107520002 - 1952-07-01 P 53.11.02.2008 f1",
            ])
        #expect(daftar.tersimpan == "o1" && !daftar.adaIsian)
        aplikasi.jalur = [.cari, .daftar(.orang(keluarga: "f1"))]
        daftar.bukaKasus()
        #expect(aplikasi.jalur == [.cari, .bukaKasus(jenis: "orang", subjek: "o1")])
    }

    @Test func aDateIsTheDayWhereItWasPicked() {
        let daftar = model()
        // 23.30 in UTC is the next morning in Jakarta.
        daftar.hariLahir = Date(timeIntervalSince1970: 86_400 * 365 - 1_800)
        daftar.lahirTaksiran = true
        #expect(daftar.orangBaru.lahir == "1971-01-01" && daftar.orangBaru.lahirTaksiran)
        daftar.lahir = nil
        #expect(daftar.orangBaru.lahir == nil && !daftar.orangBaru.lahirTaksiran)
    }

    @Test func nothingThatIsKnownKeepsHerFromSaving() async {
        let kartu = KartuOrang(
            id: "o9", nama: "Rambu", rincian: "", tempat: "", kunjungan: "", alasan: "NIK sama", status: tandaPalsu,
            rute: .profil(id: "o9"), lisan: "Rambu")
        let mirip = PendaftaranScreen(
            nomorPesan: ["NIK tidak cocok"], nomorNada: .perhatian, nomorUsul: "5311014107520003", menurutNik: "", lahirUsul: "x",
            kelaminUsul: nil, orangMirip: [kartu], keluargaMirip: [], miripPesan: "", kurang: "", lahirPetunjuk: "",
            lahirPesan: "")
        await inti.ubahLayar { $0.periksa = mirip }
        let daftar = model()
        (daftar.nama, daftar.nomor) = ("Rambu", "5311014107520002")
        await daftar.periksaIsian()
        #expect(daftar.mirip)
        daftar.pakaiMenurutNik()  // a date that cannot be read is not taken
        #expect(daftar.lahir == nil)
        daftar.pakaiNomor()
        #expect(daftar.nomor == "5311014107520003")
        await daftar.simpan()
        #expect(daftar.tersimpan == "o1")
    }

    @Test func aRefusalKeepsWhatWasTyped() async {
        let daftar = model(.keluarga)
        (daftar.nama, daftar.nomor) = ("Umbu Tamu", "53")
        await inti.gagalkan(galat("disk.full", retry: false))
        await daftar.periksaIsian()
        #expect(daftar.periksa == nil)
        await daftar.cariWilayah()
        await daftar.simpan()
        #expect(daftar.galat?.kode == "disk.full" && daftar.tersimpan == nil && daftar.nama == "Umbu Tamu" && daftar.adaIsian)
        await inti.gagalkan(nil)
        await daftar.simpan()
        #expect(daftar.galat == nil && daftar.tersimpan == "f1")
        aplikasi.jalur = [.cari]
        daftar.bukaProfil()
        #expect(aplikasi.jalur == [.profil(id: "f1")])
    }

    @Test func whatWasTypedIsKeptForTheSameWorkerUntilItIsSaved() async {
        let daftar = aplikasi.pendaftaran(.keluarga)
        daftar.nama = "Umbu Tamu"
        #expect(aplikasi.pendaftaran(.orang(keluarga: nil)).nama.isEmpty)
        let lagi = aplikasi.pendaftaran(.keluarga)
        lagi.nama = "Umbu Ndapa"
        await aplikasi.kunci()
        aplikasi.masuk(IntiPalsu.rambu)
        #expect(aplikasi.pendaftaran(.keluarga) === lagi)
        await lagi.simpan()
        #expect(aplikasi.pendaftaran(.keluarga).nama.isEmpty)
        aplikasi.pendaftaran(.keluarga).nama = "Rambu"
        await aplikasi.kunci()
        aplikasi.masuk(IntiPalsu.umbu)
        #expect(aplikasi.pendaftaran(.keluarga).nama.isEmpty)
    }

    @Test func aCaseIsOpenedAndShown() async {
        aplikasi.jalur = [.bukaKasus(jenis: "orang", subjek: "o1")]
        let kasus = KasusModel(aplikasi: aplikasi, jenis: "orang", subjek: "o1")
        await kasus.muat()
        #expect(kasus.keadaan.isi?.jenisPpks.first?.label == "jenis_ppks")
        await inti.gagalkan(galat("input.bad"))
        await kasus.buka()
        #expect(kasus.galat?.kode == "input.bad" && aplikasi.jalur.count == 1)
        await inti.gagalkan(nil)
        (kasus.klaster, kasus.risiko) = ("L", "tinggi")
        await kasus.buka()
        #expect(await inti.diminta.suffix(2) == ["kasus orang o1  -", "kasus orang o1 L tinggi"])
        #expect(aplikasi.jalur == [.profil(id: "k1")] && aplikasi.kabar == aplikasi.kata.kasusTerbuka)
    }
}
