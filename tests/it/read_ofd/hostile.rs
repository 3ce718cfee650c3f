//! Packages that are small and would call, repeat or nest without end, and such as hold nonsense.

use std::time::Duration;

use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::{Limit, Limits};
use nianbao::read::ofd;
use proptest::prelude::*;

use super::{FONT, Package, code, glyphs, messages, page, pages, said, text};
use crate::properties::cases;

const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";

fn small() -> Limits {
    Limits { glyphs: 1000, operators: 5000, ..Limits::default().within(Duration::from_secs(20)) }
}

#[test]
fn a_repetition_of_a_distance_costs_only_what_is_asked_for() {
    let read = Package::of(&text("", &code(r#"DeltaX="g 999999999999 0.5 g -7 1 g 3""#, "年报告"))).read();
    assert_eq!(said(&read), "年报告");
}

#[test]
fn units_that_call_themselves_end() {
    let call = |id: &str| format!(r#"<ofd:CompositeObject ID="9" Boundary="0 0 200 200" ResourceID="{id}"/>"#);
    let unit = |id: usize, inner: String| {
        format!(r#"<ofd:CompositeGraphicUnit ID="{id}"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>"#)
    };
    // A circle of two.
    let circle = unit(30, call("31") + &text("", &code("", "年"))) + &unit(31, call("30"));
    let read = Package::with(&call("30"), &format!("{FONT}{circle}")).read();
    assert_eq!(said(&read), "年");
    // Ten calls each, twelve deep.
    let mut bomb = unit(42, text("", &code("", "年")));
    for id in 30..42 {
        bomb += &unit(id, call(&(id + 1).to_string()).repeat(10));
    }
    let document = Package::with(&call("30"), &format!("{FONT}{bomb}")).read_within(&small()).expect("a document");
    assert_eq!(messages(&document, FindingKind::LimitReached).len(), 1, "{:?}", document.findings);
}

#[test]
fn templates_that_name_templates_and_themselves_end() {
    let root = r#"<ofd:TemplatePage ID="50" BaseLoc="Pages/Page_0/Content.xml"/><ofd:PageArea>"#;
    let own = r#"<ofd:Template TemplateID="50"/><ofd:Content>"#;
    let package = Package::of(&text("", &code("", "年")))
        .replace("Doc_0/Document.xml", "<ofd:PageArea>", root)
        .replace(PAGE, "<ofd:Content>", own);
    // Printed twice at one place is once.
    assert_eq!(said(&package.read()), "年");
}

#[test]
fn depth_is_an_error_and_not_a_crash() {
    let blocks = "<ofd:PageBlock>".repeat(60_000) + &"</ofd:PageBlock>".repeat(60_000);
    match Package::of(&blocks).read_within(&Limits::default()) {
        Err(Error::Limit { limit: Limit::Depth, .. }) => {}
        other => panic!("{other:?}"),
    }
    let clips = "<ofd:Clips>".repeat(60_000) + &"</ofd:Clips>".repeat(60_000);
    assert_eq!(said(&Package::of(&text("", &(clips + &code("", "年")))).read()), "年");
}

#[test]
fn more_glyphs_objects_and_pages_than_allowed_are_findings() {
    let long = "年".repeat(3000);
    let document = Package::of(&text("", &code("", &long))).read_within(&small()).expect("a document");
    assert!(glyphs(&document).len() <= 1000);
    assert_eq!(messages(&document, FindingKind::LimitReached).len(), 1);
    let many = r#"<ofd:ImageObject ID="1" Boundary="0 0 1 1"/>"#.repeat(9000);
    let document = Package::of(&many).read_within(&small()).expect("a document");
    assert_eq!(messages(&document, FindingKind::LimitReached).len(), 1);
    let list = r#"<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>"#.repeat(50) + "</ofd:Pages>";
    let package = Package::of(&text("", &code("", "年"))).replace("Doc_0/Document.xml", "</ofd:Pages>", &list);
    let document = package.read_within(&Limits { pages: 7, ..small() }).expect("a document");
    assert_eq!((pages(&document).len(), messages(&document, FindingKind::LimitReached).len()), (7, 1));
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused() {
    let package = Package::of(&" ".repeat(2 << 20));
    match package.read_within(&Limits { part_bytes: 1 << 20, ..small() }) {
        Err(Error::Limit { limit: Limit::PartBytes, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn nonsense_in_numbers_leaves_finite_boxes() {
    for (attributes, run) in [
        (r#"CTM="NaN 0 0 1 0 0""#, code(r#"DeltaX="inf NaN""#, "年报告")),
        (r#"CTM="1e300 0 0 1e300 0 0""#, code(r#"DeltaX="1e300""#, "年报告")),
        (r#"CTM="999999 999999 -999999 999999 0 0""#, code(r#"DeltaX="999999 -999999""#, "年报告")),
        (r#"HScale="-3" ReadDirection="1e9" CharDirection="-45""#, code("", "年报告")),
        (r#"Alpha="-9""#, code("", "年报告").replace("X=\"0\"", "X=\"1e999\"")),
    ] {
        let document = Package::of(&text(attributes, &run)).read();
        for glyph in glyphs(&document) {
            let all = [glyph.bbox.x0, glyph.bbox.y0, glyph.bbox.x1, glyph.bbox.y1, glyph.size];
            assert!(all.iter().all(|v| v.is_finite()), "{attributes}: {glyph:?}");
        }
    }
    let path = |data: &str| {
        format!(
            r#"<ofd:PathObject Boundary="0 0 9 9" LineWidth="1e9"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"#
        )
    };
    for data in ["M NaN 0 L 9 9", "L", "M 1", "X 4 4", "A 1 2 3", "M 999999 999999 L -999999 999999", "C C C", "B B"] {
        let document = Package::of(&path(data)).read();
        assert!(pages(&document)[0].rules.iter().all(|r| r.end.is_finite() && r.at.is_finite()), "{data}");
    }
}

#[test]
fn glyphs_for_characters_that_are_not_there() {
    let transform = |position: &str, count: &str, ids: &str| {
        format!(
            r#"<ofd:CGTransform CodePosition="{position}" CodeCount="{count}"><ofd:Glyphs>{ids}</ofd:Glyphs></ofd:CGTransform>"#
        )
    };
    for (position, count, ids) in [
        ("99999999999999999999", "1", "5"),
        ("18446744073709551615", "18446744073709551615", "5 6"),
        ("-1", "0", ""),
        ("1", "2", "4294967295 99999999999"),
        ("0", "2", ""),
    ] {
        let run = transform(position, count, ids) + &code("", "年报告");
        assert!(said(&Package::of(&text("", &run)).read()).contains('告'), "{position} {count} {ids}");
    }
}

#[test]
fn entities_of_a_document_type_are_refused() {
    let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>{}", page(""));
    assert!(matches!(Package::of("").file(PAGE, &bomb).read_within(&Limits::default()), Err(Error::Malformed { .. })));
}

#[test]
fn a_package_without_pages_is_malformed() {
    let empty = Package(Vec::new()).file("OFD.xml", "<ofd:OFD/>");
    assert!(matches!(empty.read_within(&Limits::default()), Err(Error::Malformed { format: "OFD", .. })));
    assert!(matches!(ofd::read(b"PK\x03\x04junk", &Limits::default()), Err(Error::Malformed { .. })));
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whatever bytes change, a document or an error comes back.
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((0usize..4000, any::<u8>()), 1..12), cut in 0usize..4000) {
        let object = text("", &code(r#"DeltaX="g 2 4""#, "年报告"))
            + r#"<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 0</ofd:AbbreviatedData></ofd:PathObject>"#;
        let mut bytes = Package::of(&object).zip();
        for (at, value) in changes {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        let end = bytes.len().saturating_sub(cut / 8);
        let _ = ofd::read(&bytes[..end], &small());
    }
}
