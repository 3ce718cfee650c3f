//! One door: what a trace and `inspect` show of a document is what `convert` publishes of it.

use std::collections::BTreeSet;
use std::process::Command;

use nianbao::{Converter, File, Report, Stage, Status, Trace};

use crate::sheet::{Layout, Sheet};

/// Every sample, by name.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            all.push((path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

/// A page of two whole reports, of different years.
fn two_reports() -> (String, Vec<u8>) {
    let (mut first, mut second) = (Sheet::of(Layout::Of2021), Sheet::of(Layout::Of2021));
    for (sheet, year) in [(&mut first, "2023"), (&mut second, "2024")] {
        sheet.title = format!("<h1>云溪市水利局{year}年政府信息公开工作年度报告</h1>");
    }
    ("two.html".into(), format!("{}{}", first.html(), second.html()).into_bytes())
}

/// The rows of which a report publishes a cell.
fn published(report: &Report) -> BTreeSet<String> {
    let published = report.cells.iter().filter(|(_, entry)| entry.status == Status::Published);
    published.filter_map(|(id, _)| id.rsplit_once('.')).map(|(row, _)| row.to_string()).collect()
}

/// The rows that `inspect` shows as matched, for each report.
fn inspected(name: &str) -> Vec<BTreeSet<String>> {
    let program = env!("CARGO_BIN_EXE_nianbao");
    let output = Command::new(program).args(["inspect", name, "--stage", "interpret"]).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let mut parts = vec![BTreeSet::new()];
    for (i, line) in String::from_utf8(output.stdout).unwrap().lines().enumerate() {
        match line.split_whitespace().next() {
            Some("report") if i > 0 => parts.push(BTreeSet::new()),
            // No row of the form.
            None | Some("-" | "report") => {}
            Some(row) => drop(parts.last_mut().unwrap().insert(row.to_string())),
        }
    }
    parts
}

#[test]
fn a_trace_gives_the_reports_of_a_conversion() {
    let converter = Converter::new();
    for (name, bytes) in samples().into_iter().chain([two_reports()]) {
        let reports = converter.convert(File::new(&name, &bytes)).unwrap();
        let trace = converter.trace(File::new(&name, &bytes)).unwrap();
        let json = |reports: Vec<&Report>| serde_json::to_string(&reports).unwrap();
        assert_eq!(json(reports.iter().collect()), json(trace.parts.iter().map(|p| &p.report).collect()), "{name}");
    }
}

#[test]
fn what_inspect_shows_as_matched_is_what_convert_publishes() {
    let (name, two) = two_reports();
    let path = std::env::temp_dir().join(format!("nianbao-{}-{name}", std::process::id()));
    std::fs::write(&path, &two).unwrap();
    let two = (path.to_string_lossy().into_owned(), two);
    let mut rows = 0;
    for (name, bytes) in samples().into_iter().chain([two]) {
        let reports = Converter::new().convert(File::new(&name, &bytes)).unwrap();
        let shown = inspected(&name);
        assert_eq!(shown.len(), reports.len(), "{name}");
        for (report, shown) in reports.iter().zip(&shown) {
            // The rows of table 4 are shown as one.
            let under = |row: &String| shown.iter().any(|s| row == s || row.starts_with(&format!("{s}.")));
            let published = published(report);
            let unseen: Vec<&String> = published.iter().filter(|row| !under(row)).collect();
            assert!(unseen.is_empty(), "{name}: published and not shown as matched: {unseen:?}");
            rows += published.len();
        }
    }
    std::fs::remove_file(path).unwrap();
    assert!(rows > 600, "{rows}");
}

#[test]
fn a_file_of_two_reports_is_traced_part_by_part() {
    let (name, bytes) = two_reports();
    let trace = Converter::new().trace(File::new(&name, &bytes)).unwrap();
    let [first, second] = trace.parts.as_slice() else { panic!("{} parts", trace.parts.len()) };
    assert_eq!(first.matches.len(), second.matches.len());
    assert!(first.matches.len() > 30, "{}", first.matches.len());
    assert_eq!(published(&first.report), published(&second.report));
}

#[test]
fn a_trace_ends_where_it_is_told_to() {
    let (name, bytes) = two_reports();
    let to = |stage: Stage| -> Trace { Converter::new().trace_to(File::new(&name, &bytes), stage).unwrap() };
    assert!(to(Stage::Read).blocks.is_empty());
    assert!(to(Stage::Repair).blocks.is_empty());
    assert!(!to(Stage::Tabulate).blocks.is_empty() && to(Stage::Tabulate).parts.is_empty());
    assert_eq!(to(Stage::Check).parts.len(), 2);
}

#[test]
fn a_converter_is_shared_by_threads() {
    let converter = Converter::new();
    let (name, bytes) = two_reports();
    let counts: Vec<usize> = std::thread::scope(|scope| {
        let convert = || converter.convert(File::new(&name, &bytes)).unwrap().len();
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(convert)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(counts, [2, 2]);
}

#[test]
fn a_cell_is_looked_up_by_its_id() {
    let bytes = std::fs::read("samples/page-break.pdf").unwrap();
    let report = Converter::new().convert(File::new("page-break.pdf", &bytes)).unwrap().remove(0);
    assert_eq!(report["applications.results.total.total"].raw.as_deref(), Some("497"));
    assert!(report.cell("applications.results.total").is_none());
}
