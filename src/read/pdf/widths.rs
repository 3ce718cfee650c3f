//! Glyph metrics of composite fonts: /W, /DW, /W2 and /DW2 (ISO 32000-1, 9.7.4.3).

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, Object};

/// CIDs have two bytes; what lies above is an error.
const MAX_CID: u32 = 0xFFFF;

/// Metrics by CID, in thousandths of the font size. Ranges stay ranges: one that spans the whole CID space costs
/// nothing.
pub(super) struct Widths {
    default: f32,
    single: HashMap<u32, f32>,
    ranges: Vec<(u32, u32, f32)>,
    /// Default of v_y and w1_y.
    vertical_default: (f32, f32),
    vertical: Vec<(u32, u32, Vertical)>,
}

/// Vertical metrics of one CID: the advance w1, and the vector v from the horizontal to the vertical origin.
#[derive(Clone, Copy)]
pub(super) struct Vertical {
    pub(super) advance: f32,
    pub(super) vx: f32,
    pub(super) vy: f32,
}

impl Widths {
    /// Reads the metrics of a descendant font.
    pub(super) fn read(font: &Dict<'_>, vertical: bool) -> Self {
        let mut widths = Widths {
            default: font.get::<f32>("DW").unwrap_or(1000.0),
            single: HashMap::new(),
            ranges: Vec::new(),
            vertical_default: font.get::<[f32; 2]>("DW2").map_or((880.0, -1000.0), |v| (v[0], v[1])),
            vertical: Vec::new(),
        };
        if let Some(array) = font.get::<Array<'_>>("W") {
            widths.read_horizontal(&array);
        }
        if vertical && let Some(array) = font.get::<Array<'_>>("W2") {
            widths.read_vertical(&array);
        }
        widths
    }

    /// w0 of a CID.
    pub(super) fn width(&self, cid: u32) -> f32 {
        if let Some(w) = self.single.get(&cid) {
            return *w;
        }
        let range = self.ranges.iter().rev().find(|(first, last, _)| (*first..=*last).contains(&cid));
        range.map_or(self.default, |r| r.2)
    }

    /// Vertical metrics of a CID.
    pub(super) fn vertical(&self, cid: u32) -> Vertical {
        let range = self.vertical.iter().rev().find(|(first, last, _)| (*first..=*last).contains(&cid));
        range.map_or_else(
            || Vertical { advance: self.vertical_default.1, vx: self.width(cid) / 2.0, vy: self.vertical_default.0 },
            |r| r.2,
        )
    }

    fn read_horizontal(&mut self, array: &Array<'_>) {
        let mut items = array.iter::<Object<'_>>();
        while let Some(first) = items.next().as_ref().and_then(number) {
            let first = (first as u32).min(MAX_CID);
            match items.next() {
                Some(Object::Array(list)) => {
                    for (w, cid) in list.iter::<f32>().zip(first..) {
                        self.single.insert(cid, w);
                    }
                }
                Some(last) => {
                    let (Some(last), Some(w)) = (number(&last), items.next().as_ref().and_then(number)) else { return };
                    self.ranges.push((first, last as u32, w));
                }
                None => return,
            }
        }
    }

    fn read_vertical(&mut self, array: &Array<'_>) {
        let mut items = array.iter::<Object<'_>>();
        while let Some(first) = items.next().as_ref().and_then(number) {
            let first = (first as u32).min(MAX_CID);
            match items.next() {
                Some(Object::Array(list)) => {
                    let mut values = list.iter::<f32>();
                    for cid in first.. {
                        let Some(v) = triple(&mut values) else { break };
                        self.vertical.push((cid, cid, v));
                    }
                }
                Some(last) => {
                    let Some(last) = number(&last) else { return };
                    let mut values = items.by_ref().take(3).filter_map(|o| number(&o));
                    let Some(v) = triple(&mut values) else { return };
                    self.vertical.push((first, last as u32, v));
                }
                None => return,
            }
        }
    }
}

fn triple(values: &mut impl Iterator<Item = f32>) -> Option<Vertical> {
    Some(Vertical { advance: values.next()?, vx: values.next()?, vy: values.next()? })
}

fn number(object: &Object<'_>) -> Option<f32> {
    match object {
        Object::Number(n) => Some(n.as_f32()),
        _ => None,
    }
}
