//! `nianbao convert`.

use super::args::Convert;
use super::{CLEAN, FLAGGED, complain, print};
use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nianbao::model::error::Error;
use nianbao::model::finding::Severity;
use nianbao::model::limits::Limits;
use nianbao::model::report::Report;
use nianbao::pipeline::{self, Options};
use nianbao::write::json;
use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Endings of files that lie beside documents and are none.
const NOT_DOCUMENTS: &[&str] = &[
    "json", "jsonl", "csv", "tsv", "parquet", "sqlite", "md", "png", "jpg", "jpeg", "gif", "svg", "css", "js", "py",
    "sh", "log", "tmp",
];

/// A document to convert: its path, and its path below the input folder, which names its report.
pub struct Job {
    /// Where it lies; `-` is standard input.
    pub path: PathBuf,
    name: PathBuf,
}

/// The documents that were typed.
pub struct Jobs {
    /// In the order typed, folders sorted.
    pub jobs: Vec<Job>,
    /// Files in folders that are no documents.
    skipped: usize,
    /// Whether a folder was typed.
    folder: bool,
}

/// Finds the documents in what was typed: files, folders and `-`.
pub fn jobs(inputs: &[PathBuf]) -> anyhow::Result<Jobs> {
    let mut all = Jobs { jobs: Vec::new(), skipped: 0, folder: false };
    for input in inputs {
        if input.as_os_str() == "-" {
            all.jobs.push(Job { path: input.clone(), name: PathBuf::from("stdin") });
            continue;
        }
        let meta = fs::metadata(input)
            .map_err(|e| anyhow!("{}: {e}\n  look at the path and its permissions", input.display()))?;
        if meta.is_dir() {
            all.folder = true;
            all.skipped += walk(input, input, &mut all.jobs)?;
        } else {
            all.jobs.push(Job { path: input.clone(), name: input.file_name().map(PathBuf::from).unwrap_or_default() });
        }
    }
    Ok(all)
}

/// Runs the command.
pub fn run(args: &Convert) -> anyhow::Result<u8> {
    let Jobs { jobs, skipped, folder } = jobs(&args.inputs)?;
    let single = jobs.len() == 1 && !folder;
    if !single && args.out.is_none() {
        bail!("{} documents do not fit on standard output\n  add --out DIR", jobs.len());
    }
    if let Some(out) = &args.out {
        fs::create_dir_all(out)
            .with_context(|| format!("{}: cannot be made; look at its permissions", out.display()))?;
    }
    let options = Options { limits: args.limits.limits(), glyphs: super::learn::tables(&args.glyphs)? };
    let progress = Progress::new(jobs.len(), single);
    let mut tally = Tally::default();
    for job in &jobs {
        progress.at(&job.name);
        match convert(&job.path, &job.name, &options) {
            Ok(reports) => {
                tally.count(&reports);
                let errors = reports.iter().flat_map(|r| &r.findings).filter(|f| f.kind.severity() == Severity::Error);
                for finding in errors {
                    progress.say(&format!("{}: {}: {}", job.path.display(), finding.kind.code(), finding.message));
                }
                let text = text(&reports)?;
                match &args.out {
                    Some(out) => write(&out.join(report_name(&job.name)), text.as_bytes())?,
                    None => print(&text)?,
                }
            }
            Err(error) => {
                tally.failed += 1;
                progress.hidden(|| {
                    complain(&format!("{}: {}: {error}\n  {}", job.path.display(), error.code(), error.advice()));
                });
            }
        }
        progress.step();
    }
    progress.finish();
    if !single {
        eprintln!(
            "{} documents: {} converted ({} of them flagged), {} failed, {skipped} other files skipped",
            jobs.len(),
            tally.converted,
            tally.flagged,
            tally.failed
        );
    }
    Ok(if tally.failed + tally.flagged > 0 { FLAGGED } else { CLEAN })
}

#[derive(Default)]
struct Tally {
    converted: usize,
    flagged: usize,
    failed: usize,
}

impl Tally {
    fn count(&mut self, reports: &[Report]) {
        let mut findings = reports.iter().flat_map(|r| &r.findings);
        self.converted += 1;
        self.flagged += usize::from(findings.any(|f| f.kind.severity() == Severity::Error));
    }
}

/// What is written of one document: its report as an indented object, or several as JSON Lines.
fn text(reports: &[Report]) -> anyhow::Result<String> {
    if let [report] = reports {
        return Ok(serde_json::to_string_pretty(&json::value(report))? + "\n");
    }
    let lines = reports.iter().map(|r| Ok(serde_json::to_string(&json::value(r))? + "\n"));
    lines.collect::<anyhow::Result<String>>()
}

/// Reads and converts one document; a panic of a library's code is an error of this document alone.
fn convert(path: &Path, name: &Path, options: &Options) -> Result<Vec<Report>, Error> {
    let bytes = read(path, &options.limits)?;
    let name = name.to_string_lossy();
    std::panic::catch_unwind(|| pipeline::convert_with(&bytes, &name, options)).unwrap_or_else(|_| {
        Err(Error::Malformed { format: "document", what: "a part of this program gave up on it".into() })
    })
}

/// The bytes of a file or of standard input, never more than one over the limit.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let most = limits.file_bytes.saturating_add(1);
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Documents below a folder, sorted; gives how many other files were passed over.
fn walk(root: &Path, folder: &Path, jobs: &mut Vec<Job>) -> anyhow::Result<usize> {
    let mut skipped = 0;
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{}: cannot be listed; look at its permissions", folder.display()))?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        if hidden || NOT_DOCUMENTS.contains(&ending.as_str()) {
            skipped += 1;
        } else if path.is_dir() {
            skipped += walk(root, &path, jobs)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
            jobs.push(Job { path, name });
        }
    }
    Ok(skipped)
}

/// The report's name beside others: the document's own with `.json` behind it, so that `a.pdf` and `a.docx` differ.
fn report_name(name: &Path) -> PathBuf {
    let mut file = name.as_os_str().to_os_string();
    file.push(".json");
    PathBuf::from(file)
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let what = || format!("{}: cannot be written; look at the disk and its permissions", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    let mut temporary = path.as_os_str().to_os_string();
    temporary.push(".tmp");
    let mut file = fs::File::create(&temporary).with_context(what)?;
    file.write_all(bytes).with_context(what)?;
    drop(file);
    fs::rename(&temporary, path).with_context(what)
}

/// A bar on a terminal, else a line now and then.
struct Progress {
    bar: ProgressBar,
    beat: std::cell::Cell<Instant>,
    total: usize,
}

impl Progress {
    fn new(total: usize, single: bool) -> Progress {
        let target = if single || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {msg}") {
            bar.set_style(style);
        }
        Progress { bar, beat: std::cell::Cell::new(Instant::now()), total }
    }

    fn at(&self, name: &Path) {
        self.bar.set_message(name.display().to_string());
    }

    fn say(&self, text: &str) {
        self.hidden(|| eprintln!("{text}"));
    }

    fn hidden(&self, f: impl FnOnce()) {
        self.bar.suspend(f);
    }

    fn step(&self) {
        self.bar.inc(1);
        if self.bar.is_hidden() && self.beat.get().elapsed() > Duration::from_secs(10) {
            eprintln!("{}/{} documents", self.bar.position(), self.total);
            self.beat.set(Instant::now());
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
