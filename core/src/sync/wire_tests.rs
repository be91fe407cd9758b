//! Messages there and back, small ones small, wrong ones named.

use super::*;

fn request() -> Request {
    let mut hello = Hello::new(DeviceNo(7));
    (hello.epoch, hello.acked, hello.offset_ms) = (3, 41, Some(-120));
    hello.quarantined = Some(2);
    hello.streams = vec![(STREAM_BEBAN.to_owned(), 99), ("area/53.11".to_owned(), 0)];
    Request {
        hello,
        ops: vec![Ops { first: 42, ops: vec![b"satu".to_vec(), Vec::new(), b"tiga".to_vec()], seal: vec![9; 119] }],
    }
}

fn served() -> Served {
    let entry = |cursor, at, bytes: Option<&[u8]>| Entry {
        cursor,
        rev: 2,
        at,
        op: OpRef(DeviceNo(8), cursor),
        bytes: bytes.map(<[u8]>::to_vec),
    };
    let record = RecordId(uuid::Uuid::from_u128(5));
    Served {
        welcome: Welcome {
            time: 5,
            epoch: Some(4),
            held: Some(44),
            stable: 2,
            expect: Some(3),
            more: true,
            ..Welcome::default()
        },
        results: vec![
            OpResult { number: 42, outcome: Outcome::Collision { record, fields: vec!["telepon".into()] } },
            OpResult { number: 43, outcome: Outcome::Quarantined { code: "scope".into() } },
        ],
        receipt: Some(vec![1, 2, 3]),
        pages: vec![Page {
            stream: STREAM_BEBAN.into(),
            after: 10,
            entries: vec![entry(11, 1_000, Some(b"satu")), entry(15, -7, None), entry(u64::MAX - 1, 0, Some(b""))],
            next: u64::MAX,
            more: true,
        }],
        cut: None,
    }
}

#[test]
fn messages_come_back_as_they_were() {
    let (back, cut) = Request::decode(&request().encode().expect("encodes")).expect("decodes");
    assert_eq!((back, cut), (request(), None));
    let asked = request().encode().expect("encodes");
    let refused = Response::Refused(Refused { code: "fork".into(), retry_after_s: 60 });
    for response in [Response::Served(Box::new(served())), refused] {
        let answer = response.encode(0, &asked).expect("encodes");
        // An answer to another question is not believed, however genuine.
        let other = Response::decode(&answer, &Request { ops: Vec::new(), ..request() }.encode().expect("encodes"));
        assert_eq!(other, Err(WireError::Frame(FrameError::Damaged(0))));
        assert_eq!(Response::decode(&answer, &asked), Ok(response));
    }
}

#[test]
fn an_idle_exchange_is_two_small_frames() {
    let mut hello = Hello::new(DeviceNo(123));
    (hello.epoch, hello.acked) = (1, 12_345);
    hello.streams = vec![(STREAM_BEBAN.to_owned(), 123_456)];
    let asked = Request { hello, ops: Vec::new() }.encode().expect("encodes").len();
    let welcome = Welcome { time: 1_795_000_000_000, stable: 12_345, ..Welcome::default() };
    let told =
        Response::Served(Box::new(Served { welcome, ..Served::default() })).encode(1, b"").expect("encodes").len();
    assert!(asked <= 85 && told <= 65, "{asked} + {told}");
}

#[test]
fn a_cut_answer_keeps_its_whole_frames() {
    let whole = Response::Served(Box::new(served())).encode(1, b"").expect("encodes");
    let mut seen = Vec::new();
    for cut in 0..whole.len() {
        match Response::decode(&whole[..cut], b"") {
            Ok(Response::Served(part)) => {
                assert!(part.cut.is_some(), "{cut}");
                assert!(part.pages.is_empty(), "{cut}: a page must be whole");
                seen.push((part.results.len(), part.receipt.is_some()));
            }
            Ok(Response::Refused(_)) => panic!("{cut}: out of nothing"),
            Err(error) => assert_eq!(error, WireError::Frame(FrameError::Truncated), "{cut}"),
        }
    }
    seen.dedup();
    assert_eq!(seen, [(0, false), (2, false), (2, true)]);
}

#[test]
fn unknown_fields_kinds_and_outcomes_are_passed_over() {
    let mut body = BodyWriter::new(1);
    body.push(WELCOME, br#"{"t":5,"baru":{"x":1}}"#).expect("fits");
    body.push(99, b"\x00what").expect("fits");
    body.push(RESULTS, br#"[{"n":4,"k":"baru","zz":1}]"#).expect("fits");
    let Ok(Response::Served(served)) = Response::decode(&body.finish(), b"") else { panic!("must be read") };
    assert_eq!(served.results, [OpResult { number: 4, outcome: Outcome::Other }]);
    let mut body = BodyWriter::new(1);
    body.push(HELLO, br#"{"d":5,"baru":[1]}"#).expect("fits");
    assert_eq!(Request::decode(&body.finish()).expect("must be read").0.hello, Hello::new(DeviceNo(5)));
}

/// A body of one frame after a hello or a welcome.
fn after(first: (u8, &[u8]), kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut body = BodyWriter::new(1);
    body.push(first.0, first.1).expect("fits");
    body.push(kind, payload).expect("fits");
    body.finish()
}

#[test]
fn contents_that_contradict_themselves_are_errors() {
    let hello: (u8, &[u8]) = (HELLO, br#"{"d":5}"#);
    let head = |json: &str, rest: &[u8]| [&(json.len() as u32).to_le_bytes(), json.as_bytes(), rest].concat();
    for (payload, expected) in [
        (head(r#"{"n":1,"l":[4],"s":0}"#, b"abc"), WireError::Content("ops")),
        (head(r#"{"n":1,"l":[2],"s":0}"#, b"abc"), WireError::Content("ops")),
        (head(r#"{"n":1,"l":[4294967295],"s":4294967295}"#, b"abc"), WireError::Content("ops")),
        (head(r#"{"n":0,"l":[3],"s":0}"#, b"abc"), WireError::Content("ops")),
        (head(r#"{"n":18446744073709551615,"l":[3],"s":0}"#, b"abc"), WireError::Content("ops")),
        (vec![255, 255, 255, 255, 1], WireError::Content("ops")),
        (vec![1], WireError::Content("ops")),
        (head(&format!(r#"{{"n":1,"l":[{}0],"s":0}}"#, "0,".repeat(MAX_PER_FRAME)), b""), WireError::TooMany("ops")),
    ] {
        assert_eq!(Request::decode(&after(hello, OPS, &payload)).expect_err("refused"), expected);
    }
    let welcome: (u8, &[u8]) = (WELCOME, br#"{"t":5}"#);
    for page in [
        r#"{"s":"beban","a":5,"c":9,"e":[[0,1,1,1,1,0]]}"#,
        r#"{"s":"beban","a":5,"c":5,"e":[[1,1,1,1,1,0]]}"#,
        r#"{"s":"beban","c":9,"e":[[18446744073709551615,1,1,1,1,0],[1,1,1,1,1,0]]}"#,
        r#"{"s":"beban","c":9,"e":[[1,1,9223372036854775807,1,1,0],[1,1,1,1,1,0]]}"#,
        r#"{"s":"beban","c":9,"e":[[1,1,1,1,1,9]]}"#,
    ] {
        let read = Response::decode(&after(welcome, PAGE, &head(page, b"")), b"");
        assert_eq!(read, Err(WireError::Content("page")), "{page}");
    }
    let streams = format!(r#"{{"d":1,"s":[{}["x",1]]}}"#, r#"["x",1],"#.repeat(MAX_STREAMS));
    let mut body = BodyWriter::new(1);
    body.push(HELLO, streams.as_bytes()).expect("fits");
    assert_eq!(Request::decode(&body.finish()).expect_err("refused"), WireError::TooMany("streams"));
    assert_eq!(Request::decode(&after(welcome, OPS, b"")).expect_err("refused"), WireError::Missing("hello"));
    let deep = "[".repeat(100_000);
    assert_eq!(Response::decode(&after(welcome, RESULTS, deep.as_bytes()), b""), Err(WireError::Content("results")));
}
