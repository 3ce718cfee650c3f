//! All integration tests in one binary, so that they link once.

mod agreement;
mod bombs;
mod cli;
mod detect;
mod limits;
mod outcome;
mod properties;
mod quirks;
mod read_docx;
mod read_html;
mod read_pdf;
mod sheet;
mod truth;
