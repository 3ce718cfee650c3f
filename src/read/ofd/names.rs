//! Elements are known by their local names alone: the namespace of the standard, an older one, a wrong one and none at all
//! are in use for the same elements.

use quick_xml::name::ResolveResult;

use crate::read::xml::{self, Name};

/// Any element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element;

impl Name for Element {
    const FORMAT: &'static str = "OFD";

    fn resolve(_: &ResolveResult, _: &str) -> Self {
        Element
    }

    fn is_text(self) -> bool {
        false
    }
}

/// A part as a stream of events.
pub(super) type Xml<'a> = xml::Xml<'a, Element>;

/// One of its events.
pub(super) type Token<'a> = xml::Token<'a, Element>;
