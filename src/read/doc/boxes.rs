//! Text boxes: their text lies in a story of its own, and shapes in the main document say where they stand
//! ([MS-DOC] 2.4.5, 2.8.37 PlcfSpa, 2.8.32 PlcftxbxTxt).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::bytes::{long, plc, short};
use super::fib::{Fib, Part};

/// The text boxes of a document that have not been read yet.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// Shapes by the positions that they are anchored at.
    anchors: BTreeMap<u32, u32>,
    /// Characters of a shape's text, in the order of their story.
    texts: BTreeMap<usize, Range<u32>>,
    /// Where in that order a shape's first text is.
    shapes: HashMap<u32, usize>,
}

impl Boxes {
    /// Reads where the text boxes of the main document stand.
    pub(super) fn read(fib: &Fib) -> Self {
        let first = fib.main.saturating_add(fib.between);
        let limit = first.saturating_add(fib.boxes);
        let mut texts = BTreeMap::new();
        let mut shapes = HashMap::new();
        let mut free = first;
        // FTXBXS (2.9.105): whether it is only kept for reuse, and its shape.
        for (start, end, data) in plc(fib.part(Part::TextBoxes).unwrap_or_default(), 22) {
            let (Some(reusable), Some(shape)) = (short(data, 8), long(data, 14)) else { continue };
            let range = first.saturating_add(start)..first.saturating_add(end).min(limit);
            // Texts that overlap would let a small file hold an endless one.
            if reusable == 0 && free <= range.start && range.start < range.end {
                free = range.end;
                shapes.entry(shape).or_insert(texts.len());
                texts.insert(texts.len(), range);
            }
        }
        // Spa (2.9.253) begins with the number of its shape.
        let anchors = plc(fib.part(Part::Shapes).unwrap_or_default(), 26);
        Boxes { anchors: anchors.filter_map(|(cp, _, spa)| Some((cp, long(spa, 0)?))).collect(), texts, shapes }
    }

    /// Takes the text of the shape that is anchored at a position.
    pub(super) fn take(&mut self, cp: u32) -> Option<Range<u32>> {
        let shape = self.anchors.get(&cp)?;
        self.texts.remove(self.shapes.get(shape)?)
    }

    /// Takes the first text that no anchor in the text led to.
    pub(super) fn take_rest(&mut self) -> Option<Range<u32>> {
        Some(self.texts.pop_first()?.1)
    }
}
