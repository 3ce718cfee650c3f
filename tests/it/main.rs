//! All integration tests in one binary, so that they link once.

mod across;
mod agreement;
mod blocks;
mod bombs;
mod cli;
mod detect;
mod limits;
mod outcome;
mod properties;
mod quirks;
mod read_doc;
mod read_docx;
mod read_html;
mod read_mhtml;
mod read_pdf;
mod read_pdf_damaged;
mod read_pdf_garbled;
mod read_pdf_seen;
mod read_rtf;
mod recover;
mod repair;
mod repair_programs;
mod sheet;
mod tables;
mod truth;
mod watermarks;
