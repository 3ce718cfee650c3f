//! MHTML (RFC 2557): a web page with its pictures in one file, as browsers and Word save it ("Single File Web Page"),
//! also as .doc; and letters (RFC 5322). The page is the first part of HTML that is more than a set of frames, else the
//! first part of plain text; the readers of HTML and text do the rest.

use mailparse::{MailHeaderMap, ParsedContentType, parse_content_type, parse_headers, parse_mail};

use crate::model::content::Document;
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use crate::read::{html, text};

/// Parts within parts deeper than this are passed over; browsers and Word nest one or two.
const MAX_NESTING: usize = 16;

/// Reads the page of an archive.
///
/// # Errors
/// [`Error::Malformed`] if it has no part of HTML or text or that cannot be decoded, [`Error::Limit`] over
/// [`Limits::objects`] parts, and those of the readers of HTML and text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    match page(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start(), limits)? {
        Page::Html(page) => html::read(&page, limits),
        Page::Text(page) => text::read(&page, limits),
    }
}

/// The decoded bytes of a part.
enum Page {
    Html(Vec<u8>),
    Text(Vec<u8>),
}

/// The part that is the page, in order, parts in parts included.
fn page(bytes: &[u8], limits: &Limits) -> Result<Page, Error> {
    // An explicit stack, since mailparse nests calls as deep as a file nests parts: it is given single parts only.
    let mut stack = vec![(bytes, 0)];
    let mut seen = 0;
    let (mut frames, mut plain) = (None, None);
    while let Some((part, nesting)) = stack.pop() {
        limits.check_time()?;
        let (headers, start) = parse_headers(part).map_err(|error| malformed(error.to_string()))?;
        let kind = headers.get_first_value("Content-Type").map(|value| parse_content_type(&value)).unwrap_or_default();
        let body = || {
            let mail = parse_mail(part).map_err(|error| malformed(error.to_string()))?;
            mail.get_body_raw().map_err(|error| malformed(error.to_string()))
        };
        match kind.mimetype.as_str() {
            "text/html" | "application/xhtml+xml" => {
                let body = body()?;
                // A page of frames only names the pages that lie in other parts.
                if !is_frameset(&body) {
                    return Ok(Page::Html(body));
                }
                frames.get_or_insert(body);
            }
            // A part without a type is text (RFC 2045, 5.2).
            "text/plain" if plain.is_none() => plain = Some(body()?),
            _ => {}
        }
        if nesting < MAX_NESTING && kind.mimetype.starts_with("multipart/") {
            let mut inner = parts(part.get(start..).unwrap_or_default(), &kind);
            seen += inner.len();
            if seen > limits.objects {
                return Err(limits.error(Limit::Objects));
            }
            inner.reverse();
            stack.extend(inner.into_iter().map(|part| (part, nesting + 1)));
        }
    }
    let page = frames.map(Page::Html).or(plain.map(Page::Text));
    page.ok_or_else(|| malformed("it has no part of HTML or text".into()))
}

fn is_frameset(page: &[u8]) -> bool {
    page.windows(9).any(|window| window.eq_ignore_ascii_case(b"<frameset"))
}

/// The parts of a body (RFC 2046, 5.1.1): between lines that begin with `--` and the boundary. The last one may be cut
/// off.
fn parts<'a>(body: &'a [u8], kind: &ParsedContentType) -> Vec<&'a [u8]> {
    let Some(boundary) = kind.params.get("boundary").filter(|b| !b.is_empty()) else { return Vec::new() };
    let delimiter = format!("--{boundary}");
    let begins_line = |at: &usize| at.checked_sub(1).is_none_or(|before| body.get(before) == Some(&b'\n'));
    let starts: Vec<usize> = memchr::memmem::find_iter(body, delimiter.as_bytes()).filter(begins_line).collect();
    let ends = starts.iter().copied().skip(1).chain([body.len()]);
    let part = |(start, end): (&usize, usize)| {
        let part = body.get(start + delimiter.len()..end)?;
        // The rest of the delimiter's line; `--` there ends the last part.
        let line = part.iter().position(|b| *b == b'\n')?;
        if part.starts_with(b"--") { None } else { part.get(line + 1..) }
    };
    starts.iter().zip(ends).filter_map(part).collect()
}

fn malformed(what: String) -> Error {
    Error::Malformed { format: "MHTML", what }
}
