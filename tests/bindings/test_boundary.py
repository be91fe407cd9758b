"""The boundary cases of bindings/tests/cases.json in Python. Started by run-python, which runs the server."""

import hashlib
import json
import os
import pathlib
import sys
import threading
import unittest

import api
import atensi_bindings as inti
import dunia

CASES = [c["id"] for c in json.loads((dunia.ROOT / "bindings" / "tests" / "cases.json").read_text())["cases"]]
RAN = set()


def case(name):
    """Marks a test as a case of the list; it counts as run once it has begun."""

    def wrap(test):
        def run(self):
            RAN.add(name)
            test(self)

        run.__name__ = "test_" + name.replace(".", "_")
        run.__doc__ = name
        run.case = name
        return run

    return wrap


class Boundary(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.brankas = dunia.Brankas()
        cls.app = dunia.device(cls.brankas)

    @classmethod
    def tearDownClass(cls):
        cls.app.shutdown()

    def refused(self, code, call, *arguments):
        with self.assertRaises(inti.CoreError.Gagal) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.code, code, str(caught.exception))
        return caught.exception

    @case("value.text")
    def text(self):
        for text in ("", "Wai­ngapu", "ꦱꦸꦩ꧀ꦧ 😀 עִבְרִית \u0000", "é" * 512, "x" * 1024):
            self.assertEqual(inti.uji_gema(text), text)
        self.assertRegex(inti.versi(), r"^\d+\.\d+\.\d+")

    @case("value.record")
    def record(self):
        baru = inti.KeluargaBaru(
            nama_kepala="Umbu Tamu", nomor_kk="5311010508100001", wilayah="53.11.02.2008", alamat=None, catatan=None
        )
        done = self.app.daftar_keluarga(baru)
        family = done.id
        self.assertEqual((done.kk.verdict, done.kk.registered, done.duplicates), ("ok", "2010-08-05", []))
        self.assertEqual(self.app.cek_kk("5311010508100001"), done.kk)
        told = self.app.daftar_orang(
            dunia.orang("Rambu Kahi", nik="5311014107520002", keluarga_id=family, kelamin="P", lahir="1952-07-01")
        )
        self.assertEqual((told.nik.verdict, told.nik.sex, told.nik.born), ("ok", "P", "1952-07-01"))
        found = self.app.record(family)
        self.assertEqual((found.jenis, found.judul), ("keluarga", "Umbu Tamu"))
        self.assertEqual({i.field: i.nilai.teks for i in found.isian}["nomor_kk"], "5311010508100001")
        self.assertEqual([m.nama for m in found.members], ["Rambu Kahi"])
        self.assertEqual(found.members[0].status, inti.StatusKirim.MENUNGGU_DIKIRIM)
        item = next(k for k in self.app.list_keluarga(0, 1000).items if k.id == family)
        self.assertTrue(item.tempat)
        self.assertIn(told.id, [o.id for o in self.app.cari("rambu kahy", 10).orang])

    @case("value.edit")
    def edit(self):
        nilai = inti.Nilai
        person = self.app.daftar_orang(dunia.orang("Umbu Ndelu", telepon="0812", catatan="hapus")).id
        silent = self.app.ubah(
            "orang",
            person,
            [
                inti.Isian(field="telepon", nilai=nilai.TEKS("0813")),
                inti.Isian(field="lahir_taksiran", nilai=nilai.YA_TIDAK(True)),
                inti.Isian(field="catatan", nilai=nilai.KOSONG()),
            ],
        )
        fields = {i.field: i.nilai for i in self.app.record(person).isian}
        self.assertEqual(fields["telepon"], nilai.TEKS("0813"))
        self.assertEqual(fields["lahir_taksiran"], nilai.YA_TIDAK(True))
        self.assertTrue("catatan" not in fields or fields["catatan"].is_KOSONG())
        self.assertEqual((silent.nik, silent.kk, silent.same_nik, silent.same_kk), (None, None, [], []))
        odd = [inti.Isian(field="catatan", nilai=nilai.LAIN("{}"))]
        self.assertEqual(self.refused("input.bad", self.app.ubah, "orang", person, odd).field, "catatan")
        code = [inti.Isian(field="hubungan", nilai=nilai.TEKS("xyz"))]
        error = self.refused("input.bad", self.app.ubah, "orang", person, code)
        self.assertEqual((error.field, error.reason), ("hubungan", "field.unknown_code"))
        self.assertIn("istri (Istri)", error.pesan)
        name = [inti.Isian(field="nama", nilai=nilai.KOSONG())]
        self.assertEqual(self.refused("input.bad", self.app.ubah, "orang", person, name).reason, "field.required")
        number = [inti.Isian(field="nik", nilai=nilai.TEKS("5311017102850003"))]
        self.assertEqual(self.app.ubah("orang", person, number).nik.reasons, ["bad_date"])

    @case("value.page")
    def page(self):
        for i in range(7):
            self.app.daftar_orang(dunia.orang(f"Halaman {i}"))
        whole = self.app.list_orang(0, 1000)
        self.assertGreaterEqual(whole.total, 7)
        ids = []
        for offset in range(0, whole.total + 3, 3):
            page = self.app.list_orang(offset, 3)
            self.assertEqual(page.total, whole.total)
            ids += [o.id for o in page.items]
        self.assertEqual(ids, [o.id for o in whole.items])
        self.assertEqual(self.app.list_orang(whole.total, 3).items, [])

    @case("value.region")
    def region(self):
        locked = inti.Lapangan(dunia.rumah(), dunia.Brankas(), 420)
        found = locked.cari_wilayah("kadahang", "53.11", 5)
        self.assertTrue(found and found[0].code.startswith("53.11."), found)
        self.assertIn("Sumba Timur", found[0].full_name)
        self.assertEqual(locked.users(), [])

    @case("error.code")
    def code(self):
        app = dunia.device()
        app.lock()
        error = self.refused("pin.wrong", app.unlock, None, "194837")
        self.assertTrue(error.retry and error.pesan)
        self.assertEqual(app.unlock(None, dunia.PIN).peran, "pendamping")
        app.shutdown()
        nobody = inti.Lapangan(dunia.rumah(), dunia.Brankas(), 420)
        self.refused("activation.none", nobody.unlock, None, dunia.PIN)

    @case("error.field")
    def field(self):
        self.assertEqual(self.refused("input.bad", self.app.daftar_orang, dunia.orang(" ")).field, "nama")
        self.refused("record.not_found", self.app.record, "0192f0c1-2345-7000-8000-000000000000")
        self.refused("record.not_found", self.app.record, "bukan id")

    @case("error.language")
    def language(self):
        indonesian = self.refused("record.not_found", self.app.record, "x").pesan
        self.app.set_lang(inti.Lang.EN)
        try:
            english = self.refused("record.not_found", self.app.record, "x").pesan
        finally:
            self.app.set_lang(inti.Lang.ID)
        self.assertNotEqual(indonesian, english)

    @case("error.offline")
    def offline(self):
        app = inti.Lapangan(dunia.rumah(), dunia.Brankas(), 420)
        # Port 9 of this machine: nothing listens there.
        error = self.refused("network.offline", app.activate, dunia.request("http://127.0.0.1:9", "AAAA-AAAA"))
        self.assertTrue(error.retry)
        self.assertEqual(app.users(), [])

    @case("form.answers")
    def answers(self):
        form = self.app.mulai_formulir("asesmen_awal", dunia.kasus(self.app))
        root = form.sections()[0].path.split("/")[1]
        path = f"/{root}/akses/nama_pelapor"
        form.jawab(f"/{root}/akses/sumber_akses", "pengaduan")
        delta = form.jawab(path, "Yohanis")
        self.assertTrue(delta.saved.startswith("Tersimpan"))
        self.assertIn(path, [c.path for c in delta.changes])
        date = f"/{root}/akses/tanggal_asesmen"
        before = form.question(date).value
        self.assertEqual(self.refused("answer.invalid", form.jawab, date, "31 Februari").field, date)
        self.assertEqual(form.question(date).value, before)
        self.assertEqual(form.question(path).value, "Yohanis")
        form.urung()
        self.assertEqual(form.question(path).value, "")
        form.ulang()
        self.assertEqual(form.question(path).value, "Yohanis")
        choices = form.pilihan(f"/{root}/akses/sumber_akses", None, 0, 3)
        self.assertGreater(choices.total, 0)
        self.assertLessEqual(len(choices.items), 3)
        indonesian = form.question(path).label
        form.set_lang(inti.Lang.EN)
        self.assertNotEqual(form.question(path).label, indonesian)

    @case("form.resume")
    def resume(self):
        app = dunia.device()
        form = app.mulai_formulir("asesmen_awal", dunia.kasus(app))
        root = form.sections()[0].path.split("/")[1]
        form.jawab(f"/{root}/akses/sumber_akses", "pengaduan")
        form.jawab(f"/{root}/akses/nama_pelapor", "Yohanis Hamba")
        draft, last = form.draft_id(), form.last_path()
        app.lock()
        self.refused("session.closed", form.jawab, f"/{root}/akses/nama_pelapor", "x")
        app.unlock(None, dunia.PIN)
        again = app.lanjut_formulir(draft)
        self.assertEqual(again.question(f"/{root}/akses/nama_pelapor").value, "Yohanis Hamba")
        self.assertEqual(again.last_path(), last)
        self.assertEqual([d.id for d in app.list_draf()], [draft])
        app.shutdown()

    @case("form.assessment")
    def assessment(self):
        form = self.app.mulai_formulir("asesmen_awal", dunia.kasus(self.app))
        taken = dunia.fill(form, dunia.sample("asesmen-awal", "lansia-telantar"))
        self.assertGreater(taken, 80)
        self.assertEqual([(m.path, m.pesan) for m in form.masalah()], [])
        self.assertEqual([s.path for s in form.sections() if s.relevant and s.state == "error"], [])
        document = form.selesai()
        status = self.app.record_status(document)
        self.assertEqual(status.status, inti.StatusKirim.MENUNGGU_DIKIRIM)
        self.assertGreaterEqual(status.foto_menunggu, 6)
        koreksi = self.app.mulai_koreksi(document)
        self.assertEqual((koreksi.versi_baru(), koreksi.pindah_versi(), koreksi.tak_cocok()), (None, None, []))
        newer = koreksi.selesai()
        self.refused("input.bad", self.app.mulai_koreksi, document)
        self.assertEqual(self.app.record_status(newer).status, inti.StatusKirim.MENUNGGU_DIKIRIM)

    @case("form.incomplete")
    def incomplete(self):
        form = self.app.mulai_formulir("asesmen_awal", dunia.kasus(self.app))
        self.refused("form.incomplete", form.selesai)
        self.assertTrue(all(m.label and m.code for m in form.masalah()))
        self.assertIn(form.draft_id(), [d.id for d in self.app.list_draf()])

    @case("form.discard")
    def discard(self):
        form = self.app.mulai_kunjungan(dunia.kasus(self.app, "Rambu Buang"))
        draft, path = form.draft_id(), "kunjungan/jam_tiba"
        form.jawab(path, "09:40")
        held = form.question(path).value
        self.app.buang_draf(draft)
        self.assertNotIn(draft, [d.id for d in self.app.list_draf()])
        thrown = next(d for d in self.app.list_draf_dibuang() if d.id == draft)
        self.assertIn("Rambu Buang", thrown.judul)
        self.assertTrue(thrown.discarded_at)
        self.refused("draft.closed", form.jawab, path, "10:00")
        self.refused("draft.closed", form.selesai)
        self.refused("draft.closed", self.app.lanjut_formulir, draft)
        self.app.pulihkan_draf(draft)
        self.assertEqual([d.discarded_at for d in self.app.list_draf() if d.id == draft], [None])
        self.assertEqual(self.app.lanjut_formulir(draft).question(path).value, held)
        form.jawab(path, "10:00")
        for call in (self.app.buang_draf, self.app.pulihkan_draf):
            self.refused("record.not_found", call, "00000000-0000-7000-8000-000000000000")

    @case("form.two_sessions")
    def two_sessions(self):
        first = self.app.mulai_kunjungan(dunia.kasus(self.app, "Rambu Dua"))
        path = "kunjungan/jam_tiba"
        first.jawab(path, "09:40")
        second = self.app.lanjut_formulir(first.draft_id())
        held = second.question(path).value
        first.jawab(path, "10:00")
        error = self.refused("draft.changed", second.jawab, path, "11:00")
        self.assertIn("Buka lagi draf ini", error.pesan)
        self.assertEqual(second.question(path).value, held)
        again = self.app.lanjut_formulir(first.draft_id())
        self.assertEqual(again.question(path).value, first.question(path).value)

    @case("form.visit")
    def visit(self):
        form = self.app.mulai_kunjungan(dunia.kasus(self.app, "Umbu Kunjungan"))
        dunia.fill(form, dunia.sample("kunjungan-rumah", "bertemu"))
        self.assertEqual([(m.path, m.pesan) for m in form.masalah()], [])
        report = self.app.laporan_kunjungan(form.selesai())
        self.assertTrue(report.lstrip().lower().startswith("<!doctype html"))
        self.assertIn("Umbu Kunjungan", report)

    def test_a_damaged_data_file_is_checked_and_recovered(self):
        """check and recovery of a damaged data file, in words"""
        folder = dunia.rumah()
        app = dunia.device(folder=folder)
        for i in range(40):
            note = "".join(hashlib.sha256(bytes([i, n])).hexdigest() for n in range(20))
            app.daftar_orang(dunia.orang(f"Warga {i}", catatan=note))
        sound = app.periksa_data(None, dunia.PIN)
        self.assertEqual((sound.utuh, sound.langkah, sound.keterangan, sound.rincian), (True, "", [], []))
        self.refused("store.busy", app.pulihkan_data, None, dunia.PIN)
        app.lock()
        self.assertFalse(app.pulihkan_data(None, dunia.PIN).dipulihkan)
        file = next(pathlib.Path(folder).glob("*/data.db"))
        content = bytearray(file.read_bytes())
        middle = len(content) // 4096 // 2 * 4096 + 200
        content[middle : middle + 64] = bytes(b ^ 0x5A for b in content[middle : middle + 64])
        file.write_bytes(content)
        self.refused("pin.wrong", app.periksa_data, None, "194837")
        found = app.periksa_data(None, dunia.PIN)
        self.assertTrue(not found.utuh and found.pesan and found.langkah and found.rincian, found)
        done = app.pulihkan_data(None, dunia.PIN)
        self.assertEqual((done.dipulihkan, done.perlu_aktivasi, len(done.berkas)), (True, False, 1), done)
        self.assertTrue(done.pesan and done.langkah and all(b.label and b.nilai for b in done.bagian), done)
        self.assertEqual((file.parent / done.berkas[0]).read_bytes(), bytes(content))
        self.assertEqual(app.periksa_data(None, dunia.PIN).utuh, True)
        app.unlock(None, dunia.PIN)
        self.assertEqual(app.list_orang(0, 1).total, 40)
        again = app.pulihkan_data_lagi()
        self.assertEqual((again.dipulihkan, again.berkas), (False, done.berkas), again)
        self.assertTrue(dunia.sync(app).complete)
        app.shutdown()
        self.refused("session.closed", app.pulihkan_data_lagi)

    def test_photos_wait_for_wifi(self):
        """a sync of text alone leaves photos and says so; a full one completes"""
        app = dunia.device()
        case = dunia.kasus(app)
        form = app.mulai_kunjungan(case)
        dunia.fill(form, dunia.sample("kunjungan-rumah", "bertemu"))
        document = form.selesai()
        photos = app.status().foto_menunggu
        self.assertGreater(photos, 0)
        run = app.sync_teks(None)
        while not (step := run.step()).done:
            pass
        self.assertIn("Wi-Fi", step.progress.line)
        self.assertEqual((step.progress.photo_bytes, run.summary().complete), (0, False))
        box = app.layar_kotak_kirim()
        self.assertIn("Wi-Fi", box.pil.kata)
        self.assertEqual(app.record_status(document).foto_menunggu, photos)
        self.assertTrue(dunia.sync(app).complete)
        self.assertEqual(app.status().foto_menunggu, 0)
        app.shutdown()

    def test_a_year_is_enough_for_a_birth_date(self):
        """a year of birth is written out as an estimate, and the screen says so"""
        seen = self.app.periksa_orang(dunia.orang("Rambu Tahun", lahir="1952"))
        self.assertIn("1 Juli 1952", seen.lahir_pesan)
        self.assertTrue(seen.lahir_petunjuk)
        person = self.app.daftar_orang(dunia.orang("Rambu Tahun", lahir="1952")).id
        fields = {i.field: i.nilai for i in self.app.record(person).isian}
        self.assertEqual(fields["lahir"], inti.Nilai.TEKS("1952-07-01"))
        self.assertEqual(fields["lahir_taksiran"], inti.Nilai.YA_TIDAK(True))

    def test_screens_are_ready_to_draw(self):
        app = dunia.device()
        before = app.layar_masuk()
        self.assertEqual((before.perlu_aktivasi, len(before.petugas)), (False, 1))
        kasus = dunia.kasus(app, "Rambu Layar")
        day = app.layar_hari_ini(0, 10)
        card = next(k for k in day.kunjungan if k.kasus_id == kasus)
        self.assertEqual((card.nama, card.rute), ("Rambu Layar", inti.Rute.KUNJUNGAN(kasus)))
        visit = app.layar_kunjungan(kasus)
        self.assertTrue(visit.persetujuan and visit.aksi[0].utama)
        self.assertEqual(visit.aksi[0].rute.form_id, "kunjungan_rumah")
        form = app.mulai_kunjungan(kasus)
        page = form.halaman(None)
        self.assertEqual(page.untuk, "Rambu Layar")
        self.assertIsNone(page.kepala.sebelum)
        time = next(p for p in page.pertanyaan if p.alat == inti.Alat.JAM)
        change = form.jawab(time.soal.path, "09:40").halaman
        self.assertEqual([(p.tampil, p.soal.path) for p in change.pertanyaan], [("09.40", time.soal.path)])
        self.assertIsNone(change.urutan)
        self.assertTrue(change.kepala.bisa_urung)
        self.refused("answer.invalid", form.halaman, "/tidak/ada")
        self.assertEqual(app.layar_hari_ini(0, 0).draf[0].rute, inti.Rute.LANJUT_DRAF(form.draft_id()))
        outbox = app.layar_kotak_kirim()
        self.assertTrue(outbox.bisa_kirim and outbox.menunggu.items and outbox.ukuran)
        app.set_lang(inti.Lang.EN)
        self.assertEqual(app.layar_profil(kasus).kasus[0].aksi[0].kata, "Go on: home visit")
        self.assertEqual(app.layar_tinjau().kosong, "Nothing needs a review.")
        self.assertTrue(app.periksa_orang(dunia.orang("Rambu Layar", nik="53")).nomor_pesan)
        self.assertIn("A", [p.value for p in app.pilihan_kode("klaster")])
        self.refused("record.not_found", app.putuskan_sisi, kasus, "risiko", "1.1")
        app.lock()
        self.refused("session.closed", app.layar_hari_ini, 0, 1)
        self.assertEqual(app.layar_masuk().judul, "Unlock")
        app.shutdown()

    @case("sync.receipts")
    def receipts(self):
        app = dunia.device()
        person = app.daftar_orang(dunia.orang("Rambu Kirim")).id
        summary = dunia.sync(app)
        self.assertTrue(summary.complete and summary.sent >= 1)
        self.assertGreater(app.list_keluarga(0, 1).total, 0, "the caseload came along")
        check = app.periksa_tanda_terima()
        self.assertTrue(check.chain_ok and check.items and all(r.valid for r in check.items))
        self.assertEqual(check.covered, check.ops)
        self.assertEqual(app.record_status(person).status, inti.StatusKirim.DITERIMA_SERVER)
        self.assertEqual(app.status().menunggu, 0)
        app.shutdown()

    @case("sync.cancel")
    def cancel(self):
        app = dunia.device()
        person = app.daftar_orang(dunia.orang("Rambu Batal")).id
        run = app.sync(None)
        run.step()
        run.cancel()
        self.refused("cancelled", run.step)
        self.assertEqual(app.record(person).judul, "Rambu Batal")
        self.assertTrue(dunia.sync(app).complete)
        self.assertEqual(app.record_status(person).status, inti.StatusKirim.DITERIMA_SERVER)
        app.shutdown()

    @case("host.keystore")
    def keystore(self):
        brankas = dunia.Brankas(11)
        app = inti.Lapangan(dunia.rumah(), brankas, 420)
        # Calls the core back from inside; with any lock held this would never return.
        brankas.before = lambda: (app.users(), self.refused("session.closed", app.status))
        app.activate(dunia.request())
        self.assertTrue(any(a.startswith("secret ") for a in brankas.asked))
        brankas.before = app.status
        app.set_biometrik(True)
        app.lock()
        brankas.before = app.users
        del brankas.asked[:]
        app.unlock_with_keystore(None)
        self.assertEqual(brankas.asked, ["unwrap"])
        app.shutdown()

    @case("host.keystore_says_no")
    def keystore_says_no(self):
        brankas = dunia.Brankas()
        app = dunia.device(brankas)
        app.set_biometrik(True)
        app.lock()
        brankas.fail = inti.PortError.NotPassed()
        self.assertTrue(self.refused("key.unavailable", app.unlock_with_keystore, None).retry)
        app.shutdown()

    @case("host.keystore_throws")
    def keystore_throws(self):
        brankas = dunia.Brankas()
        app = dunia.device(brankas)
        app.lock()
        brankas.fail = RuntimeError("NIK 5311014107520002 Rambu")
        error = self.refused("host", app.unlock, None, dunia.PIN)
        self.assertNotIn("5311", repr(error) + str(error))
        brankas.fail = None
        app.unlock(None, dunia.PIN)
        self.assertEqual(app.status().perlu_perhatian, 0)
        app.shutdown()

    @case("host.observer")
    def observer(self):
        app = dunia.device()
        app.daftar_orang(dunia.orang("Rambu Lihat"))
        told = []

        class Pengamat(inti.SyncObserver):
            def maju(self, progress):
                told.append((progress, app.status()))

        run, steps = app.sync(Pengamat()), 0
        while True:
            steps += 1
            if run.step().done:
                break
        self.assertEqual(len(told), steps)
        self.assertTrue(all(p.line for p, _ in told))
        self.assertEqual((told[-1][0].sent, told[-1][1].menunggu), (told[-1][0].total, 0))
        app.shutdown()

    @case("host.observer_throws")
    def observer_throws(self):
        app = dunia.device()
        app.daftar_orang(dunia.orang("Rambu Gagal"))

        class Rusak(inti.SyncObserver):
            def maju(self, progress):
                raise ValueError("Rambu Gagal 5311014107520002")

        error = self.refused("host", app.sync(Rusak()).step)
        self.assertNotIn("5311", repr(error) + str(error))
        self.assertTrue(dunia.sync(app).complete)
        app.shutdown()

    @case("panic.caught")
    def panic(self):
        error = self.refused("bug", self.app.uji_panik)
        self.assertNotIn("5311", repr(error) + str(error))
        with self.assertRaises(inti.InternalError):
            self.app.uji_panik_luar()
        self.assertEqual(self.app.user().peran, "pendamping")
        self.app.daftar_orang(dunia.orang("Sesudah Panik"))

    @case("threads.two")
    def threads(self):
        ids, errors = [], []

        def work(name):
            try:
                for i in range(20):
                    ids.append(self.app.daftar_orang(dunia.orang(f"{name} {i}")).id)
            except Exception as error:  # a thread's error must fail the test
                errors.append(error)

        threads = [threading.Thread(target=work, args=(name,)) for name in ("Satu", "Dua")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertEqual((errors, len(set(ids))), ([], 40))
        known = {o.id for o in self.app.list_orang(0, 1000).items}
        self.assertLessEqual(set(ids), known)

    @case("lock.sessions")
    def lock(self):
        app = dunia.device()
        form = app.mulai_formulir("asesmen_awal", dunia.kasus(app))
        run = app.sync(None)
        app.lock()
        app.lock()
        self.refused("session.closed", form.sections)
        self.refused("session.closed", run.step)
        run.cancel()
        app.unlock(None, dunia.PIN)
        self.refused("session.closed", form.sections)
        app.shutdown()

    @case("shutdown.twice")
    def shutdown(self):
        app = dunia.device()
        app.shutdown()
        app.shutdown()
        self.refused("session.closed", app.user)
        self.refused("session.closed", app.status)
        self.refused("session.closed", app.sync, None)
        self.refused("session.closed", app.unlock, None, dunia.PIN)


class List(unittest.TestCase):
    def test_every_case_has_a_test(self):
        """every case of the list has a test here, and the other way round"""
        here = [getattr(Boundary, name).case for name in dir(Boundary) if hasattr(getattr(Boundary, name), "case")]
        self.assertEqual(sorted(here), sorted(CASES))

    def test_the_api_is_as_committed(self):
        """the boundary is what bindings/api.txt says"""
        now = api.listing(inti.__file__)
        then = api.API.read_text() if api.API.exists() else ""
        self.assertEqual(now.splitlines(), then.splitlines(), "changed on purpose? tests/bindings/run-python --api")


def main():
    # Methods are named by their case; unittest looks for test_*.
    for name, member in list(vars(Boundary).items()):
        if hasattr(member, "case"):
            setattr(Boundary, member.__name__, member)
            delattr(Boundary, name)
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(c) for c in (Boundary, List))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed = {id(test) for test, _ in result.failures + result.errors}
    missing = sorted(set(CASES) - RAN)
    if missing:
        print("not run:", ", ".join(missing))
    wrong = len(failed) + (len(missing) if not failed else 0)
    print(f"{result.testsRun - len(failed)} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Objects of the library may still be alive; their order of death is not part of the test.
    os._exit(status)
