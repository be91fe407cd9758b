use super::*;

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("test date")
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn codes(reasons: &[Reason]) -> String {
    reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(" ")
}

#[test]
fn nik_vectors() {
    let table = [
        ("3174071508950001", Verdict::Ok, "", "L 1995-08-15"),
        ("3174075508950001", Verdict::Ok, "", "P 1995-08-15"),
        ("3273014502290003", Verdict::Ok, "", "P 1929-02-05"),
        ("3174072902000001", Verdict::Ok, "", "L 2000-02-29"),
        ("3174076902040001", Verdict::Ok, "", "P 2004-02-29"),
        ("3174072902010001", Verdict::Error, "bad_date", ""),
        ("3174073102900001", Verdict::Error, "bad_date", ""),
        ("3174077102900001", Verdict::Error, "bad_date", ""),
        ("3174070101900000", Verdict::Error, "bad_serial", "L 1990-01-01"),
        ("3174070000000000", Verdict::Error, "bad_date bad_serial", ""),
        ("0000000000000000", Verdict::Error, "repeated_digit", ""),
        ("1111111111111111", Verdict::Error, "repeated_digit", ""),
        ("9999990101900001", Verdict::Warn, "unknown_region", "L 1990-01-01"),
        ("317407150895000", Verdict::Error, "bad_length", ""),
        ("31740715089500011", Verdict::Error, "bad_length", ""),
        ("", Verdict::Error, "bad_length", ""),
        ("9601010101900001", Verdict::Ok, "", "L 1990-01-01"),
        ("31740715O8950001", Verdict::Error, "not_digits", ""),
        ("٣١٧٤٠٧١٥٠٨٩٥٠٠٠١", Verdict::Error, "not_digits", ""),
        ("3174 0715 0895 0001", Verdict::Error, "bad_length not_digits", ""),
        // Province and kabupaten known, kecamatan not: a code that a split may have retired.
        ("3174990101900001", Verdict::Warn, "unknown_region", "L 1990-01-01"),
        // Days between the men's 31 and the women's 41, and month 13.
        ("3174073208950001", Verdict::Error, "bad_date", ""),
        ("3174074008950001", Verdict::Error, "bad_date", ""),
        ("3174077208950001", Verdict::Error, "bad_date", ""),
        ("3174071513950001", Verdict::Error, "bad_date", ""),
        // The century turns with the day, not with the year: tomorrow is a hundred years ago.
        ("3174072211260001", Verdict::Ok, "", "L 2026-11-22"),
        ("3174072311260001", Verdict::Ok, "", "L 1926-11-23"),
    ];
    for (nik, verdict, reasons, read) in table {
        let check = check_nik(nik, &NikContext::on(today()));
        let got = match (check.sex, check.born) {
            (Some(sex), Some(born)) => format!("{} {born}", sex.as_str()),
            _ => String::new(),
        };
        assert_eq!((check.verdict, codes(&check.reasons).as_str(), got.as_str()), (verdict, reasons, read), "{nik}");
        assert_eq!(check.nik, nik, "kept as typed");
    }
}

#[test]
fn nik_against_the_form() {
    // number, sex, birth date and KK of the form; verdict, reasons, birth date in the result, suggestion
    let table = [
        ("3174071508950001", "L", "1995-08-15", "", Verdict::Ok, "", "1995-08-15", ""),
        ("3174071508950001", "P", "1995-08-15", "", Verdict::Warn, "sex_mismatch", "1995-08-15", ""),
        ("3174071508950001", "L", "1995-08-16", "", Verdict::Warn, "born_mismatch", "1995-08-15", ""),
        ("3174071508950001", "P", "1996-08-15", "", Verdict::Warn, "sex_mismatch born_mismatch", "1995-08-15", ""),
        // A woman of 102 years: two digits cannot tell, the form's date wins.
        ("3174075505240001", "P", "1924-05-15", "", Verdict::Warn, "born_century", "1924-05-15", ""),
        ("3174075505240001", "P", "2024-05-15", "", Verdict::Ok, "", "2024-05-15", ""),
        // A birth in the future is not a century question.
        ("3174071508950001", "L", "2095-08-15", "", Verdict::Warn, "born_mismatch", "1995-08-15", ""),
        // The family card number typed into the NIK box.
        ("3174070508100001", "L", "1980-01-02", "", Verdict::Warn, "born_mismatch looks_like_kk", "2010-08-05", ""),
        ("3174070508100001", "", "", " 3174070508100001", Verdict::Warn, "looks_like_kk", "2010-08-05", ""),
        ("3174070508100001", "L", "2010-08-05", "3174070508100002", Verdict::Ok, "", "2010-08-05", ""),
        // Neighbouring digits swapped.
        (
            "3174075108950001",
            "L",
            "1995-08-15",
            "",
            Verdict::Warn,
            "sex_mismatch born_mismatch",
            "1995-08-11",
            "3174071508950001",
        ),
        ("3174071580950001", "L", "1995-08-15", "", Verdict::Error, "bad_date", "", "3174071508950001"),
        ("3174071580950001", "P", "1995-08-15", "", Verdict::Error, "bad_date", "", ""),
    ];
    for (nik, sex, born, kk, verdict, reasons, read, suggestion) in table {
        let context = NikContext {
            today: today(),
            sex: sex.parse().ok(),
            born: (!born.is_empty()).then(|| day(born)),
            kk: (!kk.is_empty()).then_some(kk),
        };
        let check = check_nik(nik, &context);
        let got = check.born.map(|b| b.to_string()).unwrap_or_default();
        assert_eq!(
            (
                check.verdict,
                codes(&check.reasons).as_str(),
                got.as_str(),
                check.suggestion.as_deref().unwrap_or_default()
            ),
            (verdict, reasons, read, suggestion),
            "{nik} {sex} {born}"
        );
    }
}

#[test]
fn kk_vectors() {
    let table = [
        ("3174070508100001", "", Verdict::Ok, "", "2010-08-05"),
        ("3174074508100001", "", Verdict::Warn, "looks_like_nik", ""),
        ("3174073102100001", "", Verdict::Error, "bad_date", ""),
        ("3174077102100001", "", Verdict::Error, "bad_date", ""),
        ("3174070508100000", "", Verdict::Error, "bad_serial", "2010-08-05"),
        ("317407050810000", "", Verdict::Error, "bad_length", ""),
        ("2222222222222222", "", Verdict::Error, "repeated_digit", ""),
        ("9999990508100001", "", Verdict::Warn, "unknown_region", "2010-08-05"),
        ("3174070508100001", "3174070508100001", Verdict::Warn, "looks_like_nik", "2010-08-05"),
    ];
    for (kk, nik, verdict, reasons, read) in table {
        let check = check_kk(kk, today(), Some(nik));
        let got = check.registered.map(|b| b.to_string()).unwrap_or_default();
        assert_eq!((check.verdict, codes(&check.reasons).as_str(), got.as_str()), (verdict, reasons, read), "{kk}");
    }
}

#[test]
fn spaces_are_an_error_with_the_way_out() {
    for typed in ["3174 0715 0895 0001", "31.74.07.150895.0001", "317407-150895-0001"] {
        let check = check_nik(typed, &NikContext::on(today()));
        assert_eq!(check.verdict, Verdict::Error);
        assert_eq!(check.suggestion.as_deref(), Some("3174071508950001"));
        assert_eq!(check_kk(typed, today(), None).suggestion.as_deref(), Some("3174071508950001"));
    }
    assert_eq!(check_nik("3174 0715 0895 000A", &NikContext::on(today())).suggestion, None);
    // Outer spaces come with every paste and are no fault.
    assert_eq!(check_nik(" 3174071508950001\n", &NikContext::on(today())).verdict, Verdict::Ok);
}

#[test]
fn absurd_input_is_answered_shortly() {
    let check = check_nik(&"9".repeat(1 << 20), &NikContext::on(today()));
    assert_eq!((check.verdict, check.nik.len(), check.wilayah), (Verdict::Error, ECHO, None));
    for today in [NaiveDate::MIN, NaiveDate::MAX] {
        check_nik("3174071508950001", &NikContext { born: Some(today), ..NikContext::on(today) });
    }
}

#[test]
fn json_is_the_public_shape() {
    let check = check_nik("3174071508950000", &NikContext::on(today()));
    let json = serde_json::to_value(&check).expect("serialises");
    assert_eq!(json["verdict"], "error");
    assert_eq!(json["reasons"], serde_json::json!(["bad_serial"]));
    assert_eq!((json["sex"].as_str(), json["born"].as_str()), (Some("L"), Some("1995-08-15")));
    assert_eq!(json["wilayah"]["code"], "31.74.07");
    assert_eq!(json["wilayah"]["kecamatan"], "Kebayoran Baru");
    assert_eq!(json["wilayah"]["kab_kota"], "Kota Administrasi Jakarta Selatan");
    let keys: Vec<_> = json.as_object().expect("object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["nik", "verdict", "reasons", "sex", "born", "wilayah"]);
}

#[test]
fn reason_codes_are_stable_and_worded() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).expect("serialises"), reason.code());
        assert!(reason.text(Lang::Id).len() > 10 && reason.text(Lang::Id) != reason.text(Lang::En));
    }
}
