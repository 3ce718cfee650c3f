//! Properties of paragraphs and characters: what sprms make of them ([MS-DOC] 2.6.1 and 2.6.2).

use super::bytes::{byte, long, part, short, signed, size};
use super::fib::Version;
use super::pieces::Changes;
use super::sprm::{Sprm, of_number, sprms};
use crate::model::content::{Align, Role};
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::lists::LEVELS;
use crate::read::word::roles::outline_role;

/// Properties of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) align: Align,
    /// Of its own or its style's outline level.
    pub(super) role: Option<Role>,
    /// Index of its list, from 1; 0 for none.
    pub(super) list: u16,
    pub(super) level: usize,
    in_table: bool,
    depth: Option<usize>,
    /// Its mark ends a row.
    pub(super) row_mark: bool,
    /// Its mark ends a cell of a nested table.
    pub(super) inner_cell: bool,
    /// Its mark ends a row of a nested table.
    pub(super) inner_row: bool,
}

impl Default for Paragraph {
    fn default() -> Self {
        Paragraph {
            align: Align::Start,
            role: None,
            list: 0,
            level: 0,
            in_table: false,
            depth: None,
            row_mark: false,
            inner_cell: false,
            inner_row: false,
        }
    }
}

impl Paragraph {
    /// Applies one property.
    pub(super) fn apply(&mut self, sprm: Sprm, value: &[u8]) -> Option<()> {
        let first = byte(value, 0)?;
        match sprm {
            Sprm::Align80 | Sprm::Align => {
                self.align = match first {
                    1 => Align::Center,
                    2 => Align::End,
                    _ => Align::Start,
                }
            }
            Sprm::Outline => self.role = Some(outline_role(first.into())),
            Sprm::List => self.list = short(value, 0)?,
            Sprm::ListLevel => self.level = usize::from(first).min(LEVELS - 1),
            Sprm::InTable => self.in_table = first != 0,
            Sprm::RowMark => self.row_mark = first != 0,
            Sprm::Depth => self.depth = Some(size(value, 0)?),
            Sprm::DepthChange => {
                let change = i64::from(long(value, 0)? as i32);
                let depth = i64::try_from(self.depth()).ok()?.saturating_add(change);
                self.depth = Some(usize::try_from(depth).unwrap_or(0));
            }
            Sprm::InnerCell => self.inner_cell = first != 0,
            Sprm::InnerRow => self.inner_row = first != 0,
            _ => {}
        }
        Some(())
    }

    /// In how many tables it stands (2.4.3): the depth counts only where it is said to be in a table at all.
    pub(super) fn depth(&self) -> usize {
        match (self.in_table, self.depth) {
            (false, _) => 0,
            (true, depth) => depth.unwrap_or(1).max(1),
        }
    }
}

/// The number of white among the sixteen colours of Word 97.
const WHITE: u8 = 8;

/// Properties of characters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Characters {
    pub(super) run: RunStyle,
    pub(super) deleted: bool,
    /// Index of the font.
    pub(super) font: u16,
    /// The character that code 0x28 stands for.
    pub(super) symbol: Option<char>,
}

impl Characters {
    /// Applies one property over the paragraph's `style`; `shown` tells how a character style shows its text.
    pub(super) fn apply(
        &mut self,
        sprm: Sprm,
        value: &[u8],
        style: Characters,
        shown: impl Fn(u16) -> RunStyle,
    ) -> Option<()> {
        match sprm {
            Sprm::Hidden => self.run.hidden = toggled(byte(value, 0)?, style.run.hidden),
            Sprm::Strike => self.run.struck = toggled(byte(value, 0)?, style.run.struck),
            Sprm::DoubleStrike => self.run.struck |= byte(value, 0)? == 1,
            Sprm::OnLine => {
                self.run.level = match byte(value, 0)? {
                    1 => Baseline::Raised,
                    2 => Baseline::Lowered,
                    _ => Baseline::Line,
                }
            }
            Sprm::Position => {
                self.run.moved = Baseline::of_half_points(i64::from(short(value, 0)?.cast_signed()));
            }
            Sprm::Color => self.run.white = value.get(..4)? == [255, 255, 255, 0],
            Sprm::ColorNumber => self.run.white = byte(value, 0)? == WHITE,
            Sprm::Highlight => self.run.grounded = !matches!(byte(value, 0)?, 0 | WHITE),
            Sprm::Deleted => self.deleted = byte(value, 0)? != 0,
            Sprm::Font => self.font = short(value, 0)?,
            Sprm::Symbol => self.symbol = char::from_u32(short(value, 2)?.into()),
            Sprm::Style => {
                let run = shown(short(value, 0)?);
                self.run = RunStyle {
                    hidden: style.run.hidden || run.hidden,
                    struck: style.run.struck || run.struck,
                    level: if run.level == Baseline::Line { style.run.level } else { run.level },
                    ..run
                }
            }
            Sprm::Plain => *self = Characters { deleted: self.deleted, ..style },
            _ => {}
        }
        Some(())
    }
}

/// ToggleOperand (2.9.327): on, off, as the style has it, or not so.
fn toggled(value: u8, style: bool) -> bool {
    match value {
        0x80 => style,
        0x81 => !style,
        other => other != 0,
    }
}

/// The sprms of a paragraph with those that it keeps in the stream `Data` in their place ([MS-DOC] 2.6.2,
/// sprmPHugePapx and sprmPTableProps; PrcData, 2.9.211).
pub(super) fn expanded<'a>(version: Version, list: &'a [u8], data: &'a [u8]) -> Vec<(Sprm, &'a [u8])> {
    let mut all = Vec::new();
    for (sprm, value) in sprms(version, list) {
        match sprm {
            Sprm::Elsewhere | Sprm::Elsewhere97 | Sprm::RowElsewhere => {
                let stored = size(value, 0).and_then(|at| {
                    let length = usize::try_from(signed(data, at)?).ok()?;
                    part(data, at + 2, length)
                });
                all.extend(sprms(version, stored.unwrap_or_default()));
            }
            _ => all.push((sprm, value)),
        }
    }
    all
}

/// What a fast save changed, as sprms.
pub(super) fn changes<'a>(version: Version, changes: Changes<'a>, value: &'a mut [u8; 1]) -> Vec<(Sprm, &'a [u8])> {
    match changes {
        Changes::None => Vec::new(),
        Changes::List(list) => sprms(version, list).collect(),
        Changes::One(number, operand) => {
            *value = [operand];
            of_number(number).map(|sprm| (sprm, value.as_slice())).into_iter().collect()
        }
    }
}
