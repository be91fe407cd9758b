//! Check and recovery of a data file as a shell offers them: the results in words.

use crate::app::companion::Companion;
use crate::app::home::Home;
use crate::app::pulihkan::BagianPulih;
use crate::domain::Lang;
use crate::error::Result;
use crate::view::layar::pemulihan::{Bagian, PemulihanScreen, PeriksaDataScreen, checked, looked_again, recovered};

fn counted(part: &BagianPulih) -> Bagian {
    let BagianPulih { jenis, pulih, hilang, dari_server, mungkin_lebih } = *part;
    Bagian { jenis, pulih, hilang, dari_server, mungkin_lebih }
}

impl Home {
    /// Checks a user's whole data file. Changes nothing; takes as long as the file is large, and no network.
    pub fn layar_periksa_data(&self, user: Option<&str>, pin: &str, lang: Lang) -> Result<PeriksaDataScreen> {
        let found = self.periksa_data(user, pin)?;
        Ok(checked(found.utuh, found.tulisan_hilang, found.disisihkan.len() as u64, found.rincian, lang))
    }

    /// Recovers a damaged data file; leaves a sound one alone. Nobody may be unlocked meanwhile.
    pub fn layar_pulihkan_data(&self, user: Option<&str>, pin: &str, lang: Lang) -> Result<PemulihanScreen> {
        let done = self.pulihkan(user, pin)?;
        let parts: Vec<Bagian> = done.bagian.iter().map(counted).collect();
        Ok(recovered(done.berkas, &parts, done.aktivasi_ulang, lang))
    }
}

impl Companion {
    /// Looks once more into the files that were set aside and brings over what is readable and not here.
    pub fn layar_pulihkan_lagi(&self) -> Result<PemulihanScreen> {
        let mut parts: Vec<Bagian> = Vec::new();
        let mut files = Vec::new();
        for report in self.pulihkan_lagi()? {
            files.extend(report.berkas);
            for part in report.bagian.iter().map(counted) {
                match parts.iter_mut().find(|known| known.jenis == part.jenis) {
                    Some(known) => known.pulih += part.pulih,
                    None => parts.push(part),
                }
            }
        }
        Ok(looked_again(files, &parts, self.lang()))
    }
}
