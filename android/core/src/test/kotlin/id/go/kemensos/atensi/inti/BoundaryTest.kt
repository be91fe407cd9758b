package id.go.kemensos.atensi.inti

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assert.fail
import org.junit.BeforeClass
import org.junit.ClassRule
import org.junit.Rule
import org.junit.Test
import org.junit.rules.ExternalResource
import org.junit.rules.TestWatcher
import org.junit.rules.Timeout
import org.junit.runner.Description
import java.io.File
import java.util.Collections
import kotlin.concurrent.thread

/** A case of bindings/tests/cases.json. */
annotation class Case(val id: String)

/** The boundary cases of bindings/tests/cases.json in Kotlin, as tests/bindings/test_boundary.py has them. */
class BoundaryTest {
    companion object {
        private val cases = Json.parseToJsonElement(File(Dunia.root, "bindings/tests/cases.json").readText())
            .jsonObject.getValue("cases").jsonArray.map { it.jsonObject.getValue("id").jsonPrimitive.content }.toSet()
        private val ran = mutableSetOf<String>()
        private lateinit var app: Lapangan

        /** The list is one for all languages: a run that left one out is no run. */
        @ClassRule @JvmField
        val all = object : ExternalResource() {
            override fun after() {
                println("boundary in Kotlin: ${ran.size} of ${cases.size} cases run")
                if (ran != cases) fail("not run: ${cases - ran}, not in the list: ${ran - cases}")
            }
        }

        @BeforeClass @JvmStatic
        fun open() {
            app = Dunia.device()
        }

        @AfterClass @JvmStatic
        fun close() = app.shutdown()
    }

    @get:Rule
    val note = object : TestWatcher() {
        override fun starting(description: Description) {
            description.getAnnotation(Case::class.java)?.let { ran += it.id }
        }
    }

    /** A deadlock is a failure. */
    @get:Rule
    val limit: Timeout = Timeout.seconds(300)

    private fun refused(code: String, call: () -> Any?): CoreException.Gagal {
        val e = assertThrows(CoreException.Gagal::class.java) { call() }
        assertEquals(e.message, code, e.code)
        return e
    }

    private fun root(form: FormSessionHandle) = "/" + form.sections().first().path.split("/")[1]

    private fun problems(form: FormSessionHandle) = form.masalah().map { it.path to it.pesan }

    private fun assessment(app: Lapangan) = app.mulaiFormulir("asesmen_awal", Dunia.case(app))

    @Case("value.text") @Test
    fun text() {
        for (text in listOf("", "Wai\u00ADngapu", "ꦱꦸꦩ꧀ꦧ 😀 עִבְרִית \u0000", "é".repeat(512), "x".repeat(1024))) assertEquals(text, ujiGema(text))
        assertTrue(Regex("""\d+\.\d+\.\d+.*""").matches(versi()))
    }

    @Case("value.record") @Test
    fun record() {
        val done = app.daftarKeluarga(
            KeluargaBaru(namaKepala = "Umbu Tamu", nomorKk = "5311010508100001", wilayah = "53.11.02.2008", alamat = null, catatan = null),
        )
        val family = done.id
        assertEquals("ok" to "2010-08-05", done.kk?.run { verdict to registered })
        assertEquals(emptyList<KeluargaItem>(), done.duplicates)
        assertEquals(done.kk, app.cekKk("5311010508100001"))
        val told = app.daftarOrang(
            Dunia.person("Rambu Kahi", nik = "5311014107520002", keluargaId = family, kelamin = "P", lahir = "1952-07-01"),
        )
        assertEquals(listOf("ok", "P", "1952-07-01"), told.nik?.run { listOf(verdict, sex, born) })
        val found = app.record(family)
        assertEquals("keluarga" to "Umbu Tamu", found.jenis to found.judul)
        assertEquals(Nilai.Teks("5311010508100001"), found.isian.single { it.field == "nomor_kk" }.nilai)
        assertEquals(listOf("Rambu Kahi"), found.members.map { it.nama })
        assertEquals(StatusKirim.MENUNGGU_DIKIRIM, found.members[0].status)
        assertTrue(app.listKeluarga(0u, 1000u).items.single { it.id == family }.tempat.isNotEmpty())
        assertTrue(told.id in app.cari("rambu kahy", 10u).orang.map { it.id })
    }

    @Case("value.edit") @Test
    fun edit() {
        val person = app.daftarOrang(Dunia.person("Umbu Ndelu", telepon = "0812", catatan = "hapus")).id
        val silent = app.ubah(
            "orang", person,
            listOf(
                Isian("telepon", Nilai.Teks("0813")), Isian("lahir_taksiran", Nilai.YaTidak(true)), Isian("catatan", Nilai.Kosong),
            ),
        )
        val fields = app.record(person).isian.associate { it.field to it.nilai }
        assertEquals(Nilai.Teks("0813"), fields["telepon"])
        assertEquals(Nilai.YaTidak(true), fields["lahir_taksiran"])
        assertTrue((fields["catatan"] ?: Nilai.Kosong) == Nilai.Kosong)
        assertEquals(HasilUbah(nik = null, kk = null, sameNik = emptyList(), sameKk = emptyList()), silent)
        fun changed(field: String, nilai: Nilai) = app.ubah("orang", person, listOf(Isian(field, nilai)))
        assertEquals("catatan", refused("input.bad") { changed("catatan", Nilai.Lain("{}")) }.field)
        val code = refused("input.bad") { changed("hubungan", Nilai.Teks("xyz")) }
        assertEquals("hubungan" to "field.unknown_code", code.field to code.reason)
        assertTrue("istri (Istri)" in code.pesan)
        assertEquals("field.required", refused("input.bad") { changed("nama", Nilai.Kosong) }.reason)
        assertEquals(listOf("bad_date"), changed("nik", Nilai.Teks("5311017102850003")).nik?.reasons)
    }

    @Case("value.page") @Test
    fun page() {
        repeat(7) { app.daftarOrang(Dunia.person("Halaman $it")) }
        val whole = app.listOrang(0u, 1000u)
        assertTrue(whole.total >= 7u)
        val ids = mutableListOf<String>()
        for (offset in 0UL until whole.total + 3u step 3) {
            val page = app.listOrang(offset.toUInt(), 3u)
            assertEquals(whole.total, page.total)
            ids += page.items.map { it.id }
        }
        assertEquals(whole.items.map { it.id }, ids)
        assertEquals(emptyList<OrangItem>(), app.listOrang(whole.total.toUInt(), 3u).items)
    }

    @Case("value.region") @Test
    fun region() {
        val locked = Dunia.fresh()
        val found = locked.cariWilayah("kadahang", "53.11", 5u)
        assertTrue(found.first().code.startsWith("53.11."))
        assertTrue("Sumba Timur" in found.first().fullName)
        assertEquals(emptyList<String>(), locked.users())
    }

    @Case("error.code") @Test
    fun code() {
        val app = Dunia.device()
        app.lock()
        val error = refused("pin.wrong") { app.unlock(null, "194837") }
        assertTrue(error.retry && error.pesan.isNotEmpty())
        assertEquals("pendamping", app.unlock(null, Dunia.PIN).peran)
        app.shutdown()
        val nobody = Dunia.fresh()
        refused("activation.none") { nobody.unlock(null, Dunia.PIN) }
    }

    @Case("error.field") @Test
    fun field() {
        assertEquals("nama", refused("input.bad") { app.daftarOrang(Dunia.person(" ")) }.field)
        refused("record.not_found") { app.record("0192f0c1-2345-7000-8000-000000000000") }
        refused("record.not_found") { app.record("bukan id") }
    }

    @Case("error.language") @Test
    fun language() {
        val indonesian = refused("record.not_found") { app.record("x") }.pesan
        app.setLang(Lang.EN)
        val english = try {
            refused("record.not_found") { app.record("x") }.pesan
        } finally {
            app.setLang(Lang.ID)
        }
        assertNotEquals(indonesian, english)
    }

    @Case("error.offline") @Test
    fun offline() {
        val app = Dunia.fresh()
        // Port 9 of this machine: nothing listens there.
        val error = refused("network.offline") { app.activate(Dunia.request("http://127.0.0.1:9", "AAAA-AAAA")) }
        assertTrue(error.retry)
        assertEquals(emptyList<String>(), app.users())
    }

    @Case("form.answers") @Test
    fun answers() {
        val form = assessment(app)
        val akses = "${root(form)}/akses"
        val path = "$akses/nama_pelapor"
        form.jawab("$akses/sumber_akses", "pengaduan")
        val delta = form.jawab(path, "Yohanis")
        assertTrue(delta.saved.startsWith("Tersimpan"))
        assertTrue(path in delta.changes.map { it.path })
        val date = "$akses/tanggal_asesmen"
        val before = form.question(date).value
        assertEquals(date, refused("answer.invalid") { form.jawab(date, "31 Februari") }.field)
        assertEquals(before, form.question(date).value)
        assertEquals("Yohanis", form.question(path).value)
        form.urung()
        assertEquals("", form.question(path).value)
        form.ulang()
        assertEquals("Yohanis", form.question(path).value)
        val choices = form.pilihan("$akses/sumber_akses", null, 0u, 3u)
        assertTrue(choices.total > 0u && choices.items.size <= 3)
        val indonesian = form.question(path).label
        form.setLang(Lang.EN)
        assertNotEquals(indonesian, form.question(path).label)
    }

    @Case("form.resume") @Test
    fun resume() {
        val app = Dunia.device()
        val form = assessment(app)
        val path = "${root(form)}/akses/nama_pelapor"
        form.jawab("${root(form)}/akses/sumber_akses", "pengaduan")
        form.jawab(path, "Yohanis Hamba")
        val draft = form.draftId()
        val last = form.lastPath()
        app.lock()
        refused("session.closed") { form.jawab(path, "x") }
        app.unlock(null, Dunia.PIN)
        val again = app.lanjutFormulir(draft)
        assertEquals("Yohanis Hamba", again.question(path).value)
        assertEquals(last, again.lastPath())
        assertEquals(listOf(draft), app.listDraf().map { it.id })
        app.shutdown()
    }

    @Case("form.assessment") @Test
    fun wholeAssessment() {
        val form = assessment(app)
        val taken = Dunia.fill(form, Dunia.sample("asesmen-awal", "lansia-telantar"))
        assertTrue("$taken answers", taken > 80)
        assertEquals(emptyList<Any>(), problems(form))
        assertEquals(emptyList<String>(), form.sections().filter { it.relevant && it.state == "error" }.map { it.path })
        val status = app.recordStatus(form.selesai())
        assertEquals(StatusKirim.MENUNGGU_DIKIRIM, status.status)
        assertTrue(status.fotoMenunggu >= 6u)
    }

    @Case("form.incomplete") @Test
    fun incomplete() {
        val form = assessment(app)
        refused("form.incomplete") { form.selesai() }
        assertTrue(form.masalah().all { it.label.isNotEmpty() && it.code.isNotEmpty() })
        assertTrue(form.draftId() in app.listDraf().map { it.id })
    }

    @Case("form.discard") @Test
    fun discard() {
        val form = app.mulaiKunjungan(Dunia.case(app, "Rambu Buang"))
        val draft = form.draftId()
        val path = "kunjungan/jam_tiba"
        form.jawab(path, "09:40")
        val held = form.question(path).value
        app.buangDraf(draft)
        assertFalse(draft in app.listDraf().map { it.id })
        val thrown = app.listDrafDibuang().single { it.id == draft }
        assertTrue("Rambu Buang" in thrown.judul && !thrown.discardedAt.isNullOrEmpty())
        refused("draft.closed") { form.jawab(path, "10:00") }
        refused("draft.closed") { form.selesai() }
        refused("draft.closed") { app.lanjutFormulir(draft) }
        app.pulihkanDraf(draft)
        assertEquals(listOf(null), app.listDraf().filter { it.id == draft }.map { it.discardedAt })
        assertEquals(held, app.lanjutFormulir(draft).question(path).value)
        form.jawab(path, "10:00")
        val unknown = "00000000-0000-7000-8000-000000000000"
        refused("record.not_found") { app.buangDraf(unknown) }
        refused("record.not_found") { app.pulihkanDraf(unknown) }
    }

    @Case("form.two_sessions") @Test
    fun twoSessions() {
        val first = app.mulaiKunjungan(Dunia.case(app, "Rambu Dua"))
        val path = "kunjungan/jam_tiba"
        first.jawab(path, "09:40")
        val second = app.lanjutFormulir(first.draftId())
        val held = second.question(path).value
        first.jawab(path, "10:00")
        assertTrue("Buka lagi draf ini" in refused("draft.changed") { second.jawab(path, "11:00") }.pesan)
        assertEquals(held, second.question(path).value)
        val again = app.lanjutFormulir(first.draftId())
        assertEquals(first.question(path).value, again.question(path).value)
    }

    @Case("form.visit") @Test
    fun visit() {
        val form = app.mulaiKunjungan(Dunia.case(app, "Umbu Kunjungan"))
        Dunia.fill(form, Dunia.sample("kunjungan-rumah", "bertemu"))
        assertEquals(emptyList<Any>(), problems(form))
        val report = app.laporanKunjungan(form.selesai())
        assertTrue(report.trimStart().lowercase().startsWith("<!doctype html"))
        assertTrue("Umbu Kunjungan" in report)
    }

    @Case("sync.receipts") @Test
    fun receipts() {
        val app = Dunia.device()
        val person = app.daftarOrang(Dunia.person("Rambu Kirim")).id
        val summary = Dunia.sync(app)
        assertTrue(summary.complete && summary.sent >= 1u)
        assertTrue("the caseload came along", app.listKeluarga(0u, 1u).total > 0u)
        val check = app.periksaTandaTerima()
        assertTrue(check.chainOk && check.items.isNotEmpty() && check.items.all { it.valid })
        assertEquals(check.ops, check.covered)
        assertEquals(StatusKirim.DITERIMA_SERVER, app.recordStatus(person).status)
        assertEquals(0u, app.status().menunggu)
        app.shutdown()
    }

    @Case("sync.cancel") @Test
    fun cancel() {
        val app = Dunia.device()
        val person = app.daftarOrang(Dunia.person("Rambu Batal")).id
        val run = app.sync(null)
        run.step()
        run.cancel()
        refused("cancelled") { run.step() }
        assertEquals("Rambu Batal", app.record(person).judul)
        assertTrue(Dunia.sync(app).complete)
        assertEquals(StatusKirim.DITERIMA_SERVER, app.recordStatus(person).status)
        app.shutdown()
    }

    @Case("host.keystore") @Test
    fun keystore() {
        val brankas = Brankas(11)
        val app = Dunia.fresh(brankas)
        // Calls the core back from inside; with any lock held this would never return.
        brankas.before = {
            app.users()
            refused("session.closed") { app.status() }
        }
        app.activate(Dunia.request())
        assertTrue(brankas.asked.any { it.startsWith("secret ") })
        brankas.before = { app.status() }
        app.setBiometrik(true)
        app.lock()
        brankas.before = { app.users() }
        brankas.asked.clear()
        app.unlockWithKeystore(null)
        assertEquals(listOf("unwrap"), brankas.asked)
        app.shutdown()
    }

    @Case("host.keystore_says_no") @Test
    fun keystoreSaysNo() {
        val brankas = Brankas()
        val app = Dunia.device(brankas)
        app.setBiometrik(true)
        app.lock()
        brankas.fail = PortException.NotPassed()
        assertTrue(refused("key.unavailable") { app.unlockWithKeystore(null) }.retry)
        app.shutdown()
    }

    @Case("host.keystore_throws") @Test
    fun keystoreThrows() {
        val brankas = Brankas()
        val app = Dunia.device(brankas)
        app.lock()
        brankas.fail = RuntimeException("NIK 5311014107520002 Rambu")
        val error = refused("host") { app.unlock(null, Dunia.PIN) }
        assertFalse("5311" in error.stackTraceToString())
        brankas.fail = null
        app.unlock(null, Dunia.PIN)
        assertEquals(0u, app.status().perluPerhatian)
        app.shutdown()
    }

    @Case("host.observer") @Test
    fun observer() {
        val app = Dunia.device()
        app.daftarOrang(Dunia.person("Rambu Lihat"))
        val told = mutableListOf<Pair<SyncProgress, StatusScreen>>()
        val run = app.sync(object : SyncObserver {
            override fun maju(progress: SyncProgress) {
                told += progress to app.status()
            }
        })
        var steps = 1
        while (!run.step().done) steps += 1
        assertEquals(steps, told.size)
        assertTrue(told.all { it.first.line.isNotEmpty() })
        val (progress, status) = told.last()
        assertEquals(progress.total to 0u, progress.sent to status.menunggu)
        app.shutdown()
    }

    @Case("host.observer_throws") @Test
    fun observerThrows() {
        val app = Dunia.device()
        app.daftarOrang(Dunia.person("Rambu Gagal"))
        val broken = object : SyncObserver {
            override fun maju(progress: SyncProgress): Unit = throw IllegalArgumentException("Rambu Gagal 5311014107520002")
        }
        val error = refused("host") { app.sync(broken).step() }
        assertFalse("5311" in error.stackTraceToString())
        assertTrue(Dunia.sync(app).complete)
        app.shutdown()
    }

    @Case("panic.caught") @Test
    fun panic() {
        val error = refused("bug") { app.ujiPanik() }
        assertFalse("5311" in error.stackTraceToString())
        assertThrows(InternalException::class.java) { app.ujiPanikLuar() }
        assertEquals("pendamping", app.user().peran)
        app.daftarOrang(Dunia.person("Sesudah Panik"))
    }

    @Case("threads.two") @Test
    fun threads() {
        val ids = Collections.synchronizedList(mutableListOf<String>())
        val errors = Collections.synchronizedList(mutableListOf<Throwable>())
        val both = listOf("Satu", "Dua").map { name ->
            thread {
                // A thread's error must fail the test.
                runCatching { repeat(20) { ids += app.daftarOrang(Dunia.person("$name $it")).id } }.onFailure { errors += it }
            }
        }
        both.forEach { it.join(120_000) }
        assertEquals(emptyList<Throwable>() to 40, errors to ids.toSet().size)
        assertTrue(app.listOrang(0u, 1000u).items.map { it.id }.containsAll(ids))
    }

    @Case("lock.sessions") @Test
    fun lock() {
        val app = Dunia.device()
        val form = assessment(app)
        val run = app.sync(null)
        app.lock()
        app.lock()
        refused("session.closed") { form.sections() }
        refused("session.closed") { run.step() }
        run.cancel()
        app.unlock(null, Dunia.PIN)
        refused("session.closed") { form.sections() }
        app.shutdown()
    }

    @Case("shutdown.twice") @Test
    fun shutdown() {
        val app = Dunia.device()
        app.shutdown()
        app.shutdown()
        refused("session.closed") { app.user() }
        refused("session.closed") { app.status() }
        refused("session.closed") { app.sync(null) }
        refused("session.closed") { app.unlock(null, Dunia.PIN) }
    }
}
