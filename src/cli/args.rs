//! What can be typed.

use super::limits::LimitArgs;
use clap::{Parser, Subcommand, ValueEnum};
use nianbao::Format;
use nianbao::run::Shard;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Turns Chinese government information disclosure annual reports into canonical, checked JSON.
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 all clean; 1 finished, but some document failed or was flagged; 2 usage or environment; 130 interrupted.\nWhat one document may cost: nianbao help limits"
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Convert documents to reports: one document to standard output, many into a folder
    #[command(after_help = formats())]
    Convert(Convert),
    /// Write a copy of a garbled PDF, HTML or text whose text can be searched and copied
    Repair(Repair),
    /// Show what a stage saw of one document
    Inspect(Inspect),
    /// Write the reports of a run as tables for analysis
    Export(Export),
    /// Print the variables of the tables: cell, name, labels, editions, unit (tab-separated)
    Codebook(Print),
    /// Learn from PDFs whose fonts tell their characters how to read those whose fonts do not
    Learn(Learn),
    /// Check reports against each other: a year against the year before, a region against its parts
    Check(Check),
    /// Print the JSON Schema of a report
    Schema(Print),
    /// Say what became of the documents of a run: what failed, went unread or is flagged, and why
    Status(Status),
    /// Put the shards of a run together: what comes out is what one machine would have written
    Merge(Merge),
    /// Print what a shell needs to complete commands and options: bash, elvish, fish, powershell, zsh
    Completions(Completions),
    /// Print the manual page (roff): `nianbao man | man -l -`
    Man(Print),
    /// The options that bound what one document may cost, for all commands that read documents
    #[command(name = LIMITS)]
    Limits(LimitArgs),
    /// Convert documents for a run, over standard input and output
    #[command(hide = true)]
    Worker,
}

/// What is read, with the endings of names, for the help. What a file is, its bytes tell.
fn formats() -> String {
    let one = |format: &Format| format!("  {:9} {}", format.name(), format.endings().join(" "));
    let lines: Vec<String> = Format::ALL.iter().map(one).collect();
    format!("Formats, known by what is in the file, and the usual endings of names:\n{}", lines.join("\n"))
}

/// The topic of the help that lists the limits.
pub const LIMITS: &str = "limits";

/// How much is said beside results and errors.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct VolumeArgs {
    /// Say nothing but errors beside the result
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(long, short)]
    pub verbose: bool,
}

/// What prints a text.
#[derive(Debug, clap::Args)]
pub struct Print {
    /// File to write instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
}

/// `completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
    /// Where it goes.
    #[command(flatten)]
    pub print: Print,
}

/// Passwords.
#[derive(Debug, clap::Args)]
pub struct PasswordArgs {
    /// Password of PDFs that need one to be opened; may be given several times, and is written down nowhere
    #[arg(long, value_name = "PASSWORD", hide_short_help = true)]
    pub password: Vec<String>,
}

/// What is known beforehand.
#[derive(Debug, clap::Args)]
pub struct GlyphArgs {
    /// Table of glyph numbers made by `nianbao learn`, for PDFs whose fonts give no character codes
    #[arg(long, value_name = "FILE")]
    pub glyphs: Vec<PathBuf>,
}

/// Where documents come from.
#[derive(Debug, clap::Args)]
pub struct InputArgs {
    /// Documents, folders and archives of them (zip, tar, 7z, WARC, WACZ, gz, zst), or - for standard input; built with
    /// object-store, also addresses: s3://, gs:// and az:// of an object or prefix, http(s):// of a file
    #[arg(required_unless_present = "from_file", value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// File that lists documents, folders and addresses, one a line or ended by NUL; - is standard input
    #[arg(long, value_name = "LIST")]
    pub from_file: Vec<PathBuf>,
    /// Only documents of folders and archives whose path matches: *.pdf, 2024/**
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Nothing of folders and archives whose path matches
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
}

/// `export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Folder of a run, finished or not, or a file of reports, one a line
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Kinds of files to write, separated by commas
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',', required = true)]
    pub to: Vec<TableFormat>,
    /// Folder for the tables [default: tables in the folder of the run]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the tables are written.
    #[command(flatten)]
    pub tables: TableArgs,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
}

/// How tables are written.
#[derive(Debug, clap::Args)]
pub struct TableArgs {
    /// Begin CSV files with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Give the panel a column VARIABLE_status beside each variable
    #[arg(long)]
    pub status: bool,
}

/// The kinds of files that tables are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// One file a table, UTF-8, with a do-file for Stata
    Csv,
    /// One file a table
    #[cfg(feature = "parquet")]
    Parquet,
    /// One database, nianbao.sqlite
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// One workbook, nianbao.xlsx, a sheet a table
    #[cfg(feature = "xlsx")]
    Xlsx,
}

/// `learn`.
#[derive(Debug, clap::Args)]
pub struct Learn {
    /// The PDFs.
    #[command(flatten)]
    pub inputs: InputArgs,
    /// The table to write: typeface, glyph number, character, documents that bear it out
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// In the process that does the work: the name of the document that is on standard input
    #[arg(long, hide = true)]
    pub alone: Option<String>,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
    /// What one document may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// `convert`.
#[derive(Debug, clap::Args)]
pub struct Convert {
    /// Where documents come from.
    #[command(flatten)]
    pub inputs: InputArgs,
    /// Folder for reports.jsonl and documents.jsonl; the same command again goes on with it
    #[arg(long, short, value_name = "RUN")]
    pub out: Option<PathBuf>,
    /// What to write besides reports.jsonl, separated by commas: json (one FILE.json a document), or kinds of tables as
    /// of export, into the folder tables
    #[arg(long, value_name = "LIST", value_parser = target, value_delimiter = ',', default_value = "jsonl", requires = "out")]
    pub to: Vec<Target>,
    /// How tables are written.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Documents converted at the same time [default: the processors that there are]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Convert everything anew, whatever the folder of --out holds of an earlier run
    #[arg(long, requires = "out")]
    pub restart: bool,
    /// Convert again what failed or went unread in an earlier run
    #[arg(long, requires = "out")]
    pub retry_failed: bool,
    /// Convert only the K-th of N parts, for one of several machines; the path of a file decides, and `merge` puts them together
    #[arg(long, value_name = "K/N", requires = "out")]
    pub shard: Option<Shard>,
    /// What makes the exit code 1 beside failed and unread documents: a finding of this severity that flags a report
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
    /// Keep documents of the run that this command does not have, beside what it adds
    #[arg(long, requires = "out", conflicts_with = "prune")]
    pub add: bool,
    /// Take documents off the run that this command does not have; without, such a command is refused
    #[arg(long, requires = "out")]
    pub prune: bool,
    /// Say nothing of documents, nor how far the run is
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say of every document what became of it
    #[arg(long, short)]
    pub verbose: bool,
    /// Do not say how far the run is
    #[arg(long)]
    pub no_progress: bool,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
    /// What is known beforehand.
    #[command(flatten)]
    pub glyphs: GlyphArgs,
    /// What one document may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Findings that make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A report, or a part of it, cannot be relied on
    Error,
    /// The same, and what should be looked at
    Warning,
}

/// `status`.
#[derive(Debug, clap::Args)]
pub struct Status {
    /// Folder of a run, finished or not
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// List documents that failed
    #[arg(long)]
    pub failed: bool,
    /// List documents that may be reports and could not be read
    #[arg(long)]
    pub unread: bool,
    /// List documents whose reports are flagged
    #[arg(long)]
    pub flagged: bool,
    /// Which page of a list, from 1; one has 50 documents
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub page: u32,
    /// Print it as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Compare every report and every line with its digest
    #[arg(long)]
    pub verify: bool,
}

/// `merge`.
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// Folders of runs made with --shard 1/N to N/N
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// Folder for the whole run, without one in it
    #[arg(long, short, value_name = "RUN")]
    pub out: PathBuf,
    /// Put it in the place of the run that is in the folder
    #[arg(long)]
    pub restart: bool,
}

/// What a run can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// reports.jsonl, one report a line; always written.
    Jsonl,
    /// One FILE.json a document.
    Json,
    /// Tables.
    Tables(TableFormat),
}

fn target(text: &str) -> Result<Target, String> {
    match text {
        "jsonl" => Ok(Target::Jsonl),
        "json" => Ok(Target::Json),
        _ => TableFormat::from_str(text, false).map(Target::Tables).map_err(|_| {
            let tables = TableFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<String> = tables.map(|value| value.get_name().to_string()).collect();
            format!("one of jsonl, json, {}", names.join(", "))
        }),
    }
}

/// `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// A run (the folder that holds reports.jsonl), a folder of JSON reports, or one JSON Lines file
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Where the results go, one a line [default: run-checks.jsonl in the run's folder]
    #[arg(short, long, alias = "output", value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
}

/// `repair`.
#[derive(Debug, clap::Args)]
pub struct Repair {
    /// The documents (PDF, HTML, text), or - for standard input
    #[arg(value_name = "IN", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Where the copy goes, - for standard output; of many documents a folder that is there. Never the document itself
    #[arg(short, long, alias = "output", value_name = "OUT")]
    pub out: PathBuf,
    /// In the process that does the work: the name of the document that is on standard input
    #[arg(long, hide = true)]
    pub alone: Option<String>,
    /// Print what was changed, by font and character
    #[arg(long)]
    pub report: bool,
    /// Repair a signed PDF too, though the signature does not hold for the copy
    #[arg(long)]
    pub force: bool,
    /// Add a ToUnicode also where the predefined CMap says it and pdfminer or old versions of MuPDF would misread it
    #[arg(long)]
    pub every_font: bool,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
    /// What is known beforehand.
    #[command(flatten)]
    pub glyphs: GlyphArgs,
    /// What one document may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// `inspect`.
#[derive(Debug, clap::Args)]
pub struct Inspect {
    /// The document, or - for standard input
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// File to write instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// In the process that does the work: the name of the document that is on standard input
    #[arg(long, hide = true)]
    pub alone: Option<String>,
    /// Which stage
    #[arg(long, value_enum, default_value_t = Stage::Interpret)]
    pub stage: Stage,
    /// Print the document's characters and nothing else, repaired unless `--stage read`; pages end in a form feed
    #[arg(long, conflicts_with = "svg")]
    pub text: bool,
    /// Draw one page as SVG: glyph boxes, rules, cells and the ids of the form's cells
    #[arg(long)]
    pub svg: bool,
    /// The page to draw, from 1
    #[arg(long, value_name = "N", default_value_t = 1, requires = "svg")]
    pub page: u32,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
    /// How much is said.
    #[command(flatten)]
    pub volume: VolumeArgs,
    /// What is known beforehand.
    #[command(flatten)]
    pub glyphs: GlyphArgs,
    /// What the document may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// The stages that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Glyphs and rules, blocks, or lines, as the format has them
    Read,
    /// The same with garbled characters put right, and what was put right
    Repair,
    /// Paragraphs and tables in reading order
    Tabulate,
    /// Which row of the form each row of a table was matched to
    Interpret,
}
