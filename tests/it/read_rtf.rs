//! The RTF reader: what is read of hand-written documents, and what hostile files cost.

use std::time::Duration;

use nianbao::model::content::{Align, Document, Role};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::model::origin::Origin;
use nianbao::read::rtf;
use nianbao::text::marked::MarkKind;
use proptest::prelude::*;

use crate::blocks::{blocks, geometry, kinds, marks, marks_of_cells, only_grid, paragraphs, shown, texts};
use crate::properties::cases;

pub const FEATURES: &[u8] = include_bytes!("word/features.rtf");

fn read(rtf: &str) -> Document {
    rtf::read(rtf.as_bytes(), &Limits::default()).unwrap()
}

/// A document in the code page 936 with a font of no character set.
fn body(text: &str) -> Document {
    read(&format!(r"{{\rtf1\ansi\ansicpg936\deff0{{\fonttbl{{\f0\fcharset0 SimSun;}}}}{text}}}"))
}

/// The bytes of a text in GBK as `\'hh`.
fn gbk(text: &str) -> String {
    encoding_rs::GBK.encode(text).0.iter().map(|b| format!(r"\'{b:02x}")).collect()
}

#[test]
fn everything_is_read_as_it_prints() {
    let document = rtf::read(FEATURES, &Limits::default()).unwrap();
    assert_eq!(
        shown(blocks(&document)),
        [
            "Title Center 标题",
            "Heading Start 一、总体情况",
            "Heading Start 二、公开",
            "Body Start before after",
            "Body Start sum link end\nnext line",
            "Body End signed",
            "Body Start in the box",
            "0,0+2,1 A",
            "0,1+1,2 B",
            "1,1+1,1 1\n2",
            "1,2+1,1 3",
            "2,0+1,1 C",
            "2,1+1,2 D",
            "2,1+1,2 > 0,0+1,1 x",
            "2,1+1,2 > 0,1+1,1 y",
            "2,1+1,2 > Body Start D",
            "Body Start last",
        ]
    );
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
    assert_eq!(document.info.title.as_deref(), Some("年度报告"));
}

#[test]
fn bytes_are_in_the_code_page_of_the_document_unless_their_font_has_its_own() {
    let text = gbk("年报");
    assert_eq!(texts(&body(&text)), ["年报"], "a font of set 0 leaves the document's");
    let western =
        format!(r"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0\fcharset0 A;}}{{\f1\fcharset134 B;}}}}\f0 \'e9 \f1 {text}}}");
    assert_eq!(texts(&read(&western)), ["é 年报"]);
    let double = format!(
        r"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0\fcharset0 A;}}{{\f1\fcharset134 B;}}}}\loch\af0\hich\af0\dbch\af1 {text}\loch\'e9}}"
    );
    assert_eq!(texts(&read(&double)), ["年报é"], "double-byte characters have a font of their own");
    assert_eq!(
        texts(&read(r"{\rtf1\ansi{\fonttbl\f0\fcharset134 SimSun;\f1\fcharset2 Wingdings;}\f0\'b1\'a8\f1\'fc}")),
        ["报\u{F0FC}"]
    );
}

#[test]
fn raised_lowered_and_struck_out_text_is_marked_and_stays() {
    let document = body(r"12{\super 3}4\strike 5\strike0 6\striked1 7\plain 8{\sub 9}0\super 1\nosupersub 2\par");
    assert_eq!(texts(&document), ["123456789012"]);
    let struck = [("5", MarkKind::StruckOut), ("7", MarkKind::StruckOut)];
    assert_eq!(
        marks(&document),
        [("3", MarkKind::Raised), struck[0], struck[1], ("9", MarkKind::Lowered), ("1", MarkKind::Raised)]
    );
}

#[test]
fn text_moved_off_the_line_is_raised_only_beside_text_on_it() {
    let document = body(r"530{\up8 1}{\dn8 2}\par{\up8 53}{\up8 0}\par 53{\up2 0}\par");
    assert_eq!(texts(&document), ["53012", "530", "530"]);
    assert_eq!(marks(&document), [("1", MarkKind::Raised), ("2", MarkKind::Lowered)]);
}

#[test]
fn hidden_and_white_text_stays_in_a_cell_with_its_mark() {
    let row = |shade: &str, cells: &str| format!(r"\trowd{shade}\cellx1000\cellx2000\pard\intbl {cells}\row");
    let cells = r"{\cf2 4}22\cell {\v 7}31\cell";
    let colors = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}";
    let hidden = |text| (text, MarkKind::Hidden);
    assert_eq!(marks_of_cells(&body(&format!("{colors}{}", row("", cells)))), [hidden("4"), hidden("7")]);
    assert_eq!(marks_of_cells(&body(&format!("{colors}{}", row(r"\clcbpat1", cells)))), [hidden("7")]);
}

#[test]
fn a_second_byte_may_be_written_as_any_character() {
    // The second byte of each is a backslash, a brace or a letter in ASCII.
    assert_eq!(texts(&body(r"\'95\\\'95\}\'95\'7b\'95Z")), [encoding_rs::GBK.decode(b"\x95\\\x95}\x95{\x95Z").0]);
}

#[test]
fn unicode_is_read_once_whatever_follows_for_old_readers() {
    assert_eq!(texts(&body(r"\u24180?\u25253\'3f{\uc2 \u24180\'c4\'ea\u25253 ??}\u-28210?x")), ["年报年报\u{91CE}x"]);
    assert_eq!(texts(&body(r"\uc0\u24180 \u25253 a")), ["年报a"]);
    assert_eq!(texts(&body(r"\u-10179?\u-8704?")), ["\u{1F600}"], "a surrogate pair");
    assert_eq!(texts(&body(r"a\u-10179?b")), ["a\u{FFFD}b"], "half a pair");
    assert_eq!(texts(&body(r"{\upr{old}{\*\ud{\u26032?}}} text")), ["新 text"]);
}

#[test]
fn what_is_not_printed_is_left_out() {
    let text = r"{\header no\par}{\footerl no\par}{\footnote no}{\*\unknown no{\b no}}{\pict 00ff}{\object{\*\objdata 00}{\result yes}}{\*\bkmkstart no} {\xe no}\bin5 {}}}}rest";
    assert_eq!(texts(&body(text)), ["yes rest"]);
}

#[test]
fn fields_print_their_result_and_hidden_and_deleted_text_is_counted() {
    let document = body(
        r"{\field{\*\fldinst {PAGE }}{\fldrslt {3}}}{\v hidden}\v hidden\v0 {\deleted gone} kept\par {\deleted\par}",
    );
    assert_eq!(texts(&document), ["3 kept"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
    assert!(document.findings[0].message.contains("1 deleted, 2 hidden"), "{}", document.findings[0].message);
    assert_eq!(texts(&body(r"one{\deleted\par}two\par three")), ["onetwo", "three"], "a deleted mark joins paragraphs");
    let links: Vec<bool> = paragraphs(&body(
        r#"{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}\par see {\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}\par"#,
    ))
    .iter()
    .map(|p| p.link)
    .collect();
    assert_eq!(links, [true, false]);
}

#[test]
fn special_characters_print_as_they_look() {
    assert_eq!(
        texts(&body(r"a\tab b\line c\~d\_e\-f\emdash\ldblquote g\rdblquote\{\}\\")),
        ["a\tb\nc\u{A0}d-ef—“g”{}\\"]
    );
}

#[test]
fn roles_come_from_styles_and_levels_and_numbers_from_the_text_that_is_stored_for_them() {
    let styles = r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 Title;}{\*\cs3 heading 1;}}";
    let document = body(&format!(
        r"{styles}\pard\s1\qc A\par\pard\s2 B\par\pard\outlinelevel1 C\par\pard\s1\outlinelevel9\qr D\par\pard {{\listtext {}\tab}}E\par{{\pntext 1.\tab}}F\par{{\listtext\f0\'b7\tab}}G\par",
        gbk("一、")
    ));
    let seen: Vec<(&str, Role, Align)> =
        paragraphs(&document).iter().map(|p| (p.text.as_str(), p.role, p.align)).collect();
    assert_eq!(
        seen,
        [
            ("A", Role::Heading, Align::Center),
            ("B", Role::Title, Align::Start),
            ("C", Role::Heading, Align::Start),
            ("D", Role::Body, Align::End),
            ("一、E", Role::Body, Align::Start),
            ("1. F", Role::Body, Align::Start),
            ("G", Role::Body, Align::Start),
        ]
    );
}

#[test]
fn merged_cells_span_what_they_cover_and_edges_that_do_not_quite_meet_are_one() {
    let rows = [
        r"\trowd\trleft-5\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl A\cell B\cell\cell\row",
        r"\trowd\trleft0\clvmrg\cellx1020\cellx1980\cellx3005\pard\intbl\cell 1\cell 2\cell\row",
        r"\trowd\trleft1000\cellx3000\pard\intbl 3\cell\row\pard",
    ];
    let document = body(&rows.concat());
    let grid = only_grid(&document);
    assert_eq!(
        geometry(grid),
        [(0, 0, 2, 1, "A"), (0, 1, 1, 2, "B"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2"), (2, 1, 1, 2, "3")]
    );
    assert_eq!(grid.cell_at(1, 2).unwrap().2.origin, Origin::Path { table: 1, row: 2, cell: 3 });
}

#[test]
fn a_row_whose_end_is_missing_and_a_row_that_repeats_no_edges_keep_their_cells() {
    let rows = r"\trowd\cellx1000\cellx2000\pard\intbl A\cell B\cell\row\pard\intbl 1\cell 2\cell\row\pard\intbl 3\cell 4\cell\pard after\par";
    let document = body(rows);
    assert_eq!(only_grid(&document).columns(), 2);
    assert_eq!(geometry(only_grid(&document)).iter().map(|c| c.4).collect::<Vec<_>>(), ["A", "B", "1", "2", "3", "4"]);
    assert_eq!(texts(&document), ["after"]);
}

#[test]
fn a_cut_off_file_gives_what_was_read_and_says_so() {
    let document = rtf::read(br"{\rtf1\ansi one\par two {\b three", &Limits::default()).unwrap();
    assert_eq!(texts(&document), ["one", "two three"]);
    assert_eq!(kinds(&document), [FindingKind::DamagedFile]);
    assert_eq!(texts(&read(r"{\rtf1 text}{\rtf1 another}")), ["text"], "what follows is no part of it");
}

#[test]
fn hostile_files_end_at_the_limits() {
    let small = Limits { depth: 20, ..Limits::default() };
    let deep = format!(r"{{\rtf1 {}deep{}shown}}", "{".repeat(100_000), "}".repeat(100_000));
    let document = rtf::read(deep.as_bytes(), &small).unwrap();
    assert_eq!((texts(&document), kinds(&document)), (vec!["shown"], vec![FindingKind::LimitReached]));
    let nested: String = (1..2000).map(|n| format!(r"\pard\intbl\itap{n} x\nestcell")).collect();
    assert!(rtf::read(format!(r"{{\rtf1{nested}}}").as_bytes(), &Limits::default()).is_ok());
    let cells = format!(r"{{\rtf1\trowd\intbl{}}}", r"\cell".repeat(600_000));
    assert!(matches!(rtf::read(cells.as_bytes(), &Limits::default()), Err(Error::Limit { .. })));
    let rows = format!(r"{{\rtf1\trowd{}{}}}", r"\cellx9".repeat(1000), r"\intbl a\cell\row".repeat(100_000));
    assert!(rtf::read(rows.as_bytes(), &Limits::default()).is_ok());
    let short = Limits { objects: 100, ..Limits::default() };
    let many = format!(r"{{\rtf1{}}}", r"\par".repeat(101));
    assert!(matches!(rtf::read(many.as_bytes(), &short), Err(Error::Limit { .. })), "empty paragraphs count");
    let late = Limits::default().within(Duration::ZERO);
    assert!(matches!(rtf::read(FEATURES, &late), Err(Error::Limit { .. })));
    assert!(matches!(rtf::read(b"{\\html", &Limits::default()), Err(Error::Malformed { .. })));
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_cut_and_no_flipped_byte_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = FEATURES.to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        let _ = rtf::read(&bytes, &Limits::default());
    }
}
