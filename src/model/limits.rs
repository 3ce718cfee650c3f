//! Bounds on what an untrusted file may cost, all of them. Where a constant elsewhere bounds something, it is a bound
//! that a document cannot need to pass, and says so.

use super::error::Error;
use super::finding::{Finding, FindingKind};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

macro_rules! limits {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $default:expr, $kind:ident $what:literal $flag:literal;)*) => {
        /// Bounds on what one document may cost. A reader that reaches one stops with [`Error::Limit`], or goes on
        /// without a part and says so in a finding `limit_reached`; none is exceeded on the word of a file.
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        pub struct Limits {
            $($(#[$doc])* pub $field: $type,)*
            /// Seconds for the whole document, from its first stage to its last.
            pub time: Duration,
            /// When the time is up, once the clock runs; set by [`Limits::started`].
            #[serde(skip)]
            pub deadline: Option<Instant>,
        }

        impl Default for Limits {
            fn default() -> Self {
                Limits { $($field: $default,)* time: Duration::from_secs(60), deadline: None }
            }
        }

        /// One of the bounds, as errors and findings name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Limit {
            $($(#[$doc])* $kind,)*
            /// Seconds for the whole document.
            Time,
        }

        impl Limit {
            /// All of them.
            pub const ALL: &'static [Limit] = &[$(Limit::$kind,)* Limit::Time];

            /// What is counted, for a sentence that goes on "over the limit of".
            pub fn what(self) -> &'static str {
                match self { $(Limit::$kind => $what,)* Limit::Time => "time" }
            }

            /// The option of the command line that sets it.
            pub fn flag(self) -> &'static str {
                match self { $(Limit::$kind => $flag,)* Limit::Time => "--timeout" }
            }

            /// How to go on where it is reached: one line.
            pub fn advice(self) -> &'static str {
                match self {
                    $(Limit::$kind => concat!("if the document is what it claims to be, raise ", $flag, " or split it"),)*
                    Limit::Time => "if the document is what it claims to be, raise --timeout or split it",
                }
            }
        }

        impl Limits {
            /// A bound's value and unit, as errors and findings print it.
            pub fn value(&self, limit: Limit) -> String {
                match limit {
                    $(Limit::$kind => text(self.$field as u64, $what),)*
                    Limit::Time => format!("{} s", self.time.as_secs_f32()),
                }
            }
        }
    };
}

limits! {
    /// Bytes of the file itself.
    file_bytes: u64 = 128 << 20, FileBytes "size of the file" "--max-bytes";
    /// Bytes of a file that is markup or text as a whole (HTML, text dumps): its tree takes many times its size.
    text_bytes: u64 = 16 << 20, TextBytes "size of the text" "--max-text";
    /// Bytes of one unpacked part (an entry of a zip archive, a stream of a PDF).
    part_bytes: u64 = 64 << 20, PartBytes "size of an unpacked part" "--max-part";
    /// Bytes of all unpacked parts together.
    total_bytes: u64 = 192 << 20, TotalBytes "size of all unpacked parts" "--max-unpacked";
    /// Things to parse: objects of a PDF, entries of an archive, tags of a page, lines of a text, paragraphs of a DOC or
    /// RTF.
    objects: usize = 400_000, Objects "number of objects" "--max-objects";
    /// Operators of all content streams of a PDF together, each form counted as often as it is called.
    operators: u64 = 20_000_000, Operators "number of operators" "--max-operators";
    /// Nesting of elements and tables.
    depth: usize = 512, Depth "depth of nesting" "--max-depth";
    /// Glyphs, ruling lines and images of a paged document.
    glyphs: usize = 2_000_000, Glyphs "number of glyphs" "--max-glyphs";
    /// Pages read.
    pages: usize = 2_000, Pages "number of pages" "--max-pages";
    /// Cells of all tables together, with the positions that spans cover.
    cells: usize = 500_000, Cells "number of table cells" "--max-cells";
    /// Table rows that are compared with the form, which has about forty.
    rows: usize = 20_000, Rows "number of table rows" "--max-rows";
    /// Words of one table without rules; a form has about five hundred, and the work grows with their square.
    words: usize = 8_000, Words "number of words of a table without rules" "--max-words";
    /// Bytes of memory; only a process of its own can be held to it, so it counts where documents are converted in
    /// worker processes ([`crate::run`]).
    memory: u64 = 1 << 30, Memory "size of the memory" "--memory";
}

/// A process of this program that does nothing has so much of memory, with room for its libraries.
const SCARCE: u64 = 64 << 20;

impl Limits {
    /// The same limits with the clock running; one that runs already goes on.
    #[expect(clippy::disallowed_methods, reason = "the clock of all limits")]
    pub fn started(mut self) -> Self {
        if self.deadline.is_none() {
            self.deadline = Instant::now().checked_add(self.time);
        }
        self
    }

    /// The same limits with another time, the clock not started.
    pub fn within(self, time: Duration) -> Self {
        Limits { time, deadline: None, ..self }
    }

    /// Whether the time is up. Loops whose work can grow faster than their input ask this now and then and leave; what
    /// they leave behind is dropped, since every stage ends with [`Limits::check_time`].
    #[expect(clippy::disallowed_methods, reason = "the clock of all limits")]
    pub fn expired(&self) -> bool {
        self.deadline.is_some_and(|d| Instant::now() >= d)
    }

    /// The time that is left, if the clock runs.
    #[expect(clippy::disallowed_methods, reason = "the clock of all limits")]
    pub fn left(&self) -> Option<Duration> {
        self.deadline.map(|d| d.saturating_duration_since(Instant::now()))
    }

    /// Ends a stage.
    ///
    /// # Errors
    /// [`Error::Limit`] if the time is up: how far a document was read by then depends on the machine, so nothing of it
    /// is given.
    pub fn check_time(&self) -> Result<(), Error> {
        if self.expired() { Err(self.error(Limit::Time)) } else { Ok(()) }
    }

    /// Whether a process has hardly the memory to begin: then whatever ends it, it is that.
    pub fn is_memory_scarce(&self) -> bool {
        self.memory < SCARCE
    }

    /// The error of a document that reaches a limit.
    pub fn error(&self, limit: Limit) -> Error {
        Error::Limit { limit, value: self.value(limit) }
    }

    /// The finding of a document that goes on without something, `left_out` saying what.
    pub fn finding(&self, limit: Limit, left_out: &str) -> Finding {
        let message =
            format!("{} over the limit of {} ({}): {left_out}", limit.what(), self.value(limit), limit.flag());
        Finding::new(FindingKind::LimitReached, message)
    }

    /// Refuses a file that is larger than a reader may begin with.
    ///
    /// # Errors
    /// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::file_bytes`].
    pub fn admit(&self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.is_empty() {
            return Err(Error::Empty);
        }
        if bytes.len() as u64 > self.file_bytes {
            return Err(self.error(Limit::FileBytes));
        }
        Ok(())
    }
}

/// Bytes in the largest unit that they fill, which is how they are typed; counts as they are.
fn text(value: u64, what: &str) -> String {
    let units = [(1u64 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")];
    let unit = units.iter().find(|(size, _)| what.starts_with("size") && value >= *size && value.is_multiple_of(*size));
    match unit {
        Some((size, name)) => format!("{} {name}B", value / size),
        None if what.starts_with("size") => format!("{value} bytes"),
        None => value.to_string(),
    }
}
