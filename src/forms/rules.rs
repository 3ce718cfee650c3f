//! The arithmetic rules of the form, parsed from `rules.tsv`.

use super::cells::Edition;
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

/// The identities of an edition, in the order of the table.
pub fn identities(edition: Edition) -> &'static [Rule] {
    static RULES: [OnceLock<Vec<Rule>>; 2] = [OnceLock::new(), OnceLock::new()];
    let slot = match edition {
        Edition::E2019 => &RULES[0],
        Edition::E2021 => &RULES[1],
    };
    slot.get_or_init(|| {
        super::table(include_str!("rules.tsv"))
            .filter(|row| super::field(row, 0) == edition.name() && super::field(row, 2) == "identity")
            .filter_map(|row| {
                let (left, right) = super::field(&row, 4).split_once(" = ")?;
                let condition = super::field(&row, 5);
                Some(Rule {
                    id: super::field(&row, 1),
                    class: super::field(&row, 2),
                    severity: super::field(&row, 3),
                    collapsed: condition.contains("COLLAPSED") || condition.contains("undivided row"),
                    left: sum(left)?,
                    right: sum(right)?,
                })
            })
            .collect()
    })
}

/// The structure rules of an edition: id, severity, what they ask.
pub fn structure(edition: Edition) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    super::table(include_str!("rules.tsv"))
        .filter(move |row| super::field(row, 0) == edition.name() && super::field(row, 2) == "structure")
        .map(|row| (super::field(&row, 1), super::field(&row, 3), super::field(&row, 4)))
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
    use crate::forms::cells::cells;

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
            assert_eq!(structure(edition).count(), 11);
        }
    }
}
