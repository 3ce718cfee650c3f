//! Objects of a store (S3, Google Cloud Storage, Azure Blob Storage, a web server) as inputs of a plan: listed once, in
//! the order of their names, and fetched one at a time on the thread that asks. What is an archive goes through a
//! temporary file that has no name, since most archives are read from their end; all else is read into memory, up to
//! the limit of a file.

mod open;
mod plan;

pub use open::Stores;

use super::archive;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use std::fmt;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, OnceLock};
use tokio::runtime::{Builder, Runtime};
use url::Url;

/// More objects are not listed at one address, since all their names are held in memory.
const OBJECTS: usize = 10_000_000;
/// Characters of a store's own words in an error.
const WORDS: usize = 200;

/// What lies at an address: one object, or all objects below a prefix.
///
/// Its methods, and those of a plan that holds it, wait for the network; they panic where they are called from within
/// an asynchronous runtime.
pub struct Store {
    store: Arc<dyn ObjectStore>,
    /// Without anything secret.
    address: Url,
    prefix: Path,
    /// A web server lists nothing: its address is of one object.
    is_page: bool,
    listing: OnceLock<Listing>,
}

/// An address that names no store, or one whose store cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {what}")]
pub struct AddressError {
    /// The address, without anything secret if it can be read at all.
    pub address: String,
    /// What is wrong.
    pub what: String,
}

impl AddressError {
    /// What a user can do about it: one line.
    pub fn advice(&self) -> &'static str {
        "an address is like s3://bucket/folder or https://host/file.pdf, with ? and # of a name written %3F and %23; \
         region and credentials are taken from the environment (AWS_..., GOOGLE_..., AZURE_...)"
    }
}

/// The names at an address.
struct Listing {
    objects: Vec<Object>,
    /// Why there are no more.
    failed: Option<(io::ErrorKind, String)>,
    /// Whether the address is that of an object.
    is_single: bool,
}

struct Object {
    /// Its path below the prefix; of what is hidden, up to the part that hides it.
    below: Box<str>,
    /// Bytes, by the listing.
    size: u64,
}

impl Store {
    /// What lies in a store of one's own at an address, whose path is that of the object or prefix in the store, and
    /// whose other parts only name it.
    ///
    /// # Errors
    /// [`AddressError`] if it is none, or its path cannot be one of an object.
    pub fn new(store: Arc<dyn ObjectStore>, address: &str) -> Result<Store, AddressError> {
        let url = parsed(address)?;
        let failed = |what: String| AddressError { address: clean(&url).into(), what };
        if url.query().is_some() || url.fragment().is_some() {
            return Err(failed("a ? or # ends the path of an address".into()));
        }
        let prefix = Path::from_url_path(url.path()).map_err(|e| failed(e.to_string()))?;
        Ok(Store::with(store, &url, prefix, false))
    }

    fn with(store: Arc<dyn ObjectStore>, url: &Url, prefix: Path, is_page: bool) -> Store {
        Store { store, address: clean(url), prefix, is_page, listing: OnceLock::new() }
    }

    /// The address, without anything secret.
    pub fn address(&self) -> &str {
        self.address.as_str()
    }

    /// What it is called for short: the last part of its path, or that of its store.
    pub fn name(&self) -> String {
        let last = self.address.path_segments().and_then(|mut parts| parts.rfind(|p| !p.is_empty()));
        let decoded = last.map(|last| Path::from_url_path(last).map_or_else(|_| last.to_string(), String::from));
        decoded.unwrap_or_else(|| self.address.host_str().unwrap_or_default().to_string())
    }

    /// Whether no more than one object lies there, and not what is below a prefix; asks the store.
    pub fn is_single(&self) -> bool {
        self.listing().is_single || self.listing().objects.is_empty()
    }

    /// How many names there are; asks the store.
    pub(super) fn count(&self) -> usize {
        let listing = self.listing();
        listing.objects.len() + usize::from(listing.failed.is_some())
    }

    /// Asked for once.
    fn listing(&self) -> &Listing {
        self.listing.get_or_init(|| {
            let mut listing = Listing { objects: Vec::new(), failed: None, is_single: self.is_page };
            let one = |size| Object { below: Box::default(), size };
            if self.is_page {
                listing.objects.push(one(0));
            } else if let Err(error) = self.list(&mut listing, one) {
                listing.failed = Some((error.kind(), error.to_string()));
            }
            listing
        })
    }

    /// The object at the address, or all below it. What was listed before an error is kept.
    fn list(&self, listing: &mut Listing, one: impl Fn(u64) -> Object) -> io::Result<()> {
        let runtime = runtime()?;
        if !self.prefix.is_root() && !self.address.path().ends_with('/') {
            match runtime.block_on(self.store.head(&self.prefix)) {
                Ok(meta) => {
                    listing.is_single = true;
                    listing.objects.push(one(meta.size));
                    return Ok(());
                }
                // A store may not tell what is missing from what is not allowed.
                Err(object_store::Error::NotFound { .. } | object_store::Error::PermissionDenied { .. }) => {}
                Err(error) => return Err(failure(&error)),
            }
        }
        let mut stream = self.store.list(Some(&self.prefix));
        let mut end = Ok(());
        while let Some(next) = runtime.block_on(stream.next()) {
            match next {
                Ok(_) if listing.objects.len() >= OBJECTS => {
                    end = Err(io::Error::other(format!("there are more than {OBJECTS} objects; give longer prefixes")));
                    break;
                }
                Ok(meta) => {
                    let path = meta.location.as_ref().strip_prefix(self.prefix.as_ref()).unwrap_or_default();
                    let below = path.strip_prefix('/').unwrap_or(path);
                    // The prefix itself, where it is an object too.
                    if !below.is_empty() {
                        listing.objects.push(Object { below: shown(below).into(), size: meta.size });
                    }
                }
                Err(error) => {
                    end = Err(failure(&error));
                    break;
                }
            }
        }
        // As a folder is walked, each of its folders by name.
        listing.objects.sort_by(|a, b| a.below.split('/').cmp(b.below.split('/')));
        listing.objects.dedup_by(|b, a| a.below == b.below);
        // Consoles make an empty object for a folder; here it comes before what is in the folder.
        let pairs = listing.objects.iter().zip(listing.objects.iter().skip(1));
        let holds = |path: &str, next: &str| next.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let folders: Vec<bool> = pairs.map(|(o, next)| o.size == 0 && holds(&o.below, &next.below)).collect();
        let mut folders = folders.into_iter();
        listing.objects.retain(|_| !folders.next().unwrap_or(false));
        if listing.objects.is_empty() && end.is_ok() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no such object, and none below it"));
        }
        end
    }

    /// Where an object is in the store.
    fn location(&self, object: &Object) -> Path {
        match (&*object.below, self.prefix.as_ref()) {
            ("", _) => self.prefix.clone(),
            // What a store lists are paths; one that is none would not be found.
            (below, "") => Path::parse(below).unwrap_or_default(),
            (below, prefix) => Path::parse(format!("{prefix}/{below}")).unwrap_or_default(),
        }
    }

    /// The address of an object.
    fn address_of(&self, object: &Object) -> String {
        let mut address = self.address.clone();
        if !object.below.is_empty()
            && let Ok(mut parts) = address.path_segments_mut()
        {
            parts.pop_if_empty().extend(object.below.split('/'));
        }
        address.into()
    }

    /// An object from its beginning on.
    fn fetch(&self, object: &Object) -> io::Result<Fetched> {
        let runtime = runtime()?;
        let result = runtime.block_on(self.store.get(&self.location(object))).map_err(|e| failure(&e))?;
        Ok(Fetched { size: result.meta.size, stream: result.into_stream(), runtime, piece: Cursor::default() })
    }

    /// Whether an object begins as archives do.
    fn begins_archive(&self, object: &Object) -> io::Result<bool> {
        let most = object.size.min(archive::HEAD as u64);
        if most == 0 {
            return Ok(false);
        }
        let options = GetOptions { range: Some((0..most).into()), ..GetOptions::default() };
        let runtime = runtime()?;
        let result = runtime.block_on(self.store.get_opts(&self.location(object), options)).map_err(|e| failure(&e))?;
        let mut body = Fetched { size: most, stream: result.into_stream(), runtime, piece: Cursor::default() };
        Ok(archive::kind(&archive::head(&mut body)?).is_some())
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The store may hold credentials.
        f.debug_tuple("Store").field(&self.address()).finish()
    }
}

fn is_hidden(part: &str) -> bool {
    part.starts_with('.')
}

/// A path up to its first part that is hidden: of a hidden folder it is only said that it is there.
fn shown(path: &str) -> &str {
    let mut end = 0;
    for part in path.split_inclusive('/') {
        end += part.len();
        if is_hidden(part) {
            return path.get(..end).unwrap_or(path).trim_end_matches('/');
        }
    }
    path
}

/// The body of an object while it comes.
struct Fetched {
    /// Bytes of all of it, as the store says.
    size: u64,
    stream: BoxStream<'static, object_store::Result<bytes::Bytes>>,
    runtime: &'static Runtime,
    piece: Cursor<bytes::Bytes>,
}

impl Read for Fetched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.runtime.block_on(self.stream.next()) {
                Some(Ok(piece)) => self.piece = Cursor::new(piece),
                Some(Err(error)) => return Err(failure(&error)),
                None => return Ok(0),
            }
        }
    }
}

/// What waits for stores, one for the whole program: the connections that a store keeps open belong to it.
fn runtime() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build());
    made.as_ref().map_err(|e| io::Error::new(e.kind(), e.to_string()))
}

fn parsed(address: &str) -> Result<Url, AddressError> {
    let failed = |what: String| AddressError { address: address.into(), what };
    let url = Url::parse(address).map_err(|e| failed(e.to_string()))?;
    if url.cannot_be_a_base() { Err(failed("it has no path".into())) } else { Ok(url) }
}

/// An address without what may be secret in it. What follows a `?` is not told apart: it may be a signature.
fn clean(url: &Url) -> Url {
    let mut clean = url.clone();
    clean.set_query(None);
    clean.set_fragment(None);
    let _ = clean.set_password(None);
    // In addresses of Azure, what stands there is the container.
    if matches!(url.scheme(), "http" | "https") {
        let _ = clean.set_username("");
    }
    clean
}

/// A store's error in words that are the same each time; its own tell times, and addresses with their signatures.
fn failure(error: &object_store::Error) -> io::Error {
    use object_store::Error as Of;
    let (kind, what) = match error {
        Of::NotFound { .. } => (io::ErrorKind::NotFound, "there is no such object".into()),
        Of::PermissionDenied { .. } | Of::Unauthenticated { .. } => (
            io::ErrorKind::PermissionDenied,
            "the store does not allow it with the credentials of the environment".into(),
        ),
        // As of what is tried again another time; see the advice of `Error::Io`.
        error => (io::ErrorKind::NotConnected, format!("the store does not give it: {}", cause(error))),
    };
    io::Error::new(kind, what)
}

/// The innermost cause of an error, in its first words, without a page that a server sent.
fn cause(error: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    let line = text.split(['\n', '<']).next().unwrap_or_default();
    line.trim_end_matches([' ', ':']).chars().take(WORDS).collect()
}
