//! What all fuzz targets share.

use nianbao::{Converter, Error, File, Format, Limits};
use std::sync::Once;
use std::time::Duration;

/// Reads the bytes as one format. A panic that leaves a reader ends the run; one in another's crate that the reader
/// catches is its error, and fine.
pub fn read(bytes: &[u8], format: Format) {
    tolerate_caught_panics();
    let _ = format.read(bytes, None, &limits());
}

/// All stages, to the JSON. A panic that the converter caught ends the run.
pub fn convert(bytes: &[u8], name: &str) {
    tolerate_caught_panics();
    for report in uncaught(converter().convert(File::new(name, bytes))).unwrap_or_default() {
        let _ = report.line();
    }
}

/// Goes through an archive. A panic in it ends the run.
pub fn unpack(bytes: &[u8]) {
    tolerate_caught_panics();
    nianbao::run::unpack(bytes, &limits(), &mut |planned| {
        if let nianbao::run::plan::Body::Failed(failure) = &planned.body {
            assert_ne!(failure.code, "crashed", "{}", failure.message);
        }
        std::ops::ControlFlow::Continue(())
    });
}

/// A record of a web archive that holds these bytes as a server sent them.
pub fn answer(bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/b.html\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n",
        bytes.len()
    );
    [head.as_bytes(), bytes, b"\r\n\r\n"].concat()
}

/// What a target gives its bytes to.
pub fn converter() -> Converter {
    Converter::new().with_limits(limits())
}

/// Ends the run where a stage panicked.
pub fn uncaught<T>(result: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::Crashed(what)) = &result {
        panic!("{what}");
    }
    result
}

/// The defaults with less time than the fuzzer allows: what does not look at the clock is found by the fuzzer's own.
pub fn limits() -> Limits {
    Limits::default().within(Duration::from_secs(5))
}

/// libfuzzer-sys aborts in a panic hook, so before anybody can catch a panic. In its place a quiet hook: panics that
/// unwind out of a target still abort.
pub fn tolerate_caught_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            if std::env::var_os("NIANBAO_FUZZ_PANICS").is_some() {
                eprintln!("panic: {info}");
            }
        }));
    });
}

/// A PDF of one page whose streams are the fuzzer's bytes, so that it need not keep a file's structure alive.
pub fn pdf(content: &[u8], to_unicode: &[u8], encoding: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |out: &mut Vec<u8>, head: &str, stream: Option<&[u8]>| {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", offsets.len()).as_bytes());
        match stream {
            Some(data) => {
                out.extend_from_slice(format!("<<{head} /Length {}>>\nstream\n", data.len()).as_bytes());
                out.extend_from_slice(data);
                out.extend_from_slice(b"\nendstream\nendobj\n");
            }
            None => out.extend_from_slice(format!("<<{head}>>\nendobj\n").as_bytes()),
        }
    };
    object(&mut out, "/Type /Catalog /Pages 2 0 R", None);
    object(&mut out, "/Type /Pages /Kids [3 0 R] /Count 1", None);
    let page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R \
                /F2 6 0 R /F3 7 0 R>> /XObject <</X1 10 0 R>>>>";
    object(&mut out, page, None);
    object(&mut out, "", Some(content));
    object(&mut out, "/Type /Font /Subtype /Type0 /BaseFont /A /Encoding 9 0 R /DescendantFonts [8 0 R] /ToUnicode 11 0 R", None);
    object(&mut out, "/Type /Font /Subtype /TrueType /BaseFont /B /ToUnicode 11 0 R", None);
    object(&mut out, "/Type /Font /Subtype /Type0 /BaseFont /C /Encoding /GBK-EUC-H /DescendantFonts [8 0 R]", None);
    let cid = "/Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) \
               /Supplement 2>> /W [0 [500 600] 100 200 300]";
    object(&mut out, cid, None);
    object(&mut out, "/Type /CMap /CMapName /Own", Some(encoding));
    object(&mut out, "/Type /XObject /Subtype /Form /BBox [0 0 500 500]", Some(content));
    object(&mut out, "", Some(to_unicode));
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer <</Size {} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF", offsets.len() + 1);
    out.extend_from_slice(trailer.as_bytes());
    out
}

/// A DOCX whose main part is the fuzzer's bytes: a zip archive of one stored entry.
pub fn docx(document: &[u8]) -> Vec<u8> {
    let name = b"word/document.xml";
    let mut out = Vec::new();
    let sizes = |out: &mut Vec<u8>| {
        out.extend_from_slice(&crc32(document).to_le_bytes());
        out.extend_from_slice(&(document.len() as u32).to_le_bytes());
        out.extend_from_slice(&(document.len() as u32).to_le_bytes());
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&[0; 2]);
    };
    out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
    sizes(&mut out);
    out.extend_from_slice(name);
    out.extend_from_slice(document);
    let directory = out.len() as u32;
    out.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0");
    sizes(&mut out);
    out.extend_from_slice(&[0; 14]);
    out.extend_from_slice(name);
    let length = out.len() as u32 - directory;
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&directory.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
    })
}
