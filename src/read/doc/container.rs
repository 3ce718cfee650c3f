//! The OLE compound file ([MS-CFB]) that holds a document's streams.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::bytes::size;
use super::malformed;
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};

/// An open compound file.
pub(super) struct Container<'a> {
    file: CompoundFile<Cursor<Cow<'a, [u8]>>>,
    limits: &'a Limits,
    total: u64,
}

impl<'a> Container<'a> {
    /// Opens a compound file. Old writers allot more sectors than they write, and downloads break off: a file that is
    /// shorter than its own table of sectors is read as if the rest were zeros.
    ///
    /// # Errors
    /// [`Error::Malformed`] if its directory cannot be read.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Error> {
        let file = match CompoundFile::open(Cursor::new(Cow::Borrowed(bytes))) {
            Ok(file) => file,
            Err(error) => {
                let again = lengthened(bytes, limits).map(|b| CompoundFile::open(Cursor::new(Cow::Owned(b))));
                again.and_then(Result::ok).ok_or_else(|| malformed(format!("its container: {error}")))?
            }
        };
        Ok(Container { file, limits, total: 0 })
    }

    /// A stream of the root by its name in any case; `None` if there is none or it cannot be read.
    ///
    /// # Errors
    /// [`Error::Limit`] over the bytes of a part or of all parts.
    pub(super) fn stream(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let found = self.file.read_root_storage().find(|e| e.is_stream() && e.name().eq_ignore_ascii_case(name));
        let Some(entry) = found else { return Ok(None) };
        let length = entry.len();
        self.total = self.total.saturating_add(length);
        if length > self.limits.part_bytes {
            return Err(self.limits.error(Limit::PartBytes));
        }
        if self.total > self.limits.total_bytes {
            return Err(self.limits.error(Limit::TotalBytes));
        }
        let Ok(stream) = self.file.open_stream(entry.path()) else { return Ok(None) };
        let mut bytes = Vec::new();
        // What was read before damage stays.
        let _ = stream.take(length).read_to_end(&mut bytes);
        Ok(Some(bytes))
    }
}

/// The file with zeros at its end up to the length that its header's count of FAT sectors allows
/// ([MS-CFB] 2.2 and 2.3), if that is longer than it is.
fn lengthened(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let sector = if bytes.get(30) == Some(&12) { 4096 } else { 512 };
    let fats = size(bytes, 44)?;
    let wanted = fats.checked_mul(sector / 4)?.checked_add(1)?.checked_mul(sector)?;
    if wanted <= bytes.len() || wanted as u64 > limits.part_bytes {
        return None;
    }
    let mut longer = Vec::with_capacity(wanted);
    longer.extend_from_slice(bytes);
    longer.resize(wanted, 0);
    Some(longer)
}
