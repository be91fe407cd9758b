//! Paths beyond names: unions, axes, predicates on anything, nodesets inside predicates.

use super::*;

const FORM: &str = "
integer limit
text note
group g ~ relevant ~ ${limit} != 99
integer a
integer b
end
repeat hh
text name
integer age
group addr
text street
end
repeat kid
text toy
integer cost
calc dear ~ calc ~ count(../../kid[cost > current()/../cost])
end
calc older ~ calc ~ count(/data/hh[age > current()/../age])
calc costly ~ calc ~ join(',', ../kid[cost > ../age]/toy)
calc me ~ calc ~ string(..[age > 10]/name)
calc own ~ calc ~ string(/data/hh/age[. > 10])
calc adults ~ calc ~ count(/data/hh/age[. > 10])
end
";

fn filled(extra: &str) -> FormSession {
    let mut s = open(&format!("{FORM}\n{extra}"));
    for (path, v) in [("limit", "12"), ("note", "n"), ("g/a", "3"), ("g/b", "4")] {
        s.set(path, v).unwrap_or_else(|e| panic!("{e}"));
    }
    for (i, (name, age, kids)) in
        [("ani", "10", &[("robot", "5")][..]), ("budi", "15", &[("boneka", "20"), ("bola", "3")]), ("cici", "40", &[])]
            .iter()
            .enumerate()
    {
        let row = format!("hh[{}]", i + 1);
        s.add_row("hh").expect("row");
        s.set(&format!("{row}/name"), *name).expect("name");
        s.set(&format!("{row}/age"), *age).expect("age");
        s.set(&format!("{row}/addr/street"), format!("Jl {name}").as_str()).expect("street");
        for (k, (toy, cost)) in kids.iter().enumerate() {
            s.add_row(&format!("{row}/kid")).expect("kid");
            s.set(&format!("{row}/kid[{}]/toy", k + 1), *toy).expect("toy");
            s.set(&format!("{row}/kid[{}]/cost", k + 1), *cost).expect("cost");
        }
    }
    s
}

fn check(cases: &[(&str, &str)]) {
    let calcs: String = cases.iter().enumerate().map(|(i, (e, _))| format!("calc c{i} ~ calc ~ {e}\n")).collect();
    let s = filled(&calcs);
    let again = FormSession::replay(form_of(&s), env(), s.events());
    let wrong: Vec<String> = cases
        .iter()
        .enumerate()
        .flat_map(|(i, (e, want))| {
            let got = [value(&s, &format!("c{i}")), value(&again, &format!("c{i}"))];
            got.into_iter().filter(move |g| g != want).map(move |g| format!("{e}\n    got  {g:?}\n    want {want:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unions_hold_each_node_once_in_the_order_of_the_form() {
    check(&[
        ("count(${a} | ${b})", "2"),
        ("count(${b} | ${a} | /data/g/a)", "2"),
        ("join(',', ${b} | ${a})", "3,4"),
        ("join(',', ${age} | ${a})", "3,10,15,40"),
        ("join(',', ${toy} | ${name})", "ani,robot,budi,boneka,bola,cici"),
        ("join(',', /data/hh[3]/name | /data/hh[age < 20]/name)", "ani,budi,cici"),
        ("sum(${a} | ${age})", "68"),
        ("max(${b} | ${a})", "4"),
        ("count(${hh} | ${kid})", "6"),
        ("count(${hh} | /data/hh[2])", "3"),
        ("string(${b} | ${a})", "3"),
        ("-(${b} | ${a})", "-3"),
        ("- ${b} | ${a}", "-3"),
        ("${a} | ${b} = 4", "true"),
        ("count((${a} | ${b}) | ${limit})", "3"),
        ("concat(${a} | ${b}, 'x')", "34x"),
        ("join(',', instance('abc')/root/item/label | ${a})", "3,Apel,Bola,Cabe"),
        ("count(instance('abc')/root/item | instance('abc')/root/item[score > 1])", "3"),
    ]);
}

#[test]
fn axes_are_another_way_to_write_steps() {
    check(&[
        ("/data/child::g/child::a", "3"),
        ("/data/g/self::g/a", "3"),
        ("/data/g/self::node()/a", "3"),
        ("/data/g/a/parent::g/b", "4"),
        ("/data/g/a/parent::node()/b", "4"),
        ("parent::node()/limit", "12"),
        ("count(/data/child::hh[child::age > 12])", "2"),
        ("count(/data/hh[self::hh/age > 12])", "2"),
        ("/data/g/child :: b", "4"),
    ]);
}

#[test]
fn predicates_on_questions_and_groups() {
    check(&[
        ("count(/data/hh/age[. > 12])", "2"),
        ("sum(/data/hh/age[. > ${limit}])", "55"),
        ("join(',', /data/hh/name[../age > 12])", "budi,cici"),
        ("join(',', ${name}[. != 'budi'])", "ani,cici"),
        ("count(/data/hh/age[1])", "3"),
        ("count(/data/hh/age[2])", "0"),
        ("count(/data/hh/age[position() = 1])", "3"),
        ("/data/g[a > 2]/b", "4"),
        ("/data/g[a > 3]/b", ""),
        ("count(/data/g[a > 3]/b)", "0"),
        ("/data/g/b[. = 4]", "4"),
        ("${b}[. = 5]", ""),
        ("join(',', /data/hh/addr[street = 'Jl budi']/../name)", "budi"),
        ("join(',', /data/hh[age > 12]/addr[street != 'Jl budi']/street)", "Jl cici"),
        ("join(',', /data/hh/kid/toy[../cost > 4])", "robot,boneka"),
        ("join(',', /data/hh/addr[street != 'Jl ani']/../kid/toy)", "boneka,bola"),
        ("join(',', /data/hh/kid[../addr/street = 'Jl ani']/toy)", "robot"),
        ("join(',', ${me})", "budi,cici"),
        ("join(',', ${own})", "15,40"),
        ("join(',', ${adults})", "2,2,2"),
    ]);
}

#[test]
fn nodesets_inside_predicates() {
    check(&[
        ("join(',', /data/hh[count(kid) > 1]/name)", "budi"),
        ("join(',', /data/hh[count(kid) = 0]/name)", "cici"),
        ("join(',', /data/hh[sum(kid/cost) > age]/name)", "budi"),
        ("join(',', /data/hh[kid/cost > 4]/name)", "ani,budi"),
        ("join(',', /data/hh[kid[cost > 4]/toy = 'robot']/name)", "ani"),
        ("join(',', /data/hh[count(kid[cost > ../age]) > 0]/name)", "budi"),
        ("join(',', /data/hh[kid[2]/toy = 'bola']/name)", "budi"),
        ("join(',', /data/hh[max(kid/cost, 4) > 10]/name)", "budi"),
        ("join(',', /data/hh[age = max(/data/hh/age)]/name)", "cici"),
        ("join(',', /data/hh[count(/data/hh[age > 12]) = 2]/name)", "ani,budi,cici"),
        ("join(',', /data/hh[position(.) = 2]/name)", "budi"),
        ("join(',', /data/hh/kid[position(..) = 2]/toy)", "boneka,bola"),
        ("join(',', /data/hh/kid[position() = 2]/toy)", "bola"),
        ("join(',', /data/hh[join('', kid/toy | name) = 'anirobot']/name)", "ani"),
        ("count(instance('abc')/root/item[count(/data/hh[age > 12]) = score])", "1"),
        ("join(',', ${older})", "2,1,0"),
        ("join(',', ${dear})", "0,0,1"),
        ("join('|', ${costly})", "boneka"),
        ("join(',', /data/hh[count(kid[count(../kid[cost > 4]) = 1]) = 2]/name)", "budi"),
    ]);
}

#[test]
fn what_predicates_read_wakes_them() {
    let mut s = filled(
        "calc many ~ calc ~ join(',', /data/hh[count(kid[cost > ${limit}]) > 0]/name)
         calc grown ~ calc ~ count(/data/hh/age[. > ${limit}])
         calc there ~ calc ~ count(${a} | ${b})
         calc group ~ calc ~ count(/data/g[a > 2]/b)",
    );
    let seen = |s: &FormSession| ["many", "grown", "there", "group"].map(|p| value(s, p));
    assert_eq!(seen(&s), ["budi", "2", "2", "1"]);
    s.set("hh[1]/kid[1]/cost", "13").expect("set");
    assert_eq!(seen(&s), ["ani,budi", "2", "2", "1"]);
    s.remove_row("hh[2]/kid", 1).expect("gone");
    assert_eq!(seen(&s), ["ani", "2", "2", "1"]);
    s.set("limit", "15").expect("set");
    assert_eq!(seen(&s), ["", "1", "2", "1"]);
    s.set("g/a", "").expect("set");
    assert_eq!(seen(&s), ["", "1", "2", "0"]);
    s.set("g/b", "").expect("set");
    s.set("limit", "99").expect("set");
    assert_eq!(seen(&s), ["", "0", "0", "0"]);
    s.set("limit", "1").expect("set");
    assert_eq!(seen(&s), ["ani,budi", "3", "2", "0"]);
}

#[test]
fn what_paths_cannot_say_is_refused() {
    for (expr, code) in [
        ("(/data/hh)[1]/age", "form.expr_syntax"),
        ("randomize(/data/hh)/age", "form.expr_syntax"),
        ("/data/hh[age > 3]/../limit", "form.unsupported"),
        ("/data/hh/age[. > 3]/../../limit", "form.unsupported"),
        ("/data/hh/kid/toy[. = 'x']/../../name", "form.unsupported"),
        ("/data/hh/addr/street/parent::hh/age", "form.bad_path"),
        ("/data/hh[1]", "form.bad_path"),
        ("sum(/data/hh | /data/hh/age)", "form.bad_call"),
        ("max(/data/hh, 1)", "form.bad_path"),
        ("position(/data/hh/age | /data/hh/name)", "form.bad_call"),
    ] {
        let got = refused(&format!("{FORM}\ncalc c ~ calc ~ {expr}"));
        assert!(got.first().is_some_and(|e| e.0 == code), "{expr}: {got:?}");
    }
}
