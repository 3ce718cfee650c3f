//! Where characters stand and what they are.

use nianbao::model::content::{Direction, UnicodeSource, Visibility};
use nianbao::model::finding::FindingKind;

use super::{FONT, MM, Package, base_lines, code, glyphs, lefts, messages, round, said, text};

#[test]
fn a_line_stands_where_its_distances_say() {
    let read = Package::of(&text("", &code(r#"DeltaX="4 g 2 2 5""#, "年报12号"))).read();
    assert_eq!(said(&read), "年报12号");
    assert_eq!(lefts(&read), [20.0, 24.0, 26.0, 28.0, 33.0]);
    assert_eq!(base_lines(&read), [34.0; 5]);
    let first = glyphs(&read)[0];
    assert_eq!(
        (round(first.size / MM), first.direction, first.source),
        (4.0, Direction::Right, UnicodeSource::Encoding)
    );
    // As wide as the character, whose successor stands close.
    assert_eq!(round(first.bbox.width() / MM), 4.0);
    assert_eq!(read.fonts[0].name, "宋体");
}

#[test]
fn a_matrix_scales_places_and_sizes_of_a_converted_page() {
    // Sizes in points under a matrix that makes them millimetres.
    let object = r#"<ofd:TextObject ID="5" CTM="0.3528 0 0 0.3528 0 0" Boundary="20 30 20 0" Font="3" Size="9">
        <ofd:TextCode X="10" Y="7" DeltaX="9">年报</ofd:TextCode></ofd:TextObject>"#;
    let read = Package::of(object).read();
    assert_eq!(lefts(&read), [23.53, 26.7]);
    assert_eq!(base_lines(&read), [32.47; 2]);
    assert_eq!(round(glyphs(&read)[0].size), round(9.0 * 0.3528 * MM));
}

#[test]
fn a_turned_object_runs_down_the_page() {
    let object = text(r#"CTM="0 1 -1 0 5 0""#, &code(r#"DeltaX="4 4""#, "依申请"));
    let read = Package::of(&object).read();
    let all = glyphs(&read);
    assert!(all.iter().all(|g| g.direction == Direction::Down), "{all:?}");
    assert_eq!(all.iter().map(|g| round(g.bbox.y0 / MM)).collect::<Vec<_>>(), [30.0, 34.0, 38.0]);
}

#[test]
fn upright_characters_of_a_vertical_cell_run_down() {
    for code in [code(r#"DeltaY="5 5""#, "总计栏"), code(r#"DeltaX="g 2 0" DeltaY="g 2 5""#, "总计栏")] {
        let read = Package::of(&text("", &code)).read();
        assert_eq!(lefts(&read), [20.0; 3]);
        assert_eq!(base_lines(&read), [34.0, 39.0, 44.0]);
        assert!(glyphs(&read).iter().all(|g| g.direction == Direction::Down));
    }
}

#[test]
fn reading_and_character_directions_turn_text_without_a_matrix() {
    let down = text(r#"ReadDirection="90""#, &code("", "总计"));
    assert_eq!(base_lines(&Package::of(&down).read()), [34.0, 38.0]);
    let turned = text(r#"ReadDirection="90" CharDirection="90""#, &code(r#"DeltaY="4""#, "总计"));
    let read = Package::of(&turned).read();
    assert!(glyphs(&read).iter().all(|g| g.direction == Direction::Down));
    assert_eq!(glyphs(&read).iter().map(|g| round(g.bbox.y0 / MM)).collect::<Vec<_>>(), [34.0, 38.0]);
}

#[test]
fn a_run_without_a_place_begins_where_the_one_before_did() {
    let runs = r#"<ofd:TextCode X="2" Y="4" DeltaX="4">年报</ofd:TextCode><ofd:TextCode Y="9">告</ofd:TextCode>
        <ofd:TextCode X="6">知</ofd:TextCode>"#;
    let read = Package::of(&text("", runs)).read();
    assert_eq!(lefts(&read), [22.0, 26.0, 22.0, 26.0]);
    assert_eq!(base_lines(&read), [34.0, 34.0, 39.0, 39.0]);
}

#[test]
fn characters_without_distances_go_on_by_their_width() {
    let read = Package::of(&text("", &code("", "共12件"))).read();
    assert_eq!(lefts(&read), [20.0, 24.0, 26.0, 28.0]);
    // Distances that end too early.
    let read = Package::of(&text(r#"HScale="0.5""#, &code(r#"DeltaX="3""#, "共计件"))).read();
    assert_eq!(lefts(&read), [20.0, 23.0, 25.0]);
}

#[test]
fn indentation_around_text_is_no_text() {
    let indented = "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"4 4\">\n      年报告\n    </ofd:TextCode>";
    let read = Package::of(&text("", indented)).read();
    assert_eq!((said(&read).as_str(), lefts(&read)), ("年报告", vec![20.0, 24.0, 28.0]));
    // A blank that has its distance is one.
    let spaced = Package::of(&text("", &code(r#"DeltaX="2 4""#, " 年报"))).read();
    assert_eq!((said(&spaced).as_str(), lefts(&spaced)), (" 年报", vec![20.0, 22.0, 26.0]));
}

#[test]
fn references_in_text_are_resolved() {
    let read = Package::of(&text("", &code(r#"DeltaX="g 4 2""#, "A&amp;B&#x5E74;&lt;"))).read();
    assert_eq!(said(&read), "A&B年<");
}

#[test]
fn bold_by_printing_twice_counts_once() {
    let twice = text("", &code(r#"DeltaX="0.1 3.9 0.1 3.9 0.1""#, "总总计计件件"));
    let read = Package::of(&twice).read();
    assert_eq!((said(&read).as_str(), lefts(&read)), ("总计件", vec![20.0, 24.0, 28.0]));
    let objects = text("", &code(r#"DeltaX="4""#, "总计"))
        + &text("", &code(r#"DeltaX="4""#, "总计")).replace("20 30", "20.1 30");
    assert_eq!(said(&Package::of(&objects).read()), "总计");
    // Neighbours that are equal stay two.
    assert_eq!(said(&Package::of(&text("", &code(r#"DeltaX="2 2""#, "110"))).read()), "110");
}

/// A font program that only has a cmap: a character and the glyph that draws it.
fn program(pairs: &[(char, u32)]) -> Vec<u8> {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let mut cmap = Vec::new();
    for half in [0u16, 1, 3, 10] {
        cmap.extend(half.to_be_bytes());
    }
    cmap.extend(12u32.to_be_bytes());
    cmap.extend([0, 12, 0, 0]);
    for word in [16 + 12 * sorted.len() as u32, 0, sorted.len() as u32] {
        cmap.extend(word.to_be_bytes());
    }
    for (c, glyph) in sorted {
        for word in [u32::from(c), u32::from(c), glyph] {
            cmap.extend(word.to_be_bytes());
        }
    }
    let mut font = vec![0, 1, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0];
    font.extend(b"cmap");
    for word in [0, 28, cmap.len() as u32] {
        font.extend(word.to_be_bytes());
    }
    font.extend(cmap);
    font
}

const EMBEDDED: &str = r#"<ofd:Fonts><ofd:Font ID="3" FontName="ABCDEF+宋体"><ofd:FontFile>font_3.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>"#;

fn transform(codes: usize, glyphs: &str) -> String {
    let count = glyphs.split(' ').count();
    format!(
        r#"<ofd:CGTransform CodePosition="0" CodeCount="{codes}" GlyphCount="{count}"><ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>"#
    )
}

/// Text said to be `told`, drawn by these glyphs of a font that has 年 報 0 1 2 3 as glyphs 7 to 12.
fn drawn(told: &str, codes: usize, glyphs: &str) -> nianbao::model::content::Document {
    let font = program(&[('年', 7), ('报', 8), ('0', 9), ('1', 10), ('2', 11), ('3', 12)]);
    let object = text("", &(transform(codes, glyphs) + &code(r#"DeltaX="g 9 4""#, told)));
    Package::with(&object, EMBEDDED).bytes("Doc_0/Res/font_3.ttf", font).read()
}

#[test]
fn the_font_tells_what_the_text_does_not() {
    // U+FFFD, private use, the currency sign; true text stays whatever the glyph.
    let read = drawn("\u{FFFD}\u{E123}\u{A4}件", 4, "7 8 9 10");
    assert_eq!(said(&read), "年报0件");
    let sources: Vec<UnicodeSource> = glyphs(&read).iter().map(|g| g.source).collect();
    assert_eq!(sources[..3], [UnicodeSource::FontCmap; 3]);
    assert_eq!((sources[3], read.fonts[0].name.as_str()), (UnicodeSource::Encoding, "宋体"));
    assert_eq!(lefts(&read), [20.0, 24.0, 28.0, 32.0]);
}

#[test]
fn a_glyph_that_nothing_explains_is_said_to_be_so() {
    let read = drawn("\u{FFFD}报", 2, "99 8");
    assert_eq!(said(&read), "\u{FFFD}报");
    assert_eq!(glyphs(&read)[0].source, UnicodeSource::Unknown);
    let mut document = read;
    nianbao::repair::repair(
        &mut document,
        &Default::default(),
        nianbao::Form::builtin("disclosure").unwrap(),
        &Default::default(),
    );
    assert_eq!(messages(&document, FindingKind::UnreadableText).len(), 1, "{:?}", document.findings);
}

#[test]
fn glyphs_and_characters_of_different_number() {
    // A converter lost characters of the text: which, nobody knows.
    assert_eq!(said(&drawn("年", 4, "7 8 9 10")), "年报01");
    // One character for all.
    assert_eq!(said(&drawn("\u{A4}", 1, "7 8 9 10")), "年报01");
    // One character by two glyphs, two characters by one.
    assert_eq!(said(&drawn("报", 1, "8 9")), "报");
    assert_eq!(said(&drawn("fi年", 2, "40")), "fi年");
}

#[test]
fn one_character_for_many_glyphs_is_none_of_them() {
    let read = drawn("????", 4, "7 8 9 10");
    assert_eq!(said(&read), "年报01");
    assert!(glyphs(&read).iter().all(|g| g.source == UnicodeSource::FontCmap));
    // Question marks that are drawn as one glyph are question marks.
    assert_eq!(said(&drawn("????", 4, "40 40 40 40")), "????");
}

#[test]
fn text_that_is_not_seen_is_left_out_and_counted() {
    let white = format!(r#"<ofd:FillColor Value="255 255 255"/>{}"#, code("", "白"));
    let hex = format!(r##"<ofd:FillColor Value="#ff #ff #ff"/>{}"##, code("", "纸"));
    let cases = [
        (text("", &white), Visibility::Paper),
        (text("", &hex), Visibility::Paper),
        (text(r#"Fill="false""#, &code("", "空")), Visibility::Unpainted),
        (text(r#"Alpha="0""#, &code("", "透")), Visibility::Unpainted),
        (text("", &code("", "外")).replace("20 30", "900 30"), Visibility::Outside),
    ];
    for (object, visibility) in cases {
        let read = Package::of(&(text("", &code(r#"DeltaX="g 9 4""#, "看得见的字")) + &object)).read();
        assert_eq!(glyphs(&read).last().map(|g| g.visibility), Some(visibility), "{object}");
        assert_eq!((said(&read).as_str(), messages(&read, FindingKind::HiddenText).len()), ("看得见的字", 1));
    }
    let invisible = Package::of(&text(r#"Visible="false""#, &code("", "藏"))).read();
    assert_eq!((glyphs(&invisible).len(), messages(&invisible, FindingKind::HiddenText).len()), (0, 1));
}

#[test]
fn white_text_on_a_dark_ground_is_seen() {
    let ground = r#"<ofd:PathObject ID="8" Boundary="20 30 100 5" Fill="true" Stroke="false"><ofd:FillColor Value="0 70 120"/>
        <ofd:AbbreviatedData>M 0 0 L 100 0 L 100 5 L 0 5 C</ofd:AbbreviatedData></ofd:PathObject>"#;
    let white = format!(r#"<ofd:FillColor Value="255 255 255"/>{}"#, code("", "白"));
    assert_eq!(said(&Package::of(&(ground.to_string() + &text("", &white))).read()), "白");
}

#[test]
fn a_font_that_no_file_lists_is_unnamed() {
    let read = Package::of(&text("", &code("", "年")).replace("Font=\"3\"", "Font=\"77\"")).read();
    assert_eq!((said(&read).as_str(), read.fonts[0].name.as_str()), ("年", "unnamed"));
    assert!(FONT.contains("\"3\""));
}
