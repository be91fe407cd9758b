//! What a form is refused for, and that the author is told where and what to do.

use super::*;

#[test]
fn refuses_with_place_and_hint() {
    // Line 2 is the one at fault.
    let cases: &[(&str, &str, &str)] = &[
        ("calc c ~ calc ~ summ(${a})", "form.unknown_function", "did you mean 'sum'"),
        ("calc c ~ calc ~ SUM(${a})", "form.unknown_function", "did you mean 'sum'"),
        ("calc c ~ calc ~ randomise(${a})", "form.unknown_function", "did you mean 'randomize'"),
        ("calc c ~ calc ~ ${umr}", "form.unknown_name", "did you mean 'umur'"),
        ("calc c ~ calc ~ /data/umurr", "form.bad_path", "did you mean 'umur'"),
        ("calc c ~ calc ~ /form/umur", "form.bad_path", "/data"),
        ("calc c ~ calc ~ ../../x", "form.bad_path", "leaves the form"),
        ("calc c ~ calc ~ ${umur} +", "form.expr_syntax", "ends too early"),
        ("calc c ~ calc ~ (1", "form.expr_syntax", "')' is missing"),
        ("calc c ~ calc ~ 1 2", "form.expr_syntax", "character 3"),
        ("calc c ~ calc ~ 'abc", "form.expr_syntax", "quote"),
        ("calc c ~ calc ~ //umur", "form.expr_syntax", "'//'"),
        ("calc c ~ calc ~ ${umur} | 3", "form.bad_call", "a path here"),
        ("calc c ~ calc ~ ${umur} |", "form.expr_syntax", "ends too early"),
        ("calc c ~ calc ~ following::umur", "form.expr_syntax", "child::, self:: and parent::"),
        ("calc c ~ calc ~ ::umur", "form.expr_syntax", "child::, self:: and parent::"),
        ("calc c ~ calc ~ child::node()", "form.expr_syntax", "write a name"),
        ("calc c ~ calc ~ self::umur", "form.bad_path", "stands at 'c' here, never at 'umur'"),
        ("calc c ~ calc ~ parent::umur/a", "form.bad_path", "stands at 'data' here"),
        ("calc c ~ calc ~ /data[1]/umur", "form.bad_path", ""),
        ("calc c ~ calc ~ digest(${a}, 'MD6')", "form.bad_call", "SHA-256"),
        ("calc c ~ calc ~ digest(${a}, 'MD5', 'base32')", "form.bad_call", "hex"),
        ("calc c ~ calc ~ weighted-checklist(1, 2, 3, 4, 5)", "form.bad_call", "weight"),
        ("calc c ~ calc ~ checklist(1, 2)", "form.bad_call", "arguments"),
        ("calc c ~ calc ~ randomize(3)", "form.bad_call", "path"),
        ("calc c ~ calc ~ randomize(instance('desa')/root/item)", "form.bad_path", "rows have no value"),
        ("calc c ~ calc ~ instance('desa')/root/item = 3", "form.bad_path", "rows have no value"),
        ("calc c ~ calc ~ string-length()", "form.bad_call", "1 arguments"),
        ("calc c ~ calc ~ @x", "form.expr_syntax", "attributes"),
        ("calc c ~ calc ~ count(*)", "form.expr_syntax", "wildcard"),
        ("calc c ~ calc ~ #", "form.expr_syntax", "unexpected"),
        ("calc c ~ calc ~ ${umur", "form.expr_syntax", "'$'"),
        ("calc c ~ calc ~ 1.2.3", "form.expr_syntax", "number"),
        ("calc c ~ calc ~ if(1, 2)", "form.bad_call", "3 arguments"),
        ("calc c ~ calc ~ position()", "form.bad_call", "position(..)"),
        ("calc c ~ calc ~ position(..)", "form.bad_path", ""),
        ("calc c ~ calc ~ regex(${a}, ${a})", "form.bad_call", "quotes"),
        ("calc c ~ calc ~ regex(${a}, '(')", "form.bad_regex", "pattern"),
        ("calc c ~ calc ~ regex(${a}, '(?=x)')", "form.bad_regex", "pattern"),
        ("calc c ~ calc ~ instance('dsa')/root/item[1]/name", "form.unknown_list", "did you mean 'desa'"),
        ("calc c ~ calc ~ instance('desa')/root/item[nama = 1]/name", "form.unknown_column", "did you mean 'name'"),
        ("calc c ~ calc ~ instance('desa')/root/item[1]", "form.bad_path", "count()"),
        ("calc c ~ calc ~ jr:choice-name(1, '${a}')", "form.bad_call", "select"),
        ("calc c ~ calc ~ jr:itext('x')", "form.missing_text", "no text 'x'"),
        ("calc c ~ calc ~ sum(1)", "form.bad_call", "path"),
        ("one c none", "form.unknown_list", "'none'"),
        ("one c desa ~ filter ~ kecc = ${a}", "form.unknown_column", "did you mean 'kec'"),
        ("integer c ~ default ~ abc", "form.bad_default", ""),
        ("integer umur", "form.duplicate_name", "/data/umur"),
    ];
    for (line, code, part) in cases {
        let errors = refused(&format!("integer umur\n{line}\ntext a"));
        let hit = errors.iter().any(|(c, m)| c == code && m.contains(part) && m.starts_with("survey:2"));
        assert!(hit, "{line}: {errors:?}");
    }
}

#[test]
fn reports_all_problems_together() {
    let errors = refused("calc a ~ calc ~ nope()\ncalc b ~ calc ~ ${gone}\ncalc c ~ calc ~ 1 +");
    assert_eq!(errors.len(), 3, "{errors:?}");
}

#[test]
fn refuses_cycles_with_the_names_on_them() {
    let cases: &[(&str, &[&str])] = &[
        ("calc a ~ calc ~ ${b}\ncalc b ~ calc ~ ${a}", &["a (calculation)", "b (calculation)"]),
        ("calc a ~ calc ~ . + 1", &["a (calculation)"]),
        ("text a ~ relevant ~ ${a} = ''", &["a (relevant)"]),
        ("text a ~ relevant ~ ${b} = ''\ntext b ~ relevant ~ ${a} = ''", &["a (relevant)", "b (relevant)"]),
        ("group g ~ relevant ~ ${a} = 1\ninteger a\nend", &["g (relevant)"]),
        ("repeat r ~ count ~ sum(${a})\ninteger a\nend", &["r (repeat_count)"]),
        ("repeat r\ninteger a ~ calc ~ sum(${a}) + 1\nend", &["a (calculation)"]),
    ];
    for (form, names) in cases {
        let errors = refused(form);
        let [(code, message)] = errors.as_slice() else { panic!("{form}: {errors:?}") };
        assert_eq!(*code, "form.cycle");
        assert!(names.iter().all(|n| message.contains(n)) && message.contains("survey:"), "{message}");
    }
}

#[test]
fn allows_self_reference_where_it_is_no_cycle() {
    for form in [
        "integer a ~ constraint ~ . > 3 and ${a} < 9",
        "calc a ~ calc ~ once(uuid())",
        "calc a ~ calc ~ once(if(. = '', 1, .))",
        "integer a ~ required ~ ${b} = 1\ninteger b ~ relevant ~ ${a} > 1",
        "integer a ~ dynamic ~ ${b}\ninteger b ~ relevant ~ ${a} = ''",
    ] {
        assert!(refused(form).is_empty(), "{form}: {:?}", refused(form));
    }
}

#[test]
fn survives_absurd_expressions() {
    let many = |open: &str, close: &str| format!("{}1{}", open.repeat(9_000), close.repeat(9_000));
    for (text, code) in [
        (many("(", ")"), "form.expr_too_deep"),
        ("(".repeat(10_000), "form.expr_too_deep"),
        (many("(", ")").repeat(2), "form.expr_too_long"),
        ("not(".repeat(4_000), "form.expr_too_deep"),
        ("a[".repeat(5_000), "form.expr_too_deep"),
        (vec!["1"; 5_000].join("+"), "form.expr_too_big"),
        (vec!["1=1"; 3_000].join(" and "), "form.expr_too_long"),
        (format!("if({}1", "1,".repeat(6_000)), "form.expr_too_big"),
        ("-".repeat(15_000), "form.expr_syntax"),
        ("x".repeat(100_000), "form.expr_too_long"),
    ] {
        let errors = refused(&format!("text q\ncalc c ~ calc ~ {text}"));
        assert!(
            errors.iter().any(|(c, m)| *c == code && m.starts_with("survey:2")),
            "{} …: {:?}",
            &text[..20],
            errors.iter().map(|e| e.0).collect::<Vec<_>>()
        );
    }
    // Long but flat is fine, and runs without deep recursion.
    let s = open(&format!("calc c ~ calc ~ {}", vec!["1"; 390].join("+")));
    assert_eq!(value(&s, "c"), "390");
    let s = open(&format!("calc c ~ calc ~ {}7{}", "(".repeat(60), ")".repeat(60)));
    assert_eq!(value(&s, "c"), "7");
}

#[test]
fn refuses_what_is_nested_too_deep() {
    let deep = |kind: &str, n: usize| {
        let mut f: String = (0..n).map(|i| format!("{kind} n{i}\n")).collect();
        f.push_str("text q\n");
        f.push_str(&"end\n".repeat(n));
        f
    };
    assert_eq!(refused(&deep("repeat", 5))[0].0, "form.too_deep");
    assert!(refused(&deep("repeat", 4)).is_empty());
    assert_eq!(refused(&deep("group", 60))[0].0, "form.too_deep");
    assert!(refused(&deep("group", 30)).is_empty());
}

#[test]
fn warns_when_a_repeat_is_read_as_one_value() {
    let form = compile_form(source("repeat hh\ninteger age\nend\ncalc c ~ calc ~ ${age} + 1")).expect("compiles");
    assert_eq!(form.warnings().iter().map(|n| n.code).collect::<Vec<_>>(), ["form.all_rows"]);
}

#[test]
fn ambiguous_names_are_refused_but_paths_are_not() {
    let form = "group a\ntext q\nend\ngroup b\ntext q\nend\n";
    assert_eq!(refused(&format!("{form}calc c ~ calc ~ ${{q}}"))[0].0, "form.ambiguous_name");
    assert!(refused(&format!("{form}calc c ~ calc ~ /data/b/q")).is_empty());
}
