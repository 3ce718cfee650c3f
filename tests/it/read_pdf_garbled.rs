//! Fonts that say something wrong of their codes.

use crate::read_pdf::{FONT, findings, glyphs, page_with, read, stream, text};
use nianbao::model::content::UnicodeSource;
use nianbao::model::finding::FindingKind;

/// A TrueType font of nothing but a cmap (format 12), which gives the characters the glyphs 1, 2, 3 ...
fn cmap_font(characters: &str) -> Vec<u8> {
    let mut groups: Vec<(u32, u32)> = characters.chars().zip(1..).map(|(c, gid)| (u32::from(c), gid)).collect();
    groups.sort_unstable();
    let mut table = Vec::new();
    for n in [0u16, 1, 3, 10] {
        table.extend(n.to_be_bytes());
    }
    table.extend(12u32.to_be_bytes());
    table.extend([0, 12, 0, 0]);
    for n in [16 + 12 * groups.len() as u32, 0, groups.len() as u32] {
        table.extend(n.to_be_bytes());
    }
    for (code, gid) in groups {
        for n in [code, code, gid] {
            table.extend(n.to_be_bytes());
        }
    }
    font_of(&table)
}

/// A TrueType font of nothing but a cmap.
pub fn font_of(cmap: &[u8]) -> Vec<u8> {
    let mut font = vec![0, 1, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0];
    font.extend(b"cmap\0\0\0\0");
    font.extend(28u32.to_be_bytes());
    font.extend((cmap.len() as u32).to_be_bytes());
    font.extend(cmap);
    font
}

/// A page that shows the glyphs 1, 2, 3 ... of an embedded font which draws `drawn`, and whose ToUnicode says `told`.
fn garbled(drawn: &str, told: &str) -> Vec<u8> {
    let codes: String = (1..=told.chars().count()).map(|gid| format!("{gid:04X}")).collect();
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+SimSun /Encoding /Identity-H /ToUnicode 6 0 R \
         /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+SimSun /CIDToGIDMap /Identity \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
         /FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+SimSun /Flags 4 /FontFile2 7 0 R >> >>] >>";
    let pairs: String = told.chars().zip(1..).map(|(c, gid)| format!("<{gid:04X}> <{:04X}>\n", u32::from(c))).collect();
    let map = format!(
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar\n{pairs}endbfchar endcmap",
        told.chars().count()
    );
    let content = format!("BT /F1 10 Tf 20 50 Td <{codes}> Tj ET");
    let more = [stream("", map.as_bytes()), stream("", &cmap_font(drawn))];
    page_with("", "", content.as_bytes(), font, &more)
}

fn contradictions(bytes: &[u8]) -> usize {
    findings(&read(bytes), FindingKind::ToUnicodeContradicts).len()
}

#[test]
fn digits_said_to_be_one_more_than_they_are_drawn_are_read_as_drawn() {
    let bytes = garbled("0123456789", "123456789:");
    assert_eq!(text(&bytes), "0123456789");
    assert_eq!(contradictions(&bytes), 1);
}

#[test]
fn ideographs_of_a_shifted_range_are_read_as_drawn() {
    let told: String = "政府信息公开工作".chars().filter_map(|c| char::from_u32(u32::from(c) + 1)).collect();
    let bytes = garbled("政府信息公开工作", &told);
    assert_eq!(text(&bytes), "政府信息公开工作");
}

#[test]
fn a_font_whose_codes_are_all_one_character_is_read_as_drawn_or_not_at_all() {
    let bytes = garbled("年度报告", "一一一一");
    assert_eq!(text(&bytes), "年度报告");
    // The font knows only the first of them.
    let bytes = garbled("年", "一一一一");
    assert_eq!(text(&bytes), "年\u{FFFD}\u{FFFD}\u{FFFD}");
    assert_eq!(glyphs(&bytes)[1].source, UnicodeSource::Unknown);
}

#[test]
fn radicals_and_cmaps_that_only_number_the_glyphs_do_not_contradict() {
    // Kangxi radicals share their glyphs with the ideographs: the repair stage folds them.
    let bytes = garbled("人工力大", "⼈⼯⼒⼤");
    assert_eq!((text(&bytes).as_str(), contradictions(&bytes)), ("⼈⼯⼒⼤", 0));
    // Subsets of some producers have a cmap of running numbers.
    let bytes = garbled("ABCDEFGH", "政府信息公开工作");
    assert_eq!((text(&bytes).as_str(), contradictions(&bytes)), ("政府信息公开工作", 0));
    let bytes = garbled("ABCDEFGHIJ", "0123456789");
    assert_eq!((text(&bytes).as_str(), contradictions(&bytes)), ("0123456789", 0));
}

/// A page that shows the text in GBK by the font F1.
fn gbk_page(font: &str, text: &str) -> Vec<u8> {
    let (bytes, _, _) = encoding_rs::GBK.encode(text);
    let hex: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
    page_with("", "", format!("BT /F1 10 Tf 20 50 Td <{hex}> Tj ET").as_bytes(), font, &[])
}

#[test]
fn gbk_shown_through_a_latin_encoding_is_undone_and_told() {
    let title = "2023年政府信息公开工作年度报告（中共）";
    let font = FONT.replace("/FirstChar 65 /LastChar 66 /Widths [500 600]", "");
    let bytes = gbk_page(&font, title);
    assert_eq!(text(&bytes), title);
    let got = glyphs(&bytes);
    assert!(got[4].bbox.width() > 1.5 * got[0].bbox.width() && got[5].bbox.x0 >= got[4].bbox.x1 - 0.1);
    assert_eq!(findings(&read(&bytes), FindingKind::EncodingRepaired).len(), 1);
}

#[test]
fn latin_text_is_not_taken_for_gbk() {
    for latin in ["Ação: função, informação e educação à população", "Ännü Öl ÄÖÜ ÄÖÜß ÀÉÈÇ", "20°C ±5 ÄÖ"]
    {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(latin);
        let hex: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
        let page = page_with("", "", format!("BT /F1 10 Tf 20 50 Td <{hex}> Tj ET").as_bytes(), FONT, &[]);
        assert_eq!(text(&page), latin);
    }
}
