//! Colours, as far as needed to tell paint from paper.

use hayro_syntax::object::{Array, Name, Object, Stream};
use hayro_syntax::page::Resources;

/// From this lightness on (0 black, 1 white) a line cannot be seen on paper. WPS paints a white box behind each line
/// of text; light grey rules (#DDD is 0.87) are real.
const WHITE: f32 = 0.97;

/// The colour space of the current colour, by what its components mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Space {
    /// Light adds up: 1 is white.
    Additive,
    /// Ink adds up: 0 is white (DeviceCMYK, Separation, DeviceN).
    Subtractive,
    /// Anything else: counts as paint.
    Other,
}

/// A paint for strokes or fills: how light it is and how much of it reaches the paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) space: Space,
    /// Of the darkest component: 0 black, 1 white.
    pub(super) lightness: f32,
    /// CA or ca of the graphics state.
    pub(super) alpha: f32,
}

impl Paint {
    /// Black and opaque, as every page starts (ISO 32000-1, 8.4).
    pub(super) const BLACK: Paint = Paint { space: Space::Additive, lightness: 0.0, alpha: 1.0 };

    /// Whether the paint leaves a mark on white paper.
    pub(super) fn is_visible(&self) -> bool {
        1.0 - self.alpha.clamp(0.0, 1.0) * (1.0 - self.lightness) < WHITE
    }

    /// Sets the colour in the given space.
    pub(super) fn set(&mut self, space: Space, components: &[f32]) {
        self.space = space;
        self.set_components(components);
    }

    /// Sets the components of a colour in the current space.
    pub(super) fn set_components(&mut self, components: &[f32]) {
        self.lightness = match self.space {
            Space::Other => 0.0,
            Space::Additive => components.iter().copied().fold(1.0, f32::min),
            Space::Subtractive => 1.0 - components.iter().copied().fold(0.0, f32::max),
        };
        if components.is_empty() {
            self.lightness = 0.0;
        }
    }

    /// Enters a colour space by name (`cs`, `CS`); its initial colour is black or full ink.
    pub(super) fn set_space(&mut self, name: &Name<'_>, resources: &Resources<'_>) {
        self.space = match name.as_ref() {
            b"DeviceGray" | b"DeviceRGB" | b"CalGray" | b"CalRGB" => Space::Additive,
            b"DeviceCMYK" => Space::Subtractive,
            b"Pattern" => Space::Other,
            _ => resources.get_color_space(name).map_or(Space::Other, space_of),
        };
        self.lightness = 0.0;
    }
}

fn space_of(object: Object<'_>) -> Space {
    let array: Array<'_> = match object {
        Object::Name(name) => {
            return match name.as_ref() {
                b"DeviceGray" | b"DeviceRGB" => Space::Additive,
                b"DeviceCMYK" => Space::Subtractive,
                _ => Space::Other,
            };
        }
        Object::Array(array) => array,
        _ => return Space::Other,
    };
    let mut items = array.flex_iter();
    match items.next::<Name<'_>>().as_deref() {
        Some(b"CalGray" | b"CalRGB" | b"DeviceGray" | b"DeviceRGB") => Space::Additive,
        Some(b"DeviceCMYK" | b"Separation" | b"DeviceN") => Space::Subtractive,
        Some(b"ICCBased") => match items.next::<Stream<'_>>().and_then(|s| s.dict().get::<i32>("N")) {
            Some(1 | 3) => Space::Additive,
            Some(4) => Space::Subtractive,
            _ => Space::Other,
        },
        _ => Space::Other,
    }
}
