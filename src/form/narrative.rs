//! How the prose of a report states the numbers of its tables: `narrative.tsv`.

use std::sync::OnceLock;

/// One way to state a fact. A number is that fact if the words before it in its clause hold one of `lead`, those behind it
/// begin with one of `tail`, and neither holds one of `not`.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As in the rules: `requests_received`.
    pub fact: &'static str,
    /// Alternatives, each of words that follow each other.
    pub lead: Vec<Vec<&'static str>>,
    /// The same; empty if anything may follow.
    pub tail: Vec<Vec<&'static str>>,
    /// Words that make the number another one.
    pub not: Vec<&'static str>,
    /// Units that it may be counted in, one character each; for a statement without a number, the words that must follow.
    pub units: &'static str,
    /// A word that the paragraph must hold before the end of the sentence; empty if none.
    pub context: &'static str,
    /// It is a statement without a number ("none was received"), which says zero.
    pub statement: bool,
}

impl Pattern {
    /// Whether a text holds one of the alternatives.
    pub fn holds(alternatives: &[Vec<&str>], text: &str) -> bool {
        alternatives.iter().any(|words| {
            let mut rest = text;
            words.iter().all(|word| {
                let behind = behind(rest, word);
                rest = behind.unwrap_or(rest);
                behind.is_some()
            })
        })
    }
}

/// What stands behind the first place of a word. Most words are not there, which is found out much faster than where.
pub fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.contains(word).then(|| text.split_once(word)).flatten().map(|(_, behind)| behind)
}

/// All patterns; the first that fits decides.
pub fn patterns() -> &'static [Pattern] {
    static PATTERNS: OnceLock<Vec<Pattern>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let alternatives = |text: &'static str| match text {
            "*" | "-" => Vec::new(),
            text => text.split('|').map(|a| a.split('+').collect()).collect(),
        };
        crate::text::table(include_str!("../forms/disclosure/narrative.tsv"))
            .map(|row| Pattern {
                fact: crate::text::field(&row, 0),
                lead: alternatives(crate::text::field(&row, 1)),
                tail: alternatives(crate::text::field(&row, 2)),
                not: crate::text::field(&row, 3).split('|').filter(|w| !w.is_empty()).collect(),
                units: crate::text::field(&row, 4),
                context: crate::text::field(&row, 5),
                statement: crate::text::field(&row, 2) == "-",
            })
            .collect()
    })
}

/// Every fact that prose can state, in the order of the table.
pub fn facts() -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for pattern in patterns() {
        if !found.contains(&pattern.fact) {
            found.push(pattern.fact);
        }
    }
    found
}
