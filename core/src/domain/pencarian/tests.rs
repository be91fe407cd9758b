use super::*;

#[test]
fn habits_of_spelling_fold_to_one() {
    for (a, b) in [
        ("Moh. Jusuf", "Muhammad Jusuf"),
        ("MOCHAMAD Rizqi", "muhamad rizki"),
        ("Soekarno", "Sukarno"),
        ("Djoko Soesilo", "Joko Susilo"),
        ("Tjahjo", "Cahjo"),
        ("Achmad Khairul", "Ahmad Chairul"),
        ("Sitti Nurjannah", "Siti Nurjanah"),
        ("Fatimah", "Fatima"),
        ("Ma'ruf", "Maruf"),
        ("Syarifuddin", "Sarifudin"),
        ("Christina", "Kristina"),
        ("H. Abdul Aziz", "Abdul Asis"),
        ("Bpk. Budi", "budi"),
        ("Chandra", "Candra"),
        ("Yuliana Vera", "Juliana Fera".replace('J', "Y").as_str()),
    ] {
        assert_eq!(fold_name(a), fold_name(b), "{a} / {b}");
    }
    for (a, b) in [("Ani", "Adi"), ("Budi", "Rudi"), ("Siti Aminah", "Siti Aisah"), ("Made", "Muhammad")] {
        assert_ne!(fold_name(a), fold_name(b), "{a} / {b}");
    }
}

#[test]
fn folding_twice_changes_nothing_and_never_fails() {
    for name in [
        "",
        " . ",
        "H.",
        "Ibu",
        "Haji H",
        "Mohh",
        "Szyy",
        "Tjhoe",
        "Anak Agung Ngurah Gede",
        "李小龍",
        "Åsa",
        "R2-D2 100",
        "Hhhh Hhhhh",
        "Xx Qq",
        "Ochie Ychhh",
    ] {
        let once = fold_name(name);
        assert_eq!(fold_name(&once), once, "{name}");
    }
    assert_eq!(fold_name("H."), "h");
    assert!(fold_name(&"x y ".repeat(100_000)).len() < 400);
}

#[test]
fn scores_order_as_people_would() {
    // Each name fits the query less than the one before it; those after the bar not at all.
    for (query, fit, unfit) in [
        (
            "Siti Nurjanah",
            ["Sitti Nur Jannah", "Siti Nurjana Binti Ahmad", "Nurjanah Siti Rahayu"].as_slice(),
            ["Siti Aminah", "Nurdin"].as_slice(),
        ),
        ("muhamad yusup", &["Muhammad Yusuf", "M. Yusuf"], &["Muhammad Rizki"]),
        ("budi", &["Budi", "Budi Santoso", "Budiman Santoso", "Rudi"], &["Ahmad", "Bu"]),
        ("budi s", &["Budi Santoso"], &["Budi Hartono"]),
        ("wahyuni", &["Wahyuni", "Sri Wahyuni", "Wahyunni Sri Rejeki Utami", "Wahuyni"], &["Sri Handayani"]),
        ("anastasia bere mau", &["Anastasia Bere Mau", "Anastasya Beremau", "Anastasia Mau Lopo"], &["Anastasia"]),
    ] {
        let scores: Vec<_> = fit.iter().map(|name| score(query, name)).collect();
        assert!(
            scores.is_sorted_by(|a, b| a > b || (a == b && *a >= LIKELY_SAME)) && scores.iter().all(|s| *s > 0),
            "{query}: {scores:?}"
        );
        for name in unfit {
            assert_eq!(score(query, name), 0, "{query} / {name}");
        }
    }
    assert_eq!(score("Moh. Jusuf", "MUHAMMAD JUSUF"), FULL);
    assert_eq!((score("", "Budi"), score("Budi", ""), score("...", "...")), (0, 0, 0));
}

#[test]
fn duplicate_hints() {
    for (a, b, likely) in [
        ("Moh. Jusuf", "Muhammad Yusuf", true),
        ("Siti Nurjanah", "Sitti Nur Jannah", true),
        ("Maria Goreti Bete", "Maria Goretti Bete", true),
        ("Yohanes Umbu Ndara", "Yohannes Umbu Ndarra", true),
        ("Siti Aminah", "Siti Aisyah", false),
        ("Budi Santoso", "Budi", false),
        ("Ani", "Adi", false),
    ] {
        assert_eq!(similarity(a, b) >= LIKELY_SAME, likely, "{a} / {b}: {}", similarity(a, b));
        assert_eq!(similarity(a, b), similarity(b, a));
    }
}

#[test]
fn the_index_agrees_with_score() {
    let names = [
        "Siti Nurjanah",
        "Sitti Nur Jannah",
        "Muhammad Yusuf",
        "M. Yusuf",
        "Budi Santoso",
        "Budiman",
        "",
        "Rudi Hartono",
    ];
    let mut index = NameIndex::default();
    for (key, name) in names.iter().enumerate() {
        index.insert(key, name);
    }
    for query in ["siti nur janah", "yusuf", "budi", "rudi hartno", "zzz", ""] {
        let mut expected: Vec<_> =
            names.iter().enumerate().map(|(key, name)| (score(query, name), key)).filter(|(s, _)| *s > 0).collect();
        expected.sort_by_key(|(s, key)| (std::cmp::Reverse(*s), fold_name(names[*key]), *key));
        let found: Vec<_> = index.search(query, 10).into_iter().map(|h| (h.score, *h.key)).collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(index.search(query, 1).first().map(|h| (h.score, *h.key)), expected.first().copied());
        assert!(index.search(query, 0).is_empty());
    }
}

#[test]
fn names_change_and_leave() {
    let mut index = NameIndex::default();
    index.insert("a", "Budi");
    index.insert("b", "Siti");
    index.insert("c", "Yusuf");
    index.insert("a", "Rahmat");
    assert!(index.remove(&"b") && !index.remove(&"b"));
    assert_eq!(index.len(), 2);
    let found = |query| index.search(query, 5).iter().map(|h| *h.key).collect::<Vec<_>>();
    assert_eq!((found("budi"), found("siti")), (vec![], vec![]));
    assert_eq!((found("rahmat"), found("yusuf")), (vec!["a"], vec!["c"]));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..Default::default()
    })]
    #[test]
    fn any_text_folds_to_something_stable(name in "[a-zA-Z '.]{0,60}|\\PC{0,30}") {
        let once = fold_name(&name);
        proptest::prop_assert_eq!(fold_name(&once), once.clone());
        if !once.is_empty() {
            proptest::prop_assert_eq!(score(&name, &name), FULL);
        }
    }

    #[test]
    fn an_index_that_followed_every_change_answers_as_a_fresh_one(
        changes in proptest::collection::vec(
            (0u8..12, proptest::option::weighted(0.75, "[a-d]{1,2}|(moh|siti|budi|nur|janah|yusuf)( [a-c]{1,3}| rahmat| nurjanah){0,2}")),
            0..40,
        ),
        queries in proptest::collection::vec("(siti|muhammad|nur janah|budi r|yusup|ab|rahmad nurjana|c){1}", 1..4),
        limit in 0usize..14,
    ) {
        let mut followed = NameIndex::default();
        let mut names = std::collections::BTreeMap::new();
        for (key, name) in &changes {
            match name {
                Some(name) => {
                    followed.insert(*key, name);
                    names.insert(*key, name);
                }
                None => proptest::prop_assert_eq!(followed.remove(key), names.remove(key).is_some()),
            }
        }
        // As the store brings them: by folded name, not by key.
        let mut sorted: Vec<_> = names.into_iter().map(|(key, name)| (fold_name(name), key)).collect();
        sorted.sort();
        let mut fresh = NameIndex::default();
        for (name, key) in &sorted {
            fresh.insert(*key, name);
        }
        proptest::prop_assert_eq!(followed.len(), fresh.len());
        for query in &queries {
            let found = |index: &NameIndex<u8>| index.search(query, limit).iter().map(|h| (*h.key, h.score)).collect::<Vec<_>>();
            proptest::prop_assert_eq!(found(&followed), found(&fresh), "{}", query);
        }
        let used = |index: &NameIndex<u8>| {
            let mut words: Vec<_> = index.words.iter().filter(|w| w.uses > 0).map(|w| (w.text.clone(), w.uses)).collect();
            words.sort();
            words
        };
        proptest::prop_assert_eq!(used(&followed), used(&fresh));
    }
}
