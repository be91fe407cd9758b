//! What the fuzz targets share: a small form with something of everything, and a session of it.

use atensi_core::form::load::load_any;
use atensi_core::form::{Form, FormSession, SessionEnv, compile};
use std::sync::{Arc, LazyLock};

/// Something of everything: kinds, repeats in repeats, lists, rules that feed one another.
const SURVEY: &str = "type,name,label,relevant,constraint,calculation,choice_filter,repeat_count\n\
text,nama,Nama,,,,,\n\
integer,n,N,,. < 9,,,\n\
decimal,d,D,,,,,\n\
date,tgl,Tanggal,,. <= today(),,,\n\
time,jam,Jam,,,,,\n\
dateTime,saat,Saat,,,,,\n\
select_one l,satu,Satu ${n},${n} > 1,,,k = ${nama},\n\
select_multiple l,banyak,Banyak,,count-selected(.) < 3,,,\n\
geopoint,titik,Titik,,,,,\n\
image,foto,Foto,,,,,\n\
acknowledge,ok,OK,,,,,\n\
begin repeat,r,R,,,,,\n\
integer,umur,Umur,,,,,\n\
calculate,pos,,,,position(..),,\n\
begin repeat,s,S,${umur} > 1,,,,\n\
text,t,T,,,,,\n\
end repeat,,,,,,,\n\
end repeat,,,,,,,\n\
begin repeat,c,C,,,,,${n}\n\
text,ct,CT,,,,,\n\
end repeat,,,,,,,\n\
calculate,jumlah,,,,sum(${umur}) + count(${r}),,\n\
note,catatan,Jumlah ${jumlah},,,,,\n";
const CHOICES: &str = "list_name,name,label,k\nl,a,A,x\nl,b,B,y\nl,c,C,x\n";
const SETTINGS: &str = "form_id,form_title,version\nuji,Uji,1\n";

/// The form; it is ours, so it loads.
pub static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| {
    let files = [("survey.csv", SURVEY), ("choices.csv", CHOICES), ("settings.csv", SETTINGS)];
    load_any(&files.map(|(name, text)| (name, text.as_bytes()))).and_then(compile).expect("the form is sound")
});

/// A session of a form that always begins alike.
pub fn session(form: &Arc<Form>) -> FormSession {
    let env = SessionEnv {
        now_ms: 1_795_402_800_000,
        offset_minutes: 420,
        lang: String::new(),
        username: "petugas".into(),
        device_id: "1".into(),
        instance_id: "0190".into(),
        last_saved: Default::default(),
    };
    FormSession::new(Arc::clone(form), env)
}

/// Loads and compiles; a refusal must say why. A form that loads must be usable.
pub fn load(files: &[(&str, &[u8])]) {
    match load_any(files).and_then(compile) {
        Ok(form) => {
            let session = session(&form);
            let _ = (session.to_json(), session.problems(), session.to_xml(None));
        }
        Err(errors) => assert!(!errors.0.is_empty(), "a refusal without a reason"),
    }
}
