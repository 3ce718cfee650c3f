//! `nianbao repair`.

use super::args::Repair;
use super::files::{read, write};
use super::progress::note;
use super::{CLEAN, FLAGGED, alone, complain, legible, print};
use anyhow::{Context, bail};
use nianbao::{Converter, Error, File, FindingKind, RepairOptions, Repaired};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Repair) -> anyhow::Result<u8> {
    if let Some(name) = &args.alone {
        return repair(args, name);
    }
    let targets = targets(args)?;
    let mut worst = CLEAN;
    for (input, target) in args.inputs.iter().zip(&targets) {
        worst = worst.max(one(args, input, target)?);
    }
    Ok(worst)
}

/// Where the copy of each document goes.
fn targets(args: &Repair) -> anyhow::Result<Vec<PathBuf>> {
    let several = args.inputs.len() > 1;
    let into = args.out.is_dir();
    if several && !into {
        bail!(
            "{}: the copies of {} documents need a folder that is there\n  make it, or give one document",
            args.out.display(),
            args.inputs.len()
        );
    }
    let mut names = BTreeSet::new();
    let target = |input: &PathBuf| {
        if !into {
            return Ok(args.out.clone());
        }
        let name = input.file_name().filter(|_| input.as_os_str() != "-");
        let name = name.with_context(|| format!("{}: has no name for a copy\n  give --out a file", input.display()))?;
        if !names.insert(name.to_os_string()) {
            bail!("{}: another document has this name too\n  repair them into different folders", name.display());
        }
        Ok(args.out.join(name))
    };
    let targets = args.inputs.iter().map(target).collect::<anyhow::Result<Vec<PathBuf>>>()?;
    // Before the first is written.
    if let Some((_, target)) = args.inputs.iter().zip(&targets).find(|(input, target)| is_same_file(input, target)) {
        bail!("{}: would be overwritten\n  give the copy another name", target.display());
    }
    Ok(targets)
}

/// Repairs one document in a process of its own.
fn one(args: &Repair, input: &Path, target: &Path) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    let name = if input.as_os_str() == "-" { "stdin".into() } else { input.to_string_lossy() };
    let document = read(input, &limits)?;
    let Some(said) = alone::run(&name, document, &limits)? else { return Ok(FLAGGED) };
    // What was said comes behind the copy, and the length of the copy before it.
    let Some((length, rest)) = said.output.split_first_chunk::<8>() else { return Ok(said.code) };
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let Some((copy, words)) = rest.split_at_checked(length) else { bail!("{name}: the copy is cut off") };
    write(target, copy)?;
    let words = String::from_utf8_lossy(words);
    if args.report && target.as_os_str() != "-" {
        print(&legible::output(&words))?;
    } else if !args.volume.quiet {
        note(words.trim_end_matches('\n'));
    }
    Ok(said.code)
}

/// The work, in a process of its own.
fn repair(args: &Repair, name: &str) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    let glyphs = super::learn::tables(&args.glyphs)?;
    let options = RepairOptions { force: args.force, every_font: args.every_font };
    let passwords = args.passwords.password.clone();
    let converter = Converter::new().with_limits(limits).with_glyphs(glyphs).with_passwords(passwords);
    let bytes = match alone::document(&limits) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(refused(name, &error)),
    };
    let copy = match converter.repair(File::new(name, &bytes), options) {
        Ok(copy) => copy,
        Err(error) => return Ok(refused(name, &error)),
    };
    let mut words = format!("{name}: {}", summary(&copy, copy.bytes != bytes));
    if args.report {
        words = report(&copy);
    } else if args.volume.verbose {
        let _ = write!(words, "\n{}", report(&copy));
    }
    let mut out = std::io::stdout().lock();
    out.write_all(&(copy.bytes.len() as u64).to_le_bytes())?;
    out.write_all(&copy.bytes)?;
    out.write_all(words.as_bytes())?;
    out.flush()?;
    let destroyed = copy.findings.iter().any(|f| f.kind == FindingKind::TextDestroyed);
    Ok(if destroyed { FLAGGED } else { CLEAN })
}

fn refused(name: &str, error: &Error) -> u8 {
    complain(&format!("{name}: {}: {error}\n  {}", error.code(), error.advice()));
    FLAGGED
}

/// Whether both names lead to one file; one that does not exist is no other's.
fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// One line.
fn summary(copy: &Repaired, changed: bool) -> String {
    let mut parts = Vec::new();
    if !copy.fonts.is_empty() {
        let codes: usize = copy.fonts.iter().map(|f| f.codes.len()).sum();
        parts.push(format!("{} in {} put right", plural(codes, "code"), plural(copy.fonts.len(), "font")));
    }
    let characters: usize = copy.characters.iter().map(|r| r.count).sum();
    if characters > 0 {
        parts.push(format!("{} put right", plural(characters, "character")));
    }
    if let Some(encoding) = copy.recoded {
        parts.push(format!("{encoding} written as UTF-8"));
    }
    if !changed {
        parts.push("nothing to repair, copied as it is".into());
    }
    parts.extend(remarks(copy));
    parts.join("; ")
}

/// What was not, or not wholly, put right.
fn remarks(copy: &Repaired) -> Vec<String> {
    let mut remarks = Vec::new();
    if copy.rebuilt {
        remarks.push("the broken cross-reference table was replaced".to_string());
    }
    for (name, left) in &copy.left {
        remarks.push(format!("{name} left as it is: {}", left.reason()));
    }
    if copy.unknown > 0 {
        remarks.push(format!("{} without a known meaning", plural(copy.unknown, "code")));
    }
    if copy.wrong > 0 {
        remarks.push(format!("{} beside the text (/ActualText) still wrong", plural(copy.wrong, "character")));
    }
    remarks.extend(copy.findings.iter().filter(|f| concerns_repair(f.kind)).map(|f| f.message.clone()));
    remarks
}

fn concerns_repair(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::EncodingRepaired | FindingKind::TextDestroyed | FindingKind::LimitReached)
}

/// What was changed by font and character, then the remarks.
fn report(copy: &Repaired) -> String {
    let mut out = String::new();
    for font in &copy.fonts {
        let _ = writeln!(
            out,
            "{} (object {} {}), {}",
            font.name,
            font.object.0,
            font.object.1,
            plural(font.codes.len(), "code")
        );
        let _ = writeln!(out, "  code      before  after  known by");
        for code in &font.codes {
            let number = format!("<{:0width$X}>", code.code, width = usize::from(code.length) * 2);
            let before = code.before.as_deref().map_or("-".to_string(), shown);
            let _ =
                writeln!(out, "  {number:<8}  {}  {}  {}", wide(&before, 6), wide(&shown(&code.after), 5), code.how);
        }
    }
    if !copy.characters.is_empty() {
        let _ = writeln!(out, "before  after  times  known by");
        for r in &copy.characters {
            let _ =
                writeln!(out, "{}  {}  {:<5}  {}", wide(&shown(&r.from), 6), wide(&shown(&r.to), 5), r.count, r.kind);
        }
    }
    if let Some(encoding) = copy.recoded {
        let _ = writeln!(out, "{encoding} written as UTF-8");
    }
    for remark in remarks(copy) {
        let _ = writeln!(out, "{remark}");
    }
    if out.is_empty() {
        out.push_str("nothing to repair, copied as it is\n");
    }
    out
}

/// Characters that a terminal does not show, by number.
fn shown(text: &str) -> String {
    let hidden = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    let name = |c: char| if hidden(c) { format!("U+{:04X}", u32::from(c)) } else { c.to_string() };
    text.chars().map(name).collect()
}

/// Pads to a width in columns, a Chinese character taking two.
fn wide(text: &str, width: usize) -> String {
    let columns: usize = text.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}
