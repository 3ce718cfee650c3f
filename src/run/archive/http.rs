//! An answer of a web server as it was sent: its head, and its body taken out of the transfer and content encodings.

use super::clock::Meter;
use super::{gzip, unpack};
use crate::model::error::Error;
use chunked_transfer::Decoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Bytes of the head of an answer.
const HEAD: usize = 64 << 10;
/// Fields of it.
const FIELDS: usize = 256;
/// Content encodings, one in the other; servers use one, now and then two.
const ENCODINGS: usize = 4;

/// What the head says.
#[derive(Default)]
pub(super) struct Answer {
    status: Option<u16>,
    media_type: String,
    /// The charset that is declared for the body.
    pub(super) charset: Option<String>,
    chunked: bool,
    encodings: Vec<String>,
    /// How many bytes are announced for the body as it was sent.
    pub(super) length: Option<u64>,
}

/// Reads the head of an answer; what is left is the body.
///
/// # Errors
/// Those of the reader; a head that is none.
pub(super) fn answer(input: &mut dyn BufRead) -> io::Result<Answer> {
    let mut head = Vec::new();
    loop {
        let start = head.len();
        let mut line = input.take((HEAD - start.min(HEAD)) as u64);
        if line.read_until(b'\n', &mut head)? == 0 {
            return Err(io::Error::other("an answer without an end of its head"));
        }
        let line = head.get(start..).unwrap_or_default();
        if line.trim_ascii().is_empty() && start > 0 {
            break;
        }
    }
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    // Servers write much that is not in the standard.
    let mut parser = httparse::ParserConfig::default();
    parser.allow_spaces_after_header_name_in_responses(true);
    parser.allow_obsolete_multiline_headers_in_responses(true);
    parser.ignore_invalid_headers_in_responses(true);
    parser.parse_response(&mut response, &head).map_err(|e| io::Error::other(format!("the head of an answer: {e}")))?;
    let mut answer = Answer { status: response.code, ..Answer::default() };
    for field in response.headers.iter() {
        let value = String::from_utf8_lossy(field.value).trim().to_string();
        match field.name.to_ascii_lowercase().as_str() {
            "content-type" => answer.set_type(&value),
            "transfer-encoding" => answer.chunked = value.to_ascii_lowercase().contains("chunked"),
            "content-length" => answer.length = value.parse().ok(),
            "content-encoding" => {
                answer.encodings.extend(value.split(',').map(|e| e.trim().to_ascii_lowercase()));
            }
            _ => {}
        }
    }
    Ok(answer)
}

impl Answer {
    /// Of a resource, which has a type and no head.
    pub(super) fn of_type(content_type: &str) -> Answer {
        let mut answer = Answer::default();
        answer.set_type(content_type);
        answer
    }

    fn set_type(&mut self, value: &str) {
        let mut parts = value.split(';').map(str::trim);
        self.media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_string())
        });
        self.charset = charset.filter(|c| !c.is_empty() && c.len() <= 40);
    }

    /// Why the body is no document.
    pub(super) fn unwanted(&self) -> Option<String> {
        if let Some(status) = self.status.filter(|status| *status != 200) {
            return Some(format!("the server answered {status}"));
        }
        let kind = self.media_type.as_str();
        let other = ["image/", "audio/", "video/", "font/"].iter().any(|start| kind.starts_with(start))
            || ["javascript", "json", "css", "font"].iter().any(|word| kind.contains(word));
        other.then(|| format!("{kind} is no document"))
    }

    /// Whether the server says that it is one.
    pub(super) fn is_document(&self) -> bool {
        let kind = self.media_type.as_str();
        kind.starts_with("text/html") || ["pdf", "word", "xhtml", "rtf", "ofd"].iter().any(|word| kind.contains(word))
    }

    /// The body as the server had it, and whether all that was said of its encodings is so. What some archives have
    /// decoded and not said is taken as it is.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for more encodings than anybody uses.
    pub(super) fn body<'a>(
        &self,
        input: &'a mut dyn BufRead,
        meter: &Meter,
    ) -> Result<(Box<dyn Read + 'a>, bool), Error> {
        if self.encodings.len() > ENCODINGS {
            return Err(Error::Unsupported(format!("a body with {} content encodings", self.encodings.len())));
        }
        let mut is_packed = true;
        let mut body: Box<dyn Read + 'a> = Box::new(input);
        if self.chunked {
            let (head, whole) = peeked(body);
            is_packed = begins_chunk(&head);
            body = if is_packed { Box::new(Decoder::new(whole)) } else { Box::new(whole) };
        }
        for encoding in self.encodings.iter().rev() {
            let (head, whole) = peeked(body);
            let starts = |mark: &[u8]| head.starts_with(mark);
            body = match encoding.as_str() {
                "gzip" | "x-gzip" if starts(b"\x1F\x8B") => Box::new(gzip::Members::new(BufReader::new(whole), meter)),
                // RFC 9110 means zlib; some servers send the bare stream.
                "deflate" if starts(b"\x78") => Box::new(meter.count(flate2::read::ZlibDecoder::new(whole))),
                "deflate" if !starts(b"<") => Box::new(meter.count(flate2::read::DeflateDecoder::new(whole))),
                "br" if !starts(b"<") && !starts(b"%PDF") => {
                    Box::new(meter.count(brotli_decompressor::Decompressor::new(whole, 1 << 16)))
                }
                "zstd" if starts(b"\x28\xB5\x2F\xFD") => Box::new(meter.count(unpack::zstd(whole))),
                _ => {
                    is_packed &= matches!(encoding.as_str(), "identity" | "none" | "");
                    Box::new(whole)
                }
            };
        }
        Ok((body, is_packed))
    }
}

/// The first bytes of a reader, and all of it.
fn peeked<'a>(mut input: Box<dyn Read + 'a>) -> (Vec<u8>, impl Read + 'a) {
    let mut head = Vec::new();
    // An error comes again when it is read.
    let _ = (&mut input).take(16).read_to_end(&mut head);
    (head.clone(), Cursor::new(head).chain(BufReader::new(input)))
}

/// Whether the first line is the size of a chunk (RFC 9112, 7.1).
fn begins_chunk(head: &[u8]) -> bool {
    let digits = head.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let after = head.get(digits..).unwrap_or_default().trim_ascii_start();
    digits > 0
        && (head.get(digits..).is_some_and(|a| a.starts_with(b"\r\n") || a.starts_with(b"\n"))
            || after.starts_with(b";"))
}
