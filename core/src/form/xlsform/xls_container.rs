//! The container of old office files (MS-CFB): a small file system of sectors in chains. Its numbers come from outside, so
//! no chain is followed further than the file has sectors, and nothing is reserved for a size that is only claimed.

/// Ends a chain; every number from here on names no sector.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Bytes of a sector in the stream of small streams.
const MINI: usize = 64;

/// A stream of a container by name (ASCII, whatever the case): none when there is no such stream.
///
/// # Errors
/// What is damaged.
pub(super) fn stream(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, &'static str> {
    let file = Container::open(bytes)?;
    let directory = file.chain(file.directory, usize::MAX)?;
    let entries = directory.as_chunks::<128>().0;
    let Some(entry) = entries.iter().find(|e| e[66] == 2 && name_of(&e[..]).eq_ignore_ascii_case(name)) else {
        return Ok(None);
    };
    let (start, size) = (u32_at(&entry[..], 116)?, u32_at(&entry[..], 120)? as usize);
    if size >= file.cutoff {
        return file.chain(start, size).map(Some);
    }
    // Small streams share one: that of the root.
    let root = entries.iter().find(|e| e[66] == 5).ok_or("no root")?;
    let shared = file.chain(u32_at(&root[..], 116)?, u32_at(&root[..], 120)? as usize)?;
    let table = numbers(&file.chain(file.mini_table, usize::MAX)?);
    let sector = |id: u32| shared.get(id as usize * MINI..).map(|rest| &rest[..rest.len().min(MINI)]);
    follow(start, size, &table, sector).map(Some)
}

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    directory: u32,
    cutoff: usize,
    mini_table: u32,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let sector = match u32_at(bytes, 30)? & 0xffff {
            9 => 512,
            12 => 4096,
            _ => return Err("unknown size of sectors"),
        };
        let mut file = Self {
            bytes,
            sector,
            table: Vec::new(),
            directory: u32_at(bytes, 48)?,
            cutoff: u32_at(bytes, 56)? as usize,
            mini_table: u32_at(bytes, 60)?,
        };
        // Which sectors hold the table of chains: the first 109 in the head, more in a chain of their own.
        let mut parts = numbers(bytes.get(76..512).ok_or("cut off")?);
        let (mut next, mut left) = (u32_at(bytes, 68)?, bytes.len() / sector);
        while next < NO_SECTOR {
            left = left.checked_sub(1).ok_or("a chain without end")?;
            let more = numbers(file.part(next).ok_or("a sector beyond the end")?);
            let (last, more) = more.split_last().ok_or("cut off")?;
            parts.extend(more);
            next = *last;
        }
        parts.retain(|id| *id < NO_SECTOR);
        if parts.len() > bytes.len() / sector {
            return Err("more table than file");
        }
        for id in parts {
            let part = numbers(file.part(id).ok_or("a sector beyond the end")?);
            file.table.extend(part);
        }
        Ok(file)
    }

    /// A sector; the last one of a file may be short.
    fn part(&self, id: u32) -> Option<&'a [u8]> {
        let from = (id as usize + 1) * self.sector;
        let rest = self.bytes.get(from..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    fn chain(&self, start: u32, size: usize) -> Result<Vec<u8>, &'static str> {
        follow(start, size, &self.table, |id| self.part(id))
    }
}

/// The sectors of a chain, up to `size` bytes.
fn follow<'a>(
    start: u32,
    size: usize,
    table: &[u32],
    sector: impl Fn(u32) -> Option<&'a [u8]>,
) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    let (mut next, mut left) = (start, table.len());
    while next < NO_SECTOR && out.len() < size {
        left = left.checked_sub(1).ok_or("a chain without end")?;
        out.extend_from_slice(sector(next).ok_or("a sector beyond the end")?);
        next = *table.get(next as usize).ok_or("a sector beyond the table")?;
    }
    out.truncate(size);
    Ok(out)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect()
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, &'static str> {
    let part = bytes.get(at..at + 4).and_then(|b| b.first_chunk::<4>());
    part.map(|b| u32::from_le_bytes(*b)).ok_or("cut off")
}

fn name_of(entry: &[u8]) -> String {
    let units = entry[..64].as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).take_while(|u| *u != 0);
    char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect()
}
