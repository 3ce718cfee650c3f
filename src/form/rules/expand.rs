//! From the lines of the table to the rules of each edition.

use super::parse::{Scope, condition, statements};
use super::predicate::Pattern;
use super::{Layout, Names, Rule, Rules, Statement};
use crate::form::sheet::{FormError, Line, Sheet};
use crate::model::finding::Severity;
use std::sync::Arc;

/// The columns of the table.
pub(in crate::form) const COLUMNS: [&str; 9] =
    ["editions", "id", "severity", "statement", "except", "when", "otherwise", "says", "note"];

pub(super) fn load(sheet: &Sheet, names: &Names<'_>) -> Result<Rules, FormError> {
    let mut layouts = Vec::new();
    for layout in &names.layouts {
        let mut rules = Vec::new();
        for line in sheet.lines() {
            let wrong = |what: String| line.error(what);
            if holds_in(&line, names, layout).map_err(wrong)? {
                rules.extend(expand(&line, names, layout).map_err(wrong)?);
            }
        }
        layouts.push((layout.id.into(), layout.variant_of.map(Arc::from), rules));
    }
    Ok(Rules { layouts })
}

/// Whether a line is of an edition or a variant.
fn holds_in(line: &Line<'_>, names: &Names<'_>, layout: &Layout<'_>) -> Result<bool, String> {
    let place = |id: &str| {
        let found = names.layouts.iter().position(|l| l.id == id);
        found.ok_or_else(|| format!("no edition is called {id:?}"))
    };
    let edition = layout.variant_of.unwrap_or(layout.id);
    let (mut holds, mut bars) = (false, false);
    let list = line.list("editions", ' ');
    if list.is_empty() {
        return Err("no edition in which the rule holds".into());
    }
    for word in list {
        if let Some(first) = word.strip_suffix("..") {
            holds |= place(first)? <= place(edition)?;
            continue;
        }
        let id = word.strip_prefix('!').unwrap_or(word);
        place(id)?;
        let is = id == layout.id || id == edition;
        if id == word { holds |= is } else { bars |= is }
    }
    Ok(holds && !bars)
}

fn expand(line: &Line<'_>, names: &Names<'_>, layout: &Layout<'_>) -> Result<Vec<Rule>, String> {
    let except: Vec<Pattern> = line.list("except", ' ').into_iter().map(Pattern::new).collect();
    let open = layout.cells.iter().map(|(id, _)| *id).filter(|id| !except.iter().any(|p| p.matches(id))).collect();
    let scope = Scope { names, layout, open, except: &except, may_miss: !line.get("otherwise").is_empty() };
    let (id, text) = (line.get("id"), line.get("statement"));
    let Some((variable, parts)) = repeated(text, &scope)? else {
        return if id.is_empty() || id.contains('{') {
            Err(format!("{id:?} is no id"))
        } else {
            rules(line, id, text, &scope)
        };
    };
    if !id.contains(&variable) {
        return Err(format!("the rule is repeated, and its id does not hold {variable}"));
    }
    let each =
        parts.iter().map(|part| rules(line, &id.replace(&variable, part), &text.replace(&variable, part), &scope));
    each.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
}

/// The `{x}` of a statement and the parts of ids for which it stands.
fn repeated(text: &str, scope: &Scope<'_>) -> Result<Option<(String, Vec<String>)>, String> {
    let Some((_, rest)) = text.split_once('{') else { return Ok(None) };
    let name = rest.split_once('}').ok_or("a { without }")?.0;
    let variable = format!("{{{name}}}");
    let mut alone = text
        .split([' ', '(', ')', ',', '|'])
        .map(|word| word.trim_end_matches("@prev"))
        .filter(|word| word.contains(&variable) && !word.contains('*'));
    let none = || format!("edition {} has no {variable} with which all cells of the rule are there", scope.layout.id);
    let (before, behind) = alone.next().and_then(|first| first.split_once(&variable)).ok_or_else(none)?;
    let others: Vec<&str> = alone.collect();
    let parts: Vec<String> = scope
        .open
        .iter()
        .filter_map(|cell| cell.strip_prefix(before)?.strip_suffix(behind))
        .filter(|part| others.iter().all(|other| scope.open.contains(&other.replace(&variable, part).as_str())))
        .map(str::to_string)
        .collect();
    if parts.is_empty() { Err(none()) } else { Ok(Some((variable, parts))) }
}

/// The rules of a line without `{x}`: one, or one for each reading.
fn rules(line: &Line<'_>, id: &str, text: &str, scope: &Scope<'_>) -> Result<Vec<Rule>, String> {
    let name = line.get("severity");
    let severity = [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|s| s.name() == name);
    let severity = severity.ok_or_else(|| format!("no severity {name:?}"))?;
    let when = condition(line.get("when"), scope)?;
    let rule = |statement: Statement| {
        let (row, over_rows) = place(&statement, scope.layout);
        let [otherwise, says] = ["otherwise", "says"].map(|column| line.get(column).into());
        let (id, class, when) = (id.into(), statement.class(), when.clone());
        Rule { id, class, severity, statement, when, otherwise, says, row, over_rows }
    };
    Ok(statements(text, scope)?.into_iter().map(rule).collect())
}

/// The row of all cells of a comparison and its length; whether they stand in one column over several rows.
fn place(statement: &Statement, layout: &Layout<'_>) -> (Option<(Arc<str>, usize)>, bool) {
    let Statement::Compare(left, _, right) = statement else { return (None, false) };
    let row = |id: &str| layout.cells.iter().find(|(cell, _)| *cell == id).map(|(_, row)| *row);
    let mut rows: Vec<Option<&str>> = left.cells().chain(right.cells()).map(|id| row(id)).collect();
    let mut columns: Vec<Option<&str>> =
        left.cells().chain(right.cells()).map(|id| id.rsplit_once('.').map(|(_, column)| column)).collect();
    rows.dedup();
    columns.dedup();
    match rows.as_slice() {
        [Some(one)] => (Some(((*one).into(), layout.cells.iter().filter(|(_, row)| row == one).count())), false),
        rows => (None, rows.len() > 1 && columns.len() == 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Class;
    use super::*;

    const CELLS: [&str; 9] =
        ["t.a.x", "t.a.y", "t.a.sum", "t.b.c.x", "t.b.c.y", "t.b.c.sum", "t.sum.x", "t.sum.y", "u.n"];

    fn load(lines: &str) -> Result<Rules, String> {
        let cells = |more: &[&'static str]| {
            let all = CELLS.iter().chain(more);
            all.map(|c| (*c, c.rsplit_once('.').unwrap().0)).collect()
        };
        let layout = |id, variant_of, cells| Layout { id, variant_of, cells };
        let names = Names {
            layouts: vec![
                layout("one", None, cells(&[])),
                layout("two", None, cells(&["t.b.d.x", "t.b.d.y", "t.b.d.sum"])),
                layout("two-less", Some("two"), cells(&["t.b.x"])),
            ],
            facts: vec!["said"],
            sections: vec!["first"],
        };
        let text = format!("{}\n{lines}", COLUMNS.join("\t"));
        Sheet::parse("rules.tsv", &text, &COLUMNS).and_then(|s| Rules::load(&s, &names)).map_err(|e| e.to_string())
    }

    fn written(rule: &Rule) -> String {
        let sum = |sum: &super::super::Sum| {
            let terms = sum.terms.iter().map(|t| format!("{}{}", if t.plus { "+" } else { "-" }, t.cell));
            terms.collect::<Vec<_>>().join(" ")
        };
        let (left, _, right) = rule.comparison().unwrap();
        format!("{}: {} | {}", rule.id, sum(left), sum(right))
    }

    #[test]
    fn a_rule_is_written_once_for_all_rows_and_columns_of_all_editions() {
        let rules = load(
            "one..\tROW.{row}\terror\tsum(t.{row}.*) = t.{row}.sum\n\
             one.. !two-less\tALL.{col}\terror\tsum(t.*.{col}) = t.sum.{col}\n\
             two-less\tLESS\terror\tt.b.x - t.a.x = u.n\n",
        )
        .unwrap();
        let of = |id| rules.of(id).iter().map(written).collect::<Vec<_>>();
        let one = [
            "ROW.a: +t.a.x +t.a.y | +t.a.sum",
            "ROW.b.c: +t.b.c.x +t.b.c.y | +t.b.c.sum",
            "ALL.x: +t.a.x +t.b.c.x | +t.sum.x",
            "ALL.y: +t.a.y +t.b.c.y | +t.sum.y",
        ];
        assert_eq!(of("one"), one);
        assert_eq!(of("two").len(), 5);
        assert_eq!(of("two")[2], "ROW.b.d: +t.b.d.x +t.b.d.y | +t.b.d.sum");
        assert_eq!(of("two")[3], "ALL.x: +t.a.x +t.b.c.x +t.b.d.x | +t.sum.x");
        assert_eq!(of("two-less")[2..], ["LESS: +t.b.x -t.a.x | +u.n"]);
        assert_eq!(rules.of_report("two", &["two-less"]).len(), 3);
        assert_eq!(rules.of_report("one", &["two-less"]).len(), 4);
        let [row, .., all] = rules.of("one") else { panic!("no rules") };
        assert_eq!(row.row, Some(("t.a".into(), 3)));
        assert!(all.over_rows && !row.over_rows && all.row.is_none());
    }

    #[test]
    fn readings_exceptions_and_the_year_before() {
        let rules = load(
            "one\tA\terror\tt.a.x = t.a.y | t.a.sum\n\
             one\tB.{c}\terror\tt.a.{c} = t.sum.{c}@prev\t*.y\n\
             one\tC\tinfo\tsum(t.a.*) - u.n + 2 >= 1\t*.y\n\
             one\tD\tinfo\twhole(*.none)\t\t\tthere are none\tnot whole\n",
        )
        .unwrap();
        let [a, b, c, d, none] = rules.of("one") else { panic!("{rules:?}") };
        assert_eq!((written(a).as_str(), written(b).as_str()), ("A: +t.a.x | +t.a.y", "A: +t.a.x | +t.a.sum"));
        assert_eq!(written(c), "B.x: +t.a.x | +t.sum.x");
        assert!(c.comparison().unwrap().2.terms[0].previous);
        assert_eq!(written(d), "C: +t.a.x +t.a.sum -u.n | ");
        assert!(none.class == Class::Plausibility && c.class == Class::CrossYear);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = |line: &str| load(&format!("# a note\n{line}")).unwrap_err();
        let rule = |statement: &str| wrong(&format!("one\tA\terror\t{statement}"));
        for (line, what) in [
            ("\tA\terror\tt.a.x = t.a.y", "no edition in which"),
            ("one three\tA\terror\tt.a.x = t.a.y", "no edition is called \"three\""),
            ("one\tA.{c}\terror\tt.a.x = t.a.y", "no id"),
            ("one\tA\tbad\tt.a.x = t.a.y", "no severity \"bad\""),
            ("one\tA\terror\tt.a.{c} = t.sum.{c}", "its id does not hold {c}"),
            ("one\tA.{c}\terror\tt.a.{c} = t.none.{c}", "edition one has no {c}"),
            ("one\tA\terror\tt.a.x = t.a.y\t\tbelow(none)", "no level is called \"none\""),
            ("one\tA\terror\tt.a.x = t.a.y\t\tunsaid(none)", "nothing states \"none\""),
            ("one\tA\terror\tt.a.x = t.a.y\t\tnot_of(central, none)", "no level is called \"none\""),
            ("one\tA\terror\tt.a.x = t.a.y\t\tnever", "no condition"),
            ("one\tA\terror\ttext.none = t.a.x", "nothing states \"none\""),
            ("one\tA\terror\tcount(z.*)", "edition one has no cell z.*"),
            ("one\tA\terror\tdecimals(u.n, many)", "many"),
            ("one\tA\terror\ttogether(u.n)", "together"),
            ("one\tA\terror\tsections_filled(none)", "no section is called \"none\""),
            ("one\tA\terror\tnothing()", "no predicate is called \"nothing\""),
        ] {
            let said = wrong(line);
            assert!(said.starts_with("rules.tsv:3: ") && said.contains(what), "{line}: {said}");
        }
        assert!(rule("t.a.z = t.a.x").contains("edition one has no cell t.a.z"));
        assert!(rule("sum(z.*) = t.a.x").contains("edition one has no cell z.*"));
        assert!(rule("t.a.x t.a.y = t.a.sum").contains("+ or - between"));
        assert!(rule("t.a.x + = t.a.sum").contains("a sum ends"));
        assert!(rule("t.a.x").contains("neither a comparison nor a predicate"));
        assert!(rule("t.a.x ! 3 = t.a.y").contains("+ or - between"));
    }

    #[test]
    fn the_rules_of_the_form_are_those_that_its_editions_print() {
        let form = crate::form::Form::builtin("disclosure").unwrap();
        let rules = &form.rules;
        let count = |id, class: Class| rules.of(id).iter().filter(|r| r.class == class).count();
        assert_eq!(count("2019", Class::Identity), 40);
        assert_eq!(count("2021", Class::Identity), 42);
        assert_eq!(count("2019-in-2021", Class::Identity), 40);
        for id in ["2019", "2021", "2019-in-2021"] {
            assert_eq!((count(id, Class::Structure), count(id, Class::Hierarchy)), (11, 1), "{id}");
            let stated = |fact: &str| {
                rules.of(id).iter().any(|r| matches!(&r.statement, Statement::Stated(f, _) if **f == *fact))
            };
            assert!(form.sentences.facts().iter().all(|f| stated(f)), "{id}: a fact without a rule");
        }
        assert!(rules.of("2014").len() >= 12 && rules.of("pre2014").len() >= 4);
    }

    #[test]
    fn a_later_edition_with_another_row_and_column_has_all_its_sums_from_the_same_lines() {
        let form = crate::form::Form::builtin("disclosure").unwrap();
        let mut names = crate::form::names(&form.structure, &form.indicators, &form.sentences);
        let mut later = names.layouts[3].clone();
        let (row, block) = ("applications.results.withdrawn", "review_and_litigation.reconsideration");
        let columns: Vec<_> = later.cells.iter().filter(|(_, r)| *r == "applications.carried_over").copied().collect();
        let at = |later: &Layout<'_>, id: &str| later.cells.iter().position(|(cell, _)| *cell == id).unwrap();
        for (cell, _) in columns {
            let id = format!("{row}.{}", cell.rsplit_once('.').unwrap().1);
            let place = at(&later, "applications.results.total.natural_person");
            later.cells.insert(place, (id.leak(), row));
        }
        let place = at(&later, &format!("{block}.pending"));
        later.cells.insert(place, ("review_and_litigation.reconsideration.settled", "review_and_litigation"));
        later.id = "2026";
        names.layouts.push(later);
        let text = include_str!("../../forms/disclosure/rules.tsv");
        let rules = Rules::load(&Sheet::parse("rules.tsv", text, &COLUMNS).unwrap(), &names).unwrap();
        let parts = |id: &str| {
            let rule = rules.of("2026").iter().find(|r| *r.id == *id).unwrap_or_else(|| panic!("no {id}"));
            rule.comparison().unwrap().0.terms.len()
        };
        assert_eq!(rules.of("2026").len(), rules.of("2021").len() + 1);
        assert_eq!((parts("A-ROW.results.withdrawn"), parts("A-RESULTS.other")), (6, 22));
        assert_eq!((parts("R-SUM.reconsideration"), parts("R-SUM.litigation_direct")), (5, 4));
    }
}
