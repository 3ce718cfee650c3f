//! Answers of servers, as a web archive keeps them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::unpack(&nianbao_fuzz::answer(data)));
