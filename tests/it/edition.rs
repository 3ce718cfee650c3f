//! A later edition of the form: added as files alone, and without them.

use crate::outcome::uncaught;
use crate::sheet::{Layout, Sheet, Td};
use nianbao::report::{Arithmetic, Outcome, Status};
use nianbao::{Converter, File, Form, Report};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The new row, as it is printed.
const ROW: &str = "9.属于模型训练数据";
/// Its numbers.
const NUMBERS: [u32; 7] = [3, 0, 1, 0, 0, 0, 4];

fn add(sheet: &mut Sheet, id: &str, more: u32) {
    let sum = sheet.facts[id].parse::<u32>().expect("a count") + more;
    sheet.set_fact(id, &sum.to_string());
}

/// A report of 2026: a row more among the refusals, an outcome more of reconsiderations, and a head with another name.
fn report() -> String {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = sheet.title.replace("2023", "2026");
    sheet.lead_in.iter_mut().for_each(|text| *text = text.replace("2023", "2026"));
    sheet.relabel("社会公益组织", "社会组织");
    let columns = nianbao::Form::builtin("disclosure").unwrap().labels.uniform().unwrap().1.len();
    assert_eq!(columns, NUMBERS.len());
    for (column, more) in ["natural_person", "commercial_enterprise", "research_institution"]
        .into_iter()
        .zip(NUMBERS)
        .chain([("total", 4)])
    {
        add(&mut sheet, &format!("applications.new_requests.{column}"), more);
        add(&mut sheet, &format!("applications.results.total.{column}"), more);
    }
    let at = sheet.row(3, "applications.results.refused.administrative_inquiry");
    let table = sheet.table(3);
    table.insert(at + 1, [Td::new(ROW)].into_iter().chain(NUMBERS.map(|n| Td::new(&n.to_string()))).collect());
    for td in table.iter_mut().take(at).flatten().filter(|td| td.rows > 4) {
        td.rows += 1;
    }
    add(&mut sheet, "review_and_litigation.reconsideration.total", 2);
    let table = sheet.table(4);
    for (row, text) in [(2, "调解结案"), (3, "2")] {
        table[row].insert(2, Td::new(text));
    }
    table[0][0].cols += 1;
    sheet.html()
}

/// The files of the form with those of the edition.
fn files(folder: &Path) {
    let source = PathBuf::from("src/forms/disclosure");
    fs::create_dir_all(folder).unwrap();
    for entry in fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write(
        "editions.tsv",
        text("editions.tsv").replace("2021\t2021\t\t", "2021\t2021\t2025\t") + "2026\t2026\t\tcells-2026.tsv\t\n",
    );
    write("columns.tsv", text("columns.tsv") + "review_and_litigation\tmediated\tcount\tyes\t\n");
    let mut cells = String::new();
    for line in text("cells-2021.tsv").lines() {
        cells.push_str(line);
        cells.push('\n');
        if line.starts_with("applications.results.refused.administrative_inquiry.") {
            continue;
        }
        if line.starts_with("review_and_litigation.reconsideration.corrected") {
            cells.push_str(&line.replace("corrected", "mediated"));
            cells.push('\n');
        }
    }
    let of_row: String = text("cells-2021.tsv")
        .lines()
        .filter(|l| l.starts_with("applications.results.refused.administrative_inquiry."))
        .map(|l| l.replace("administrative_inquiry", "training_data") + "\n")
        .collect();
    let behind = cells.find("applications.results.unable_to_provide").unwrap();
    cells.insert_str(behind, &of_row);
    write("cells-2026.tsv", cells);
    write(
        "labels.tsv",
        text("labels.tsv")
            + &format!("applications.results.refused.training_data\trow\t2026..\t{ROW}\tcanonical\tform\n")
            + "review_and_litigation.mediated\tcolumn\t2026..\t调解结案\tcanonical\tform\n"
            + "applications.social_welfare_organization\tcolumn\t2026..\t社会组织\tcanonical\tform\n",
    );
}

fn convert(converter: &Converter) -> Report {
    let html = report();
    uncaught(converter.convert(File::new("2026.html", html.as_bytes()))).unwrap().remove(0)
}

#[test]
fn an_edition_is_files_only() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("form-2026");
    files(&folder);
    let form = Form::load(&folder).unwrap_or_else(|e| panic!("{e}"));
    let report = convert(&Converter::new().with_form(Arc::new(form)));
    assert_eq!(report.edition.form, "2026");
    assert!(report.cells.iter().all(|(id, e)| e.status == Status::Published || panic!("{id} is {:?}", e.status)));
    let number = |id: &str| report[id].value.map(|v| v.to_string()).unwrap_or_default();
    let row = "applications.results.refused.training_data";
    assert_eq!((number(&format!("{row}.natural_person")), number(&format!("{row}.total"))), ("3".into(), "4".into()));
    assert_eq!(number("review_and_litigation.reconsideration.mediated"), "2");
    // All sums, those of what is new among them.
    let sums: Vec<_> = report.checks.iter().filter(|c| c.class == "identity").collect();
    assert!(sums.iter().all(|c| c.result == Outcome::Pass), "{:?}", sums.iter().find(|c| c.result != Outcome::Pass));
    assert!(sums.iter().any(|c| c.rule == "A-ROW.results.refused.training_data"));
    for id in [&*format!("{row}.total"), "review_and_litigation.reconsideration.mediated"] {
        assert_eq!(report[id].arithmetic, Arithmetic::Confirmed, "{id}");
        assert!(sums.iter().any(|c| c.operands.iter().any(|o| *o == *id)), "{id} is in no sum");
    }
}

#[test]
fn an_edition_that_is_not_known_is_an_error_and_its_rows_are_kept() {
    let report = convert(&Converter::new());
    assert_eq!(report.edition.form, "unknown");
    let found = report.findings.iter().find(|f| f.kind.code() == "unknown_edition");
    assert_eq!(found.expect("the finding").kind.severity(), nianbao::Severity::Error);
    let [kept] = report.extra_rows.as_slice() else { panic!("{:?}", report.extra_rows) };
    assert_eq!((&*kept.label, kept.values.len()), (ROW, NUMBERS.len()));
    // A command says so too.
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("2026.html");
    fs::write(&path, self::report()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("convert").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_year_behind_the_last_edition_is_not_known() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("form-closed");
    files(&folder);
    let closed =
        fs::read_to_string(folder.join("editions.tsv")).unwrap().replace("2026\t2026\t\t", "2026\t2026\t2027\t");
    fs::write(folder.join("editions.tsv"), closed).unwrap();
    let converter = Converter::new().with_form(Arc::new(Form::load(&folder).unwrap()));
    let of = |year: &str| {
        let html = report().replace("2026", year);
        let report = uncaught(converter.convert(File::new("year.html", html.as_bytes()))).unwrap().remove(0);
        report.edition.form.to_string()
    };
    assert_eq!([of("2027"), of("2028")], ["2026", "unknown"]);
}
