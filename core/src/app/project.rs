//! From a merged record to the columns that lists and search need, in the same transaction.

use crate::domain::fields::{kasus as fk, keluarga as ff, orang as fo};
use crate::domain::ids::{OpRef, RecordId, UserId};
use crate::domain::op::{DokumenBaru, RegisterKind};
use crate::domain::pencarian;
use crate::domain::register::RegisterState;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::dokumen::DokumenRow;
use crate::store::kasus::KasusRow;
use crate::store::keluarga::KeluargaRow;
use crate::store::orang::OrangRow;
use crate::store::register::RegisterRow;
use crate::store::{Tx, kasus, keluarga, orang};

fn owned(state: &RegisterState, field: &str) -> Option<String> {
    state.text(field).filter(|t| !t.is_empty()).map(str::to_owned)
}

fn id(state: &RegisterState, field: &str) -> Option<RecordId> {
    state.text(field).and_then(|t| t.parse().ok())
}

/// Writes the projection of a register row.
pub(super) fn project(tx: &Tx<'_>, row: &RegisterRow) -> Result<()> {
    let state = &row.state;
    match row.kind {
        RegisterKind::Orang => {
            let nama = owned(state, fo::NAMA).unwrap_or_default();
            orang::put(
                tx,
                &OrangRow {
                    id: row.id,
                    nama_kunci: pencarian::fold_name(&nama),
                    nama,
                    nik: owned(state, fo::NIK),
                    lahir: owned(state, fo::LAHIR),
                    kelamin: owned(state, fo::KELAMIN),
                    keluarga_id: id(state, fo::KELUARGA_ID),
                    wilayah: owned(state, fo::WILAYAH),
                },
            )?;
        }
        RegisterKind::Keluarga => {
            let nama_kepala = owned(state, ff::NAMA_KEPALA);
            keluarga::put(
                tx,
                &KeluargaRow {
                    id: row.id,
                    nomor_kk: owned(state, ff::NOMOR_KK),
                    nama_kunci: pencarian::fold_name(nama_kepala.as_deref().unwrap_or_default()),
                    nama_kepala,
                    wilayah: owned(state, ff::WILAYAH),
                },
            )?;
        }
        RegisterKind::Kasus => kasus::put(
            tx,
            &KasusRow {
                id: row.id,
                subjek_jenis: owned(state, fk::SUBJEK_JENIS).unwrap_or_default(),
                subjek_id: id(state, fk::SUBJEK_ID),
                klaster: owned(state, fk::KLASTER),
                tahapan: owned(state, fk::TAHAPAN),
                risiko: owned(state, fk::RISIKO),
                pendamping: state.text(fk::PENDAMPING).and_then(|t| t.parse::<UserId>().ok()),
                kerahasiaan: owned(state, fk::KERAHASIAAN),
                status: owned(state, fk::STATUS),
                last_kunjungan_on: owned(state, fk::LAST_KUNJUNGAN_ON),
                next_kunjungan_on: owned(state, fk::NEXT_KUNJUNGAN_ON),
                dibuka_on: owned(state, fk::DIBUKA_ON),
            },
        )?,
    }
    Ok(())
}

/// The row and the content of a document as stored: its whole body, so that nothing the writer said is lost.
pub(super) fn dokumen_row(new: &DokumenBaru, op: OpRef, at: i64) -> Result<(DokumenRow, Vec<u8>)> {
    let content = serde_json::to_vec(new).map_err(|_| CoreError::new(ErrorCode::Bug).reason("document encoding"))?;
    let row = DokumenRow { id: new.id, jenis: new.jenis.clone(), kasus: new.kasus, op, at, corrects: new.corrects };
    Ok((row, content))
}
