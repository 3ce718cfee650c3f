//! Tables of MediaWiki (`{|`, `|-`, `|}`), which say of cells what HTML says: to HTML, line by line.

use crate::model::content::Line;
use std::fmt::Write;

/// The table that begins at the first of these lines as HTML, and how many lines it takes; `None` if none does.
pub(super) fn table(lines: &[Line]) -> Option<(String, usize)> {
    lines.first()?.text.trim_start().starts_with("{|").then_some(())?;
    let mut html = "<table><tr>".to_string();
    // Tables in a cell.
    let mut depth = 1usize;
    for (at, line) in lines.iter().enumerate().skip(1) {
        let text = line.text.trim();
        match () {
            () if text.starts_with("|}") => {
                html.push_str("</table>");
                depth -= 1;
                if depth == 0 {
                    return Some((html, at + 1));
                }
            }
            () if text.starts_with("{|") => {
                html.push_str("<table><tr>");
                depth += 1;
            }
            () if text.starts_with("|+") => {
                let _ = write!(html, "<caption>{}</caption>", text.get(2..).unwrap_or_default());
            }
            () if text.starts_with("|-") => html.push_str("<tr>"),
            () if text.starts_with('|') => cells(text.get(1..).unwrap_or_default(), "||", &mut html),
            () if text.starts_with('!') => cells(text.get(1..).unwrap_or_default(), "!!", &mut html),
            () => {
                html.push_str(text);
                html.push('\n');
            }
        }
    }
    None
}

/// The cells of a line: attributes, a bar, and the text.
fn cells(line: &str, between: &str, html: &mut String) {
    for cell in line.split(between) {
        let (attributes, text) = match cell.split_once('|') {
            Some((attributes, text)) if attributes.contains('=') && !attributes.contains(['[', '<']) => {
                (attributes, text)
            }
            _ => ("", cell),
        };
        let _ = writeln!(html, "<td {}>{}", attributes.replace('>', ""), text.trim());
    }
}
