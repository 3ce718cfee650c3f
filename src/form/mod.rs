//! The official form as data: its cells, the labels under which they are printed, and its rules. A new edition, wording,
//! misprint or rule is a line in one of the files of `forms/`.

pub mod cells;
pub mod codebook;
pub mod conditions;
pub mod cribs;
pub mod indicators;
pub mod labels;
pub mod lexicon;
pub mod outlines;
pub mod rules;
pub mod sentences;
pub mod sheet;
pub mod words;
