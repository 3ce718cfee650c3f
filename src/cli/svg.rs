//! `nianbao inspect --svg`: glyph boxes, rules, cells, and over each cell of the form its id.

use anyhow::bail;
use nianbao::model::content::{Block, Content, Glyph};
use nianbao::model::geometry::{Orientation, Rect, Rule};
use nianbao::{Error, Origin, Trace};
use std::fmt::Write;

/// One page as SVG, a point as wide as a unit.
///
/// # Errors
/// For formats without pages, and for a page that the document does not have.
pub fn draw(trace: &Trace, number: u32) -> anyhow::Result<String> {
    let Content::Pages(pages) = &trace.document.content else {
        return Err(Error::Unsupported("a picture of a document without pages".into()).into());
    };
    let Some(page) = pages.iter().find(|p| p.number == number) else {
        bail!("it has no page {number}\n  give a page from 1 to {}", pages.len());
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.1} {h:.1}" width="{w:.0}" height="{h:.0}" font-family="sans-serif">"#,
        w = page.width,
        h = page.height
    );
    let _ = writeln!(out, r#"<rect width="100%" height="100%" fill="white"/>"#);
    cells(&mut out, &trace.blocks, number);
    page.glyphs.iter().for_each(|g| glyph(&mut out, g));
    page.rules.iter().for_each(|r| rule(&mut out, r));
    for (id, entry) in trace.parts.iter().flat_map(|p| &p.report.cells) {
        if let Some(area) = entry.origin.and_then(|o| on_page(o, number)) {
            matched(&mut out, id, &area);
        }
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn cells(out: &mut String, blocks: &[Block], number: u32) {
    for block in blocks {
        let Block::Grid(grid) = block else { continue };
        for area in grid.cells().filter_map(|(_, _, cell)| on_page(cell.origin, number)) {
            rect(out, &area, "cell", r##"fill="#fff4d6" stroke="#d9a400" stroke-width="0.4""##);
        }
    }
}

fn glyph(out: &mut String, glyph: &Glyph) {
    let colour = if glyph.is_hidden() { "#bbbbbb" } else { "#9ecae1" };
    rect(out, &glyph.bbox, "glyph", &format!(r#"fill="none" stroke="{colour}" stroke-width="0.2""#));
    let _ = writeln!(
        out,
        r#"<text x="{:.1}" y="{:.1}" font-size="{:.1}">{}</text>"#,
        glyph.bbox.x0,
        glyph.bbox.y1 - 0.15 * glyph.size,
        glyph.size,
        escape(&glyph.ch.to_string())
    );
}

fn rule(out: &mut String, rule: &Rule) {
    let (x0, y0, x1, y1) = match rule.orientation {
        Orientation::Horizontal => (rule.start, rule.at, rule.end, rule.at),
        Orientation::Vertical => (rule.at, rule.start, rule.at, rule.end),
    };
    let _ = writeln!(
        out,
        r##"<line class="rule" x1="{x0:.1}" y1="{y0:.1}" x2="{x1:.1}" y2="{y1:.1}" stroke="#d62728" stroke-width="{:.2}"/>"##,
        rule.thickness.max(0.3)
    );
}

/// A cell of the form, with the last two words of its id; the whole is shown where the mouse rests.
fn matched(out: &mut String, id: &str, area: &Rect) {
    let short: Vec<&str> = id.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect();
    rect(out, area, "matched", r##"fill="#2ca02c" fill-opacity="0.25" stroke="none""##);
    let _ = writeln!(
        out,
        r##"<text x="{:.1}" y="{:.1}" font-size="2.6" fill="#116611"><title>{id}</title>{}</text>"##,
        area.x0,
        area.y0,
        escape(&short.join("."))
    );
}

fn on_page(origin: Origin, number: u32) -> Option<Rect> {
    match origin {
        Origin::Area { page, bbox } if page == number => Some(bbox),
        _ => None,
    }
}

fn rect(out: &mut String, r: &Rect, class: &str, style: &str) {
    let _ = writeln!(
        out,
        r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" {style}/>"#,
        r.x0,
        r.y0,
        r.width(),
        r.height()
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
