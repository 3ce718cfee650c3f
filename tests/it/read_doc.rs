//! The DOC reader: what is read of hand-made documents and of LibreOffice's, and what hostile files cost.

use std::time::Duration;

use nianbao::model::content::Document;
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::model::origin::Origin;
use nianbao::read::{doc, rtf};
use nianbao::text::marked::MarkKind;
use proptest::prelude::*;

use crate::blocks::{blocks, geometry, kinds, marks, only_grid, shown, texts};
use crate::properties::cases;
use crate::read_rtf::FEATURES;

#[path = "word/builder.rs"]
mod builder;
use builder::{Doc, row, sprm};

const BY_LIBREOFFICE: &[u8] = include_bytes!("word/features.doc");

fn read(bytes: &[u8]) -> Document {
    doc::read(bytes, &Limits::default()).unwrap()
}

#[test]
fn a_document_reads_the_same_as_doc_and_as_rtf() {
    let (doc, rtf) = (read(BY_LIBREOFFICE), rtf::read(FEATURES, &Limits::default()).unwrap());
    assert_eq!(shown(blocks(&doc)), shown(blocks(&rtf)));
    assert_eq!(doc.info.title, rtf.info.title);
    assert_eq!(doc.findings, rtf.findings);
}

#[test]
fn merged_cells_span_what_they_cover() {
    // Rows over one another: flags 0x60 begin a merge, 0x20 go on. Side by side: the first is 1 and the following 2, or
    // as the specification has it the other way round.
    let document = read(
        &Doc::new()
            .paragraph("before\r", &[])
            .row(&["A", "B", "", "C"], &row(&[0, 1000, 2000, 3000, 4000], &[0x60, 1, 2, 0]))
            .row(&["", "1", "2", ""], &row(&[0, 1010, 1990, 3000, 4000], &[0x20, 0, 2, 1]))
            .row(&["D", "3"], &row(&[-20, 2000, 4000], &[0, 0]))
            .paragraph("after\r", &[])
            .build(),
    );
    let grid = only_grid(&document);
    assert_eq!(
        geometry(grid),
        [
            (0, 0, 2, 1, "A"),
            (0, 1, 1, 2, "B"),
            (0, 3, 1, 1, "C"),
            (1, 1, 1, 1, "1"),
            (1, 2, 1, 2, "2"),
            (2, 0, 1, 2, "D"),
            (2, 2, 1, 2, "3"),
        ]
    );
    assert_eq!(grid.cell_at(1, 2).unwrap().2.origin, Origin::Path { table: 1, row: 2, cell: 3 });
    assert_eq!(texts(&document), ["before", "after"]);
}

#[test]
fn rows_that_were_changed_after_they_were_defined_are_read_as_changed() {
    let defined = row(&[0, 1000, 2000, 3000], &[0, 0, 0]);
    let cases = [
        ("sprmTMerge", sprm(0x5624, &[1, 3]), vec!["A", "B", ""], vec![(0, 1), (1, 2)]),
        ("sprmTInsert", sprm(0x7621, &[1, 1, 0xE8, 3]), vec!["A", "B", "C", "D"], vec![(0, 1), (1, 1), (2, 1), (3, 1)]),
        ("sprmTDelete", sprm(0x5622, &[0, 1]), vec!["A", "B"], vec![(0, 1), (1, 1)]),
        ("sprmTDxaCol", sprm(0x7623, &[0, 1, 0xD0, 7]), vec!["A", "B", "C"], vec![(0, 2), (2, 1), (3, 1)]),
        ("sprmTDxaLeft", sprm(0x9601, &[0xE8, 3]), vec!["A", "B", "C"], vec![(1, 1), (2, 1), (3, 1)]),
    ];
    for (name, change, cells, places) in cases {
        let whole = row(&[0, 1000, 2000, 3000, 4000], &[0; 4]);
        let made = Doc::new().row(&cells, &[defined.as_slice(), &change].concat()).row(&["1", "2", "3", "4"], &whole);
        let document = read(&made.build());
        let first: Vec<(usize, usize)> =
            geometry(only_grid(&document)).iter().filter(|c| c.0 == 0).map(|c| (c.1, c.3)).collect();
        assert_eq!(first, places, "{name}");
    }
    // sprmTVertMerge, and properties kept in the stream Data by sprmPHugePapx.
    let mut made = Doc::new()
        .row(&["A", "B"], &[row(&[0, 1000, 2000], &[0, 0]), sprm(0xD62B, &[2, 0, 3])].concat())
        .row(&["", "C"], &sprm(0x6646, &[4, 0, 0, 0]));
    let kept = [row(&[0, 1000, 2000], &[0, 0]), sprm(0xD62B, &[2, 0, 1])].concat();
    made.data = [&[0; 4], (kept.len() as u16).to_le_bytes().as_slice(), &kept].concat();
    assert_eq!(geometry(only_grid(&read(&made.build()))), [(0, 0, 2, 1, "A"), (0, 1, 1, 1, "B"), (1, 1, 1, 1, "C")]);
}

#[test]
fn the_piece_table_orders_the_text_and_tells_bytes_from_utf_16() {
    // "年报 é" lies behind "dated …" of single bytes; a fast save deleted the piece between them by a Prm.
    let mut made = Doc::new();
    made.bytes =
        [b"dated \x85\r".as_slice(), b"gone", &"年报 é".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()]
            .concat();
    made.paragraphs = vec![(made.bytes.len(), Vec::new())];
    made.runs = vec![(made.bytes.len(), Vec::new())];
    let deleted = 0x41 << 1 | 1 << 8;
    made.pieces = vec![(4, 12, false, 0), (4, 8, true, deleted), (8, 0, true, 0)];
    let document = read(&made.build());
    assert_eq!(texts(&document), ["年报 édated …"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

#[test]
fn raised_lowered_and_struck_out_text_is_marked_and_stays() {
    let document = read(
        &Doc::new()
            .paragraph("12", &[])
            .paragraph("3", &[])
            .run(&sprm(0x2A48, &[1]))
            .paragraph("4", &[])
            .run(&sprm(0x2A48, &[2]))
            .paragraph("5", &[])
            .run(&sprm(0x0837, &[1]))
            .paragraph("6\r", &[])
            .build(),
    );
    assert_eq!(texts(&document), ["123456"]);
    assert_eq!(marks(&document), [("3", MarkKind::Raised), ("4", MarkKind::Lowered), ("5", MarkKind::StruckOut)]);
}

#[test]
fn text_moved_off_the_line_is_raised_only_beside_text_on_it() {
    let up = |half_points: i16| sprm(0x4845, &half_points.to_le_bytes());
    let document = read(
        &Doc::new()
            .paragraph("530", &[])
            .paragraph("1", &[])
            .run(&up(8))
            .paragraph("2\r", &[])
            .run(&up(-8))
            .paragraph("530\r", &[])
            .run(&up(8))
            .build(),
    );
    assert_eq!(texts(&document), ["53012", "530"]);
    assert_eq!(marks(&document), [("1", MarkKind::Raised), ("2", MarkKind::Lowered)]);
}

#[test]
fn hidden_and_deleted_text_is_left_out_and_symbols_are_characters() {
    let document = read(
        &Doc::new()
            .paragraph("a", &[])
            .paragraph("hidden", &[])
            .run(&sprm(0x083C, &[1]))
            .paragraph("deleted", &[])
            .run(&sprm(0x0800, &[1]))
            .paragraph("(", &[])
            .run(&sprm(0x6A09, &[0, 0, 0xFC, 0xF0]))
            .paragraph("(\u{13} PAGE \u{14}3\u{15}\u{1E}\u{1F}\u{B}b\r", &[])
            .paragraph("join", &[])
            .paragraph("\r", &[])
            .run(&sprm(0x0800, &[1]))
            .paragraph("ed\r", &[])
            .build(),
    );
    assert_eq!(texts(&document), ["a\u{F0FC}(3-\nb", "joined"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

#[test]
fn word_6_is_read_in_the_code_page_of_its_language() {
    let text = encoding_rs::GBK.encode("年度报告\r").0.into_owned();
    let cell = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let mut made = Doc { version: 101, language: 0x0804, ..Doc::default() };
    let mark = [
        vec![24, 1, 25, 1, 190, 28, 0, 2],
        [0i16, 1000, 2000].iter().flat_map(|e| e.to_le_bytes()).collect(),
        vec![0; 20],
    ]
    .concat();
    for (bytes, sprms) in
        [(text, vec![]), (cell("甲\u{7}"), vec![24, 1]), (cell("乙\u{7}"), vec![24, 1]), (vec![7], mark)]
    {
        made.paragraphs.push((bytes.len(), sprms));
        made.runs.push((bytes.len(), vec![]));
        made.bytes.extend(bytes);
    }
    let document = read(&made.build());
    assert_eq!(texts(&document), ["年度报告"]);
    assert_eq!(geometry(only_grid(&document)), [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")]);
}

#[test]
fn word_6_is_read_in_the_character_set_of_a_font_and_as_utf_16_where_it_says_so() {
    let mut made = Doc { version: 104, language: 0x0409, ..Doc::default() };
    // The second font is of the character set 134, and sprmCFtc of Word 6 sets it.
    made.fonts = [&[8, 0x16, 0x90, 1, 0, 0, b'A', 0, 0], [8, 0x16, 0x90, 1, 134, 0, b'B', 0, 0].as_slice()].concat();
    for (text, sprms) in [("caf\u{E9} ", vec![]), ("年报\r", vec![93, 1, 0])] {
        let encoding = if sprms.is_empty() { encoding_rs::WINDOWS_1252 } else { encoding_rs::GBK };
        let bytes = encoding.encode(text).0.into_owned();
        made.paragraphs.push((bytes.len(), vec![]));
        made.runs.push((bytes.len(), sprms));
        made.bytes.extend(bytes);
    }
    assert_eq!(texts(&read(&made.build())), ["caf\u{E9} 年报"]);
    let wide = Doc { version: 104, flags: 0x1000, ..Doc::default() }.paragraph("年报\r", &[]);
    assert_eq!(texts(&read(&wide.build())), ["年报"]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let made = || Doc::new().paragraph("text\r", &[]);
    let error = |made: Doc| doc::read(&made.build(), &Limits::default()).unwrap_err();
    assert!(matches!(error(Doc { flags: 0x0100, ..made() }), Error::Encrypted));
    assert!(matches!(error(Doc { version: 45, ..made() }), Error::Unsupported(_)));
    assert!(matches!(error(Doc { flags: 0x0200, ..made() }), Error::Malformed { format: "DOC", .. }), "no 1Table");
    assert!(matches!(doc::read(&made().build()[..512], &Limits::default()), Err(Error::Malformed { .. })));
    let none = Doc { pieces: vec![(5, 1 << 20, false, 0)], ..made() };
    assert!(matches!(error(none), Error::Malformed { format: "DOC", .. }), "all of the text is outside");
    let cut = read(&Doc { pieces: vec![(5, 0, false, 0), (9, 1 << 20, false, 0)], ..made() }.build());
    assert_eq!((texts(&cut), kinds(&cut)), (vec!["text"], vec![FindingKind::DamagedFile]));
}

#[test]
fn a_table_of_sectors_longer_than_the_file_is_no_damage() {
    let mut bytes = Doc::new().paragraph("text\r", &[]).build();
    assert_eq!(texts(&read(&bytes)), ["text"]);
    // The last entry of the first FAT sector ([MS-CFB] 2.3) allots a sector that is not there.
    let sector = 1usize << u16::from_le_bytes([bytes[30], bytes[31]]);
    let fat = u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize;
    let last = (fat + 2) * sector - 4;
    bytes[last..last + 4].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    assert_eq!(texts(&read(&bytes)), ["text"]);
}

#[test]
fn hostile_files_end_at_the_limits() {
    let bytes = Doc::new().paragraph("text\r", &[]).build();
    let refused = |limits: Limits| matches!(doc::read(&bytes, &limits), Err(Error::Limit { .. }));
    assert!(refused(Limits { part_bytes: 100, ..Limits::default() }));
    assert!(refused(Limits { file_bytes: 100, ..Limits::default() }));
    assert!(refused(Limits::default().within(Duration::ZERO)));
    // Ten thousand pieces that all show the same bytes give no more text than the counts of characters allow.
    let pieces = vec![(1_000_000, 0, false, 0); 10];
    let document = read(&Doc { pieces, ..Doc::new().paragraph("text\r", &[]) }.build());
    assert!(texts(&document).iter().map(|t| t.len()).sum::<usize>() < 100_000);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_cut_and_no_flipped_byte_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = BY_LIBREOFFICE.to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = doc::read(&bytes, &Limits::default());
        bytes.truncate(end.index(bytes.len()) + 1);
        let _ = doc::read(&bytes, &Limits::default());
    }

    #[test]
    fn no_damage_to_the_streams_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let made = Doc::new().paragraph("前言\r", &[]).row(&["A", "B"], &row(&[0, 1000, 2000], &[0x60, 0])).row(&["", "1"], &row(&[0, 1000, 2000], &[0x20, 0]));
        let mut bytes = made.build();
        // Behind the header and the FAT lie the streams.
        let start = 1024.min(bytes.len() - 1);
        for (at, byte) in flips {
            let at = start + at.index(bytes.len() - start);
            bytes[at] = byte;
        }
        let _ = doc::read(&bytes, &Limits::default());
    }
}
