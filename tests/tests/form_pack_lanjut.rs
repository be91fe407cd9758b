//! What the later forms of a case promise: outcome asked the same way each time, no closing over open items, the names of
//! the registry DTSEN, measurements that fit the device, attendance that adds up. `form_pack_fill.rs` fills all of them.

use atensi_core::domain::Lang;
use atensi_core::domain::wilayah::Wilayah;
use atensi_core::form::definition::{FormSource, Node, NodeKind, QuestionType};
use atensi_core::form::load::load_any;
use atensi_core::form::packs::{
    ASESMEN_AWAL, BAST_ALAT, CAPAIAN, FormPack, MONITORING, PASCALAYANAN, PEMBAHASAN_KASUS, SESI_FDS, TERMINASI,
    VERIFIKASI_DTSEN, WILAYAH_CSV, shipped_pack,
};
use atensi_core::form::{FileRef, FormSession, SessionEnv, Validity, compile};
use atensi_core::view::layar::words::form_name;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// 23 November 2026, 10:00 WITA.
const NOW_MS: i64 = 1_795_399_200_000;
const FORMS: [&str; 8] =
    [BAST_ALAT, CAPAIAN, MONITORING, PASCALAYANAN, PEMBAHASAN_KASUS, SESI_FDS, TERMINASI, VERIFIKASI_DTSEN];

fn pack(id: &str) -> &'static FormPack {
    shipped_pack(id).expect("shipped")
}

fn load(id: &str) -> FormSource {
    let files: Vec<_> = pack(id).files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    load_any(&files).unwrap_or_else(|e| panic!("{id}: {e}"))
}

fn open(id: &str) -> FormSession {
    let env = SessionEnv {
        now_ms: NOW_MS,
        offset_minutes: 480,
        lang: String::new(),
        username: "Maria Rambu Kahi".to_owned(),
        device_id: "uji-1".to_owned(),
        instance_id: "0190a000-0000-7000-8000-000000000002".to_owned(),
        last_saved: Default::default(),
    };
    FormSession::new(compile(load(id)).unwrap_or_else(|e| panic!("{id}: {e}")), env)
}

fn photo(path: &str) -> FileRef {
    FileRef {
        path: Some(path.to_owned()),
        hash: blake3::hash(path.as_bytes()).to_hex().to_string(),
        size: 90_000,
        mime: "image/jpeg".to_owned(),
    }
}

fn with_photos(value: &Value) -> Value {
    match value {
        Value::Object(map) => match map.get("path").and_then(Value::as_str) {
            Some(path) => serde_json::to_value(photo(path)).expect("a plain record"),
            None => map.iter().map(|(k, v)| (k.clone(), with_photos(v))).collect(),
        },
        Value::Array(items) => items.iter().map(with_photos).collect(),
        leaf => leaf.clone(),
    }
}

fn filled(id: &str, sample: &str) -> FormSession {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms").join(id.replace('_', "-"));
    let text = std::fs::read_to_string(folder.join("contoh").join(format!("{sample}.json"))).expect("sample");
    let mut session = open(id);
    let report = session.set_all(&with_photos(&serde_json::from_str(&text).expect("json")));
    assert!(report.errors.is_empty(), "{sample}: {:#?}", report.errors);
    assert_eq!(session.problems(), [], "{sample}");
    session
}

fn set(session: &mut FormSession, path: &str, answer: &str) {
    session.set(&format!("/data/{path}"), answer).unwrap_or_else(|e| panic!("{path} {answer}: {e}"));
}

fn text(session: &FormSession, path: &str) -> String {
    session.value(&format!("/data/{path}")).unwrap_or_else(|e| panic!("{path}: {e}")).to_string()
}

fn relevant(session: &FormSession, path: &str) -> bool {
    session.question(&format!("/data/{path}")).unwrap_or_else(|e| panic!("{path}: {e}")).relevant
}

fn offered(session: &FormSession, path: &str) -> Vec<String> {
    let (_, options) = session.options(&format!("/data/{path}"), None, 0, 100).expect("a select");
    options.into_iter().map(|c| c.value).collect()
}

fn problems(session: &FormSession) -> Vec<String> {
    session.problems().iter().map(|p| session.path(p.slot).trim_start_matches("/data/").to_owned()).collect()
}

/// Each node with the names above it.
fn walk<'a>(nodes: &'a [Node], above: &str, f: &mut impl FnMut(&str, &'a Node)) {
    for node in nodes {
        f(above, node);
        if let NodeKind::Group(children) | NodeKind::Repeat { children, .. } = &node.kind {
            walk(children, &format!("{above}/{}", node.name), f);
        }
    }
}

fn asked(form: &FormSource) -> usize {
    use QuestionType as Q;
    let mut count = 0;
    walk(&form.nodes, "", &mut |_, node| {
        let silent = matches!(
            node.kind,
            NodeKind::Group(_)
                | NodeKind::Repeat { .. }
                | NodeKind::Question(Q::Note | Q::Calculate | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username)
        );
        count += usize::from(!silent);
    });
    count
}

#[test]
fn forms_are_as_long_as_promised_and_carry_their_names() {
    let most = [50, 50, 48, 40, 40, 40, 50, 88];
    for (id, most) in FORMS.into_iter().zip(most) {
        let form = load(id);
        let count = asked(&form);
        assert!((25..=most).contains(&count), "{id} asks {count} questions");
        assert_eq!(form.title, form_name(id, Lang::Id), "{id}");
        assert_ne!(form_name(id, Lang::En), form_name(id, Lang::Id), "{id}");
    }
}

#[test]
fn what_is_required_is_little_and_rests_on_law_safety_or_sense() {
    let most = [
        (BAST_ALAT, "kursi-roda-adaptif", 17),
        (CAPAIAN, "akhir-usaha-kursi-roda", 7),
        (MONITORING, "monitoring-kursi-roda", 10),
        (PASCALAYANAN, "pulang-ke-keluarga", 10),
        (PEMBAHASAN_KASUS, "kesepakatan-awal-anak", 18),
        (SESI_FDS, "p2k2-pengasuhan", 15),
        (TERMINASI, "tujuan-tercapai", 18),
        (VERIFIKASI_DTSEN, "usulan-baru-sumba", 11),
    ];
    for (id, sample, most) in most {
        let session = filled(id, sample);
        let required: Vec<_> = session
            .visible()
            .into_iter()
            .filter_map(|slot| session.question_slot(slot))
            .filter(|q| q.asked && q.required)
            .map(|q| q.name)
            .collect();
        assert!(required.len() <= most, "{id}: {} required: {required:?}", required.len());
    }
}

#[test]
fn a_sensitive_question_can_be_refused() {
    let sensitive = [
        (BAST_ALAT, "bayar pemakaian luka"),
        (CAPAIAN, "skala_mandiri skala_penghasilan skala_terpenuhi skala_fungsi sumber_penghasilan"),
        (MONITORING, "kepuasan keluhan"),
        (PASCALAYANAN, "penerimaan kambuh kegiatan_utama"),
        (TERMINASI, "pendapat_tutup kepuasan"),
        (VERIFIKASI_DTSEN, "ditanyakan kepemilikan_usaha ragam_disabilitas penyakit"),
    ];
    for (id, lists) in sensitive {
        let form = load(id);
        for name in lists.split(' ') {
            let list = &form.lists[name];
            let codes = &list.cells[list.column("name").expect("names")];
            assert!(codes.iter().any(|c| &**c == "menolak"), "{id} {name}");
        }
    }
}

// ---- outcome

/// Questions shown, by path.
fn shown(session: &FormSession) -> Vec<String> {
    session.visible().into_iter().map(|slot| session.path(slot)).collect()
}

#[test]
fn the_outcome_asks_the_very_same_items_each_time() {
    // Nothing in the form looks at which measurement it is ...
    let survey = pack(CAPAIAN).file("survey.csv").expect("survey");
    assert!(survey.contains("titik_ukur") && !survey.contains("${titik_ukur}"));
    // ... and so nothing changes with it: not a question, not a choice, not a score.
    let mut session = filled(CAPAIAN, "akhir-usaha-kursi-roda");
    let items = shown(&session);
    let choices = |session: &FormSession| -> Vec<_> {
        let selects = session.visible().into_iter().filter_map(|s| session.question_slot(s));
        selects
            .filter(|q| q.kind.starts_with("select"))
            .map(|q| session.options(&q.path, None, 0, 100).expect("a select"))
            .collect()
    };
    let (before, scores) = (choices(&session), scores(&session));
    assert!(items.len() > 40, "{items:?}");
    for point in ["awal", "akhir", "pascalayanan"] {
        set(&mut session, "pengukuran/titik_ukur", point);
        assert_eq!(shown(&session), items, "{point}");
        assert_eq!(choices(&session), before, "{point}");
        assert_eq!(self::scores(&session), scores, "{point}");
    }
}

const SCORES: [&str; 4] = [
    "kemandirian/skor_kemandirian",
    "penghasilan/skor_penghasilan",
    "kesejahteraan/skor_kesejahteraan",
    "keberfungsian/skor_keberfungsian",
];

fn scores(session: &FormSession) -> [String; 4] {
    SCORES.map(|path| text(session, path))
}

#[test]
fn scores_are_shares_of_what_was_answered_and_say_nothing_of_too_little() {
    // Start: 1+2+1+0+2+2+1+2+1 = 12 of 18; earnings 0 of 6 answered; 9 of 14; 11 of 20.
    assert_eq!(scores(&filled(CAPAIAN, "awal-usaha-kursi-roda")), ["67", "0", "64", "55"]);
    // End: 17 of 18; 5 of 8; 12 of 14; 19 of 20.
    assert_eq!(scores(&filled(CAPAIAN, "akhir-usaha-kursi-roda")), ["94", "63", "86", "95"]);
    // A child has no earnings; what does not apply or is unknown lowers nothing.
    assert_eq!(scores(&filled(CAPAIAN, "pascalayanan-anak")), ["81", "", "88", "83"]);
    assert_eq!(scores(&filled(CAPAIAN, "tidak-bersedia")), ["", "", "", ""]);

    let mut session = filled(CAPAIAN, "akhir-usaha-kursi-roda");
    for item in ["rutin", "cukup"] {
        set(&mut session, &format!("penghasilan/penghasilan_{item}"), "menolak");
    }
    assert_eq!(text(&session, SCORES[1]), "75", "two of four answered: 3 of 4");
    set(&mut session, "penghasilan/penghasilan_sisih", "tidak_tahu");
    assert_eq!(text(&session, SCORES[1]), "", "one of four is too little");
}

#[test]
fn earnings_are_held_against_the_minimum_wage_for_the_sentra_kreasi_only() {
    let mut session = filled(CAPAIAN, "akhir-usaha-kursi-roda");
    assert_eq!(text(&session, "penghasilan/persen_upah_minimum"), "101");
    assert!(relevant(&session, "penghasilan/pesan_ska"));
    set(&mut session, "penghasilan/penghasilan_sendiri", "2300000");
    assert!(!relevant(&session, "penghasilan/pesan_ska"), "99 per cent");
    set(&mut session, "penghasilan/penghasilan_sendiri", "9000000");
    set(&mut session, "penghasilan/ikut_ska", "tidak");
    assert!(!relevant(&session, "penghasilan/pesan_ska"));
}

#[test]
fn someone_who_does_not_feel_safe_is_not_left_to_a_score() {
    let mut session = filled(CAPAIAN, "akhir-usaha-kursi-roda");
    assert!(!relevant(&session, "keberfungsian/pesan_aman"));
    set(&mut session, "keberfungsian/fungsi_aman", "0");
    assert!(relevant(&session, "keberfungsian/pesan_aman"));
}

// ---- closing

#[test]
fn nothing_is_closed_over_an_open_item_or_a_high_risk() {
    let mut session = filled(TERMINASI, "tujuan-tercapai");
    let decision = "keputusan/keputusan_akhir";
    assert_eq!(offered(&session, decision), ["tutup", "tunda"]);
    for item in ["rujukan", "alat_bantu", "bantuan", "dokumen", "kesehatan", "hukum", "pengasuhan", "kesepakatan"] {
        let path = format!("hal_terbuka/hal_{item}");
        let before = text(&session, &path);
        set(&mut session, &path, "belum");
        assert_eq!(offered(&session, decision), ["tunda"], "{item}");
        assert!(relevant(&session, "hal_terbuka/pesan_belum_siap"), "{item}");
        assert!(problems(&session).contains(&decision.to_owned()), "{item}: an earlier \"close\" no longer stands");
        set(&mut session, &path, &before);
        assert_eq!(session.problems(), [], "{item}");
    }
    set(&mut session, "hal_terbuka/tingkat_risiko", "tinggi");
    for (handled, choices) in [("belum", vec!["tunda"]), ("dilaporkan", vec!["tutup", "tunda"])] {
        set(&mut session, "hal_terbuka/risiko_ditangani", handled);
        assert_eq!(offered(&session, decision), choices, "{handled}");
    }
    set(&mut session, "hal_terbuka/bukti_risiko", "UPTD PPA sejak 18 November");
    assert_eq!(session.problems(), []);
    // A referral that nobody has accepted is open too.
    set(&mut session, "dasar/alasan_terminasi", "rujukan");
    set(&mut session, "dasar/lembaga_penerima", "Sentra Efata");
    set(&mut session, "dasar/rujukan_diterima", "belum");
    assert_eq!(offered(&session, decision), ["tunda"]);
}

#[test]
fn closing_that_is_put_off_can_always_be_finished() {
    let mut session = filled(TERMINASI, "ditunda-risiko-tinggi");
    assert_eq!(text(&session, "hal_terbuka/jumlah_belum"), "2");
    session.finalize(NOW_MS + 1).expect("a record of what is still open");
    let mut session = filled(TERMINASI, "ditunda-risiko-tinggi");
    set(&mut session, "keputusan/tanggal_tinjau", "2026-11-19");
    assert_eq!(problems(&session), ["keputusan/tanggal_tinjau"]);
}

#[test]
fn a_companion_proposes_and_a_peksos_decides() {
    let mut session = filled(TERMINASI, "tujuan-tercapai");
    assert_eq!(text(&session, "pengesahan/kedudukan_catatan"), "keputusan");
    set(&mut session, "pengesahan/peran_petugas", "pendamping");
    assert_eq!(text(&session, "pengesahan/kedudukan_catatan"), "usul");
    assert!(relevant(&session, "pengesahan/pesan_usul"));
    set(&mut session, "keputusan/nama_peksos", "");
    assert_eq!(problems(&session), ["keputusan/nama_peksos"], "closing names the peksos");
    // The dead are not asked what they think.
    set(&mut session, "dasar/alasan_terminasi", "meninggal");
    assert!(!relevant(&session, "suara_keluarga/pendapat_penerima"));
    assert!(relevant(&session, "dasar/keluarga_perlu_dukungan"));
}

// ---- monitoring and aftercare

#[test]
fn a_high_risk_needs_a_next_step_with_a_date() {
    for (id, sample, decision) in [
        (MONITORING, "monitoring-kursi-roda", "keputusan_monev"),
        (PASCALAYANAN, "pulang-ke-keluarga", "usul_pascalayanan"),
    ] {
        let mut session = filled(id, sample);
        let next = [format!("tindak_lanjut/{decision}"), "tindak_lanjut/tanggal_berikut".to_owned()];
        for path in &next {
            set(&mut session, path, "");
        }
        assert_eq!(session.problems(), [], "{id}: at low risk nothing is demanded");
        set(&mut session, "keselamatan/tingkat_risiko", "tinggi");
        let open: BTreeSet<_> = problems(&session).into_iter().collect();
        let wanted: BTreeSet<_> = next.into_iter().chain(["keselamatan/alasan_risiko".to_owned()]).collect();
        assert_eq!(open, wanted, "{id}");
    }
}

#[test]
fn services_looked_at_are_counted_by_how_they_go() {
    let mut session = filled(MONITORING, "monitoring-kursi-roda");
    let counts = |session: &FormSession| {
        ["layanan", "terlaksana", "terhambat"].map(|name| text(session, &format!("layanan/jumlah_{name}")))
    };
    assert_eq!(counts(&session), ["2", "1", "1"]);
    set(&mut session, "layanan/layanan_dipantau[2]/status_layanan", "berjalan");
    assert_eq!(counts(&session), ["2", "2", "0"]);
    assert!(!relevant(&session, "evaluasi"));
    set(&mut session, "pemantauan/jenis_monev", "keduanya");
    for indicator in ["masukan", "proses", "keluaran", "manfaat", "dampak"] {
        assert!(relevant(&session, &format!("evaluasi/nilai_{indicator}")));
    }
    set(&mut session, "pemantauan/bersedia_dicatat", "tidak");
    assert!(!relevant(&session, "keadaan") && relevant(&session, "keselamatan"), "safety is recorded all the same");
}

#[test]
fn aftercare_without_contact_asks_only_what_can_be_known() {
    let mut session = filled(PASCALAYANAN, "belum-dapat-dihubungi");
    for closed in ["tempat", "kelanjutan", "sumber_daya"] {
        assert!(!relevant(&session, closed), "{closed}");
    }
    set(&mut session, "pertemuan/hasil_hubungi", "meninggal");
    assert!(!relevant(&session, "keselamatan") && relevant(&session, "tindak_lanjut/pesan_meninggal"));
    let mut session = filled(PASCALAYANAN, "pulang-ke-keluarga");
    assert_eq!(text(&session, "sumber_daya/jumlah_terhubung"), "1");
    set(&mut session, "tempat/diterima_keluarga", "belum");
    assert!(relevant(&session, "tempat/pesan_penerimaan"), "a substitute family is then looked for");
}

// ---- sessions, conference, devices

#[test]
fn attendance_adds_up_and_units_follow_the_module() {
    let mut session = filled(SESI_FDS, "p2k2-pengasuhan");
    for (name, expect) in [("jumlah_terdaftar", "4"), ("jumlah_hadir", "3"), ("persen_hadir", "75")] {
        assert_eq!(text(&session, &format!("kehadiran/{name}")), expect);
    }
    let unit = "materi/unit";
    assert_eq!(offered(&session, unit).len(), 6, "four of parenting, the whole module, another");
    set(&mut session, "materi/modul", "stunting");
    assert_eq!(offered(&session, unit), ["seluruh", "lainnya"]);
    assert!(matches!(session.question(&format!("/data/{unit}")).expect("unit").validity, Validity::Stale(_)));
    // The two kinds of session do not mix.
    set(&mut session, "sesi/jenis_sesi", "fds");
    assert!(!relevant(&session, "materi/modul") && !relevant(&session, unit));
    assert!(relevant(&session, "materi/tema_fds") && relevant(&session, "sesi/penyelenggara"));
    set(&mut session, "hasil/ada_kekhawatiran", "ya");
    assert_eq!(problems(&session), ["hasil/tindakan_kekhawatiran"]);
}

#[test]
fn a_conference_without_consent_says_why_and_hides_who() {
    let mut session = filled(PEMBAHASAN_KASUS, "kesepakatan-awal-anak");
    let counts = ["kehadiran/jumlah_peserta", "kehadiran/warga_ikut", "hasil_keputusan/jumlah_keputusan"];
    assert_eq!(counts.map(|path| text(&session, path)), ["4", "1", "2"]);
    assert_eq!(text(&session, "keberatan/jumlah_keberatan"), "1", "dissent is on record");
    set(&mut session, "pertemuan/persetujuan_bahas", "tidak");
    assert_eq!(problems(&session), ["pertemuan/alasan_tanpa_setuju", "pertemuan/identitas_disamarkan"]);
    set(&mut session, "pertemuan/persetujuan_bahas", "darurat");
    assert_eq!(problems(&session), ["pertemuan/alasan_tanpa_setuju"]);
}

#[test]
fn measurements_are_those_of_the_device() {
    let mut session = filled(BAST_ALAT, "kursi-roda-adaptif");
    let row = "serah/alat[1]";
    let measures =
        ["tinggi_badan", "berat_badan", "lebar_dudukan", "panjang_alat", "sisi", "ukuran_kacamata", "jenis_alat_lain"];
    for (device, expect) in [
        ("kursi_roda", vec!["tinggi_badan", "berat_badan", "lebar_dudukan"]),
        ("tongkat", vec!["tinggi_badan", "panjang_alat", "sisi"]),
        ("kaki_tangan_palsu", vec!["berat_badan", "sisi"]),
        ("alat_dengar", vec!["sisi"]),
        ("kacamata", vec!["ukuran_kacamata"]),
        ("popok", vec![]),
        ("lainnya", vec!["jenis_alat_lain"]),
    ] {
        set(&mut session, &format!("{row}/jenis_alat"), device);
        let asked: Vec<_> = measures.into_iter().filter(|m| relevant(&session, &format!("{row}/{m}"))).collect();
        assert_eq!(asked, expect, "{device}");
    }
    assert_eq!(text(&session, "serah/jumlah_unit"), "2");
    assert_eq!(text(&session, "serah/jumlah_perlu_setel"), "0");
    set(&mut session, &format!("{row}/kecocokan"), "tidak_pas");
    assert_eq!(text(&session, "serah/jumlah_perlu_setel"), "1");
    assert!(relevant(&session, &format!("{row}/pesan_tidak_pas")));
}

#[test]
fn handing_over_needs_both_signatures_and_a_later_check_none() {
    let mut session = filled(BAST_ALAT, "alat-dengar-anak");
    for who in ["penerima", "penyerah"] {
        set(&mut session, &format!("pengesahan/tanda_tangan_{who}"), "");
    }
    assert_eq!(problems(&session), ["pengesahan/tanda_tangan_penerima", "pengesahan/tanda_tangan_penyerah"]);
    let session = filled(BAST_ALAT, "cek-lanjutan-lecet");
    assert!(!relevant(&session, "serah") && !relevant(&session, "pengesahan/tanda_tangan_penerima"));
    assert!(relevant(&session, "pemeriksaan/cek[1]/pesan_luka"));
}

// ---- DTSEN

struct Field {
    level: String,
    name: String,
    kind: String,
    unit: String,
    questions: Vec<String>,
}

/// The names of the registry, as data.
fn fields() -> Vec<Field> {
    let rows = include_str!("../../core/data/dtsen.csv").lines().skip(1).map(|line| {
        // The source is the only cell that may hold commas, and it is quoted.
        let (head, tail) = line.split_once(",\"").unwrap_or_else(|| panic!("{line}"));
        let mark = tail.rsplit(',').next().unwrap_or_default();
        assert!(["V", "V2", "K", "INF"].contains(&mark), "{line}");
        let cells: Vec<_> = head.split(',').map(str::to_owned).collect();
        let [level, name, kind, unit, questions] = cells.try_into().unwrap_or_else(|c| panic!("{c:?}"));
        Field { level, name, kind, unit, questions: questions.split(' ').map(str::to_owned).collect() }
    });
    rows.collect()
}

#[test]
fn every_dtsen_field_is_asked_by_its_name_at_its_level_and_with_its_kind() {
    use QuestionType as Q;
    let fields = fields();
    for (level, expect) in [("orang", 13), ("keluarga", 25), ("aset", 19)] {
        assert_eq!(fields.iter().filter(|f| f.level == level).count(), expect, "{level}");
    }
    let form = load(VERIFIKASI_DTSEN);
    let mut held: Vec<(&str, &str, &Node)> = Vec::new();
    walk(&form.nodes, "", &mut |above, node| {
        let level = match above.split('/').nth(1) {
            Some("daftar_anggota") if above.contains("/anggota") => "orang",
            Some("keluarga") => "keluarga",
            Some("aset") => "aset",
            _ => return,
        };
        if let NodeKind::Question(_) = node.kind {
            held.push((level, node.name.as_str(), node));
        }
    });
    for field in &fields {
        // A field of two questions is a group of its name, or two names side by side.
        for question in &field.questions {
            let found: Vec<_> = held.iter().filter(|(l, n, _)| *l == field.level && n == question).collect();
            let [(_, _, node)] = found[..] else { panic!("{} {question}: {} times", field.level, found.len()) };
            let NodeKind::Question(kind) = &node.kind else { unreachable!("collected above") };
            let fits = match (field.kind.as_str(), kind) {
                ("code", Q::SelectOne(_)) | ("codes", Q::SelectMultiple(_)) => true,
                ("decimal", Q::Decimal) | ("integer", Q::Integer) | ("geopoint", Q::Geopoint) => true,
                ("date", Q::Date | Q::Integer) => true,
                ("text", Q::Text) => true,
                // Names of regions follow from their codes, and the province from that of the regency.
                ("text" | "code", Q::Calculate) => question.starts_with("nama_") || question == "kode_provinsi",
                _ => false,
            };
            assert!(fits, "{question} is {kind:?}, the registry has {}", field.kind);
        }
        let alone = field.questions.len() == 1;
        assert!(!alone || field.questions[0] == field.name, "{}", field.name);
        assert!(field.level != "aset" || !field.unit.is_empty(), "{}: a quantity has a unit", field.name);
    }
    // And the other way: no asset is asked that the registry does not know.
    let known: BTreeSet<_> = fields.iter().flat_map(|f| f.questions.iter().map(String::as_str)).collect();
    let extra: Vec<_> = held.iter().filter(|(l, n, _)| *l == "aset" && !known.contains(n)).map(|h| h.1).collect();
    assert_eq!(extra, ["aset_ditanyakan", "petunjuk_aset"]);
}

#[test]
fn a_number_never_stops_the_verification() {
    let form = load(VERIFIKASI_DTSEN);
    walk(&form.nodes, "", &mut |above, node| {
        if ["nomor_induk_kependudukan", "nomor_kartu_keluarga", "id_meteran_PLN"].contains(&node.name.as_str()) {
            assert!(node.required.is_none() && node.constraint.is_none(), "{above}/{}", node.name);
        }
    });
    let mut session = filled(VERIFIKASI_DTSEN, "usulan-baru-sumba");
    let row = "daftar_anggota/anggota[1]";
    for (nik, verdict) in [
        ("5311011203900002", "wajar"),
        ("5311011303900002", "beda_lahir"),
        ("53110112039", "bukan_16_angka"),
        ("2222222222222222", "bukan_nik"),
    ] {
        set(&mut session, &format!("{row}/nomor_induk_kependudukan"), nik);
        assert_eq!(text(&session, &format!("{row}/nik_periksa")), verdict, "{nik}");
        assert_eq!(relevant(&session, &format!("{row}/pesan_nik")), verdict != "wajar", "{nik}");
        assert_eq!(session.problem_count(), 0, "{nik}");
    }
}

#[test]
fn regions_are_named_by_code_and_members_start_from_the_family() {
    let mut session = filled(VERIFIKASI_DTSEN, "usulan-baru-sumba");
    let at = "keluarga/alamat_keluarga";
    for (name, expect) in [
        ("kode_provinsi", "53"),
        ("nama_provinsi", "Nusa Tenggara Timur"),
        ("nama_kabupaten", "Kabupaten Sumba Timur"),
        ("nama_kecamatan", "Kota Waingapu"),
        ("nama_desa", "Kambajawa"),
    ] {
        assert_eq!(text(&session, &format!("{at}/{name}")), expect, "{name}");
    }
    session.add_row("/data/daftar_anggota/anggota").expect("a row");
    let row = "daftar_anggota/anggota[4]";
    assert_eq!(text(&session, &format!("{row}/nomor_kartu_keluarga")), "5311010508100007");
    assert_eq!(text(&session, &format!("{row}/alamat")), "Dusun III RT 05, dekat mata air");
    session.remove_row("/data/daftar_anggota/anggota", 4).expect("removed");
    for (name, expect) in [("anggota", "3"), ("dengan_nik", "1"), ("kepala", "1")] {
        assert_eq!(text(&session, &format!("daftar_anggota/jumlah_{name}")), expect, "{name}");
    }
    set(&mut session, "daftar_anggota/anggota[1]/keberadaan", "meninggal");
    assert!(relevant(&session, "daftar_anggota/periksa_kepala"), "a family without a living head is pointed out");
}

#[test]
fn assets_not_asked_are_not_said_to_be_none() {
    let path = "/aset/ternak_kecil";
    let mut refused = filled(VERIFIKASI_DTSEN, "perbaikan-luar-kabupaten");
    let document = refused.finalize(NOW_MS + 1).expect("finished");
    assert_eq!(document.answers.pointer(path), None);
    let mut asked = filled(VERIFIKASI_DTSEN, "usulan-baru-sumba");
    let document = asked.finalize(NOW_MS + 1).expect("finished");
    assert_eq!(document.answers.pointer(path), Some(&Value::from(4)));
    assert_eq!(document.answers.pointer("/aset/mobil"), Some(&Value::from(0)), "asked, and none");
}

#[test]
fn attached_regions_equal_those_they_were_taken_from() {
    let file = |id: &str, name: &str| pack(id).file(name).expect("attached");
    assert_eq!(file(VERIFIKASI_DTSEN, WILAYAH_CSV), file(ASESMEN_AWAL, WILAYAH_CSV));
    let provinces: Vec<_> =
        file(VERIFIKASI_DTSEN, "wilayah_provinsi.csv").lines().skip(1).filter_map(|l| l.split_once(',')).collect();
    assert_eq!(provinces.len(), 38);
    for (code, label) in provinces {
        assert_eq!(Wilayah::table().get(code).expect("a province").name(), label);
    }
}
