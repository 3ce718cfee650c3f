//! What belongs to the page and not to the text: page numbers and running heads, known by place and repetition.

use super::lines::TextLine;
use crate::text::Text;
use crate::text::words::{Word, words};

/// Lines of one edge of the pages that stand no farther apart than this, in points, stand in one place.
const SAME_PLACE: f32 = 3.0;
/// So many lines of furniture one above the other.
const MOST_LINES: usize = 3;

/// A line at the edge of a page.
struct Edge {
    y: f32,
    text: Text,
    /// With every run of digits as one sign: a number that runs on from page to page is no difference.
    shape: String,
}

/// Takes page numbers and running heads off the first and last lines of the pages, and gives their texts.
pub fn remove(pages: &mut [(f32, Vec<TextLine>)]) -> Vec<String> {
    let mut removed = Vec::new();
    for _ in 0..MOST_LINES {
        let before = removed.len();
        remove_outermost(pages, &mut removed);
        if removed.len() == before {
            break;
        }
    }
    removed
}

fn remove_outermost(pages: &mut [(f32, Vec<TextLine>)], removed: &mut Vec<String>) {
    let count = pages.len();
    let edge = |l: &TextLine| Edge { y: l.bbox.cy(), shape: shape(&l.text()), text: l.text() };
    let edges: Vec<[Option<Edge>; 2]> = pages
        .iter()
        .map(|(_, lines)| {
            let top = lines.iter().min_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
            let bottom = lines.iter().max_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1));
            [top.map(edge), bottom.map(edge)]
        })
        .collect();
    let all = || edges.iter().flatten().flatten();
    let repeated = |text: &str| count >= 3 && all().filter(|e| *e.text == *text).count() * 2 > count;
    // Two pages show no rule by themselves, but where one line counts them the others at their edges are its like.
    let counted = all().any(|e| counts_pages(&e.text, count));
    let runs_on = |line: &Edge| {
        let alike = |e: &&Edge| e.shape == line.shape && (e.y - line.y).abs() < SAME_PLACE;
        let times = all().filter(alike).count();
        let same = || all().filter(|e| *e.text == *line.text).count() >= count;
        let told = count >= 3 || counts_pages(&line.text, count) || counted && same();
        times >= 2 && times * 2 >= count && told && has_words(&line.shape)
    };
    for (height, lines) in pages {
        lines.retain(|line| {
            let margin = line.bbox.y0 > *height * 0.88 || line.bbox.y1 < *height * 0.09;
            let furniture = margin && {
                let line = edge(line);
                is_page_number(&line.text) || repeated(&line.text) || runs_on(&line)
            };
            if furniture {
                removed.push(line.text().into());
            }
            !furniture
        });
    }
}

fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_numeric() { '0' } else { c };
        if c != '0' || !out.ends_with('0') {
            out.push(c);
        }
    }
    out
}

/// Whether a line has more than numbers: rows of values look alike at the ends of pages.
fn has_words(shape: &str) -> bool {
    shape.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Whether a line ends as browsers number pages, "2/5", or holds an address.
fn counts_pages(text: &str, count: usize) -> bool {
    text.ends_with(&format!("/{count}")) || text.contains("://")
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
