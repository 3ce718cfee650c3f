//! `nianbao inspect --svg`: glyph boxes, rules, cells, and over each cell of the form its id.

use nianbao::interpret;
use nianbao::model::content::{Block, Content, Info};
use nianbao::model::error::Error;
use nianbao::model::geometry::{Orientation, Rect};
use nianbao::model::limits::Limits;
use nianbao::model::origin::Origin;
use nianbao::tabulate;
use std::fmt::Write;

/// One page as SVG, a point as wide as a unit.
///
/// # Errors
/// For formats without pages, and for a page that the document does not have.
pub fn draw(content: Content, info: &Info, number: u32, limits: &Limits) -> Result<String, Error> {
    let Content::Pages(pages) = &content else {
        return Err(Error::Unsupported("a picture of a document without pages".into()));
    };
    let Some(page) = pages.iter().find(|p| p.number == number).cloned() else {
        return Err(Error::Malformed {
            format: "page",
            what: format!("the document has {} pages, not {number}", pages.len()),
        });
    };
    let form = nianbao::pipeline::form()?;
    let blocks = tabulate::tabulate(content, &form.labels, limits, &mut Vec::new());
    let draft = interpret::interpret(form, &blocks, info, limits);
    limits.check_time()?;
    let mut out = String::new();
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.1} {h:.1}" width="{w:.0}" height="{h:.0}" font-family="sans-serif">"#,
        w = page.width,
        h = page.height
    );
    let _ = writeln!(out, r#"<rect width="100%" height="100%" fill="white"/>"#);
    for block in &blocks {
        if let Block::Grid(grid) = block {
            for (_, _, cell) in grid.cells() {
                if let Some(area) = on_page(cell.origin, number) {
                    rect(&mut out, &area, "cell", r##"fill="#fff4d6" stroke="#d9a400" stroke-width="0.4""##);
                }
            }
        }
    }
    for glyph in &page.glyphs {
        let colour = if glyph.is_hidden() { "#bbbbbb" } else { "#9ecae1" };
        rect(&mut out, &glyph.bbox, "glyph", &format!(r#"fill="none" stroke="{colour}" stroke-width="0.2""#));
        let _ = writeln!(
            out,
            r#"<text x="{:.1}" y="{:.1}" font-size="{:.1}">{}</text>"#,
            glyph.bbox.x0,
            glyph.bbox.y1 - 0.15 * glyph.size,
            glyph.size,
            escape(&glyph.ch.to_string())
        );
    }
    for rule in &page.rules {
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
    for (id, entry) in &draft.cells {
        if let Some(area) = entry.origin.and_then(|o| on_page(o, number)) {
            let short: String =
                id.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(".");
            rect(&mut out, &area, "matched", r##"fill="#2ca02c" fill-opacity="0.25" stroke="none""##);
            let _ = writeln!(
                out,
                r##"<text x="{:.1}" y="{:.1}" font-size="2.6" fill="#116611"><title>{id}</title>{}</text>"##,
                area.x0,
                area.y0,
                escape(&short)
            );
        }
    }
    out.push_str("</svg>\n");
    Ok(out)
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
