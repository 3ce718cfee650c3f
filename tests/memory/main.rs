//! What a small file may take in the library, where no process is held to a limit: `Limits` alone bound it. One bomb for
//! each way in which readers multiply what a file holds.

#![allow(clippy::disallowed_methods, reason = "what a test writes and measures is its own")]

mod bombs;

use nianbao::{Converter, Error, File, Limits};
use peak_alloc::PeakAlloc;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// A tenth of what documents of this size may take by the limits.
const MOST: usize = 600 << 20;

/// What converting takes beyond what is there already, and for how long.
fn cost(name: &str, bytes: &[u8], time: Duration) -> (usize, Duration, Result<usize, Error>) {
    let (before, begin) = (ALLOCATED.current_usage(), Instant::now());
    ALLOCATED.reset_peak_usage();
    let converter = Converter::new().with_limits(Limits::default().within(time));
    let result = converter.convert(File::new(name, bytes)).map(|reports| reports.len());
    (ALLOCATED.peak_usage().saturating_sub(before), begin.elapsed(), result)
}

#[test]
fn no_small_file_takes_the_memory_of_a_large_one() {
    let mut wrong = Vec::new();
    for (name, bytes) in bombs::all() {
        assert!(bytes.len() < 4 << 20, "{name}: {} bytes are no small file", bytes.len());
        // Without optimisation most end by their time, which is a limit as well.
        let (peak, took, result) = cost(name, &bytes, Duration::from_secs(4));
        println!("{name}: {} bytes, {} MB, {took:.1?}, {result:?}", bytes.len(), peak >> 20);
        if let Err(error) = &result
            && error.code() != "limit"
        {
            wrong.push(format!("{name}: {error}"));
        }
        if peak > MOST || took > Duration::from_secs(60) {
            wrong.push(format!("{name}: {} MB, {took:.1?}", peak >> 20));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "for the shared files beside the checkout, where they are: cargo test --release --test memory -- --ignored --nocapture"]
fn shared_files_stay_within_the_limits() {
    let mut wrong = Vec::new();
    for folder in ["../shared/hostile", "../shared/robust"] {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
        for path in files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path) {
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let (peak, took, result) = cost(&path.to_string_lossy(), &bytes, Duration::from_secs(20));
            let slow = took > Duration::from_secs(10) || peak > 400 << 20;
            if slow {
                println!("{}: {} MB, {took:.1?}, {result:?}", path.display(), peak >> 20);
            }
            if peak > 1_200 << 20 || took > Duration::from_secs(30) || matches!(result, Err(Error::Crashed(_))) {
                wrong.push(format!("{}: {} MB, {took:.1?}, {result:?}", path.display(), peak >> 20));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
