//! Which documents a run has, in which order: what was typed, folders and stores gone through by name.

use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use crate::run::archive::{self, Wanted};
#[cfg(feature = "object-store")]
use crate::run::store::Store;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Endings of files that lie beside documents and are none.
const NOT_DOCUMENTS: &[&str] = &[
    "parquet", "sqlite", "db", "ini", "png", "jpg", "jpeg", "gif", "svg", "ico", "bmp", "webp", "css", "js", "woff",
    "woff2", "ttf", "mp3", "mp4", "py", "sh", "log", "tmp", "cdx", "cdxj", "idx",
];

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
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
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
    /// How many documents follow that [`Plan::count`] did not count.
    pub more: usize,
}

impl Planned {
    pub(super) fn new(name: String, body: Body) -> Planned {
        Planned { name, body, provenance: Provenance::default(), more: 0 }
    }
}

/// The bytes of a document, or why there are none.
pub enum Body {
    /// A document to convert.
    Bytes(Vec<u8>),
    /// No document, and why.
    Skipped(String),
    /// A document that cannot be read.
    Failed(Error),
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
        let set = |patterns: &[String]| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
                set.add(GlobBuilder::new(&anywhere).literal_separator(true).case_insensitive(true).build()?);
            }
            if patterns.is_empty() { Ok(None) } else { set.build().map(Some) }
        };
        self.include = set(include)?;
        self.exclude = set(exclude)?;
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
    pub fn each(&self, limits: &Limits, sink: Sink<'_>) -> ControlFlow<()> {
        for (input, name) in &self.inputs {
            match input {
                Input::Path(path) if path.as_os_str() == "-" => {
                    let body = read(io::stdin().lock(), 0, limits);
                    sink(Planned::new(name.clone(), body))?;
                }
                Input::Path(path) if path.is_dir() => self.folder(path, name, limits, sink)?,
                Input::Path(path) => self.file(path, name.clone(), limits, sink)?,
                #[cfg(feature = "object-store")]
                Input::Store(store) => self.store(store, name, limits, sink)?,
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
        let mut entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
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

    fn folder(&self, root: &Path, before: &str, limits: &Limits, sink: Sink<'_>) -> ControlFlow<()> {
        self.walk(root, &mut |path, entry| {
            let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
            let name = if before.is_empty() { below } else { format!("{before}/{below}") };
            match entry {
                Err(error) => sink(Planned::new(name, Body::Failed(Error::Io(error.into())))),
                Ok(entry) => match self.skipped(root, &entry, &name) {
                    Some(reason) => sink(Planned::new(name, Body::Skipped(reason))),
                    None => self.file(path, name, limits, sink),
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
            if target.is_ok_and(|t| t.is_dir()) {
                return Some("a link to a folder".into());
            }
        } else if !entry.file_type().is_file() {
            return Some("not a regular file".into());
        }
        self.unwanted(name).filter(|_| !(self.looks_into(name) && is_archive(entry.path())))
    }

    /// Whether what is not wanted by its name is looked into if it is an archive: what is included may be in it.
    pub(super) fn looks_into(&self, name: &str) -> bool {
        self.include.is_some() && self.excluded(name).is_none()
    }

    fn file(&self, path: &Path, name: String, limits: &Limits, sink: Sink<'_>) -> ControlFlow<()> {
        match File::open(path) {
            Ok(file) => self.opened(file, name, Provenance::default(), limits, sink),
            Err(error) => sink(Planned::new(name, Body::Failed(Error::Io(error)))),
        }
    }

    /// Plans a file, or what is in it if it is an archive.
    pub(super) fn opened(
        &self,
        mut file: File,
        name: String,
        provenance: Provenance,
        limits: &Limits,
        sink: Sink<'_>,
    ) -> ControlFlow<()> {
        let body = match archive::of_file(&mut file) {
            Ok(Some(kind)) => return archive::each(file, kind, &name, &provenance, limits, self, sink),
            Ok(None) => {
                let size = file.metadata().map_or(0, |m| m.len());
                read(file, size, limits)
            }
            Err(error) => Body::Failed(Error::Io(error)),
        };
        sink(Planned { name, body, provenance, more: 0 })
    }
}

impl Wanted for Plan {
    fn excluded(&self, name: &str) -> Option<String> {
        self.exclude.as_ref().is_some_and(|set| set.is_match(name)).then(|| "excluded".into())
    }

    fn unwanted(&self, name: &str) -> Option<String> {
        if let Some(reason) = self.excluded(name) {
            return Some(reason);
        }
        if let Some(set) = &self.include {
            return (!set.is_match(name)).then(|| "not included".into());
        }
        let last = name.rsplit('/').next().unwrap_or(name);
        if last.starts_with('.') {
            return Some("hidden".into());
        }
        if last.starts_with("~$") {
            return Some("a lock of an office program".into());
        }
        let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
        NOT_DOCUMENTS.contains(&ending.as_str()).then(|| format!(".{ending} is no document"))
    }
}

/// Whether a file is an archive of documents, and not one document.
pub fn is_archive(path: &Path) -> bool {
    File::open(path).and_then(|mut file| archive::of_file(&mut file)).is_ok_and(|kind| kind.is_some())
}

/// All bytes, likely so many, or the error of a document that is too large or cannot be read.
pub(super) fn read(input: impl Read, size: u64, limits: &Limits) -> Body {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limits.file_bytes)).unwrap_or(0));
    match input.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes) {
        Err(error) => Body::Failed(Error::Io(error)),
        Ok(_) => match limits.admit(&bytes) {
            Err(error @ Error::Limit { .. }) => Body::Failed(error),
            _ => Body::Bytes(bytes),
        },
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}
