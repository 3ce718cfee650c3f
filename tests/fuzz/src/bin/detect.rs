//! What any bytes are taken for.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    nianbao_fuzz::tolerate_caught_panics();
    let _ = nianbao::pipeline::detect(data, "", &nianbao_fuzz::limits());
});
