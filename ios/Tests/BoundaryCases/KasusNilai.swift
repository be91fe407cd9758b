import Core
import Dunia
import Foundation

/// Values and errors across the boundary.
extension Boundary {
    var nilai: [Kasus] {
        [
            ("value.text", text), ("value.record", record), ("value.edit", edit), ("value.page", page), ("value.region", region),
            ("error.code", code), ("error.field", field), ("error.language", language), ("error.offline", offline),
        ]
    }

    private func text() throws {
        let many = "ꦱꦸꦩ꧀ꦧ 😀 עִבְרִית \u{0}"
        for text in ["", "Wai\u{AD}ngapu", many, String(repeating: "é", count: 512), String(repeating: "x", count: 1024)] {
            // Compared byte for byte: Swift finds texts equal that only mean the same.
            try same(Array(ujiGema(teks: text).utf8), Array(text.utf8))
        }
        try holds(versi().range(of: #"^\d+\.\d+\.\d+"#, options: .regularExpression) != nil, versi())
    }

    private func record() throws {
        let done = try app.daftarKeluarga(
            baru: KeluargaBaru(
                namaKepala: "Umbu Tamu", nomorKk: "5311010508100001", wilayah: "53.11.02.2008", alamat: nil, catatan: nil))
        let family = done.id
        let kk = try there(done.kk)
        try same([kk.verdict, kk.registered], ["ok", "2010-08-05"])
        try same(done.duplicates, [])
        try same(app.cekKk(kk: "5311010508100001"), kk)
        let told = try app.daftarOrang(
            baru: Dunia.orang("Rambu Kahi", nik: "5311014107520002", lahir: "1952-07-01", kelamin: "P", keluargaId: family))
        let nik = try there(told.nik)
        try same([nik.verdict, nik.sex, nik.born], ["ok", "P", "1952-07-01"])
        let found = try app.record(id: family)
        try same([found.jenis, found.judul], ["keluarga", "Umbu Tamu"])
        try same(found.isian.first { $0.field == "nomor_kk" }?.nilai, .teks(teks: "5311010508100001"))
        try same(found.members.map(\.nama), ["Rambu Kahi"])
        try same(found.members.first?.status, .menungguDikirim)
        let item = try there(app.listKeluarga(offset: 0, limit: 1000).items.first { $0.id == family })
        try holds(!item.tempat.isEmpty, "a place in words")
        try holds(app.cari(teks: "rambu kahy", limit: 10).orang.contains { $0.id == told.id }, "found by another spelling")
    }

    private func edit() throws {
        let person = try app.daftarOrang(baru: Dunia.orang("Umbu Ndelu", telepon: "0812", catatan: "hapus")).id
        let silent = try app.ubah(
            jenis: "orang", id: person,
            isian: [
                Isian(field: "telepon", nilai: .teks(teks: "0813")),
                Isian(field: "lahir_taksiran", nilai: .yaTidak(ya: true)),
                Isian(field: "catatan", nilai: .kosong),
            ])
        let fields = try Dictionary(uniqueKeysWithValues: app.record(id: person).isian.map { ($0.field, $0.nilai) })
        try same(fields["telepon"], .teks(teks: "0813"))
        try same(fields["lahir_taksiran"], .yaTidak(ya: true))
        try same(fields["catatan"] ?? .kosong, .kosong)
        try same(silent, HasilUbah(nik: nil, kk: nil, sameNik: [], sameKk: []))
        func ubah(_ field: String, _ nilai: Nilai) throws -> HasilUbah {
            try app.ubah(jenis: "orang", id: person, isian: [Isian(field: field, nilai: nilai)])
        }
        try same(refused("input.bad") { try ubah("catatan", .lain(teks: "{}")) }.field, "catatan")
        let code = try refused("input.bad") { try ubah("hubungan", .teks(teks: "xyz")) }
        try same([code.field, code.reason], ["hubungan", "field.unknown_code"])
        try holds(code.pesan.contains("istri (Istri)"), code.pesan)
        try same(refused("input.bad") { try ubah("nama", .kosong) }.reason, "field.required")
        try same(ubah("nik", .teks(teks: "5311017102850003")).nik?.reasons, ["bad_date"])
    }

    private func page() throws {
        for i in 0..<7 { _ = try app.daftarOrang(baru: Dunia.orang("Halaman \(i)")) }
        let whole = try app.listOrang(offset: 0, limit: 1000)
        try holds(whole.total >= 7)
        var ids: [String] = []
        for offset in stride(from: 0, to: UInt32(whole.total) + 3, by: 3) {
            let page = try app.listOrang(offset: offset, limit: 3)
            try same(page.total, whole.total)
            ids += page.items.map(\.id)
        }
        try same(ids, whole.items.map(\.id))
        try same(Set(ids).count, ids.count)
        try holds(app.listOrang(offset: UInt32(whole.total), limit: 3).items.isEmpty)
    }

    private func region() throws {
        let locked = try Dunia.kosong()
        let found = try there(locked.cariWilayah(teks: "kadahang", within: "53.11", limit: 5).first)
        try holds(found.code.hasPrefix("53.11."), found.code)
        try holds(found.fullName.contains("Sumba Timur"), found.fullName)
        try same(locked.users(), [])
    }

    private func code() throws {
        let app = try Dunia.device()
        app.lock()
        let error = try refused("pin.wrong") { try app.unlock(user: nil, pin: "194837") }
        try holds(error.retry && !error.pesan.isEmpty)
        try same(app.unlock(user: nil, pin: Dunia.pin).peran, "pendamping")
        app.shutdown()
        let nobody = try Dunia.kosong()
        try refused("activation.none") { try nobody.unlock(user: nil, pin: Dunia.pin) }
    }

    private func field() throws {
        try same(refused("input.bad") { try app.daftarOrang(baru: Dunia.orang(" ")) }.field, "nama")
        try refused("record.not_found") { try app.record(id: "0192f0c1-2345-7000-8000-000000000000") }
        try refused("record.not_found") { try app.record(id: "bukan id") }
    }

    private func language() throws {
        let indonesian = try refused("record.not_found") { try app.record(id: "x") }.pesan
        app.setLang(lang: .en)
        defer { app.setLang(lang: .id) }
        let english = try refused("record.not_found") { try app.record(id: "x") }.pesan
        try holds(indonesian != english, english)
    }

    private func offline() throws {
        let app = try Dunia.kosong()
        // Port 9 of this machine: nothing listens there.
        let request = try Dunia.request(url: "http://127.0.0.1:9", code: "AAAA-AAAA")
        try holds(refused("network.offline") { try app.activate(request: request) }.retry)
        try same(app.users(), [])
    }
}
