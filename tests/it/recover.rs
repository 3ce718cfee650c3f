//! Text whose fonts give no character codes: what is proved of it must be right, and the rest must say that it is not
//! readable.

use std::collections::HashMap;

use lopdf::Object;
use nianbao::model::content::{
    Content, Direction, Document, Font, FontCode, Glyph, Info, Page, UnicodeSource, Visibility,
};
use nianbao::model::geometry::Rect;
use nianbao::model::limits::Limits;
use nianbao::read::pdf;
use nianbao::repair::glyphs::GlyphTable;
use nianbao::repair::learn::{Learner, from_tsv};
use nianbao::repair::{GlyphTables, repair};
use nianbao::{Converter, File};
use proptest::prelude::*;
use serde_json::json;

use crate::outcome::{Outcome, same_number};
use crate::sheet::dump::plain;
use crate::sheet::{Layout, Piece, Sheet, facts};

const SIZE: f32 = 10.0;

/// A sheet set as pages of glyphs in one font that tells nothing: every piece of text on a line, rows of tables beside
/// one another. `glyph` numbers the characters. Gives the document and what it prints.
fn set(sheet: &Sheet, mut glyph: impl FnMut(char) -> u32) -> (Document, Vec<char>) {
    let mut page = Page { number: 1, width: 1000.0, height: 1.0e6, ..Page::default() };
    let mut font = Font { name: "Invented".into(), ..Font::default() };
    let mut truth = Vec::new();
    let mut y = 0.0;
    let mut put = |text: &str, mut x: f32, y: f32| {
        for ch in plain(text).chars().filter(|c| !c.is_whitespace()) {
            let width = if ch.is_ascii() { 0.5 * SIZE } else { SIZE };
            let code = glyph(ch);
            let bbox = Rect::new(x, y, x + width, y + SIZE);
            let source = UnicodeSource::Unknown;
            let text = "\u{FFFD}".to_string();
            font.codes.insert(code, FontCode { length: 2, glyph: Some(code), text, source });
            let direction = Direction::Right;
            page.glyphs.push(Glyph {
                ch: '\u{FFFD}',
                bbox,
                size: SIZE,
                font: 0,
                code,
                direction,
                source,
                doubt: 0,
                visibility: Visibility::Shown,
                aside: None,
            });
            truth.push(ch);
            x += width;
        }
    };
    let mut line = |cells: &[String]| {
        cells.iter().enumerate().for_each(|(i, text)| put(text, 300.0 * i as f32, y));
        y += 3.0 * SIZE;
    };
    line(std::slice::from_ref(&sheet.title));
    sheet.lead_in.iter().for_each(|p| line(std::slice::from_ref(p)));
    for part in &sheet.parts {
        line(std::slice::from_ref(&part.heading));
        for piece in &part.pieces {
            match piece {
                Piece::Paragraph(text) | Piece::Html(text) => line(std::slice::from_ref(text)),
                Piece::Table(rows) => {
                    rows.iter().for_each(|r| line(&r.iter().map(|td| td.text.clone()).collect::<Vec<_>>()))
                }
            }
        }
    }
    let content = Content::Pages(vec![page]);
    (Document { content, fonts: vec![font], info: Info::default(), findings: Vec::new() }, truth)
}

/// What came out beside what is printed.
fn recovered(mut document: Document, truth: &[char]) -> Vec<(char, char)> {
    repair(&mut document, &GlyphTables::default(), nianbao::Form::builtin("disclosure").unwrap(), &Limits::default());
    let Content::Pages(pages) = document.content else { unreachable!() };
    let chars: Vec<char> = pages.iter().flat_map(|p| &p.glyphs).map(|g| g.ch).collect();
    assert_eq!(chars.len(), truth.len());
    chars.into_iter().zip(truth.iter().copied()).collect()
}

/// No wrong character, and at least this part of them read. A bracket or comma of another width is not wrong.
#[track_caller]
fn assert_recovered(pairs: &[(char, char)], part: f32) {
    let unknown = pairs.iter().filter(|(got, _)| *got == '\u{FFFD}').count();
    let narrow = |c: char| char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).unwrap_or(c);
    let right = |(got, want): &&(char, char)| *got == '\u{FFFD}' || got == want || narrow(*got) == narrow(*want);
    let wrong: Vec<_> = pairs.iter().filter(|p| !right(p)).collect();
    assert!(wrong.is_empty(), "{} wrong: {:?}", wrong.len(), &wrong[..wrong.len().min(8)]);
    let read = 1.0 - unknown as f32 / pairs.len() as f32;
    assert!(read >= part, "{read} of the text was read");
}

/// Numbers symbols and letters from `base` on as they come, ideographs by a rule.
fn numbered(base: u32, mut ideograph: impl FnMut(char) -> Option<u32>) -> impl FnMut(char) -> u32 {
    let mut others: HashMap<char, u32> = HashMap::new();
    move |c| match c {
        ' '..='~' => u32::from(c) - 29,
        c => ideograph(c).unwrap_or_else(|| {
            let next = base + others.len() as u32;
            *others.entry(c).or_insert(next)
        }),
    }
}

#[test]
fn fonts_in_the_order_of_unicode_are_read_by_one_offset() {
    let by_unicode = |c: char| ('\u{4E00}'..='\u{9FA5}').contains(&c).then(|| u32::from(c) - 0x4E00 + 1000);
    let (document, truth) = set(&Sheet::of(Layout::Of2021), numbered(300, by_unicode));
    assert_recovered(&recovered(document, &truth), 0.97);
}

#[test]
fn fonts_in_the_order_of_gb_2312_are_read_by_one_offset() {
    let by_code = |c: char| {
        let text = c.to_string();
        let (bytes, ..) = encoding_rs::GBK.encode(&text);
        match *bytes {
            [row @ 0xB0..=0xF7, cell @ 0xA1..=0xFE] => {
                Some(2000 + (u32::from(row) - 0xB0) * 94 + u32::from(cell) - 0xA1)
            }
            _ => None,
        }
    };
    let (document, truth) = set(&Sheet::of(Layout::Of2019), numbered(300, by_code));
    assert_recovered(&recovered(document, &truth), 0.95);
}

#[test]
fn fonts_numbered_anew_are_read_where_the_form_is_printed() {
    let mut numbers: HashMap<char, u32> = HashMap::new();
    let (document, truth) = set(&Sheet::of(Layout::Of2021), |c| {
        let next = numbers.len() as u32 + 1;
        *numbers.entry(c).or_insert(next)
    });
    let pairs = recovered(document, &truth);
    assert_recovered(&pairs, 0.7);
    assert!(pairs.iter().filter(|(_, want)| want.is_ascii_digit()).all(|(got, want)| got == want), "digits");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever the numbers of the table and of the glyphs, nothing is read wrong.
    #[test]
    fn nothing_is_read_wrong(seed in any::<u64>(), order in Just((0u32..400).collect::<Vec<_>>()).prop_shuffle()) {
        let mut state = seed | 1;
        let facts = facts::drawn(Layout::Of2021, |bound| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound.max(1)
        });
        let mut numbers: HashMap<char, u32> = HashMap::new();
        let (document, truth) = set(&Sheet::with(Layout::Of2021, facts), |c| {
            let next = order.get(numbers.len()).copied().unwrap_or(numbers.len() as u32);
            *numbers.entry(c).or_insert(next)
        });
        assert_recovered(&recovered(document, &truth), 0.5);
    }
}

/// A sample without /ToUnicode, and with the cmap of every embedded font out of reach.
fn without_codes(file: &str) -> (Vec<u8>, Outcome) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(file);
    let mut pdf = lopdf::Document::load(path).unwrap();
    for object in pdf.objects.values_mut() {
        match object {
            Object::Dictionary(dict) => drop(dict.remove(b"ToUnicode")),
            Object::Stream(stream) if stream.dict.has(b"Length1") => {
                let mut data = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                let tables = data.len().min(12 + 16 * 40);
                if let Some(at) = data[..tables].windows(4).position(|w| w == b"cmap") {
                    data[at..at + 4].copy_from_slice(b"none");
                }
                stream.dict.remove(b"Filter");
                stream.set_content(data);
            }
            _ => {}
        }
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    (bytes, crate::truth::sample(file))
}

#[test]
fn reports_without_character_codes_have_their_numbers() {
    for (file, part) in [("report-chromium.pdf", 0.99), ("report-libreoffice.pdf", 0.9)] {
        let (bytes, whole) = without_codes(file);
        let outcome = Outcome::of(&bytes, file);
        let values: Vec<_> = whole.ids().into_iter().map(|id| (id, outcome.value(id), whole.value(id))).collect();
        for (id, got, want) in &values {
            let right = match (got, want) {
                (Some(got), Some(want)) => same_number(got, want),
                (got, _) => got.is_none(),
            };
            assert!(right, "{file}: {id}: {got:?} is not {want:?}");
            let cell = outcome.cell(id);
            let all = json!([{"from": 0, "to": cell["raw"].as_str().map_or(0, |raw| raw.chars().count()), "kind": "recovered"}]);
            assert!(got.is_none() || cell["derivation"] == "recovered", "{file}: {id} does not say how");
            assert!(got.is_none() || cell["marks"] == all, "{file}: {id}: {}", cell["marks"]);
        }
        let read = values.iter().filter(|(_, got, _)| got.is_some()).count() as f32;
        let all = values.iter().filter(|(_, _, want)| want.is_some()).count() as f32;
        assert!(read >= part * all, "{file}: {read} of {all}");
        assert_eq!(outcome.findings("glyphs_recovered").len(), 1, "{file}");
        // The prose says of itself, too, what was proved and what is unknown.
        let sections = outcome.0["sections"].as_array().unwrap().iter();
        let blocks: Vec<_> = sections.flat_map(|s| s["blocks"].as_array().unwrap()).collect();
        let unmarked = blocks.iter().find(|block| block.get("marks").is_none());
        assert!(!blocks.is_empty() && unmarked.is_none(), "{file}: {unmarked:?}");
    }
}

#[test]
fn what_one_document_tells_of_a_font_reads_another() {
    let file = "report-chromium.pdf";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(file);
    let mut learner = Learner::default();
    assert!(learner.add(&pdf::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap()));
    let learned = learner.finish();
    let tables: Vec<GlyphTable> = from_tsv(&learned.to_tsv()).unwrap();
    let (bytes, whole) = without_codes(file);
    let converter = Converter::new().with_glyphs(GlyphTables::new(&tables));
    let outcome = Outcome::only(&converter.convert(File::new(file, &bytes)).unwrap());
    assert_eq!(outcome.fact("agency"), whole.fact("agency"));
    assert_eq!(outcome.section("overview"), whole.section("overview"));
}

#[test]
fn documents_that_differ_teach_nothing() {
    let font = |text: &str| {
        let codes = (0..30u32).map(|i| {
            let text = if i == 0 { text.to_string() } else { char::from_u32(0x4E00 + i).unwrap().to_string() };
            (i, FontCode { length: 2, glyph: Some(1000 + i), text, source: UnicodeSource::ToUnicode })
        });
        let fonts = vec![Font { name: "Invented".into(), codes: codes.collect(), ..Font::default() }];
        Document { content: Content::Pages(Vec::new()), fonts, info: Info::default(), findings: Vec::new() }
    };
    let mut learner = Learner::default();
    learner.add(&font("年"));
    learner.add(&font("报"));
    let learned = learner.finish();
    assert_eq!((learned.contradictions, learned.pairs.len()), (1, 29));
    assert!(learned.pairs.iter().all(|(_, glyph, _, documents)| *glyph != 1000 && *documents == 2));
}
