//! Colours, as far as needed to tell paint from paper.

/// From this lightness on (0 black, 1 white) a line cannot be seen on paper. WPS paints a white box behind each line
/// of text; light grey rules (#DDD is 0.87) are real.
const WHITE: f32 = 0.97;

/// The colour space of the current colour, by what its components mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Space {
    /// Light adds up: 1 is white.
    Additive,
    /// Ink adds up: 0 is white (DeviceCMYK, Separation, DeviceN).
    Subtractive,
    /// Anything else: counts as paint.
    Other,
}

/// A paint for strokes or fills: how light it is and how much of it reaches the paper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    pub(crate) space: Space,
    /// Of the darkest component: 0 black, 1 white.
    pub(crate) lightness: f32,
    /// 0 transparent, 1 opaque.
    pub(crate) alpha: f32,
}

impl Paint {
    /// Black and opaque, as every page starts.
    pub(crate) const BLACK: Paint = Paint { space: Space::Additive, lightness: 0.0, alpha: 1.0 };

    /// Whether the paint leaves a mark on white paper.
    pub(crate) fn is_visible(&self) -> bool {
        1.0 - self.alpha.clamp(0.0, 1.0) * (1.0 - self.lightness) < WHITE
    }

    /// Enters a colour space, whose initial colour is black or full ink.
    pub(crate) fn enter(&mut self, space: Space) {
        self.space = space;
        self.lightness = 0.0;
    }

    /// Sets the colour in the given space.
    pub(crate) fn set(&mut self, space: Space, components: &[f32]) {
        self.space = space;
        self.set_components(components);
    }

    /// Sets the components of a colour in the current space.
    pub(crate) fn set_components(&mut self, components: &[f32]) {
        self.lightness = match self.space {
            Space::Other => 0.0,
            Space::Additive => components.iter().copied().fold(1.0, f32::min),
            Space::Subtractive => 1.0 - components.iter().copied().fold(0.0, f32::max),
        };
        if components.is_empty() {
            self.lightness = 0.0;
        }
    }
}
