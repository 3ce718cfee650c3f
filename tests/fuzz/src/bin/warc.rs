//! Records of a web archive.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::unpack(&[b"WARC/1.0\r\n", data].concat()));
