import Core
import Testing

@testable import AppModel

/// Before the visit and after it, over a made-up core.
@MainActor struct KunjunganModelTests {
    let inti = FormulirPalsu()
    let aplikasi: AplikasiModel

    init() { aplikasi = AplikasiModel(inti: IntiPalsu(formulir: inti)) }

    @Test func oneTapBeginsOneForm() async {
        let model = KunjunganModel(aplikasi: aplikasi, kasus: "k1")
        await model.muat()
        #expect(model.keadaan.isi == Contoh.kunjungan)
        let mulai = Core.Rute.mulaiFormulir(formId: "kunjungan_rumah", kasusId: "k1")
        async let satu: Void = model.pilih(mulai)
        async let dua: Void = model.pilih(mulai)
        _ = await (satu, dua)
        #expect(await inti.diminta == ["kunjungan k1", "mulai kunjungan_rumah k1"])
        #expect(aplikasi.jalur == [.formulir(draf: "d9")])
    }

    @Test func atTheDoorSheCanBeginWhateverHappens() async {
        await inti.gagalkan("store.failed", "store.full")
        let model = KunjunganModel(aplikasi: aplikasi, kasus: "k1")
        await model.muat()
        guard case .galat(let galat) = model.keadaan else {
            Issue.record("no error shown")
            return
        }
        #expect(galat.kode == "store.failed")
        await model.mulai()
        #expect(model.galat?.kode == "store.full" && aplikasi.jalur.isEmpty && !model.bekerja)
        await model.mulai()
        #expect(model.galat == nil && aplikasi.jalur == [.formulir(draf: "d9")])
    }

    @Test func otherTapsLeadWhereTheCoreSays() async {
        await KunjunganModel(aplikasi: aplikasi, kasus: "k1").pilih(.lanjutDraf(draftId: "d"))
        await SelesaiModel(aplikasi: aplikasi, dokumen: "x").pilih(.kotakKirim)
        #expect(aplikasi.jalur == [.formulir(draf: "d"), .kotakKirim])
    }

    @Test func aDocumentThatCannotBeReadAndItsReport() async {
        let model = SelesaiModel(aplikasi: aplikasi, dokumen: "x")
        await model.muat()
        guard case .galat(let galat) = model.keadaan else {
            Issue.record("no error shown")
            return
        }
        #expect(galat.kode == "record.unknown")
        await model.pilih(.laporan(dokumenId: "x"))
        #expect(model.laporan == .isi("<html>") && model.laporanTerbuka)
        model.laporanTerbuka = false
        #expect(model.laporan == nil)
        await inti.gagalkan("store.failed")
        await model.bukaLaporan("x")
        guard case .galat = model.laporan else {
            Issue.record("no error shown")
            return
        }
        aplikasi.jalur = [.kotakKirim, .selesai(dokumen: "x")]
        model.keHariIni()
        #expect(aplikasi.jalur.isEmpty)
    }
}
