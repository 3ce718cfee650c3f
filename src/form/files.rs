//! Where the files of a form come from: compiled in, or a folder.

use super::sheet::{FormError, Sheet};
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// A file of a form is no longer than this, in bytes.
const LONGEST: u64 = 4 << 20;

/// The files of a form.
pub enum Files<'a> {
    /// Name and text of each.
    Text(&'a [(&'a str, &'a str)]),
    /// A folder that holds them.
    Folder(&'a Path),
}

impl Files<'_> {
    /// One table, whose first line gives these names.
    ///
    /// # Errors
    /// No such file, one that cannot be read or is over 4 MiB, and what [`Sheet::parse`] refuses.
    pub fn sheet(&self, file: &str, names: &[&str]) -> Result<Sheet, FormError> {
        Sheet::parse(file, &self.text(file)?, names)
    }

    fn text(&self, file: &str) -> Result<Cow<'_, str>, FormError> {
        let error = |what: String| FormError { file: file.to_string(), line: 0, what };
        match self {
            Files::Text(files) => {
                let found = files.iter().find(|(name, _)| *name == file);
                found
                    .map(|(_, text)| Cow::Borrowed(*text))
                    .ok_or_else(|| error("the form has no such file".to_string()))
            }
            Files::Folder(folder) => {
                // A name is one of the folder, never a way out of it.
                if file.contains(['/', '\\']) || file.starts_with('.') {
                    return Err(error("the name of a file is no path".to_string()));
                }
                let path = folder.join(file);
                let mut text = String::new();
                let opened = crate::regular::open(&path).and_then(|f| f.take(LONGEST + 1).read_to_string(&mut text));
                opened.map_err(|e| error(format!("{}: {e}", path.display())))?;
                if text.len() as u64 > LONGEST {
                    return Err(error(format!("longer than {LONGEST} bytes")));
                }
                Ok(Cow::Owned(text))
            }
        }
    }
}
