//! What control words and symbols mean (RTF 1.9.1, "Contents of an RTF File"). Those that are not here change nothing
//! that is read.

use super::group::{AtEnd, Destination, Paragraph, Script};
use super::reader::Reader;
use crate::model::content::Align;
use crate::model::error::Error;
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::story::RowShape;
use crate::read::word::table::Merge;

/// Destinations that are no part of the text, and words after which a group is none.
const SKIPPED: &[&str] = &[
    "aftnsep",
    "aftnsepc",
    "annotation",
    "author",
    "colortbl",
    "company",
    "filetbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "ftnsep",
    "ftnsepc",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "listoverridetable",
    "listtable",
    "mmathPict",
    "nonesttables",
    "nonshppict",
    "operator",
    "pict",
    "private",
    "revtbl",
    "rxe",
    "shprslt",
    "tc",
    "tcn",
    "txe",
    "xe",
];

/// More cells than this in a row are not remembered; Word itself stops at 63.
const MAX_CELLS: usize = 1024;

impl Reader<'_> {
    /// A control symbol.
    pub(super) fn symbol(&mut self, symbol: u8) -> Result<(), Error> {
        match symbol {
            b'*' => self.change(|g| g.optional = true),
            b'~' => self.push("\u{A0}"),
            b'_' => self.push("-"),
            b'\t' => self.push("\t"),
            b'\r' | b'\n' => self.mark()?,
            // An optional hyphen, and what only indexes and formulas use.
            _ => {}
        }
        Ok(())
    }

    /// A control word.
    pub(super) fn word(&mut self, name: &str, number: Option<i32>) -> Result<(), Error> {
        let group = self.group();
        self.change(|g| g.optional = false);
        if group.destination == Destination::Skip && name != "ud" {
            return Ok(());
        }
        let known = self.destination(name)
            || self.font(name, number)
            || self.run(name, number)
            || self.paragraph_property(name, number)
            || self.row_property(name, number)
            || self.character(name)
            || self.end(name)?;
        if !known && group.optional {
            self.change(|g| g.destination = Destination::Skip);
        }
        Ok(())
    }

    /// A word that says where the text of its group goes.
    fn destination(&mut self, name: &str) -> bool {
        let to = match name {
            "rtf" | "object" | "result" | "mr" | "nesttableprops" | "fldinst" | "fldrslt" | "field" => {
                Destination::Body
            }
            "info" | "shp" | "shpinst" | "shpgrp" | "do" | "moMath" => Destination::Quiet,
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "title" => Destination::Title,
            "generator" => Destination::Generator,
            "listtext" | "pntext" => Destination::Number,
            "shptxt" | "dptxbxtext" => Destination::Body,
            "upr" => Destination::Twice,
            "ud" => {
                // The group around is `\upr`; the one around that says where the text would go.
                let at = self.groups.len().checked_sub(3);
                let group = at.and_then(|at| self.groups.get(at));
                group.map_or(Destination::Skip, |g| g.destination)
            }
            _ if SKIPPED.contains(&name) => Destination::Skip,
            _ => return false,
        };
        self.change(|g| g.destination = to);
        match name {
            "field" => {
                self.draft.line.begin_field();
                self.change(|g| g.at_end = AtEnd::Field);
            }
            "fldrslt" => self.draft.line.begin_result(),
            "shptxt" | "dptxbxtext" => self.begin_box(),
            "nesttableprops" => self.change(|g| g.nested_row = true),
            _ => {}
        }
        true
    }

    /// Fonts and what they mean for bytes.
    fn font(&mut self, name: &str, number: Option<i32>) -> bool {
        let fonts = self.group().destination == Destination::Fonts;
        match name {
            "ansicpg" => self.charsets.set_default(number),
            "mac" => self.charsets.set_default(Some(10000)),
            "deff" => self.change(|g| g.font = number.unwrap_or(0)),
            "f" if fonts => self.listed_font = number.unwrap_or(0),
            "f" => self.change(|g| g.font = number.unwrap_or(0)),
            "fcharset" if fonts => self.charsets.set_charset(self.listed_font, number),
            "cpg" if fonts => self.charsets.set_page(self.listed_font, number),
            "af" if self.group().script == Script::Double => self.change(|g| g.double_font = number),
            "dbch" => self.change(|g| g.script = Script::Double),
            "loch" | "hich" => self.change(|g| g.script = Script::Single),
            "uc" => self.change(|g| g.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1)),
            "u" => self.unicode(number.unwrap_or(0)),
            _ => return false,
        }
        true
    }

    /// Properties of runs.
    fn run(&mut self, name: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        match name {
            "v" => self.change(|g| g.run.hidden = on),
            "strike" | "striked" => self.change(|g| g.run.struck = on),
            "super" | "sub" | "nosupersub" => self.change(|g| {
                g.run.level = match name {
                    "super" if on => Baseline::Raised,
                    "sub" if on => Baseline::Lowered,
                    _ => Baseline::Line,
                }
            }),
            "up" | "dn" => {
                let points = i64::from(number.unwrap_or(6));
                let up = if name == "up" { points } else { points.saturating_neg() };
                self.change(|g| g.run.moved = Baseline::of_half_points(up));
            }
            "deleted" => self.change(|g| g.deleted = on),
            "cf" => {
                let white = self.is_white(number);
                self.change(|g| g.run.white = white);
            }
            "chcbpat" | "highlight" | "cb" | "cbpat" => {
                let shaded = number.unwrap_or(0) > 0 && !self.is_white(number);
                self.change(|g| g.run.grounded = shaded);
            }
            "plain" => self.change(|g| {
                (g.run, g.deleted, g.script, g.double_font) = (RunStyle::default(), false, Script::Single, None);
            }),
            _ => return false,
        }
        true
    }

    fn paragraph_property(&mut self, name: &str, number: Option<i32>) -> bool {
        let mut paragraph = self.group().paragraph;
        match name {
            "pard" => paragraph = Paragraph::PLAIN,
            "ql" | "qj" | "qd" => paragraph.align = Align::Start,
            "qc" => paragraph.align = Align::Center,
            "qr" => paragraph.align = Align::End,
            "outlinelevel" => paragraph.outline = number,
            "s" => paragraph.style = number.unwrap_or(0),
            "intbl" => paragraph.in_table = number != Some(0),
            "itap" => paragraph.nesting = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
            _ => return false,
        }
        self.change(|g| g.paragraph = paragraph);
        true
    }

    /// Properties of rows: edges and merges of cells.
    fn row_property(&mut self, name: &str, number: Option<i32>) -> bool {
        let nested = self.group().nested_row;
        let colored = number.unwrap_or(0) > 0 && !self.is_white(number);
        let [outer, inner] = &mut self.rows;
        let row = if nested { inner } else { outer };
        match name {
            "trowd" => {
                *row = RowShape { edges: vec![0], ..RowShape::default() };
                self.merge = Default::default();
                self.shaded = false;
            }
            "clcbpat" => self.shaded |= colored,
            "trleft" => {
                if let (Some(left), Some(number)) = (row.edges.first_mut(), number) {
                    *left = number.into();
                }
            }
            "clmgf" => self.merge.0 = Merge::Restart,
            "clmrg" => self.merge.0 = Merge::Continue,
            "clvmgf" => self.merge.1 = Merge::Restart,
            "clvmrg" => self.merge.1 = Merge::Continue,
            "cellx" => {
                let merge = std::mem::take(&mut self.merge);
                if row.merges.len() < MAX_CELLS {
                    row.edges.push(number.unwrap_or(0).into());
                    row.merges.push(merge);
                }
            }
            _ => return false,
        }
        true
    }

    /// Words that stand for a character.
    fn character(&mut self, name: &str) -> bool {
        self.push(match name {
            "tab" => "\t",
            "line" | "lbr" | "softline" | "page" | "column" | "softpage" | "softcol" => "\n",
            "emdash" => "\u{2014}",
            "endash" => "\u{2013}",
            "emspace" => "\u{2003}",
            "enspace" => "\u{2002}",
            "qmspace" => "\u{2005}",
            "bullet" => "\u{2022}",
            "lquote" => "\u{2018}",
            "rquote" => "\u{2019}",
            "ldblquote" => "\u{201C}",
            "rdblquote" => "\u{201D}",
            "zwj" => "\u{200D}",
            "zwnj" => "\u{200C}",
            _ => return false,
        });
        true
    }

    /// Words that end paragraphs, cells and rows.
    fn end(&mut self, name: &str) -> Result<bool, Error> {
        let group = self.group();
        let inner = group.paragraph.nesting.max(2);
        let depth = match name {
            "nestcell" | "nestrow" => inner,
            _ => 1,
        };
        match name {
            _ if group.destination != Destination::Body => return Ok(false),
            "par" | "sect" => self.mark()?,
            "cell" | "nestcell" => {
                self.end_paragraph(depth, false)?;
                self.story.end_cell(depth)?;
            }
            "row" | "nestrow" => {
                if !self.draft.line.is_blank() {
                    self.end_paragraph(depth, false)?;
                }
                let [outer, inner] = &self.rows;
                self.story.end_row(depth, if name == "row" { outer } else { inner });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A paragraph mark.
    fn mark(&mut self) -> Result<(), Error> {
        let group = self.group();
        if group.destination != Destination::Body {
            return Ok(());
        }
        self.end_paragraph(group.paragraph.depth(), group.deleted)
    }
}
