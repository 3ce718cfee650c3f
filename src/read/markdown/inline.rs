//! Text inside a line: what marks it up is taken off, what it says of characters (raised, lowered, struck out) is kept.
//!
//! The rules are looser than those of CommonMark where those lose text or leave signs in it: emphasis beside Chinese
//! punctuation counts, and what Pandoc, PHP Markdown and MinerU write is known.

use crate::read::run_style::{Baseline, RunStyle};
use crate::text::Text;

/// The target of a link, and its text, are no longer than this.
const MAX_LINK: usize = 2048;

/// A raised or lowered piece, or a formula that is a number, is no longer than this.
const MAX_PIECE: usize = 32;

/// Characters that may mean something else than themselves.
const SPECIAL: &[char] = &['\\', '*', '_', '~', '^', '`', '[', '!', '<', '&', '$'];

/// The text that a source prints, and whether all of it is the text of links.
pub(super) fn text(source: &str) -> (Text, bool) {
    if !source.contains(SPECIAL) {
        return (source.into(), false);
    }
    let mut writer = Writer { text: Text::new(), run: RunStyle::default(), linked: false, unlinked: false };
    writer.source(source, false);
    let link = writer.linked && !writer.unlinked;
    (writer.text, link)
}

struct Writer {
    text: Text,
    run: RunStyle,
    linked: bool,
    unlinked: bool,
}

impl Writer {
    fn source(&mut self, source: &str, in_link: bool) {
        let emphasis = emphasis(source);
        let mut emphasis = emphasis.iter().peekable();
        let mut at = 0;
        // Nothing that begins with `~~` is closed behind this place.
        let mut unstruck = false;
        while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
            while emphasis.next_if(|(_, end)| *end <= at).is_some() {}
            if let Some((_, end)) = emphasis.peek().filter(|(start, _)| *start == at) {
                at = *end;
                continue;
            }
            let length = match rest.as_bytes().first() {
                Some(b'\\') => self.escape(rest, in_link),
                Some(b'~') if rest.starts_with("~~") => {
                    let closes = self.run.struck || !unstruck && rest.get(2..).is_some_and(|r| r.contains("~~"));
                    unstruck = !closes;
                    self.run.struck ^= closes;
                    if closes { 2 } else { self.push_str("~~", in_link) }
                }
                Some(b'~') => self.piece(rest, '~', Baseline::Lowered, in_link),
                Some(b'^') => self.piece(rest, '^', Baseline::Raised, in_link),
                Some(b'`') => 1,
                Some(b'[') => self.bracket(rest, in_link),
                Some(b'!') if rest.starts_with("![") => image(rest).unwrap_or_else(|| self.push_str("!", in_link)),
                Some(b'<') => self.tag(rest, in_link),
                Some(b'&') => self.reference(rest, in_link),
                Some(b'$') => self.formula(rest, in_link),
                _ => {
                    let end =
                        rest.find(SPECIAL).unwrap_or(rest.len()).max(rest.chars().next().map_or(1, char::len_utf8));
                    self.push_str(rest.get(..end).unwrap_or_default(), in_link)
                }
            };
            at += length.max(1);
        }
    }

    /// Writes a text; gives its length.
    fn push_str(&mut self, text: &str, in_link: bool) -> usize {
        for c in text.chars() {
            if self.run == RunStyle::default() {
                self.text.push(c);
            } else {
                self.text.push_marked(c, self.run.marks());
            }
        }
        let said = text.chars().any(char::is_alphanumeric);
        (self.linked, self.unlinked) = (self.linked || in_link && said, self.unlinked || !in_link && said);
        text.len()
    }

    fn raised(&mut self, text: &str, level: Baseline, in_link: bool) {
        let around = self.run;
        self.run.level = level;
        self.push_str(text, in_link);
        self.run = around;
    }

    /// A backslash before punctuation takes its meaning away; at the end of a line it breaks it.
    fn escape(&mut self, rest: &str, in_link: bool) -> usize {
        match rest.get(1..).and_then(|rest| rest.chars().next()) {
            // Two break it where nothing, or a blank, follows (Org, JIRA).
            Some('\\') if rest.get(2..).is_none_or(|rest| rest.trim_start() != rest || rest.is_empty()) => {
                self.push_str("\n", in_link);
                2
            }
            Some(c) if c.is_ascii_punctuation() => 1 + self.push_str(c.encode_utf8(&mut [0; 4]), in_link),
            // Pandoc: a space that does not break.
            Some(' ') => 1 + self.push_str(" ", in_link),
            None | Some('\n') => 1,
            Some(_) => self.push_str("\\", in_link),
        }
    }

    /// `^1^`, `~2~`: never with a blank in it, and short, since `~` also stands between two numbers.
    fn piece(&mut self, rest: &str, sign: char, level: Baseline, in_link: bool) -> usize {
        let inner = rest.get(1..).unwrap_or_default();
        let end = inner.char_indices().take(MAX_PIECE).find(|(_, c)| *c == sign || c.is_whitespace());
        match end.filter(|(end, c)| *c == sign && *end > 0).and_then(|(end, _)| inner.get(..end)) {
            Some(piece) if sign == '^' || piece.is_ascii() => {
                self.raised(&piece.replace('\\', ""), level, in_link);
                piece.len() + 2
            }
            _ => self.push_str(rest.get(..1).unwrap_or_default(), in_link),
        }
    }

    /// A link, a reference to a note, or a bracket.
    fn bracket(&mut self, rest: &str, in_link: bool) -> usize {
        let Some(inner) = until(rest.get(1..).unwrap_or_default(), ']') else { return self.push_str("[", in_link) };
        let after = rest.get(inner.len() + 2..).unwrap_or_default();
        let length = inner.len() + 2;
        if let Some(note) = inner.strip_prefix('^') {
            self.raised(note, Baseline::Raised, in_link);
            return length;
        }
        let target = match after.chars().next() {
            Some('(') => until(after.get(1..).unwrap_or_default(), ')').map(|target| target.len() + 2),
            Some('[') => until(after.get(1..).unwrap_or_default(), ']').map(|target| target.len() + 2),
            _ => None,
        };
        if let Some(target) = target.filter(|_| !in_link) {
            // Brackets in the text of a link are text.
            self.source(inner, true);
            return length + target;
        }
        match after.strip_prefix('{').and_then(|attributes| until(attributes, '}')) {
            Some(attributes) if !in_link => {
                self.source(inner, false);
                length + attributes.len() + 2
            }
            _ => self.push_str("[", in_link),
        }
    }

    /// A tag of HTML inside a line.
    fn tag(&mut self, rest: &str, in_link: bool) -> usize {
        let inner = rest.get(1..).unwrap_or_default();
        let Some(tag) = until(inner, '>') else { return self.push_str("<", in_link) };
        let length = tag.len() + 2;
        if tag.contains("://") && !tag.contains(char::is_whitespace) {
            self.push_str(tag, true);
            return length;
        }
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let level = |level| if closing { Baseline::Line } else { level };
        match name.to_ascii_lowercase().as_str() {
            "br" => drop(self.push_str("\n", in_link)),
            "sup" => self.run.level = level(Baseline::Raised),
            "sub" => self.run.level = level(Baseline::Lowered),
            "s" | "del" | "strike" => self.run.struck = !closing,
            "a" | "b" | "i" | "u" | "em" | "strong" | "span" | "font" | "small" | "big" | "code" | "mark" | "ins"
            | "p" | "div" | "center" | "img" | "o" | "input" | "label" | "kbd" | "tt" => {}
            _ if tag.starts_with("!--") => {}
            _ => return self.push_str("<", in_link),
        }
        length
    }

    /// A character by its name or number.
    fn reference(&mut self, rest: &str, in_link: bool) -> usize {
        const NAMED: [(&str, &str); 14] = [
            ("amp", "&"),
            ("lt", "<"),
            ("gt", ">"),
            ("quot", "\""),
            ("apos", "'"),
            ("nbsp", "\u{A0}"),
            ("ensp", "\u{2002}"),
            ("emsp", "\u{2003}"),
            ("ldquo", "“"),
            ("rdquo", "”"),
            ("mdash", "—"),
            ("hellip", "…"),
            ("middot", "·"),
            ("vert", "|"),
        ];
        let name = rest.get(1..).and_then(|rest| until(rest, ';')).filter(|name| name.len() <= 8).unwrap_or_default();
        let number = || match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => name.strip_prefix('#').and_then(|digits| digits.parse().ok()),
        };
        let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_string());
        match named.or_else(|| number().and_then(char::from_u32).map(String::from)) {
            Some(text) => {
                self.push_str(&text, in_link);
                name.len() + 2
            }
            None => self.push_str("&", in_link),
        }
    }

    /// `$22$`, `$^{1}$`: numbers that programs for recognising pages take for formulas. Other formulas stay as they are.
    fn formula(&mut self, rest: &str, in_link: bool) -> usize {
        let inner = rest.get(1..).and_then(|rest| until(rest, '$')).filter(|inner| inner.len() <= MAX_PIECE);
        let Some(inner) = inner else { return self.push_str("$", in_link) };
        let plain: String = inner.chars().filter(|c| !matches!(c, '\\' | '{' | '}' | ' ')).collect();
        let (raised, number) = plain.strip_prefix('^').map_or((false, plain.as_str()), |number| (true, number));
        let known = |c: char| c.is_numeric() || matches!(c, '.' | ',' | '%' | '+' | '-' | '/');
        if number.is_empty() || !number.chars().all(known) {
            return self.push_str("$", in_link);
        }
        if raised {
            self.raised(number, Baseline::Raised, in_link);
        } else {
            self.push_str(number, in_link);
        }
        inner.len() + 2
    }
}

/// What stands before a sign, if it is not far.
fn until(text: &str, sign: char) -> Option<&str> {
    let end = text.char_indices().take_while(|(at, _)| *at <= MAX_LINK).find(|(_, c)| *c == sign)?.0;
    text.get(..end)
}

/// The length of an image.
fn image(rest: &str) -> Option<usize> {
    let alt = until(rest.get(2..)?, ']')?;
    let after = rest.get(alt.len() + 3..)?;
    let target = until(after.strip_prefix('(')?, ')')?;
    Some(alt.len() + target.len() + 5)
}

/// Where the signs of emphasis begin and end that open and close it, in order.
fn emphasis(source: &str) -> Vec<(usize, usize)> {
    let mut signs = Vec::new();
    // The last run that may open, by sign and length.
    let mut open = [[None::<(usize, usize)>; 4]; 2];
    let mut before = ' ';
    let mut characters = source.char_indices().peekable();
    while let Some((start, c)) = characters.next() {
        if c == '\\' {
            characters.next();
            before = c;
            continue;
        }
        if !matches!(c, '*' | '_') {
            before = c;
            continue;
        }
        let mut end = start + 1;
        while characters.next_if(|(_, next)| *next == c).is_some() {
            end += 1;
        }
        let after = characters.peek().map_or(' ', |(_, c)| *c);
        // Between two numbers or inside a word it is a sign of its own.
        let inside = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() && (c == '_' || end - start == 1);
        let slot = open.get_mut(usize::from(c == '_')).and_then(|open| open.get_mut(end - start));
        if let (Some(slot), false) = (slot, inside) {
            match slot.take().filter(|_| !before.is_whitespace()) {
                Some(opened) => signs.extend([opened, (start, end)]),
                None if !after.is_whitespace() => *slot = Some((start, end)),
                None => {}
            }
        }
        before = c;
    }
    signs.sort_unstable();
    signs
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::text::marked::MarkKind;

    fn plain(source: &str) -> String {
        text(source).0.as_str().to_string()
    }

    #[test]
    fn signs_go_and_text_stays() {
        assert_eq!(
            plain("**（一）**主动_公开_，`见`[指南](http://a \"b\")、![图](a.png)<http://a>"),
            "（一）主动公开，见指南、http://a"
        );
        assert_eq!(
            plain("1\\.属于\\|秘密 a_b_c 2*3*4 ** 5 &nbsp;&#124;&unknown; A&B"),
            "1.属于|秘密 a_b_c 2*3*4 ** 5 \u{A0}|&unknown; A&B"
        );
        assert_eq!(
            plain("<b>22</b> < 30 <某> $100\\%$ $x$ [注] 1~3月，4~6月"),
            "22 < 30 <某> 100% $x$ [注] 1~3月，4~6月"
        );
    }

    #[test]
    fn how_characters_are_shown_is_kept() {
        let shown = |source: &str| {
            let (text, _) = text(source);
            text.marks()
                .iter()
                .map(|mark| (text.as_str()[mark.from..mark.to].to_string(), mark.kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown("~~221~~226^1^[^2]"), [("221".into(), MarkKind::StruckOut), ("12".into(), MarkKind::Raised)]);
        assert_eq!(
            shown("5<sup>②</sup><del>3</del>"),
            [("②".into(), MarkKind::Raised), ("3".into(), MarkKind::StruckOut)]
        );
    }

    #[test]
    fn a_link_alone_is_a_link() {
        assert!(text("[首页](/) > [公开](/a)").1 && !text("见[指南](/a)").1);
    }
}
