//! HTML with its text put right and its markup as it was.

use crate::text::repairs::repaired;

/// Elements whose content is not text.
const RAW: [&str; 2] = ["script", "style"];

/// A quotation mark that is not closed within so many characters is taken for a stray one.
const LONGEST_TAG: usize = 64 << 10;

/// The page with `mend` applied to its text and its charset declared as UTF-8. Character references to garbled
/// characters are resolved; tags, attributes, comments, scripts and styles stay as they are.
pub fn rewrite(page: &str, mend: &mut dyn FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(page.len() + 32);
    let mut rest = page;
    let mut declared = false;
    while !rest.is_empty() {
        let text_end = rest.find('<').unwrap_or(rest.len());
        let (text, markup) = rest.split_at(text_end);
        if !text.is_empty() {
            let text = resolve(text);
            out.push_str(&mend(&text));
        }
        let end = markup_end(markup);
        let (tag, after) = markup.split_at(end);
        match with_charset(tag) {
            Some(changed) => {
                declared = true;
                out.push_str(&changed);
            }
            None => out.push_str(tag),
        }
        rest = after;
        if let Some(name) = RAW.iter().find(|name| is_start(tag, name)) {
            let end = find_ignoring_case(rest, &format!("</{name}")).unwrap_or(rest.len());
            let (raw, after) = rest.split_at(end);
            out.push_str(raw);
            rest = after;
        }
    }
    if declared { out } else { with_new_charset(out) }
}

/// Where the markup ends with which the text begins; a `<` that begins none is one character.
fn markup_end(markup: &str) -> usize {
    let closing = match markup {
        m if m.starts_with("<!--") => "-->",
        m if m.starts_with("<![CDATA[") => "]]>",
        m if m.get(1..).is_some_and(|m| m.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))) => ">",
        _ => return markup.len().min(1),
    };
    if closing != ">" {
        return markup.find(closing).map_or(markup.len(), |at| at + closing.len());
    }
    let mut quote = None;
    for (at, c) in markup.char_indices().take(LONGEST_TAG) {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    // A quotation mark that is never closed: the tag ends where it would without it.
    markup.find('>').map_or(markup.len(), |at| at + 1)
}

/// Numeric character references to garbled characters, replaced by these characters.
fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let digits = reference.get(2..).unwrap_or_default();
        let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (digits, 10),
        };
        let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count().min(8);
        let number = digits.get(..length).and_then(|d| u32::from_str_radix(d, radix).ok());
        match number.and_then(char::from_u32).filter(|c| repaired(*c).is_some()) {
            Some(c) => {
                out.push(c);
                let after = digits.get(length..).unwrap_or_default();
                rest = after.strip_prefix(';').unwrap_or(after);
            }
            None => {
                out.push_str("&#");
                rest = reference.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_start(tag: &str, name: &str) -> bool {
    let inner = tag.strip_prefix('<').and_then(|t| t.get(..name.len())).unwrap_or_default();
    inner.eq_ignore_ascii_case(name)
        && tag.get(name.len() + 1..).is_some_and(|t| t.starts_with(|c: char| !c.is_ascii_alphanumeric()))
}

/// A `meta` or XML declaration with its charset replaced by UTF-8; `None` for other markup.
fn with_charset(tag: &str) -> Option<String> {
    let key = if is_start(tag, "meta") {
        "charset"
    } else if is_start(tag, "?xml") {
        "encoding"
    } else {
        return None;
    };
    let at = find_ignoring_case(tag, key)? + key.len();
    let label = tag.get(at..)?.trim_start().strip_prefix('=')?;
    let label = label.trim_start().trim_start_matches(['"', '\'']);
    let length = label.find(['"', '\'', ';', ' ', '\t', '\n', '\r', '/', ',', '>']).unwrap_or(label.len());
    let start = tag.len() - label.len();
    (length > 0)
        .then(|| format!("{}utf-8{}", tag.get(..start).unwrap_or_default(), label.get(length..).unwrap_or_default()))
}

/// A page that declares no charset gets a `meta` in its head or, where it has none, a byte order mark.
fn with_new_charset(page: String) -> String {
    let head = find_ignoring_case(&page, "<head").filter(|at| page.get(*at..).is_some_and(|tag| is_start(tag, "head")));
    match head.and_then(|at| page.get(at..).map(|tag| at + markup_end(tag))) {
        Some(at) => {
            let (before, after) = page.split_at(at);
            format!("{before}<meta charset=\"utf-8\">{after}")
        }
        None if page.starts_with('\u{FEFF}') => page,
        None => format!("\u{FEFF}{page}"),
    }
}

fn find_ignoring_case(text: &str, query: &str) -> Option<usize> {
    text.as_bytes().windows(query.len()).position(|w| w.eq_ignore_ascii_case(query.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(page: &str) -> String {
        rewrite(page, &mut |text| text.replace('⼯', "工"))
    }

    #[test]
    fn text_is_changed_and_markup_is_not() {
        let page = "<!DOCTYPE html><HTML><head><META http-equiv=x content='text/html; charset=gb2312'><title>⼯</title>\
                    <script>'⼯<p>'</script></head><body><!-- ⼯ > --><a title='>⼯'>1 < 2 ⼯&#x2F2F;&#12079;&amp;&#65;</a>";
        let want = "<!DOCTYPE html><HTML><head><META http-equiv=x content='text/html; charset=utf-8'><title>工</title>\
                    <script>'⼯<p>'</script></head><body><!-- ⼯ > --><a title='>⼯'>1 < 2 工工工&amp;&#65;</a>";
        assert_eq!(mended(page), want);
    }

    #[test]
    fn a_page_that_declares_no_charset_gets_one() {
        assert_eq!(mended("<html><head><p>⼯"), "<html><head><meta charset=\"utf-8\"><p>工");
        assert_eq!(mended("<header>⼯"), "\u{FEFF}<header>工");
        assert_eq!(mended("<?xml version='1.0' encoding='GBK'?><p>"), "<?xml version='1.0' encoding='utf-8'?><p>");
    }
}
