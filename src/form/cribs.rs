//! Known plaintext: what nearly every report prints word for word. Against it, text without any character codes is
//! read as a cipher.

use std::collections::BTreeMap;

use super::labels::Wording;

/// Shorter passages fit by chance.
const SHORTEST: usize = 4;

/// A passage without white space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crib {
    /// Its characters; [`ANY`] stands for any one character.
    pub chars: Vec<char>,
    /// Whether it is the form's own wording, and not a variant of it.
    pub canonical: bool,
    /// Before which of its characters a row's numbers may stand.
    pub gap: Option<usize>,
    /// For each character, where in the passage it last stood before.
    pub before: Vec<Option<usize>>,
}

/// A place of a crib where any character may stand: the digits of a year.
pub const ANY: char = '#';

/// Stands in a passage where numbers may stand: between two rows of a table.
const GAP: char = '*';

/// All passages, longest first: the labels, headings and captions of the form, and stock sentences.
pub fn cribs(wordings: &[Wording], stock: &[String]) -> Vec<Crib> {
    let wordings = wordings.iter().map(|w| (w.text.as_str(), w.canonical));
    let mut all: BTreeMap<Vec<char>, bool> = BTreeMap::new();
    for (text, canonical) in wordings.chain(stock.iter().map(|c| (c.as_str(), true))) {
        let passage = passage(text);
        // What stands before and behind the numbers are passages of their own.
        for part in passage.split(|c| *c == GAP).filter(|p| p.len() < passage.len()) {
            *all.entry(part.to_vec()).or_default() |= canonical;
        }
        *all.entry(passage).or_default() |= canonical;
    }
    let mut cribs: Vec<Crib> = all.into_iter().filter(|(c, _)| c.len() >= SHORTEST).map(Crib::new).collect();
    cribs.sort_by_key(|c| std::cmp::Reverse(c.chars.len()));
    cribs
}

fn passage(text: &str) -> Vec<char> {
    let wide = |c| match c {
        '(' => '（',
        ')' => '）',
        ',' => '，',
        ':' => '：',
        c => crate::text::repairs::repaired(c).map_or(c, |(to, _)| to),
    };
    text.replace("\\n", "").chars().filter(|c| !c.is_whitespace()).map(wide).collect()
}

impl Crib {
    fn new((chars, canonical): (Vec<char>, bool)) -> Crib {
        let gap = chars.iter().position(|c| *c == GAP);
        let chars: Vec<char> = chars.into_iter().filter(|c| *c != GAP).collect();
        let before = (0..chars.len()).map(|i| chars.iter().take(i).rposition(|c| Some(c) == chars.get(i))).collect();
        Crib { chars, canonical, gap, before }
    }
}

/// How much it tells that a character of a crib fits: ideographs much, digits little, punctuation nothing.
pub fn weight(c: char) -> f32 {
    match c {
        '\u{4E00}'..='\u{9FFF}' => 1.0,
        '0'..='9' => 0.5,
        _ => 0.0,
    }
}
