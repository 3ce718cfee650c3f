//! The table of colours: which of them are that of paper.

/// Longer tables and farther ones are not looked for.
const FIRST: usize = 1 << 20;

/// For each colour of the table, whether it is white; the first, which has no number, is that of the program.
pub(super) fn white(bytes: &[u8]) -> Vec<bool> {
    let head = bytes.get(..FIRST.min(bytes.len())).unwrap_or_default();
    const NAME: &[u8] = b"\\colortbl";
    let Some(at) = head.windows(NAME.len()).position(|w| w == NAME) else { return Vec::new() };
    let table = head.get(at + NAME.len()..).unwrap_or_default();
    let table = table.split(|b| *b == b'}').next().unwrap_or_default();
    let full = |color: &[u8], name: &str| {
        let text = String::from_utf8_lossy(color);
        text.split('\\').any(|word| word.trim().strip_prefix(name).is_some_and(|value| value.trim() == "255"))
    };
    let is_white = |color: &[u8]| ["red", "green", "blue"].iter().all(|name| full(color, name));
    table.split(|b| *b == b';').map(is_white).collect()
}

#[cfg(test)]
mod tests {
    use super::white;

    #[test]
    fn white_is_full_of_all_three() {
        let table = br"{\rtf1{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red255\green255\blue25;}\cf2 a}";
        assert_eq!(white(table), [false, false, true, false, false]);
        assert!(white(br"{\rtf1 a}").is_empty());
    }
}
