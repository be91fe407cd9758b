//! Every draft: those to go on with, and those thrown away, which can be brought back.

use super::kartu::KartuDraf;
use super::words::count;
use crate::domain::Lang;
use serde::Serialize;

/// The list of drafts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DrafScreen {
    /// "7 draf terbuka · 2 dibuang".
    pub ringkas: String,
    /// To go on with, the last touched first.
    pub draf: Vec<KartuDraf>,
    /// Thrown away, the last first; a tap on one leads nowhere until it is brought back.
    pub dibuang: Vec<KartuDraf>,
    /// What to say about those thrown away; empty when there are none.
    pub catatan: String,
    /// What to say when there is no draft of either kind; empty otherwise.
    pub kosong: String,
}

/// "7 draf terbuka · 2 dibuang".
pub fn summary(open: usize, discarded: usize, lang: Lang) -> String {
    let open = count(open as u64, "draf terbuka", "open draft", "open drafts", lang);
    match discarded {
        0 => open,
        n => format!("{open} · {n} {}", lang.pick("dibuang", "discarded")),
    }
}

/// What leads to the whole list from a screen that shows up to `shown` open drafts; empty when there is no more to see.
pub fn all_line(open: usize, shown: usize, discarded: usize, lang: Lang) -> String {
    if open <= shown && discarded == 0 {
        return String::new();
    }
    format!("{}: {}", lang.pick("Semua draf", "All drafts"), summary(open, discarded, lang))
}

/// What is said above the discarded drafts.
pub fn discarded_note(discarded: usize, lang: Lang) -> String {
    if discarded == 0 {
        return String::new();
    }
    let id = "Draf yang dibuang tetap tersimpan di ponsel ini dan bisa dikembalikan.";
    lang.pick(id, "Discarded drafts stay on this phone and can be brought back.").to_owned()
}

/// What is said when there is nothing to list.
pub fn empty_line(open: usize, discarded: usize, lang: Lang) -> String {
    if open + discarded > 0 {
        return String::new();
    }
    let id = "Tidak ada draf. Formulir yang belum selesai muncul di sini.";
    lang.pick(id, "No drafts. Forms that are not finished appear here.").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_list_is_shown_only_when_it_holds_more() {
        assert_eq!(all_line(5, 5, 0, Lang::Id), "");
        assert_eq!(all_line(7, 5, 0, Lang::Id), "Semua draf: 7 draf terbuka");
        assert_eq!(all_line(0, 5, 2, Lang::Id), "Semua draf: 0 draf terbuka · 2 dibuang");
        assert_eq!(all_line(1, 5, 2, Lang::En), "All drafts: 1 open draft · 2 discarded");
    }

    #[test]
    fn an_empty_list_says_what_appears_here() {
        assert!(empty_line(0, 0, Lang::Id).starts_with("Tidak ada draf."));
        assert_eq!((empty_line(1, 0, Lang::Id), empty_line(0, 1, Lang::En)), (String::new(), String::new()));
        assert_eq!(discarded_note(0, Lang::En), "");
    }
}
