//! Grids and text matched to the official form, which is data. Nothing is invented: what cannot be placed for certain
//! is a conflict or missing, and said so.

mod agency;
pub mod align;
mod assign;
mod classify;
mod dates;
mod fields;
mod metadata;
mod paths;
mod prose;
mod quantity;
pub mod records;
mod resolve;
mod sections;
pub mod split;
mod statistics;
mod unsegmented;

use crate::form::cells::{Edition, Table, cells, rows};
use crate::form::indicators::Indicators;
use crate::form::labels::{Section, labels};
use crate::form::outlines;
use crate::form::sentences::Sentences;
use crate::form::words::words;
use crate::model::content::{Block, Info, Paragraph};
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::report::metadata::Metadata;
use crate::report::{Class, Classification, Draft, EditionInfo, Entry, FormId, Status};
use crate::text::value;
use align::Match;
use records::Records;
use std::collections::BTreeSet;

/// Reads a report out of tables and paragraphs.
pub fn interpret(blocks: &[Block], info: &Info, limits: &Limits) -> Draft {
    let mut findings = Vec::new();
    let all = records::records(blocks, limits);
    let matches = align::align(&all, limits);
    if all.records.len() > limits.rows {
        findings.push(limits.finding(Limit::Rows, "the others were not looked at"));
    }
    let repeats = align::repeats(&all, &matches, limits);
    let rows_found =
        Table::ALL.map(|t| matches.iter().filter(|m| rows().get(m.row).is_some_and(|r| r.table == t)).count());
    // Without a table since 2019 the outline is that of an old report, if of any, and a lone line is no row.
    let old = rows_found.iter().sum::<usize>() < 6;
    let heading: fn(&str) -> Option<Section> = if old { outlines::any_section } else { |text| labels().section(text) };
    let loose = if old { loosened(blocks) } else { Vec::new() };
    let text_blocks = if old { &loose[..] } else { blocks };
    let outline = sections::outline(text_blocks, heading);
    let fields = fields::fields(text_blocks);
    let mut metadata = metadata::metadata(&fields, &outline, info);
    agency::complete(&mut metadata, &agency::Evidence::new(&fields, &outline, info), &mut findings);
    let expected = metadata.report_year.and_then(|(year, _)| Edition::of_year(year));
    let editions = Editions::decide(&all, &matches, expected);
    let mut entries = assign::assign(&all, &matches, editions.active, &mut findings);
    assign::broken(&mut entries, &all, &matches, editions.applications, &mut findings);
    resolve::resolve(&mut entries, editions.applications, &mut findings);
    // Behind it, since it looks at one cell at a time.
    unsegmented::fill(
        &mut entries,
        &assign::unsegmented(&all, &matches, editions.active),
        editions.applications,
        &mut findings,
    );
    // Last, since sums do not choose between two numbers that are both printed.
    assign::contest(&mut entries, &all, &repeats, editions.active, &mut findings);
    let published = entries.values().filter(|e| e.status == Status::Published).count();
    // Blocks that hold rows of the form since 2019 hold no older table.
    let taken: BTreeSet<usize> = if old {
        BTreeSet::new()
    } else {
        matches.iter().filter_map(|m| all.records.get(m.records.start)).map(|r| r.block).collect()
    };
    let tables = statistics::tables(text_blocks, &taken, Indicators::builtin(), limits);
    let verdict = classify::classify(&classify::Evidence {
        rows_found,
        published,
        repeats: repeats.iter().filter(|(_, j)| rows().get(*j).is_some_and(|r| r.table == Table::Applications)).count(),
        page_title: info.title.as_deref().unwrap_or_default(),
        outline: &outline,
        metadata: &metadata,
        records: &all,
        indicators: tables.recognised(),
        blocks: text_blocks,
        text: classify::TextCounts::of(text_blocks, heading),
    });
    if outline.furniture > 0 {
        findings.push(Finding::new(
            FindingKind::Furniture,
            format!("{} paragraphs around the report left out", outline.furniture),
        ));
    }
    mask(&mut metadata, &verdict, &mut findings);
    let classification = Classification { is: verdict.class, reasons: verdict.reasons };
    if let Some(form) = verdict.form {
        findings.retain(|f| matches!(f.kind, FindingKind::LimitReached | FindingKind::Masked));
        let reasons = classification.reasons.join("; ");
        if form == FormId::None {
            findings.push(Finding::new(FindingKind::NotAReport, reasons));
            // Whom a text about the form is by, its title does not say as a report's does.
            metadata.forget_agency();
        } else {
            findings.push(Finding::new(FindingKind::OldForm, format!("a form before 2019: {reasons}")));
            if classification.is != Class::Report && !verdict.masked {
                findings.push(Finding::new(FindingKind::NotAReport, reasons));
            }
        }
        return Draft {
            classification,
            edition: EditionInfo { form, by_section: Vec::new() },
            metadata,
            sections: if form == FormId::None { Vec::new() } else { outline.sections },
            cells: Vec::new(),
            statistics: match Sentences::builtin().of(form.name()) {
                Some(prose) => statistics::statistics(text_blocks, &tables, prose),
                None => Vec::new(),
            },
            narrative_facts: Vec::new(),
            findings,
        };
    }
    note_labels(&all, &matches, &mut findings);
    let cells = editions.layout(&rows_found, entries, &mut findings);
    let year = metadata.report_year.map(|(year, _)| year);
    let edition = editions.info(&rows_found);
    let prose = Sentences::builtin().of(edition.form.name());
    let narrative_facts = prose.map_or(Vec::new(), |prose| prose::facts::facts(&outline.sections, prose, year));
    Draft {
        classification,
        edition,
        metadata,
        sections: outline.sections,
        cells,
        statistics: statistics::of_tables(&tables).into_iter().map(|(_, s)| s).collect(),
        narrative_facts,
        findings,
    }
}

/// The same with each line that was taken for a row of one label as a paragraph.
fn loosened(blocks: &[Block]) -> Vec<Block> {
    let mut out = Vec::new();
    for block in blocks {
        let Block::Rows(rows) = block else {
            out.push(block.clone());
            continue;
        };
        for row in rows {
            match row.cells.as_slice() {
                [cell] if !value::is_value(&cell.text) => {
                    out.push(Block::Paragraph(Paragraph::new(cell.text.trim(), cell.origin)));
                }
                _ => match out.last_mut() {
                    Some(Block::Rows(rows)) => rows.push(row.clone()),
                    _ => out.push(Block::Rows(vec![row.clone()])),
                },
            }
        }
    }
    out
}

/// A masked name is no name, nor is the one in a model.
fn mask(metadata: &mut Metadata, verdict: &classify::Verdict, findings: &mut Vec<Finding>) {
    let model = verdict.class == Class::ModelText;
    let names = [&mut metadata.agency, &mut metadata.signed_by];
    for (fact, what) in names.into_iter().zip(["the agency", "the signature"]) {
        let hidden = |v: &mut String| model || words("mask").iter().any(|m| v.contains(m));
        if let Some(value) = fact.value.take_if(hidden) {
            findings.push(Finding::new(FindingKind::Masked, format!("{what} is masked, or a model's: {value}")));
        }
    }
    if verdict.masked
        && !findings.iter().any(|f| f.kind == FindingKind::Masked)
        && let Some(reason) = verdict.reasons.first()
    {
        findings.push(Finding::new(FindingKind::Masked, reason.clone()));
    }
}

/// The edition of each table: decided by what it prints; the year breaks ties.
struct Editions {
    active: Edition,
    applications: Edition,
    /// Table 3 prints the undivided row of 2019.
    undivided: bool,
}

impl Editions {
    fn decide(all: &Records, matches: &[Match], expected: Option<Edition>) -> Editions {
        let has = |id: &str| {
            matches.iter().any(|m| rows().get(m.row).is_some_and(|r| r.id == id && !r.columns_2019.is_empty()))
        };
        let divided = matches
            .iter()
            .filter(|m| rows().get(m.row).is_some_and(|r| r.table == Table::Applications && r.columns_2019.is_empty()))
            .count();
        let undivided = divided == 0 && has("applications.results.other_handling");
        let of_rows = (has("active_disclosure.other_public_services")
            || has("active_disclosure.government_procurement"))
        .then_some(Edition::E2019);
        let of_applications = if divided > 0 { Some(Edition::E2021) } else { undivided.then_some(Edition::E2019) };
        let active =
            of_rows.or(records::edition_of_heads(all)).or(of_applications).or(expected).unwrap_or(Edition::E2021);
        Editions { active, applications: of_applications.unwrap_or(active), undivided }
    }

    /// The report's edition is that of table 2, since offices keep last year's table 3 and not the other way round.
    fn info(&self, found: &[usize; 3]) -> EditionInfo {
        let mut by_section = Vec::new();
        let hybrid = self.active == Edition::E2021 && self.undivided;
        let names =
            [self.active.name(), if hybrid { "2019-in-2021" } else { self.applications.name() }, self.active.name()];
        for ((table, found), name) in Table::ALL.iter().zip(found).zip(names) {
            if *found > 0 {
                by_section.push((table.id(), name));
            }
        }
        EditionInfo { form: FormId::Since2019(self.active), by_section }
    }

    /// Every cell of the layout that the tables follow, in form order; what was not found is missing.
    fn layout(
        &self,
        found: &[usize; 3],
        mut entries: assign::Entries,
        findings: &mut Vec<Finding>,
    ) -> Vec<(&'static str, Entry)> {
        let mut out = Vec::new();
        for (table, found) in Table::ALL.iter().zip(found) {
            let edition = if *table == Table::Applications { self.applications } else { self.active };
            if *found == 0 {
                findings.push(Finding::new(
                    FindingKind::TableMissing,
                    format!("the table of section {} was not found", table.id()),
                ));
            }
            // A row of the other edition that is printed all the same stands where the form has it.
            let mut missing: Vec<&str> = Vec::new();
            for row in rows().iter().filter(|r| r.table == *table) {
                let printed = [edition, Edition::E2019, Edition::E2021].into_iter().find(|e| {
                    let ids = cells(*e)
                        .iter()
                        .filter(|c| c.table == *table && (c.row == row.id || c.table == Table::ReviewAndLitigation));
                    ids.clone().next().is_some() && ids.into_iter().all(|c| entries.contains_key(c.id))
                });
                let layout = printed.unwrap_or(edition);
                if printed.is_none() && !row.columns(edition).is_empty() {
                    missing.push(row.id);
                }
                for cell in cells(layout)
                    .iter()
                    .filter(|c| c.table == *table && (c.row == row.id || c.table == Table::ReviewAndLitigation))
                {
                    out.push((cell.id, entries.remove(cell.id).unwrap_or_else(|| Entry::missing(cell.unit))));
                }
            }
            if *found > 0 && !missing.is_empty() {
                findings.push(Finding::new(
                    FindingKind::RowMissing,
                    format!("rows of the form not found: {}", missing.join(", ")),
                ));
            }
        }
        out
    }
}

/// Says which labels were matched by likeness, and which rows belong to no row of the form.
fn note_labels(all: &Records, matches: &[Match], findings: &mut Vec<Finding>) {
    for found in matches.iter().filter(|m| m.score < 0.99) {
        let (Some(row), Some(records)) = (rows().get(found.row), all.records.get(found.records.clone())) else {
            continue;
        };
        let printed: String = records.iter().map(|r| r.label()).collect();
        let mut finding = Finding::new(
            FindingKind::LabelMisprint,
            format!("\"{}\" matched to row {} by likeness and order", sections::tidy(&printed), row.id),
        );
        finding.origin = records.first().and_then(|r| r.fields.first()).map(|f| f.origin);
        findings.push(finding);
    }
    let blocks: Vec<usize> = matches.iter().filter_map(|m| all.records.get(m.records.start)).map(|r| r.block).collect();
    for (i, record) in all.records.iter().enumerate() {
        let extra = record.has_values()
            && !record.label().is_empty()
            && blocks.contains(&record.block)
            && !matches.iter().any(|m| m.records.contains(&i));
        if extra {
            let mut finding =
                Finding::new(FindingKind::ExtraRow, format!("row kept aside: {}", sections::tidy(record.label())));
            finding.origin = record.fields.first().map(|f| f.origin);
            findings.push(finding);
        }
    }
}
