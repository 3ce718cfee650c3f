//! Operands of content-stream operators.

use hayro_syntax::content::OperandIterator;
use hayro_syntax::object::{Name, Number, Object};

/// The operands of one operator, taken in order. What is missing or of a wrong type counts as 0 or as not there: an
/// operator of a damaged stream must not end the page.
pub(super) struct Operands<'b, 'c> {
    pub(super) items: OperandIterator<'b, 'c>,
}

impl<'b, 'c> Operands<'b, 'c> {
    /// The next operand as a number.
    pub(super) fn number(&mut self) -> f64 {
        match self.items.next() {
            Some(Object::Number(n)) => n.as_f64(),
            _ => 0.0,
        }
    }

    /// The next `N` operands as numbers.
    pub(super) fn numbers<const N: usize>(&mut self) -> [f64; N] {
        std::array::from_fn(|_| self.number())
    }

    /// The first name that is left.
    pub(super) fn name(&mut self) -> Option<&'b Name<'c>> {
        self.items.find_map(|o| match o {
            Object::Name(n) => Some(n),
            _ => None,
        })
    }

    /// The first string that is left.
    pub(super) fn string(&mut self) -> Option<&'b [u8]> {
        self.items.find_map(|o| match o {
            Object::String(s) => Some(s.as_bytes()),
            _ => None,
        })
    }

    /// All numbers that are left: at most eight, and how many.
    pub(super) fn components(self) -> ([f32; 8], usize) {
        let mut values = [0.0; 8];
        let mut count = 0;
        for (slot, n) in values.iter_mut().zip(self.items.filter_map(|o| match o {
            Object::Number(n) => Some(Number::as_f32(n)),
            _ => None,
        })) {
            *slot = n;
            count += 1;
        }
        (values, count)
    }
}
