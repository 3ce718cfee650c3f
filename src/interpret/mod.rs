//! Grids and text matched to the official form, which is data. Nothing is invented: what cannot be placed for certain
//! is a conflict or missing, and said so.

mod agency;
pub mod align;
mod assign;
mod blocks;
mod classify;
mod damage;
mod dates;
mod editions;
mod fields;
mod headings;
mod headlines;
mod heads;
mod illegible;
mod metadata;
mod number;
mod paths;
mod place;
mod prose;
mod quantity;
pub mod records;
mod resolve;
mod said_none;
mod scattered;
mod sections;
mod sequence;
mod shown;
pub mod split;
mod stacked;
mod statistics;
mod titles;
mod unknown;
mod unlabelled;
mod unread;
mod unsegmented;

use crate::form::Form;
use crate::form::layout::Layout;
use crate::form::lexicon::List;
use crate::model::content::{Block, Info, Paragraph};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::Name;
use crate::model::limits::{Limit, Limits};
use crate::report::metadata::Metadata;
use crate::report::{Class, Draft, EditionInfo, SectionText, Status};
use crate::text::value;
use align::Match;
use classify::Decided;
use editions::Editions;
use records::Records;
use std::collections::BTreeSet;

/// A report before its checks, and what it was read from.
#[derive(Debug)]
pub struct Interpreted {
    /// The report.
    pub draft: Draft,
    /// The rows of all tables.
    pub records: Records,
    /// Which of them print which row of the form.
    pub matches: Vec<Match>,
}

/// Reads a report out of tables and paragraphs.
pub fn interpret(form: &Form, blocks: &[Block], info: &Info, limits: &Limits) -> Interpreted {
    let mut records = records::records(form, blocks, limits);
    let mut matches = align::align(form, &records, limits);
    stacked::settle(form, &mut records, &mut matches);
    unlabelled::settle(form, &records, &mut matches);
    scattered::settle(form, &mut records, &mut matches);
    let blocks = &shown::blocks(blocks);
    Interpreted { draft: draft(form, blocks, info, limits, &records, &matches), records, matches }
}

fn draft(form: &Form, blocks: &[Block], info: &Info, limits: &Limits, all: &Records, matches: &[Match]) -> Draft {
    let mut findings = Vec::new();
    if all.records.len() > limits.rows {
        findings.push(limits.finding(Limit::Rows, "the others were not looked at"));
    }
    let repeats = align::repeats(form, all, matches, limits);
    let rows_found = rows_found(form, matches);
    // Without a table since 2019 the outline is that of an old report, if of any, and a lone line is no row.
    let old = rows_found.iter().sum::<usize>() < 6;
    let heading = |text: &str| if old { form.any_section(text) } else { form.labels.section(text) };
    let loose = if old { loosened(blocks) } else { Vec::new() };
    let text_blocks = if old { &loose[..] } else { blocks };
    let outline = sections::outline(form, text_blocks, info, &heading);
    let fields = fields::fields(form, text_blocks);
    let mut metadata = metadata::metadata(form, &fields, &outline, info);
    agency::complete(&mut metadata, &agency::Evidence::new(form, &fields, &outline, info), &mut findings);
    let year = metadata.report_year.value;
    let editions = Editions::decide(form, all, matches, year);
    // A scraper that removes repeated lines leaves every label and each number once.
    let flat = all.records.iter().all(|r| r.flat && !r.is_glued());
    let lines_taken_out = flat.then(|| damage::lines_taken_out(form, blocks)).flatten();
    let entries = match &lines_taken_out {
        Some(proof) => {
            findings.push(Finding::new(FindingKind::TextDestroyed, proof.clone()));
            assign::Entries::new()
        }
        None => entries(form, all, matches, &repeats, &editions, &mut findings),
    };
    let published = entries.values().filter(|e| e.status == Status::Published).count();
    // Blocks that hold rows of the form since 2019 hold no older table.
    let held = matches.iter().filter(|_| !old).filter_map(|m| all.records.get(m.records.start));
    let taken: BTreeSet<usize> = held.map(|r| r.block).collect();
    let tables = statistics::tables(text_blocks, &taken, form, limits);
    let uniform = |row: usize| {
        form.rows.get(row).and_then(|r| form.tables.get(r.table)).is_some_and(|t| t.layout == Layout::Uniform)
    };
    let verdict = classify::classify(&classify::Evidence {
        form,
        rows_found: &rows_found,
        published,
        repeats: repeats.iter().filter(|(_, j)| uniform(*j)).count(),
        page_title: info.title.as_deref().unwrap_or_default(),
        outline: &outline,
        metadata: &metadata,
        records: all,
        statistics: tables.recognised(form),
        blocks: text_blocks,
        text: classify::TextCounts::of(form, text_blocks, &heading),
        lines_taken_out,
    });
    findings.extend(around(outline.furniture));
    mask(form, &mut metadata, &verdict, &mut findings);
    if verdict.edition != Decided::ByTables {
        findings.retain(|f| matches!(f.kind, FindingKind::LimitReached | FindingKind::Masked));
        let rows = if verdict.class == Class::Damaged { all.records.as_slice() } else { &[] };
        let extra_rows = rows.iter().filter(|r| r.has_values()).map(unknown::kept).collect();
        let draft = without_tables(form, text_blocks, &tables, verdict, metadata, outline.sections, findings);
        return Draft { extra_rows, ..draft };
    }
    note_labels(form, all, matches, &mut findings);
    let unknown = unknown::reason(form, all, matches, &editions, &entries, year);
    let cells = editions.layout(form, &rows_found, entries, &mut findings);
    let missing: Vec<usize> = (0..form.tables.len()).filter(|t| rows_found.get(*t) == Some(&0)).collect();
    said_none::explain(form, &outline.sections, &cells, &mut findings, &missing);
    let mut edition = editions.info(form, &rows_found);
    let prose = form.sentences.of(&edition.form);
    let narrative_facts = prose.map_or(Vec::new(), |p| prose::facts::facts(form, &outline.sections, p, year));
    let mut extra_rows = Vec::new();
    if let Some(reason) = unknown {
        findings.push(unknown::finding(&reason, &mut edition));
        extra_rows.extend(unknown::extra(all, matches).into_iter().map(|(_, record)| unknown::kept(record)));
    }
    Draft {
        classification: verdict.classification(),
        edition,
        metadata,
        sections: outline.sections,
        cells,
        extra_rows,
        statistics: statistics::of_tables(&tables).into_iter().map(|(_, s)| s).collect(),
        narrative_facts,
        findings,
    }
}

/// How many rows were found of each table.
fn rows_found(form: &Form, matches: &[Match]) -> Vec<usize> {
    let table = |m: &Match| form.rows.get(m.row).map(|r| r.table);
    let found = |t| matches.iter().filter(|m| table(m) == Some(t)).count();
    (0..form.tables.len()).map(found).collect()
}

/// What is said of paragraphs that stand around a report, if any do.
fn around(paragraphs: usize) -> Option<Finding> {
    let message = format!("{paragraphs} paragraphs around the report left out");
    (paragraphs > 0).then(|| Finding::new(FindingKind::Furniture, message))
}

/// The cells of the matched rows.
fn entries(
    form: &Form,
    all: &Records,
    matches: &[Match],
    repeats: &[(usize, usize)],
    editions: &Editions,
    findings: &mut Vec<Finding>,
) -> assign::Entries {
    let sums = editions.of_sums(form);
    let mut entries = assign::assign(form, all, matches, editions, findings);
    assign::broken(form, &mut entries, all, matches, sums, findings);
    resolve::resolve(form, &mut entries, sums, findings);
    // Behind it, since it looks at one cell at a time.
    let runs = assign::unsegmented(form, all, matches, editions);
    unsegmented::fill(form, &mut entries, (&runs, &all.text), sums, findings);
    // Last, since sums do not choose between two numbers that are both printed.
    assign::contest(form, &mut entries, all, repeats, editions, findings);
    unread::contest(all, matches, &mut entries, findings);
    assign::recovered(&mut entries);
    number::gather_notes(findings);
    entries
}

/// A report of an edition that has a statistics table and no tables of cells, or a document that is none.
fn without_tables(
    form: &Form,
    blocks: &[Block],
    tables: &statistics::Tables<'_>,
    verdict: classify::Verdict,
    mut metadata: Metadata,
    sections: Vec<SectionText>,
    mut findings: Vec<Finding>,
) -> Draft {
    let reasons = verdict.reasons.join("; ");
    let none = verdict.edition == Decided::None;
    if none {
        findings.push(Finding::new(FindingKind::NotAReport, reasons));
        // Without the title of a report nothing says that who published a text reports in it.
        if verdict.class != Class::Damaged && metadata.title.value.is_none() || verdict.class == Class::ModelText {
            metadata.forget_agency();
        }
    } else {
        findings.push(Finding::new(FindingKind::OldForm, format!("a form before 2019: {reasons}")));
        if verdict.class != Class::Report && !verdict.masked {
            findings.push(Finding::new(FindingKind::NotAReport, reasons));
        }
    }
    let edition = statistics_form(form, verdict.edition);
    let prose = form.sentences.of(&edition);
    Draft {
        classification: verdict.classification(),
        statistics: prose.map_or_else(Vec::new, |prose| statistics::statistics(form, blocks, tables, prose)),
        edition: EditionInfo { form: edition, by_section: Vec::new() },
        metadata,
        sections,
        cells: Vec::new(),
        extra_rows: Vec::new(),
        narrative_facts: Vec::new(),
        findings,
    }
}

/// The name of the edition of a report without tables; `none` if it is on no edition of the form.
fn statistics_form(form: &Form, edition: Decided) -> Name {
    let found = match edition {
        Decided::Statistics(edition) => form.editions.get(edition),
        _ => None,
    };
    found.map_or_else(|| "none".into(), |e| e.id.clone())
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
                    out.push(Block::Paragraph(Paragraph::new(cell.text.part(cell.text.trim()), cell.origin)));
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
fn mask(form: &Form, metadata: &mut Metadata, verdict: &classify::Verdict, findings: &mut Vec<Finding>) {
    let model = verdict.class == Class::ModelText;
    let names = [&mut metadata.agency, &mut metadata.signed_by];
    for (fact, what) in names.into_iter().zip(["the agency", "the signature"]) {
        let hidden = |v: &mut String| model || form.words(List::Mask).iter().any(|m| v.contains(m.as_str()));
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

/// Says which labels were matched by likeness, and which rows belong to no row of the form.
fn note_labels(form: &Form, all: &Records, matches: &[Match], findings: &mut Vec<Finding>) {
    let nameless = matches.iter().filter(|m| m.score == unlabelled::BY_SUMS).count();
    if nameless > 0 {
        let message = format!("{nameless} rows without a label: placed by their order, with which all sums hold");
        findings.push(Finding::new(FindingKind::ProvedByArithmetic, message));
    }
    for found in matches.iter().filter(|m| m.score < 0.99 && m.score > unlabelled::BY_SUMS) {
        let (Some(row), Some(records)) = (form.rows.get(found.row), all.records.get(found.records.clone())) else {
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
    for (_, record) in unknown::extra(all, matches) {
        let message = format!("row kept aside: {}", sections::tidy(record.label()));
        let mut finding = Finding::new(FindingKind::ExtraRow, message);
        finding.origin = record.fields.first().map(|f| f.origin);
        findings.push(finding);
    }
}
