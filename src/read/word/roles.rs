//! What a paragraph is by its style: title, heading or body.

use crate::model::content::Role;

/// An outline level (ECMA-376 part 1, 17.3.1.20): 0 to 8 are headings, 9 takes a paragraph out of the outline.
pub(crate) fn outline_role(level: i64) -> Role {
    match level {
        0..=8 => Role::Heading,
        _ => Role::Body,
    }
}

/// The role that the name of a built-in style tells. Word stores built-in names in English whatever its language, WPS
/// and converters also in Chinese.
pub(crate) fn named_role(name: &str) -> Option<Role> {
    const TITLE: &str = "\u{6807}\u{9898}"; // biaoti, both "title" and "heading"
    const SUBTITLE: &str = "\u{526F}\u{6807}\u{9898}"; // fubiaoti
    let name = name.trim().to_lowercase();
    if name == "title" || name == TITLE {
        return Some(Role::Title);
    }
    if name == "subtitle" || name == SUBTITLE {
        return Some(Role::Heading);
    }
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix(TITLE))?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(Role::Heading)
}
