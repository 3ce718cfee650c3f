//! Little-endian numbers and slices of untrusted bytes: whatever lies outside is `None`.

/// `length` bytes at `at`.
pub(super) fn part(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

pub(super) fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    part(bytes, at, 2)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn signed(bytes: &[u8], at: usize) -> Option<i16> {
    part(bytes, at, 2)?.try_into().ok().map(i16::from_le_bytes)
}

pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    part(bytes, at, 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// A number of bytes or an offset.
pub(super) fn size(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(long(bytes, at)?).ok()
}

/// UTF-16 code units.
pub(super) fn units(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).filter_map(|pair| short(pair, 0))
}

/// UTF-16 to text; halves of pairs become U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> String {
    char::decode_utf16(units(bytes)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The elements of a PLC ([MS-DOC] 2.2.2): n + 1 positions, then n pieces of `width` bytes, each of which belongs to
/// the positions from its own up to the next. A PLC that was cut off has fewer.
pub(super) fn plc(bytes: &[u8], width: usize) -> impl Iterator<Item = (u32, u32, &[u8])> {
    let count = bytes.len().saturating_sub(4) / (4 + width);
    (0..count).filter_map(move |i| {
        let data = part(bytes, 4 * (count + 1) + width * i, width)?;
        Some((long(bytes, 4 * i)?, long(bytes, 4 * i + 4)?, data))
    })
}
