//! The text in the strings of a script: what it writes into the page (`document.write`), or the data that it makes the
//! page from. Nothing is run: where a string is joined to what only a run would tell, U+FFFD stands for it.

use super::reveal::as_markup;
use crate::text::encoding::anchors;

/// Strings in strings (JSON that a script parses) are gone into so far.
const MAX_NESTING: usize = 3;

/// The strings that hold markup or Chinese, as markup, in their order; of strings that each hold most of a report, the
/// first alone.
pub(super) fn markup(script: &str) -> String {
    let texts = texts(script, 0);
    let all: usize = anchors(&texts.concat());
    let whole = texts.iter().find(|text| all >= 5 && anchors(text) * 5 >= all * 4);
    match whole {
        Some(text) => as_markup(text),
        None => texts.iter().map(|text| as_markup(text) + "\n").collect(),
    }
}

fn texts(script: &str, nesting: usize) -> Vec<String> {
    let mut scanner = Scanner { rest: script, before: ' ', chain: String::new(), found: Vec::new() };
    scanner.run();
    let mut out = Vec::new();
    for text in scanner.found {
        let text =
            if text.contains("%3C") || text.contains("%3c") || text.contains("%E") { percent(&text) } else { text };
        let inner = text.trim_start();
        let data = inner.starts_with(['{', '[']) && text.contains("\":");
        if data && nesting < MAX_NESTING {
            out.append(&mut texts(&text, nesting + 1));
        } else if text.contains(['<', '>']) || text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
            out.push(text);
        }
    }
    out
}

/// Finds the strings of a script. Regular expressions are not known as such: one that holds a quote ends with its line.
struct Scanner<'a> {
    rest: &'a str,
    /// The last character that is no white space.
    before: char,
    /// Strings joined by `+` so far.
    chain: String,
    found: Vec<String>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.next() {
            match c {
                '/' if self.rest.starts_with('/') => self.skip_to("\n"),
                '/' if self.rest.starts_with('*') => self.skip_to("*/"),
                '"' | '\'' | '`' => {
                    let sum = self.before == '+';
                    self.before = c;
                    if let Some(text) = self.string(c) {
                        if sum {
                            self.chain.push('\u{FFFD}');
                        }
                        self.joined(text);
                    }
                }
                c if c.is_whitespace() => {}
                c => self.before = c,
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn skip_to(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    /// A string, and what is joined to it.
    fn joined(&mut self, first: String) {
        let mut text = first;
        loop {
            self.chain.push_str(&text);
            self.rest = self.rest.trim_start();
            let Some(after) = self.rest.strip_prefix('+').map(str::trim_start).filter(|a| !a.starts_with('=')) else {
                break;
            };
            self.rest = after;
            match after.chars().next() {
                Some(quote @ ('"' | '\'' | '`')) => {
                    self.next();
                    match self.string(quote) {
                        Some(more) => text = more,
                        None => break,
                    }
                }
                // What else is joined is not known; the string behind it says so again.
                _ => {
                    self.chain.push('\u{FFFD}');
                    let end = self.rest.find(['+', ';', ',', '\n', '"', '\'', '`', '}']).unwrap_or(self.rest.len());
                    self.rest = self.rest.get(end..).unwrap_or_default();
                    match self.rest.starts_with('+') {
                        true => text = String::new(),
                        false => break,
                    }
                }
            }
        }
        let chain = std::mem::take(&mut self.chain);
        // What a colon follows is the name of a value.
        if !self.rest.starts_with(':') && !chain.is_empty() {
            self.found.push(chain);
        }
    }

    /// The rest of a string up to its quote; `None` if its line ends before.
    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let start = self.rest;
        let mut high = None;
        while let Some(c) = self.next() {
            match c {
                c if c == quote => return Some(text),
                '\\' => self.escape(&mut text, &mut high),
                '\n' if quote != '`' => break,
                '$' if quote == '`' && self.rest.starts_with('{') => {
                    text.push('\u{FFFD}');
                    self.skip_to("}");
                }
                c => text.push(c),
            }
        }
        // It was no string; what looked like one is gone through again as script, its first line left out.
        self.rest = start.split_once('\n').map_or("", |(_, after)| after);
        None
    }

    /// What stands behind a backslash (ECMA-262, 12.9.4).
    fn escape(&mut self, text: &mut String, high: &mut Option<u32>) {
        let Some(c) = self.next() else { return };
        let length = match c {
            'u' => 4,
            'x' => 2,
            _ => 0,
        };
        let digits = self.rest.get(..length).filter(|d| length > 0 && d.bytes().all(|b| b.is_ascii_hexdigit()));
        match (c, digits.and_then(|digits| u32::from_str_radix(digits, 16).ok())) {
            (_, Some(unit)) => {
                self.rest = self.rest.get(length..).unwrap_or_default();
                let pair = high.take().filter(|_| (0xDC00..0xE000).contains(&unit));
                let code = pair.map_or(unit, |high| 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
                if (0xD800..0xDC00).contains(&unit) {
                    *high = Some(unit);
                } else {
                    text.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
                }
            }
            ('n', _) => text.push('\n'),
            ('t', _) => text.push('\t'),
            ('r' | '\n' | 'b' | 'f' | 'v' | '0', _) => {}
            (c, _) => text.push(c),
        }
    }
}

/// Text with `%XX` (RFC 3986) and `%uXXXX` (the old `escape` of scripts) resolved.
fn percent(text: &str) -> String {
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let hex = |from: usize, to: usize| after.get(from..to).and_then(|d| u32::from_str_radix(d, 16).ok());
        let wide = after.get(1..2).filter(|u| *u == "u").and_then(|_| hex(2, 6)).and_then(char::from_u32);
        let (character, length) = match (wide, hex(1, 3)) {
            (Some(c), _) => (c.to_string().into_bytes(), 6),
            (None, Some(byte)) => (vec![u8::try_from(byte).unwrap_or(b'%')], 3),
            (None, None) => (vec![b'%'], 1),
        };
        bytes.extend(character);
        rest = after.get(length..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn strings_that_are_joined_are_one() {
        let script = "// '注释'\nvar t = \"<td>\" + '规章' +\n  \"<\\/td>\"; /* '不是' */ w('\\u4e00\\x41');";
        assert_eq!(texts(script, 0), ["<td>规章</td>", "一A"]);
    }

    #[test]
    fn what_only_a_run_would_tell_is_unknown() {
        assert_eq!(texts("w('<td>' + n + '</td>'); w(n + '件')", 0), ["<td>\u{FFFD}</td>", "\u{FFFD}件"]);
        assert_eq!(texts("w(`<td>${n}</td>`)", 0), ["<td>\u{FFFD}</td>"]);
    }

    #[test]
    fn names_of_values_are_no_text() {
        assert_eq!(texts(r#"{"标题": "年报", "u": "http:\/\/a"}"#, 0), ["年报"]);
        assert_eq!(texts(r#"JSON.parse("{\"a\":\"<p title=\\\"x\\\">年<\\/p>\"}")"#, 0), ["<p title=\"x\">年</p>"]);
        assert_eq!(texts("unescape('%3Ctd%3E%u89C4%E7%AB%A0')", 0), ["<td>规章"]);
    }

    #[test]
    fn a_quote_in_an_expression_costs_its_line() {
        assert_eq!(texts("x.replace(/\"/g, a);\nw('年')", 0), ["年"]);
    }
}
