//! What any bytes are taken for.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    nianbao_fuzz::tolerate_caught_panics();
    let _ = nianbao_fuzz::uncaught(nianbao_fuzz::converter().format(&nianbao::File::new("", data)));
});
