//! Path operators: construction (ISO 32000-1, 8.5.2), painting (8.5.3) and clipping (8.5.4).

use super::interpret::Interpreter;
use super::operands::Operands;
use crate::read::paged::path::FillRule;

impl Interpreter<'_, '_> {
    /// Path construction and painting operators; `false` if the operator is another.
    pub(super) fn path_operator(&mut self, operator: &[u8], mut ops: Operands<'_, '_>) -> bool {
        let ctm = self.state.ctm;
        let (stroke, fill, close) = match operator {
            b"m" => {
                let [x, y] = ops.numbers();
                self.path.move_to(&ctm, x, y);
                return true;
            }
            b"l" => {
                let [x, y] = ops.numbers();
                self.path.line_to(&ctm, x, y);
                return true;
            }
            b"re" => {
                let [x, y, w, h] = ops.numbers();
                self.path.rect(&ctm, x, y, w, h);
                return true;
            }
            b"c" => {
                let [_, _, _, _, x, y] = ops.numbers();
                self.path.curve_to(&ctm, x, y);
                return true;
            }
            b"v" | b"y" => {
                let [_, _, x, y] = ops.numbers();
                self.path.curve_to(&ctm, x, y);
                return true;
            }
            b"h" => {
                self.path.close();
                return true;
            }
            b"W" | b"W*" => {
                self.path.clips = true;
                return true;
            }
            b"n" => (false, None, false),
            b"S" => (true, None, false),
            b"s" => (true, None, true),
            b"f" | b"F" => (false, Some(FillRule::NonZero), false),
            b"f*" => (false, Some(FillRule::EvenOdd), false),
            b"B" => (true, Some(FillRule::NonZero), false),
            b"B*" => (true, Some(FillRule::EvenOdd), false),
            b"b" => (true, Some(FillRule::NonZero), true),
            b"b*" => (true, Some(FillRule::EvenOdd), true),
            _ => return false,
        };
        if close {
            self.path.close();
        }
        if !self.marks.hidden() {
            let budget = &mut self.reader.library.budget;
            if let Some(rule) = fill {
                self.canvas.fill(&self.path, self.state.fill, self.state.clip, rule, budget);
            }
            if stroke {
                self.canvas.stroke(&self.path, self.state.stroke, self.state.pen(), budget);
            }
        }
        if self.path.clips {
            // An empty clip path hides everything, but is more likely a path that was not understood.
            if let Some(bounds) = self.path.bounds() {
                self.state.clip = self.state.clip.intersect(bounds);
            }
        }
        self.path.clear();
        true
    }
}
