//! What the formats of Word have in common. DOCX, DOC and RTF keep one model of a document in three shapes: paragraphs
//! whose text is cut by fields, lists that count themselves, tables whose rows cut their width as they like.

pub(crate) mod charsets;
pub(crate) mod flow;
pub(crate) mod line;
pub(crate) mod lists;
pub(crate) mod numerals;
pub(crate) mod roles;
pub(crate) mod story;
pub(crate) mod table;
