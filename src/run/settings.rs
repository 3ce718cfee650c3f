//! What a run was begun with: another version, or other options, would give other reports, and one run holds no two kinds.

use super::RunError;
use super::frame::Setup;
use super::lacking::Lacking;
use super::plan::Plan;
use super::wanted::Patterns;
use crate::converter::hexadecimal;
use crate::model::limits::Limits;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Name of the file.
pub(super) const NAME: &str = "run.json";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Settings {
    converter: Converter,
    /// Each limit that a report may depend on. Those of time and memory are not among them: they decide only whether
    /// there is one.
    limits: serde_json::Map<String, serde_json::Value>,
    /// SHA-256 of each table of glyph numbers.
    glyphs: Vec<String>,
    /// What it is of.
    #[serde(default)]
    inputs: Inputs,
}

/// What a run is of, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Inputs {
    roots: Vec<String>,
    #[serde(default)]
    patterns: Patterns,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Converter {
    name: String,
    version: String,
}

/// Writes the settings of a new run, or compares with those of one that goes on.
///
/// # Errors
/// [`RunError::Other`] if they differ.
pub(super) fn agree(folder: &Path, setup: &Setup, plan: &Plan, lacking: Lacking, known: usize) -> Result<(), RunError> {
    let mut ours = Settings {
        converter: Converter { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() },
        limits: limits(&setup.limits),
        glyphs: setup.glyphs.iter().map(|t| hexadecimal(&Sha256::digest(t.as_bytes()))).collect(),
        inputs: Inputs { roots: plan.roots(), patterns: plan.patterns().clone() },
    };
    let path = folder.join(NAME);
    let other = |what: &str| RunError::Other { folder: folder.to_path_buf(), what: what.to_string() };
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(_) if known > 0 => return Err(unknown(folder)),
        Err(_) => Vec::new(),
    };
    match serde_json::from_slice::<Settings>(&text) {
        Ok(theirs) if theirs == ours => Ok(()),
        Ok(theirs)
            if (&theirs.converter, &theirs.limits, &theirs.glyphs) == (&ours.converter, &ours.limits, &ours.glyphs) =>
        {
            if lacking == Lacking::Keep {
                let roots = ours.inputs.roots.iter().filter(|root| !theirs.inputs.roots.contains(root));
                ours.inputs.roots = theirs.inputs.roots.iter().chain(roots).cloned().collect();
            }
            write(&path, &ours)
        }
        Ok(theirs) if known > 0 && theirs.converter != ours.converter => {
            Err(other(&format!("of {} {}", theirs.converter.name, theirs.converter.version)))
        }
        Ok(theirs) if known > 0 => {
            let differs = |(name, value): &(&String, &serde_json::Value)| theirs.limits.get(*name) != Some(value);
            let names: Vec<&str> = ours.limits.iter().filter(differs).map(|(name, _)| name.as_str()).collect();
            let what = if names.is_empty() { "glyph tables".to_string() } else { names.join(", ") };
            Err(other(&format!("with other options ({what})")))
        }
        Err(_) if known > 0 => Err(unknown(folder)),
        _ => write(&path, &ours),
    }
}

/// The patterns of names that a run was made with, if it says so.
pub(super) fn patterns(folder: &Path) -> Option<Patterns> {
    let settings: Settings = serde_json::from_slice(&fs::read(folder.join(NAME)).ok()?).ok()?;
    (!settings.inputs.roots.is_empty()).then_some(settings.inputs.patterns)
}

/// The error of a folder whose reports are of unknown origin.
pub(super) fn unknown(folder: &Path) -> RunError {
    RunError::Other { folder: folder.to_path_buf(), what: "that does not say what it was made with".into() }
}

fn write(path: &Path, settings: &Settings) -> Result<(), RunError> {
    let text = serde_json::to_string_pretty(settings).map_err(|e| RunError::io(path, e.into()))?;
    super::replace(path, format!("{text}\n").as_bytes())
}

fn limits(limits: &Limits) -> serde_json::Map<String, serde_json::Value> {
    let mut all = match serde_json::to_value(limits) {
        Ok(serde_json::Value::Object(all)) => all,
        _ => serde_json::Map::new(),
    };
    all.retain(|name, _| name != "time" && name != "memory");
    all
}
