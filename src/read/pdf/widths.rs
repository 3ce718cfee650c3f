//! Glyph metrics of composite fonts: /W, /DW, /W2 and /DW2 (ISO 32000-1, 9.7.4.3).

use std::collections::{BTreeMap, HashMap};

use hayro_syntax::object::{Array, Dict, Object};

/// CIDs have two bytes; what lies above is an error.
const MAX_CID: u32 = 0xFFFF;

/// Metrics by CID, in thousandths of the font size. Ranges stay ranges: one that spans the whole CID space costs
/// nothing.
pub(super) struct Widths {
    default: f32,
    single: HashMap<u32, f32>,
    /// Apart from one another and in order, as those of vertical metrics.
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
        widths.ranges = apart(widths.ranges);
        widths.vertical = apart(widths.vertical);
        widths
    }

    /// w0 of a CID.
    pub(super) fn width(&self, cid: u32) -> f32 {
        if let Some(w) = self.single.get(&cid) {
            return *w;
        }
        find(&self.ranges, cid).unwrap_or(self.default)
    }

    /// Vertical metrics of a CID.
    pub(super) fn vertical(&self, cid: u32) -> Vertical {
        find(&self.vertical, cid).unwrap_or_else(|| Vertical {
            advance: self.vertical_default.1,
            vx: self.width(cid) / 2.0,
            vy: self.vertical_default.0,
        })
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

/// Ranges that are apart from one another, in order: each keeps what no later one has.
fn apart<T: Copy>(ranges: Vec<(u32, u32, T)>) -> Vec<(u32, u32, T)> {
    let mut parts = Vec::new();
    // What is taken already, neighbours joined, so that each range looks at few of them.
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    for (first, last, value) in ranges.into_iter().rev().filter(|(first, last, _)| first <= last) {
        let (mut from, mut begin, mut end) = (Some(first), first, last);
        let before = taken.range(..=first).next_back().map(|(a, b)| (*a, *b)).filter(|(_, b)| *b >= first);
        let inside: Vec<(u32, u32)> =
            before.into_iter().chain(taken.range(first..=last).map(|(a, b)| (*a, *b))).collect();
        for (a, b) in inside {
            if let Some(at) = from.filter(|at| *at < a) {
                parts.push((at, a - 1, value));
            }
            from = b.checked_add(1);
            (begin, end) = (begin.min(a), end.max(b));
            taken.remove(&a);
        }
        if let Some(at) = from.filter(|at| *at <= last) {
            parts.push((at, last, value));
        }
        taken.insert(begin, end);
    }
    parts.sort_by_key(|(first, ..)| *first);
    parts
}

/// What the range says that holds a CID.
fn find<T: Copy>(ranges: &[(u32, u32, T)], cid: u32) -> Option<T> {
    let (_, last, value) = ranges.get(ranges.partition_point(|(first, ..)| *first <= cid).checked_sub(1)?)?;
    (cid <= *last).then_some(*value)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ranges_that_overlap_the_last_one_stands() {
        let ranges = vec![(0, 9, 'a'), (5, 5, 'b'), (20, 10, 'x'), (8, 30, 'c'), (12, 14, 'd'), (14, 14, 'e')];
        let asked =
            |cid: u32| ranges.iter().rev().find(|(first, last, _)| (*first..=*last).contains(&cid)).map(|r| r.2);
        let parts = apart(ranges.clone());
        assert!((0..40).all(|cid| find(&parts, cid) == asked(cid)), "{parts:?}");
        // As many as there are may span all: each is looked at once.
        let many: Vec<(u32, u32, u32)> =
            (0..200_000).map(|i| if i < 60_000 { (0, u32::MAX, i) } else { (i, i, i) }).collect();
        let parts = apart(many);
        assert_eq!(
            (find(&parts, 1), find(&parts, 150_000), find(&parts, u32::MAX)),
            (Some(59_999), Some(150_000), Some(59_999))
        );
    }
}
