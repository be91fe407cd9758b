//! The report of one home visit: who, where, when, what was seen, agreed and photographed, and whether the server has it.

use super::html;
use crate::domain::Lang;
use crate::domain::status::StatusKirim;

/// What the report says; texts are already in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct LaporanKunjungan {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Lines above the sections: name or code name, village, worker, time.
    pub kepala: Vec<(String, String)>,
    /// The sections of the form with their answered questions, in form order.
    pub bagian: Vec<Bagian>,
    /// Photos and signatures, by what they show, size and hash.
    pub foto: Vec<FotoBukti>,
    /// Where the record is, truthfully.
    pub status: StatusKirim,
    /// The receipt's line when the status is "Diterima server".
    pub tanda_terima: Option<String>,
    /// Hash of the visit document, hex; proves that paper and record are the same.
    pub sidik: String,
    /// When this report was made, in words.
    pub dibuat: String,
}

/// A section of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Bagian {
    /// Heading.
    pub judul: String,
    /// Question and answer.
    pub baris: Vec<(String, String)>,
}

/// A photo as evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FotoBukti {
    /// What it shows (the question that asked for it).
    pub keterangan: String,
    /// Size in bytes.
    pub size: u64,
    /// BLAKE3, hex.
    pub hash: String,
}

/// The report as one self-contained HTML page.
pub fn html(laporan: &LaporanKunjungan) -> String {
    let lang = laporan.lang;
    let title = lang.pick("Laporan Kunjungan Rumah", "Home Visit Report");
    let mut body = format!("<h1>{title}</h1>\n<p>ATENSI, Kementerian Sosial Republik Indonesia</p>\n");
    body.push_str(&html::table(laporan.kepala.iter().map(|(a, b)| (a.as_str(), b.as_str()))));
    body.push_str(&format!("<p class=\"status\"><strong>{}</strong>", laporan.status.word(lang)));
    match &laporan.tanda_terima {
        Some(line) => body.push_str(&format!("<br>{}</p>\n", html::escape(line))),
        None => body.push_str(&format!(
            "<br>{}</p>\n",
            lang.pick(
                "Belum ada tanda terima server untuk catatan ini.",
                "The server has not signed a receipt for this record yet."
            )
        )),
    }
    for bagian in laporan.bagian.iter().filter(|b| !b.baris.is_empty()) {
        body.push_str(&format!("<h2>{}</h2>\n", html::escape(&bagian.judul)));
        body.push_str(&html::table(bagian.baris.iter().map(|(a, b)| (a.as_str(), b.as_str()))));
    }
    if !laporan.foto.is_empty() {
        body.push_str(&format!("<h2>{}</h2>\n", lang.pick("Foto dan tanda tangan", "Photos and signatures")));
        let rows: Vec<(String, String)> = laporan
            .foto
            .iter()
            .map(|f| (f.keterangan.clone(), format!("{} KB\nBLAKE3 {}", f.size.div_ceil(1024), f.hash)))
            .collect();
        body.push_str(&html::table(rows.iter().map(|(a, b)| (a.as_str(), b.as_str()))));
    }
    body.push_str(&format!(
        "<p>{}: <code>{}</code></p>\n<p>{}: {}</p>\n",
        lang.pick("Sidik dokumen (BLAKE3)", "Document hash (BLAKE3)"),
        html::escape(&laporan.sidik),
        lang.pick("Laporan dibuat", "Report made"),
        html::escape(&laporan.dibuat)
    ));
    html::page(lang.pick("id", "en"), title, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(status: StatusKirim, tanda_terima: Option<String>) -> LaporanKunjungan {
        LaporanKunjungan {
            lang: Lang::Id,
            kepala: vec![("Nama".into(), "Ibu <Rambu>".into())],
            bagian: vec![
                Bagian { judul: "Pengamatan".into(), baris: vec![("Kondisi rumah".into(), "Baik".into())] },
                Bagian { judul: "Kosong".into(), baris: vec![] },
            ],
            foto: vec![FotoBukti { keterangan: "Rumah depan".into(), size: 2049, hash: "ab12".into() }],
            status,
            tanda_terima,
            sidik: "cd34".into(),
            dibuat: "22 November 2026".into(),
        }
    }

    #[test]
    fn says_received_only_with_a_receipt_and_leaves_empty_sections_out() {
        let page = html(&sample(StatusKirim::DiterimaServer, Some("Tanda terima 12".into())));
        assert!(page.contains("Diterima server") && page.contains("Tanda terima 12"));
        assert!(page.contains("Ibu &lt;Rambu&gt;") && page.contains("3 KB") && !page.contains("Kosong"));
        let waiting = html(&sample(StatusKirim::MenungguDikirim, None));
        assert!(waiting.contains("Menunggu dikirim") && waiting.contains("Belum ada tanda terima"));
    }
}
