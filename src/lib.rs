//! nianbao turns archived annual reports on government information disclosure into canonical, checked JSON.
//!
//! ```
//! let bytes = std::fs::read("samples/page-break.pdf")?;
//! let reports = nianbao::Converter::new().convert(nianbao::File::new("page-break.pdf", &bytes))?;
//! let total = reports[0].cell("applications.results.total.total").unwrap();
//! assert_eq!(total.value.unwrap().to_string(), "497");
//! # Ok::<(), nianbao::Error>(())
//! ```
//!
//! [`Converter`] is the door for one document, [`run`] that for many. A command line of the same name is built on both.
//!
//! # The plan of the house
//!
//! ```text
//! documents -> reports                                            reports -> collections
//! detect -> read -> repair -> tabulate -> interpret -> check      collection -> tables, links, checks
//! ```
//!
//! | module | what it is |
//! | --- | --- |
//! | `converter` | the stages strung together, once; panics end here |
//! | `formats` | every format that is read: name, endings, reader |
//! | `model` | nouns without form or report: content, grid, origin, finding, limits, error |
//! | `text` | legible text: encodings, matching keys, numbers |
//! | `form` | the form: its tables, rows, columns, labels, rules, sentences; the files are in `src/forms` |
//! | `gazetteer` | regions, zones and sorts of agencies |
//! | `report` | the report, field by field as in the JSON |
//! | `detect` | which format bytes are of |
//! | `read` | a reader a format: pages of glyphs, blocks, or lines |
//! | `repair` | garbled characters put right, by proof |
//! | `tabulate` | pages and lines to paragraphs and tables |
//! | `interpret` | tables and paragraphs matched with the form |
//! | `check` | the form's own arithmetic, and reports against each other |
//! | `rewrite` | documents given back with right text |
//! | [`run`] | many documents: plan, worker processes, journal |
//! | [`collection`] | many reports: the journal read back, what became of its documents, agencies and their years, links, checks across reports, tables |
//!
//! Arrows run one way: no stage imports another, and what is before `interpret` knows nothing of the report. A test reads
//! the `use` lines.
//!
//! # Where do I add
//!
//! | | |
//! | --- | --- |
//! | a label, synonym or misprint | a line of `src/forms/disclosure/labels.tsv` |
//! | a rule | a line of `rules.tsv` there |
//! | an edition of the form | a line of `editions.tsv` there, its file of cells, labels of what is new |
//! | a word (dash, unit, suffix) | the word list that has its like: `text`, `gazetteer` or `forms` |
//! | a garbled character | a line of `src/text/repairs.tsv` |
//! | a document format | a row of `src/formats.rs`, its look in `src/detect.rs`, a reader below `src/read` |
//! | a format of tables | a module of `src/collection/tables` beside `csv`, and its name in `src/cli/args.rs` |
//! | a finding | a variant in `src/model/finding.rs`, which has its code and severity |
//! | a limit | a row of `src/model/limits.rs`, an option in `src/cli/limits.rs` |
//! | a document to the tests | see `tests/README.md` |

#[doc(hidden)]
pub mod atomic;
mod converter;
mod formats;
#[doc(hidden)]
pub mod regular;

// The stages and what they work with. They are no part of the API, any of it may change with any version: public for the
// benchmarks, fuzz targets and tests of this project, which are crates of their own to the compiler.
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod detect;
pub mod form;
#[doc(hidden)]
pub mod gazetteer;
#[doc(hidden)]
pub mod interpret;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod read;
#[doc(hidden)]
pub mod recognise;
#[doc(hidden)]
pub mod repair;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rewrite;
#[doc(hidden)]
pub mod tabulate;
#[doc(hidden)]
pub mod text;

pub mod collection;
pub mod run;

pub use converter::{Converter, File, Part, RepairOptions, Repaired, Stage, Trace};
pub use form::Form;
pub use form::sheet::FormError;
pub use formats::Format;
pub use model::error::Error;
pub use model::finding::{Finding, FindingKind, Severity};
pub use model::id::CellId;
pub use model::limits::{Limit, Limits};
pub use model::origin::Origin;
pub use model::source::Provenance;
pub use repair::GlyphTables;
pub use report::{Check, Class, Classification, Entry, Outcome, Report, Source, Statistic, Status};

/// The examples of the README run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
