//! Workers, their devices, and the one-time codes that make the second out of the first.
//!
//! A code is twelve letters and digits: four that name it and eight that prove it. Only a keyed hash is stored; a code
//! works once, until it expires, and burns after ten wrong proofs. Wrong, used, burnt and expired look the same outside.

use crate::error::{Result, ServerError};
use atensi_core::domain::ids::{DeviceNo, UserId};
use atensi_core::domain::op::CHAIN_START;
use atensi_core::sync::accept::Caller;
use atensi_core::vault::{Entropy, VerifyKey, entropy::random};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

/// How long a code works unless told otherwise: 7 days, in ms.
pub const CODE_LIFETIME_MS: i64 = 7 * 24 * 3_600_000;
/// Wrong proofs after which a code is burnt.
pub const CODE_ATTEMPTS: i64 = 10;
/// Crockford's alphabet: nothing that is misread on paper.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOKUP_LEN: usize = 4;
const CODE_LEN: usize = 12;

/// What a worker may see beyond his own caseload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Visits families.
    Pendamping,
    /// Assesses; sees the caseloads of his team.
    Peksos,
    /// Supervises a kabupaten.
    Penyelia,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Pendamping, Self::Peksos, Self::Penyelia];

    /// The code on the wire and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pendamping => "pendamping",
            Self::Peksos => "peksos",
            Self::Penyelia => "penyelia",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// A worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Name as colleagues know it.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Kabupaten or kota of work, `53.11`.
    pub kab: String,
    /// The peksos whose team this worker belongs to.
    pub team: Option<UserId>,
}

/// A device as the caller of a request.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// The device, as the acceptance wants to know it.
    pub caller: Caller,
    /// When its access ended, ms UTC.
    pub revoked_at: Option<i64>,
}

const USER_COLUMNS: &str = "u.id, u.name, u.role, u.kab, u.team";

fn user_from(row: &Row<'_>) -> rusqlite::Result<User> {
    let role: String = row.get(2)?;
    Ok(User {
        id: UserId(Uuid::from_bytes(row.get(0)?)),
        name: row.get(1)?,
        role: Role::from_code(&role).unwrap_or(Role::Pendamping),
        kab: row.get(3)?,
        team: row.get::<_, Option<[u8; 16]>>(4)?.map(|id| UserId(Uuid::from_bytes(id))),
    })
}

/// Adds a worker. `kab` must look like `53.11`; the team, if any, must exist.
pub fn add_user(conn: &Connection, user: &User, now: i64) -> Result<()> {
    if !is_kab(&user.kab) {
        return Err(ServerError::Setup(format!("{:?} is not a kabupaten code like 53.11", user.kab)));
    }
    conn.prepare_cached("INSERT INTO user (id, name, role, kab, team, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            user.id.0.as_bytes(),
            user.name,
            user.role.code(),
            user.kab,
            user.team.map(|t| *t.0.as_bytes()),
            now
        ])?;
    Ok(())
}

/// Whether a text has the shape `53.11`.
pub fn is_kab(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5 && bytes[2] == b'.' && bytes.iter().enumerate().all(|(i, b)| i == 2 || b.is_ascii_digit())
}

/// Everyone, by name.
pub fn list_users(conn: &Connection) -> Result<Vec<User>> {
    let mut query = conn.prepare(&format!("SELECT {USER_COLUMNS} FROM user u ORDER BY u.kab, u.role, u.name, u.id"))?;
    let users = query.query_map([], user_from)?.collect::<Result<_, _>>()?;
    Ok(users)
}

/// A worker by id.
pub fn user(conn: &Connection, id: UserId) -> Result<Option<User>> {
    Ok(conn
        .prepare_cached(&format!("SELECT {USER_COLUMNS} FROM user u WHERE u.id = ?1"))?
        .query_row([id.0.as_bytes()], user_from)
        .optional()?)
}

/// A worker by id or by exact name (case does not matter); a name that several bear is refused.
pub fn find_user(conn: &Connection, text: &str) -> Result<User> {
    if let Ok(id) = text.parse::<UserId>() {
        return user(conn, id)?.ok_or_else(|| ServerError::Setup("no user has this id".into()));
    }
    let wanted = text.trim().to_lowercase();
    let mut found: Vec<User> = list_users(conn)?;
    found.retain(|u| u.name.to_lowercase() == wanted);
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(ServerError::Setup("no user has this name; `users` lists them".into())),
        _ => Err(ServerError::Setup("several users have this name; give the id (`users` lists them)".into())),
    }
}

/// Makes a one-time code for a worker and returns it, shown this once: `ABCD-EFGH-JKMN`.
pub fn make_code(
    conn: &Connection,
    code_key: &[u8; 32],
    entropy: &dyn Entropy,
    user: UserId,
    now: i64,
    lifetime_ms: i64,
) -> Result<String> {
    for _ in 0..16 {
        let text: String =
            random::<CODE_LEN>(entropy)?.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect();
        let hash = code_hash(code_key, &text);
        let added = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO activation_code (lookup, hash, user, created_at, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![&text[..LOOKUP_LEN], hash, user.0.as_bytes(), now, now.saturating_add(lifetime_ms)])?;
        if added == 1 {
            return Ok(format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..]));
        }
    }
    Err(ServerError::Busy)
}

fn code_hash(key: &[u8; 32], code: &str) -> [u8; 32] {
    *blake3::keyed_hash(key, code.as_bytes()).as_bytes()
}

/// A code as typed, in the spelling that was hashed; `None` when it cannot be one.
pub fn normalise_code(typed: &str) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let fits = code.len() == CODE_LEN && code.bytes().all(|b| ALPHABET.contains(&b));
    fits.then_some(code)
}

/// The part of a normalised code that names it.
pub fn code_lookup(code: &str) -> &str {
    &code[..LOOKUP_LEN.min(code.len())]
}

/// What a phone says about itself when it is activated.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Its public signing key.
    pub key: VerifyKey,
    /// Its name, at most 80 characters kept.
    pub name: String,
    /// `android`, `ios`, `linux` …
    pub platform: String,
}

/// Uses up a code and makes a device. `None` for every kind of unfit code; the attempt is counted either way.
pub fn activate(
    conn: &Connection,
    code_key: &[u8; 32],
    code: &str,
    device: &NewDevice,
    token: &[u8; 32],
    now: i64,
) -> Result<Option<(DeviceNo, User)>> {
    type CodeRow = (i64, [u8; 32], [u8; 16], i64, Option<i64>, i64);
    let row: Option<CodeRow> = conn
        .prepare_cached(
            "SELECT rowid, hash, user, expires_at, used_at, attempts FROM activation_code WHERE lookup = ?1",
        )?
        .query_row([code_lookup(code)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)))
        .optional()?;
    let given = blake3::Hash::from(code_hash(code_key, code));
    let Some((rowid, hash, user_id, expires_at, used_at, attempts)) = row else { return Ok(None) };
    // `blake3::Hash` compares in constant time.
    let proves = given == blake3::Hash::from(hash);
    if !proves || used_at.is_some() || now >= expires_at || attempts >= CODE_ATTEMPTS {
        conn.execute("UPDATE activation_code SET attempts = attempts + 1 WHERE rowid = ?1", [rowid])?;
        return Ok(None);
    }
    let user = user(conn, UserId(Uuid::from_bytes(user_id)))?.ok_or(ServerError::Damaged("user of a code"))?;
    let no = add_device(conn, user.id, device, token, now)?;
    conn.execute("UPDATE activation_code SET used_at = ?2, device = ?3 WHERE rowid = ?1", params![rowid, now, no.0])?;
    Ok(Some((no, user)))
}

/// Adds a device of a worker; `token` is the hash of its bearer token.
pub fn add_device(conn: &Connection, user: UserId, device: &NewDevice, token: &[u8; 32], now: i64) -> Result<DeviceNo> {
    let cut = |text: &str| text.chars().filter(|c| !c.is_control()).take(80).collect::<String>();
    conn.prepare_cached(
        "INSERT INTO device (user, name, platform, key, token, activated_at, head) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        user.0.as_bytes(),
        cut(&device.name),
        cut(&device.platform),
        device.key.to_bytes(),
        token,
        now,
        CHAIN_START
    ])?;
    u32::try_from(conn.last_insert_rowid()).map(DeviceNo).map_err(|_| ServerError::Damaged("device number"))
}

/// Ends a device's access. Its ops stay.
pub fn revoke(conn: &Connection, device: DeviceNo, now: i64) -> Result<bool> {
    let changed =
        conn.execute("UPDATE device SET revoked_at = ?2 WHERE no = ?1 AND revoked_at IS NULL", params![device.0, now])?;
    Ok(changed == 1)
}

const SESSION: &str = "SELECT u.id, u.name, u.role, u.kab, u.team, d.no, d.key, d.activated_at, d.revoked_at
                       FROM device d JOIN user u ON u.id = d.user WHERE ";

fn session_by(conn: &Connection, condition: &str, value: &dyn rusqlite::ToSql) -> Result<Option<Session>> {
    type Columns = (User, u32, [u8; 32], i64, Option<i64>);
    let row: Option<Columns> = conn
        .prepare_cached(&format!("{SESSION}{condition}"))?
        .query_row([value], |row| Ok((user_from(row)?, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?)))
        .optional()?;
    let Some((user, no, key, enrolled_at, revoked_at)) = row else { return Ok(None) };
    let key = VerifyKey::from_bytes(&key).map_err(|_| ServerError::Damaged("device key"))?;
    let revoked = revoked_at.is_some();
    let caller = Caller { device: DeviceNo(no), user: user.id, keys: vec![key], enrolled_at, revoked };
    Ok(Some(Session { user, caller, revoked_at }))
}

/// The device that a bearer token (its hash) belongs to, also when its access has ended.
pub fn session_by_token(conn: &Connection, token_hash: &[u8; 32]) -> Result<Option<Session>> {
    session_by(conn, "d.token = ?1", token_hash)
}

/// A device by its number, also when its access has ended.
pub fn session_by_no(conn: &Connection, no: DeviceNo) -> Result<Option<Session>> {
    session_by(conn, "d.no = ?1", &no.0)
}

/// What is stored of a bearer token.
pub fn token_hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

/// 16 random bytes as 22 characters of base64url.
pub fn make_token(entropy: &dyn Entropy) -> Result<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let number = u128::from_be_bytes(random::<16>(entropy)?);
    // 22 digits of 6 bits hold 132 bits: the number is followed by 4 zero bits, as base64url has it.
    let digit = |i: u32| {
        let bits = if i == 21 { (number << 4) & 63 } else { (number >> (122 - 6 * i)) & 63 };
        char::from(DIGITS[bits as usize])
    };
    Ok((0..22).map(digit).collect())
}

/// A random id (version 4).
pub fn new_uuid(entropy: &dyn Entropy) -> Result<Uuid> {
    let bytes = random::<16>(entropy)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(normalise_code(" abcd-efgh 0o1l ").as_deref(), Some("ABCDEFGH0011"));
        for bad in ["", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMÜ"] {
            assert_eq!(normalise_code(bad), None, "{bad}");
        }
        assert!(normalise_code(&" ".repeat(1000)).is_none());
    }

    #[test]
    fn tokens_are_base64url_of_16_bytes() {
        struct Fixed;
        impl Entropy for Fixed {
            fn fill(&self, buffer: &mut [u8]) -> Result<(), atensi_core::vault::EntropyError> {
                for (i, b) in buffer.iter_mut().enumerate() {
                    *b = 255 - i as u8;
                }
                Ok(())
            }
        }
        // base64.urlsafe_b64encode(bytes(range(255, 239, -1))) without padding
        assert_eq!(make_token(&Fixed).expect("token"), "__79_Pv6-fj39vX08_Lx8A");
    }
}
