//! The rules of the forms that follow a first assessment: the comprehensive assessment, the plan, the referral and the
//! consent guide the worker, keep what was not agreed out of the record, and never leave anyone stuck.

use atensi_core::domain::codes::CodeLists;
use atensi_core::form::FormSession;
use atensi_core::form::packs::{ASESMEN_KOMPREHENSIF, PERSETUJUAN, RENCANA_LAYANAN, RUJUKAN, shipped_pack};
use atensi_tests::formulir::{NOW_MS, filled, form, open, relevant, samples, text};

fn data(name: &str) -> String {
    format!("/data/{name}")
}

fn set(session: &mut FormSession, name: &str, value: &str) {
    session.set(&data(name), value).unwrap_or_else(|e| panic!("{e}"));
}

fn code(session: &FormSession, name: &str) -> &'static str {
    session.question(&data(name)).unwrap_or_else(|e| panic!("{e}")).validity.code()
}

/// Required answers that are asked for where the sample stands, signatures and photos left out.
fn required(session: &FormSession) -> usize {
    let asked = session.visible().into_iter().filter_map(|s| session.question_slot(s));
    asked.filter(|q| q.asked && q.required && q.kind != "image").count()
}

#[test]
fn one_module_a_cluster_opens_by_cluster_by_other_types_and_by_age() {
    let modules = ["anak", "lansia", "disabilitas", "napza", "tuna_sosial", "bencana", "lain"];
    let shown = |session: &FormSession| -> Vec<&str> {
        modules.into_iter().filter(|m| relevant(session, &data(&format!("modul_{m}")))).collect()
    };
    let mut session = filled(ASESMEN_KOMPREHENSIF, "disabilitas-kursi-roda");
    assert_eq!(shown(&session), ["disabilitas"]);
    set(&mut session, "kategori/jenis_ppks_lain", "8 17 21");
    assert_eq!(shown(&session), ["lansia", "disabilitas", "napza", "bencana"]);
    set(&mut session, "kategori/jenis_ppks_lain", "");
    for (klaster, module) in
        [("A", "anak"), ("L", "lansia"), ("N", "napza"), ("T", "tuna_sosial"), ("B", "bencana"), ("X", "lain")]
    {
        set(&mut session, "kategori/klaster", klaster);
        assert_eq!(shown(&session), [module], "{klaster}");
    }
    set(&mut session, "dasar/jati_diri/tanggal_lahir", "2012-01-01");
    assert_eq!(shown(&session), ["anak", "lain"], "a child is asked as a child whatever the cluster");
    set(&mut session, "dasar/jati_diri/tanggal_lahir", "1960-01-01");
    assert_eq!(shown(&session), ["lansia", "lain"]);
}

#[test]
fn every_type_of_ppks_opens_a_module() {
    let types = CodeLists::shipped().list("jenis_ppks").expect("shipped");
    let mut session = filled(ASESMEN_KOMPREHENSIF, "disabilitas-kursi-roda");
    set(&mut session, "kategori/jenis_ppks_utama", "");
    set(&mut session, "kategori/klaster", "");
    for entry in types.entries() {
        set(&mut session, "kategori/jenis_ppks_lain", &entry.code);
        let open = ["anak", "lansia", "disabilitas", "napza", "tuna_sosial", "bencana", "lain"]
            .into_iter()
            .any(|m| relevant(&session, &data(&format!("modul_{m}"))));
        assert!(open, "type {} opens nothing", entry.code);
    }
}

#[test]
fn without_consent_nothing_is_asked_about_the_person() {
    let mut session = filled(ASESMEN_KOMPREHENSIF, "napza-dalam-pemulihan");
    let closed =
        ["dasar", "kategori", "modul_napza", "keluarga", "fisik", "psikologis", "sosial", "ekonomi", "program"];
    assert!(closed.iter().all(|c| relevant(&session, &data(c))));
    assert!(!relevant(&session, &data("foto")), "photos were not agreed");
    assert!(relevant(&session, &data("konferensi/periksa_konferensi")), "talking to others was not agreed");
    set(&mut session, "persetujuan/cakupan_persetujuan", "layanan");
    assert!(closed.iter().all(|c| !relevant(&session, &data(c))));
    assert_eq!(session.problem_count(), 0, "a narrow consent can still be finished");
    let document = session.finalize(NOW_MS).unwrap_or_else(|p| panic!("{p:#?}"));
    let text = document.answers.to_string();
    assert!(!text.contains("sabu") && !text.contains("D. (inisial)"), "what was not agreed left the record");
}

#[test]
fn the_genogram_numbers_its_persons_and_holds_ties_to_them() {
    let mut session = filled(ASESMEN_KOMPREHENSIF, "anak-dengan-wali");
    let list = text(&session, &data("keluarga/genogram/daftar_genogram"));
    assert!(list.starts_with("1 = Rambu Konga Mbani; 2 = Umbu Ndilu; 3 = Umbu Praing"), "{list}");
    let tie = "keluarga/genogram/ikatan[1]/isi_ikatan";
    set(&mut session, &format!("{tie}/ikatan_ke"), "7");
    assert_eq!(code(&session, &format!("{tie}/ikatan_ke")), "constraint", "there are six persons");
    set(&mut session, &format!("{tie}/ikatan_ke"), "3");
    assert_eq!(code(&session, &format!("{tie}/ikatan_ke")), "constraint", "nobody is tied to themselves");
    set(&mut session, &format!("{tie}/ikatan_ke"), "0");
    assert_eq!(code(&session, &format!("{tie}/ikatan_ke")), "ok");
    // A relation is offered in its generation only.
    let person = data("keluarga/genogram/genogram_orang[1]/geno_data/geno_hubungan");
    let (all, choices) = session.options(&person, None, 0, 50).expect("a select");
    assert_eq!(all, 5);
    assert!(choices.iter().all(|c| c.value.starts_with("kakek") || c.value.starts_with("nenek")));
}

#[test]
fn a_danger_judged_low_is_pointed_out() {
    let mut session = filled(ASESMEN_KOMPREHENSIF, "korban-bencana-tanpa-persetujuan");
    let note = data("analisis/risiko/periksa_risiko");
    set(&mut session, "analisis/risiko/tingkat_risiko", "rendah");
    assert!(!relevant(&session, &note));
    for danger in [
        "keselamatan/bahaya_sekarang",
        "fisik/fisik_umum/bahaya_medis",
        "psikologis/psikologis_aman/mengalami_kekerasan",
        "modul_bencana/bencana_kejadian/anak_sendirian",
    ] {
        let before = text(&session, &data(danger));
        set(&mut session, danger, "ya");
        assert!(relevant(&session, &note), "{danger}");
        set(&mut session, danger, &before);
        assert!(!relevant(&session, &note), "{danger}");
    }
}

#[test]
fn instruments_are_offered_by_age_and_score_in_place() {
    let mut session = filled(ASESMEN_KOMPREHENSIF, "lansia-sebatang-kara");
    assert_eq!(text(&session, &data("fisik/barthel20/barthel20_skor")), "18");
    assert_eq!(text(&session, &data("psikologis/gds15/gds15_positif")), "ya");
    assert!(!relevant(&session, &data("fisik/katz")));
    let offered = |session: &FormSession, at: &str| -> Vec<String> {
        session.options(&data(at), None, 0, 20).expect("a select").1.into_iter().map(|c| c.value).collect()
    };
    let mind = "psikologis/psikologis_keadaan/alat_ukur_jiwa";
    assert_eq!(offered(&session, mind), ["gds15", "srq20", "phq9", "tidak_dipakai"]);
    for (age, expect) in [
        ("3", vec!["tidak_dipakai"]),
        ("16", vec!["srq20", "psc17", "tidak_dipakai"]),
        ("9", vec!["psc17", "tidak_dipakai"]),
    ] {
        set(&mut session, "dasar/jati_diri/umur_perkiraan", age);
        assert_eq!(offered(&session, mind), expect, "{age}");
    }
}

#[test]
fn the_component_follows_from_the_activity_as_in_the_code_list() {
    let activities = CodeLists::shipped().list("kegiatan_layanan").expect("shipped");
    for (form_id, sample, row, activity, component) in [
        (
            RENCANA_LAYANAN,
            "anak-kembali-sekolah",
            "layanan/layanan_rencana[1]/layanan_apa",
            "layanan_kegiatan",
            "layanan_komponen",
        ),
        (
            ASESMEN_KOMPREHENSIF,
            "anak-dengan-wali",
            "rekomendasi/usulan_layanan[1]/isi_usulan",
            "usulan_kegiatan",
            "usulan_komponen",
        ),
    ] {
        let mut session = filled(form_id, sample);
        for entry in activities.entries() {
            set(&mut session, &format!("{row}/{activity}"), &entry.code);
            let expect: Vec<_> = entry.extra_list("komponen").collect();
            assert_eq!(vec![text(&session, &data(&format!("{row}/{component}")))], expect, "{}", entry.code);
        }
    }
}

#[test]
fn coercion_takes_a_social_worker_a_reason_and_an_end() {
    let mut session = filled(RENCANA_LAYANAN, "koersif-oleh-peksos");
    let at = "layanan/layanan_rencana[1]/layanan_siapa";
    assert_eq!(session.problem_count(), 0);
    for needed in ["koersif_alasan", "koersif_upaya", "koersif_sampai"] {
        let path = format!("{at}/{needed}");
        let before = text(&session, &data(&path));
        set(&mut session, &path, "");
        assert_eq!(code(&session, &path), "required", "{needed}");
        set(&mut session, &path, &before);
    }
    assert!(!relevant(&session, &data("pengesahan/periksa_str")));
    set(&mut session, "pengesahan/status_str", "diurus");
    assert!(relevant(&session, &data("pengesahan/periksa_str")));
    set(&mut session, "awal/peran_petugas", "pendamping");
    let method = session.question(&data(&format!("{at}/layanan_metode"))).expect("question");
    assert_eq!(method.validity.code(), "constraint");
    assert!(method.validity.message().contains("peksos"), "it says who may: {}", method.validity.message());
    set(&mut session, &format!("{at}/layanan_metode"), "persuasif");
    assert_eq!(session.problem_count(), 0, "and the way out is another method");
}

#[test]
fn a_goal_without_a_deadline_is_told_and_does_not_block() {
    let mut session = filled(RENCANA_LAYANAN, "anak-kembali-sekolah");
    assert!(!relevant(&session, &data("tujuan/periksa_tujuan")));
    assert_eq!(text(&session, &data("layanan/jumlah_layanan")), "3");
    assert_eq!(text(&session, &data("layanan/jumlah_selesai")), "1");
    set(&mut session, "tujuan/tujuan_layanan[2]/isi_tujuan/tujuan_tenggat", "");
    assert!(relevant(&session, &data("tujuan/periksa_tujuan/pesan_tenggat")));
    assert_eq!(session.problem_count(), 0);
}

#[test]
fn a_referral_without_consent_is_not_sent_and_carries_no_data() {
    let mut session = filled(RUJUKAN, "lansia-ke-puskesmas");
    assert_eq!(session.problem_count(), 0);
    for decision in ["belum", "menolak"] {
        set(&mut session, "persetujuan/keputusan_rujukan", decision);
        assert_eq!(code(&session, "jawaban/status_rujukan"), "constraint", "{decision}");
        assert!(!relevant(&session, &data("isi_rujukan/ringkasan_kasus")) && !relevant(&session, &data("lampiran")));
        assert!(relevant(&session, &data("isi_rujukan/tanpa_data")));
    }
    for way_out in ["disiapkan", "datang_sendiri", "dibatalkan"] {
        set(&mut session, "jawaban/status_rujukan", way_out);
        assert_eq!(session.problem_count(), 0, "{way_out}");
    }
    let document = session.finalize(NOW_MS).unwrap_or_else(|p| panic!("{p:#?}"));
    assert!(!document.answers.to_string().contains("jatuh berulang"));
    assert_eq!(document.attachments.len(), 0, "neither thumbprint nor papers go along");
}

#[test]
fn a_child_needs_a_guardian_in_every_form_and_travels_with_someone() {
    for (form_id, sample, group, decision) in [
        (ASESMEN_KOMPREHENSIF, "lansia-sebatang-kara", "persetujuan", "keputusan_persetujuan"),
        (PERSETUJUAN, "disabilitas-rekaman-suara", "keputusan", "keputusan_persetujuan"),
        (RENCANA_LAYANAN, "anak-kembali-sekolah", "persetujuan", "keputusan_layanan"),
        (RUJUKAN, "lansia-ke-puskesmas", "persetujuan", "keputusan_rujukan"),
    ] {
        let mut session = filled(form_id, sample);
        let minor = if form_id == PERSETUJUAN { "orang/di_bawah_18" } else { "persetujuan/di_bawah_18" };
        set(&mut session, minor, "ya");
        set(&mut session, &format!("{group}/{decision}"), "setuju");
        let (_, offered) =
            session.options(&data(&format!("{group}/pemberi_persetujuan")), None, 0, 20).expect("a select");
        let offered: Vec<_> = offered.iter().map(|c| c.value.as_str()).collect();
        assert_eq!(offered, ["orang_tua", "wali", "pejabat"], "{form_id}");
    }
    let mut session = filled(RUJUKAN, "anak-ke-sentra");
    set(&mut session, "perjalanan/pengantar", "sendiri");
    assert!(relevant(&session, &data("perjalanan/periksa_pengantar")));
}

#[test]
fn consent_is_kept_purpose_by_purpose() {
    let mut session = filled(PERSETUJUAN, "anak-oleh-wali");
    let scope = data("tujuan/cakupan_persetujuan");
    assert_eq!(text(&session, &scope), "asesmen layanan tim rujukan penelusuran");
    set(&mut session, "tujuan/setuju_asesmen", "tidak");
    set(&mut session, "tujuan/setuju_penelusuran", "belum_ditanya");
    assert_eq!(text(&session, &scope), "layanan tim rujukan");
    assert!(relevant(&session, &data("tujuan/lembaga_boleh")));
    set(&mut session, "tujuan/setuju_rujukan", "");
    assert!(!relevant(&session, &data("tujuan/lembaga_boleh")), "what is not answered is not agreed");
    // An adult with disability is asked before the one who acts for them.
    let mut session = filled(PERSETUJUAN, "disabilitas-rekaman-suara");
    set(&mut session, "keputusan/pemberi_persetujuan", "pengampu");
    assert_eq!(code(&session, "keputusan/warga_ditanya"), "required");
    // A withdrawal asks nothing of what consent asks.
    let session = filled(PERSETUJUAN, "dicabut-sebagian");
    for closed in ["penjelasan", "keputusan", "tujuan", "batas", "bukti"] {
        assert!(!relevant(&session, &data(closed)), "{closed}");
    }
}

#[test]
fn a_tired_worker_meets_few_required_questions() {
    for (form_id, most) in [(ASESMEN_KOMPREHENSIF, 45), (PERSETUJUAN, 20), (RENCANA_LAYANAN, 20), (RUJUKAN, 18)] {
        for (path, _) in samples(shipped_pack(form_id).expect("shipped")) {
            let name = path.file_stem().and_then(|s| s.to_str()).expect("a name").to_owned();
            let held = required(&filled(form_id, &name));
            assert!(held <= most, "{form_id} {name}: {held} required questions");
        }
        // Before any answer: safety, consent, who writes.
        let empty = required(&open(&form(shipped_pack(form_id).expect("shipped"))));
        assert!(empty <= 12, "{form_id} empty: {empty}");
    }
}
