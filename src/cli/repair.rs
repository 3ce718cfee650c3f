//! `nianbao repair`.

use super::args::Repair;
use super::files::{read, write};
use super::{CLEAN, FLAGGED, alone, complain, print};
use anyhow::bail;
use nianbao::{Converter, Error, File, FindingKind, RepairOptions, Repaired};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Runs the command.
pub fn run(args: &Repair) -> anyhow::Result<u8> {
    if is_same_file(&args.input, &args.output) {
        bail!("{}: would be overwritten\n  give the copy another name", args.output.display());
    }
    let limits = args.limits.limits();
    let name = if args.input.as_os_str() == "-" { "stdin".into() } else { args.input.to_string_lossy() };
    if args.alone {
        return repair(args, &name);
    }
    let document = match read(&args.input, &limits) {
        Ok(document) => document,
        Err(error) => return Ok(refused(&name, &error)),
    };
    let Some(said) = alone::run(&name, document, &limits)? else { return Ok(FLAGGED) };
    // What was said comes behind the copy, and the length of the copy before it.
    let Some((length, rest)) = said.output.split_first_chunk::<8>() else { return Ok(said.code) };
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let Some((copy, words)) = rest.split_at_checked(length) else { bail!("{name}: the copy is cut off") };
    write(&args.output, copy)?;
    let words = String::from_utf8_lossy(words);
    if args.report {
        print(&words)?
    } else {
        eprintln!("{words}")
    }
    Ok(said.code)
}

/// The work, in a process of its own.
fn repair(args: &Repair, name: &str) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    let glyphs = super::learn::tables(&args.glyphs)?;
    let options = RepairOptions { force: args.force, every_font: args.every_font };
    let converter = Converter::new().with_limits(limits).with_glyphs(glyphs);
    let bytes = alone::document(&limits)?;
    let copy = match converter.repair(File::new(name, &bytes), options) {
        Ok(copy) => copy,
        Err(error) => return Ok(refused(name, &error)),
    };
    let words = if args.report { report(&copy) } else { format!("{name}: {}", summary(&copy, copy.bytes != bytes)) };
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
