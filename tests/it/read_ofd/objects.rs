//! Rules, images, blocks, composites, clips and drawing parameters.

use nianbao::model::content::{ImageData, ImageEncoding, ImagePlace};
use nianbao::model::finding::FindingKind;
use nianbao::model::geometry::{Orientation, Rule};
use nianbao::recognise::recognise;

use super::{FONT, MM, Package, code, lefts, messages, pages, round, said, text};

/// A path object of a box 20, 30 that is 100 wide and 50 high.
fn path(attributes: &str, colour: &str, data: &str) -> String {
    format!(
        r#"<ofd:PathObject ID="6" Boundary="20 30 100 50" {attributes}>{colour}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"#
    )
}

/// Orientation, place, start, end and thickness of the rules, in millimetres.
fn rules(package: &Package) -> Vec<(Orientation, [f32; 4])> {
    let of = |r: &Rule| (r.orientation, [r.at, r.start, r.end, r.thickness].map(|v| round(v / MM)));
    pages(&package.read())[0].rules.iter().map(of).collect()
}

#[test]
fn strokes_are_rules_where_they_stand() {
    let found = rules(&Package::of(&path(r#"LineWidth="0.5""#, "", "M 0 10 L 100 10 M 40 0 L 40 50")));
    assert_eq!(
        found,
        [(Orientation::Horizontal, [40.0, 20.0, 120.0, 0.5]), (Orientation::Vertical, [60.0, 30.0, 80.0, 0.5]),]
    );
    // One operator for many points, and a curve that is no rule.
    let found = rules(&Package::of(&path("", "", "M 0 0 L 100 0 100 50 0 50 C M 0 5 B 30 20 60 20 90 9")));
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn thin_filled_boxes_are_rules_under_any_matrix() {
    let data = "M 0 0 L 200 0 L 200 1 L 0 1 C";
    let object =
        path(r#"CTM="0.5 0 0 0.5 0 20" Stroke="false" Fill="true""#, r#"<ofd:FillColor Value="0 0 0"/>"#, data);
    assert_eq!(rules(&Package::of(&object)), [(Orientation::Horizontal, [50.25, 20.0, 120.0, 0.5])]);
}

#[test]
fn what_paints_nothing_is_no_rule() {
    let line = "M 0 10 L 100 10";
    for (attributes, colour) in [
        (r#"Stroke="false""#, ""),
        (r#"Visible="false""#, ""),
        (r#"Alpha="0""#, ""),
        ("", r#"<ofd:StrokeColor Value="255 255 255"/>"#),
        ("", r#"<ofd:StrokeColor Value="0 0 0" Alpha="0"/>"#),
    ] {
        assert_eq!(rules(&Package::of(&path(attributes, colour, line))), [], "{attributes} {colour}");
    }
    // Filled without a colour: nothing. Four components are ink.
    let thin = "M 0 0 L 100 0 L 100 0.4 L 0 0.4 C";
    let fill = |colour: &str| rules(&Package::of(&path(r#"Stroke="false" Fill="true""#, colour, thin))).len();
    assert_eq!(
        (fill(""), fill(r#"<ofd:FillColor Value="0 0 0 0"/>"#), fill(r#"<ofd:FillColor Value="0 0 0 255"/>"#)),
        (0, 0, 1)
    );
}

#[test]
fn drawing_parameters_come_from_the_object_its_parameters_and_the_layer() {
    let params = r#"<ofd:DrawParams><ofd:DrawParam ID="20" LineWidth="0.7"/><ofd:DrawParam ID="21" Relative="20"/>
        <ofd:DrawParam ID="22" Relative="22" LineWidth="0.3"><ofd:StrokeColor Value="255 255 255"/></ofd:DrawParam></ofd:DrawParams>"#;
    let of = |layer: &str, object: &str| {
        let package = Package::with(&path(object, "", "M 0 10 L 100 10"), &format!("{FONT}{params}"));
        rules(&package.replace(
            "Doc_0/Pages/Page_0/Content.xml",
            "<ofd:Layer ID=\"2\"",
            &format!("<ofd:Layer ID=\"2\" {layer}"),
        ))
    };
    let thickness = |found: Vec<(Orientation, [f32; 4])>| found.first().map(|(_, r)| r[3]);
    assert_eq!(thickness(of("", "")), Some(0.35));
    assert_eq!(thickness(of(r#"DrawParam="21""#, "")), Some(0.7));
    assert_eq!(thickness(of(r#"DrawParam="21""#, r#"LineWidth="0.2""#)), Some(0.2));
    // White, by parameters that go on from themselves.
    assert_eq!(thickness(of("", r#"DrawParam="22""#)), None);
}

#[test]
fn a_path_is_cut_at_its_boundary_and_an_empty_boundary_cuts_nothing() {
    let long = path("", "", "M 0 10 L 150 10");
    assert_eq!(rules(&Package::of(&long))[0].1[1..3], [20.0, 120.53]);
    let flat = path("", "", "M 0 0 L 100 0").replace("20 30 100 50", "20 30 100 0");
    assert_eq!(rules(&Package::of(&flat)).len(), 1);
    let unknown = path("", "", "M 20 30 L 100 30").replace("20 30 100 50", "0 0 0 0");
    assert_eq!(rules(&Package::of(&unknown)).len(), 1);
}

#[test]
fn clips_hide_what_lies_outside() {
    let clip = r#"<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 5 6"><ofd:AbbreviatedData>M 0 0 L 5 0 L 5 6 L 0 6 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"#;
    let read = Package::of(&text("", &(clip.to_string() + &code(r#"DeltaX="4 4""#, "年报告")))).read();
    assert_eq!((said(&read).as_str(), messages(&read, FindingKind::HiddenText).len()), ("年报", 1));
}

#[test]
fn the_objects_of_a_pattern_are_no_text() {
    let pattern = format!(
        r#"<ofd:FillColor><ofd:Pattern Width="5" Height="5"><ofd:CellContent>{}</ofd:CellContent></ofd:Pattern></ofd:FillColor>"#,
        text("", &code("", "纹"))
    );
    let object = path(r#"Fill="true""#, &pattern, "M 0 0 L 100 0 L 100 50 L 0 50 C") + &text("", &code("", "年"));
    assert_eq!(said(&Package::of(&object).read()), "年");
}

#[test]
fn blocks_and_composites_place_their_objects() {
    let nested =
        format!("<ofd:PageBlock ID=\"8\"><ofd:PageBlock>{}</ofd:PageBlock></ofd:PageBlock>", text("", &code("", "块")));
    assert_eq!(said(&Package::of(&nested).read()), "块");
    let inner = format!(
        r#"<ofd:CompositeGraphicUnit ID="30" Width="9" Height="9"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>"#,
        text("", &code("", "合"))
    );
    let outer = r#"<ofd:CompositeGraphicUnit ID="31" Width="9" Height="9"><ofd:Content>
        <ofd:CompositeObject ID="32" Boundary="5 0 300 300" ResourceID="30"/></ofd:Content></ofd:CompositeGraphicUnit>"#;
    let units = format!("{FONT}<ofd:CompositeGraphicUnits>{inner}{outer}</ofd:CompositeGraphicUnits>");
    let object = r#"<ofd:CompositeObject ID="9" Boundary="100 10 300 300" CTM="0.5 0 0 0.5 0 0" ResourceID="31"/>"#;
    let read = Package::with(object, &units).read();
    assert_eq!((said(&read).as_str(), lefts(&read)), ("合", vec![112.5]));
    assert_eq!(round(pages(&read)[0].glyphs[0].size / MM), 2.0);
}

#[test]
fn an_image_of_a_page_is_a_scan_and_is_named() {
    let image = r#"<ofd:ImageObject ID="9" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="40"/>"#;
    let mut read = Package::of(image).read();
    recognise(&mut read);
    assert_eq!((pages(&read)[0].images.len(), pages(&read)[0].image_cover()), (1, 1.0));
    assert_eq!(messages(&read, FindingKind::Scanned).len(), 1);
    // With a layer of characters that are not painted.
    let layer = image.to_string() + &text(r#"Alpha="0""#, &code("", "识别出来的字"));
    let mut read = Package::of(&layer).read();
    recognise(&mut read);
    assert_eq!((said(&read).as_str(), messages(&read, FindingKind::OcrLayer).len()), ("识别出来的字", 1));
    assert!(messages(&read, FindingKind::Scanned).is_empty());
}

#[test]
fn images_are_known_by_their_entry_in_the_package() {
    let image = r#"<ofd:ImageObject ID="9" Boundary="0 0 21 29.7" CTM="21 0 0 29.7 0 0" ResourceID="40"/>"#;
    let media = r#"<ofd:MultiMedias><ofd:MultiMedia ID="40" Type="Image" Format="JPG">
        <ofd:MediaFile>seal.bin</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"#;
    let read = Package::with(&image.repeat(2), media).file("Doc_0/Res/seal.bin", "").read();
    let data =
        ImageData { encoding: ImageEncoding::Jpeg, size: None, place: ImagePlace::Entry("doc_0/res/seal.bin".into()) };
    assert_eq!(pages(&read)[0].images.iter().map(|image| &image.data).collect::<Vec<_>>(), [&data, &data]);
    let missing = Package::of(image).read();
    assert_eq!(pages(&missing)[0].images[0].data.place, ImagePlace::Missing);
}
