//! Forms on paper: every shipped form in both languages, conditions in words, answers in their boxes, hostile texts.

use super::{LembarFormulir, html, pick_lang, plain, printed};
use crate::domain::Lang;
use crate::form::definition::{FormSource, Node, NodeKind, QuestionType};
use crate::form::load::load_any;
use crate::form::packs::shipped_packs;
use crate::form::{FormSession, SessionEnv, compile};
use crate::report::html::escape;
use serde_json::json;

const SURVEY: &str = "\
type,name,label::Indonesia (id),label::English (en),hint::Indonesia (id),relevant,required,parameters,appearance,calculation\n\
begin group,diri,1. Diri,1. Self,,,,,,\n\
text,nama,Nama <b>lengkap</b>,Full name,\"Sesuai KTP & \"\"akta\"\"\",,yes,rows=2,,\n\
integer,umur,Umur,Age,,,,,,\n\
select_one yt,kerja,Bekerja?,Working?,,${umur} >= 15,,,,\n\
select_multiple alat,alat,Alat bantu,Devices,,\"selected(${kerja}, 'y') and ${umur} != ''\",,,,\n\
image,ttd,Tanda tangan,Signature,,,,,signature,\n\
end group,,,,,,,,,\n\
begin repeat,anak,Anak,Children,,\"count-selected(${alat}) > 1 or ${umur} > 60\",,,,\n\
text,nama_anak,Nama anak,Name of child,,,,,,\n\
date,lahir,Tanggal lahir ${nama_anak},Born ${nama_anak},,\"${nama_anak} != '' and not(selected(${alat}, 'kruk'))\",,,,\n\
end repeat,,,,,,,,,\n\
calculate,jumlah,,,,,,,,1+1\n\
note,hasil,Halo ${nama},Hello ${nama},,,,,,\n\
begin group,akhir,Penutup,End,,,,,,\n\
geopoint,tempat,Tempat,Place,,,,,,\n\
end group,,,,,,,,,\n";
const CHOICES: &str = "list_name,name,label::Indonesia (id),label::English (en)\n\
yt,y,Ya,Yes\nyt,t,Tidak,No\nalat,kursi,Kursi <roda>,Wheelchair\nalat,tongkat,Tongkat,Cane\nalat,kruk,Kruk,Crutch\n";
const SETTINGS: &str =
    "form_id,version,form_title,default_language\nuji,1,Uji <script>alert(1)</script>,Indonesia (id)\n";

fn form() -> FormSource {
    load_any(&[
        ("survey.csv", SURVEY.as_bytes()),
        ("choices.csv", CHOICES.as_bytes()),
        ("settings.csv", SETTINGS.as_bytes()),
    ])
    .expect("the form loads")
}

fn session(source: &FormSource, lang: &str) -> FormSession {
    let env = SessionEnv {
        now_ms: 1_795_000_000_000,
        offset_minutes: 420,
        lang: lang.to_owned(),
        username: String::new(),
        device_id: String::new(),
        instance_id: "uuid:cetak".to_owned(),
        last_saved: Default::default(),
    };
    FormSession::new(compile(source.clone()).expect("compiles"), env)
}

fn blank(form: &FormSource, lang_form: &str) -> String {
    html(&LembarFormulir { form, lang_form, session: None, kepala: &[] })
}

#[test]
fn a_blank_sheet_has_numbers_boxes_lines_and_conditions_in_words() {
    let form = form();
    let page = blank(&form, "Indonesia (id)");
    for wanted in [
        "<html lang=\"id\">",
        "<h2>1. Diri</h2>",
        "<span class=\"n\">1.1</span> Nama &lt;b&gt;lengkap&lt;/b&gt; <b>*</b>",
        "Sesuai KTP &amp; &quot;akta&quot;",
        "Hanya bila jawaban 1.2 paling sedikit 15.",
        "Hanya bila jawaban 1.3 adalah “Ya” dan jawaban 1.2 diisi.",
        "Ada syarat: isi bila berlaku.",
        "<li><span class=\"b o\"></span>Tidak</li>",
        "<li><span class=\"b\"></span>Kursi &lt;roda&gt;</li>",
        "<h2>2. Anak</h2>",
        "Baris 3",
        "Tanggal lahir ……",
        "Hanya bila jawaban 2.1 diisi dan jawaban 1.4 tidak memuat “Kruk”.",
        "Halo ……",
        "<h2>3. Penutup</h2>",
        "Nama jelas",
        "Lintang",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(!page.contains("jumlah") && !page.contains("Baris 4"), "{page}");
    assert_eq!(page.matches("class=\"l\"").count(), 2 + 3, "two lines for the name, one for each child");
    let english = blank(&form, "English (en)");
    assert!(english.contains("Only if answer 1.3 is “Yes” and answer 1.2 is given."), "{english}");
}

#[test]
fn a_filled_sheet_shows_what_applies_under_the_same_numbers() {
    let form = form();
    let mut session = session(&form, "Indonesia (id)");
    let report = session.set_all(&json!({
        "diri": {"nama": "Ibu <img src=x onerror=1>", "umur": 30, "kerja": "y", "alat": ["tongkat", "kursi"],
                 "ttd": {"hash": "ab".repeat(32), "size": 2049, "mime": "image/png", "path": "/hp/<x>.png"}},
        "anak": [{"nama_anak": "Rambu", "lahir": "2020-01-02"}, {"nama_anak": "Umbu"}],
    }));
    assert_eq!(report.errors, []);
    let kepala = [("Petugas".to_owned(), "<Yohana>".to_owned())];
    let page =
        html(&LembarFormulir { form: &form, lang_form: session.lang(), session: Some(&session), kepala: &kepala });
    for wanted in [
        "&lt;Yohana&gt;",
        "<p class=\"a\">Ibu &lt;img src=x onerror=1&gt;</p>",
        "<li><span class=\"b o\">×</span><strong>Ya</strong></li>",
        "<li><span class=\"b\">×</span><strong>Kursi &lt;roda&gt;</strong></li>",
        "terlampir: &lt;x&gt;.png 3 KB",
        "<span class=\"n\">2.2</span> Tanggal lahir Rambu",
        "2020-01-02",
        "Halo Ibu &lt;img",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(!page.contains("Hanya bila") && !page.contains("Baris 3") && !page.contains("/hp/"), "{page}");

    session.set("/data/diri/umur", "10").expect("set");
    let page = html(&LembarFormulir { form: &form, lang_form: session.lang(), session: Some(&session), kepala: &[] });
    assert!(!page.contains("Bekerja?") && !page.contains("Kursi"), "what does not apply is left out");
}

#[test]
fn no_text_of_a_form_becomes_markup() {
    for hostile in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><b>", "&lt;ok&gt;", "'-->"]
    {
        let quoted = hostile.replace('"', "\"\"");
        let survey = format!(
            "type,name,label,hint,appearance\nbegin group,g,\"{quoted}\",\"{quoted}\",\nselect_one l,a,\"{quoted}\",\"{quoted}\",\"{quoted}\"\n\
             note,n,\"{quoted}\",,\nend group,,,,\n"
        );
        let choices = format!("list_name,name,label\nl,x,\"{quoted}\"\n");
        let settings = format!("form_id,version,form_title\nuji,1,\"{quoted}\"\n");
        let files = [("survey.csv", &survey), ("choices.csv", &choices), ("settings.csv", &settings)];
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
        let form = load_any(&files).expect("loads");
        let mut session = session(&form, &form.default_lang);
        session.set("/data/g/a", "x").expect("set");
        let filled =
            LembarFormulir { form: &form, lang_form: &form.default_lang, session: Some(&session), kepala: &[] };
        for page in [blank(&form, &form.default_lang), html(&filled)] {
            assert!(page.contains(&escape(hostile)), "{hostile}");
            let body = page.split_once("<body>").expect("body").1;
            for tag in ["<script", "<img", "<b>", "<style", "</style"] {
                assert!(!body.contains(tag), "{tag} of {hostile}: {body}");
            }
            assert!(page.contains("default-src 'none'"), "nothing runs, nothing is fetched");
        }
    }
}

#[test]
fn a_language_is_picked_by_name_or_code() {
    let form = form();
    for (wanted, reader, picked) in [
        (None, Lang::En, Some("English (en)")),
        (None, Lang::Id, Some("Indonesia (id)")),
        (Some("en"), Lang::Id, Some("English (en)")),
        (Some("english (EN)"), Lang::Id, Some("English (en)")),
        (Some("fr"), Lang::Id, None),
    ] {
        assert_eq!(pick_lang(&form, wanted, reader).as_deref(), picked, "{wanted:?}");
    }
}

/// Every label that a pen meets, in form order.
fn labels(nodes: &[Node], lang: &str, out: &mut Vec<String>) {
    for node in nodes {
        let label = plain(&node.label, lang);
        match &node.kind {
            NodeKind::Group(children) | NodeKind::Repeat { children, .. } => {
                out.push(label);
                labels(children, lang, out);
            }
            NodeKind::Question(kind) if printed(node, kind) || *kind == QuestionType::Note => out.push(label),
            NodeKind::Question(_) => {}
        }
    }
}

#[test]
fn every_shipped_form_prints_whole_in_both_languages() {
    for pack in shipped_packs() {
        let files: Vec<(&str, &[u8])> = pack.files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
        let form = load_any(&files).expect("shipped");
        assert!(form.langs.len() >= 2, "{}", pack.id);
        for lang in &form.langs {
            let page = blank(&form, lang);
            let mut wanted = Vec::new();
            labels(&form.nodes, lang, &mut wanted);
            let mut at = 0;
            for label in wanted.iter().filter(|l| !l.is_empty()) {
                let found = page[at..].find(&escape(label));
                at += found.unwrap_or_else(|| panic!("{} {lang}: `{label}` is missing or out of order", pack.id));
            }
            // Every question has its number once, or once for each row of its repeat.
            assert!(page.matches("<span class=\"n\">").count() >= 4, "{}", pack.id);
            assert_eq!(page.matches("<div").count(), page.matches("</div>").count(), "{} {lang}", pack.id);
            assert_eq!(page.matches("<ul>").count(), page.matches("</ul>").count(), "{} {lang}", pack.id);
            // An untouched document prints too.
            let session = session(&form, lang);
            let filled = html(&LembarFormulir { form: &form, lang_form: lang, session: Some(&session), kepala: &[] });
            assert!(filled.len() > 2_000 && !filled.contains("class=\"s\""), "{} {lang}", pack.id);
        }
    }
}
