//! Colour spaces by name and array (ISO 32000-1, 8.6).

use hayro_syntax::object::{Array, Name, Object, Stream};
use hayro_syntax::page::Resources;

use crate::read::paged::paint::Space;

/// The colour spaces that have a name of their own (`cs`, `CS`).
pub(super) fn known(name: &Name<'_>) -> Option<Space> {
    match name.as_ref() {
        b"DeviceGray" | b"DeviceRGB" | b"CalGray" | b"CalRGB" => Some(Space::Additive),
        b"DeviceCMYK" => Some(Space::Subtractive),
        b"Pattern" => Some(Space::Other),
        _ => None,
    }
}

/// The colour space that a name stands for.
pub(super) fn named(name: &Name<'_>, resources: &Resources<'_>) -> Space {
    resources.get_color_space(name).map_or(Space::Other, space_of)
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
