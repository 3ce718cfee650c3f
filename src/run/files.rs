//! One file a document beside the journal.

use super::RunError;
use super::journal::{Outcome, read_reports};
use crate::atomic::Pending;
use crate::converter::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `NAME.json` for each document of a run that has reports, and for its duplicates: the report as an indented
/// object, or several as JSON Lines.
///
/// # Errors
/// The disk's.
pub fn write(folder: &Path) -> Result<(), RunError> {
    read_reports(folder, |line, reports, _| {
        let target = folder.join(file_name(&line.document));
        let text = match (line.outcome, &line.of, reports) {
            (Outcome::Duplicate, Some(of), _) => match fs::read(folder.join(file_name(of))) {
                Ok(text) => text,
                // That document failed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(error),
            },
            (_, _, []) => return Ok(()),
            (_, _, [report]) => {
                let value: serde_json::Value = serde_json::from_slice(report)?;
                let mut text = serde_json::to_vec_pretty(&value)?;
                text.push(b'\n');
                text
            }
            (_, _, several) => several.concat(),
        };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let pending = Pending::new(&target);
        pending.create()?.write_all(&text)?;
        pending.rename()
    })
}

/// Bytes of a part of a path that every file system takes, the ending added.
const LONGEST: usize = 200;

/// The path below the folder: never out of it, whatever an archive or a list calls its documents.
fn file_name(document: &str) -> PathBuf {
    let mut parts: Vec<String> = Vec::new();
    for part in document.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")) {
        let part: String = part.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
        let cut = part.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).last().unwrap_or(0);
        if part.len() <= LONGEST {
            parts.push(part);
        } else {
            let digest = Sha256::digest(document.as_bytes());
            let mark: String = hexadecimal(&digest).chars().take(8).collect();
            parts.push(format!("{}~{mark}", part.get(..cut).unwrap_or_default()));
        }
    }
    let mut path: PathBuf = parts.iter().collect();
    path.as_mut_os_string().push(".json");
    path
}
