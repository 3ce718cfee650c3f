//! All integration tests in one binary, so that they link once.

mod detect;
mod read_docx;
mod read_html;
mod read_pdf;
