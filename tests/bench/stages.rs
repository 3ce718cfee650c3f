//! Time of every stage, and of all together, on samples of every kind: `cargo bench`.

use divan::Bencher;
use nianbao::model::content::{Block, Document};
use nianbao::{Converter, File, Form, Format, GlyphTables, Limits};
use nianbao::{check, interpret, repair, tabulate};

const SAMPLES: &[&str] = &[
    "page-break.pdf",
    "report-libreoffice.pdf",
    "garbled-no-codes.pdf",
    "report.docx",
    "report.doc",
    "report.rtf",
    "report-gbk.html",
    "report-layout.txt",
];

fn main() {
    divan::main();
}

fn form() -> &'static Form {
    Form::builtin("disclosure").unwrap()
}

fn bytes(sample: &str) -> Vec<u8> {
    std::fs::read(format!("{}/samples/{sample}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn document(sample: &str) -> Document {
    let bytes = bytes(sample);
    format(sample, &bytes).read(&bytes, None, &Limits::default().started()).unwrap()
}

fn format(sample: &str, bytes: &[u8]) -> Format {
    Converter::new().format(&File::new(sample, bytes)).unwrap()
}

fn repaired(sample: &str) -> Document {
    let mut document = document(sample);
    repair::repair(&mut document, &GlyphTables::default(), form(), &Limits::default().started());
    document
}

fn blocks(document: Document) -> Vec<Block> {
    tabulate::tabulate(document.content, &form().labels, &Limits::default().started(), &mut Vec::new())
}

#[divan::bench(args = SAMPLES)]
fn a_read(bencher: Bencher, sample: &str) {
    let bytes = bytes(sample);
    let format = format(sample, &bytes);
    bencher.bench(|| format.read(&bytes, None, &Limits::default().started()));
}

#[divan::bench(args = SAMPLES)]
fn b_repair(bencher: Bencher, sample: &str) {
    let document = document(sample);
    let tables = GlyphTables::default();
    bencher
        .with_inputs(|| document.clone())
        .bench_refs(|document| repair::repair(document, &tables, form(), &Limits::default().started()));
}

#[divan::bench(args = SAMPLES)]
fn c_tabulate(bencher: Bencher, sample: &str) {
    let document = repaired(sample);
    bencher.with_inputs(|| document.clone()).bench_values(blocks);
}

#[divan::bench(args = SAMPLES)]
fn d_interpret(bencher: Bencher, sample: &str) {
    let document = repaired(sample);
    let info = document.info.clone();
    let blocks = blocks(document);
    bencher.bench(|| interpret::interpret(form(), &blocks, &info, &Limits::default().started()));
}

#[divan::bench(args = SAMPLES)]
fn e_check(bencher: Bencher, sample: &str) {
    let document = repaired(sample);
    let info = document.info.clone();
    let draft = interpret::interpret(form(), &blocks(document), &info, &Limits::default().started()).draft;
    bencher.with_inputs(|| draft.clone()).bench_refs(|draft| check::check(form(), draft));
}

#[divan::bench(args = SAMPLES)]
fn f_write(bencher: Bencher, sample: &str) {
    let reports = Converter::new().convert(File::new(sample, &bytes(sample))).unwrap();
    bencher.bench(|| reports.iter().map(|r| r.line().map_or(0, |l| l.len())).sum::<usize>());
}

#[divan::bench(args = SAMPLES)]
fn whole(bencher: Bencher, sample: &str) {
    let bytes = bytes(sample);
    let converter = Converter::new();
    bencher.bench(|| converter.convert(File::new(sample, &bytes)));
}
