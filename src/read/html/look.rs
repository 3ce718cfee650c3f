//! How text looks to a reader of the page: shown or hidden, on the line or beside it, struck out, in whose colour on what.

use super::css::Sheet;
use super::elements::is_block;
use super::tree::Node;
use crate::read::run_style::{Baseline, RunStyle};

/// A difference of colours that nobody sees.
const NEAR: i32 = 12;

/// What surroundings hand down to the text in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    /// How the text is shown.
    pub(super) run: RunStyle,
    /// Hidden by its element or one around it, colours not counted.
    hidden: bool,
    /// So, and noted with the element.
    noted: bool,
    /// Moved up or down by a length, as also whole numbers are that are to stand in the middle of a line.
    pub(super) shifted: bool,
    /// The size of letters is nothing.
    tiny: bool,
    color: [u8; 3],
    /// The colour lets all through.
    clear: bool,
    ground: Ground,
    /// Whether an element inside of a line has set the colour.
    inline_color: bool,
}

/// What lies beneath text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ground {
    /// A colour.
    Known([u8; 3]),
    /// This colour, unless a style sheet that is not in the page says another.
    Perhaps([u8; 3]),
    /// An image, or a colour that was not understood.
    Unknown,
}

impl Default for Look {
    fn default() -> Look {
        Look {
            run: RunStyle::default(),
            hidden: false,
            noted: false,
            shifted: false,
            tiny: false,
            color: [0; 3],
            clear: false,
            ground: Ground::Known([255; 3]),
            inline_color: false,
        }
    }
}

impl Look {
    /// How text in an element looks that stands in such surroundings; `None` if no other than around it.
    pub(super) fn inside(self, node: Node<'_>, sheet: &Sheet) -> Option<Look> {
        let element = node.element()?;
        let mut look = self;
        let block = is_block(element.name());
        match element.name() {
            "sup" => look.run.level = Baseline::Raised,
            "sub" => look.run.level = Baseline::Lowered,
            "s" | "strike" | "del" => look.run.struck = true,
            _ => {}
        }
        if let Some(color) = element.attr("color").and_then(color) {
            look.paint(color, block);
        }
        if let Some(color) = element.attr("bgcolor").and_then(color) {
            look.ground = Ground::Known([color[0], color[1], color[2]]);
        }
        if element.attr("background").is_some() {
            look.ground = Ground::Unknown;
        }
        let named = element.attr("class").is_some() || element.attr("id").is_some();
        if let (true, true, Ground::Known(color)) = (sheet.linked, named, look.ground) {
            look.ground = Ground::Perhaps(color);
        }
        for (property, value) in sheet.declared(node) {
            look.declare(property, &value.to_ascii_lowercase(), block);
        }
        look.run.hidden = look.hidden || look.tiny || look.is_unseen();
        (look != self).then_some(look)
    }

    fn declare(&mut self, property: &str, value: &str, block: bool) {
        match property {
            "text-decoration" | "text-decoration-line" => self.run.struck |= value.contains("line-through"),
            "vertical-align" if !block => match value {
                v if v.starts_with("super") => self.run.level = Baseline::Raised,
                v if v.starts_with("sub") => self.run.level = Baseline::Lowered,
                v if v.starts_with("baseline") => self.run.level = Baseline::Line,
                v => self.shift(length(v)),
            },
            // How Word writes raised text, and others after it.
            "mso-text-raise" if !block => self.shift(length(value)),
            "top" if !block => self.shift(length(value).map(|down| -down)),

            // A size of nothing around blocks closes the gaps between them, and they set their own.
            "font-size" if is_zero(value) => self.tiny = !block || self.tiny,
            "font-size" if !value.ends_with('%') && (!value.ends_with("em") || value.ends_with("rem")) => {
                self.tiny = false;
            }
            "color" => {
                if let Some(color) = color(value) {
                    self.paint(color, block);
                }
            }
            "background" | "background-color" | "background-image" => self.lay(value),
            _ => {}
        }
    }

    /// Moves text up by a length; a little only fits it into its line.
    fn shift(&mut self, up: Option<f32>) {
        let level = match up {
            Some(up) if up >= 2.0 => Baseline::Raised,
            Some(up) if up <= -2.0 => Baseline::Lowered,
            _ => return,
        };
        self.run.level = level;
        self.shifted = true;
    }

    fn paint(&mut self, color: [u8; 4], block: bool) {
        let [r, g, b, alpha] = color;
        self.color = [r, g, b];
        self.inline_color = !block;
        self.clear = alpha == 0;
    }

    fn lay(&mut self, value: &str) {
        if value.contains("url(") || value.contains("gradient") {
            self.ground = Ground::Unknown;
            return;
        }
        let plain = |word: &str| matches!(word, "none" | "transparent" | "initial" | "inherit" | "0" | "0%" | "repeat");
        let mut words = value.split_ascii_whitespace().filter(|w| !plain(w)).peekable();
        match (words.peek().is_some(), color(value).or_else(|| words.find_map(color))) {
            (_, Some([r, g, b, 255])) => self.ground = Ground::Known([r, g, b]),
            (_, Some([_, _, _, 0])) | (false, None) => {}
            _ => self.ground = Ground::Unknown,
        }
    }

    /// The same in an element that is not shown.
    pub(super) fn hide(mut self) -> Look {
        self.hidden = true;
        self.noted = true;
        self.run.hidden = true;
        self
    }

    /// The same as if nothing were hidden.
    pub(super) fn shown(mut self) -> Look {
        self.hidden = false;
        self.tiny = false;
        self.run.hidden = false;
        self
    }

    /// Whether the text was noted as hidden with its element.
    pub(super) fn is_noted(&self) -> bool {
        self.noted
    }

    /// Whether text has the colour of what lies beneath it.
    fn is_unseen(&self) -> bool {
        let near =
            |ground: [u8; 3]| self.color.iter().zip(ground).all(|(a, b)| (i32::from(*a) - i32::from(b)).abs() <= NEAR);
        match self.ground {
            _ if self.clear => true,
            Ground::Known(ground) => near(ground),
            Ground::Perhaps(ground) => self.inline_color && near(ground),
            Ground::Unknown => false,
        }
    }

    /// Whether text is hidden only if no style sheet that is not in the page lays another colour beneath it.
    pub(super) fn is_perhaps_hidden(&self) -> bool {
        self.run.hidden && !self.hidden && !self.tiny && !self.clear && matches!(self.ground, Ground::Perhaps(_))
    }
}

/// Whether an element and all in it are not shown, by its own style or a rule of the page.
pub(super) fn hides(node: Node<'_>, sheet: &Sheet) -> bool {
    let Some(element) = node.element() else { return false };
    if element.attr("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found")) {
        return true;
    }
    let (mut display, mut visibility, mut opacity, mut other) = (false, false, false, false);
    for (property, value) in sheet.declared(node) {
        let starts = |word: &str| value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        match property {
            "display" => display = starts("none"),
            "visibility" => visibility = starts("hidden") || starts("collapse"),
            "opacity" => opacity = is_zero(value),
            "mso-hide" => other |= starts("all"),
            "text-indent" | "left" => other |= length(value).is_some_and(|far| far <= -900.0),
            _ => {}
        }
    }
    display || visibility || opacity || other
}

/// A length by its number, in points or pixels alike; shares of a line are none.
fn length(value: &str) -> Option<f32> {
    let value = value.trim();
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    number.parse().ok().filter(|_| !value.ends_with("em"))
}

/// A length or a number that is nothing.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim();
    !number.is_empty() && number.parse::<f32>() == Ok(0.0)
}

/// Red, green, blue and how far it covers; `None` for what no one wrote down as numbers or a usual name.
fn color(value: &str) -> Option<[u8; 4]> {
    let value = value.trim().to_ascii_lowercase();
    let hex = value.strip_prefix('#').unwrap_or(&value);
    if hex.bytes().all(|b| b.is_ascii_hexdigit()) && (value.starts_with('#') || hex.len() == 6) {
        let digit = |i: usize| hex.get(i..=i).and_then(|d| u8::from_str_radix(d, 16).ok());
        let pair = |i: usize| hex.get(i..i + 2).and_then(|d| u8::from_str_radix(d, 16).ok());
        return match hex.len() {
            3 | 4 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17, digit(3).unwrap_or(15) * 17]),
            6 | 8 => Some([pair(0)?, pair(2)?, pair(4)?, pair(6).unwrap_or(255)]),
            _ => None,
        };
    }
    if let Some(parts) = value.strip_prefix("rgb").and_then(|v| v.split_once('(')) {
        let numbers = parts.1.trim_end_matches(')').split([',', ' ', '/']).filter(|p| !p.is_empty());
        let numbers: Vec<f32> = numbers.map_while(|p| p.trim_end_matches('%').parse().ok()).take(4).collect();
        let [r, g, b, rest @ ..] = numbers.as_slice() else { return None };
        let alpha = rest.first().map_or(1.0, |a| *a);
        return Some([*r as u8, *g as u8, *b as u8, (alpha * 255.0) as u8]);
    }
    Some(match value.as_str() {
        "white" => [255, 255, 255, 255],
        "snow" | "ghostwhite" | "floralwhite" => [255, 250, 250, 255],
        "black" | "windowtext" => [0, 0, 0, 255],
        "red" => [255, 0, 0, 255],
        "blue" => [0, 0, 255, 255],
        "transparent" => [0, 0, 0, 0],
        _ => return None,
    })
}
