//! The transport against a loopback listener that says what real networks say.

use super::*;
use std::io::Write;
use std::net::TcpListener;
use std::thread::JoinHandle;

/// What a network says, and what is made of it.
type Case<T> = (&'static [u8], Result<T, TransportError>);

/// Answers one connection with these bytes and hands back what it was sent.
fn say(answer: &'static [u8]) -> (HttpTransport, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let port = listener.local_addr().expect("has an address").port();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("is called");
        let mut heard = Vec::new();
        let mut buffer = [0; 4096];
        while !ends(&heard) {
            match stream.read(&mut buffer) {
                Ok(n) if n > 0 => heard.extend_from_slice(&buffer[..n]),
                _ => break,
            }
        }
        stream.write_all(answer).expect("answers");
        heard
    });
    let settings =
        HttpSettings { address: format!("http://127.0.0.1:{port}"), token: "t0ken".into(), roots: Vec::new() };
    (HttpTransport::new(&settings).expect("sets up"), heard)
}

/// Head and as many bytes as it announces.
fn ends(heard: &[u8]) -> bool {
    let text = String::from_utf8_lossy(heard);
    let Some(head) = text.find("\r\n\r\n") else { return false };
    let length = text.lines().find_map(|l| l.strip_prefix("content-length: ").and_then(|n| n.parse::<usize>().ok()));
    heard.len() >= head + 4 + length.unwrap_or(0)
}

#[test]
fn networks_that_lie_are_told_from_silent_ones_and_servers_are_heard() {
    let table: [Case<&[u8]>; 16] = [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Ok(b"ok")),
        (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi", Err(TransportError::Portal)),
        (
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/login\r\ncontent-length: 0\r\n\r\n",
            Err(TransportError::Portal),
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Err(TransportError::Portal)),
        (b"HTTP/1.1 511 Login\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Portal)),
        (b"HTTP/1.1 407 Login\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Portal)),
        (b"HTTP/1.1 502 Away\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Offline)),
        (b"HTTP/1.1 503 Away\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Wait(30))),
        (b"", Err(TransportError::Cut)),
        (b"SSH-2.0-nothing to say\r\n", Err(TransportError::Cut)),
        (b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Denied)),
        (b"HTTP/1.1 403 No\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Portal)),
        (b"HTTP/1.1 429 Wait\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Wait(7))),
        (b"HTTP/1.1 503 Wait\r\nretry-after: 999999999\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Wait(3600))),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut", Err(TransportError::Cut)),
        (b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", Err(TransportError::Status(500))),
    ];
    for (bytes, expected) in table {
        let (mut transport, heard) = say(bytes);
        let got = transport.exchange(b"body");
        assert_eq!(got.as_deref().map_err(|e| *e), expected, "{}", String::from_utf8_lossy(bytes));
        heard.join().expect("served");
    }
}

#[test]
fn an_answer_over_the_limit_is_not_read_to_its_end() {
    let (transport, heard) = say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n0123456789abcdef");
    assert_eq!(transport.get("/x", 8), Err(TransportError::TooLarge));
    heard.join().expect("served");
}

#[test]
fn the_request_head_is_small() {
    let (mut transport, heard) = say(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    transport.exchange(b"body").expect("goes through");
    let heard = String::from_utf8(heard.join().expect("served")).expect("is text");
    assert!(heard.starts_with("POST /sync/1 HTTP/1.1\r\n") && heard.contains("authorization: Bearer t0ken\r\n"));
    assert!(heard.len() < 140, "{heard}");
}

#[test]
fn photos_go_on_where_the_server_stopped() {
    let blob = PendingBlob { hash: "ab".repeat(32), size: 100, mime: "image/jpeg".into() };
    let table: [Case<BlobState>; 6] = [
        (b"HTTP/1.1 200 OK\r\nupload-offset: 64\r\ncontent-length: 0\r\n\r\n", Ok(BlobState::Offset(64))),
        (b"HTTP/1.1 204 OK\r\nupload-offset: 100\r\n\r\n", Ok(BlobState::Complete)),
        (b"HTTP/1.1 409 No\r\nupload-offset: 3\r\ncontent-length: 0\r\n\r\n", Ok(BlobState::Offset(3))),
        (b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", Ok(BlobState::Unknown)),
        (b"HTTP/1.1 460 No\r\ncontent-length: 0\r\n\r\n", Ok(BlobState::WrongHash)),
        (b"HTTP/1.1 413 No\r\ncontent-length: 0\r\n\r\n", Err(TransportError::TooLarge)),
    ];
    for (bytes, expected) in table {
        let (mut transport, heard) = say(bytes);
        assert_eq!(transport.blob_send(&blob, 36, b"piece"), expected);
        let heard = String::from_utf8(heard.join().expect("served")).expect("is text");
        assert!(heard.starts_with(&format!("PATCH /blob/{} ", blob.hash)), "{heard}");
        assert!(heard.contains("upload-offset: 36\r\n") && heard.contains("upload-length: 100\r\n"), "{heard}");
    }
}

#[test]
fn addresses_are_checked() {
    let new = |address: &str| {
        HttpTransport::new(&HttpSettings { address: address.into(), ..HttpSettings::default() }).map(|_| ())
    };
    for good in ["https://atensi.example.go.id", "https://10.0.0.1:8443/", "http://127.0.0.1:9", "http://[::1]:9"] {
        assert_eq!(new(good), Ok(()), "{good}");
    }
    for (bad, error) in [
        ("http://atensi.example.go.id", HttpSetupError::Insecure),
        ("http://127.0.0.1.example.org", HttpSetupError::Insecure),
        ("atensi.example.go.id", HttpSetupError::Address),
        ("ftp://127.0.0.1", HttpSetupError::Address),
        ("https://a@b.id", HttpSetupError::Address),
        ("https://b.id/path", HttpSetupError::Address),
    ] {
        assert_eq!(new(bad), Err(error), "{bad}");
    }
    let transport = HttpTransport::new(&HttpSettings { address: "https://b.id".into(), ..HttpSettings::default() });
    let elsewhere = transport.expect("sets up").get("//c.id/x", 1);
    assert_eq!(elsewhere, Err(TransportError::Offline));
}

#[test]
fn nobody_there_was_not_asked_and_somebody_else_in_the_handshake_is_a_portal() {
    let free = TcpListener::bind("127.0.0.1:0").expect("listens").local_addr().expect("address").port();
    let new =
        |address: String| HttpTransport::new(&HttpSettings { address, ..HttpSettings::default() }).expect("sets up");
    assert_eq!(new(format!("http://127.0.0.1:{free}")).get("/x", 1), Err(TransportError::Offline));
    assert_eq!(new(format!("https://127.0.0.1:{free}")).get("/x", 1), Err(TransportError::Offline));
    // Plain words, or an alert that a handshake cannot be had here, in answer to a TLS hello.
    for (said, expected) in [
        (&b"HTTP/1.1 302 Found\r\nlocation: http://login/\r\n\r\n"[..], TransportError::Portal),
        (b"\x15\x03\x03\x00\x02\x02\x28", TransportError::Offline),
        (b"", TransportError::Offline),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
        let port = listener.local_addr().expect("has an address").port();
        let talk = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("is called");
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(said).expect("answers");
        });
        assert_eq!(new(format!("https://127.0.0.1:{port}")).get("/x", 1), Err(expected), "{said:?}");
        talk.join().expect("served");
    }
}
