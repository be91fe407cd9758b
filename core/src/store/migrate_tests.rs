use super::*;
use crate::store::pack::pack;
use crate::store::test_kit::{Place, key};
use crate::store::{Store, StoreOptions};
use rusqlite::types::Value;

/// Every frozen layout with rows: `user_version` and SQL.
const HISTORY: &[(i64, &str)] =
    &[(1, include_str!("../../sql/history/v1.sql")), (2, include_str!("../../sql/history/v2.sql"))];

/// The layout without comments and spacing, in a fixed order.
fn layout(conn: &Connection) -> Vec<(String, String, String)> {
    let mut statement =
        conn.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name").expect("schema");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, plain(&row.get::<_, String>(2)?))))
        .expect("schema");
    rows.map(|row| row.expect("row")).collect()
}

fn plain(sql: &str) -> String {
    let lines: Vec<&str> = sql.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code)).collect();
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    words.join(" ").replace(" ,", ",").replace("( ", "(").replace(" )", ")")
}

/// Every row of every table, so that a lost or changed one shows.
fn rows(conn: &Connection) -> Vec<(String, Vec<Vec<Value>>)> {
    let names: Vec<String> = layout(conn)
        .into_iter()
        .filter(|(kind, name, _)| kind == "table" && !name.starts_with("sqlite_"))
        .map(|(_, name, _)| name)
        .collect();
    names
        .into_iter()
        .map(|name| {
            let mut statement = conn.prepare(&format!("SELECT * FROM {name}")).expect("table");
            let width = statement.column_count();
            let rows = statement.query_map([], |row| (0..width).map(|i| row.get(i)).collect()).expect("rows");
            (name, rows.map(|row| row.expect("row")).collect())
        })
        .collect()
}

fn memory(sql: &str) -> Connection {
    let conn = Connection::open_in_memory().expect("memory");
    conn.execute_batch(sql).expect("layout");
    conn
}

#[test]
fn fresh_upgraded_and_written_layout_are_the_same() {
    let mut fresh = memory("");
    migrate(&mut fresh, MIGRATIONS).expect("migrates");
    assert_eq!(version(&fresh).expect("version"), MIGRATIONS.len() as i64);
    let truth = layout(&memory(include_str!("../../sql/schema.sql")));
    assert_eq!(layout(&fresh), truth);

    let known: Vec<i64> = HISTORY.iter().map(|(n, _)| *n).collect();
    let expected: Vec<i64> = (1..=MIGRATIONS.len() as i64).collect();
    assert_eq!(known, expected, "each released layout is frozen in sql/history");
    for (n, sql) in HISTORY {
        let mut old = memory(sql);
        assert_eq!(version(&old).expect("version"), *n);
        let before = rows(&old);
        for (table, rows) in &before {
            assert!(!rows.is_empty(), "sql/history/v{n}.sql has a row in {table}");
        }
        migrate(&mut old, MIGRATIONS).expect("upgrades");
        assert_eq!(layout(&old), truth, "from {n}");
        let after = rows(&old);
        for (table, kept) in &before {
            let now = after.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| rows.len());
            assert_eq!(now, kept.len(), "rows of {table} from {n}");
        }
    }
}

#[test]
fn opening_dates_move_out_of_the_packed_state() {
    let mut conn = memory(HISTORY[0].1);
    let held =
        |value: &str| format!(r#"{{"f":{{"nama":{{"v":"x","o":"1.1"}},"dibuka_on":{{"v":{value},"o":"1.1"}}}}}}"#);
    let states = [
        (1_u8, pack(held(r#""2026-11-02""#).as_bytes()).expect("packs"), Some("2026-11-02")),
        (
            2,
            pack(format!("{}{}", held(r#""2026-10-01""#), " ".repeat(600)).as_bytes()).expect("packs"),
            Some("2026-10-01"),
        ),
        (3, pack(held("null").as_bytes()).expect("packs"), None),
        (4, pack(held("7").as_bytes()).expect("packs"), None),
        (5, pack(br#"{"f":{}}"#).expect("packs"), None),
        // A record that cannot be read must not keep the whole store shut.
        (6, vec![9, 9, 9], None),
    ];
    for (n, state, _) in &states {
        let id = [*n; 16];
        conn.execute("INSERT INTO register VALUES (?1, 'kasus', ?2, NULL, 0, 0)", (id, state)).expect("register");
        conn.execute("INSERT INTO kasus (id, subjek_jenis) VALUES (?1, 'orang')", [id]).expect("case");
    }
    migrate(&mut conn, MIGRATIONS).expect("upgrades");
    for (n, _, expected) in states {
        let found: Option<String> =
            conn.query_row("SELECT dibuka_on FROM kasus WHERE id = ?1", [[n; 16]], |row| row.get(0)).expect("case");
        assert_eq!(found.as_deref(), expected, "case {n}");
    }
}

#[test]
fn an_interrupted_upgrade_repeats() {
    let (_, v1) = HISTORY[0];
    let mut conn = memory(v1);
    let (layout_before, rows_before) = (layout(&conn), rows(&conn));
    let good = "CREATE TABLE later (n INTEGER); UPDATE meta SET value = x'00';";
    for broken in ["CREATE TABLE op (n);", "SELECT no_such_function();", "INSERT INTO"] {
        let halfway = [MIGRATIONS[0], Migration::new(good), Migration::new(broken)];
        assert!(migrate(&mut conn, &halfway).is_err(), "{broken}");
        assert_eq!(version(&conn).expect("version"), 1);
        assert_eq!(layout(&conn), layout_before);
        assert_eq!(rows(&conn), rows_before);
    }
    migrate(&mut conn, &[MIGRATIONS[0], Migration::new(good)]).expect("repeats");
    assert_eq!(version(&conn).expect("version"), 2);
}

#[test]
fn a_newer_or_foreign_number_is_refused() {
    for number in [3, 99, -1] {
        let mut conn = memory(&format!("{} PRAGMA user_version = {number};", MIGRATIONS[0].sql));
        let refused = migrate(&mut conn, MIGRATIONS);
        assert!(matches!(refused, Err(StoreError::NewerSchema { found, known: 2 }) if found == number));
    }
}

#[test]
fn two_openers_of_a_new_file_agree() {
    let place = Place::new();
    std::thread::scope(|scope| {
        let openers: Vec<_> =
            (0..2).map(|_| scope.spawn(|| Store::open(&place.path, &key(7), StoreOptions::default()))).collect();
        for opener in openers {
            opener.join().expect("no panic").map(|_| ()).expect("opens");
        }
    });
}
