//! What a reader of a PDF page sees and what not, and pages that are only images.

use crate::read_pdf::{FONT, file, findings, glyphs, page_with, pages, read, simple, stream, text};
use nianbao::model::content::Visibility;
use nianbao::model::finding::FindingKind;
use nianbao::recognise::recognise;

/// Text and visibility of the glyphs of a content stream.
fn seen(content: &str) -> Vec<(char, Visibility)> {
    glyphs(&simple(content)).iter().map(|g| (g.ch, g.visibility)).collect()
}

#[test]
fn text_off_the_page_or_clipped_away_is_not_read() {
    let content =
        "BT /F1 10 Tf 20 50 Td (A) Tj 300 0 Td (B) Tj ET q 0 0 10 10 re W n BT /F1 10 Tf 50 50 Td (A) Tj ET Q";
    let want = [('A', Visibility::Shown), ('B', Visibility::Outside), ('A', Visibility::Outside)];
    assert_eq!(seen(content), want);
    let document = read(&simple(content));
    assert_eq!(pages(&document)[0].legible().count(), 1);
    assert_eq!(findings(&document, FindingKind::HiddenText).len(), 1);
}

#[test]
fn white_text_is_read_on_a_dark_ground_only() {
    let white = "1 g BT /F1 10 Tf 20 50 Td (A) Tj ET";
    assert_eq!(seen(white), [('A', Visibility::Paper)]);
    assert_eq!(seen(&format!("0 0 0.5 rg 10 40 50 30 re f {white}")), [('A', Visibility::Shown)]);
    assert_eq!(seen(&format!("1 g 10 40 50 30 re f {white}")), [('A', Visibility::Paper)]);
    // Outlined in black, or the other way round: painted after the text is no ground, but the outline is seen.
    assert_eq!(seen(&format!("0 G 2 Tr {white}")), [('A', Visibility::Shown)]);
}

/// A document of pages with the given contents, each with the font F1 and an image Im.
fn document(contents: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()).into_bytes(),
        FONT.as_bytes().to_vec(),
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"\0"),
    ];
    for (i, content) in contents.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> /XObject << /Im 4 0 R >> >> >>",
            6 + 2 * i
        );
        objects.push(page.into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    file(&objects)
}

const SCAN: &str = "q 200 0 0 100 0 0 cm /Im Do Q ";
const TEXT: &str = "BT /F1 10 Tf 20 50 Td (ABABABABAB) Tj 0 -12 Td (ABABABABAB) Tj ET ";

#[test]
fn pages_of_images_are_scans_and_pages_of_a_mixed_document_are_named() {
    let kinds = |contents: &[&str]| {
        let mut found = read(&document(contents));
        recognise(&mut found);
        let of = |kind| findings(&found, kind);
        (of(FindingKind::Scanned), of(FindingKind::PartlyScanned), of(FindingKind::OcrLayer))
    };
    let (scanned, partly, _) = kinds(&[SCAN, SCAN]);
    assert_eq!((scanned.len(), partly.len()), (1, 0));
    // A page number on a scan does not make it text; a seal beside a signature does not make it a scan.
    let number = format!("{SCAN} BT /F1 10 Tf 100 5 Td (A) Tj ET");
    let seal = "q 20 0 0 20 0 0 cm /Im Do Q BT /F1 10 Tf 100 5 Td (AB) Tj ET";
    let (scanned, partly, _) = kinds(&[SCAN, &number, TEXT, seal, SCAN]);
    assert_eq!((scanned.len(), partly), (0, vec!["pages 1-2, 5 hold images and no text".to_owned()]));
    let (scanned, partly, layers) = kinds(&[&format!("{SCAN} 3 Tr {TEXT}"), TEXT]);
    assert_eq!((scanned.len(), partly.len()), (0, 0));
    assert_eq!(layers, ["page 1 have their text from the recognition of an image"]);
}

#[test]
fn an_ocr_layer_is_read_and_a_hidden_copy_beside_text_is_not() {
    let legible = |content: &str| pages(&read(&simple(content)))[0].legible().map(|g| g.ch).collect::<String>();
    assert_eq!(legible("3 Tr BT /F1 10 Tf 20 50 Td (ABABA) Tj ET"), "ABABA");
    assert_eq!(legible("BT 3 Tr /F1 10 Tf 20 50 Td (A) Tj 0 Tr (B) Tj ET"), "B");
}

#[test]
fn text_behind_an_inline_image_whose_data_holds_its_end_mark_is_read() {
    let text_after = "BT /F1 10 Tf 20 50 Td (AB) Tj ET";
    let content = format!("BI /W 9 /H 9 /BPC 8 /CS /G /F [/A85 /Fl] ID abc EI BI /W (x\nEI Q~>\nEI {text_after}");
    assert_eq!(text(&simple(&content)), "AB");
}

#[test]
fn bitmap_fonts_named_by_their_codes_are_read_and_marked() {
    let font = "<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /FontBBox [0 0 1 1] /FirstChar 65 /LastChar 67 \
         /Widths [1 1 1] /CharProcs << /C41 6 0 R /uni0042 6 0 R /g43 6 0 R >> \
         /Encoding << /Differences [65 /C41 /uni0042 /g43] >> >>";
    let bytes = page_with("", "", b"BT /F1 10 Tf 20 50 Td (ABC) Tj ET", font, &[stream("", b"1 0 d0 0 0 1 1 re f")]);
    assert_eq!(text(&bytes), "AB\u{FFFD}");
    assert_eq!(findings(&read(&bytes), FindingKind::AssumedText).len(), 1);
}

#[test]
fn a_painted_soft_hyphen_is_a_hyphen() {
    let map = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange \
        1 beginbfchar <41> <00AD> endbfchar endcmap";
    let font = FONT.replace("/Type /Font /Subtype", "/ToUnicode 6 0 R /Type /Font /Subtype");
    let bytes = page_with("", "", b"BT /F1 10 Tf 20 50 Td (AB) Tj ET", &font, &[stream("", map)]);
    assert_eq!(text(&bytes), "-B");
}

/// A page with one annotation of the given entries in a box of 100 x 20 points at (50, 40).
fn annotated(entries: &str) -> Vec<u8> {
    let annotation = format!("<< /Type /Annot /Rect [50 40 150 60] {entries} >>").into_bytes();
    page_with("/Annots [6 0 R]", "", b"", FONT, &[annotation])
}

#[test]
fn values_of_form_fields_without_an_appearance_are_text_in_their_place() {
    let got = glyphs(&annotated("/Subtype /Widget /FT /Tx /DA (/Helv 10 Tf 0 g) /Q 2 /V (128)"));
    assert_eq!(got.iter().map(|g| g.ch).collect::<String>(), "128");
    let (first, last) = (got[0].bbox, got[2].bbox);
    assert!((last.x1 - 150.0).abs() < 0.1 && first.x0 > 130.0 && first.y0 >= 40.0 && first.y1 <= 60.0, "{first:?}");
    // 开 and 公, in two lines.
    let note = annotated("/Subtype /FreeText /DA (/Helv 8 Tf) /Contents <FEFF5F00000A516C>");
    let got = glyphs(&note);
    assert_eq!(got.iter().map(|g| g.ch).collect::<String>(), "开公");
    assert!(got[1].bbox.y0 > got[0].bbox.y0 + 5.0);
}

#[test]
fn choices_show_their_text_and_passwords_and_hidden_fields_nothing() {
    let list = "/Subtype /Widget /FT /Ch /V (b) /Opt [[(a) (Alpha)] [(b) (Beta)]]";
    assert_eq!(text(&annotated(list)), "Beta");
    assert_eq!(text(&annotated("/Subtype /Widget /FT /Tx /Ff 8192 /V (secret)")), "");
    assert_eq!(text(&annotated("/Subtype /Widget /FT /Tx /F 2 /V (hidden)")), "");
}

#[test]
fn a_field_with_an_appearance_shows_that_and_not_its_value_too() {
    let objects = [
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /V (BA) /Rect [50 40 150 60] /AP << /N 7 0 R >> >>".to_vec(),
        stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>",
            b"BT /F1 10 Tf 2 5 Td (AB) Tj ET",
        ),
    ];
    assert_eq!(text(&page_with("/Annots [6 0 R]", "", b"", FONT, &objects)), "AB");
}
