//! The rules of `rules.tsv` that are no identities: what is unusual, what the prose says, and a report against its
//! neighbours. Their equations are sums of cells; `a.*.b` stands for every cell between, `cell@prev` for the same cell of the
//! report of the year before.

use super::cells::Edition;
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::OnceLock;

/// A sum of cells and numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// Sign, cell, and whether it is of the year before.
    pub cells: Vec<(bool, &'static str, bool)>,
    /// The numbers in it.
    pub constant: Decimal,
}

/// How the sides of a comparison relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Left and right are the same.
    Equal,
    /// Left is at least right.
    AtLeast,
    /// Left is less than right.
    Below,
}

/// A rule as it stands in the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// For example `N-NEW`.
    pub id: &'static str,
    /// `plausibility`, `narrative`, `cross_year`, `hierarchy`.
    pub class: &'static str,
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// As printed in the table.
    pub equation: &'static str,
}

impl Row {
    /// The id without what it is applied to: `P-MADE` of `P-MADE.regulations`.
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    /// The two sides, if the equation is a comparison of sums.
    pub fn comparison(&self) -> Option<(Sum, Relation, Sum)> {
        [(" >= ", Relation::AtLeast), (" < ", Relation::Below), (" = ", Relation::Equal)].into_iter().find_map(
            |(sign, relation)| {
                let (left, right) = self.equation.split_once(sign)?;
                Some((sum(left)?, relation, sum(right)?))
            },
        )
    }

    /// The fact that the prose states, and the sums of cells that it may mean.
    pub fn readings(&self) -> Option<(&'static str, Vec<Sum>)> {
        let (fact, sums) = self.equation.strip_prefix("text.")?.split_once(" = ")?;
        Some((fact, sums.split(" | ").map(sum).collect::<Option<Vec<_>>>()?))
    }
}

/// The rules of a class in an edition, in the order of the table.
pub fn rules(edition: Edition, class: &'static str) -> impl Iterator<Item = Row> {
    static ROWS: OnceLock<Vec<(&'static str, Row)>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        crate::text::table(include_str!("../forms/disclosure/rules.tsv"))
            .map(|row| {
                let rule = Row {
                    id: crate::text::field(&row, 1),
                    class: crate::text::field(&row, 2),
                    severity: crate::text::field(&row, 3),
                    equation: crate::text::field(&row, 4),
                };
                (crate::text::field(&row, 0), rule)
            })
            .collect()
    });
    rows.iter().filter(move |(of, row)| *of == edition.name() && row.class == class).map(|(_, row)| *row)
}

/// `a + b - 3`, `sum(a.*.b)`, `a@prev`; `None` if a term is none of these.
fn sum(text: &'static str) -> Option<Sum> {
    let mut out = Sum::default();
    let mut plus = true;
    for token in text.split_whitespace() {
        match token {
            "+" => plus = true,
            "-" => plus = false,
            number if number.bytes().all(|b| b.is_ascii_digit()) => {
                let number = Decimal::from_str(number).ok()?;
                out.constant =
                    if plus { out.constant.checked_add(number)? } else { out.constant.checked_sub(number)? };
                plus = true;
            }
            cell => {
                let inner = cell.strip_prefix("sum(").and_then(|c| c.strip_suffix(')')).unwrap_or(cell);
                let (id, previous) = inner.strip_suffix("@prev").map_or((inner, false), |id| (id, true));
                if !id.contains('.') || id.contains(['(', ')', '[']) {
                    return None;
                }
                out.cells.push((plus, id, previous));
                plus = true;
            }
        }
    }
    Some(out)
}

/// Whether a cell is meant by the id of an equation, which may hold one `*`; the undivided row of 2019 is meant by the three
/// of 2021 too.
pub fn means(id: &str) -> impl Fn(&str) -> bool {
    let several = id.split_once('*').map(|(head, tail)| (head, tail.trim_start_matches('.')));
    move |cell| match several {
        None => id == cell,
        Some((head, tail)) => {
            let between = cell.strip_prefix(head).and_then(|c| c.strip_suffix(tail));
            between.is_some_and(|b| b.is_empty() || b.ends_with('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::cells::cells;
    use crate::form::sentences::Sentences;

    #[test]
    fn equations_are_parsed_and_name_cells() {
        for edition in [Edition::E2019, Edition::E2021] {
            let known = |id: &str| cells(edition).iter().any(|c| means(id)(c.id));
            let facts: Vec<&str> = Sentences::builtin().of(edition.name()).unwrap().ids().collect();
            let mut stated = Vec::new();
            for row in rules(edition, "narrative") {
                let (fact, sums) = row.readings().unwrap_or_else(|| panic!("{}: {}", row.id, row.equation));
                assert!(facts.contains(&fact), "{}: nothing states {fact}", row.id);
                assert!(sums.iter().flat_map(|s| &s.cells).all(|(_, id, _)| known(id)), "{}", row.id);
                stated.push(fact);
            }
            assert!(facts.iter().all(|f| stated.contains(f)), "a fact without a rule");
            for row in rules(edition, "cross_year").filter(|r| r.family() != "X-JUMP") {
                let (left, relation, right) = row.comparison().unwrap_or_else(|| panic!("{}", row.id));
                assert_eq!(relation, Relation::Equal);
                assert!(left.cells.iter().chain(&right.cells).all(|(_, id, _)| known(id)), "{}", row.id);
                assert!(right.cells.iter().any(|(_, _, previous)| *previous));
            }
        }
    }

    #[test]
    fn wildcards_stand_for_the_cells_between() {
        assert!(means("applications.results.refused.*.total")("applications.results.refused.state_secret.total"));
        assert!(!means("applications.results.refused.*.total")("applications.results.disclosed.total"));
        assert!(means("applications.results.other_handling.*.total")("applications.results.other_handling.total"));
        assert!(!means("a.b")("a.b.c"));
    }
}
