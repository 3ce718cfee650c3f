//! The reader of JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::read(data, nianbao::Format::Json));
