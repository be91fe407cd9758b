//! Expressions: the parser, the resolver and the evaluator, as a calculation and as a rule in a repeat.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    // As a cell of a sheet: quotes are doubled, and a sheet has no line breaks here.
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    let survey = format!(
        "type,name,label,relevant,constraint,calculation\ninteger,a,A,,,\nbegin repeat,r,R,,,\n\
         integer,b,B,{cell},{cell},\nend repeat,,,,,\ncalculate,x,,,,{cell}\n"
    );
    let files: [(&str, &[u8]); 2] =
        [("survey.csv", survey.as_bytes()), ("settings.csv", b"form_id,form_title,version\nuji,Uji,1\n")];
    let Ok(form) = atensi_core::form::load::load_any(&files).and_then(atensi_core::form::compile) else { return };
    let mut session = atensi_fuzz::session(&form);
    for (path, value) in [("a", "3"), ("r[1]/b", "4"), ("r[2]/b", "5")] {
        if path.starts_with('r') {
            let _ = session.add_row("r");
        }
        let _ = session.set(path, value);
    }
    let events = session.events().to_vec();
    let again = atensi_core::form::FormSession::replay(session.form().clone(), session.env().clone(), &events);
    assert_eq!(again.to_json(), session.to_json(), "a replay gives the same answers");
});
