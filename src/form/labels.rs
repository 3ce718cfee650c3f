//! The labels of a form: `labels.tsv`.

use super::files::Files;
use super::layout::{Layout, RowSpec, Structure};
use super::lexicon::{Lexicon, List};
use super::sheet::{FormError, Line};
use crate::text::key::unnumbered;
use crate::text::labels::{Labels, Section, TableLabels};

/// A wording of the form as it is printed, for text that has lost its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// As printed.
    pub text: String,
    /// Whether it is the form's own wording, and not a variant of it.
    pub canonical: bool,
}

/// Reads the labels: what they name, and how they are printed.
///
/// # Errors
/// A target, kind, edition or status that is not known, a label without text, and one that two rows or two columns of one
/// table claim.
pub fn load(files: &Files<'_>, form: &Structure, lexicon: &Lexicon) -> Result<(Labels, Vec<Wording>), FormError> {
    let mut labels = Labels::new(form.rows.len(), tables(form));
    labels.in_label = lexicon.words(List::InLabel).to_vec();
    let numbers = [List::StatUnitHead, List::StatValueHead].map(|list| lexicon.words(list)).concat();
    labels.statistics_heads = [lexicon.words(List::StatHead).to_vec(), numbers];
    for (at, row) in form.rows.iter().enumerate() {
        let whole = |other: &RowSpec| row.id.strip_prefix(&*other.id).is_some_and(|rest| rest.starts_with('.'));
        if let Some(whole) = form.rows.iter().position(whole) {
            labels.add_division(at, whole);
        }
    }
    let mut wordings = Vec::new();
    for line in files.sheet("labels.tsv", &["target", "kind", "editions", "label", "status", "source"])?.lines() {
        let printed = line.get("label").replace("\\n", "\n");
        if printed.trim().is_empty() {
            return Err(line.error("a label without text"));
        }
        let status = line.get("status").split(':').next().unwrap_or_default();
        if !["canonical", "synonym", "misprint", "negative"].contains(&status) {
            return Err(line.error(format!("{status:?} is no status: canonical, synonym, misprint or negative")));
        }
        add(&mut labels, form, &line, &printed)?;
        if status != "negative" && !matches!(line.get("kind"), "anchor" | "furniture") {
            wordings.push(Wording { text: line.get("label").to_string(), canonical: status == "canonical" });
        }
    }
    Ok((labels, wordings))
}

fn add(labels: &mut Labels, form: &Structure, line: &Line<'_>, printed: &str) -> Result<(), FormError> {
    let target = line.get("target");
    let unknown = |what: &str| line.error(format!("no {what} is called {target:?}"));
    let editions = form.editions_named(line, "editions")?;
    let section = || form.sections.iter().position(|s| *s.id == *target).ok_or_else(|| unknown("section"));
    match line.get("kind") {
        kind @ ("row" | "anchor") => {
            let row = form.rows.iter().position(|r| *r.id == *target).ok_or_else(|| unknown("row"))?;
            if kind == "anchor" {
                labels.add_anchor(row, printed);
                return Ok(());
            }
            labels.add_row(row, printed).map_err(|other| {
                let other = form.rows.get(other).map_or("", |r| &r.id);
                line.error(format!("{printed:?} is a label of the row {other} already"))
            })?;
        }
        "column" => {
            let (table, column) = target.split_once('.').ok_or_else(|| unknown("column of a table"))?;
            let at = form.tables.iter().position(|t| *t.id == *table).ok_or_else(|| unknown("column of a table"))?;
            let columns = form.tables.get(at).map_or(&[][..], |t| &t.columns);
            let column = columns.iter().position(|c| *c.id == *column).ok_or_else(|| unknown("column of a table"))?;
            labels.add_head(at, column, editions, printed).map_err(|other| {
                let other = columns.get(other).map_or("", |c| &c.id);
                line.error(format!("{printed:?} is a head of the column {other} already"))
            })?;
        }
        "heading" => labels.add_heading(Section(section()?), printed),
        "subheading" => {
            section()?;
        }
        "caption" | "header" => {
            section()?;
            labels.add_other(printed);
        }
        // Labels over several rows or columns.
        "group" | "block" => {
            let inside = |id: &str| id.strip_prefix(target).is_some_and(|rest| rest.starts_with(['.', '_']));
            let mut cells = form.editions.iter().flat_map(|e| &e.cells);
            if !cells.any(|c| inside(&c.id)) {
                return Err(unknown("group of rows or columns"));
            }
            if line.get("kind") == "block" {
                let row = form.rows.iter().find(|r| {
                    inside(r.cells.iter().flatten().next().map_or("", |c| &c.id)) || target.starts_with(&*r.id)
                });
                let row = row.ok_or_else(|| unknown("block of a row"))?;
                let cells = row.cells.iter().rev().find(|c| !c.is_empty()).map_or(&[][..], Vec::as_slice);
                let block = cells.chunk_by(|a, b| a.row == b.row).position(|b| b.iter().all(|c| *c.row == *target));
                labels.add_block(row.table, block, printed);
            }
            labels.add_other(unnumbered(printed));
        }
        "title" => labels.add_title(printed, line.get("status") == "negative"),
        "furniture" => labels.add_furniture(printed),
        other => return Err(line.error(format!("{other:?} is no kind of label"))),
    }
    Ok(())
}

/// What the tables are like, for those who know no form.
fn tables(form: &Structure) -> Vec<TableLabels> {
    let newest = form.editions.len().saturating_sub(1);
    let table = |(at, spec): (usize, &super::layout::TableSpec)| {
        let rows = || form.rows.iter().filter(move |r| r.table == at);
        let mut counts: Vec<usize> = rows().flat_map(|r| &r.cells).map(Vec::len).collect();
        counts.sort_unstable();
        counts.dedup();
        let columns = match spec.layout {
            Layout::Uniform => rows()
                .find(|r| r.is_in(newest))
                .map_or_else(Vec::new, |r| r.cells(newest).iter().map(|c| c.column).collect()),
            _ => Vec::new(),
        };
        let row = rows().find(|r| r.is_in(newest) && spec.layout == Layout::Blocks);
        let blocks =
            row.map_or_else(Vec::new, |r| r.cells(newest).chunk_by(|a, b| a.row == b.row).map(<[_]>::len).collect());
        TableLabels {
            section: spec.section.0,
            varied: spec.layout == Layout::Varied,
            columns,
            counts,
            blocks,
            ..TableLabels::default()
        }
    };
    form.tables.iter().enumerate().map(table).collect()
}

#[cfg(test)]
mod tests {
    use crate::form::Form;
    use crate::text::labels::Known;
    use crate::text::query::Query;

    fn form() -> &'static Form {
        Form::builtin("disclosure").unwrap()
    }

    fn row(id: &str) -> usize {
        form().rows.iter().position(|r| r.id == *id).unwrap()
    }

    fn best(label: &str) -> &'static str {
        let query = Query::new(label);
        let score = |i: &usize| form().labels.row_score(&query, *i);
        let best = (0..form().rows.len()).max_by(|a, b| score(a).total_cmp(&score(b))).unwrap();
        assert!(score(&best) >= 0.6, "{label}: {}", score(&best));
        &form().rows[best].id
    }

    #[test]
    fn misprints_and_cuts_find_their_row() {
        assert_eq!(best("2.其他法律行政止公开"), "applications.results.refused.prohibited_by_law");
        assert_eq!(best("6.属于四类过程性信"), "applications.results.refused.process_information");
        assert_eq!(best("二、上年结转政府信息公\n开申请数量"), "applications.carried_over");
        assert_eq!(best("（七） 总 计"), "applications.results.total");
        assert_eq!(best("规范性文件"), "active_disclosure.normative_documents");
    }

    #[test]
    fn unreadable_characters_may_be_any_of_the_label() {
        assert_eq!(
            best("3.\u{FFFD}\u{FFFD}\u{FFFD}三\u{FFFD}全一\u{FFFD}定\u{FFFD}"),
            "applications.results.refused.endangers_security_and_stability"
        );
        let other = Query::new("4.\u{FFFD}护第三方合法权益");
        let row = row("applications.results.refused.state_secret");
        assert!(form().labels.row_score(&other, row) < 0.5);
    }

    #[test]
    fn canonical_labels_do_not_collide() {
        let blocks = row("review_and_litigation");
        let canonical = |i: usize| form().labels.first_key(i).unwrap();
        for i in (0..form().rows.len()).filter(|i| *i != blocks) {
            let first = canonical(i);
            let query = Query::new(&first);
            for j in (0..form().rows.len()).filter(|j| *j != i && *j != blocks) {
                assert!(form().labels.row_score(&query, j) < 0.9, "{first} also fits {}", form().rows[j].id);
            }
        }
    }

    #[test]
    fn headings_need_their_number_only_when_short() {
        let section = |text| form().labels.section(text).and_then(|s| form().section_id(s)).map(|id| id.to_string());
        assert_eq!(section(" 总体情况").as_deref(), Some("overview"));
        assert_eq!(section("概述"), None);
        assert_eq!(section("四、政府信息公开行政法复议、行政诉讼情况").as_deref(), Some("review_and_litigation"));
        assert_eq!(section("其他需要报告的事项：无"), None);
    }

    #[test]
    fn columns_take_notes_behind_them() {
        let column = |table: &str, text| {
            let at = form().tables.iter().position(|t| t.id == *table).unwrap();
            form().labels.column(at, text).and_then(|c| form().column(at, c.column)).map(|c| c.id.to_string())
        };
        let fee = column("active_disclosure", "本年收费金额（单位：万元，保留4位小数）");
        assert_eq!(fee.as_deref(), Some("amount"));
        let change = column("active_disclosure", "本年增/减(指2020年，如 -8)");
        assert_eq!(change.as_deref(), Some("change_this_year"));
        assert_eq!(column("applications", "其 它").as_deref(), Some("other"));
    }

    fn spots(text: &str) -> Vec<(&str, bool)> {
        form().labels.spot(text).into_iter().map(|s| (&text[s.range], s.known.is_some())).collect()
    }

    #[test]
    fn labels_that_nothing_parts_are_found() {
        let text = "信息内容本年制发件数 本年废止\n件数现行有效件数规 章";
        let known = |t| (t, true);
        let all = ["信息内容", "本年制发件数", "本年废止\n件数", "现行有效件数", "规 章"].map(known);
        assert_eq!(spots(text), all);
        let text = "（三）不予公开1.属于国家秘密";
        assert_eq!(spots(text), ["（三）不予公开", "1.属于国家秘密"].map(known));
    }

    #[test]
    fn a_label_inside_other_words_is_a_mention() {
        assert_eq!(spots("其中行政许可"), [("其中行政许可", false)]);
        assert_eq!(spots("2.其他法律行政止公井"), [("2.其他法律行政止公井", false)]);
        assert_eq!(
            spots("其他 一、本年新收政府公开申清数量"),
            [("其他", true), ("一、本年新收政府公开申清数量", false)]
        );
    }

    #[test]
    fn a_number_makes_a_head_a_row() {
        let known = |text| form().labels.spot(text).pop().and_then(|s| s.known);
        assert!(matches!(known("3.其他"), Some(Known::Row(_))));
        assert!(matches!(known("法律服务机构 其他"), Some(Known::Head(_))));
    }

    #[test]
    fn headings_are_found_where_a_text_begins() {
        let text = "四、政府信息公开行政法复议、行政诉讼情况行政复议";
        let (section, end) = form().labels.heading_at_start(text).unwrap();
        assert_eq!((section.ordinal(), &text[end..]), (4, "行政复议"));
        assert!(form().labels.heading_at_start("四、结转下年度继续办理").is_none());
    }
}
