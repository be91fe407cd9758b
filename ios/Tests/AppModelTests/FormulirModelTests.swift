import Core
import Foundation
import Testing

@testable import AppModel

/// The form player over a made-up core: what a real one cannot be made to do on purpose.
@MainActor struct FormulirModelTests {
    let jeda = JedaPalsu()
    let alat = AlatPalsu()
    let inti: FormulirPalsu
    let aplikasi: AplikasiModel
    let form: FormulirModel

    init() {
        let soal = [
            Contoh.tanya("/a"), Contoh.tanya("/b", .pilihBanyak), Contoh.tanya("/c", .desimal),
            Contoh.tanya("/f", .foto, maks: 900),
            Contoh.tanya("/l", .lokasi), Contoh.tanya("/t", .tandaTangan), Contoh.tanya("/k", .teks, kurang: "Perlu dijawab."),
        ]
        inti = FormulirPalsu(Contoh.layar(soal, Contoh.kepala(sesudah: "/h2")))
        aplikasi = AplikasiModel(inti: IntiPalsu(formulir: inti))
        aplikasi.alat = AlatPonsel(kamera: alat, lokasi: alat, suara: alat, pena: alat)
        aplikasi.jalur = [.kunjungan(kasus: "k1"), .formulir(draf: "d1")]
        form = FormulirModel(aplikasi: aplikasi, draf: "d1", jeda: { [jeda] in await jeda.tunggu() })
    }

    private func diminta() async -> [String] { await inti.diminta.filter { $0 != "halaman -" } }
    private func menunggu(_ berapa: Int) async { while jeda.berapa < berapa { await Task.yield() } }

    @Test func aDeltaKeepsPutsInAndOrders() {
        let dulu = Contoh.layar([Contoh.tanya("/a", .teks, "1"), Contoh.tanya("/b"), Contoh.tanya("/c")])
        func sesudah(_ pertanyaan: [PertanyaanItem], _ urutan: [String]?) -> [String] {
            guard let delta = Contoh.delta(Contoh.kepala("/h9"), pertanyaan, urutan: urutan).halaman else { return [] }
            let kini = dulu.sesudah(delta)
            #expect(kini.kepala.halaman == "/h9")
            return kini.pertanyaan.map { "\($0.soal.path)=\($0.soal.value)" }
        }
        #expect(sesudah([], nil) == ["/a=1", "/b=", "/c="])
        #expect(sesudah([Contoh.tanya("/b", .teks, "2")], nil) == ["/a=1", "/b=2", "/c="])
        #expect(sesudah([Contoh.tanya("/n", .teks, "3")], ["/c", "/n", "/a"]) == ["/c=", "/n=3", "/a=1"])
        #expect(sesudah([], ["/b", "/nobody"]) == ["/b="])
    }

    @Test func typingIsSavedOnceAfterThePause() async {
        await form.muat()
        let tiga = ["Y", "Yo", "Yoh"].map { form.ketik("/a", $0) }
        #expect(form[teks: "/a"] == "Yoh")
        await menunggu(3)
        #expect(await diminta() == [])
        jeda.lewat()
        for satu in tiga { await satu.value }
        #expect(await diminta() == ["jawab /a=Yoh"])
        await form.lepas("/a")  // already saved
        #expect(await diminta() == ["jawab /a=Yoh"])
        #expect(form.pertanyaan("/a")?.soal.value == "Yoh" && form.ketikan.isEmpty)
    }

    @Test func leavingTheFieldOrThePageSavesAtOnce() async {
        await form.muat()
        let satu = form.ketik("/a", "Yohanis")
        await form.lepas("/a")
        let dua = form.ketik("/k", "10")
        await form.lanjut()
        #expect(await diminta() == ["jawab /a=Yohanis", "jawab /k=10", "halaman /h2"])
        await menunggu(2)
        jeda.lewat()
        await satu.value
        await dua.value
        #expect(await diminta().count == 3, "the pause saves nothing again")
    }

    @Test func aCommaOfTheKeypadIsADecimalSign() async {
        await form.muat()
        form.ketik("/c", "2,5")
        await form.lepas("/c")
        #expect(await diminta() == ["jawab /c=2.5"])
    }

    @Test(arguments: ["answer.invalid", "store.full", "store.failed"])
    func whatWasNotSavedIsSaidAtItsFieldAndKept(kode: String) async {
        await form.muat()
        await inti.gagalkan(kode)
        form.ketik("/a", "isi panjang")
        await form.lepas("/a")
        #expect(form.galatIsian["/a"]?.kode == kode && form.galat == nil)
        #expect(form[teks: "/a"] == "isi panjang")
        await form.lepas("/a")
        #expect(form.galatIsian.isEmpty && form.pertanyaan("/a")?.soal.value == "isi panjang")
    }

    @Test func leavingWithSomethingUnsavedTakesAskingTwice() async {
        await form.muat()
        await inti.gagalkan("store.full", "store.full")
        form.ketik("/a", "isi")
        await form.kembali()
        #expect(form.tanyaKeluar)
        await form.keluar()
        #expect(aplikasi.jalur.last == .formulir(draf: "d1"))
        await form.keluar()
        #expect(aplikasi.jalur == [.kunjungan(kasus: "k1")])
        #expect(await inti.diminta.last == "tutup")
    }

    @Test func twoQuickTapsAreTwoChoices() async {
        await form.muat()
        async let satu: Void = form.pilih("/b", "x")
        async let dua: Void = form.pilih("/b", "y")
        _ = await (satu, dua)
        #expect(Set(form.pertanyaan("/b")?.terpilih ?? []) == ["x", "y"])
        await form.pilih("/b", "x")
        #expect(form.pertanyaan("/b")?.terpilih == ["y"])
    }

    @Test func aDraftFilledInElsewhereIsShownAsItIsNow() async {
        await form.muat()
        await inti.gagalkan("draft.changed")
        await inti.ganti(Contoh.layar([Contoh.tanya("/a", .teks, "dari lain")]))
        await form.jawab("/a", "milik saya")
        #expect(form.galat?.kode == "draft.changed")
        #expect(form.pertanyaan("/a")?.soal.value == "dari lain")
        await inti.gagalkan("draft.closed")
        await form.jawab("/a", "lagi")
        guard case .galat(let galat) = form.keadaan else {
            Issue.record("still a form")
            return
        }
        #expect(galat.kode == "draft.closed")
    }

    @Test func aPageThatIsGoneIsReadAnew() async {
        await form.muat()
        await inti.siapkan(Contoh.delta(Contoh.kepala("/induk"), [], hilang: true))
        await inti.ganti(Contoh.layar([], Contoh.kepala("/induk")))
        await form.urung()
        #expect(await diminta() == ["urung", "halaman /induk"])
        #expect(form.keadaan.isi?.kepala.halaman == "/induk")
    }

    @Test func aFormThatCannotBeOpenedSaysSoAndTriesAgain() async {
        await inti.gagalkan("store.failed")
        await form.muat()
        guard case .galat = form.keadaan else {
            Issue.record("no error shown")
            return
        }
        await form.muat()
        #expect(form.keadaan.isi?.pertanyaan.count == 7)
    }

    @Test func whatIsMissingIsSaidAfterGoingOnOnly() async throws {
        await form.muat()
        let item = try #require(form.pertanyaan("/k"))
        #expect(form.kurang(item).isEmpty && !form.tampilMasalah)
        await form.lanjut()
        #expect(form.kurang(item) == "Perlu dijawab." && form.tampilMasalah)
    }

    @Test func finishingAsksSavesAndShowsTheDocument() async {
        await inti.ganti(Contoh.layar([Contoh.tanya("/a")], Contoh.kepala(bisaSelesai: true)))
        await form.muat()
        form.ketik("/a", "akhir")
        await form.lanjut()
        #expect(form.tanyaSelesai)
        await form.selesai()
        #expect(await diminta() == ["jawab /a=akhir", "selesai"])
        #expect(aplikasi.jalur == [.kunjungan(kasus: "k1"), .selesai(dokumen: "dok1")])
    }

    @Test func anIncompleteFormGoesToWhatIsMissing() async {
        await inti.ganti(Contoh.layar([Contoh.tanya("/a")], Contoh.kepala(masalah: "/k")))
        await form.muat()
        await form.lanjut()
        #expect(!form.tanyaSelesai && form.tampilMasalah)
        await inti.gagalkan("form.incomplete")
        await form.selesai()
        #expect(await diminta() == ["selesai", "halaman /k"])
        #expect(form.galat?.kode == "form.incomplete" && form.sorot == nil)
        await form.halaman("/a")
        #expect(form.sorot == "/a")
        #expect(aplikasi.jalur.last == .formulir(draf: "d1"))
    }

    @Test func aDraftOfAnotherLanguageSpeaksTheAppsOnOpening() async {
        await aplikasi.gantiBahasa(.en)
        await form.muat()
        #expect(await diminta() == ["lang en"])
    }

    @Test func readingAloudNeverReadsTheAnswer() async {
        await form.muat()
        form.bacakan(Contoh.tanya("/a", .teks, "rahasia"))
        form.tirai(true)
        #expect(alat.diminta == ["baca Soal /a id", "diam"])
        #expect(form.tersembunyi)
    }
}
