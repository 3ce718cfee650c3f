//! Plans what lies in a store, as what lies in a folder.

use super::{Object, Store, is_hidden};
use crate::model::error::Error;
use crate::model::limits::Limit;
use crate::model::source::Provenance;
use crate::run::archive;
use crate::run::plan::{Body, Plan, Planned, Sink, read};
use crate::run::unpacker::Unpacker;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::ops::ControlFlow;

impl Plan {
    /// Plans what lies at an address, as [`Plan::each`] does what lies in a folder.
    pub(in crate::run) fn store(
        &self,
        store: &Store,
        before: &str,
        unpacker: &mut Unpacker,
        sink: Sink<'_>,
    ) -> ControlFlow<()> {
        let listing = store.listing();
        for object in &listing.objects {
            let name = name(store, object, before);
            if let Some(shard) = self.elsewhere(&name) {
                sink(Planned::new(name, Body::Skipped(shard)))?;
                continue;
            }
            let against = if listing.is_single { Ok(None) } else { self.against(store, object, &name) };
            match against {
                Ok(reason) => self.object(store, object, name, reason, unpacker, sink)?,
                Err(body) => sink(Planned::new(name, body))?,
            }
        }
        if let Some((kind, what)) = &listing.failed {
            let error = io::Error::new(*kind, what.clone());
            sink(Planned::new(store.address().to_string(), Error::Io(error).into()))?;
        }
        ControlFlow::Continue(())
    }

    /// Why a listed object is none to convert unless it is an archive, or what becomes of it without being fetched.
    fn against(&self, store: &Store, object: &Object, name: &str) -> Result<Option<String>, Body> {
        if is_hidden(object.below.rsplit('/').next().unwrap_or_default()) {
            return Err(Body::Skipped("hidden".into()));
        }
        let Some(reason) = self.wanted().unwanted(name) else { return Ok(None) };
        if !self.wanted().looks_into(name) {
            return Err(Body::Skipped(reason));
        }
        match store.begins_archive(object) {
            Ok(true) => Ok(Some(reason)),
            Ok(false) => Err(Body::Skipped(reason)),
            Err(error) => Err(Error::Io(error).into()),
        }
    }

    /// Plans an object, or what is in it if it is an archive; one with a reason against it only then.
    fn object(
        &self,
        store: &Store,
        object: &Object,
        name: String,
        reason: Option<String>,
        unpacker: &mut Unpacker,
        sink: Sink<'_>,
    ) -> ControlFlow<()> {
        let limits = *unpacker.limits();
        let provenance = Provenance { url: Some(store.address_of(object)), ..Provenance::default() };
        let begun = store.fetch(object).and_then(|mut body| Ok((archive::head(&mut body)?, body)));
        let body = match begun {
            Err(error) => Error::Io(error).into(),
            Ok((head, body)) => {
                let (size, is_document) = (body.size, archive::kind(&head).is_none());
                let mut whole = Cursor::new(head).chain(body);
                match reason {
                    Some(reason) if is_document => Body::Skipped(reason),
                    None if is_document && size > limits.file_bytes => limits.error(Limit::FileBytes).into(),
                    None if is_document => read(whole, size.min(1 << 20), &limits),
                    reason => match aside(&mut whole, size) {
                        Err(error) => Error::Io(error).into(),
                        Ok(mut file) => match (archive::of_file(&mut file), reason) {
                            // A document in a zip container.
                            (Ok(None), Some(reason)) => Body::Skipped(reason),
                            _ => return self.opened(file, name, provenance, unpacker, sink),
                        },
                    },
                }
            }
        };
        sink(Planned { provenance, ..Planned::new(name, body) })
    }
}

impl Store {
    /// The name of each object.
    pub(in crate::run) fn names(&self, before: &str, each: &mut dyn FnMut(String)) {
        self.listing().objects.iter().for_each(|object| each(name(self, object, before)));
    }
}

fn name(store: &Store, object: &Object, before: &str) -> String {
    match (before, &*object.below) {
        ("", "") => store.name(),
        (before, "") => before.to_string(),
        ("", below) => below.to_string(),
        (before, below) => format!("{before}/{below}"),
    }
}

/// So many bytes in a temporary file, which is gone when it is closed, whatever ends this program.
fn aside(input: &mut impl Read, size: u64) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let copied = io::copy(&mut input.take(size), &mut file)?;
    if copied < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.rewind()?;
    Ok(file)
}
