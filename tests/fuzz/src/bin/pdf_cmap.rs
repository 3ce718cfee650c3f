//! The PDF reader on a sound file with any CMap as `/Encoding` and `/ToUnicode`.
#![no_main]

use nianbao::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let content = b"BT /F1 9 Tf <00000041808182FF4E00> Tj /F2 9 Tf (AZaz09) Tj ET";
    nianbao_fuzz::read(&nianbao_fuzz::pdf(content, data, data), Format::Pdf);
});
