//! The arithmetic rules of the form, parsed from `rules.tsv`.

use super::cells::Edition;
use rust_decimal::Decimal;
use std::sync::OnceLock;

/// A rule whose equation is a chain of sums of cells.
#[derive(Clone, Debug)]
pub struct Rule {
    /// For example `A-ROW.new_requests`.
    pub id: &'static str,
    /// `identity`, `plausibility` ...
    pub class: &'static str,
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// Whether it applies only where table 3 prints one undivided row for other handling in a report of 2021.
    pub collapsed: bool,
    /// Cells of the left side with their signs.
    pub left: Vec<(bool, &'static str)>,
    /// Cells of the right side with their signs.
    pub right: Vec<(bool, &'static str)>,
}

impl Rule {
    /// All its cells.
    pub fn cells(&self) -> impl Iterator<Item = &'static str> {
        self.left.iter().chain(&self.right).map(|(_, id)| *id)
    }
}

/// What a cell gives to a sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// A published number.
    Number(Decimal),
    /// A dash or a word for none.
    Dash,
    /// An empty cell.
    Blank,
    /// Missing, unreadable, or with more than one reading.
    Unknown,
}

/// The two sides of an equation, null operands taken as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// Sum of the left side.
    pub left: Decimal,
    /// Sum of the right side.
    pub right: Decimal,
    /// How many operands are dashes.
    pub dashes: usize,
    /// How many operands are blank.
    pub blanks: usize,
    /// A side has no number at all: its one cell (a total) is blank, or every part is.
    pub side_blank: bool,
}

impl Rule {
    /// Both sides; `None` if an operand is unknown or a sum does not fit.
    pub fn sides(&self, operand: impl Fn(&str) -> Operand) -> Option<Sides> {
        let mut out = Sides { left: Decimal::ZERO, right: Decimal::ZERO, dashes: 0, blanks: 0, side_blank: false };
        for (terms, left) in [(&self.left, true), (&self.right, false)] {
            let mut total = Decimal::ZERO;
            let blanks_before = out.blanks;
            for (plus, id) in terms {
                let value = match operand(id) {
                    Operand::Number(value) => value,
                    Operand::Dash => {
                        out.dashes += 1;
                        continue;
                    }
                    Operand::Blank => {
                        out.blanks += 1;
                        continue;
                    }
                    Operand::Unknown => return None,
                };
                total = if *plus { total.checked_add(value)? } else { total.checked_sub(value)? };
            }
            out.side_blank |= out.blanks - blanks_before == terms.len();
            *(if left { &mut out.left } else { &mut out.right }) = total;
        }
        Some(out)
    }

    /// The value that the cell would need for the equation to hold, all others being right.
    pub fn needed(&self, cell: &str, value: Decimal, sides: &Sides) -> Option<Decimal> {
        let gap = sides.right.checked_sub(sides.left)?;
        let on = |terms: &[(bool, &str)]| terms.iter().find(|(_, id)| *id == cell).map(|(plus, _)| *plus);
        let raise = match (on(&self.left), on(&self.right)) {
            (Some(true), None) | (None, Some(false)) => gap,
            (Some(false), None) | (None, Some(true)) => -gap,
            _ => return None,
        };
        value.checked_add(raise)
    }
}

/// The identities of an edition, in the order of the table.
pub fn identities(edition: Edition) -> &'static [Rule] {
    static RULES: [OnceLock<Vec<Rule>>; 2] = [OnceLock::new(), OnceLock::new()];
    let slot = match edition {
        Edition::E2019 => &RULES[0],
        Edition::E2021 => &RULES[1],
    };
    slot.get_or_init(|| {
        crate::text::table(include_str!("../forms/disclosure/rules.tsv"))
            .filter(|row| crate::text::field(row, 0) == edition.name() && crate::text::field(row, 2) == "identity")
            .filter_map(|row| {
                let (left, right) = crate::text::field(&row, 4).split_once(" = ")?;
                let condition = crate::text::field(&row, 5);
                Some(Rule {
                    id: crate::text::field(&row, 1),
                    class: crate::text::field(&row, 2),
                    severity: crate::text::field(&row, 3),
                    collapsed: condition.contains("COLLAPSED") || condition.contains("undivided row"),
                    left: sum(left)?,
                    right: sum(right)?,
                })
            })
            .collect()
    })
}

/// A rule over the statistics of a form before 2019.
#[derive(Clone, Debug)]
pub struct OldRule {
    /// Its sides; with one id among several, any of them may hold: `left` and `right` of a comparison, too.
    pub rule: Rule,
    /// How the left side stands to the right one.
    pub relation: Relation,
}

/// What a rule compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The sides are equal.
    Equal,
    /// The left side is at least the right one.
    AtLeast,
    /// It needs the report of the year before: not run on one report.
    OtherYear,
}

/// The rules of form `2014` or `pre2014`, in the order of the table; several of one id are readings of one rule.
pub fn of_old_form(form: &str) -> Vec<OldRule> {
    crate::text::table(include_str!("../forms/disclosure/rules.tsv"))
        .filter(|row| crate::text::field(row, 0) == form)
        .flat_map(|row| {
            let text = crate::text::field(&row, 4);
            let [equal, at_least] = [" = ", " >= "].map(|sign| text.split_once(sign));
            let (relation, (left, rights)) = match (equal, at_least) {
                (Some(sides), _) => (Relation::Equal, sides),
                (None, Some(sides)) => (Relation::AtLeast, sides),
                (None, None) => (Relation::OtherYear, (text, "")),
            };
            let rule = move |right: &'static str| OldRule {
                rule: Rule {
                    id: crate::text::field(&row, 1),
                    class: crate::text::field(&row, 2),
                    severity: crate::text::field(&row, 3),
                    collapsed: false,
                    left: sum(left).unwrap_or_default(),
                    right: sum(right).unwrap_or_default(),
                },
                relation,
            };
            rights.split(", ").map(rule).collect::<Vec<_>>()
        })
        .collect()
}

/// `a + b - c`; `None` if a term is not a cell id.
fn sum(text: &'static str) -> Option<Vec<(bool, &'static str)>> {
    let mut terms = Vec::new();
    let mut plus = true;
    for token in text.split_whitespace() {
        match token {
            "+" => plus = true,
            "-" => plus = false,
            id if id.contains('.') && !id.contains(['(', '*', '@']) => {
                terms.push((plus, id));
                plus = true;
            }
            _ => return None,
        }
    }
    (!terms.is_empty()).then_some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::cells::cells;

    #[test]
    fn every_rule_before_2019_is_parsed_and_names_indicators() {
        for form in ["2014", "pre2014"] {
            let rules = of_old_form(form);
            assert!(rules.len() >= 4, "{form}");
            for old in rules {
                let run = !old.rule.left.is_empty() && !old.rule.right.is_empty();
                assert!(run || old.relation == Relation::OtherYear, "{}", old.rule.id);
                for id in old.rule.cells() {
                    assert!(crate::form::indicators::Indicators::builtin().get(id).is_some(), "{id}");
                }
            }
        }
    }

    #[test]
    fn every_identity_is_parsed_and_names_cells_of_the_form() {
        assert_eq!(identities(Edition::E2019).len(), 40);
        assert_eq!(identities(Edition::E2021).len(), 50);
        for edition in [Edition::E2019, Edition::E2021] {
            for rule in identities(edition) {
                for id in rule.cells() {
                    let legal = cells(edition).iter().any(|c| c.id == id)
                        || rule.collapsed && cells(Edition::E2019).iter().any(|c| c.id == id);
                    assert!(legal, "{}: {id}", rule.id);
                }
            }
        }
    }
}
