//! The server as operators run it.

use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId};
use atensi_core::ports::Clock;
use atensi_core::vault::OsEntropy;
use atensi_server::keys::Keys;
use atensi_server::seed::{self, SeedPlan};
use atensi_server::service::Places;
use atensi_server::{Config, Result, ServerError, SystemClock};
use atensi_server::{alih, cadangan, db, export, formulir, karantina, scope, serve, users};
use clap::{Args, Parser, Subcommand};
use rusqlite::TransactionBehavior::Immediate;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The ministry's server for ATENSI Lapangan: receives what field workers recorded and passes on what concerns them.
#[derive(Parser)]
#[command(name = "atensi-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Folder {
    /// Data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Key folder, better on another disk [default: DIR/kunci]
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

impl Folder {
    fn places(&self) -> Places {
        Places::new(&self.data, self.keys.as_deref())
    }
}

#[derive(Args)]
struct KeyFolder {
    /// Data folder, for the keys inside it
    #[arg(long, value_name = "DIR", required_unless_present = "keys")]
    data: Option<PathBuf>,
    /// Key folder [default: DIR/kunci]
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Karantina {
    /// List what is held back
    List {
        #[command(flatten)]
        folder: Folder,
        /// As a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Take an op up after all, by the rules of today
    Lepas {
        #[command(flatten)]
        folder: Folder,
        /// Device number
        device: u32,
        /// Number of the op in the log of that device
        number: u64,
        /// Judge by what this worker may write instead of the author, say after a case was handed over
        #[arg(long, value_name = "NAME|ID")]
        menurut: Option<String>,
    },
}

#[derive(Subcommand)]
enum Formulir {
    /// Check a form and put it in force; phones fetch it at their next sync, drafts stay in their version
    Pasang {
        #[command(flatten)]
        folder: Folder,
        /// Folder with survey.csv, choices.csv, settings.csv and the lists they name
        #[arg(value_name = "FOLDER")]
        tempat: PathBuf,
    },
    /// List every version of every form
    List {
        #[command(flatten)]
        folder: Folder,
        /// As a JSON array
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Command {
    /// Make the keys and an empty database; never overwrites anything
    Init {
        #[command(flatten)]
        folder: Folder,
    },
    /// Serve until SIGTERM or SIGINT; prints {"ready": URL} once it listens
    Serve {
        #[command(flatten)]
        folder: Folder,
        /// Address to listen on; port 0 takes a free one
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8420")]
        listen: SocketAddr,
    },
    /// Fill an empty database with an invented kabupaten: workers, families, cases, a year of visits
    Seed {
        #[command(flatten)]
        folder: Folder,
        /// The same number and date make the same kabupaten
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// Kabupaten or kota, Kemendagri code
        #[arg(long, value_name = "CODE", default_value = "53.11")]
        kabupaten: String,
        /// Families
        #[arg(long, value_name = "N", default_value_t = 120)]
        keluarga: u32,
        /// Last day of the invented history, ISO [default: today]
        #[arg(long, value_name = "DATE")]
        tanggal: Option<chrono::NaiveDate>,
    },
    /// List the workers
    Users {
        #[command(flatten)]
        folder: Folder,
        /// As a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Add a worker
    Tambah {
        #[command(flatten)]
        folder: Folder,
        /// Name as colleagues know it
        #[arg(long)]
        nama: String,
        /// pendamping, peksos or penyelia
        #[arg(long)]
        peran: String,
        /// Kabupaten or kota of work, Kemendagri code
        #[arg(long)]
        kabupaten: String,
        /// The peksos of the team, by name or id
        #[arg(long)]
        peksos: Option<String>,
    },
    /// Print a one-time activation code for a worker's new device
    Kode {
        #[command(flatten)]
        folder: Folder,
        /// Worker, by id or by exact name
        #[arg(long, value_name = "NAME|ID")]
        user: String,
        /// Hours until the code expires
        #[arg(long, value_name = "H", default_value_t = 168, value_parser = clap::value_parser!(u32).range(1..=2160))]
        jam: u32,
        /// As JSON, with the time of expiry
        #[arg(long)]
        json: bool,
    },
    /// Give a worker a family or person, with everything that hangs below it, secret cases too; or take it away again
    Akses {
        #[command(flatten)]
        folder: Folder,
        /// Worker, by id or by exact name
        #[arg(long, value_name = "NAME|ID")]
        user: String,
        /// Record at the root: a family, or a person without one
        #[arg(long, value_name = "ID")]
        root: String,
        /// Take it away: nothing more of it goes to this worker; what is on the phone stays there
        #[arg(long)]
        cabut: bool,
    },
    /// Hand a family or person over from one worker to another, with its history; prints who else still sees it
    Alih {
        #[command(flatten)]
        folder: Folder,
        /// Record at the root: a family, or a person without one
        #[arg(long, value_name = "ID")]
        root: String,
        /// Who had it
        #[arg(long, value_name = "NAME|ID")]
        dari: String,
        /// Who gets it
        #[arg(long, value_name = "NAME|ID")]
        ke: String,
    },
    /// What the server holds back
    Karantina {
        #[command(subcommand)]
        what: Karantina,
    },
    /// The forms that phones fill in
    Formulir {
        #[command(subcommand)]
        what: Formulir,
    },
    /// Make a verified backup while the server runs; the keys are NOT in it, keep them elsewhere
    Cadangan {
        #[command(flatten)]
        folder: Folder,
        /// Folder of the backup: new, empty, or with an older backup of this server, which stays until the new one is good
        #[arg(long, value_name = "DIR")]
        ke: PathBuf,
    },
    /// Check a backup again, every byte of it
    PeriksaCadangan {
        /// Folder of the backup
        tempat: PathBuf,
        #[command(flatten)]
        keys: KeyFolder,
    },
    /// End a lost device's access; what it sent stays
    Cabut {
        #[command(flatten)]
        folder: Folder,
        /// Device number
        #[arg(long, value_name = "NO")]
        perangkat: u32,
    },
    /// Restore a backup and open a new epoch, so that devices offer again what the backup lacks
    Pulih {
        #[command(flatten)]
        folder: Folder,
        /// Folder of a backup, to be restored into a data folder without a database; without it, a database that was put
        /// back by hand only gets its new epoch
        #[arg(long, value_name = "DIR")]
        dari: Option<PathBuf>,
    },
    /// Write everything the server holds as JSON (personal data!)
    Ekspor {
        #[command(flatten)]
        folder: Folder,
        /// File to write, made with mode 600 [default: standard output]
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("atensi-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(ServerError::io("writing to standard output"))
}

fn find_root(conn: &rusqlite::Connection, text: &str) -> Result<RecordId> {
    let root = text.parse().map_err(|_| ServerError::Setup("--root is not an id".into()))?;
    match scope::roots(conn, root)?.contains(&root) {
        true => Ok(root),
        false => Err(ServerError::Setup("no family or person without one has this id".into())),
    }
}

fn run(command: Command) -> Result<()> {
    let now = SystemClock.now_ms();
    match command {
        Command::Init { folder } => {
            let keys = folder.places().init(&OsEntropy)?;
            say(&json!({"signing_key": keys.signing.id(), "sealing_key": keys.sealing_id()}).to_string())
        }
        Command::Serve { folder, listen } => {
            let config = Config { data: folder.data, keys: folder.keys, listen, clock: Arc::new(SystemClock) };
            let mut told = Ok(());
            serve(&config, |url| told = say(&json!({ "ready": url }).to_string()))?;
            told
        }
        Command::Seed { folder, seed, kabupaten, keluarga, tanggal } => {
            let (keys, mut conn) = folder.places().open()?;
            let today = tanggal.unwrap_or_else(|| seed::date_of(now));
            let plan = SeedPlan { seed, kabupaten, keluarga, today };
            let made = seed::seed(&mut conn, &keys.signing, &plan)?;
            say(&serde_json::to_string(&made).unwrap_or_default())
        }
        Command::Users { folder, json } => {
            let (_, conn) = folder.places().open()?;
            if json {
                return say(&export::users_json(&conn)?.to_string());
            }
            for user in users::list_users(&conn)? {
                say(&format!("{}  {:10}  {}  {}", user.id, user.role.code(), user.kab, user.name))?;
            }
            Ok(())
        }
        Command::Tambah { folder, nama, peran, kabupaten, peksos } => {
            let (_, conn) = folder.places().open()?;
            let role = users::Role::from_code(&peran)
                .ok_or_else(|| ServerError::Setup("--peran is pendamping, peksos or penyelia".into()))?;
            let team = peksos.map(|text| users::find_user(&conn, &text)).transpose()?.map(|user| user.id);
            let id = atensi_core::domain::ids::UserId(users::new_uuid(&OsEntropy)?);
            users::add_user(&conn, &users::User { id, name: nama, role, kab: kabupaten, team }, now)?;
            say(&id.to_string())
        }
        Command::Kode { folder, user, jam, json } => {
            let (keys, conn) = folder.places().open()?;
            let user = users::find_user(&conn, &user)?;
            let lifetime = i64::from(jam) * 3_600_000;
            let code = users::make_code(&conn, &keys.code_key(), &OsEntropy, user.id, now, lifetime)?;
            if json {
                return say(&json!({"code": code, "user": user.id, "expires_at": now + lifetime}).to_string());
            }
            say(&code)
        }
        Command::Akses { folder, user, root, cabut } => {
            let (_, mut conn) = folder.places().open()?;
            let user = users::find_user(&conn, &user)?;
            let tx = conn.transaction_with_behavior(Immediate)?;
            let root = find_root(&tx, &root)?;
            match cabut {
                false => alih::give(&tx, root, &user, now)?,
                true => alih::take(&tx, root, &user, now)?,
            }
            Ok(tx.commit()?)
        }
        Command::Alih { folder, root, dari, ke } => {
            let (_, mut conn) = folder.places().open()?;
            let (from, to) = (users::find_user(&conn, &dari)?, users::find_user(&conn, &ke)?);
            let tx = conn.transaction_with_behavior(Immediate)?;
            let root = find_root(&tx, &root)?;
            let carriers = alih::hand_over(&tx, root, &from, &to, now)?;
            tx.commit()?;
            say(&json!({ "root": root, "streams": carriers }).to_string())
        }
        Command::Karantina { what: Karantina::List { folder, json } } => {
            let (_, conn) = folder.places().open()?;
            let items = karantina::list(&conn)?;
            if json {
                return say(&serde_json::to_string(&items).unwrap_or_default());
            }
            for item in items {
                let record = item.record.map_or_else(|| "-".to_owned(), |id| id.to_string());
                say(&format!("{:>6} {:>8}  {:18}  {}  {}", item.device, item.number, item.code, item.user, record))?;
            }
            Ok(())
        }
        Command::Karantina { what: Karantina::Lepas { folder, device, number, menurut } } => {
            let (keys, mut conn) = folder.places().open()?;
            let by = menurut.map(|text| users::find_user(&conn, &text)).transpose()?;
            let tx = conn.transaction_with_behavior(Immediate)?;
            let op = OpRef(DeviceNo(device), number);
            let release = karantina::release(&tx, &keys.signing, op, by.as_ref(), now)?;
            tx.commit()?;
            match release {
                karantina::Release::Accepted => Ok(()),
                karantina::Release::Stays(code) => {
                    Err(ServerError::Setup(format!("the op stays in quarantine: {code}; see docs/SYNC.md")))
                }
            }
        }
        Command::Formulir { what: Formulir::Pasang { folder, tempat } } => {
            let files = formulir::read_folder(&tempat)?;
            let (_, mut conn) = folder.places().open()?;
            let tx = conn.transaction_with_behavior(Immediate)?;
            let form = formulir::install(&tx, &files, now)?;
            tx.commit()?;
            say(&serde_json::to_string(&form).unwrap_or_default())
        }
        Command::Formulir { what: Formulir::List { folder, json } } => {
            let (_, conn) = folder.places().open()?;
            let forms = formulir::list(&conn)?;
            if json {
                return say(&serde_json::to_string(&forms).unwrap_or_default());
            }
            for form in forms {
                let mark = if form.berlaku { "*" } else { " " };
                say(&format!("{mark} {:24} {:14} {}  {}", form.id, form.version, &form.hash[..12], form.title))?;
            }
            Ok(())
        }
        Command::Cadangan { folder, ke } => {
            let made = cadangan::make(&folder.places(), &ke, now)?;
            say(&serde_json::to_string(&made).unwrap_or_default())
        }
        Command::PeriksaCadangan { tempat, keys } => {
            let places = Places::new(&keys.data.unwrap_or_default(), keys.keys.as_deref());
            let found = cadangan::check(&Keys::open(&places.keys)?, &tempat)?;
            say(&serde_json::to_string(&found).unwrap_or_default())
        }
        Command::Cabut { folder, perangkat } => {
            let (_, conn) = folder.places().open()?;
            match users::revoke(&conn, DeviceNo(perangkat), now)? {
                true => Ok(()),
                false => Err(ServerError::Setup("no active device has this number".into())),
            }
        }
        Command::Pulih { folder, dari: Some(from) } => {
            let epoch = cadangan::restore(&folder.places(), &from, now)?;
            say(&json!({ "epoch": epoch }).to_string())
        }
        Command::Pulih { folder, dari: None } => {
            let (_, conn) = folder.places().open()?;
            say(&json!({ "epoch": db::new_epoch(&conn, now)? }).to_string())
        }
        Command::Ekspor { folder, json } => {
            let (_, mut conn) = folder.places().open()?;
            let tx = conn.transaction()?;
            let text = export::export(&tx)?.to_string();
            match json {
                None => say(&text),
                Some(path) => OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .mode(0o600)
                    .open(&path)
                    .and_then(|mut file| file.write_all(text.as_bytes()))
                    .map_err(ServerError::io("writing the export")),
            }
        }
    }
}
