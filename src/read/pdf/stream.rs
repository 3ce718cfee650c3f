//! Stream contents, unpacked no further than the limits allow.
//!
//! hayro unpacks a stream whole before it returns: one megabyte of deflated zeros becomes a gigabyte. So the size is
//! bounded here first, by what the filters can reach at most or by unpacking step by step.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Name, Stream};

use crate::read::paged::budget::Budget;

/// The decoded bytes of a stream, cut at the limit; `None` if nothing can be decoded.
pub(super) fn decode<'a>(stream: &Stream<'a>, budget: &mut Budget) -> Option<Cow<'a, [u8]>> {
    let limit = budget.stream_limit();
    let filters = stream.filters();
    let data = match filters.as_slice() {
        [Filter::FlateDecode] if !has_predictor(stream.dict()) => {
            let raw = stream.raw_data();
            let (data, end) = inflate(&raw, limit);
            match end {
                End::Whole => {}
                End::Cut => budget.cut(),
                // A wrong checksum behind sound data is no damage.
                End::Broken => budget.damaged(!is_sound(&raw)),
            }
            // A damaged deflate stream: hayro's own decoder salvages more, where its output is surely small.
            if data.is_empty() && fits(stream, limit) { stream.decoded_data().ok()? } else { Cow::Owned(data) }
        }
        _ if fits(stream, limit) => stream.decoded_data().ok()?,
        _ => {
            budget.cut();
            return None;
        }
    };
    budget.unpacked(data.len());
    Some(data)
}

/// The first `count` decoded bytes of a stream, or fewer if it has no more.
pub(super) fn decode_start(stream: &Stream<'_>, count: usize, budget: &mut Budget) -> Option<Vec<u8>> {
    if stream.filters().as_slice() == [Filter::FlateDecode] && !has_predictor(stream.dict()) {
        let data = inflate(&stream.raw_data(), budget.stream_limit().min(count as u64)).0;
        budget.unpacked(data.len());
        return Some(data);
    }
    let mut data = decode(stream, budget)?.into_owned();
    data.truncate(count);
    Some(data)
}

/// Whether a stream surely unpacks to no more than `limit` bytes.
pub(super) fn fits(stream: &Stream<'_>, limit: u64) -> bool {
    let filters = stream.filters();
    let raw = stream.raw_data();
    // The largest expansion that each filter can reach (ISO 32000-1, 7.4).
    let most = filters.iter().fold(raw.len() as u64, |size, filter| {
        size.saturating_mul(match filter {
            Filter::FlateDecode => 1032,
            Filter::LzwDecode => 2800,
            Filter::RunLengthDecode => 64,
            Filter::Ascii85Decode => 4,
            _ => 1,
        })
    });
    if most <= limit {
        return true;
    }
    match filters.as_slice() {
        [Filter::FlateDecode] => inflated_size(&raw, limit) <= limit,
        _ => false,
    }
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    let predictor = |d: Dict<'_>| d.get::<i32>("Predictor").is_some_and(|p| p > 1);
    let parms = dict.get::<Dict<'_>>("DecodeParms").or_else(|| dict.get::<Dict<'_>>("DP"));
    parms.is_some_and(predictor)
        || dict.get::<Array<'_>>("DecodeParms").is_some_and(|a| a.iter::<Dict<'_>>().any(predictor))
        || dict.get::<Name<'_>>("DP").is_some()
}

/// How unpacking ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// With the data.
    Whole,
    /// At the limit.
    Cut,
    /// At an error, or at the end of data that should go on.
    Broken,
}

/// Whether deflate data without its header and checksum is sound.
fn is_sound(raw: &[u8]) -> bool {
    let data = DeflateDecoder::new(raw.get(2..).unwrap_or_default());
    std::io::copy(&mut data.take(1 << 30), &mut std::io::sink()).is_ok()
}

/// Unpacks as far as the data is sound and the limit allows.
fn inflate(raw: &[u8], limit: u64) -> (Vec<u8>, End) {
    let mut out =
        Vec::with_capacity(raw.len().saturating_mul(4).min(1 << 20).min(usize::try_from(limit).unwrap_or(usize::MAX)));
    // What was unpacked before an error counts.
    let end = ZlibDecoder::new(raw).take(limit.saturating_add(1)).read_to_end(&mut out);
    if out.is_empty() && raw.len() > 2 {
        // A wrong zlib header: the deflate data behind it is often sound.
        let _ =
            DeflateDecoder::new(raw.get(2..).unwrap_or_default()).take(limit.saturating_add(1)).read_to_end(&mut out);
    }
    if out.len() as u64 > limit {
        out.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        return (out, End::Cut);
    }
    (out, if end.is_ok() { End::Whole } else { End::Broken })
}

fn inflated_size(raw: &[u8], limit: u64) -> u64 {
    let mut reader = ZlibDecoder::new(raw).take(limit.saturating_add(1));
    std::io::copy(&mut reader, &mut std::io::sink()).unwrap_or(limit.saturating_add(1))
}

/// Whether the inline images of a content stream would take too long to find. hayro looks for the next `BI` anew at
/// every `EI` that may end an image: a stretch of nothing but `EI` costs the square of its length. Looking at 200 bytes
/// takes as long as an operator.
pub(super) fn is_inline_image_trap(content: &[u8], operators: u64) -> bool {
    let most = usize::try_from(operators.saturating_mul(200)).unwrap_or(usize::MAX);
    if content.len() < 1 << 16 {
        return false;
    }
    let (mut cost, mut start, mut ends) = (0usize, 0usize, 0usize);
    for (at, pair) in content.windows(2).enumerate() {
        match pair {
            b"EI" => ends += 1,
            b"BI" => {
                cost = cost.saturating_add(ends.saturating_mul(at - start));
                (start, ends) = (at, 0);
            }
            _ => {}
        }
    }
    cost.saturating_add(ends.saturating_mul(content.len() - start)) > most
}
