//! Who reports, for which year, under which title, published when.

use super::dates;
use super::sections::{Outline, is_agency, tidy};
use crate::forms::key::key;
use crate::forms::labels::labels;
use crate::forms::words::words;
use crate::model::content::{Block, Info};
use crate::model::report::{Fact, Metadata};

/// Reads the metadata, best source first.
pub fn metadata(blocks: &[Block], outline: &Outline<'_>, info: &Info) -> Metadata {
    let mut out = Metadata::default();
    let fields = fields(blocks);
    let field = |list: &str| {
        fields
            .iter()
            .find(|(name, value)| !value.is_empty() && words(list).contains(&name.as_str()))
            .map(|(_, v)| v.clone())
    };
    title(&mut out, outline, info, field("title_field"));
    let text: String =
        outline.sections.iter().flat_map(|s| &s.blocks).map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
    period(&mut out, &text);
    year(&mut out, outline, &text);
    let (signed_by, signed_on) = &outline.signature;
    if let Some(agency) = signed_by {
        out.signed_by = fact(agency.clone(), agency.clone(), "signature");
    }
    if let Some((day, raw)) = signed_on {
        out.signed_on = fact(day.iso(), raw.clone(), "signature");
    }
    agency(&mut out, info, field("publisher_field"), &text);
    let day_of = |raw: &str| dates::days(raw).first().map(dates::Day::iso);
    let published = [(info.published.clone(), "metadata"), (field("published_field"), "header")];
    out.published_on = published
        .into_iter()
        .find_map(|(raw, from)| raw.and_then(|raw| Some(fact(day_of(&raw)?, raw, from))))
        .unwrap_or_default();
    out
}

fn fact(value: String, raw: String, from: &'static str) -> Fact {
    Fact { value: Some(value), raw: Some(raw), from: Some(from) }
}

fn title(out: &mut Metadata, outline: &Outline<'_>, info: &Info, field: Option<String>) {
    let printed: Vec<&str> = outline.title.iter().map(|p| p.text.trim()).collect();
    if !printed.is_empty() {
        let raw = printed.join("\n");
        out.title = fact(tidy(&raw), raw, "title");
        return;
    }
    for (raw, from) in [(field, "header"), (info.title.clone(), "metadata")] {
        let Some(raw) = raw else { continue };
        // A page's title carries the column and the site behind it.
        let own =
            raw.split(['_', '|', '-', '—', '–']).map(str::trim).find(|part| labels().title_kind(&key(part)).is_some());
        if let Some(own) = own {
            out.title = fact(tidy(own), raw.clone(), from);
            return;
        }
    }
}

fn period(out: &mut Metadata, text: &str) {
    for word in words("period_word") {
        for (at, _) in text.match_indices(word) {
            let days = dates::days(text.get(at..).map(|t| t.split('\n').next().unwrap_or(t)).unwrap_or_default());
            if let [from, to, ..] = days.as_slice()
                && from.from < 60
                && from.year <= to.year
                && to.year - from.year <= 1
            {
                out.period = Some((from.iso(), to.iso()));
                return;
            }
        }
    }
}

fn year(out: &mut Metadata, outline: &Outline<'_>, text: &str) {
    let title = out.title.value.as_deref().and_then(dates::year);
    let of_period = out.period.as_ref().and_then(|(_, to)| to.get(..4)).and_then(|y| y.parse::<i32>().ok());
    let overview = outline
        .sections
        .iter()
        .filter(|s| s.section.is_some())
        .flat_map(|s| &s.blocks)
        .find_map(|b| dates::year(&b.text));
    out.report_year = title
        .map(|(y, _, _)| (y, "title"))
        .or(of_period.map(|y| (y, "period")))
        .or(overview.map(|(y, _, _)| (y, "body")))
        .or(dates::year(text).map(|(y, _, _)| (y, "body")));
}

fn agency(out: &mut Metadata, info: &Info, publisher: Option<String>, text: &str) {
    // A title with gaps does not tell where the name ends.
    if let Some(title) = out.title.value.clone().filter(|t| !t.contains('\u{FFFD}')) {
        let mut name = String::new();
        let mut rest = title.as_str();
        if let Some((_, from, to)) = dates::year(&title) {
            name.push_str(title.get(..from).unwrap_or_default());
            rest = title.get(to..).unwrap_or_default();
            rest = words("year_tail").iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        }
        let rest_key = key(rest);
        let before_kind = labels().title_kind(&rest_key).and_then(|(from, _)| rest_key.get(..from)).unwrap_or_default();
        name.push_str(before_kind);
        let mut name = name.as_str();
        loop {
            let cut = words("title_word").iter().find_map(|w| name.strip_prefix(w).or_else(|| name.strip_suffix(w)));
            match cut {
                Some(shorter) => name = shorter,
                None => break,
            }
        }
        let name = name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '（' | '）' | '(' | ')' | '、'));
        if !name.is_empty() {
            let whole = with_organ(name, text, info).unwrap_or_else(|| name.to_string());
            out.agency = fact(whole, title, "title");
            return;
        }
    }
    let signed = out.signed_by.value.clone().filter(|s| !s.contains('\u{FFFD}'));
    for (found, from) in [(publisher, "header"), (signed, "signature"), (info.publisher.clone(), "metadata")] {
        if let Some(found) = found.map(|f| tidy(&f)).filter(|f| is_agency(f)) {
            out.agency = fact(found.clone(), found, from);
            return;
        }
    }
}

/// A title often names the region alone; the body then tells which organ of it reports.
fn with_organ(name: &str, text: &str, info: &Info) -> Option<String> {
    let suffix = words("region_suffix").iter().find(|s| name.ends_with(*s))?;
    let places = [text, info.title.as_deref().unwrap_or_default(), info.publisher.as_deref().unwrap_or_default()];
    for prefix in [name, suffix] {
        for place in places {
            for organ in words("region_organ") {
                if place.contains(&format!("{prefix}{organ}")) {
                    return Some(format!("{name}{organ}"));
                }
            }
        }
    }
    None
}

/// Names and values of index cards and crawlers' heads: "name: value" in a paragraph, or in neighbouring cells.
fn fields(blocks: &[Block]) -> Vec<(String, String)> {
    let name_of = |text: &str| {
        tidy(text.trim_end_matches([':', '：', ' ', '】', ']'])).trim_start_matches(['【', '[']).to_string()
    };
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(p) => {
                for part in p.text.split(['\n', '\u{3000}', '\t']) {
                    if let Some((name, value)) = part.split_once(['：', ':']) {
                        found.push((name_of(name), value.trim().to_string()));
                    }
                }
            }
            Block::Grid(grid) => {
                for r in 0..grid.rows().min(12) {
                    let mut row: Vec<&str> = Vec::new();
                    for c in 0..grid.columns().min(12) {
                        if let Some((row_at, column, cell)) = grid.cell_at(r, c)
                            && row_at == r
                            && column == c
                        {
                            row.push(&cell.text);
                        }
                    }
                    for pair in row.windows(2) {
                        if let [name, value] = pair {
                            found.push((name_of(name), value.trim().to_string()));
                        }
                    }
                    for cell in row {
                        if let Some((name, value)) = cell.split_once(['：', ':']) {
                            found.push((name_of(name), value.trim().to_string()));
                        }
                    }
                }
            }
            Block::Rows(_) => {}
        }
    }
    found
}
