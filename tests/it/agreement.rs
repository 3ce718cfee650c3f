//! One report in every format gives equal reports but for where things stood.

use nianbao::model::content::{Block, Content};
use nianbao::model::grid::Slot;
use nianbao::{Format, Limits};
use serde_json::{Value, json};

use crate::outcome::{Outcome, assert_none, tight};
use crate::truth::sample;

const FILES: [&str; 13] = [
    "report-chromium.pdf",
    "report-libreoffice.pdf",
    "report.docx",
    "report.doc",
    "report.rtf",
    "report.ofd",
    "report.odt",
    "report.xlsx",
    "report.ods",
    "report-utf8.html",
    "report-gbk.html",
    "report.txt",
    "report-layout.txt",
];

/// The same page in formats that hold a page, or what is read of one: its tables drawn with pipes or parted by commas.
fn made() -> Vec<(&'static str, Outcome)> {
    let page = std::fs::read_to_string("samples/report-utf8.html").unwrap();
    let document = Format::Html.read(page.as_bytes(), None, &Limits::default()).unwrap();
    let Content::Blocks(blocks) = document.content else { panic!("no blocks") };
    let (mut pipes, mut commas) = (String::new(), String::new());
    for block in &blocks {
        match block {
            Block::Paragraph(paragraph) => {
                pipes += &format!("{}\n\n", paragraph.text.replace('\n', ""));
                commas += &format!("\"{}\"\n", paragraph.text.replace('\n', ""));
            }
            Block::Grid(grid) => {
                for row in 0..grid.rows() {
                    let text = |column| match grid.slot(row, column) {
                        Some(Slot::Cell(cell)) => cell.text.replace('\n', ""),
                        _ => String::new(),
                    };
                    let cells: Vec<String> = (0..grid.columns()).map(text).collect();
                    pipes += &format!("| {} |\n", cells.join(" | "));
                    if row == 0 {
                        pipes += &format!("|{}\n", "---|".repeat(cells.len()));
                    }
                    commas += &format!("\"{}\"\n", cells.join("\",\""));
                }
                pipes.push('\n');
            }
            Block::Rows(_) => panic!("rows"),
        }
    }
    let record = json!({"url": "http://a.gov.cn/1.html", "html": page}).to_string();
    let (head, body) = page.split_once("<body>").unwrap();
    let kept = format!("{head}<body><template>{}", body.replace("</body>", "</template></body>"));
    [("report.md", pipes), ("report.csv", commas), ("report.json", record), ("kept.html", kept)]
        .map(|(name, text)| (name, Outcome::of(text.as_bytes(), name)))
        .into()
}

/// Compares a part of each report with that of the first format.
#[track_caller]
fn agree(part: impl Fn(&Outcome) -> Vec<(String, Value)>) {
    let mut outcomes: Vec<(&str, Outcome)> = FILES.iter().map(|file| (*file, sample(file))).collect();
    outcomes.extend(made());
    let first = part(&outcomes[0].1);
    assert!(!first.is_empty());
    let mut differ = Vec::new();
    for (file, outcome) in outcomes.iter().skip(1) {
        let other = part(outcome);
        let (mine, theirs) =
            (first.iter().map(|p| &p.0).collect::<Vec<_>>(), other.iter().map(|p| &p.0).collect::<Vec<_>>());
        if mine != theirs {
            differ.push(format!("{file}: names {theirs:?} are not {mine:?}"));
        }
        differ.extend(
            first.iter().zip(&other).filter(|(a, b)| a != b).map(|(a, b)| format!("{file}: {b:?} is not {a:?}")),
        );
    }
    assert_none(&differ, "differences");
}

fn pairs(object: &Value) -> impl Iterator<Item = (String, Value)> {
    object.as_object().expect("an object").clone().into_iter()
}

#[test]
fn editions_agree() {
    agree(|o| pairs(&o.0["edition"]).collect());
}

#[test]
fn metadata_agree() {
    let value = |fact: &Value| if fact.get("value").is_some() { fact["value"].clone() } else { fact.clone() };
    // The day of publication and the index number are in the head of a web page and in no other format.
    let common = |(name, fact): (String, Value)| {
        let value = match name.as_str() {
            "published_on" | "index_number" => return None,
            "contact" => pairs(&fact).map(|(_, f)| value(&f)).collect(),
            _ => value(&fact),
        };
        Some((name, value))
    };
    agree(|o| pairs(&o.0["metadata"]).filter_map(common).collect());
}

#[test]
fn cells_agree() {
    let own = |(id, cell): (String, Value)| {
        let raw = cell["raw"].as_str().map(tight);
        (id, json!([cell["value"], cell["status"], cell["unit"], cell["unit_source"], cell["arithmetic"], raw]))
    };
    agree(|o| pairs(&o.0["cells"]).map(own).collect());
}

#[test]
fn checks_agree() {
    // Whether it came out in time is known only where the day of publication is.
    let own = |c: &&Value| c["rule"] != "S-PUBLISHED";
    let pair = |c: &Value| (c["rule"].to_string(), json!([c["result"], c["expected"], c["actual"], c["suspects"]]));
    agree(|o| o.checks("").into_iter().filter(own).map(pair).collect());
}

#[test]
fn section_texts_agree() {
    agree(|o| {
        let sections = o.0["sections"].as_array().expect("sections").iter();
        let id = |s: &Value| s["id"].as_str().expect("an id").to_string();
        let number = |s: &Value| json!([s["number"], s["heading"]]);
        sections.map(|s| (id(s), json!([number(s), o.section(&id(s))]))).collect()
    });
}
