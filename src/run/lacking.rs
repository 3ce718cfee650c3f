//! Documents of a run that a plan lacks: another input, a folder that is empty, not mounted or not readable, a filter
//! with a slip. They are looked for before anything is written.

use super::inspection::Inspection;
use super::journal::{DOCUMENTS, Outcome};
use super::lines::Lines;
use super::names::Names;
use super::plan::Plan;
use super::{RunError, carry_over, settings};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What is done with documents of a run that the plan lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lacking {
    /// The run is refused.
    #[default]
    Refuse,
    /// They stay, beside what the plan adds.
    Keep,
    /// They are taken off.
    Prune,
}

/// Names of the documents of a run that the plan lacks, in the order of the run. Only those count whose bytes were read, and
/// whose names are whole.
///
/// # Errors
/// The disk's.
pub(super) fn find(plan: &Plan, folder: &Path, found: &Inspection) -> Result<Vec<String>, RunError> {
    let held = [DOCUMENTS, carry_over::OLD_DOCUMENTS].map(|name| folder.join(name));
    if held.iter().all(|path| std::fs::metadata(path).map_or(true, |m| m.len() == 0)) {
        return Ok(Vec::new());
    }
    // Whether each file is skipped.
    let (mut names, mut planned) = (Names::default(), HashMap::new());
    plan.names(&mut |name, is_skipped| {
        planned.insert(names.unique(name), is_skipped);
    });
    let same_filter = settings::patterns(folder).is_none_or(|patterns| patterns == *plan.patterns());
    let damaged: HashSet<&String> = found.damaged.iter().filter_map(|damaged| damaged.document.as_ref()).collect();
    let mut lacking = Vec::new();
    let mut seen = HashSet::new();
    for path in held.iter().filter(|path| path.exists()) {
        let mut lines = Lines::open(path)?;
        while let Some((line, _)) = lines.next_line()? {
            if line.outcome == Outcome::Skipped || line.sha256.is_none() || damaged.contains(&line.document) {
                continue;
            }
            // An entry is there if its archive is.
            let ends = line.document.match_indices("!/").map(|(at, _)| at).chain([line.document.len()]);
            let file = ends.filter_map(|end| line.document.get(..end)).find_map(|name| planned.get_key_value(name));
            let is_there = match file {
                Some((_, true)) | None => false,
                Some((file, false)) => {
                    *file == line.document || same_filter || plan.wanted().unwanted(&line.document).is_none()
                }
            };
            if !is_there && seen.insert(line.document.clone()) {
                lacking.push(line.document);
            }
        }
    }
    Ok(lacking)
}
