//! The texts that ship inside the library: code lists and forms. They lie compressed in it (`core/build.rs`) and are unpacked
//! once, at first use.

use std::sync::LazyLock;

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shipped.zst"));

/// Name below `core` (`data/codes/peran.csv`, `forms/asesmen-awal/survey.csv`) and text, by name.
static TEXTS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    // The file is made beside this code; a test unpacks it and compares it with the folders.
    let size = zstd::zstd_safe::get_frame_content_size(PACKED).ok().flatten().unwrap_or(0);
    let raw = zstd::bulk::decompress(PACKED, usize::try_from(size).unwrap_or(0)).unwrap_or_default();
    let all: &'static str = Box::leak(String::from_utf8(raw).unwrap_or_default().into_boxed_str());
    let (index, mut rest) = all.split_once("\n\n").unwrap_or_default();
    let mut texts = Vec::new();
    for (name, length) in index.lines().filter_map(|line| line.split_once('\t')) {
        let Some((text, after)) = length.parse().ok().and_then(|length| rest.split_at_checked(length)) else { break };
        texts.push((name, text));
        rest = after;
    }
    texts
});

/// The texts of a folder with their names in it, in the order of the names.
pub fn in_folder(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXTS.iter().filter_map(move |(path, text)| {
        let name = path.strip_prefix(folder)?.strip_prefix('/')?;
        (!name.contains('/')).then_some((name, *text))
    })
}

/// The folders below one that hold texts, in the order of their names.
pub fn folders(parent: &str) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = TEXTS
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(parent)?.strip_prefix('/')?.split_once('/').map(|(folder, _)| folder))
        .collect();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_unpacked_is_what_lies_in_the_folders() {
        let core = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(TEXTS.len() > 60, "{}", TEXTS.len());
        for (path, text) in TEXTS.iter() {
            assert_eq!(std::fs::read_to_string(core.join(path)).ok().as_deref(), Some(*text), "{path}");
        }
        let forms = std::fs::read_dir(core.join("forms")).expect("folder").count();
        assert_eq!(folders("forms").len(), forms);
        let lists = std::fs::read_dir(core.join("data/codes")).expect("folder").count();
        assert_eq!(in_folder("data/codes").count(), lists);
        assert_eq!(in_folder("data").count(), 0);
    }
}
