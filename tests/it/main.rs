//! Readers and detection, from the outside.

mod detect;
mod read_html;
