//! The PDF reader on small files written by hand, each for one thing that a report can lose.

use std::io::Write;

use nianbao::model::content::{
    Content, Direction, Document, Glyph, ImageData, ImageEncoding, ImagePlace, Page, UnicodeSource,
};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::geometry::{Orientation, Rect, Rule};
use nianbao::model::limits::Limits;
use nianbao::read::pdf;

/// A PDF of the given objects, numbered from 1, the first of them the catalog.
pub fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(out.len());
        writeln!(out, "{number} 0 obj").unwrap();
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    let id = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    writeln!(out, "trailer\n<< /Size {} /Root 1 0 R {id} >>\nstartxref\n{start}\n%%EOF", objects.len() + 1).unwrap();
    out
}

pub fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {dict} /Length {} >>\nstream\n", data.len()).into_bytes();
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
    out
}

/// A one-page file of 200 x 100 points: object 4 is the content, 5 the font F1, further objects from 6 on.
pub fn page_with(page: &str, resources: &str, content: &[u8], font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {page} \
             /Resources << /Font << /F1 5 0 R >> {resources} >> >>"
        )
        .into_bytes(),
        stream("", content),
        font.as_bytes().to_vec(),
    ];
    objects.extend_from_slice(more);
    file(&objects)
}

/// A: half an em wide, B: 0.6; from -0.2 to 0.8 of the size high.
pub const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 65 \
     /LastChar 66 /Widths [500 600] /FontDescriptor << /Type /FontDescriptor /FontName /Helvetica /Flags 32 \
     /Ascent 800 /Descent -200 >> >>";

pub fn chinese(encoding: &str) -> String {
    format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts \
         [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo \
         << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>"
    )
}

pub fn simple(content: &str) -> Vec<u8> {
    page_with("", "", content.as_bytes(), FONT, &[])
}

pub fn read(bytes: &[u8]) -> Document {
    pdf::read(bytes, &Limits::default()).unwrap()
}

pub fn pages(document: &Document) -> &[Page] {
    match &document.content {
        Content::Pages(pages) => pages,
        _ => panic!("a PDF has pages"),
    }
}

pub fn glyphs(bytes: &[u8]) -> Vec<Glyph> {
    pages(&read(bytes))[0].glyphs.clone()
}

fn rules(content: &str) -> Vec<Rule> {
    pages(&read(&simple(content)))[0].rules.clone()
}

pub fn text(bytes: &[u8]) -> String {
    glyphs(bytes).iter().map(|g| g.ch).collect()
}

fn assert_box(glyph: &Glyph, ch: char, x0: f32, y0: f32, x1: f32, y1: f32) {
    let Rect { x0: a, y0: b, x1: c, y1: d } = glyph.bbox;
    let near = [(a, x0), (b, y0), (c, x1), (d, y1)].iter().all(|(got, want)| (got - want).abs() < 0.1);
    assert!(near && glyph.ch == ch, "{:?} at {:?}, not {ch:?} at {:?}", glyph.ch, glyph.bbox, (x0, y0, x1, y1));
}

pub fn findings(document: &Document, kind: FindingKind) -> Vec<String> {
    document.findings.iter().filter(|f| f.kind == kind).map(|f| f.message.clone()).collect()
}

#[test]
fn boxes_are_advance_wide_and_ascent_to_descent_high() {
    let got = glyphs(&simple("BT /F1 10 Tf 20 50 Td (AB) Tj ET"));
    assert_eq!(got.len(), 2);
    assert_box(&got[0], 'A', 20.0, 42.0, 25.0, 52.0);
    assert_box(&got[1], 'B', 25.0, 42.0, 31.0, 52.0);
    assert_eq!((got[0].direction, got[0].size, got[0].code), (Direction::Right, 10.0, 65));
}

#[test]
fn spacing_scaling_rise_and_adjustments_move_the_pen() {
    // A is 2.5 wide at half scale; then (5 + 2 spacing) / 2 + 0.5 adjustment.
    let got = glyphs(&simple("BT /F1 10 Tf 50 Tz 2 Tc 3 Ts 20 50 Td [(A) -100 (B)] TJ ET"));
    assert_box(&got[0], 'A', 20.0, 39.0, 22.5, 49.0);
    assert_box(&got[1], 'B', 24.0, 39.0, 27.0, 49.0);
    let got = glyphs(&simple("BT /F1 10 Tf 12 TL 20 50 Td (A) Tj (B) ' ET"));
    assert_box(&got[1], 'B', 20.0, 54.0, 26.0, 64.0);
}

#[test]
fn vertical_writing_goes_down_from_its_origin() {
    let content = b"BT /F1 20 Tf 100 80 Td <4E2D6587> Tj ET";
    let got = glyphs(&page_with("", "", content, &chinese("UniGB-UCS2-V"), &[]));
    assert_box(&got[0], '中', 90.0, 20.0, 110.0, 40.0);
    assert_box(&got[1], '文', 90.0, 40.0, 110.0, 60.0);
    assert_eq!((got[0].direction, got[0].source), (Direction::Down, UnicodeSource::Encoding));
}

#[test]
fn rotated_pages_are_read_as_they_are_seen() {
    let document = read(&page_with("/Rotate 90", "", b"BT /F1 10 Tf 20 50 Td (A) Tj ET", FONT, &[]));
    let page = &pages(&document)[0];
    assert_eq!((page.width, page.height), (100.0, 200.0));
    assert_box(&page.glyphs[0], 'A', 48.0, 20.0, 58.0, 25.0);
    assert_eq!(page.glyphs[0].direction, Direction::Down);
}

#[test]
fn text_outside_the_crop_box_is_not_on_the_page() {
    let content = b"BT /F1 10 Tf 20 50 Td (A) Tj 100 0 Td (B) Tj ET";
    let document = read(&page_with("/CropBox [100 0 200 100]", "", content, FONT, &[]));
    let got: Vec<&Glyph> = pages(&document)[0].legible().collect();
    assert_eq!(got.len(), 1);
    assert_box(got[0], 'B', 20.0, 42.0, 26.0, 52.0);
}

#[test]
fn nested_forms_stack_their_matrices() {
    let inner = stream(
        "/Type /XObject /Subtype /Form /BBox [0 -50 50 50] /Matrix [1 0 0 1 5 5] /Resources << /Font << /F1 5 0 R >> >>",
        b"BT /F1 10 Tf (A) Tj ET",
    );
    let outer = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 90 90] /Matrix [2 0 0 2 10 10] /Resources << /XObject << /X 7 0 R >> >>",
        b"/X Do",
    );
    let got = glyphs(&page_with("", "/XObject << /X 6 0 R >>", b"/X Do", FONT, &[outer, inner]));
    assert_box(&got[0], 'A', 20.0, 64.0, 30.0, 84.0);
    assert_eq!(got[0].size, 20.0);
}

#[test]
fn a_form_that_calls_itself_ends() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>",
        b"BT /F1 10 Tf 20 50 Td (A) Tj ET /X Do /X Do /X Do",
    );
    assert_eq!(text(&page_with("", "/XObject << /X 6 0 R >>", b"/X Do", FONT, &[form])), "A");
}

#[test]
fn forms_that_multiply_end_within_the_limits() {
    // Fifteen forms, each calling the next a hundred times: more calls than anybody can wait for.
    let forms: Vec<Vec<u8>> = (7..22)
        .map(|next| {
            let dict =
                format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>");
            stream(&dict, "/X Do ".repeat(100).as_bytes())
        })
        .collect();
    let bytes = page_with("", "/XObject << /X 6 0 R >>", b"/X Do", FONT, &forms);
    let document = pdf::read(&bytes, &Limits { operators: 100_000, ..Limits::default() }).unwrap();
    assert_eq!(findings(&document, FindingKind::LimitReached).len(), 1);
}

#[test]
fn endless_ends_of_inline_images_end_within_the_limits() {
    let content = format!("BI /W 1 /H 1 ID {}", "EI ".repeat(2_000_000));
    let document = read(&simple(&content));
    assert_eq!(findings(&document, FindingKind::LimitReached).len(), 1);
}

#[test]
fn text_of_an_ocr_layer_is_kept_and_marked_hidden() {
    let got = glyphs(&simple("BT 3 Tr /F1 10 Tf 20 50 Td (A) Tj 0 Tr (B) Tj ET"));
    assert_eq!(got.iter().map(|g| (g.ch, g.is_hidden())).collect::<Vec<_>>(), [('A', true), ('B', false)]);
}

#[test]
fn layers_that_are_off_are_left_out_and_told() {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >> >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> \
          /Properties << /L 6 0 R >> >> >>"
            .to_vec(),
    ];
    objects.push(stream("", b"/OC /L BDC BT /F1 10 Tf 20 50 Td (A) Tj ET EMC BT /F1 10 Tf 50 50 Td (B) Tj ET"));
    objects.push(FONT.as_bytes().to_vec());
    objects.push(b"<< /Type /OCG /Name (draft) >>".to_vec());
    let document = read(&file(&objects));
    assert_eq!(pages(&document)[0].glyphs.iter().map(|g| g.ch).collect::<String>(), "B");
    assert_eq!(findings(&document, FindingKind::HiddenText).len(), 1);
}

#[test]
fn fonts_that_are_not_embedded_read_chinese_by_their_cmap() {
    for (encoding, codes) in [("GBK-EUC-H", "D6D0CEC441"), ("GB-EUC-H", "D6D0CEC441"), ("GBK2K-H", "D6D0CEC441")] {
        let content = format!("BT /F1 10 Tf 20 50 Td <{codes}> Tj ET");
        let got = glyphs(&page_with("", "", content.as_bytes(), &chinese(encoding), &[]));
        assert_eq!(got.iter().map(|g| g.ch).collect::<String>(), "中文A", "{encoding}");
        assert_eq!(got[0].source, UnicodeSource::Collection, "{encoding}");
        assert_box(&got[1], '文', 30.0, 41.2, 40.0, 51.2);
    }
    for encoding in ["UniGB-UCS2-H", "UniGB-UTF16-H"] {
        let got = text(&page_with("", "", b"BT /F1 10 Tf 20 50 Td <4E2D6587> Tj ET", &chinese(encoding), &[]));
        assert_eq!(got, "中文", "{encoding}");
    }
}

#[test]
fn gbk_in_a_simple_font_is_read_in_pairs() {
    // BaseFont is 宋体 in GBK; each byte has its own width.
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /#CB#CE#CC#E5 /Encoding /WinAnsiEncoding /FirstChar 0 \
                /LastChar 1 /Widths [500 500] /FontDescriptor << /Type /FontDescriptor /MissingWidth 500 >> >>";
    let got = glyphs(&page_with("", "", b"BT /F1 10 Tf 20 50 Td <D6D041CEC4> Tj ET", font, &[]));
    assert_eq!(got.iter().map(|g| g.ch).collect::<String>(), "中A文");
    assert_box(&got[2], '文', 35.0, 41.2, 45.0, 51.2);
    assert_eq!(got[0].source, UnicodeSource::CodePage);
}

pub fn with_to_unicode(body: &str, content: &str) -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Song /Encoding /Identity-H /ToUnicode 6 0 R \
                /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Song /CIDSystemInfo \
                << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>";
    let cmap = stream(
        "",
        format!("begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap").as_bytes(),
    );
    page_with("", "", content.as_bytes(), font, &[cmap])
}

#[test]
fn a_code_of_several_characters_divides_its_box() {
    let body = "2 beginbfchar <0001> <529E7406> <0002> <0009> endbfchar";
    let got = glyphs(&with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <00010002> Tj ET"));
    assert_box(&got[0], '办', 20.0, 41.2, 25.0, 51.2);
    assert_box(&got[1], '理', 25.0, 41.2, 30.0, 51.2);
    assert_eq!(got.len(), 3, "the tab is a space");
    assert_eq!(got[2].ch, ' ');
}

#[test]
fn characters_without_meaning_are_marked_and_told_once() {
    let body = "1 beginbfrange <0001> <0001> <4E2D> endbfrange 1 beginbfchar <0003> <0000> endbfchar";
    let mut document = read(&with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <0001000200030004> Tj ET"));
    nianbao::repair::repair(
        &mut document,
        &Default::default(),
        nianbao::Form::builtin("disclosure").unwrap(),
        &Limits::default(),
    );
    let glyphs = &pages(&document)[0].glyphs;
    assert_eq!(glyphs.iter().map(|g| g.ch).collect::<String>(), "中\u{FFFD}\u{FFFD}\u{FFFD}");
    assert_eq!(glyphs[1].source, UnicodeSource::Unknown);
    let told = findings(&document, FindingKind::UnreadableText);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains('3') && told[0].contains("Song"), "{told:?}");
}

#[test]
fn fake_bold_is_kept_once_and_repeated_digits_are_not_lost() {
    let twice = "BT /F1 10 Tf 20 50 Td (AAB) Tj ET BT /F1 10 Tf 20.3 50 Td (AAB) Tj ET";
    assert_eq!(text(&simple(twice)), "AAB");
    // The same text again, one line below and one column on, is other text.
    let apart = "BT /F1 10 Tf 20 50 Td (A) Tj 0 -12 Td (A) Tj 5 0 Td (A) Tj ET";
    assert_eq!(text(&simple(apart)), "AAA");
}

#[test]
fn thin_filled_boxes_are_rules_and_backgrounds_are_not() {
    let got = rules("10 50 150 0.5 re f  20 10 0.48 60 re f  30 30 50 20 re f  1 g 10 70 150 0.5 re f");
    assert_eq!(got.len(), 2, "{got:?}");
    assert_eq!(got[0].orientation, Orientation::Horizontal);
    assert!((got[0].at - 49.75).abs() < 0.01 && (got[0].thickness - 0.5).abs() < 0.01);
    assert!((got[0].start - 10.0).abs() < 0.01 && (got[0].end - 160.0).abs() < 0.01);
    assert_eq!(got[1].orientation, Orientation::Vertical);
}

#[test]
fn strokes_are_rules_with_the_width_of_the_pen_on_the_page() {
    let got = rules("0.5 0 0 0.5 0 0 cm 2 w 20 40 m 220 40 l S 20 20 m 120 90 l S 10 10 200 100 re W n");
    assert_eq!(got.len(), 1, "slanted lines and clips are none: {got:?}");
    assert!((got[0].at - 80.0).abs() < 0.01 && (got[0].thickness - 1.0).abs() < 0.01);
    assert!((got[0].start - 10.0).abs() < 0.01 && (got[0].end - 110.0).abs() < 0.01);
    // The corners of a stroked box touch: its sides reach over by half the pen.
    let sides = rules("1 w 50 20 100 60 re S");
    assert_eq!(sides.len(), 4);
    assert!(sides.iter().any(|r| (r.start - 49.5).abs() < 0.01 && (r.end - 150.5).abs() < 0.01));
}

#[test]
fn frames_and_mitred_borders_give_their_sides() {
    // One even-odd shape: an outer box with a smaller one cut out, and a bar across it.
    let frame = rules("20 20 100 60 re 21 21 98 28 re 21 50 98 29 re f*");
    let count = |o| frame.iter().filter(|r| r.orientation == o).count();
    assert_eq!((count(Orientation::Horizontal), count(Orientation::Vertical)), (3, 2), "{frame:?}");
    let side = rules("20 80 m 120 80 l 119 79 l 21 79 l h f");
    assert_eq!(side.len(), 1);
    assert!((side[0].at - 20.5).abs() < 0.01 && (side[0].end - 120.0).abs() < 0.01);
    // Backgrounds that overlap by a hair leave no border.
    assert_eq!(rules("20 20 50 60 re 69.8 20 50 60 re f"), []);
}

#[test]
fn dashes_and_dots_in_a_row_are_one_rule() {
    let dots: String = (0..20).map(|i| format!("{} 50 0.75 0.75 re f ", 20.0 + f64::from(i) * 1.5)).collect();
    let got = rules(&format!("{dots} 150 20 1 1 re f"));
    assert_eq!(got.len(), 1, "a dot alone is none: {got:?}");
    assert!((got[0].start - 20.0).abs() < 0.01 && (got[0].end - 49.25).abs() < 0.01);
}

#[test]
fn rules_end_where_the_clip_ends() {
    let got = rules("q 20 20 50 50 re W n 1 w 0 40 m 200 40 l S 0 90 m 200 90 l S Q");
    assert_eq!(got.len(), 1);
    assert!((got[0].start - 20.0).abs() < 0.01 && (got[0].end - 70.0).abs() < 0.01);
}

#[test]
fn form_fields_are_read_from_their_appearance() {
    let appearance = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 50 20] /Resources << /Font << /F1 5 0 R >> >>",
        b"BT /F1 10 Tf 2 5 Td (A) Tj ET",
    );
    let annots = "/Annots [<< /Type /Annot /Subtype /Widget /Rect [100 40 150 60] /AP << /N 6 0 R >> >>]";
    let got = glyphs(&page_with(annots, "", b"", FONT, &[appearance]));
    assert_box(&got[0], 'A', 102.0, 47.0, 107.0, 57.0);
}

#[test]
fn a_page_without_text_counts_its_images() {
    let image =
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"0");
    let document =
        read(&page_with("", "/XObject << /I 6 0 R >>", b"/I Do BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI", FONT, &[image]));
    let images: Vec<_> = pages(&document)[0].images.iter().map(|image| image.data.clone()).collect();
    let data = |place| ImageData { encoding: ImageEncoding::Samples, size: Some((1, 1)), place };
    assert_eq!(images, [data(ImagePlace::Object(6, 0)), data(ImagePlace::Inline)]);
    assert!(pages(&document)[0].glyphs.is_empty());
}

#[test]
fn a_file_cut_anywhere_is_an_error_or_a_part_of_it() {
    let whole = simple("BT /F1 10 Tf 20 50 Td (AB) Tj ET");
    for cut in 1..whole.len() {
        let got = pdf::read(&whole[..cut], &Limits::default());
        assert!(matches!(got, Ok(_) | Err(Error::Malformed { .. })), "cut at {cut}: {got:?}");
    }
    // Without cross-reference table and trailer nothing of the page is missing.
    let body = whole.windows(5).position(|w| w == b"xref\n").unwrap();
    assert_eq!(text(&whole[..body]), "AB");
    assert!(matches!(pdf::read(b"", &Limits::default()), Err(Error::Empty)));
}

#[test]
fn limits_end_the_reading_and_are_told() {
    let bytes = simple("BT /F1 10 Tf 20 50 Td (ABABAB) Tj ET");
    let few = Limits { glyphs: 3, ..Limits::default() };
    let document = pdf::read(&bytes, &few).unwrap();
    assert_eq!(pages(&document)[0].glyphs.len(), 3);
    assert_eq!(findings(&document, FindingKind::LimitReached).len(), 1);
}

#[test]
fn a_stream_that_unpacks_to_gigabytes_is_cut() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"BT /F1 10 Tf 20 50 Td (A) Tj ET ").unwrap();
    packed.write_all(&vec![b' '; 8 << 20]).unwrap();
    let content = stream("/Filter /FlateDecode", &packed.finish().unwrap());
    let bytes = file(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_vec(),
        content,
        FONT.as_bytes().to_vec(),
    ]);
    let document = pdf::read(&bytes, &Limits { part_bytes: 1 << 20, ..Limits::default() }).unwrap();
    assert_eq!(pages(&document)[0].glyphs.len(), 1);
    assert_eq!(findings(&document, FindingKind::LimitReached).len(), 1);
}

#[test]
fn a_width_range_over_all_numbers_costs_nothing() {
    let font = chinese("GBK-EUC-H")
        .replace("/CIDSystemInfo", "/W [0 2147483647 500] /W2 [0 2147483647 -1000 500 880] /CIDSystemInfo");
    let got = glyphs(&page_with("", "", b"BT /F1 10 Tf 20 50 Td <D6D0> Tj ET", &font, &[]));
    assert_box(&got[0], '中', 20.0, 41.2, 25.0, 51.2);
}

#[test]
fn a_password_is_asked_for_only_where_one_is_needed() {
    let encrypted = |user_password: &str| {
        let mut document = lopdf::Document::load_mem(&simple("BT /F1 10 Tf 20 50 Td (AB) Tj ET")).unwrap();
        let state = lopdf::EncryptionState::try_from(lopdf::EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        })
        .unwrap();
        document.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(text(&encrypted("")), "AB");
    assert!(matches!(pdf::read(&encrypted("secret"), &Limits::default()), Err(Error::Encrypted)));
}

#[test]
fn the_info_dictionary_is_decoded() {
    let mut bytes = simple("");
    let at = bytes.windows(8).position(|w| w == b"/Root 1 ").unwrap();
    let info = b"/Info << /Title <FEFF5E7462A5> /Producer (WPS) >> ";
    bytes.splice(at..at, info.iter().copied());
    let document = read(&bytes);
    assert_eq!(document.info.title.as_deref(), Some("年报"));
    assert_eq!(document.info.creator.as_deref(), Some("WPS"));
}
