//! Pages whose text is put to its place line by line, as programs write them that turn PDFs into HTML: the order of the
//! lines in the source says nothing, their places all. Such a document is read as pages of glyphs.

mod layout;
mod style;

use super::css;
use super::elements::is_dropped;
use super::look::hides;
use super::tree::{Node, Tree};
use crate::model::content::Page;
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use layout::Sheet;
use std::collections::HashMap;
use style::{Classes, Style};

/// A page with fewer placed lines is a page of a site with something laid over it.
const FEWEST: usize = 12;

/// The pages of a document whose text is all placed; `None` if it is not.
pub(super) fn pages(
    tree: &Tree,
    source: &str,
    sheet: &css::Sheet,
    limits: &Limits,
) -> Result<Option<Vec<Page>>, Error> {
    // Nearly all pages place nothing.
    if !source.contains("top:") && !source.contains("bottom:") && !source.contains("top=") {
        return Ok(None);
    }
    let Some(root) = tree.root() else { return Ok(None) };
    let styles = Styles::of(tree, source, sheet);
    let stands = |e: &super::tree::Element| styles.classes.style(e, &styles.fonts).is_placed();
    if tree.elements().filter(|(_, e)| stands(e)).nth(FEWEST - 1).is_none() {
        return Ok(None);
    }
    let (mut placed, mut loose) = (0usize, 0usize);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut lines = 0usize;
    let mut last = None;
    for (count, node) in root.descendants().enumerate() {
        if count.is_multiple_of(1024) {
            limits.check_time()?;
        }
        let breaks = node.name() == Some("br");
        let text = node.text().unwrap_or_default();
        let weight = text.chars().filter(|c| !c.is_whitespace()).count();
        if weight == 0 && !breaks && (text.is_empty() || last.is_none()) {
            continue;
        }
        let Some(around) = styles.around(node) else { continue };
        let Some(line) = around.line else {
            loose += weight;
            last = None;
            continue;
        };
        placed += weight;
        if placed > limits.objects {
            return Err(limits.error(Limit::Objects));
        }
        if sheets.last().is_none_or(|s| s.id != around.page) {
            sheets.push(Sheet::new(around.page, around.sides));
        }
        let Some(sheet) = sheets.last_mut() else { continue };
        if last != Some(line) {
            sheet.begin(around.x, around.y, around.style);
            lines += 1;
        }
        last = Some(line);
        if breaks { sheet.line_break(around.style) } else { sheet.text(text, around.style) }
    }
    if lines < FEWEST || placed < 9 * loose.max(1) {
        return Ok(None);
    }
    Ok(Some(sheets.into_iter().zip(1..).map(|(sheet, number)| sheet.page(number)).collect()))
}

/// What surrounds a text.
struct Around {
    /// The placed element that it is in, if in any.
    line: Option<usize>,
    page: usize,
    sides: (Option<f32>, Option<f32>),
    x: f32,
    y: f32,
    style: Style,
}

/// The styles of a document's elements.
struct Styles<'a> {
    classes: Classes,
    sheet: &'a css::Sheet,
    /// Sizes of the fonts that are named by number.
    fonts: HashMap<String, f32>,
}

impl Styles<'_> {
    fn of<'a>(tree: &Tree, source: &str, sheet: &'a css::Sheet) -> Styles<'a> {
        let spec = |e: &super::tree::Element| Some((e.attr("id")?.to_string(), style::number(e.attr("size")?)?));
        let specs = tree.elements().filter(|(_, e)| e.name() == "fontspec").filter_map(|(_, e)| spec(e));
        Styles { classes: Classes::of(source), sheet, fonts: specs.collect() }
    }

    /// Looks up the tree from a node; `None` for what is no text of the page.
    fn around(&self, node: Node<'_>) -> Option<Around> {
        let mut found = Around { line: None, page: 0, sides: (None, None), x: 0.0, y: 0.0, style: Style::default() };
        let mut up = node.parent();
        let mut in_page = false;
        while let Some(node) = up {
            up = node.parent();
            let Some(element) = node.element() else { continue };
            if is_dropped(element.name()) || hides(node, self.sheet) {
                return None;
            }
            let own = self.classes.style(element, &self.fonts);
            found.style.inherit(&own);
            let sized = own.width.is_some() && own.height.is_some();
            let page = element.name() == "page" || sized && !own.is_placed();
            if in_page {
                continue;
            }
            if found.line.is_some() && page {
                // The page itself may stand somewhere in the document; what is in it is placed from its corner.
                (found.page, found.sides, in_page) = (node.key(), (own.width, own.height), true);
            } else if let (Some(left), true) = (own.left, own.is_placed()) {
                found.line.get_or_insert(node.key());
                found.x += left;
                found.y += own.top.or_else(|| own.bottom.map(|b| -b)).unwrap_or(0.0);
                found.style.from_bottom |= own.top.is_none();
            }
        }
        Some(found)
    }
}
