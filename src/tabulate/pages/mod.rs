//! Pages of glyphs and rules to paragraphs and tables.

pub mod aligned;
mod base_lines;
mod beside;
mod columns;
mod drift;
mod furniture;
mod heads;
pub mod lattice;
pub mod lines;
mod paragraphs;
mod seam;
mod sheets;
mod spaced;
mod stitch;
mod strokes;
mod touching;
mod upright_text;
mod uprights;
mod watermark;
mod wrapped;

use crate::model::content::{Block, Direction, Glyph, Page};
use crate::model::finding::{Finding, FindingKind};
use crate::model::geometry::Rect;
use crate::model::grid::{Cell, GridError};
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::text::labels::Labels;
use crate::text::value;
use aligned::Zone;
use beside::Strokes;
use lattice::Lattice;
use lines::{TextLine, Word, cell_text};
use paragraphs::{Margins, Paragraphs};
use spaced::Spacing;
use stitch::{Clash, Drawn};

/// Comparisons of rules with one another and with glyphs, on a page, for each that a document may have. A page that needs
/// more is a picture.
const COMPARISONS: usize = 50;

/// What stands on a page, from top to bottom.
enum Item {
    Line(TextLine),
    Table(Drawn),
}

/// Pages to blocks in reading order.
pub fn blocks(pages: &[Page], labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let Some((parts, places)) = sheets::pages(pages) else { return read(pages, labels, limits, findings) };
    let before = findings.len();
    let mut blocks = read(&parts, labels, limits, findings);
    sheets::restore(&mut blocks, &places);
    let own = findings.iter_mut().skip(before);
    own.filter_map(|f| f.origin.as_mut()).for_each(|origin| sheets::put_back(origin, &places));
    blocks
}

/// Pages that stand upright to blocks.
fn read(pages: &[Page], labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let mut tables: Vec<Vec<(Drawn, f32)>> = Vec::new();
    let mut texts: Vec<(f32, Vec<TextLine>)> = Vec::new();
    let mut marks: Vec<String> = Vec::new();
    let mut struck: Vec<String> = Vec::new();
    let sheets = sorted(pages, limits, &mut marks, findings);
    let cells = sheets.iter().flat_map(|sheet| sheet.lattices.iter().zip(&sheet.inside));
    let spacing = Spacing::of(cells.flat_map(|(lattice, cells)| places(lattice, cells)));
    for Sorted { page, lattices, inside, outside } in sheets {
        let strokes = Strokes::of(&page.rules);
        let (outside, out) = beside::without(outside, &strokes);
        struck.extend(out);
        let mut lines = lines::lines(&outside);
        let mut drawn = Vec::new();
        for (lattice, glyphs) in lattices.iter().zip(inside) {
            let cells = cell_lines(lattice, &glyphs, labels, &strokes, &spacing);
            if uprights::lack_rows(lattice, &cells, labels) {
                lines.extend(uprights::lines(cells));
            } else if glyphs.iter().any(|g| !g.is_empty()) {
                drawn.push((table(page.number, lattice, &cells), lattice.bbox().y0));
            }
        }
        tables.push(drawn);
        texts.push((page.height, lines));
    }
    if !struck.is_empty() {
        let message = format!("struck out outside of ruled cells, and left out: {}", struck.join(", "));
        findings.push(Finding::new(FindingKind::StruckOut, message));
    }
    marks.sort_unstable();
    marks.dedup();
    if !marks.is_empty() {
        findings.push(Finding::new(FindingKind::Furniture, format!("watermarks left out: {}", marks.join(", "))));
    }
    let removed = furniture::remove(&mut texts);
    if !removed.is_empty() {
        findings.push(Finding::new(
            FindingKind::Furniture,
            format!("page numbers and running heads left out: {}", removed.join(", ")),
        ));
    }
    let mut out = Builder::new(labels, limits, findings);
    for ((page, tables), (_, lines)) in pages.iter().zip(tables).zip(texts) {
        let margins = Margins::of(&lines);
        let mut items: Vec<(f32, Item)> = lines.into_iter().map(|l| (l.bbox.y0, Item::Line(l))).collect();
        items.extend(tables.into_iter().map(|(table, top)| (top, Item::Table(table))));
        items.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, item) in items {
            match item {
                Item::Line(line) => out.line(line, page.number, margins),
                Item::Table(table) => out.table(table),
            }
        }
    }
    out.finish()
}

/// A page with its glyphs sorted into the cells of its lattices and those outside of all.
struct Sorted<'a> {
    page: &'a Page,
    lattices: Vec<Lattice>,
    inside: Vec<Vec<Vec<&'a Glyph>>>,
    outside: Vec<&'a Glyph>,
}

/// Sorts the glyphs of pages; watermarks are taken out.
fn sorted<'a>(
    pages: &'a [Page],
    limits: &Limits,
    marks: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> Vec<Sorted<'a>> {
    let mut sheets = Vec::new();
    let mut glyphs: Vec<Vec<&Glyph>> = pages.iter().map(|page| page.legible().collect()).collect();
    marks.extend(watermark::remove(&mut glyphs));
    for (page, glyphs) in pages.iter().zip(glyphs) {
        if limits.expired() {
            break;
        }
        let mut left = limits.glyphs.saturating_mul(COMPARISONS);
        let lines = strokes::lines(&page.rules, &glyphs, &mut left);
        let drawn = lines.and_then(|lines| lattice::lattices(&lines, limits, &mut left));
        let mut lattices = drawn.unwrap_or_else(|| {
            let what = format!("the lines of page {} are a picture, and draw no table", page.number);
            findings.push(limits.finding(Limit::Glyphs, &what));
            Vec::new()
        });
        seam::reach(&mut lattices, &glyphs, page.height);
        let (inside, outside) = sort_glyphs(&glyphs, &lattices);
        sheets.push(Sorted { page, lattices, inside, outside });
    }
    sheets
}

/// Glyphs by lattice and cell, and those outside of all.
fn sort_glyphs<'a>(glyphs: &[&'a Glyph], lattices: &[Lattice]) -> (Vec<Vec<Vec<&'a Glyph>>>, Vec<&'a Glyph>) {
    let mut inside: Vec<Vec<Vec<&Glyph>>> = lattices.iter().map(|l| vec![Vec::new(); l.cells.len()]).collect();
    let mut outside = Vec::new();
    let boxes: Vec<Rect> = lattices.iter().map(Lattice::bbox).collect();
    for run in runs(glyphs) {
        // Text too wide for its cell runs over the rule: it belongs where its middle is.
        let Some(bbox) = run.iter().map(|g| g.bbox).reduce(|a, b| a.union(&b)) else { continue };
        let (x, y) = (bbox.cx(), bbox.cy());
        let hit = lattices
            .iter()
            .zip(&boxes)
            .zip(&mut inside)
            .filter(|((_, b), _)| b.contains(x, y))
            .find_map(|((l, _), cells)| l.cell_at(x, y).and_then(|i| cells.get_mut(i)));
        hit.unwrap_or(&mut outside).extend(run);
    }
    (inside, outside)
}

/// The glyphs of each cell of a lattice with its box.
fn places<'a>(lattice: &Lattice, cells: &'a [Vec<&'a Glyph>]) -> Vec<(&'a [&'a Glyph], Rect)> {
    lattice.cells.iter().zip(cells).map(|(cell, glyphs)| (glyphs.as_slice(), lattice.area(*cell))).collect()
}

/// Runs of glyphs that follow one another in the content without a gap or a space.
fn runs<'a, 'b>(glyphs: &'b [&'a Glyph]) -> impl Iterator<Item = &'b [&'a Glyph]> {
    glyphs.chunk_by(|a, b| {
        let gap = match a.direction {
            Direction::Down => b.bbox.y0 - a.bbox.y1,
            _ => b.bbox.x0 - a.bbox.x1,
        };
        let off = match a.direction {
            Direction::Down => b.bbox.cx() - a.bbox.cx(),
            _ => b.bbox.cy() - a.bbox.cy(),
        };
        a.direction == b.direction
            && !a.ch.is_whitespace()
            && !b.ch.is_whitespace()
            && gap.abs() < 0.05 * a.size + 0.1
            && off.abs() < 0.3 * a.size
    })
}

/// The lines of each cell of a lattice.
fn cell_lines(
    lattice: &Lattice,
    glyphs: &[Vec<&Glyph>],
    labels: &Labels,
    strokes: &Strokes<'_>,
    spacing: &Spacing,
) -> Vec<Vec<TextLine>> {
    let text = |(glyphs, cell): (&Vec<&Glyph>, &(usize, usize, usize, usize))| {
        if let Some(number) = spacing.joined(glyphs, lattice.area(*cell)) {
            return vec![number];
        }
        match beside::marked(glyphs, strokes) {
            Some(marked) => upright_text::cell_lines(&marked.iter().collect::<Vec<_>>(), labels),
            None => upright_text::cell_lines(glyphs, labels),
        }
    };
    glyphs.iter().zip(&lattice.cells).map(text).collect()
}

/// A lattice and the lines of its cells to a table.
fn table(page: u32, lattice: &Lattice, texts: &[Vec<TextLine>]) -> Drawn {
    // What cells leave free at their sides, as their fullest lines show it.
    let mut gaps: Vec<f32> = texts
        .iter()
        .zip(&lattice.cells)
        .flat_map(|(lines, cell)| {
            let area = lattice.area(*cell);
            lines.iter().map(move |l| (l.bbox.x0 - area.x0).min(area.x1 - l.bbox.x1))
        })
        .collect();
    gaps.sort_by(f32::total_cmp);
    let padding = gaps.get(gaps.len() / 10).copied().unwrap_or(0.0).clamp(0.0, 8.0);
    let cells = texts
        .iter()
        .zip(&lattice.cells)
        .map(|(lines, &(row, column, down, across))| {
            let area = lattice.area((row, column, down, across));
            let bbox = lines.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b)).unwrap_or(area);
            let text = cell_text(lines, area.width() - 2.0 * padding);
            let cell = Cell { row_span: down, column_span: across, ..Cell::new(text, Origin::Area { page, bbox }) };
            (row, column, cell)
        })
        .collect();
    let open = [lattice.is_open(false), lattice.is_open(true)];
    Drawn { xs: lattice.xs.clone(), rows: lattice.ys.len() - 1, cells, open }
}

/// Puts lines and tables together over page breaks.
struct Builder<'a> {
    labels: &'a Labels,
    limits: &'a Limits,
    findings: &'a mut Vec<Finding>,
    blocks: Vec<Block>,
    paragraphs: Paragraphs,
    table: Option<Drawn>,
    /// Lines behind the heading of a section that holds a table, by page: a table without rules, or prose.
    zone: Vec<(u32, Margins, Vec<TextLine>)>,
    in_zone: bool,
}

impl<'a> Builder<'a> {
    fn new(labels: &'a Labels, limits: &'a Limits, findings: &'a mut Vec<Finding>) -> Self {
        Builder {
            labels,
            limits,
            findings,
            blocks: Vec::new(),
            paragraphs: Paragraphs::default(),
            table: None,
            zone: Vec::new(),
            in_zone: false,
        }
    }

    fn line(&mut self, line: TextLine, page: u32, margins: Margins) {
        self.close_table();
        let section = self.labels.section(&line.text());
        if section.is_some() {
            self.close_zone();
        }
        if self.in_zone && section.is_none() {
            match self.zone.last_mut() {
                Some((of, _, lines)) if *of == page => lines.push(line),
                _ => self.zone.push((page, margins, vec![line])),
            }
            return;
        }
        if let Some(section) = section {
            self.in_zone = self.labels.has_table(section);
        }
        self.paragraphs.line(&line, page, margins, self.labels, &mut self.blocks);
    }

    fn table(&mut self, mut next: Drawn) {
        self.close_zone();
        self.paragraphs.close(&mut self.blocks);
        match &mut self.table {
            Some(open) if open.goes_on_in(&next) => {
                if seam::is_cut(open, &next, self.labels) {
                    seam::join(open, &mut next);
                }
                open.append(next);
            }
            _ => {
                self.close_table();
                self.table = Some(next);
            }
        }
    }

    fn close_table(&mut self) {
        match self.table.take().map(Drawn::grid) {
            Some(Ok((grid, clashes))) => {
                self.blocks.push(Block::Grid(grid));
                self.findings.extend(clashes.iter().map(Clash::finding));
            }
            Some(Err(error)) => {
                let kind = match error {
                    GridError::TooLarge { .. } => FindingKind::LimitReached,
                    GridError::Overlap { .. } => FindingKind::DamagedFile,
                };
                self.findings.push(Finding::new(kind, format!("{error}: it was left out")));
            }
            None => {}
        }
    }

    /// A zone is a table if values stand in it behind labels or beside one another; else it is prose.
    fn close_zone(&mut self) {
        let zone = std::mem::take(&mut self.zone);
        let words = zone.iter().flat_map(|(_, _, lines)| lines).map(|l| l.words.len()).sum::<usize>();
        let too_many = words > self.limits.words;
        if too_many {
            self.findings.push(self.limits.finding(Limit::Words, "it was read as prose"));
        }
        if too_many || self.limits.expired() || !is_tabular(&zone, self.labels) {
            for (page, margins, lines) in zone {
                for line in lines {
                    self.paragraphs.line(&line, page, margins, self.labels, &mut self.blocks);
                }
            }
            return;
        }
        self.paragraphs.close(&mut self.blocks);
        let mut sizes: Vec<f32> = zone.iter().flat_map(|(_, _, lines)| lines).map(|l| l.size).collect();
        sizes.sort_by(f32::total_cmp);
        let pitch = 1.25 * sizes.get(sizes.len() / 2).copied().unwrap_or(10.0);
        let words = |lines: &[TextLine]| lines.iter().flat_map(|l| l.words.clone()).collect::<Vec<Word>>();
        let mut rows = Vec::new();
        for (page, _, lines) in &zone {
            // The columns of a table are the same on all its pages.
            let context = zone.iter().filter(|(other, _, _)| other != page).map(|(_, _, l)| words(l)).collect();
            let zone = Zone { words: words(lines), pitch, context, character: None };
            rows.extend(aligned::rows(&zone, self.labels, &|bbox| Origin::Area { page: *page, bbox }));
        }
        self.blocks.push(Block::Rows(rows));
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_zone();
        self.close_table();
        self.paragraphs.close(&mut self.blocks);
        self.blocks
    }
}

/// Whether values stand behind labels, be it one row of the form that a page break has parted from the others.
fn is_tabular(zone: &[(u32, Margins, Vec<TextLine>)], labels: &Labels) -> bool {
    let values = |l: &TextLine| l.text().split_whitespace().rev().take_while(|w| value::is_filled(w)).count();
    let row = |l: &TextLine| {
        let text = l.text();
        let words: Vec<&str> = text.split_whitespace().collect();
        labels.is_row(&words.get(..words.len() - values(l)).unwrap_or_default().concat())
    };
    let valued = || zone.iter().flat_map(|(_, _, lines)| lines).filter(|l| values(l) >= 1);
    valued().filter(|l| l.words.len() >= 2).count() >= 2 || valued().any(|l| values(l) >= 7 || row(l))
}
