//! ToUnicode CMaps (ISO 32000-1, 9.10.3; Adobe technical note 5411).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A character code: its length in bytes and its value, in this order so that codes of one length lie together.
pub(super) type Code = (u8, u32);

/// A block of a CMap holds at most so many entries (technical note 5411, section 1.4).
const BLOCK: usize = 100;

/// Fewer codes in a row than this are written one by one.
const SHORTEST_RANGE: usize = 3;

/// A run of codes whose last bytes and whose characters count up together; a single code is a run of one.
struct Run<'a> {
    first: Code,
    length: usize,
    text: &'a str,
}

/// The source of a ToUnicode CMap, `aliases` behind the `codes`.
pub(super) fn to_unicode(codes: &BTreeMap<Code, String>, aliases: &BTreeMap<Code, String>) -> Vec<u8> {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n",
    );
    let spaces = code_space(codes.keys());
    block(&mut out, "codespacerange", &spaces, |(low, high)| format!("{} {}", hex(*low), hex(*high)));
    let (ranges, singles): (Vec<Run<'_>>, Vec<Run<'_>>) =
        runs(codes).into_iter().chain(runs(aliases)).partition(|run| run.length >= SHORTEST_RANGE);
    block(&mut out, "bfrange", &ranges, |run| {
        let last = run.first.1.saturating_add(run.length as u32 - 1);
        format!("{} {} {}", hex(run.first), hex((run.first.0, last)), utf16(run.text))
    });
    block(&mut out, "bfchar", &singles, |run| format!("{} {}", hex(run.first), utf16(run.text)));
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}

/// The source of an encoding CMap built on the predefined one of the same `name`: its code spaces and, for those codes
/// that a program may not find there, the CIDs. `collection` is an ordering of Adobe's and its supplement.
pub(super) fn encoding(
    name: &str,
    collection: (&str, i32),
    mode: i64,
    spaces: &[(Code, Code)],
    cids: &BTreeMap<Code, u32>,
) -> Vec<u8> {
    let (ordering, supplement) = collection;
    let mut out = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/{name} usecmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement {supplement} >> def\n\
         /CMapName /{name} def\n/CMapType 1 def\n/WMode {mode} def\n",
    );
    block(&mut out, "codespacerange", spaces, |(low, high)| format!("{} {}", hex(*low), hex(*high)));
    let mut ranges: Vec<(Code, u32, u32)> = Vec::new();
    for (&(length, code), &cid) in cids {
        match ranges.last_mut() {
            Some(((l, first), last, start))
                if *l == length
                    && *last + 1 == code
                    && code & 0xFF != 0
                    && cid.checked_sub(*start) == Some(code - *first) =>
            {
                *last = code;
            }
            _ => ranges.push(((length, code), code, cid)),
        }
    }
    block(&mut out, "cidrange", &ranges, |(first, last, cid)| {
        format!("{} {} {cid}", hex(*first), hex((first.0, *last)))
    });
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}

fn block<T>(out: &mut String, name: &str, entries: &[T], line: impl Fn(&T) -> String) {
    for part in entries.chunks(BLOCK) {
        let _ = writeln!(out, "{} begin{name}", part.len());
        for entry in part {
            let _ = writeln!(out, "{}", line(entry));
        }
        let _ = writeln!(out, "end{name}");
    }
}

/// Runs of at least [`SHORTEST_RANGE`] codes, and single codes.
fn runs(codes: &BTreeMap<Code, String>) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (&code, text) in codes {
        match runs.last_mut() {
            Some(run) if follows(run, code, text) => run.length += 1,
            _ => runs.push(Run { first: code, length: 1, text }),
        }
    }
    let singles = |run: Run<'_>| -> Vec<Code> {
        (0..run.length as u32).map(|i| (run.first.0, run.first.1.saturating_add(i))).collect()
    };
    let mut out = Vec::new();
    for run in runs {
        if run.length == 1 || run.length >= SHORTEST_RANGE {
            out.push(run);
            continue;
        }
        for code in singles(run) {
            if let Some(text) = codes.get(&code) {
                out.push(Run { first: code, length: 1, text });
            }
        }
    }
    out
}

/// Whether a code goes on with a run: only the last byte of the code and of its character may count up.
fn follows(run: &Run<'_>, code: Code, text: &str) -> bool {
    let (Some(start), Some(c)) = (single(run.text), single(text)) else { return false };
    let at = run.length as u32;
    code.0 == run.first.0
        && code.1 == run.first.1.wrapping_add(at)
        && code.1 & 0xFF != 0
        && u32::from(c) == u32::from(start).wrapping_add(at)
        && u32::from(c) & 0xFF != 0
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|c| chars.next().is_none() && u32::from(*c) < 0x1_0000)
}

/// The code space by first bytes: runs of first bytes of one length that hold no first byte of another.
fn code_space<'a>(codes: impl Iterator<Item = &'a Code>) -> Vec<(Code, Code)> {
    let mut heads: BTreeMap<u8, BTreeSet<u32>> = BTreeMap::new();
    for &(length, code) in codes {
        heads.entry(length).or_default().insert(code >> (8 * u32::from(length.clamp(1, 4) - 1)) & 0xFF);
    }
    // Codes of one length fill the space, as in the code spaces of Identity and of simple fonts.
    if let (1, Some((&length, _))) = (heads.len(), heads.first_key_value()) {
        return vec![((length, 0), (length, full(length)))];
    }
    let mut space = Vec::new();
    for (&length, own) in &heads {
        let shift = 8 * u32::from(length.clamp(1, 4) - 1);
        let mut open: Option<(u32, u32)> = None;
        for &head in own {
            let foreign =
                |low: u32| heads.iter().any(|(l, set)| *l != length && set.range(low..=head).next().is_some());
            open = match open {
                Some((low, high)) if !foreign(high + 1) => Some((low, head)),
                Some((low, high)) => {
                    space.push(((length, low << shift), (length, high << shift | full(length) >> 8)));
                    Some((head, head))
                }
                None => Some((head, head)),
            };
        }
        if let Some((low, high)) = open {
            space.push(((length, low << shift), (length, high << shift | full(length) >> 8)));
        }
    }
    space
}

/// The highest code of a length.
fn full(length: u8) -> u32 {
    u32::MAX >> (32 - 8 * u32::from(length.clamp(1, 4)))
}

fn hex((length, code): Code) -> String {
    format!("<{code:0width$X}>", width = usize::from(length) * 2)
}

fn utf16(text: &str) -> String {
    let mut out = String::from("<");
    for unit in text.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out.push('>');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(codes: &[(Code, &str)]) -> String {
        let codes = codes.iter().map(|(code, text)| (*code, text.to_string())).collect();
        String::from_utf8(to_unicode(&codes, &BTreeMap::new())).unwrap()
    }

    #[test]
    fn ranges_never_cross_a_byte() {
        let codes: Vec<(Code, String)> =
            (0xFDu32..0x103).map(|n| ((2, n), char::from_u32(0x4E00 + n).unwrap().to_string())).collect();
        let borrowed: Vec<(Code, &str)> = codes.iter().map(|(code, text)| (*code, text.as_str())).collect();
        let text = written(&borrowed);
        assert!(text.contains("2 beginbfrange\n<00FD> <00FF> <4EFD>\n<0100> <0102> <4F00>\nendbfrange"), "{text}");
    }

    #[test]
    fn blocks_hold_a_hundred_entries() {
        let codes: Vec<(Code, &str)> = (0..205u32).map(|n| ((2, n * 2), "文")).collect();
        let text = written(&codes);
        assert_eq!(text.matches("100 beginbfchar").count(), 2);
        assert_eq!(text.matches("5 beginbfchar").count(), 1);
    }

    #[test]
    fn mixed_lengths_divide_the_code_space() {
        let text = written(&[((1, 0x31), "1"), ((1, 0x7A), "z"), ((2, 0xB0A1), "啊"), ((2, 0xD6D0), "中")]);
        assert!(text.contains("2 begincodespacerange\n<31> <7A>\n<B000> <D6FF>\nendcodespacerange"), "{text}");
    }

    #[test]
    fn characters_beyond_the_bmp_are_pairs_of_utf16() {
        assert!(written(&[((2, 7), "𠮷野")]).contains("<0007> <D842DFB791CE>"));
    }
}
