//! What statements and conditions say.

use super::predicate::Pattern;
use super::{Cells, Condition, Layout, Names, Predicate, Relation, Statement, Sum, Term};
use crate::gazetteer::agencies::{KINDS, LEVELS};
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::Arc;

/// What the names in a line can mean.
pub(super) struct Scope<'a> {
    pub names: &'a Names<'a>,
    pub layout: &'a Layout<'a>,
    /// The cells for which `*` and `{x}` may stand.
    pub open: Vec<&'a str>,
    pub except: &'a [Pattern],
    /// The rule says what it says where the edition has none of its cells.
    pub may_miss: bool,
}

impl Scope<'_> {
    fn missing(&self, cell: &str) -> String {
        format!("edition {} has no cell {cell}", self.layout.id)
    }

    fn cell(&self, id: &str) -> Result<Arc<str>, String> {
        let known = self.layout.cells.iter().any(|(cell, _)| *cell == id);
        if known { Ok(id.into()) } else { Err(self.missing(id)) }
    }

    fn cells(&self, pattern: &str) -> Result<Cells, String> {
        let cells = Cells { of: Pattern::new(pattern), except: self.except.to_vec() };
        let known = self.may_miss || self.open.iter().any(|c| cells.contains(c));
        if known { Ok(cells) } else { Err(self.missing(pattern)) }
    }

    fn fact(&self, fact: &str) -> Result<Arc<str>, String> {
        known(&self.names.facts, fact).ok_or_else(|| format!("nothing states {fact:?}"))
    }

    fn section(&self, section: &str) -> Result<Arc<str>, String> {
        known(&self.names.sections, section).ok_or_else(|| format!("no section is called {section:?}"))
    }
}

fn known(names: &[&str], name: &str) -> Option<Arc<str>> {
    names.contains(&name).then(|| name.into())
}

/// The statements of a text: several if they are readings.
pub(super) fn statements(text: &str, scope: &Scope<'_>) -> Result<Vec<Statement>, String> {
    let signs =
        [(" >= ", Relation::AtLeast), (" <= ", Relation::AtMost), (" < ", Relation::Less), (" = ", Relation::Equal)];
    let compared = signs.into_iter().find_map(|(sign, relation)| Some((text.split_once(sign)?, relation)));
    let Some(((left, right), relation)) = compared else { return Ok(vec![Statement::Named(predicate(text, scope)?)]) };
    let alone: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('*')).collect();
    let readings = right.split(" | ").map(|reading| sum(reading, &alone, scope)).collect::<Result<Vec<_>, _>>()?;
    if let Some(fact) = left.strip_prefix("text.").filter(|_| relation == Relation::Equal) {
        return Ok(vec![Statement::Stated(scope.fact(fact)?, readings)]);
    }
    let left = sum(left, &alone, scope)?;
    Ok(readings.into_iter().map(|right| Statement::Compare(left.clone(), relation, right)).collect())
}

/// `a.b + sum(c.*.d) - 3`; `alone` are the cells for which no `*` stands.
fn sum(text: &str, alone: &[&str], scope: &Scope<'_>) -> Result<Sum, String> {
    let mut out = Sum::default();
    let mut words = text.split_whitespace();
    let mut plus = true;
    loop {
        let word = words.next().ok_or("a sum ends where a cell or a number should stand")?;
        if let Ok(number) = Decimal::from_str(word) {
            let number = if plus { number } else { -number };
            out.constant = out.constant.checked_add(number).ok_or("the numbers of a sum are too large")?;
        } else {
            terms(word, plus, alone, scope, &mut out)?;
        }
        plus = match words.next() {
            None => return Ok(out),
            Some("+") => true,
            Some("-") => false,
            Some(other) => return Err(format!("+ or - between cells, and not {other:?}")),
        };
    }
}

fn terms(word: &str, plus: bool, alone: &[&str], scope: &Scope<'_>, out: &mut Sum) -> Result<(), String> {
    let (word, previous) = word.strip_suffix("@prev").map_or((word, false), |word| (word, true));
    let Some(group) = word.strip_prefix("sum(").and_then(|w| w.strip_suffix(')')) else {
        out.terms.push(Term { plus, cell: scope.cell(word)?, previous, grouped: false });
        return Ok(());
    };
    let pattern = Pattern::new(group);
    let before = out.terms.len();
    for cell in scope.open.iter().filter(|c| pattern.matches(c) && !alone.contains(c)) {
        out.terms.push(Term { plus, cell: (*cell).into(), previous, grouped: true });
    }
    if out.terms.len() > before { Ok(()) } else { Err(scope.missing(group)) }
}

/// `name(a, b)` taken apart.
fn call(text: &str) -> Option<(&str, Vec<&str>)> {
    let (name, rest) = text.split_once('(')?;
    let arguments = rest.strip_suffix(')')?;
    Some((name, arguments.split(',').map(str::trim).filter(|a| !a.is_empty()).collect()))
}

fn predicate(text: &str, scope: &Scope<'_>) -> Result<Predicate, String> {
    let (name, arguments) =
        call(text).ok_or_else(|| format!("{text:?} is neither a comparison nor a predicate with its arguments"))?;
    let number = |text: &str| Decimal::from_str(text).map_err(|_| format!("{text:?} is no number"));
    Ok(match (name, arguments.as_slice()) {
        ("count", [cells]) => Predicate::Count(scope.cells(cells)?),
        ("whole", [cells]) => Predicate::Whole(scope.cells(cells)?),
        ("zero", [cells]) => Predicate::Zero(scope.cells(cells)?),
        ("some_number", [cells]) => Predicate::SomeNumber(scope.cells(cells)?),
        ("together", [a, b]) => Predicate::Together(scope.cell(a)?, scope.cell(b)?),
        ("decimals", [cell, most]) => {
            let most = most.parse().map_err(|_| format!("{most:?} is no number of decimals"))?;
            Predicate::Decimals(scope.cell(cell)?, most)
        }
        ("jump", [times, floor]) => Predicate::Jump(number(times)?, number(floor)?),
        ("parts_within_whole", []) => Predicate::PartsWithinWhole,
        ("sections_in_order", []) => Predicate::SectionsInOrder,
        ("sections_numbered", []) => Predicate::SectionsNumbered,
        ("sections_filled", [_, ..]) => {
            Predicate::SectionsFilled(arguments.iter().map(|s| scope.section(s)).collect::<Result<_, _>>()?)
        }
        ("tables_found", []) => Predicate::TablesFound,
        ("cells_found", []) => Predicate::CellsFound,
        ("cells_read", []) => Predicate::CellsRead,
        ("edition_of_year", []) => Predicate::EditionOfYear,
        ("one_edition", []) => Predicate::OneEdition,
        ("one_year", [section]) => Predicate::OneYear(scope.section(section)?),
        ("published_by", [all, governments]) => Predicate::PublishedBy((*all).into(), (*governments).into()),
        ("no_template", []) => Predicate::NoTemplate,
        _ => return Err(format!("no predicate is called {name:?} and has {} arguments", arguments.len())),
    })
}

/// Where a rule is run; `None` for an empty field.
pub(super) fn condition(text: &str, scope: &Scope<'_>) -> Result<Option<Condition>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let level = |name: &str| known(&LEVELS, name).ok_or_else(|| format!("no level is called {name:?}"));
    let agency = |text: &&str| {
        let (place, kind) = text.split_once('/').map_or((*text, None), |(level, kind)| (level, Some(kind)));
        let kind =
            kind.map(|kind| known(&KINDS, kind).ok_or_else(|| format!("no kind is called {kind:?}"))).transpose();
        level(place).and_then(|level| Ok((level, kind?)))
    };
    Ok(Some(match call(text) {
        Some(("below", arguments)) if arguments.len() == 1 => {
            Condition::Below(level(arguments.first().unwrap_or(&""))?)
        }
        Some(("unsaid", arguments)) if arguments.len() == 1 => {
            Condition::Unsaid(scope.fact(arguments.first().unwrap_or(&""))?)
        }
        Some(("not_of", arguments)) if !arguments.is_empty() => {
            Condition::NotOf(arguments.iter().map(agency).collect::<Result<_, _>>()?)
        }
        _ => return Err(format!("{text:?} is no condition")),
    }))
}
