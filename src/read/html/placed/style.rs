//! The few properties that say where text stands and how large it is, from a style sheet's classes and from elements.

use super::super::elements::declarations;
use super::super::tree::Element;
use std::collections::HashMap;

/// What is known of an element or of a text in it; lengths in points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) left: Option<f32>,
    pub(super) top: Option<f32>,
    pub(super) bottom: Option<f32>,
    pub(super) width: Option<f32>,
    pub(super) height: Option<f32>,
    pub(super) size: Option<f32>,
    pub(super) line_height: Option<f32>,
    pub(super) scale: Option<f32>,
    /// The width that the text takes, where the element says it.
    pub(super) extent: Option<f32>,
    /// Heights are counted from the lower end of the page.
    pub(super) from_bottom: bool,
}

impl Style {
    /// Whether it says where the element stands.
    pub(super) fn is_placed(&self) -> bool {
        self.left.is_some() && (self.top.is_some() || self.bottom.is_some())
    }

    /// Takes over what an outer element sets and no inner one has.
    pub(super) fn inherit(&mut self, outer: &Style) {
        self.size = self.size.or(outer.size);
        self.line_height = self.line_height.or(outer.line_height);
        self.scale = self.scale.or(outer.scale);
        self.extent = self.extent.or(outer.extent);
    }

    fn set(&mut self, property: &str, value: &str) {
        let slot = match property.trim().to_ascii_lowercase().as_str() {
            "left" => &mut self.left,
            "top" => &mut self.top,
            "bottom" => &mut self.bottom,
            "width" => &mut self.width,
            "height" => &mut self.height,
            "font-size" => &mut self.size,
            "line-height" => &mut self.line_height,
            "transform" => {
                let inner = value.trim().strip_prefix("matrix(").and_then(|v| v.split(',').next());
                self.scale = inner.and_then(|a| a.trim().parse().ok()).filter(|a: &f32| a.is_finite() && *a > 0.0);
                return;
            }
            _ => return,
        };
        if let Some(length) = length(value) {
            *slot = Some(length);
        }
    }
}

/// A length in pixels or points, in points.
fn length(value: &str) -> Option<f32> {
    let value = value.trim();
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let (digits, unit) = value.split_at_checked(end)?;
    let unit = unit.trim_end_matches("!important").trim();
    let factor = match unit {
        "px" => 0.75,
        "pt" => 1.0,
        "" if digits.bytes().all(|b| matches!(b, b'0' | b'.')) => 1.0,
        _ => return None,
    };
    digits.parse::<f32>().ok().filter(|n| n.is_finite() && n.abs() < 1.0e6).map(|n| n * factor)
}

/// A number as attributes of `pdftohtml -xml` give it: in pixels, without a unit.
pub(super) fn number(value: &str) -> Option<f32> {
    value.trim().parse::<f32>().ok().filter(|n| n.is_finite() && n.abs() < 1.0e6).map(|n| n * 0.75)
}

/// The classes of the style sheets in a document.
pub(super) struct Classes(HashMap<String, Style>);

impl Classes {
    /// More of them no program writes.
    const MOST: usize = 100_000;

    /// Reads rules for single classes (`.ft10{font-size:19px}`); others are left out.
    pub(super) fn of(source: &str) -> Classes {
        let mut classes: HashMap<String, Style> = HashMap::new();
        let mut rest = source;
        while let Some(at) = rest.find("<style") {
            let sheet = rest.get(at..).unwrap_or_default();
            let end = sheet.find("</style").unwrap_or(sheet.len());
            for rule in sheet.get(..end).unwrap_or_default().split('}').take(Self::MOST) {
                let Some((selector, body)) = rule.rsplit_once('{') else { continue };
                let Some((_, name)) = selector.rsplit_once('.') else { continue };
                let name = name.trim();
                if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
                    continue;
                }
                let style = classes.entry(name.to_string()).or_default();
                for (property, value) in body.split(';').filter_map(|d| d.split_once(':')) {
                    style.set(property, value);
                }
            }
            rest = sheet.get(end.max(6)..).unwrap_or_default();
        }
        Classes(classes)
    }

    /// What an element says of itself: by its attributes, its classes and its own style.
    pub(super) fn style(&self, element: &Element, fonts: &HashMap<String, f32>) -> Style {
        let mut style = Style::default();
        let side = |name: &str| element.attr(name).and_then(number);
        match element.name() {
            "page" => (style.width, style.height) = (side("width"), side("height")),
            "text" => {
                (style.left, style.top, style.extent) = (side("left"), side("top"), side("width"));
                style.size = element.attr("font").and_then(|font| fonts.get(font)).copied();
                return style;
            }
            _ => {}
        }
        for class in element.attr("class").unwrap_or_default().split_ascii_whitespace() {
            if let Some(of) = self.0.get(class) {
                let merge = |a: &mut Option<f32>, b: Option<f32>| *a = b.or(*a);
                merge(&mut style.left, of.left);
                merge(&mut style.top, of.top);
                merge(&mut style.bottom, of.bottom);
                merge(&mut style.width, of.width);
                merge(&mut style.height, of.height);
                merge(&mut style.size, of.size);
                merge(&mut style.line_height, of.line_height);
                merge(&mut style.scale, of.scale);
            }
        }
        for (property, value) in declarations(element) {
            style.set(property, value);
        }
        style
    }
}
