//! Which documents of folders and archives are wanted, by their names.

use crate::model::error::Error;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

/// Endings of files that lie beside documents and are none.
const NOT_DOCUMENTS: &[&str] = &[
    "parquet", "sqlite", "db", "ini", "svg", "ico", "css", "js", "woff", "woff2", "ttf", "mp3", "mp4", "py", "sh",
    "log", "tmp", "cdx", "cdxj", "idx",
];

/// Endings of images, with the words for what is in such a file.
const IMAGES: &[(&str, &str)] = &[
    ("png", "PNG image"),
    ("jpg", "JPEG image"),
    ("jpeg", "JPEG image"),
    ("gif", "GIF image"),
    ("bmp", "BMP image"),
    ("tif", "TIFF image"),
    ("tiff", "TIFF image"),
    ("webp", "WebP image"),
];

/// Whether a name is that of an image.
pub(super) fn is_image(name: &str) -> bool {
    image(name).is_some()
}

/// What is in a file of this name, if that is an image.
fn image(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    IMAGES.iter().find(|(image, _)| image.eq_ignore_ascii_case(ending)).map(|(_, what)| *what)
}

/// Patterns of names, as they were typed. One without `/` is of the last part of a name. Case does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patterns {
    /// Only what matches one of these, if there is any,
    pub include: Vec<String>,
    /// and nothing that matches one of these.
    pub exclude: Vec<String>,
}

/// The same, ready for names.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Wanted {
    /// # Errors
    /// The first pattern that is none.
    pub(super) fn new(patterns: &Patterns) -> Result<Wanted, globset::Error> {
        let set = |patterns: &[String]| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
                set.add(GlobBuilder::new(&anywhere).literal_separator(true).case_insensitive(true).build()?);
            }
            if patterns.is_empty() { Ok(None) } else { set.build().map(Some) }
        };
        Ok(Wanted { include: set(&patterns.include)?, exclude: set(&patterns.exclude)? })
    }

    /// Why an archive is not wanted.
    pub(super) fn excluded(&self, name: &str) -> Option<String> {
        self.exclude.as_ref().is_some_and(|set| set.is_match(name)).then(|| "excluded".into())
    }

    /// Why a document is not wanted.
    pub(super) fn unwanted(&self, name: &str) -> Option<String> {
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
        if let Some(what) = image(last) {
            let error = Error::Unsupported(what.into());
            return Some(format!("{error}: {}", error.advice()));
        }
        NOT_DOCUMENTS.contains(&ending.as_str()).then(|| format!(".{ending} is no document"))
    }

    /// Whether no pattern decides on a name.
    pub(super) fn is_free(&self, name: &str) -> bool {
        self.include.is_none() && self.excluded(name).is_none()
    }

    /// Whether what is not wanted by its name is looked into if it is an archive: what is included may be in it.
    pub(super) fn looks_into(&self, name: &str) -> bool {
        self.include.is_some() && self.excluded(name).is_none()
    }
}
