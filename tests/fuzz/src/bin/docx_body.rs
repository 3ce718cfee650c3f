//! The DOCX reader on a sound archive with any main part.
#![no_main]

use nianbao::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| nianbao_fuzz::read(&nianbao_fuzz::docx(data), Format::Docx));
