//! All integration tests in one binary, so that they link once.

#![allow(clippy::disallowed_methods, reason = "what a test writes and measures is its own")]

mod agreement;
mod architecture;
mod blocks;
mod bombs;
mod cli;
mod collection;
mod commands;
mod contained;
mod cross_report;
mod detect;
mod door;
mod dumps;
mod edition;
mod hidden_text;
mod limits;
mod mutated;
mod old_forms;
mod outcome;
mod pages;
mod placement;
mod programs;
mod properties;
mod quirks;
mod read_csv;
mod read_doc;
mod read_docx;
mod read_html;
mod read_json;
mod read_markdown;
mod read_mhtml;
mod read_odf;
mod read_ofd;
mod read_pdf;
mod read_pdf_damaged;
mod read_pdf_garbled;
mod read_pdf_seen;
mod read_rtf;
mod read_xlsx;
mod recover;
mod repair;
mod repair_programs;
mod report;
mod run;
mod sheet;
#[cfg(feature = "object-store")]
mod stores;
mod tables;
mod truth;
mod unsegmented;
mod watermarks;
