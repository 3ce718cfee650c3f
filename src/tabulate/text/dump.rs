//! A PDF's text line by line: values stand behind their label, a space apart; labels wrap around their numbers.

use super::{Collector, cell};
use crate::model::content::{Block, Line};
use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{self, Word};

/// Lines to paragraphs and rows. Only the three sections that hold tables are looked at for rows.
pub fn blocks(lines: &[Line], labels: &Labels) -> Vec<Block> {
    let mut out = Collector::default();
    let width = lines.iter().map(|l| l.text.trim_end().chars().count()).filter(|n| *n < 200).max().unwrap_or(0);
    // Where paragraphs stand whole on lines of any length, a long one is not the first line of the next.
    let whole = lines.iter().any(|l| l.text.chars().count() >= 200);
    let wrapped = !whole
        && lines.iter().filter(|l| l.text.trim_end().chars().count() * 10 >= width * 9).count() >= 5
        && width >= 20;
    let mut table = false;
    let mut open: Option<(String, u32)> = None;
    let close = |out: &mut Collector, open: &mut Option<(String, u32)>| {
        if let Some((text, number)) = open.take() {
            out.paragraph(&text, number);
        }
    };
    for (i, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        if text.is_empty() || is_page_number(text, lines, i) {
            continue;
        }
        let prose = text.chars().count() > 60 || text.ends_with('。') && text.chars().count() > 12;
        if let Some(section) = labels.section(text) {
            table = labels.has_table(section);
            close(&mut out, &mut open);
            out.paragraph(text, line.number);
            continue;
        }
        if table && !prose {
            close(&mut out, &mut open);
            let mut words: Vec<String> = Vec::new();
            for word in text.split_whitespace() {
                // A unit set apart by a space belongs to its number.
                match words.last_mut() {
                    Some(number) if is_unit(word) && value::is_number(number) => number.push_str(word),
                    _ => words.push(word.to_string()),
                }
            }
            let label_end = words.iter().rposition(|w| !value::is_value(w)).map_or(0, |at| at + 1);
            let (label, values) = words.split_at(label_end.min(words.len()));
            let mut cells = Vec::new();
            if !label.is_empty() {
                cells.push(cell(&label.join(" "), line.number, 1));
            }
            for (k, value) in values.iter().enumerate() {
                cells.push(cell(value, line.number, (label.len() + k + 1) as u32));
            }
            out.row(cells);
            continue;
        }
        // A full line goes on in the next one.
        let full = wrapped && text.chars().count() * 10 >= width * 9;
        match &mut open {
            Some((paragraph, _)) => paragraph.push_str(text),
            None => open = Some((text.to_string(), line.number)),
        }
        if !full {
            close(&mut out, &mut open);
        }
    }
    close(&mut out, &mut open);
    out.blocks
}

fn is_unit(word: &str) -> bool {
    [Word::TenThousandYuan, Word::HundredMillionYuan, Word::Yuan, Word::CountUnit]
        .into_iter()
        .any(|list| words::words(list).contains(&word))
}

/// A lone number between dashes, or alone beside a page break.
pub fn is_page_number(text: &str, lines: &[Line], at: usize) -> bool {
    let core = text.trim_matches(|c: char| matches!(c, '-' | '—' | '－' | '–' | ' '));
    if core.is_empty() || core.len() > 4 || !core.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let dashed = core.len() < text.len() && !text.starts_with(core);
    let broken = |l: Option<&Line>| l.is_some_and(|l| l.page_break);
    dashed && text.ends_with(['-', '—', '－', '–']) || broken(lines.get(at)) || broken(lines.get(at + 1))
}
