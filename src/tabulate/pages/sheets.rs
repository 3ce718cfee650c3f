//! Sheets as a reader turns and folds them: text turned by a quarter without a word about it in the file, and two or
//! four pages printed on one sheet. What was read of them is put back to where it stands.

use crate::model::content::{Block, Direction, Glyph, Page};
use crate::model::geometry::{Orientation, Rect, Rule};
use crate::model::grid::Cell;
use crate::model::origin::Origin;
use std::borrow::Cow;

/// Fewer characters than these show neither which way a page is turned nor that a sheet holds several.
const ENOUGH: usize = 20;
/// Within this share of a sheet's width around its middle nothing stands between two pages.
const FOLD: f32 = 0.015;
/// What stands in this share of the height at top and bottom may belong to the sheet.
const EDGE: f32 = 0.07;
/// Left margins of pages on one sheet agree within this share of its width.
const AGREE: f32 = 0.01;
/// Four pages on a sheet leave letters of at most so many points.
const TINY: f32 = 7.5;

/// Where a page that is read lies on the sheet that it was cut from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    number: u32,
    turn: Turn,
    /// Sides of the sheet as it is in the file.
    width: f32,
    height: f32,
    /// Of the page on the sheet that was turned.
    left: f32,
    top: f32,
}

/// How a sheet must be turned to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Turn {
    None,
    /// By a quarter against the clock: its text runs down.
    Left,
    /// By a quarter with the clock: its text runs up.
    Right,
    /// Upside down.
    Half,
}

/// The pages to read, numbered from 1, and where each of them is from; `None` if they are the sheets themselves.
pub(super) fn pages(sheets: &[Page]) -> Option<(Vec<Page>, Vec<Place>)> {
    let turns: Vec<Turn> = sheets.iter().map(Turn::of).collect();
    let straight = turns.iter().all(|t| *t == Turn::None);
    let turned: Cow<'_, [Page]> = match straight {
        true => Cow::Borrowed(sheets),
        false => sheets.iter().zip(&turns).map(|(sheet, turn)| turn.page(sheet)).collect(),
    };
    let rows = parts(&turned);
    if rows.is_none() && straight {
        return None;
    }
    let (mut out, mut places) = (Vec::new(), Vec::new());
    for ((sheet, turn), page) in sheets.iter().zip(turns).zip(turned.iter()) {
        let whole = Place { number: sheet.number, turn, width: sheet.width, height: sheet.height, left: 0.0, top: 0.0 };
        let (across, down) = rows.filter(|down| is_sheet(page, *down)).map_or((1, 1), |down| (2, down));
        let (width, height) = (page.width / across as f32, page.height / down as f32);
        for (x, y) in (0..down).flat_map(|y| (0..across).map(move |x| (x, y))) {
            let (left, top) = (x as f32 * width, y as f32 * height);
            let number = out.len() as u32 + 1;
            let part = if (across, down) == (1, 1) {
                page.clone()
            } else {
                cut(page, Rect::new(left, top, left + width, top + height))
            };
            out.push(Page { number, ..part });
            places.push(Place { left, top, ..whole });
        }
    }
    Some((out, places))
}

/// Puts what was read of pages back to where it stands on the sheets.
pub(super) fn restore(blocks: &mut [Block], places: &[Place]) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => put_back(&mut paragraph.origin, places),
            Block::Grid(grid) => grid.cells_mut().for_each(|cell| {
                let Cell { origin, blocks, .. } = cell;
                put_back(origin, places);
                restore(blocks, places);
            }),
            Block::Rows(rows) => {
                rows.iter_mut().flat_map(|r| &mut r.cells).for_each(|cell| put_back(&mut cell.origin, places));
            }
        }
    }
}

/// [`restore`] for one place.
pub(super) fn put_back(origin: &mut Origin, places: &[Place]) {
    let Origin::Area { page, bbox } = origin else { return };
    let Some(place) = (*page as usize).checked_sub(1).and_then(|i| places.get(i)) else { return };
    let (x0, y0) = place.on_sheet(bbox.x0, bbox.y0);
    let (x1, y1) = place.on_sheet(bbox.x1, bbox.y1);
    *origin = Origin::Area { page: place.number, bbox: Rect::new(x0, y0, x1, y1) };
}

impl Place {
    fn on_sheet(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x + self.left, y + self.top);
        match self.turn {
            Turn::None => (x, y),
            Turn::Left => (self.width - y, x),
            Turn::Right => (y, self.height - x),
            Turn::Half => (self.width - x, self.height - y),
        }
    }
}

impl Turn {
    /// The way in which most text of a sheet runs.
    fn of(sheet: &Page) -> Turn {
        let runs = |direction: Direction| {
            sheet.legible().filter(move |g| g.direction == direction && !g.ch.is_whitespace()).count()
        };
        let (right, down, other) = (runs(Direction::Right), runs(Direction::Down), runs(Direction::Other));
        let most = |count: usize| count >= ENOUGH && count * 10 >= (right + down + other) * 7;
        if most(down) {
            return Turn::Left;
        }
        if !most(other) {
            return Turn::None;
        }
        let glyphs: Vec<&Glyph> = sheet.legible().filter(|g| g.direction == Direction::Other).collect();
        let steps = || glyphs.windows(2).filter_map(|w| if let [a, b] = w { Some((a.bbox, b.bbox)) } else { None });
        let near =
            |a: &Rect, b: &Rect| (a.cx() - b.cx()).abs().max((a.cy() - b.cy()).abs()) < 2.0 * a.height().max(a.width());
        let up = steps().filter(|(a, b)| near(a, b) && b.cy() < a.cy() && (a.cx() - b.cx()).abs() < 0.5).count();
        let back = steps().filter(|(a, b)| near(a, b) && b.cx() < a.cx() && (a.cy() - b.cy()).abs() < 0.5).count();
        if up >= back { Turn::Right } else { Turn::Half }
    }

    /// The sheet turned so that it can be read.
    fn page(self, sheet: &Page) -> Page {
        if self == Turn::None {
            return sheet.clone();
        }
        let (w, h) = (sheet.width, sheet.height);
        let point = |x: f32, y: f32| match self {
            Turn::None => (x, y),
            Turn::Left => (y, w - x),
            Turn::Right => (h - y, x),
            Turn::Half => (w - x, h - y),
        };
        let area = |b: Rect| {
            let ((x0, y0), (x1, y1)) = (point(b.x0, b.y0), point(b.x1, b.y1));
            Rect::new(x0, y0, x1, y1)
        };
        let mut page = sheet.clone();
        if self != Turn::Half {
            (page.width, page.height) = (h, w);
        }
        for glyph in &mut page.glyphs {
            glyph.bbox = area(glyph.bbox);
            glyph.direction = self.direction(glyph.direction);
        }
        for rule in &mut page.rules {
            *rule = line_of(area(area_of(rule)), rule);
        }
        for image in &mut page.images {
            image.bbox = area(image.bbox);
        }
        page
    }

    fn direction(self, was: Direction) -> Direction {
        match (self, was) {
            (Turn::None, was) | (_, was @ Direction::Slanted) => was,
            (Turn::Left, Direction::Down) | (Turn::Right | Turn::Half, Direction::Other) => Direction::Right,
            (Turn::Right, Direction::Right) => Direction::Down,
            _ => Direction::Other,
        }
    }
}

fn area_of(rule: &Rule) -> Rect {
    match rule.orientation {
        Orientation::Horizontal => Rect::new(rule.start, rule.at, rule.end, rule.at),
        Orientation::Vertical => Rect::new(rule.at, rule.start, rule.at, rule.end),
    }
}

fn line_of(area: Rect, rule: &Rule) -> Rule {
    if area.width() >= area.height() {
        Rule { orientation: Orientation::Horizontal, at: area.y0, start: area.x0, end: area.x1, ..*rule }
    } else {
        Rule { orientation: Orientation::Vertical, at: area.x0, start: area.y0, end: area.y1, ..*rule }
    }
}

/// Into how many rows of two pages each the sheets are to be cut: one or two; `None` if a sheet is a page. A gap down
/// the middle is no proof: the pages beside it must begin at the same margin, and hold text as wide as pages do.
fn parts(sheets: &[Page]) -> Option<usize> {
    let written: Vec<&Page> = sheets.iter().filter(|s| written(s).nth(ENOUGH).is_some()).collect();
    let fits = |down: usize| {
        let mut cut = written.iter().filter(|s| is_sheet(s, down)).peekable();
        cut.peek()?;
        let all = written.iter().filter(|s| s.width > s.height || down > 1).all(|s| is_sheet(s, down));
        let mut margins: [Option<(f32, f32)>; 2] = [None, None];
        for sheet in written.iter().filter(|s| is_sheet(s, down)) {
            let half = sheet.width / 2.0;
            for (side, margin) in margins.iter_mut().enumerate() {
                let from = side as f32 * half;
                for b in written_areas(sheet).filter(|b| b.cx() >= from && b.cx() < from + half) {
                    let (x, width) = (b.x0 - from, sheet.width);
                    *margin = Some(margin.map_or((x, width), |(least, width)| (least.min(x), width)));
                }
            }
        }
        let begin = |side: usize| {
            let sheets = written.iter().filter(|s| is_sheet(s, down));
            let margin = margins.get(side).copied().flatten().map_or(0.0, |(x, _)| x);
            sheets.map(|s| lines_from(s, side as f32 * s.width / 2.0 + margin)).sum::<usize>() > 1
        };
        let agree = matches!(margins, [Some((a, w)), Some((b, _))] if (a - b).abs() < AGREE * w);
        (all && agree && begin(0) && begin(1)).then_some(down)
    };
    fits(1).or_else(|| fits(2))
}

/// Whether a sheet may hold pages side by side: nothing crosses its middle.
fn is_sheet(sheet: &Page, down: usize) -> bool {
    let ratio = sheet.width / sheet.height.max(1.0);
    let (middle, fold) = (sheet.width / 2.0, FOLD * sheet.width);
    let free = |from: f32, to: f32| to <= middle - fold || from >= middle + fold;
    let inner = |y: f32| y > EDGE * sheet.height && y < (1.0 - EDGE) * sheet.height;
    let apart = || {
        written_areas(sheet).filter(|b| inner(b.cy())).all(|b| free(b.x0, b.x1))
            && sheet.rules.iter().all(|r| r.orientation == Orientation::Vertical || free(r.start, r.end))
    };
    match down {
        1 => ratio > 1.15 && apart(),
        _ => {
            let waist = |b: Rect| b.y1 <= sheet.height / 2.0 || b.y0 >= sheet.height / 2.0;
            let tiny = written(sheet).all(|g| g.size <= 2.0 * TINY)
                && written(sheet).filter(|g| g.size > TINY).count() * 4 < written(sheet).count();
            tiny && apart() && written_areas(sheet).all(waist) && sheet.rules.iter().all(|r| waist(area_of(r)))
        }
    }
}

fn written(sheet: &Page) -> impl Iterator<Item = &Glyph> {
    sheet.legible().filter(|g| !g.ch.is_whitespace() && g.direction != Direction::Slanted)
}

fn written_areas(sheet: &Page) -> impl Iterator<Item = Rect> {
    written(sheet).map(|g| g.bbox)
}

/// How many lines begin at a margin with words.
fn lines_from(sheet: &Page, margin: f32) -> usize {
    let glyphs: Vec<&Glyph> = written(sheet).collect();
    let begins = |w: &[&Glyph]| {
        let words =
            w.iter().all(|g| !g.ch.is_ascii() && (g.bbox.cy() - w.first().map_or(0.0, |f| f.bbox.cy())).abs() < 1.0);
        words && w.first().is_some_and(|g| (g.bbox.x0 - margin).abs() < g.size)
    };
    glyphs.windows(4).filter(|w| begins(w)).count()
}

/// One page of a sheet, from its own upper left corner.
fn cut(sheet: &Page, area: Rect) -> Page {
    let moved = |b: Rect| Rect { x0: b.x0 - area.x0, y0: b.y0 - area.y0, x1: b.x1 - area.x0, y1: b.y1 - area.y0 };
    let inside = |b: &Rect| b.cx() >= area.x0 && b.cx() < area.x1 && b.cy() >= area.y0 && b.cy() < area.y1;
    let glyphs = sheet.glyphs.iter().filter(|g| inside(&g.bbox)).map(|g| Glyph { bbox: moved(g.bbox), ..*g }).collect();
    let rules = sheet.rules.iter().filter(|r| inside(&area_of(r))).map(|r| line_of(moved(area_of(r)), r)).collect();
    let mut images = sheet.images.clone();
    images.retain(|i| inside(&i.bbox));
    images.iter_mut().for_each(|i| i.bbox = moved(i.bbox));
    Page { number: sheet.number, width: area.width(), height: area.height(), glyphs, rules, images }
}
