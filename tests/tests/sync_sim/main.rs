//! Two devices and a server through every kind of trouble, by seed; then quiet, and everybody must agree.
//!
//! Engine, frames, messages, acceptance, merge, seals and receipts are the real ones; stores and network are in memory.
//! `SYNC_SIM_SEEDS=100000` runs more schedules; a failure names its seed, `SYNC_SIM_FIRST=<seed> SYNC_SIM_SEEDS=1` runs it.

mod dice;
mod faults;
mod link;
mod ministry;
mod phone;
mod world;

use world::{Mode, World};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn two_devices_converge_whatever_happens() {
    let first = number("SYNC_SIM_FIRST", 0);
    let mut seen = world::Seen::default();
    for seed in first..first + number("SYNC_SIM_SEEDS", 200) {
        let mode = if seed % 2 == 0 { Mode::UniqueValues } else { Mode::AgreeingValues };
        let mut world = World::new(seed, mode);
        world.live(40);
        world.settle();
        world.check();
        seen.add(&world.seen);
    }
    // A simulation that never meets a fault proves nothing.
    if number("SYNC_SIM_SEEDS", 200) >= 200 {
        seen.assert_every_kind();
    }
}
