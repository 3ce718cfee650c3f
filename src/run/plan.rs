//! Which documents a run has, in which order: what was typed, folders and stores gone through by name.

use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use crate::regular;
pub use crate::run::planned::{Body, Planned, Sink};
use crate::run::settings::{ListFile, Typed, TypedRoot};
use crate::run::shard::Shard;
#[cfg(feature = "object-store")]
use crate::run::store::Store;
use crate::run::unpacker::Unpacker;
use crate::run::wanted::{self, Patterns, Wanted};
use crate::run::{archive, derived, files, images};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Where documents are.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input {
    /// A file or folder; `-` is standard input.
    Path(PathBuf),
    /// An object, or all below a prefix.
    #[cfg(feature = "object-store")]
    Store(Store),
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Input {
        Input::Path(path)
    }
}

#[cfg(feature = "object-store")]
impl From<Store> for Input {
    fn from(store: Store) -> Input {
        Input::Store(store)
    }
}

/// What is said of a file that was typed, and that the run itself writes.
const OWN: &str = "a file of this run";

/// What was typed.
#[derive(Debug, Default)]
pub struct Plan {
    inputs: Vec<(Input, String)>,
    /// Files that list those of the inputs that were not typed, and how many were typed.
    lists: (Vec<ListFile>, usize),
    patterns: Patterns,
    wanted: Wanted,
    shard: Option<Shard>,
    /// The folder of the run itself, which is passed over wherever it lies,
    output: Option<PathBuf>,
    /// and the files that it wrote there, one a document.
    files: BTreeSet<PathBuf>,
}

impl Plan {
    /// A plan of files, folders and stores, each with the name of what is found there: that of a file or object, or
    /// what comes before the paths below a folder or prefix (may be empty).
    pub fn new(inputs: Vec<(impl Into<Input>, String)>) -> Plan {
        let inputs: Vec<_> = inputs.into_iter().map(|(input, name)| (input.into(), name)).collect();
        Plan { lists: (Vec::new(), inputs.len()), inputs, ..Plan::default() }
    }

    /// The same, of whose inputs only the first so many were typed, and the others are in these lists.
    pub fn listed(mut self, typed: usize, lists: Vec<ListFile>) -> Plan {
        self.lists = (lists, typed);
        self
    }

    /// The part of it that is in a shard; of the files of others there is no more than their names.
    pub fn of_shard(mut self, shard: Option<Shard>) -> Plan {
        self.shard = shard;
        self
    }

    /// The same with patterns of names: only documents that match one of `include`, if there is any, and nothing that
    /// matches one of `exclude`. A pattern without `/` is of the last part of a name. Case does not matter.
    ///
    /// # Errors
    /// The first pattern that is none.
    pub fn filtered(mut self, include: &[String], exclude: &[String]) -> Result<Plan, globset::Error> {
        self.patterns = Patterns { include: include.to_vec(), exclude: exclude.to_vec() };
        self.wanted = Wanted::new(&self.patterns)?;
        Ok(self)
    }

    /// The same without what a run writes into a folder.
    pub fn without(mut self, folder: &Path) -> Plan {
        self.output = fs::canonicalize(folder).ok();
        self.files = files::written(folder).into_iter().collect();
        self
    }

    /// Whether all of it is one object of a store, which may be an archive, or may be missing; asks the store.
    pub fn is_object(&self) -> bool {
        match self.inputs.as_slice() {
            #[cfg(feature = "object-store")]
            [(Input::Store(store), _)] => store.is_single(),
            _ => false,
        }
    }

    /// How many files there are to look at, skipped ones counted, those in archives not. Stores are listed for it.
    pub fn count(&self) -> usize {
        let mut count = 0;
        for (input, _) in &self.inputs {
            match input {
                Input::Path(path) if path.is_dir() => {
                    let _ = self.walk(path, &mut |_, _| {
                        count += 1;
                        ControlFlow::Continue(())
                    });
                }
                Input::Path(_) => count += 1,
                #[cfg(feature = "object-store")]
                Input::Store(store) => count += store.count(),
            }
        }
        count
    }

    /// Goes through all of it in order. The same disk, or store, gives the same order everywhere.
    pub fn each(&self, unpacker: &mut Unpacker, sink: Sink<'_>) -> ControlFlow<()> {
        let limits = *unpacker.limits();
        for (input, name) in &self.inputs {
            let skipped = match input {
                Input::Path(path) if !path.is_dir() => {
                    self.is_own(path).then(|| OWN.into()).or_else(|| self.elsewhere(name))
                }
                _ => None,
            };
            if let Some(reason) = skipped {
                sink(Planned::new(name.clone(), Body::Skipped(reason)))?;
                continue;
            }
            match input {
                Input::Path(path) if path.as_os_str() == "-" => {
                    let body = read(io::stdin().lock(), 0, &limits);
                    sink(Planned::new(name.clone(), body))?;
                }
                Input::Path(path) if path.is_dir() => self.folder(path, name, unpacker, sink)?,
                Input::Path(path) => self.file(path, name.clone(), unpacker, sink)?,
                #[cfg(feature = "object-store")]
                Input::Store(store) => self.store(store, name, unpacker, sink)?,
            }
        }
        ControlFlow::Continue(())
    }

    /// What lies in a folder and below it, each folder sorted by name; of hidden folders only that they are there.
    fn walk(
        &self,
        folder: &Path,
        each: &mut dyn FnMut(&Path, walkdir::Result<DirEntry>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        // A run may be written into the folder that it goes through.
        let holds_run = fs::canonicalize(folder).is_ok_and(|path| self.output.as_ref() == Some(&path));
        let mut entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            if let Ok(entry) = &entry
                && holds_run
                && self.is_below_own(entry.path().strip_prefix(folder).unwrap_or(entry.path()))
            {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            let Ok(entry) = entry else {
                let path = entry.as_ref().err().and_then(|e| e.path()).unwrap_or(folder).to_path_buf();
                each(&path, entry)?;
                continue;
            };
            if entry.file_type().is_dir() {
                let ours = fs::canonicalize(entry.path()).is_ok_and(|path| self.output.as_ref() == Some(&path));
                if ours || is_hidden(&entry) {
                    entries.skip_current_dir();
                }
                if ours || !is_hidden(&entry) {
                    continue;
                }
            }
            let path = entry.path().to_path_buf();
            each(&path, Ok(entry))?;
        }
        ControlFlow::Continue(())
    }

    fn folder(&self, root: &Path, before: &str, unpacker: &mut Unpacker, sink: Sink<'_>) -> ControlFlow<()> {
        self.walk(root, &mut |path, entry| {
            let name = below(path, root, before);
            if let Some(shard) = self.elsewhere(&name) {
                return sink(Planned::new(name, Body::Skipped(shard)));
            }
            match entry {
                Err(error) => sink(Planned::new(name, Error::Io(error.into()).into())),
                Ok(entry) => match self.skipped(root, &entry, &name) {
                    Some(reason) => sink(Planned::new(name, Body::Skipped(reason))),
                    // A link was looked at: it leads to a file of this folder.
                    None if entry.path_is_symlink() => self.file(path, name, unpacker, sink),
                    None => self.found(regular::open_entry(path), name, unpacker, sink),
                },
            }
        })
    }

    /// Why a file of a folder is none to convert.
    fn skipped(&self, root: &Path, entry: &DirEntry, name: &str) -> Option<String> {
        if is_hidden(entry) {
            return Some("hidden".into());
        }
        if entry.path_is_symlink() {
            let target = fs::canonicalize(entry.path());
            let inside = target.as_ref().is_ok_and(|t| fs::canonicalize(root).is_ok_and(|root| t.starts_with(root)));
            if !inside {
                return Some("a link out of the folder".into());
            }
            let led_to = target.and_then(fs::metadata).map(|meta| regular::what(meta.file_type()));
            if let Ok(Some(what)) = led_to {
                return Some(format!("a link to {what}"));
            }
        } else if !entry.file_type().is_file() {
            return Some(format!("{}, and no file", regular::what(entry.file_type()).unwrap_or("something else")));
        }
        if wanted::is_image(name) && self.wanted.is_free(name) && is_page(entry.path()) {
            return None;
        }
        self.wanted.unwanted(name).filter(|_| !(self.wanted.looks_into(name) && is_archive(entry.path())))
    }

    /// Which names are wanted.
    pub(super) fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// The same as it was typed.
    pub(super) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// What was typed, for the run to remember.
    pub(super) fn typed(&self) -> Typed {
        let shown = |input: &Input| match input {
            Input::Path(path) => path.to_string_lossy().into_owned(),
            #[cfg(feature = "object-store")]
            Input::Store(store) => store.address().to_string(),
        };
        let root = |(input, name): &(Input, String)| TypedRoot { path: shown(input), name: name.clone() };
        Typed {
            roots: self.inputs.iter().take(self.lists.1).map(root).collect(),
            lists: self.lists.0.clone(),
            patterns: self.patterns.clone(),
            shard: self.shard,
        }
    }

    /// What is said of a file that is in another shard.
    pub(super) fn elsewhere(&self, name: &str) -> Option<String> {
        let shard = self.shard?;
        let holding = shard.holding(name);
        (holding != shard).then(|| holding.reason())
    }

    /// Whether a file is one that the run writes.
    fn is_own(&self, path: &Path) -> bool {
        let Some(output) = &self.output else { return false };
        fs::canonicalize(path).is_ok_and(|path| path.strip_prefix(output).is_ok_and(|below| self.is_below_own(below)))
    }

    /// The same by its path below the folder of the run.
    fn is_below_own(&self, below: &Path) -> bool {
        let first = below.components().next().map(|first| first.as_os_str().to_string_lossy());
        first.is_some_and(|first| derived::is_own(&first)) || self.files.contains(below)
    }

    /// The name of each file, none of them opened, and whether it is skipped. Of what cannot be listed there is none.
    pub(super) fn names(&self, each: &mut dyn FnMut(String, bool)) {
        for (input, before) in &self.inputs {
            match input {
                Input::Path(path) if path.is_dir() => {
                    let _ = self.walk(path, &mut |file, entry| {
                        if let Ok(entry) = entry {
                            let name = below(file, path, before);
                            let is_skipped =
                                self.elsewhere(&name).is_some() || self.skipped(path, &entry, &name).is_some();
                            each(name, is_skipped);
                        }
                        ControlFlow::Continue(())
                    });
                }
                Input::Path(path) if path.as_os_str() == "-" || path.exists() => {
                    each(before.clone(), self.elsewhere(before).is_some());
                }
                Input::Path(_) => {}
                #[cfg(feature = "object-store")]
                Input::Store(store) => store.names(before, &mut |name| {
                    let unwanted = self.wanted.unwanted(&name).is_some() && !self.wanted.looks_into(&name);
                    let is_skipped = unwanted || self.elsewhere(&name).is_some();
                    each(name, is_skipped);
                }),
            }
        }
    }

    fn file(&self, path: &Path, name: String, unpacker: &mut Unpacker, sink: Sink<'_>) -> ControlFlow<()> {
        self.found(regular::open(path), name, unpacker, sink)
    }

    fn found(&self, file: io::Result<File>, name: String, unpacker: &mut Unpacker, sink: Sink<'_>) -> ControlFlow<()> {
        match file {
            Ok(file) => self.opened(file, name, Provenance::default(), unpacker, sink),
            Err(error) => sink(Planned::new(name, Error::Io(error).into())),
        }
    }

    /// Plans a file, or what is in it if it is an archive.
    pub(super) fn opened(
        &self,
        mut file: File,
        name: String,
        provenance: Provenance,
        unpacker: &mut Unpacker,
        sink: Sink<'_>,
    ) -> ControlFlow<()> {
        let body = match archive::of_file(&mut file) {
            Ok(Some(_)) => return unpacker.archive(file, name, provenance, &self.patterns, sink),
            Ok(None) => {
                let size = file.metadata().map_or(0, |m| m.len());
                read(file, size, unpacker.limits())
            }
            Err(error) => Error::Io(error).into(),
        };
        sink(Planned { provenance, ..Planned::new(name, body) })
    }
}

/// Whether a file is an archive of documents, and not one document.
pub fn is_archive(path: &Path) -> bool {
    regular::open(path).and_then(|mut file| archive::of_file(&mut file)).is_ok_and(|kind| kind.is_some())
}

/// Whether an image may be that of a page.
fn is_page(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = regular::open(path).and_then(|file| file.take(images::HEAD).read_to_end(&mut head));
    read.is_ok() && images::may_be_page(&head)
}

/// All bytes, likely so many, or the error of a document that is too large or cannot be read.
pub(super) fn read(input: impl Read, size: u64, limits: &Limits) -> Body {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limits.file_bytes)).unwrap_or(0));
    match input.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes) {
        Err(error) => Error::Io(error).into(),
        Ok(_) => match limits.admit(&bytes) {
            Err(error @ Error::Limit { .. }) => error.into(),
            _ => Body::Bytes(bytes),
        },
    }
}

/// The name of a file below a folder, with what comes before it.
fn below(path: &Path, root: &Path, before: &str) -> String {
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    if before.is_empty() { below } else { format!("{before}/{below}") }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}
