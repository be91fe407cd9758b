//! `./dev run`: the journey of one home visit on this machine, shown in words. `--tetap` leaves everything standing.
#![allow(clippy::print_stdout, reason = "this program's purpose is to show")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let stay = args.iter().any(|a| a == "--tetap");
    if let Some(unknown) = args.iter().find(|a| *a != "--tetap") {
        eprintln!("unknown option {unknown}; the only one is --tetap (leave server, devices and data standing)");
        return ExitCode::from(2);
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default();
    let folder = root.join("target/perjalanan");
    match prepare(&folder)
        .and_then(|()| atensi_tests::journey::steps::run(&folder, &root.join("core/forms"), stay, |l| println!("{l}")))
    {
        Ok(outcome) => {
            if let Some(pid) = outcome.server_pid {
                println!("\nServer tetap hidup di {} (hentikan: kill {pid}). Coba sekarang:", outcome.url);
                println!("  export ATENSI_RUMAH={}/hp-pendamping ATENSI_PIN=493827", folder.display());
                println!("  target/debug/atensi status");
                println!("  target/debug/atensi kunjungan jatuh-tempo");
                println!("  target/debug/atensi cari \"rambu\"");
                println!("  target/debug/atensi --help");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("GAGAL di {error}\nBerkasnya ada di {}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// An empty folder for this run; the one before is replaced.
fn prepare(folder: &std::path::Path) -> Result<(), String> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(folder.join("foto")).map_err(|e| format!("{}: {e}", folder.display()))
}
