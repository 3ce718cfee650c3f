//! Images among documents: one as large as a page may be the scan of a report, and is named as a document is; pictures,
//! icons and banners of a page are passed over.

/// Pixels that the shorter side of a page has at the least: A4 at 72 to the inch has 595.
const PAGE: u32 = 590;
/// Bytes in which the size of an image stands; what a camera says of itself may be before it.
pub(super) const HEAD: u64 = 128 << 10;

/// Whether an image may be that of a page, by its first bytes.
pub(super) fn may_be_page(head: &[u8]) -> bool {
    // What scanners and fax machines write, and no page of the web shows.
    if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        return true;
    }
    size(head).is_some_and(|(width, height)| width.min(height) >= PAGE)
}

/// Width and height in pixels.
fn size(head: &[u8]) -> Option<(u32, u32)> {
    if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some((big(head, 16, 4)?, big(head, 20, 4)?))
    } else if head.starts_with(b"\xFF\xD8\xFF") {
        jpeg(head)
    } else if head.starts_with(b"GIF8") {
        Some((little(head, 6, 2)?, little(head, 8, 2)?))
    } else if head.starts_with(b"BM") {
        // The height is negative where rows go down.
        Some((little(head, 18, 4)?, little(head, 22, 4)?.cast_signed().unsigned_abs()))
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        webp(head)
    } else {
        None
    }
}

/// The size in the first frame header (ITU T.81, B.2.2), behind segments of any kind.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    while head.get(at) == Some(&0xFF) {
        let marker = *head.get(at + 1)?;
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return Some((big(head, at + 7, 2)?, big(head, at + 5, 2)?));
        }
        at += 2 + big(head, at + 2, 2)? as usize;
    }
    None
}

/// RFC 9649, 2.5 to 2.7.
fn webp(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        b"VP8 " => Some((little(head, 26, 2)? & 0x3FFF, little(head, 28, 2)? & 0x3FFF)),
        b"VP8L" => {
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        _ => None,
    }
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    Some(bytes.get(at..at + count)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    Some(bytes.get(at..at + count)?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_from_a_picture_in_every_format() {
        let png = |w: u32, h: u32| [b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", &w.to_be_bytes()[..], &h.to_be_bytes()].concat();
        assert!(may_be_page(&png(1240, 1754)) && !may_be_page(&png(1920, 200)) && !may_be_page(&png(16, 16)));
        let frame = |w: u16, h: u16| [b"\xFF\xC2\0\x11\x08", &h.to_be_bytes()[..], &w.to_be_bytes()].concat();
        let jpeg = |w, h| [b"\xFF\xD8\xFF\xE1\0\x06Exif\xFF\xC4\0\x03\0", &frame(w, h)[..]].concat();
        assert_eq!(size(&jpeg(1654, 2339)), Some((1654, 2339)));
        assert!(!may_be_page(b"\xFF\xD8\xFF\xE1\xFF\xFF"));
        let gif = [b"GIF89a", &700u16.to_le_bytes()[..], &900u16.to_le_bytes()].concat();
        assert!(may_be_page(&gif) && may_be_page(b"II*\0") && !may_be_page(b"GIF8"));
        let bmp = [&b"BM"[..], &[0; 16], &800i32.to_le_bytes(), &(-1000i32).to_le_bytes()].concat();
        assert_eq!(size(&bmp), Some((800, 1000)));
        let webp = [&b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0"[..], &[0xFF, 0x03, 0, 0xFF, 0x04, 0]].concat();
        assert_eq!(size(&webp), Some((1024, 1280)));
    }
}
