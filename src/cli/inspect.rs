//! `nianbao inspect`: what each stage saw, as text.

use super::args::{Inspect, Stage};
use super::{CLEAN, FLAGGED, complain, files, print, svg};
use nianbao::form::cells::rows;
use nianbao::interpret::{align, records};
use nianbao::model::content::{Block, Content, Glyph, Page};
use nianbao::model::error::Error;
use nianbao::model::geometry::Rect;
use nianbao::model::grid::Grid;
use nianbao::repair::{self, GlyphTables};
use nianbao::{pipeline, recognise, tabulate};
use std::fmt::Write;

/// Runs the command.
pub fn run(args: &Inspect) -> anyhow::Result<u8> {
    let glyphs = super::learn::tables(&args.glyphs)?;
    match show(args, &glyphs) {
        Ok(text) => print(&text).map(|()| CLEAN),
        Err(error) => {
            complain(&format!("{}: {}: {error}\n  {}", args.input.display(), error.code(), error.advice()));
            Ok(FLAGGED)
        }
    }
}

fn show(args: &Inspect, glyphs: &GlyphTables) -> Result<String, Error> {
    let limits = args.limits.limits().started();
    let bytes = files::read(&args.input, &limits)?;
    let name = args.input.to_string_lossy();
    let format = pipeline::detect(&bytes, &name, &limits)?;
    let mut document = pipeline::read(&bytes, format, &limits)?;
    recognise::recognise(&mut document);
    let mut out = String::new();
    if args.text {
        if args.stage != Stage::Read {
            repair::repair(&mut document, glyphs, &limits);
        }
        content(&mut out, &document.content, true);
        return Ok(out);
    }
    if args.stage == Stage::Read && !args.svg {
        let _ = writeln!(out, "format {}\n{:?}", format.name(), document.info);
        content(&mut out, &document.content, false);
        for f in &document.findings {
            let _ = writeln!(out, "finding {}: {}", f.kind.code(), f.message);
        }
        return Ok(out);
    }
    let repairs = repair::repair(&mut document, glyphs, &limits);
    if args.stage == Stage::Repair && !args.svg {
        content(&mut out, &document.content, false);
        for r in repairs {
            let _ = writeln!(out, "repair {}: {:?} to {:?}, {} times", r.kind, r.from, r.to, r.count);
        }
        return Ok(out);
    }
    if args.svg {
        return svg::draw(document.content, &document.info, args.page, &limits);
    }
    let blocks = tabulate::tabulate(document.content, &limits, &mut document.findings);
    limits.check_time()?;
    if args.stage == Stage::Tabulate {
        blocks.iter().for_each(|b| block(&mut out, b));
        return Ok(out);
    }
    let all = records::records(&blocks, &limits);
    let matches = align::align(&all, &limits);
    limits.check_time()?;
    for (i, record) in all.records.iter().enumerate() {
        let found = matches.iter().find(|m| m.records.contains(&i));
        let row = found.and_then(|m| rows().get(m.row)).map_or("-", |r| r.id);
        let score = found.map_or(0.0, |m| m.score);
        let cells: Vec<String> = record.fields.iter().map(|f| line(&f.text)).collect();
        let (labels, values) = cells.split_at(record.label_end.min(cells.len()));
        let _ = writeln!(out, "{row:64} {score:.2}  {} => {}", labels.join(" | "), values.join(" | "));
    }
    Ok(out)
}

fn line(text: &str) -> String {
    text.trim().replace('\n', "⏎")
}

fn content(out: &mut String, content: &Content, text: bool) {
    match content {
        Content::Pages(pages) if text => plain(out, pages),
        Content::Pages(pages) => pages.iter().for_each(|p| page(out, p)),
        Content::Blocks(blocks) => blocks.iter().for_each(|b| block(out, b)),
        Content::Lines(lines) => {
            for l in lines {
                let _ = writeln!(out, "{:5} {}", l.number, l.text);
            }
        }
    }
}

/// The characters of pages and nothing else: for searching, and for comparing with other programs.
fn plain(out: &mut String, pages: &[Page]) {
    for page in pages {
        let mut glyphs = page.glyphs.as_slice();
        while let Some((text, _, rest)) = first_run(glyphs) {
            let _ = writeln!(out, "{text}");
            glyphs = rest;
        }
        out.push('\u{c}');
    }
}

/// The glyphs of one font and direction on one base line that the list begins with: their text, box, and the others.
fn first_run(glyphs: &[Glyph]) -> Option<(String, Rect, &[Glyph])> {
    let (first, mut rest) = glyphs.split_first()?;
    let (mut text, mut bbox) = (String::from(first.ch), first.bbox);
    while let [next, others @ ..] = rest
        && next.font == first.font
        && next.direction == first.direction
        && (next.bbox.y0 - bbox.y0).abs() < 0.5
        && (next.bbox.x0 - bbox.x1).abs() < first.size
    {
        text.push(next.ch);
        bbox = bbox.union(&next.bbox);
        rest = others;
    }
    Some((text, bbox, rest))
}

/// Glyphs in content order, a line for each run of one font and direction on one base line.
fn page(out: &mut String, page: &Page) {
    let _ = writeln!(
        out,
        "page {} {:.0} x {:.0} pt, {} glyphs, {} rules, {} images",
        page.number,
        page.width,
        page.height,
        page.glyphs.len(),
        page.rules.len(),
        page.images.len()
    );
    let mut glyphs = page.glyphs.as_slice();
    while let (Some(first), Some((text, bbox, rest))) = (glyphs.first(), first_run(glyphs)) {
        glyphs = rest;
        let _ = writeln!(
            out,
            "  {:6.1} {:6.1} {:6.1} {:6.1}  {:4.1} pt font {} {:?} {:?}{}  {}",
            bbox.x0,
            bbox.y0,
            bbox.x1,
            bbox.y1,
            first.size,
            first.font,
            first.direction,
            first.source,
            if first.is_hidden() { format!(" hidden {:?}", first.visibility) } else { String::new() },
            line(&text)
        );
    }
    for r in &page.rules {
        let _ = writeln!(
            out,
            "  rule {:?} at {:.1} from {:.1} to {:.1}, {:.2} thick",
            r.orientation, r.at, r.start, r.end, r.thickness
        );
    }
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(p) => {
            let _ = writeln!(out, "{:?}{} {}", p.role, if p.link { " link" } else { "" }, line(&p.text));
        }
        Block::Grid(g) => grid(out, g),
        Block::Rows(rows) => {
            let _ = writeln!(out, "rows {}", rows.len());
            for row in rows {
                let cells: Vec<String> = row.cells.iter().map(|c| line(&c.text)).collect();
                let _ = writeln!(out, "  {}", cells.join(" | "));
            }
        }
    }
}

fn grid(out: &mut String, grid: &Grid) {
    let _ = writeln!(out, "grid {} x {}", grid.rows(), grid.columns());
    for r in 0..grid.rows() {
        let mut cells = Vec::new();
        for c in 0..grid.columns() {
            cells.push(match grid.cell_at(r, c) {
                Some((row, column, cell)) if (row, column) == (r, c) => line(&cell.text),
                Some((_, column, _)) if column < c => "←".into(),
                Some(_) => "↑".into(),
                None => "∅".into(),
            });
        }
        let _ = writeln!(out, "  {}", cells.join(" | "));
    }
    for (row, column, cell) in grid.cells().filter(|(_, _, cell)| !cell.blocks.is_empty()) {
        let _ = writeln!(out, "grid in row {row}, column {column}");
        cell.blocks.iter().for_each(|inner| block(out, inner));
    }
}
