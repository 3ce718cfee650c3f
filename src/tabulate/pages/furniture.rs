//! What belongs to the page and not to the text: page numbers and running heads, known by place and repetition.

use super::lines::TextLine;
use crate::text::Text;
use crate::text::words::{Word, words};

/// Takes page numbers and running heads off the first and last lines of the pages, and gives their texts.
pub fn remove(pages: &mut [(f32, Vec<TextLine>)]) -> Vec<String> {
    let mut removed = Vec::new();
    let count = pages.len();
    let edges: Vec<[Option<Text>; 2]> = pages
        .iter()
        .map(|(_, lines)| {
            let text = |l: Option<&TextLine>| l.map(|l| l.text());
            let top = lines.iter().min_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
            let bottom = lines.iter().max_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1));
            [text(top), text(bottom)]
        })
        .collect();
    let repeated =
        |text: &str| count >= 3 && edges.iter().flatten().flatten().filter(|t| **t == *text).count() * 2 > count;
    for (height, lines) in pages {
        lines.retain(|line| {
            let margin = line.bbox.y0 > *height * 0.88 || line.bbox.y1 < *height * 0.09;
            let text = line.text();
            let furniture = margin && (is_page_number(&text) || repeated(&text));
            if furniture {
                removed.push(text.into());
            }
            !furniture
        });
    }
    removed
}

/// "3", "- 3 -", "3 / 5", with the words for page and total around them.
pub fn is_page_number(text: &str) -> bool {
    let mut rest: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for word in words(Word::Page) {
        rest = rest.replace(word, " ");
    }
    let numbers: Vec<&str> =
        rest.split(['-', '—', '－', '–', '―', '/', '·', '~', ' ']).filter(|t| !t.is_empty()).collect();
    matches!(numbers.len(), 1 | 2) && numbers.iter().all(|n| n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()))
}
