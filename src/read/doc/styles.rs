//! The style sheet: what paragraphs and characters have from their styles ([MS-DOC] 2.4.6.5 and 2.9.271, STSH).

use super::bytes::{byte, part, short, utf16};
use super::fib::{Fib, Part, Version};
use super::props::{Characters, Paragraph};
use super::sprm::sprms;
use crate::model::content::Role;
use crate::read::word::roles::named_role;

/// A longer chain of styles is a circle.
const MAX_CHAIN: usize = 32;

/// No style: the end of a chain.
const NIL: u16 = 0x0FFF;

/// A style with all that it inherits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) role: Option<Role>,
    pub(super) paragraph: Paragraph,
    pub(super) characters: Characters,
}

/// The styles of a document by their index.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: Vec<Style>,
}

/// A style as it is written.
#[derive(Default)]
struct Definition<'a> {
    /// By its name, else by its outline level.
    role: Option<Role>,
    base: u16,
    paragraph: &'a [u8],
    characters: &'a [u8],
}

impl Styles {
    /// Reads the style sheet; without one, or where it is damaged, styles have no properties.
    pub(super) fn read(fib: &Fib) -> Self {
        let mut definitions = Vec::new();
        let sheet = fib.part(Part::Styles).unwrap_or_default();
        let info = usize::from(short(sheet, 0).unwrap_or(0));
        // Stshif (2.9.272): how many styles, and how long the fixed part of each is.
        let (count, fixed) = (short(sheet, 2).unwrap_or(0), usize::from(short(sheet, 4).unwrap_or(0)));
        let mut at = 2 + info;
        for _ in 0..count {
            let Some(length) = short(sheet, at).map(usize::from) else { break };
            let std = part(sheet, at + 2, length).unwrap_or_default();
            definitions.push(definition(fib.version, std, fixed).unwrap_or_default());
            at += 2 + length + length % 2;
        }
        Styles { styles: (0..definitions.len()).map(|i| inherited(fib.version, &definitions, i)).collect() }
    }

    /// A style by its index; one without properties if there is none.
    pub(super) fn get(&self, index: u16) -> Style {
        self.styles.get(usize::from(index)).copied().unwrap_or_default()
    }
}

/// Reads one STD (2.9.260).
fn definition<'a>(version: Version, std: &'a [u8], fixed: usize) -> Option<Definition<'a>> {
    let built_in = short(std, 0)? & 0x0FFF;
    let kind = short(std, 2)? & 0x000F;
    let base = short(std, 2)? >> 4;
    let parts = short(std, 4)? & 0x000F;
    // Xstz (2.9.355), in Word 6 of bytes: a count, characters, a zero.
    let (name, mut at) = match version {
        Version::Word97 => {
            let length = 2 * usize::from(short(std, fixed)?);
            (utf16(part(std, fixed + 2, length)?), fixed + 2 + length + 2)
        }
        Version::Word6 => {
            let length = usize::from(byte(std, fixed)?);
            (String::from_utf8_lossy(part(std, fixed + 1, length)?).into_owned(), fixed + 1 + length + 1)
        }
    };
    let mut properties: Vec<&[u8]> = Vec::new();
    for _ in 0..parts {
        at += at % 2;
        let Some(length) = short(std, at).map(usize::from) else { break };
        properties.push(part(std, at + 2, length).unwrap_or_default());
        at += 2 + length;
    }
    // LPUpxPapx (2.9.141) begins with the style's own index; a paragraph style has it before its LPUpxChpx.
    let (paragraph, characters) = match kind {
        1 => (properties.first().and_then(|p| p.get(2..)), properties.get(1)),
        2 => (None, properties.first()),
        _ => (None, None),
    };
    // Built-in styles have numbers (2.9.260, sti): 1 to 9 headings, 62 the title, 74 the subtitle.
    let role = match built_in {
        1..=9 | 74 => Some(Role::Heading),
        62 => Some(Role::Title),
        _ => named_role(&name),
    };
    let mut own = Paragraph::default();
    for (sprm, value) in sprms(version, paragraph.unwrap_or_default()) {
        own.apply(sprm, value);
    }
    let role = role.or(own.role);
    Some(Definition {
        role,
        base,
        paragraph: paragraph.unwrap_or_default(),
        characters: characters.copied().unwrap_or_default(),
    })
}

/// A style after those that it is based on.
fn inherited(version: Version, definitions: &[Definition], index: usize) -> Style {
    let mut chain = Vec::new();
    let mut next = u16::try_from(index).unwrap_or(NIL);
    while let (true, Some(definition)) = (next != NIL && chain.len() < MAX_CHAIN, definitions.get(usize::from(next))) {
        chain.push(definition);
        next = definition.base;
    }
    let mut style = Style::default();
    for definition in chain.iter().rev() {
        for (sprm, value) in sprms(version, definition.paragraph) {
            style.paragraph.apply(sprm, value);
        }
        let base = style.characters;
        for (sprm, value) in sprms(version, definition.characters) {
            style.characters.apply(sprm, value, base, |_| base.run);
        }
    }
    // The nearest that tells, as in a DOCX.
    style.role = chain.iter().find_map(|d| d.role);
    style
}
