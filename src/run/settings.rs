//! What a run was begun with: another version, or other options, would give other reports, and one run holds no two kinds.

use super::RunError;
use super::frame::Setup;
use super::lacking::Lacking;
use super::plan::Plan;
use super::shard::Shard;
use super::wanted::Patterns;
use crate::converter::hexadecimal;
use crate::model::limits::Limits;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Name of the file.
pub(super) const NAME: &str = "run.json";

/// What `run.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    converter: Converter,
    /// Each limit that a report may depend on. Those of time and memory are not among them: they decide only whether
    /// there is one.
    limits: serde_json::Map<String, serde_json::Value>,
    /// SHA-256 of each table of glyph numbers.
    glyphs: Vec<String>,
    /// What it is of.
    #[serde(default)]
    pub inputs: Typed,
}

/// What a run is of, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Files, folders and addresses.
    pub roots: Vec<TypedRoot>,
    /// Files that list more of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<ListFile>,
    /// Which names are wanted.
    #[serde(default)]
    pub patterns: Patterns,
    /// The part of it that was converted here, if not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// An input, and what it is called in the names of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedRoot {
    /// As it was typed.
    pub path: String,
    /// The name of a file, or what stands before the paths below a folder; may be empty.
    pub name: String,
}

/// A file that lists inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFile {
    /// As it was typed.
    pub path: String,
    /// SHA-256 of it in hexadecimal.
    pub sha256: String,
}

impl ListFile {
    /// A list that holds these bytes.
    pub fn new(path: &Path, bytes: &[u8]) -> ListFile {
        ListFile { path: path.to_string_lossy().into_owned(), sha256: hexadecimal(&Sha256::digest(bytes)) }
    }
}

impl Typed {
    /// Where a document is: the root that it was found below, and its name there.
    pub fn path(&self, document: &str) -> String {
        let below = |root: &TypedRoot| {
            if root.name.is_empty() {
                return Some(format!("{}/{document}", root.path.trim_end_matches('/')));
            }
            let rest = document.strip_prefix(&root.name)?;
            let is_below = rest.is_empty() || rest.starts_with('/') || rest.starts_with("!/") || rest.starts_with('#');
            is_below.then(|| format!("{}{rest}", root.path.trim_end_matches('/')))
        };
        self.roots.iter().find_map(below).unwrap_or_else(|| document.to_string())
    }

    /// What is typed behind `nianbao convert` for the same inputs.
    pub fn arguments(&self) -> Vec<String> {
        let option = |name: &str, value: &String| [name.to_string(), value.clone()];
        let mut all: Vec<String> = self.roots.iter().map(|root| root.path.clone()).collect();
        all.extend(self.lists.iter().flat_map(|list| option("--from-file", &list.path)));
        all.extend(self.patterns.include.iter().flat_map(|pattern| option("--include", pattern)));
        all.extend(self.patterns.exclude.iter().flat_map(|pattern| option("--exclude", pattern)));
        all.extend(self.shard.iter().flat_map(|shard| option("--shard", &shard.to_string())));
        all
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Converter {
    name: String,
    version: String,
}

impl Settings {
    /// What the folder of a run says; `None` if it says nothing.
    pub fn read(folder: &Path) -> Option<Settings> {
        serde_json::from_slice(&fs::read(folder.join(NAME)).ok()?).ok()
    }

    /// Whether reports of both are of one kind.
    pub(super) fn agrees(&self, other: &Settings) -> bool {
        (&self.converter, &self.limits, &self.glyphs) == (&other.converter, &other.limits, &other.glyphs)
    }

    /// Whether something was typed that [`Typed::arguments`] does not tell.
    pub fn has_options(&self) -> bool {
        !self.glyphs.is_empty() || self.limits != limits(&Limits::default())
    }
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
        inputs: plan.typed(),
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
        Ok(theirs) if theirs.agrees(&ours) => {
            if lacking == Lacking::Keep {
                add(&mut ours.inputs.roots, theirs.inputs.roots);
                add(&mut ours.inputs.lists, theirs.inputs.lists);
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

/// Puts what was there before what is new.
fn add<T: PartialEq>(ours: &mut Vec<T>, theirs: Vec<T>) {
    let new: Vec<T> = ours.drain(..).filter(|one| !theirs.contains(one)).collect();
    ours.extend(theirs);
    ours.extend(new);
}

/// The patterns of names that a run was made with, if it says so.
pub(super) fn patterns(folder: &Path) -> Option<Patterns> {
    let inputs = Settings::read(folder)?.inputs;
    (!inputs.roots.is_empty() || !inputs.lists.is_empty()).then_some(inputs.patterns)
}

/// The error of a folder whose reports are of unknown origin.
pub(super) fn unknown(folder: &Path) -> RunError {
    RunError::Other { folder: folder.to_path_buf(), what: "that does not say what it was made with".into() }
}

pub(super) fn write(path: &Path, settings: &Settings) -> Result<(), RunError> {
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
