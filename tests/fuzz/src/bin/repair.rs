//! The repaired copy of a document, which is read again before it is given.
#![no_main]

use nianbao::{File, RepairOptions};
use nianbao_fuzz::{converter, tolerate_caught_panics, uncaught};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    tolerate_caught_panics();
    let options = RepairOptions { force: true, every_font: false };
    let _ = uncaught(converter().repair(File::new("document", data), options));
});
