//! Random damage to archives, web archives and heads of answers: no panic, no hang. For where `scripts/fuzz` cannot run;
//! `NIANBAO_SECONDS` says how long, and a failure names the seed that repeats it.

use nianbao::Limits;
use nianbao::run::plan::Body;
use nianbao::run::unpack;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Archives to begin with: seeds of the fuzz targets, and samples in the containers that they come in.
fn seeds() -> Vec<Vec<u8>> {
    let folders = ["tests/fuzz/seeds/unpack", "tests/fuzz/seeds/warc", "tests/it/run/archives"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten());
    let mut paths: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.extend(["samples/report.docx", "samples/report.ods"].map(PathBuf::from));
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).filter(|bytes| bytes.len() < 200_000).collect()
}

/// A generator of the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let (at, length) = (dice.below(bytes.len()), dice.below(64));
        let end = (at + length).min(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            3 => bytes[at..end].fill([0, 0xFF, b'9', b'\n'][dice.below(4)]),
            _ if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            _ => {}
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

#[test]
#[ignore = "for a while, with optimisation, where no fuzzer runs"]
fn damaged_archives_break_nothing() {
    let seconds = std::env::var("NIANBAO_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let (seeds, begin) = (seeds(), Instant::now());
    assert!(seeds.len() > 5);
    let limits = Limits { part_bytes: 8 << 20, total_bytes: 16 << 20, ..Limits::default() };
    let mut number = 1u64;
    while begin.elapsed() < Duration::from_secs(seconds) {
        let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let bytes = damaged(&seeds[dice.below(seeds.len())], &mut dice);
        let start = Instant::now();
        let run = std::panic::catch_unwind(|| {
            unpack(&bytes, &limits.within(Duration::from_secs(5)), &mut |planned| {
                if let Body::Failed(failure) = &planned.body {
                    assert_ne!(failure.code, "crashed", "{}", failure.message);
                }
                ControlFlow::Continue(())
            });
        });
        assert!(run.is_ok() && start.elapsed() < Duration::from_secs(20), "seed {number}: {:?}", start.elapsed());
        number += 1;
    }
    println!("{number} archives");
}
