//! What a person types into registers, over the real store: refused the same way at registration, change and decision, with
//! verdicts for numbers; and what others wrote is never in the way.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{CatatanImpor, Companion, Flow, KasusBaru, KeluargaBaru, OrangBaru};
use atensi_core::domain::Lang;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_tests::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

fn sync(companion: &Companion) {
    assert!(companion.sync(&mut |_| Flow::Continue).unwrap().complete);
}

fn one(field: &str, value: Value) -> BTreeMap<String, Value> {
    BTreeMap::from([(field.to_owned(), value)])
}

fn family(companion: &Companion, kk: Option<&str>) -> String {
    let baru = KeluargaBaru { nama_kepala: "Umbu Ndapa".into(), nomor_kk: kk.map(Into::into), ..Default::default() };
    companion.daftar_keluarga(&baru).unwrap().id
}

fn person(companion: &Companion, nama: &str) -> String {
    companion.daftar_orang(&OrangBaru { nama: nama.into(), ..Default::default() }).unwrap().id
}

fn told(error: &CoreError) -> (&str, &str) {
    (error.field.as_deref().unwrap_or_default(), error.reason.as_deref().unwrap_or_default())
}

#[test]
fn the_same_value_is_refused_at_registration_and_at_change_and_nothing_is_saved() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let (id, keluarga) = (person(&companion, "Rambu Ana"), family(&companion, None));
    let before = (companion.status().unwrap().menunggu, companion.record(&id).unwrap());
    let orang = |change: fn(&mut OrangBaru, String), value: &str| {
        let mut baru = OrangBaru { nama: "Rambu Yaku".into(), ..Default::default() };
        change(&mut baru, value.to_owned());
        companion.daftar_orang(&baru).unwrap_err()
    };
    type Case = (&'static str, fn(&mut OrangBaru, String), &'static str, &'static str);
    let table: [Case; 8] = [
        ("nama", |o, v| o.nama = v, "  ", "field.required"),
        ("hubungan", |o, v| o.hubungan = Some(v), "xyz", "field.unknown_code"),
        ("alasan_tanpa_nik", |o, v| o.alasan_tanpa_nik = Some(v), "malas", "field.unknown_code"),
        ("lahir", |o, v| o.lahir = Some(v), "2026-11-24", "field.future"),
        ("kelamin", |o, v| o.kelamin = Some(v), "X", "field.not_choice"),
        ("wilayah", |o, v| o.wilayah = Some(v), "Waingapu", "field.not_region"),
        ("keluarga_id", |o, v| o.keluarga_id = Some(v), "bukan id", "field.not_id"),
        ("keluarga_id", |o, v| o.keluarga_id = Some(v), NOBODY, "field.no_record"),
    ];
    for (field, change, value, reason) in table {
        let (new, changed) =
            (orang(change, value), companion.ubah("orang", &id, one(field, json!(value))).unwrap_err());
        assert_eq!((told(&new), new.code), ((field, reason), changed.code));
        assert_eq!(told(&changed), (field, reason));
        assert_eq!(new.message(Lang::Id), changed.message(Lang::Id));
        assert_ne!(new.message(Lang::Id), new.message(Lang::En));
    }
    // A person is no family, and one bad field holds the good ones back.
    let error = companion.ubah("orang", &id, one("keluarga_id", json!(id))).unwrap_err();
    assert_eq!((told(&error), error.code), (("keluarga_id", "field.no_record"), ErrorCode::NotFound));
    let mixed = BTreeMap::from([("telepon".into(), json!("0811")), ("lahir".into(), json!("kemarin"))]);
    assert_eq!(told(&companion.ubah("orang", &id, mixed).unwrap_err()), ("lahir", "field.not_date"));
    for (kind, id, field) in [("orang", &id, "nama"), ("keluarga", &keluarga, "nama_kepala")] {
        let error = companion.ubah(kind, id, one(field, Value::Null)).unwrap_err();
        assert_eq!((told(&error), error.code), ((field, "field.required"), ErrorCode::BadInput));
    }
    let error = companion.daftar_keluarga(&KeluargaBaru::default()).unwrap_err();
    assert_eq!(told(&error), ("nama_kepala", "field.required"));
    assert_eq!((companion.status().unwrap().menunggu, companion.record(&id).unwrap()), before);
    companion.ubah("orang", &id, one("keluarga_id", json!(keluarga))).unwrap();
    assert_eq!(companion.record(&keluarga).unwrap().members.len(), 1);
}

#[test]
fn a_case_keeps_a_subject_that_is_here_and_a_worker_by_id() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let (orang, keluarga) = (person(&companion, "Rambu Ana"), family(&companion, None));
    let case = |jenis: &str, id: &str, klaster: &str| {
        companion.buka_kasus(&KasusBaru {
            subjek_jenis: jenis.into(),
            subjek_id: id.into(),
            klaster: klaster.into(),
            ..Default::default()
        })
    };
    for (jenis, id, klaster, field, reason) in [
        ("dinas", orang.as_str(), "L", "subjek_jenis", "field.not_choice"),
        ("", &orang, "L", "subjek_jenis", "field.required"),
        ("orang", "", "L", "subjek_id", "field.required"),
        ("orang", NOBODY, "L", "subjek_id", "field.no_record"),
        ("keluarga", &orang, "L", "subjek_id", "field.no_record"),
        ("orang", &orang, "Z", "klaster", "field.unknown_code"),
    ] {
        assert_eq!(told(&case(jenis, id, klaster).unwrap_err()), (field, reason), "{jenis} {id} {klaster}");
    }
    case("kelompok", NOBODY, "X").unwrap();
    let kasus = case("orang", &orang, "L").unwrap();
    let me = companion.user().id;
    assert_eq!(companion.record(&kasus).unwrap().fields["pendamping"], json!(me));

    let ubah = |fields: Value| companion.ubah("kasus", &kasus, serde_json::from_value(fields).unwrap());
    for (fields, field, reason) in [
        (json!({"pendamping": "Yohanis"}), "pendamping", "field.not_id"),
        (json!({"subjek_jenis": "keluarga"}), "subjek_id", "field.no_record"),
        (json!({"subjek_id": keluarga}), "subjek_id", "field.no_record"),
        (json!({"subjek_id": null}), "subjek_id", "field.required"),
        (json!({"status": "selesai"}), "status", "field.not_choice"),
        (json!({"risiko": "gawat"}), "risiko", "field.unknown_code"),
    ] {
        assert_eq!(told(&ubah(fields.clone()).unwrap_err()), (field, reason), "{fields}");
    }
    ubah(json!({"subjek_jenis": "keluarga", "subjek_id": keluarga})).unwrap();
    ubah(json!({"pendamping": world.users[1].id.to_string(), "status": "tutup", "risiko": null})).unwrap();
    ubah(json!({"subjek_jenis": "lks", "subjek_id": NOBODY})).unwrap();
}

#[test]
fn numbers_are_saved_as_typed_and_judged_beside_what_else_is_known() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let verdict = |kk: &str| {
        let baru = KeluargaBaru { nama_kepala: "Umbu Ndapa".into(), nomor_kk: Some(kk.into()), ..Default::default() };
        let done = companion.daftar_keluarga(&baru).unwrap();
        let view = done.kk.clone().unwrap();
        assert_eq!(companion.record(&done.id).unwrap().fields["nomor_kk"], json!(kk), "kept as typed");
        assert_eq!(companion.cek_kk(kk), view, "a family without members is judged by the number alone");
        assert_eq!(view.messages.len(), view.reasons.len());
        (view.verdict, view.reasons.join(" "), view.registered, done.duplicates.len())
    };
    // The vectors of the reference.
    for (kk, wanted, reasons, registered) in [
        ("3174070508100001", "ok", "", Some("2010-08-05")),
        ("3174074508100001", "warn", "looks_like_nik", None),
        ("3174073102100001", "error", "bad_date", None),
        ("3174070508100000", "error", "bad_serial", Some("2010-08-05")),
        ("317407050810000", "error", "bad_length", None),
    ] {
        assert_eq!(verdict(kk), (wanted.into(), reasons.into(), registered.map(Into::into), 0), "{kk}");
    }
    assert_eq!(verdict("3174070508100001").3, 1, "the same card number again is a hint");
    assert_eq!(
        companion.daftar_keluarga(&KeluargaBaru { nama_kepala: "X".into(), ..Default::default() }).unwrap().kk,
        None
    );

    // A man's NIK typed as the card number of his own family, from either side.
    let (nik, kk) = ("5311010107520002", "5311010508100001");
    let keluarga = family(&companion, Some(kk));
    let baru = OrangBaru { nama: "Umbu Ndapa".into(), nik: Some(nik.into()), ..Default::default() };
    let done = companion.daftar_orang(&OrangBaru { keluarga_id: Some(keluarga.clone()), ..baru.clone() }).unwrap();
    assert_eq!(done.nik.unwrap().verdict, "ok");
    let told = companion.ubah("keluarga", &keluarga, one("nomor_kk", json!(nik))).unwrap();
    assert_eq!(told.kk.unwrap().reasons, ["looks_like_nik"]);
    assert_eq!((told.nik, told.same_kk.len()), (None, 0));
    let again = companion.daftar_orang(&OrangBaru { keluarga_id: Some(keluarga.clone()), ..baru }).unwrap();
    assert_eq!((again.nik.unwrap().reasons, again.duplicates.len()), (vec!["looks_like_kk".to_owned()], 1));

    // What a NIK is compared with changes its verdict too; other changes say nothing.
    let ubah = |field: &str, value: Value| companion.ubah("orang", &done.id, one(field, value)).unwrap();
    assert_eq!(ubah("kelamin", json!("P")).nik.unwrap().reasons, ["sex_mismatch", "looks_like_kk"]);
    let estimate = BTreeMap::from([("lahir".into(), json!("1950-01-01")), ("lahir_taksiran".into(), json!(true))]);
    let told = companion.ubah("orang", &done.id, estimate).unwrap().nik.unwrap();
    assert!(!told.reasons.contains(&"born_mismatch".to_owned()), "an estimate contradicts nothing: {told:?}");
    assert!(ubah("lahir_taksiran", json!(false)).nik.unwrap().reasons.contains(&"born_mismatch".to_owned()));
    assert_eq!(ubah("telepon", json!("0811")), Default::default());
    let told = ubah("nik", json!("531101410752000"));
    assert_eq!((told.nik.unwrap().verdict.as_str(), told.same_nik.len()), ("error", 0));
    assert_eq!(ubah("nik", json!(nik)).same_nik.len(), 1, "the other record of this person");
    assert_eq!(ubah("nik", Value::Null), Default::default());
}

#[test]
fn a_birth_date_of_which_only_the_year_is_known_is_written_out_and_marked() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let born = |id: &str| {
        let fields = companion.record(id).unwrap().fields;
        (fields.get("lahir").cloned().unwrap_or_default(), fields.get("lahir_taksiran").cloned().unwrap_or_default())
    };
    let line = |id: &str| {
        let rows = companion.layar_profil(id).unwrap().baris;
        rows.into_iter().find(|row| row.field == "lahir").unwrap().nilai
    };
    let baru = |lahir: &str| OrangBaru { nama: "Rambu Ana".into(), lahir: Some(lahir.into()), ..Default::default() };
    let id = companion.daftar_orang(&baru("1952")).unwrap().id;
    assert_eq!((born(&id), line(&id)), ((json!("1952-07-01"), json!(true)), "tahun 1952 (taksiran)".to_owned()));
    companion.ubah("orang", &id, one("lahir", json!("1953-05"))).unwrap();
    assert_eq!((born(&id), line(&id)), ((json!("1953-05-15"), json!(true)), "Mei 1953 (taksiran)".to_owned()));
    let whole = BTreeMap::from([("lahir".into(), json!("1953-05-04")), ("lahir_taksiran".into(), json!(false))]);
    companion.ubah("orang", &id, whole).unwrap();
    assert_eq!((born(&id), line(&id)), ((json!("1953-05-04"), json!(false)), "4 Mei 1953".to_owned()));
    // A year to come is refused as a date to come is; what is no year is no date.
    for (text, reason) in [("2027", "field.future"), ("52", "field.not_date"), ("1952-13", "field.not_date")] {
        assert_eq!(told(&companion.daftar_orang(&baru(text)).unwrap_err()), ("lahir", reason), "{text}");
    }
    assert!(companion.daftar_orang(&baru("52")).unwrap_err().message(Lang::Id).contains("tahun saja: 1952"));
    // This year's child was born by today.
    let child = companion.daftar_orang(&baru("2026")).unwrap().id;
    assert_eq!(born(&child), (json!("2026-07-01"), json!(true)));

    let seen = companion.periksa_orang(&baru("1952")).unwrap();
    assert!(seen.lahir_petunjuk.contains("1952") && seen.lahir_pesan.contains("1 Juli 1952"), "{seen:?}");
    let nik = Some("5311014107520002".to_owned());
    let seen = companion.periksa_orang(&OrangBaru { nik: nik.clone(), ..baru("1950") }).unwrap();
    assert_eq!((seen.nomor_pesan.len(), seen.lahir_usul.as_deref()), (0, Some("1952-07-01")), "an estimate yields");
    let seen = companion.periksa_orang(&baru("1953")).unwrap();
    assert_eq!(seen.orang_mirip[0].alasan, "Nama mirip, tahun lahir sama");
    let seen = companion.periksa_orang(&baru("1953-05-04")).unwrap();
    assert_eq!((seen.lahir_petunjuk.as_str(), seen.lahir_pesan.as_str()), ("", ""));
}

#[test]
fn what_others_wrote_is_kept_shown_and_not_in_the_way() {
    let world = World::new();
    let (a, b) = (world.phone(0).unlock(), world.phone(1).unlock());
    let id = person(&a, "Rambu Ana");
    // As a newer version would write it: a code, a shape and a field that this one does not know.
    let newer =
        json!({"hubungan": "tetangga", "kelamin": ["P"], "lahir": "sekitar 1950", "bahasa_ibu": {"kode": "xbr"}});
    let fields: BTreeMap<String, Value> = serde_json::from_value(newer).unwrap();
    a.impor(&[CatatanImpor { jenis: "orang".into(), id: id.clone(), fields: fields.clone() }]).unwrap();
    sync(&a);
    sync(&b);
    let shown = b.record(&id).unwrap().fields;
    assert!(fields.iter().all(|(field, value)| shown.get(field) == Some(value)), "{shown:?}");
    // Saving a whole screen again changes nothing of it; another value is asked as always.
    b.ubah("orang", &id, fields.clone()).unwrap();
    b.ubah("orang", &id, one("telepon", json!("0811"))).unwrap();
    let error = b.ubah("orang", &id, one("hubungan", json!("kenalan"))).unwrap_err();
    assert_eq!(told(&error), ("hubungan", "field.unknown_code"));
    b.ubah("orang", &id, one("bahasa_ibu", json!(["xbr"]))).unwrap();
    sync(&b);
    sync(&a);

    // In a collision each side may be chosen, and nothing else that does not fit.
    a.ubah("orang", &id, one("hubungan", json!("istri"))).unwrap();
    let foreign = one("hubungan", json!("ipar"));
    b.impor(&[CatatanImpor { jenis: "orang".into(), id: id.clone(), fields: foreign }]).unwrap();
    sync(&a);
    sync(&b);
    sync(&a);
    assert_eq!(a.list_tabrakan().unwrap().len(), 1);
    let error = a.putuskan(&id, "hubungan", json!("kenalan")).unwrap_err();
    assert_eq!((told(&error), error.code), (("hubungan", "field.unknown_code"), ErrorCode::BadInput));
    assert_eq!(a.list_tabrakan().unwrap().len(), 1, "still open");
    a.putuskan(&id, "hubungan", json!("ipar")).unwrap();
    assert_eq!(a.record(&id).unwrap().fields["hubungan"], json!("ipar"));
}
