//! nianbao turns archived annual reports on government information disclosure into canonical, checked JSON.
//!
//! [`pipeline::convert`] does it all; the stages are modules of their own, each with one entry.

pub mod check;
pub mod detect;
pub mod form;
pub mod gazetteer;
pub mod interpret;
pub mod model;
pub mod pipeline;
pub mod read;
pub mod recognise;
pub mod repair;
pub mod report;
pub mod run;
pub mod tabulate;
pub mod text;
pub mod write;
