//! The repaired copy of a document, which is read again before it is given.
#![no_main]

use nianbao::pipeline::repaired::{Options, repaired};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    nianbao_fuzz::tolerate_caught_panics();
    let _ = repaired(data, "document", &Options { force: true, ..Options::default() }, &nianbao_fuzz::limits());
});
