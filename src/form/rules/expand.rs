//! From the lines of the table to the rules of each edition.

use super::parse::{Scope, condition, statements};
use super::{Class, Layout, Names, Pattern, Rule, Rules, Shape, Statement};
use crate::form::sheet::{FormError, Line, Sheet};
use crate::model::finding::Severity;
use std::sync::Arc;

/// The columns of the table.
pub(super) const COLUMNS: [&str; 10] =
    ["editions", "id", "class", "severity", "statement", "except", "when", "otherwise", "says", "note"];

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
    let Some((variable, parts)) = repeated(text, &scope)? else { return rules(line, id, text, &scope) };
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
    let name = line.get("class");
    let class = Class::ALL.into_iter().find(|c| c.name() == name).ok_or_else(|| format!("no class {name:?}"))?;
    let name = line.get("severity");
    let severity = [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|s| s.name() == name);
    let severity = severity.ok_or_else(|| format!("no severity {name:?}"))?;
    let when = condition(line.get("when"), scope)?;
    let rule = |statement| {
        let of_class = match &statement {
            Statement::Compare(left, _, right) => {
                let previous = left.terms.iter().chain(&right.terms).any(|t| t.previous);
                matches!(class, Class::Identity | Class::Plausibility) && !previous || class == Class::CrossYear
            }
            Statement::Stated(..) => class == Class::Narrative,
            Statement::Named(predicate) => class == predicate.class(),
        };
        of_class.then_some(()).ok_or_else(|| format!("a rule of class {} does not say such a thing", class.name()))?;
        let shape = shape(&statement, scope.layout);
        let [otherwise, says] = ["otherwise", "says"].map(|column| line.get(column).into());
        Ok(Rule { id: id.into(), class, severity, statement, when: when.clone(), otherwise, says, shape })
    };
    statements(text, scope)?.into_iter().map(rule).collect()
}

fn shape(statement: &Statement, layout: &Layout<'_>) -> Shape {
    let Statement::Compare(left, _, right) = statement else { return Shape::Mixed };
    let row = |id: &str| layout.cells.iter().find(|(cell, _)| *cell == id).map(|(_, row)| *row);
    let column = |id: &str| id.rsplit_once('.').map(|(_, column)| column.to_string());
    let cells = || left.cells().chain(right.cells());
    let Some(first) = cells().next() else { return Shape::Mixed };
    match row(first) {
        Some(one) if cells().all(|c| row(c) == Some(one)) => {
            Shape::Row(one.into(), layout.cells.iter().filter(|(_, row)| *row == one).count())
        }
        _ if cells().all(|c| column(c) == column(first)) => Shape::Column,
        _ => Shape::Mixed,
    }
}

#[cfg(test)]
mod tests {
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
            "one..\tROW.{row}\tidentity\terror\tsum(t.{row}.*) = t.{row}.sum\n\
             one.. !two-less\tALL.{col}\tidentity\terror\tsum(t.*.{col}) = t.sum.{col}\n\
             two-less\tLESS\tidentity\terror\tt.b.x - t.a.x = u.n\n",
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
        assert_eq!(row.row(), Some((&"t.a".into(), 3)));
        assert!(all.is_column_sum() && !row.is_column_sum() && all.row().is_none());
    }

    #[test]
    fn readings_exceptions_and_the_year_before() {
        let rules = load(
            "one\tA\tidentity\terror\tt.a.x = t.a.y | t.a.sum\n\
             one\tB.{c}\tcross_year\terror\tt.a.{c} = t.sum.{c}@prev\t*.y\n\
             one\tC\tplausibility\tinfo\tsum(t.a.*) - u.n + 2 >= 1\t*.y\n\
             one\tD\tplausibility\tinfo\twhole(*.none)\t\t\tthere are none\tnot whole\n",
        )
        .unwrap();
        let [a, b, c, d, none] = rules.of("one") else { panic!("{rules:?}") };
        assert_eq!((written(a).as_str(), written(b).as_str()), ("A: +t.a.x | +t.a.y", "A: +t.a.x | +t.a.sum"));
        assert_eq!(written(c), "B.x: +t.a.x | +t.sum.x");
        assert!(c.comparison().unwrap().2.terms[0].previous);
        assert_eq!(written(d), "C: +t.a.x +t.a.sum -u.n | ");
        assert!(matches!(&none.statement, Statement::Named(p) if p.class() == Class::Plausibility));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = |line: &str| load(&format!("# a note\n{line}")).unwrap_err();
        let rule = |statement: &str| wrong(&format!("one\tA\tidentity\terror\t{statement}"));
        for (line, what) in [
            ("\tA\tidentity\terror\tt.a.x = t.a.y", "no edition in which"),
            ("one three\tA\tidentity\terror\tt.a.x = t.a.y", "no edition is called \"three\""),
            ("one\tA\tnone\terror\tt.a.x = t.a.y", "no class \"none\""),
            ("one\tA\tidentity\tbad\tt.a.x = t.a.y", "no severity \"bad\""),
            ("one\tA\tstructure\terror\tt.a.x = t.a.y", "a rule of class structure"),
            ("one\tA\tidentity\terror\tt.a.{c} = t.sum.{c}", "its id does not hold {c}"),
            ("one\tA.{c}\tidentity\terror\tt.a.{c} = t.none.{c}", "edition one has no {c}"),
            ("one\tA\tidentity\terror\tt.a.x = t.a.y\t\tbelow(none)", "no level is called \"none\""),
            ("one\tA\tidentity\terror\tt.a.x = t.a.y\t\tunsaid(none)", "nothing states \"none\""),
            ("one\tA\tidentity\terror\tt.a.x = t.a.y\t\tnot_of(central, none)", "no level is called \"none\""),
            ("one\tA\tidentity\terror\tt.a.x = t.a.y\t\tnever", "no condition"),
            ("one\tA\tnarrative\terror\ttext.none = t.a.x", "nothing states \"none\""),
            ("one\tA\tplausibility\terror\tcount(z.*)", "edition one has no cell z.*"),
            ("one\tA\tplausibility\terror\tdecimals(u.n, many)", "many"),
            ("one\tA\tplausibility\terror\ttogether(u.n)", "together"),
            ("one\tA\tstructure\terror\tsections_filled(none)", "no section is called \"none\""),
            ("one\tA\tstructure\terror\tnothing()", "no predicate is called \"nothing\""),
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
        let rules = Rules::builtin();
        let count = |id, class: Class| rules.of(id).iter().filter(|r| r.class == class).count();
        assert_eq!(count("2019", Class::Identity), 40);
        assert_eq!(count("2021", Class::Identity), 42);
        assert_eq!(count("2019-in-2021", Class::Identity), 40);
        for id in ["2019", "2021", "2019-in-2021"] {
            assert_eq!((count(id, Class::Structure), count(id, Class::Hierarchy)), (11, 1), "{id}");
            let stated = |fact: &str| {
                rules.of(id).iter().any(|r| matches!(&r.statement, Statement::Stated(f, _) if **f == *fact))
            };
            assert!(crate::form::narrative::facts().iter().all(|f| stated(f)), "{id}: a fact without a rule");
        }
        assert!(rules.of("2014").len() >= 12 && rules.of("pre2014").len() >= 4);
    }
}
