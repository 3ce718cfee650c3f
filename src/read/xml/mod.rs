//! A part as a stream of the few events that matter: namespaces resolved, entities resolved, empty elements opened and
//! closed, comments and instructions gone, depth and time guarded.

pub(crate) mod encoding;

use std::borrow::Cow;
use std::marker::PhantomData;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::model::error::Error;
use crate::model::limits::Limits;

/// The deadline is looked at once in this many events: often enough to stop in milliseconds, too rarely to cost any.
const EVENTS_PER_LOOK: u32 = 4096;

/// The names of the elements that a reader acts on, as one flat enum: local names repeat across namespaces, so a name
/// only means something together with the namespace it is bound to.
pub(crate) trait Name: Copy {
    /// What the documents are, for errors.
    const FORMAT: &'static str;

    /// The name of an element with its resolved namespace.
    fn resolve(namespace: &ResolveResult, local: &str) -> Self;

    /// Whether its character data is text of the document.
    fn is_text(self) -> bool;
}

/// Why reading a part stopped before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Not well formed from here on, or cut off: what was read before is good.
    Damaged(String),
    /// The whole document must be refused.
    Refused(Error),
}

/// One event of a part.
#[derive(Debug)]
pub(crate) enum Token<'a, N> {
    /// An element begins.
    Open(N, Attributes<'a>),
    /// The innermost open element ends.
    Close,
    /// Character data or one resolved reference; the text of an element may come in pieces.
    Text(Cow<'a, str>),
    /// The end of the part, with every element closed.
    End,
}

/// The attributes of one element.
#[derive(Debug)]
pub(crate) struct Attributes<'a>(BytesStart<'a>);

impl Attributes<'_> {
    /// The value of the attribute with this local name in whatever namespace: WordprocessingML qualifies its
    /// attributes and relationships do not, and no element read here has two of one local name.
    pub(crate) fn get(&self, local: &str) -> Option<String> {
        let attribute =
            self.0.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == local)?;
        Some(match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.into_owned(),
        })
    }

    /// `w:val`, where almost every property keeps its value.
    pub(crate) fn val(&self) -> Option<String> {
        self.get("val")
    }

    /// `w:val` as a whole number. Some writers give decimals (`"2.0"`); anything else is no value.
    pub(crate) fn number(&self) -> Option<i64> {
        let value = self.val()?;
        let value = value.trim();
        let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
        whole.parse().ok()
    }

    /// Whether an on/off property is on (ECMA-376 part 1, 17.17.4): no value means on.
    pub(crate) fn on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off"))
    }

    /// The element's own local name, for elements outside WordprocessingML.
    pub(crate) fn element(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// What a skipped element held.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Skipped {
    /// Whether any text that is not blank was in it, deleted text counted.
    pub(crate) text: bool,
}

/// Reads one part.
pub(crate) struct Xml<'a, N> {
    reader: NsReader<&'a [u8]>,
    open: usize,
    events: u32,
    limits: &'a Limits,
    names: PhantomData<N>,
}

impl<'a, N: Name> Xml<'a, N> {
    /// A reader of a whole part, already decoded to text.
    pub(crate) fn new(text: &'a str, limits: &'a Limits) -> Self {
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // A bare `&` is a slip of a home-made writer; its text is still there.
        config.allow_dangling_amp = true;
        Xml { reader, open: 0, events: 0, limits, names: PhantomData }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open
    }

    /// The next event.
    ///
    /// # Errors
    /// [`Stop::Damaged`] where the part is not well formed or ends too early, [`Stop::Refused`] for a DOCTYPE with
    /// declarations of its own (nothing that writes office documents has any; entity bombs do) and when the time is up.
    pub(crate) fn next(&mut self) -> Result<Token<'a, N>, Stop> {
        loop {
            self.events = self.events.wrapping_add(1);
            if self.events % EVENTS_PER_LOOK == 1 {
                self.limits.check_time().map_err(Stop::Refused)?;
            }
            let place = self.reader.buffer_position();
            let (namespace, event) = self
                .reader
                .read_resolved_event()
                .map_err(|e| Stop::Damaged(format!("not well formed after byte {place}: {e}")))?;
            match event {
                Event::Start(start) => {
                    let tag = N::resolve(&namespace, start.local_name().as_ref());
                    self.open += 1;
                    return Ok(Token::Open(tag, Attributes(start)));
                }
                Event::End(_) => {
                    self.open = self.open.saturating_sub(1);
                    return Ok(Token::Close);
                }
                Event::Text(text) => return Ok(Token::Text(text.into_inner())),
                Event::CData(text) => return Ok(Token::Text(text.into_inner())),
                Event::GeneralRef(reference) => return Ok(Token::Text(resolve(&reference).to_string().into())),
                Event::DocType(text) if text.contains('[') => {
                    let what = "a DOCTYPE with its own declarations".into();
                    return Err(Stop::Refused(Error::Malformed { format: N::FORMAT, what }));
                }
                Event::Eof if self.open > 0 => {
                    return Err(Stop::Damaged(format!("cut off at byte {place}, {} elements open", self.open)));
                }
                Event::Eof => return Ok(Token::End),
                _ => {}
            }
        }
    }

    /// Skips the element that was just opened, its end included.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(crate) fn skip(&mut self) -> Result<Skipped, Stop> {
        let outside = self.open.saturating_sub(1);
        let mut skipped = Skipped::default();
        let mut text = 0usize;
        while self.open > outside {
            match self.next()? {
                Token::Open(name, _) if name.is_text() => text = text.max(self.open),
                Token::Close if self.open < text => text = 0,
                Token::Text(content) if text > 0 => skipped.text |= !content.trim().is_empty(),
                Token::End => break,
                _ => {}
            }
        }
        Ok(skipped)
    }

    /// The text of the element that was just opened, its end included; text of elements inside it too.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(crate) fn text(&mut self) -> Result<String, Stop> {
        let outside = self.open.saturating_sub(1);
        let mut text = String::new();
        while self.open > outside {
            match self.next()? {
                Token::Text(content) => text.push_str(&content),
                Token::End => break,
                _ => {}
            }
        }
        Ok(text)
    }
}

/// The character that a reference stands for; U+FFFD for what XML 1.0 does not allow and for entities of a DTD.
fn resolve(reference: &quick_xml::events::BytesRef) -> char {
    match reference.as_ref() as &str {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => reference.resolve_char_ref().ok().flatten().unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
