import Core
import Dunia

/// Forms and sync across the boundary.
extension Boundary {
    var formulir: [Kasus] {
        [
            ("form.answers", answers), ("form.resume", resume), ("form.assessment", assessment),
            ("form.incomplete", incomplete), ("form.discard", discard), ("form.two_sessions", twoSessions), ("form.visit", visit),
            ("sync.receipts", receipts), ("sync.cancel", cancel),
        ]
    }

    private func assessmentForm(_ app: Lapangan) throws -> (FormSessionHandle, root: String) {
        let form = try app.mulaiFormulir(formId: "asesmen_awal", kasusId: Dunia.kasus(app))
        let root = try there(form.sections().first?.path.split(separator: "/").first)
        return (form, "/\(root)")
    }

    private func answers() throws {
        let (form, root) = try assessmentForm(app)
        let path = "\(root)/akses/nama_pelapor"
        _ = try form.jawab(path: "\(root)/akses/sumber_akses", value: "pengaduan")
        let delta = try form.jawab(path: path, value: "Yohanis")
        try holds(delta.saved.hasPrefix("Tersimpan"), delta.saved)
        try holds(delta.changes.contains { $0.path == path })
        let date = "\(root)/akses/tanggal_asesmen"
        let before = try form.question(path: date).value
        try same(refused("answer.invalid") { try form.jawab(path: date, value: "31 Februari") }.field, date)
        try same(form.question(path: date).value, before)
        try same(form.question(path: path).value, "Yohanis")
        try holds(form.urung() != nil)
        try same(form.question(path: path).value, "")
        try holds(form.ulang() != nil)
        try same(form.question(path: path).value, "Yohanis")
        let choices = try form.pilihan(path: "\(root)/akses/sumber_akses", search: nil, offset: 0, limit: 3)
        try holds(choices.total > 0 && choices.items.count <= 3)
        let indonesian = try form.question(path: path).label
        _ = try form.setLang(lang: .en)
        try holds(form.question(path: path).label != indonesian)
    }

    private func resume() throws {
        let app = try Dunia.device()
        let (form, root) = try assessmentForm(app)
        let path = "\(root)/akses/nama_pelapor"
        _ = try form.jawab(path: "\(root)/akses/sumber_akses", value: "pengaduan")
        _ = try form.jawab(path: path, value: "Yohanis Hamba")
        let (draft, last) = (try form.draftId(), try form.lastPath())
        app.lock()
        try refused("session.closed") { try form.jawab(path: path, value: "x") }
        _ = try app.unlock(user: nil, pin: Dunia.pin)
        let again = try app.lanjutFormulir(draftId: draft)
        try same(again.question(path: path).value, "Yohanis Hamba")
        try same(again.lastPath(), last)
        try same(app.listDraf().map(\.id), [draft])
        app.shutdown()
    }

    private func assessment() throws {
        let (form, _) = try assessmentForm(app)
        let taken = try Sampel.isi(form, Sampel.baca("asesmen-awal", "lansia-telantar"))
        try holds(taken > 80, "\(taken) answers")
        try same(form.masalah().map { "\($0.path) \($0.pesan)" }, [])
        try same(form.sections().filter { $0.relevant && $0.state == "error" }.map(\.path), [])
        let status = try app.recordStatus(id: form.selesai())
        try same(status.status, .menungguDikirim)
        try holds(status.fotoMenunggu >= 6, "\(status.fotoMenunggu) photos wait")
    }

    private func incomplete() throws {
        let (form, _) = try assessmentForm(app)
        try refused("form.incomplete") { try form.selesai() }
        let problems = try form.masalah()
        try holds(!problems.isEmpty && problems.allSatisfy { !$0.label.isEmpty && !$0.code.isEmpty })
        let draft = try form.draftId()
        try holds(app.listDraf().contains { $0.id == draft })
    }

    private func discard() throws {
        let form = try app.mulaiKunjungan(kasusId: Dunia.kasus(app, "Rambu Buang"))
        let (draft, path) = (try form.draftId(), "kunjungan/jam_tiba")
        _ = try form.jawab(path: path, value: "09:40")
        let held = try form.question(path: path).value
        try app.buangDraf(draftId: draft)
        try holds(!app.listDraf().contains { $0.id == draft })
        let thrown = try there(app.listDrafDibuang().first { $0.id == draft })
        try holds(thrown.judul.contains("Rambu Buang") && thrown.discardedAt != nil, "\(thrown)")
        try refused("draft.closed") { try form.jawab(path: path, value: "10:00") }
        try refused("draft.closed") { try form.selesai() }
        try refused("draft.closed") { try app.lanjutFormulir(draftId: draft) }
        try app.pulihkanDraf(draftId: draft)
        try same(app.listDraf().filter { $0.id == draft }.map(\.discardedAt), [nil])
        try same(app.lanjutFormulir(draftId: draft).question(path: path).value, held)
        _ = try form.jawab(path: path, value: "10:00")
        let nobody = "00000000-0000-7000-8000-000000000000"
        try refused("record.not_found") { try app.buangDraf(draftId: nobody) }
        try refused("record.not_found") { try app.pulihkanDraf(draftId: nobody) }
    }

    private func twoSessions() throws {
        let first = try app.mulaiKunjungan(kasusId: Dunia.kasus(app, "Rambu Dua"))
        let path = "kunjungan/jam_tiba"
        _ = try first.jawab(path: path, value: "09:40")
        let second = try app.lanjutFormulir(draftId: first.draftId())
        let held = try second.question(path: path).value
        _ = try first.jawab(path: path, value: "10:00")
        let error = try refused("draft.changed") { try second.jawab(path: path, value: "11:00") }
        try holds(error.pesan.contains("Buka lagi draf ini"), error.pesan)
        try same(second.question(path: path).value, held)
        let again = try app.lanjutFormulir(draftId: first.draftId())
        try same(again.question(path: path).value, first.question(path: path).value)
    }

    private func visit() throws {
        let form = try app.mulaiKunjungan(kasusId: Dunia.kasus(app, "Umbu Kunjungan"))
        _ = try Sampel.isi(form, Sampel.baca("kunjungan-rumah", "bertemu"))
        try same(form.masalah().map { "\($0.path) \($0.pesan)" }, [])
        let report = try app.laporanKunjungan(dokumenId: form.selesai())
        try holds(report.drop(while: \.isWhitespace).lowercased().hasPrefix("<!doctype html"))
        try holds(report.contains("Umbu Kunjungan"))
    }

    private func receipts() throws {
        let app = try Dunia.device()
        let person = try app.daftarOrang(baru: Dunia.orang("Rambu Kirim")).id
        let summary = try Dunia.sync(app)
        try holds(summary.complete && summary.sent >= 1)
        try holds(app.listKeluarga(offset: 0, limit: 1).total > 0, "the caseload came along")
        let check = try app.periksaTandaTerima()
        try holds(check.chainOk && !check.items.isEmpty && check.items.allSatisfy(\.valid))
        try same(check.covered, check.ops)
        try same(app.recordStatus(id: person).status, .diterimaServer)
        try same(app.status().menunggu, 0)
        app.shutdown()
    }

    private func cancel() throws {
        let app = try Dunia.device()
        let person = try app.daftarOrang(baru: Dunia.orang("Rambu Batal")).id
        let run = try app.sync(observer: nil)
        _ = try run.step()
        run.cancel()
        try refused("cancelled") { try run.step() }
        try same(app.record(id: person).judul, "Rambu Batal")
        try holds(Dunia.sync(app).complete)
        try same(app.recordStatus(id: person).status, .diterimaServer)
        app.shutdown()
    }
}
