//! Whether anything in a document is filled with a colour. What fills the cells of a row is told behind their text, so that
//! white text is taken for hidden only in documents that fill nothing.

/// The properties that fill characters, paragraphs and cells with colours ([MS-DOC] 2.9.248), as bytes of a list.
const FILLS: [[u8; 2]; 5] = [[0x71, 0xCA], [0x4D, 0xC6], [0x12, 0xD6], [0x16, 0xD6], [0x0C, 0xD6]];

/// Those of Word 97, which knows sixteen colours by number (2.9.249).
const FILLS97: [u8; 2] = [0x09, 0xD6];

/// Whether a colour other than that of paper is said to fill something. Bytes that only look so count as well.
pub(super) fn any(stream: &[u8]) -> bool {
    let told = |at: usize, size: usize, colored: &dyn Fn(&[u8]) -> bool| {
        let count = stream.get(at + 2).map_or(0, |count| usize::from(*count));
        let fills = stream.get(at + 3..at + 3 + count).unwrap_or_default();
        count.is_multiple_of(size) && fills.chunks_exact(size).any(colored)
    };
    stream.windows(2).enumerate().any(|(at, name)| match name {
        [a, b] if FILLS.contains(&[*a, *b]) => told(at, 10, &is_colored),
        [a, b] if FILLS97 == [*a, *b] => told(at, 2, &|fill| match fill {
            [low, high] => !matches!((u16::from_le_bytes([*low, *high]) >> 5) & 0x1F, 0 | 8),
            _ => false,
        }),
        _ => false,
    })
}

/// Foreground, background and pattern: whether they give another colour than white.
fn is_colored(fill: &[u8]) -> bool {
    match fill {
        [_, _, _, _, red, green, blue, automatic, low, high] => {
            let pattern = u16::from_le_bytes([*low, *high]);
            *automatic == 0 && [*red, *green, *blue] != [255; 3] || (1..=62).contains(&pattern)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::any;

    #[test]
    fn only_colours_fill() {
        let list = |fills: &[[u8; 10]]| [&[7, 0x12, 0xD6, 10 * fills.len() as u8][..], &fills.concat()].concat();
        let automatic = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0];
        let white = [0, 0, 0, 255, 255, 255, 255, 0, 0, 0];
        let blue = [0, 0, 0, 255, 0, 0, 255, 0, 0, 0];
        assert!(!any(&list(&[automatic, white])));
        assert!(any(&list(&[automatic, blue])));
        assert!(any(&[0x09, 0xD6, 2, 0x40, 0]) && !any(&[0x09, 0xD6, 2, 0, 0]));
        assert!(!any(&[0x12, 0xD6]));
    }
}
