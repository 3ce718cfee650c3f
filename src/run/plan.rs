//! Which documents a run has, in which order: what was typed, folders and stores gone through by name.

use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use crate::regular;
use crate::run::archive;
use crate::run::frame::{Failure, Found, Kept};
#[cfg(feature = "object-store")]
use crate::run::store::Store;
use crate::run::unpacker::Unpacker;
use crate::run::wanted::{Patterns, Wanted};
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

/// What was typed.
#[derive(Debug, Default)]
pub struct Plan {
    inputs: Vec<(Input, String)>,
    patterns: Patterns,
    wanted: Wanted,
    /// Folders that are passed over wherever they lie: that of the run itself.
    outputs: Vec<PathBuf>,
}

/// What the plan holds at one place.
pub struct Planned {
    /// Its name: the path below the input.
    pub name: String,
    /// Its bytes, or why there are none.
    pub body: Body,
    /// What a web archive or a store says of it.
    pub provenance: Provenance,
    /// What was found of it on the way out of an archive.
    pub findings: Vec<Finding>,
    /// How many documents follow that [`Plan::count`] did not count.
    pub more: usize,
}

impl Planned {
    pub(super) fn new(name: String, body: Body) -> Planned {
        Planned { name, body, provenance: Provenance::default(), findings: Vec::new(), more: 0 }
    }

    /// What was found in an archive; of a document its bytes.
    pub(super) fn found(found: Found, bytes: Vec<u8>) -> Planned {
        let Found { name, what, provenance, findings, more, .. } = found;
        let body = match what {
            Kept::Bytes => Body::Bytes(bytes),
            Kept::Skipped(reason) => Body::Skipped(reason),
            Kept::Same(of) => Body::Same(of),
            Kept::Failed(failure) => Body::Failed(failure),
        };
        Planned { name, body, provenance, findings, more }
    }
}

/// The bytes of a document, or why there are none.
pub enum Body {
    /// A document to convert.
    Bytes(Vec<u8>),
    /// No document, and why.
    Skipped(String),
    /// A document that has the content of this one, by its name.
    Same(String),
    /// A document that cannot be read.
    Failed(Failure),
}

impl From<Error> for Body {
    fn from(error: Error) -> Body {
        Body::Failed(Failure::from(&error))
    }
}

/// Takes the plan's documents one by one, and says when it has enough.
pub type Sink<'a> = &'a mut dyn FnMut(Planned) -> ControlFlow<()>;

impl Plan {
    /// A plan of files, folders and stores, each with the name of what is found there: that of a file or object, or
    /// what comes before the paths below a folder or prefix (may be empty).
    pub fn new(inputs: Vec<(impl Into<Input>, String)>) -> Plan {
        Plan { inputs: inputs.into_iter().map(|(input, name)| (input.into(), name)).collect(), ..Plan::default() }
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

    /// The same without what lies in a folder.
    pub fn without(mut self, folder: &Path) -> Plan {
        self.outputs.extend(fs::canonicalize(folder));
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
        let holds_run = fs::canonicalize(folder).is_ok_and(|path| self.outputs.contains(&path));
        let mut entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            if let Ok(entry) = &entry
                && holds_run
                && entry.depth() == 1
                && super::is_own(&entry.file_name().to_string_lossy())
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
                let ours = fs::canonicalize(entry.path()).is_ok_and(|path| self.outputs.contains(&path));
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

    /// The inputs, as they were typed.
    pub(super) fn roots(&self) -> Vec<String> {
        let shown = |input: &Input| match input {
            Input::Path(path) => path.to_string_lossy().into_owned(),
            #[cfg(feature = "object-store")]
            Input::Store(store) => store.address().to_string(),
        };
        self.inputs.iter().map(|(input, _)| shown(input)).collect()
    }

    /// The name of each file, none of them opened, and whether it is skipped. Of what cannot be listed there is none.
    pub(super) fn names(&self, each: &mut dyn FnMut(String, bool)) {
        for (input, before) in &self.inputs {
            match input {
                Input::Path(path) if path.is_dir() => {
                    let _ = self.walk(path, &mut |file, entry| {
                        if let Ok(entry) = entry {
                            let name = below(file, path, before);
                            let is_skipped = self.skipped(path, &entry, &name).is_some();
                            each(name, is_skipped);
                        }
                        ControlFlow::Continue(())
                    });
                }
                Input::Path(path) if path.as_os_str() == "-" || path.exists() => each(before.clone(), false),
                Input::Path(_) => {}
                #[cfg(feature = "object-store")]
                Input::Store(store) => store.names(before, &mut |name| {
                    let is_skipped = self.wanted.unwanted(&name).is_some() && !self.wanted.looks_into(&name);
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
