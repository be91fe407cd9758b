//! Our side: each step on a device's store, and the run that strings them together.

use crate::rig::{Proxy, Rig, cpu_ms, disk_mb, peak_mib, run, sum};
use crate::{Outcome, Result};
use atensi_core::app::system::{RandomIds, SystemClock};
use atensi_core::app::{ActivationRequest, CatatanImpor, Companion, Flow, Home, Ports};
use atensi_core::vault::{FileKeystore, OsEntropy, PinCost};
use atensi_tests::journey::process::Server;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

const PIN: &str = "739204";
const KAB: &str = "53.11";
const PENDAMPING: &str = "Pendamping Ukur";
const PEKSOS: &str = "Peksos Ukur";
/// Space kept free for a person's last save; no data of the workload.
const RESERVE: &str = "cadangan.bin";

fn home(folder: &Path) -> Home {
    let ports = Ports {
        clock: Arc::new(SystemClock { offset_minutes: 420 }),
        ids: Arc::new(RandomIds(OsEntropy)),
        keystore: Arc::new(FileKeystore::new(folder.join("keystore"), OsEntropy)),
        entropy: Arc::new(OsEntropy),
    };
    Home::open(&folder.join("home"), ports).with_pin_cost(PinCost { m_kib: 8, t: 1, p: 1 })
}

fn unlock(folder: &Path) -> Result<Companion> {
    Ok(home(folder).unlock(None, PIN)?)
}

fn records(input: &Path) -> Result<Vec<Map<String, Value>>> {
    std::fs::read_to_string(input)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn id_of(record: &Map<String, Value>) -> Result<String> {
    Ok(record.get("id").and_then(Value::as_str).ok_or("a record without id")?.to_owned())
}

/// The edits of step 5: the fields that a device changes in record `i`.
fn edit_of(device: &str, i: usize) -> BTreeMap<String, Value> {
    let own = match device {
        "A" => ("telepon", format!("0811{}", 10_000_000 + i)),
        _ => ("alamat_catatan", format!("pindah ke rumah orang tua nomor {i}")),
    };
    let status = if device == "A" { "dirujuk" } else { "selesai" };
    [(own.0.to_owned(), own.1.into()), ("status_kasus".to_owned(), status.into())].into()
}

fn is_edited(i: usize) -> bool {
    i % 20 == 7
}

/// One step in this process: `step NAME FOLDER …`, one JSON line at the end.
pub fn step(args: &[String]) -> Result<()> {
    let arg = |i: usize| args.get(i).map(String::as_str).ok_or("a step needs more arguments");
    let folder = Path::new(arg(1)?);
    let me = std::process::id();
    let mut said = match arg(0)? {
        "activate" => {
            std::fs::create_dir_all(folder)?;
            let request = ActivationRequest {
                server_url: arg(2)?.to_owned(),
                code: arg(3)?.to_owned(),
                pin: PIN.to_owned(),
                device_name: "ukur".to_owned(),
                roots: Vec::new(),
            };
            let companion = home(folder).activate(&request)?;
            json!({"acuan": companion.perbarui_acuan()?})
        }
        "create" => create(folder, Path::new(arg(2)?), arg(3)?.parse()?)?,
        "sync" => {
            let companion = unlock(folder)?;
            let (started, cpu) = (Instant::now(), cpu_ms(me));
            let summary = companion.sync(&mut |_| Flow::Continue)?;
            let ms = started.elapsed().as_secs_f64() * 1e3;
            json!({"ms": ms, "cpu_ms": cpu_ms(me) - cpu, "summary": summary})
        }
        "edit" => edit(folder, Path::new(arg(2)?), arg(3)?)?,
        "compare" => compare(folder, Path::new(arg(2)?), Path::new(arg(3)?))?,
        other => return Err(format!("no step {other}").into()),
    };
    said["rss_peak_mib"] = peak_mib(me).into();
    writeln!(std::io::stdout(), "{said}")?;
    Ok(())
}

fn create(folder: &Path, input: &Path, per_commit: usize) -> Result<Value> {
    let mut all = Vec::new();
    for record in records(input)? {
        let id = id_of(&record)?;
        let fields = record.into_iter().filter(|(name, _)| name != "id").collect();
        all.push(CatatanImpor { jenis: "orang".to_owned(), id, fields });
    }
    let companion = unlock(folder)?;
    let (started, cpu) = (Instant::now(), cpu_ms(std::process::id()));
    for batch in all.chunks(per_commit.max(1)) {
        companion.impor(batch)?;
    }
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let per_s = (all.len() as f64 / ms * 1e3).round();
    Ok(json!({"ms": ms, "cpu_ms": cpu_ms(std::process::id()) - cpu, "per_s": per_s}))
}

fn edit(folder: &Path, input: &Path, device: &str) -> Result<Value> {
    let ids = records(input)?.iter().map(id_of).collect::<Result<Vec<_>>>()?;
    let companion = unlock(folder)?;
    let (started, cpu) = (Instant::now(), cpu_ms(std::process::id()));
    let mut edited = 0;
    for (i, id) in ids.iter().enumerate().filter(|(i, _)| is_edited(*i)) {
        companion.ubah("orang", id, edit_of(device, i))?;
        edited += 1;
    }
    let ms = started.elapsed().as_secs_f64() * 1e3;
    Ok(
        json!({"ms": ms, "cpu_ms": cpu_ms(std::process::id()) - cpu, "edited": edited, "per_s": (f64::from(edited) / ms * 1e3).round()}),
    )
}

/// A record with its keys sorted, hashed.
fn digest(into: &mut blake3::Hasher, id: &str, fields: &BTreeMap<String, Value>) {
    into.update(id.as_bytes());
    for (name, value) in fields {
        into.update(name.as_bytes());
        into.update(sorted(value).to_string().as_bytes());
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let keys: BTreeMap<&String, Value> = map.iter().map(|(k, v)| (k, sorted(v))).collect();
            Value::Object(keys.into_iter().map(|(k, v)| (k.clone(), v)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

type Shown = BTreeMap<String, BTreeMap<String, Value>>;

fn shown(companion: &Companion) -> Result<(Shown, String)> {
    let export = companion.ekspor()?;
    let mut all = Shown::new();
    for row in export["registers"].as_array().ok_or("export without registers")? {
        let fields = row["fields"].as_object().ok_or("record without fields")?;
        let id = row["id"].as_str().ok_or("record without id")?.to_owned();
        all.insert(id, fields.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
    }
    let mut hasher = blake3::Hasher::new();
    all.iter().for_each(|(id, fields)| digest(&mut hasher, id, fields));
    Ok((all, hasher.finalize().to_hex()[..16].to_owned()))
}

fn compare(a: &Path, b: &Path, input: &Path) -> Result<Value> {
    let a = unlock(a)?;
    let (on_a, hash_a) = shown(&a)?;
    let (_, hash_b) = shown(&unlock(b)?)?;
    let sides: BTreeMap<String, Vec<String>> = a
        .list_tabrakan()?
        .into_iter()
        .filter(|c| c.field == "status_kasus")
        .map(|c| (c.record, c.sides.into_iter().map(|s| s.value).collect()))
        .collect();
    let (mut whole, mut merged, mut askable, mut edited) = (0, 0, 0, 0);
    let all = records(input)?;
    for (i, record) in all.iter().enumerate() {
        let id = id_of(record)?;
        let fields = on_a.get(&id).ok_or("a record is missing")?;
        let mut expected: BTreeMap<String, Value> =
            record.iter().filter(|(k, _)| *k != "id").map(|(k, v)| (k.clone(), v.clone())).collect();
        if is_edited(i) {
            edited += 1;
            let (of_a, of_b) = (edit_of("A", i), edit_of("B", i));
            let both = [("telepon", &of_a), ("alamat_catatan", &of_b)];
            merged += usize::from(both.iter().all(|(field, edit)| fields.get(*field) == edit.get(*field)));
            let named = sides.get(&id).map(Vec::as_slice).unwrap_or_default();
            askable += usize::from(["dirujuk", "selesai"].iter().all(|v| named.iter().any(|n| n == v)));
            // Which status holds meanwhile is the policy's matter; it must be one of the two.
            let status = fields.get("status_kasus").cloned().unwrap_or_default();
            if ["dirujuk", "selesai"].iter().any(|v| status == **v) {
                expected.insert("status_kasus".to_owned(), status);
            }
            for (field, edit) in both {
                expected.insert(field.to_owned(), edit[field].clone());
            }
        }
        whole += usize::from(*fields == expected);
    }
    let intact = whole == all.len() && on_a.len() == all.len();
    Ok(
        json!({"equal": hash_a == hash_b, "hash": hash_a, "every_field_back": intact, "edited": edited, "merged": merged, "askable": askable}),
    )
}

/// The whole workload.
pub fn all(rig: &Rig<'_>) -> Result<Outcome> {
    let me = std::env::current_exe()?;
    let server_data = rig.place.join("server");
    std::fs::create_dir_all(&server_data)?;
    let mut server = Server::new(server_data.clone())?;
    server.admin(&["init"])?;
    server.admin(&["tambah", "--nama", PEKSOS, "--peran", "peksos", "--kabupaten", KAB])?;
    server.admin(&["tambah", "--nama", PENDAMPING, "--peran", "pendamping", "--kabupaten", KAB, "--peksos", PEKSOS])?;
    server.start(&rig.place.join("server.log"))?;
    let port = server.url.rsplit(':').next().and_then(|p| p.parse().ok()).ok_or("no port in the server's address")?;
    let mut proxy = Proxy::start(rig, port)?;
    let url = format!("http://127.0.0.1:{}", proxy.port);

    let step = |name: &str, device: &str, more: &[&str]| {
        let mut command = Command::new(&me);
        command.args(["step", name]).arg(rig.place.join(device)).args(more);
        command
    };
    for (device, user) in [("S", PENDAMPING), ("A", PENDAMPING), ("B", PEKSOS)] {
        let code = server.admin(&["kode", "--user", user])?;
        run(&mut step("activate", device, &[&url, code.trim()]))?;
    }
    let input = rig.input.to_str().ok_or("the input's path is not text")?;
    let folder = |device: &str| rig.place.join(device);

    let mut out = Outcome::default();
    if !rig.slow {
        out.steps.push(("create_one", run(&mut step("create", "S", &[input, "1"]))?));
    }
    std::fs::remove_dir_all(folder("S"))?;
    out.steps.push(("create_batch", run(&mut step("create", "A", &[input, "100"]))?));
    out.steps.push(("push", proxy.counted(&mut step("sync", "A", &[]))?));
    out.steps.push(("pull", proxy.counted(&mut step("sync", "B", &[]))?));
    out.facts.push((
        "disk_mb",
        json!([disk_mb(&folder("A"), &[RESERVE])?, disk_mb(&folder("B"), &[RESERVE])?, disk_mb(&server_data, &[])?]),
    ));
    out.facts.push(("json_mb", disk_mb_of(rig.input)?.into()));
    out.steps.push(("idle_first", proxy.counted(&mut step("sync", "B", &[]))?));
    out.steps.push(("edit_a", run(&mut step("edit", "A", &[input, "A"]))?));
    out.steps.push(("edit_b", run(&mut step("edit", "B", &[input, "B"]))?));
    let converge = ["A", "B", "A"].iter().map(|device| proxy.counted(&mut step("sync", device, &[])));
    out.steps.push(("converge", sum(&converge.collect::<Result<Vec<_>>>()?)));
    out.steps.push(("idle_steady", proxy.counted(&mut step("sync", "A", &[]))?));
    let b = folder("B");
    let compared = run(&mut step("compare", "A", &[b.to_str().ok_or("the folder's path is not text")?, input]))?.said;
    for fact in ["equal", "every_field_back", "merged", "askable", "edited"] {
        out.facts.push((fact, compared[fact].clone()));
    }
    let pid = server.pid().ok_or("the server is gone")?;
    out.facts.push(("server_mib", peak_mib(pid).into()));
    out.facts.push(("server_cpu_ms", cpu_ms(pid).into()));
    drop(proxy);
    server.stop()?;
    let sound = compared["equal"] == true && compared["every_field_back"] == true;
    if !sound {
        return Err(format!("the devices do not hold what they must: {compared}").into());
    }
    Ok(out)
}

fn disk_mb_of(file: &Path) -> Result<f64> {
    Ok((std::fs::metadata(file)?.len() as f64 / 1e4).round() / 100.0)
}
