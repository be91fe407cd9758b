//! What a command needs to know about this run: how to speak, where the data is, who works, what time it is.

use crate::failure::Failure;
use crate::output::Out;
use crate::{args, pin};
use atensi_core::app::system::{SystemClock, offset_from_env};
use atensi_core::app::{Companion, Home, Ports};
use atensi_core::domain::waktu::Moment;
use atensi_core::domain::zona;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::ports::Clock;
use atensi_core::vault::{FileKeystore, OsEntropy};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI16, Ordering};

/// This run.
pub struct Context {
    /// How it speaks.
    pub out: Out,
    /// File that holds the PIN, if named.
    pub pin_file: Option<PathBuf>,
    root: Option<PathBuf>,
    user: Option<String>,
    clock: Arc<PlaceClock>,
    /// Whether the reader said which offset holds.
    zone_given: bool,
}

impl Context {
    /// Reads the general options and the environment; opens nothing.
    pub fn new(matches: &clap::ArgMatches, out: Out) -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let root = args::path(matches, "rumah").cloned().or_else(|| variable("ATENSI_RUMAH"));
        let home = || variable("HOME").or_else(|| variable("USERPROFILE"));
        let given = offset_from_env();
        let offset = AtomicI16::new(given.unwrap_or(zona::WIB));
        let clock = Arc::new(PlaceClock { fixed_ms: fixed_ms(), offset });
        Self {
            out,
            pin_file: args::path(matches, "pin-file").cloned(),
            root: root.or_else(|| Some(home()?.join(".local/share/atensi"))),
            user: args::get(matches, "pengguna").map(str::to_owned),
            clock,
            zone_given: given.is_some(),
        }
    }

    /// From here on the time of the worker's own kabupaten holds, unless `ATENSI_ZONA` says otherwise.
    pub fn settle_zone(&self, companion: &Companion) {
        if let (false, Some(minutes)) = (self.zone_given, zona::of_region(&companion.user().kab)) {
            self.clock.offset.store(minutes, Ordering::Relaxed);
        }
    }

    /// The clock of this run.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Now, here.
    pub fn now(&self) -> Moment {
        Moment { ms: self.clock.now_ms(), offset_minutes: self.clock.offset_minutes() }
    }

    /// The companion's folder. Key secrets lie in a folder beside the users' own.
    pub fn home(&self) -> Result<Home, Failure> {
        let root = self.root.as_ref().ok_or_else(|| {
            Failure::bad_input("rumah", self.out.pick("folder data tidak diketahui", "the data folder is not known"))
        })?;
        let keystore = FileKeystore::new(root.join("kunci"), OsEntropy);
        let mut ports = Ports::system(Arc::new(keystore), self.now().offset_minutes);
        ports.clock = self.clock();
        Ok(Home::open(root, ports))
    }

    /// The user named, as a whole id: the beginning of an id does when it fits one only. `None` when none was named.
    pub fn user(&self, home: &Home) -> Result<Option<String>, Failure> {
        let users = home.users()?;
        if users.is_empty() {
            return Err(home.why_nobody().into());
        }
        let several = |list: &[&String]| {
            let error = CoreError::new(ErrorCode::BadInput).field("pengguna");
            let mut failure = Failure::from(error.reason(self.out.pick("sebutkan satu", "name one"))).worded();
            for user in list {
                failure = failure.line(format!("--pengguna {user}"));
            }
            failure
        };
        let all: Vec<&String> = users.iter().collect();
        match &self.user {
            None if all.len() > 1 => Err(several(&all)),
            None => Ok(None),
            Some(name) => {
                let fits: Vec<&String> = all.iter().filter(|u| u.starts_with(name.as_str())).copied().collect();
                match fits[..] {
                    [one] => Ok(Some(one.clone())),
                    [] => Err(several(&all)),
                    _ => Err(several(&fits)),
                }
            }
        }
    }

    /// Unlocks the user's companion with the PIN.
    pub fn companion(&self) -> Result<Companion, Failure> {
        let home = self.home()?;
        let user = self.user(&home)?;
        let pin = pin::ask(self)?;
        let companion = home.unlock(user.as_deref(), &pin)?;
        companion.set_lang(self.out.lang);
        self.settle_zone(&companion);
        Ok(companion)
    }
}

/// The clock of tests and the demo: `ATENSI_WAKTU_MS`, heeded only together with `ATENSI_UJI=1`, so that a stray
/// variable cannot date real work.
fn fixed_ms() -> Option<i64> {
    if std::env::var("ATENSI_UJI").ok()? != "1" {
        return None;
    }
    std::env::var("ATENSI_WAKTU_MS").ok()?.parse().ok()
}

/// The computer's clock (or the fixed one of tests) with the offset of the place: the worker's, once that is known.
struct PlaceClock {
    fixed_ms: Option<i64>,
    offset: AtomicI16,
}

impl Clock for PlaceClock {
    fn now_ms(&self) -> i64 {
        self.fixed_ms.unwrap_or_else(|| SystemClock { offset_minutes: 0 }.now_ms())
    }
    fn offset_minutes(&self) -> i16 {
        self.offset.load(Ordering::Relaxed)
    }
}
