//! `nianbao repair`.

use super::args::Repair;
use super::files::{read, write};
use super::{CLEAN, FLAGGED, complain, print};
use anyhow::bail;
use nianbao::{Converter, File, FindingKind, RepairOptions, Repaired};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Runs the command.
pub fn run(args: &Repair) -> anyhow::Result<u8> {
    if is_same_file(&args.input, &args.output) {
        bail!("{}: would be overwritten\n  give the copy another name", args.output.display());
    }
    let limits = args.limits.limits();
    let name = if args.input.as_os_str() == "-" { "stdin".into() } else { args.input.to_string_lossy() };
    let glyphs = super::learn::tables(&args.glyphs)?;
    let options = RepairOptions { force: args.force, every_font: args.every_font };
    let converter = Converter::new().with_limits(limits).with_glyphs(glyphs);
    let result = read(&args.input, &limits).and_then(|bytes| {
        let copy = converter.repair(File::new(&name, &bytes), options)?;
        Ok((copy.bytes != bytes, copy))
    });
    let (changed, copy) = match result {
        Ok(done) => done,
        Err(error) => {
            complain(&format!("{name}: {}: {error}\n  {}", error.code(), error.advice()));
            return Ok(FLAGGED);
        }
    };
    write(&args.output, &copy.bytes)?;
    if args.report {
        print(&report(&copy))?;
    } else {
        eprintln!("{name}: {}", summary(&copy, changed));
    }
    let destroyed = copy.findings.iter().any(|f| f.kind == FindingKind::TextDestroyed);
    Ok(if destroyed { FLAGGED } else { CLEAN })
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
