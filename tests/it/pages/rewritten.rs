//! Documents that other programs wrote anew: the text is there, and what told of it is gone.

use crate::read_pdf::{page_with, read, stream, text};
use crate::read_pdf_garbled::font_of;
use nianbao::model::content::{Content, UnicodeSource};
use nianbao::model::limits::Limits;
use nianbao::read::html;

/// A TrueType font of nothing but a symbolic cmap (format 4), which gives the codes F021, F022 ... the glyphs 1, 2 ...
fn symbolic_font(count: u16) -> Vec<u8> {
    let mut table = Vec::new();
    for n in [0u16, 1, 3, 0] {
        table.extend(n.to_be_bytes());
    }
    table.extend(12u32.to_be_bytes());
    let first = 0xF021u16;
    let delta = 1u16.wrapping_sub(first);
    for n in [4u16, 32, 0, 4, 4, 1, 0, first + count - 1, 0xFFFF, 0, first, 0xFFFF, delta, 1, 0, 0] {
        table.extend(n.to_be_bytes());
    }
    font_of(&table)
}

fn symbolic(name: &str, codes: &str) -> Vec<u8> {
    let font = format!(
        "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+{name} /FirstChar 33 /LastChar 40 /Widths \
         [500 500 500 500 500 500 500 500] /FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+{name} \
         /Flags 4 /FontFile2 6 0 R >> >>"
    );
    let size = if codes.len() > 100 { 2 } else { 10 };
    let content = format!("BT /F1 {size} Tf 20 50 Td <{codes}> Tj ET");
    page_with("", "", content.as_bytes(), &font, &[stream("", &symbolic_font(8))])
}

#[test]
fn a_symbolic_cmap_says_the_code_once_more_and_no_character() {
    // The page may show 年 or 7 under these codes: nothing in the file tells.
    let bytes = symbolic("FangSong", "2122232425");
    assert_eq!(text(&bytes), "\u{FFFD}".repeat(5));
    let document = read(&bytes);
    assert!(document.fonts[0].codes.values().all(|c| c.source == UnicodeSource::Unknown));
}

#[test]
fn repair_gives_such_a_font_no_characters() {
    let bytes = symbolic("FangSong", "2122232425");
    let copy = nianbao::Converter::new().repair(nianbao::File::new("a.pdf", &bytes), Default::default()).unwrap();
    assert_eq!((copy.fonts.len(), copy.unknown), (0, 5));
    assert_eq!(copy.bytes, bytes);
}

#[test]
fn pieces_of_a_font_cut_for_postscript_keep_the_numbers_of_its_glyphs() {
    let document = read(&symbolic("FZFSK--GBK1-0_2f", "2128"));
    let font = &document.fonts[0];
    assert_eq!(font.name, "FZFSK--GBK1-0");
    assert_eq!(font.codes.values().map(|c| c.glyph).collect::<Vec<_>>(), [Some(0x2f21), Some(0x2f28)]);
}

/// A Type 3 font of bitmaps, whose glyph names are the codes.
fn bitmaps(to_unicode: bool) -> Vec<u8> {
    let names: String = (1..=12).map(|i| format!("/a{i} ")).collect();
    let map = if to_unicode { "/ToUnicode 6 0 R" } else { "" };
    let font = format!(
        "<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /FontBBox [0 0 200 200] /FirstChar 1 /LastChar 12 \
         /Widths [200 200 200 200 200 200 200 200 200 200 200 200] /Encoding << /Differences [1 {names}] >> \
         /CharProcs << >> {map} >>"
    );
    let pairs: String = (1..=12).map(|i| format!("<{i:02X}> <{:04X}>\n", 0x2700 + i)).collect();
    let cmap =
        format!("begincmap 1 begincodespacerange <00> <FF> endcodespacerange 12 beginbfchar\n{pairs}endbfchar endcmap");
    let content = "BT /F1 1 Tf 0.05 0 0 0.05 20 50 Tm <0102030405060708090A0B0C> Tj ET";
    page_with("", "", content.as_bytes(), &font, &[stream("", cmap.as_bytes())])
}

#[test]
fn names_that_number_the_glyphs_make_no_ornaments_of_them() {
    for bytes in [bitmaps(true), bitmaps(false)] {
        assert_eq!(text(&bytes), "\u{FFFD}".repeat(12));
        let document = read(&bytes);
        let Content::Pages(pages) = &document.content else { panic!("a PDF has pages") };
        // Bitmaps of 200 pixels, drawn at a twentieth: letters of ten points.
        assert!((pages[0].glyphs[0].size - 10.0).abs() < 0.1, "{:?}", pages[0].glyphs[0]);
    }
}

#[test]
fn html_made_of_placed_lines_is_read_by_their_places() {
    // In the source the value stands before its label, as pdftohtml may write it.
    let line = |x: u32, y: u32, text: &str| {
        format!("<p style=\"position:absolute;top:{y}px;left:{x}px;white-space:nowrap\" class=\"ft1\">{text}</p>\n")
    };
    let mut body = String::new();
    for (i, (label, value)) in [("规章", "3"), ("行政规范性文件", "25"), ("行政许可", "118")].iter().enumerate()
    {
        let y = 200 + 40 * i as u32;
        body += &line(500, y, value);
        body += &line(300, y + 1, "0");
        body += &line(100, y, label);
    }
    for i in 0..6 {
        body += &line(100, 400 + 30 * i, "本年度工作按要求开展。");
    }
    let source = format!(
        "<html><head><style>.ft1{{font-size:16px}}</style></head><body><div id=\"page1-div\" \
         style=\"position:relative;width:892px;height:1263px;\">{body}</div></body></html>"
    );
    let document = html::read(source.as_bytes(), &Limits::default()).unwrap();
    let Content::Pages(pages) = &document.content else { panic!("placed lines are pages") };
    assert_eq!((pages.len(), pages[0].width, pages[0].height), (1, 669.0, 947.25));
    let glyph = pages[0].glyphs.iter().find(|g| g.ch == '规').unwrap();
    assert_eq!((glyph.bbox.x0, glyph.bbox.y0, glyph.size), (75.0, 150.0, 12.0));
    // A site that lays a menu over its page is no such document.
    let site = format!("<html><body>{}{}</body></html>", "<p>正文内容</p>".repeat(200), line(1, 1, "导航").repeat(20));
    assert!(matches!(html::read(site.as_bytes(), &Limits::default()).unwrap().content, Content::Blocks(_)));
}

#[test]
fn where_fonts_tell_nothing_the_reason_says_so_and_the_way_out() {
    let bytes = symbolic("FangSong", &"2122232425262728".repeat(12));
    let reports = nianbao::Converter::new().convert(nianbao::File::new("a.pdf", &bytes)).unwrap();
    let reason = reports[0].classification.reasons.join("; ");
    assert!(reason.contains("fonts of the file do not say") && reason.contains("learn"), "{reason}");
    assert!(!reason.contains("question marks"), "{reason}");
}

#[test]
fn ligatures_are_the_letters_that_they_join() {
    let (text, repairs) = nianbao::repair::text("电子邮箱：\u{FB01}le@example.gov.cn");
    assert_eq!(text, "电子邮箱：file@example.gov.cn");
    assert_eq!(repairs.len(), 1);
}
