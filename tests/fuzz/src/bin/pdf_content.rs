//! The PDF reader on a sound file with any content stream, page and form.
#![no_main]

use nianbao::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::read(&nianbao_fuzz::pdf(data, b"", b""), Format::Pdf));
