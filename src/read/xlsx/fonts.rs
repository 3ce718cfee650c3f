//! What fonts of cells and of runs in them say of how text is shown (ECMA-376 part 1, 18.8.22 and 18.4.7).

use super::names::Tag;
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::xml::Attributes;

/// Takes over one property of a font, if it is one.
pub(super) fn apply(run: &mut RunStyle, tag: Tag, attributes: &Attributes) {
    match tag {
        Tag::Strike => run.struck = !matches!(attributes.get("val").as_deref(), Some("0" | "false")),
        Tag::VerticalAlign => {
            run.level = match attributes.get("val").as_deref() {
                Some("superscript") => Baseline::Raised,
                Some("subscript") => Baseline::Lowered,
                _ => Baseline::Line,
            }
        }
        Tag::Color => run.white = is_white(attributes),
        _ => {}
    }
}

/// Whether a colour is that of paper, as a number or as the theme's first.
pub(super) fn is_white(attributes: &Attributes) -> bool {
    let rgb = attributes.get("rgb").is_some_and(|rgb| rgb.len() >= 6 && rgb.to_ascii_uppercase().ends_with("FFFFFF"));
    rgb || attributes.get("theme").as_deref() == Some("0") && attributes.get("tint").is_none()
}
