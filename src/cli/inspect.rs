//! `nianbao inspect`: what each stage saw, as text.

use super::args::{Inspect, Stage};
use super::progress::note;
use super::{CLEAN, FLAGGED, alone, complain, files, legible, print, svg};
use anyhow::bail;
use nianbao::model::content::{Block, Content, Glyph, Page};
use nianbao::model::geometry::Rect;
use nianbao::model::grid::Grid;
use nianbao::{Converter, Error, File, Form, Part, Trace};
use std::fmt::Write;

/// Runs the command.
pub fn run(args: &Inspect) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    if let Some(name) = &args.alone {
        let glyphs = super::learn::tables(&args.glyphs)?;
        let passwords = args.passwords.password.clone();
        let converter = Converter::new().with_limits(limits).with_glyphs(glyphs).with_passwords(passwords);
        return match show(args, name, &converter) {
            Ok(text) => print(&text).map(|()| CLEAN),
            Err(error) => match error.downcast_ref::<Error>() {
                Some(error) => {
                    complain(&format!("{name}: {}: {error}\n  {}", error.code(), error.advice()));
                    Ok(FLAGGED)
                }
                None => bail!("{name}: {error}"),
            },
        };
    }
    let shown = if args.input.as_os_str() == "-" { "stdin".into() } else { args.input.to_string_lossy() };
    let document = files::read(&args.input, &limits)?;
    if args.volume.verbose {
        note(&format!("{shown}: {} bytes", document.len()));
    }
    let Some(said) = alone::run(&shown, document, &limits)? else { return Ok(FLAGGED) };
    let text = String::from_utf8_lossy(&said.output);
    match &args.out {
        Some(_) if said.code != CLEAN => {}
        Some(out) => files::write(out, text.as_bytes())?,
        None => print(&legible::output(&text))?,
    }
    Ok(said.code)
}

fn show(args: &Inspect, name: &str, converter: &Converter) -> anyhow::Result<String> {
    let last = match args.stage {
        Stage::Read => nianbao::Stage::Read,
        // What is shown beside the characters does not change them.
        _ if args.text => nianbao::Stage::Repair,
        Stage::Repair => nianbao::Stage::Repair,
        Stage::Tabulate => nianbao::Stage::Tabulate,
        Stage::Interpret => nianbao::Stage::Check,
    };
    let last = if args.svg { nianbao::Stage::Check } else { last };
    let bytes = alone::document(converter.limits())?;
    let trace = converter.trace_to(File::new(name, &bytes), last)?;
    let mut out = String::new();
    match args.stage {
        _ if args.svg => return svg::draw(&trace, args.page),
        _ if args.text => content(&mut out, &trace.document.content, true),
        Stage::Read => read(&mut out, &trace),
        Stage::Repair => repaired(&mut out, &trace),
        Stage::Tabulate => trace.blocks.iter().for_each(|b| block(&mut out, b)),
        Stage::Interpret => {
            let form = converter.form()?;
            trace.parts.iter().for_each(|p| part(&mut out, form, p));
        }
    }
    Ok(out)
}

fn read(out: &mut String, trace: &Trace) {
    let _ = writeln!(out, "format {}\n{:?}", trace.source.format, trace.document.info);
    content(out, &trace.document.content, false);
    for f in &trace.document.findings {
        let _ = writeln!(out, "finding {}: {}", f.kind.code(), f.message);
    }
}

fn repaired(out: &mut String, trace: &Trace) {
    content(out, &trace.document.content, false);
    for r in &trace.repairs {
        let _ = writeln!(out, "repair {}: {:?} to {:?}, {} times", r.kind, r.from, r.to, r.count);
    }
}

/// The rows of a report's tables, each with the row of the form that it was matched to.
fn part(out: &mut String, form: &Form, part: &Part) {
    if let Some(c) = &part.report.source.contained {
        let _ = writeln!(out, "report {} of {}: {}", c.index, c.of, line(&c.heading));
    }
    for (i, record) in part.records.records.iter().enumerate() {
        let found = part.matches.iter().find(|m| m.records.contains(&i));
        let row = found.and_then(|m| form.rows.get(m.row)).map_or("-", |r| &*r.id);
        let score = found.map_or(0.0, |m| m.score);
        let cells: Vec<String> = record.fields.iter().map(|f| line(&f.text)).collect();
        let (labels, values) = cells.split_at(record.label_end.min(cells.len()));
        let _ = writeln!(out, "{row:64} {score:.2}  {} => {}", labels.join(" | "), values.join(" | "));
    }
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
