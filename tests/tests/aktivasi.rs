//! Activation that fails or is killed at any point leaves nothing in the way of the next one.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::Ports;
use atensi_core::error::ErrorCode;
use atensi_core::vault::{Entropy, EntropyError, Keystore, KeystoreError};
use atensi_tests::world::{PIN, World};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Fails from the n-th call on.
struct Until<T: ?Sized> {
    inner: Arc<T>,
    left: Arc<AtomicU64>,
}

impl<T: ?Sized> Until<T> {
    fn may(&self) -> bool {
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

impl Entropy for Until<dyn Entropy> {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        if self.may() { self.inner.fill(buffer) } else { Err(EntropyError) }
    }
}

impl Keystore for Until<dyn Keystore> {
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError> {
        if self.may() { self.inner.secret(name) } else { Err(KeystoreError::Unavailable) }
    }
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.inner.wrap(key)
    }
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.inner.unwrap(wrapped)
    }
}

#[test]
fn whatever_fails_the_next_activation_works() {
    let world = World::new();
    for steps in 0..64 {
        let phone = world.empty_phone();
        let left = Arc::new(AtomicU64::new(steps));
        let ports = phone.ports();
        let failing = Ports {
            entropy: Arc::new(Until { inner: Arc::clone(&ports.entropy), left: Arc::clone(&left) }),
            keystore: Arc::new(Until { inner: Arc::clone(&ports.keystore), left }),
            ..ports
        };
        let home = phone.open_with(failing);
        let Err(error) = home.activate(&world.request(world.code(0))) else {
            assert!(steps > 3, "the steps were counted: {steps}");
            return;
        };
        let expected = [ErrorCode::KeyUnavailable, ErrorCode::ActivationUnfinished];
        assert!(expected.contains(&error.code), "{steps}: {error}");
        assert_eq!(home.users().unwrap(), Vec::<String>::new(), "{steps}");
        assert_eq!(phone.open().unlock(None, PIN).err().unwrap().code, ErrorCode::NotActivated, "{steps}");
        let companion = phone.open().activate(&world.request(world.code(0))).unwrap();
        assert_eq!(companion.user().nama, world.users[0].name);
        assert_eq!(phone.open().users().unwrap().len(), 1, "{steps}");
    }
    panic!("activation takes fewer steps than that");
}

#[test]
fn a_folder_of_an_activation_that_never_ended_is_named_and_put_aside() {
    let world = World::new();
    // What an earlier version left when it was killed: a vault without a database.
    let phone = world.phone(0);
    let user = world.users[0].id.to_string();
    let folder = phone.home.join(&user);
    for name in ["data.db", "data.db-wal", "data.db-shm"] {
        let _ = fs::remove_file(folder.join(name));
    }
    let home = phone.open();
    assert_eq!(home.users().unwrap(), Vec::<String>::new());
    for user in [None, Some(user.as_str())] {
        assert_eq!(home.unlock(user, PIN).err().unwrap().code, ErrorCode::ActivationUnfinished);
    }
    assert_eq!(home.why_nobody().code, ErrorCode::ActivationUnfinished);
    home.activate(&world.request(world.code(0))).unwrap();
    let names: Vec<String> =
        fs::read_dir(&phone.home).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().any(|name| name.starts_with(&format!("{user}.tidak-selesai-"))), "kept: {names:?}");
    assert!(!names.iter().any(|name| name.starts_with(".aktivasi-")), "{names:?}");
    phone.unlock();
}

#[test]
fn a_folder_in_use_is_never_put_aside() {
    let world = World::new();
    let phone = world.phone(0);
    for pin in [PIN, "739204"] {
        let request = atensi_core::app::ActivationRequest { pin: pin.into(), ..world.request(world.code(0)) };
        let error = phone.open().activate(&request).err().unwrap();
        assert_eq!((error.code, error.reason.as_deref()), (ErrorCode::BadInput, Some("user_exists")));
    }
    phone.unlock();
}

#[test]
fn the_person_hears_whether_the_code_still_works() {
    let world = World::new();
    let phone = world.empty_phone();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    type Case = (Option<&'static [u8]>, ErrorCode, Option<&'static str>);
    let cases: [Case; 5] = [
        (None, ErrorCode::Offline, Some("code_unused")),
        (Some(b"HTTP/1.1 302 Found\r\nlocation: http://login/\r\n\r\n"), ErrorCode::Portal, Some("code_unused")),
        (Some(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhalo!"), ErrorCode::Portal, Some("code_unused")),
        (Some(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"), ErrorCode::Offline, Some("code_unknown")),
        (Some(b""), ErrorCode::Offline, Some("code_unknown")),
    ];
    for (said, code, reason) in cases {
        let (port, talk) = match said {
            None => (free, None),
            Some(said) => {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let port = listener.local_addr().unwrap().port();
                let talk = std::thread::spawn(move || {
                    let (mut stream, _) = listener.accept().unwrap();
                    let _ = stream.read(&mut [0; 4096]);
                    stream.write_all(said).unwrap();
                });
                (port, Some(talk))
            }
        };
        let mut request = world.request("ABCD-EFGH".into());
        request.server_url = format!("http://127.0.0.1:{port}");
        let error = phone.open().activate(&request).err().unwrap();
        assert_eq!((error.code, error.reason.as_deref()), (code, reason), "{said:?}");
        assert!(!phone.home.exists(), "{said:?}: nothing is left behind");
        if let Some(talk) = talk {
            talk.join().unwrap();
        }
    }
}
