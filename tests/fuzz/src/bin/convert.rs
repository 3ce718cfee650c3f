//! All stages: detect, read, repair, tabulate, interpret, check, write.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::convert(data, "document"));
