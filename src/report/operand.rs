//! What the cells and statistics of a report give to the sums of the form.

use super::{Entry, Statistic, Status};
use crate::model::operand::Operand;
use rust_decimal::Decimal;

impl Entry {
    /// What it gives to a sum.
    pub fn operand(&self) -> Operand {
        operand(self.status, self.value)
    }
}

impl Statistic {
    /// What it gives to a sum.
    pub fn operand(&self) -> Operand {
        operand(self.status, self.value)
    }
}

fn operand(status: Status, value: Option<Decimal>) -> Operand {
    match (status, value) {
        (Status::Published, Some(value)) => Operand::Number(value),
        (Status::NotApplicable, _) => Operand::Dash,
        (Status::Blank, _) => Operand::Blank,
        _ => Operand::Unknown,
    }
}
