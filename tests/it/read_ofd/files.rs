//! How the files of a package are found, and what lies beside its pages.

use nianbao::Format;
use nianbao::detect::detect;
use nianbao::model::content::Content;
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;

use crate::outcome::convert;

use super::{DOCUMENT, INDEX, MM, Package, code, messages, page, pages, res, round, said, text};

const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";

fn one() -> Package {
    Package::of(&text("", &code(r#"DeltaX="4""#, "年报")))
}

#[test]
fn the_document_says_what_it_is() {
    let read = one().read();
    assert_eq!((read.info.title.as_deref(), read.info.creator.as_deref()), (Some("水务局年报"), Some("排版程序 1.5")));
    let report = convert(&one().zip(), "x.doc", &Limits::default()).expect("a report").remove(0);
    assert_eq!((&*report.source.format, report.source.pages), ("ofd", Some(1)));
}

#[test]
fn namespaces_may_be_old_wrong_or_missing() {
    for namespace in ["http://www.ofdspec.org", "urn:nothing"] {
        let mut package = one();
        for name in ["OFD.xml", "Doc_0/Document.xml", PAGE] {
            package = package.replace(name, "http://www.ofdspec.org/2016", namespace);
        }
        assert_eq!(said(&package.read()), "年报", "{namespace}");
    }
    let mut package = one();
    for name in ["OFD.xml", "Doc_0/Document.xml", PAGE] {
        package = package.replace(name, "ofd:", "");
    }
    assert_eq!(said(&package.read()), "年报");
    let undeclared = one().replace(PAGE, " xmlns:ofd=\"http://www.ofdspec.org/2016\"", "");
    assert_eq!(said(&undeclared.read()), "年报");
}

#[test]
fn files_are_found_by_careless_names() {
    let at = |location: &str| one().replace("Doc_0/Document.xml", "Pages/Page_0/Content.xml", location);
    for location in [
        "/Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Pages\\Page_0\\Content.xml",
        "./pages/PAGE_0/content.xml",
        "../Doc_0/Pages/Page_0/Content.xml",
        " Pages/Page_0/Content.xml\n",
        "/Page_0/Content.xml",
    ] {
        assert_eq!(said(&at(location).read()), "年报", "{location}");
    }
    // Packed by a Windows program, or with its folder.
    let renamed =
        |rename: &dyn Fn(&str) -> String| Package(one().0.into_iter().map(|(n, d)| (rename(&n), d)).collect());
    assert_eq!(said(&renamed(&|n| n.replace('/', "\\").to_uppercase()).read()), "年报");
    assert_eq!(said(&renamed(&|n| format!("年报/{n}")).read()), "年报");
}

#[test]
fn a_lost_page_is_an_empty_one_and_a_lost_list_is_made_up_for() {
    let lost = one().replace(
        "Doc_0/Document.xml",
        "</ofd:Pages>",
        r#"<ofd:Page ID="8" BaseLoc="Pages/Page_9/Content.xml"/></ofd:Pages>"#,
    );
    let read = lost.read();
    assert_eq!((pages(&read).len(), messages(&read, FindingKind::DamagedFile).len()), (2, 1));
    let listless = one().without("Doc_0/Document.xml").file("Doc_0/Document.xml", "<ofd:Document");
    assert_eq!(said(&listless.read()), "年报");
    let rootless = one().file("OFD.xml", "<ofd:OFD>");
    assert_eq!(said(&rootless.read()), "年报");
    // Nothing is left but pages, by the order of their numbers.
    let second = page(&text("", &code("", "二")));
    let tenth = page(&text("", &code("", "十")));
    let pages = one()
        .without("OFD.xml")
        .without("Doc_0/Document.xml")
        .file("Doc_0/Pages/Page_10/Content.xml", &tenth)
        .file("Doc_0/Pages/Page_2/Content.xml", &second);
    assert_eq!(detect(&pages.zip(), None).ok(), Some(Format::Ofd));
    let read = pages.read();
    assert_eq!((said(&read).as_str(), read.fonts[0].name.as_str()), ("年报二十", "宋体"));
    assert_eq!(messages(&read, FindingKind::DamagedFile).len(), 1);
}

#[test]
fn a_page_that_breaks_off_is_read_as_far_as_it_goes() {
    let two = text("", &code(r#"DeltaX="4""#, "年报")) + &text("", &code("", "后来"));
    let package = Package::of(&two);
    let cut = page(&two).replace("后来</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>", "后");
    let read = package.file(PAGE, &cut).read();
    assert_eq!((said(&read).as_str(), messages(&read, FindingKind::DamagedFile).len()), ("年报", 1));
}

#[test]
fn an_archive_without_its_directory_is_read() {
    let mut bytes = one().zip();
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory");
    bytes.truncate(directory);
    let read = Format::Ofd.read(&bytes, None, &Limits::default()).expect("a document");
    assert_eq!((said(&read).as_str(), messages(&read, FindingKind::DamagedFile).len()), ("年报", 1));
}

#[test]
fn the_paper_is_the_pages_own_or_the_documents() {
    let size = |package: Package| {
        let read = package.read();
        (round(pages(&read)[0].width / MM), round(pages(&read)[0].height / MM))
    };
    assert_eq!(size(one()), (210.0, 297.0));
    let own = "<ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area><ofd:Content>";
    assert_eq!(size(one().replace(PAGE, "<ofd:Content>", own)), (297.0, 210.0));
    for bad in ["0 0 0 0", "0 0 NaN 5", "", "0 0 -5 9"] {
        assert_eq!(size(one().replace("Doc_0/Document.xml", "0 0 210 297", bad)), (210.0, 297.0), "{bad}");
    }
}

#[test]
fn template_pages_lie_beneath_and_above() {
    let template = |id: &str, order: &str| format!(r#"<ofd:Template TemplateID="{id}" ZOrder="{order}"/>"#);
    let root = r#"<ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/><ofd:TemplatePage ID="51" BaseLoc="Tpls/Tpl_1/Content.xml"/><ofd:PageArea>"#;
    let package = one()
        .replace("Doc_0/Document.xml", "<ofd:PageArea>", root)
        .file("Doc_0/Tpls/Tpl_0/Content.xml", &page(&text("", &code("", "下"))))
        .file("Doc_0/Tpls/Tpl_1/Content.xml", &page(&text("", &code("", "上"))))
        .replace(
            PAGE,
            "<ofd:Content>",
            &format!("{}{}<ofd:Content>", template("51", "Foreground"), template("50", "Background")),
        );
    assert_eq!(said(&package.read()), "下年报上");
    let missing =
        one().replace(PAGE, "<ofd:Content>", &format!("{}<ofd:Content>", template("99", "Background"))).read();
    assert_eq!((said(&missing).as_str(), messages(&missing, FindingKind::DamagedFile).len()), ("年报", 1));
}

#[test]
fn all_documents_of_a_package_are_read_in_their_current_versions() {
    let second = INDEX.split_once("<ofd:DocBody>").expect("a body").1.replace("Doc_0/", "Doc_1/");
    let both = INDEX.replace("</ofd:OFD>", &format!("<ofd:DocBody>{second}"));
    let package = one()
        .file("OFD.xml", &both)
        .file("Doc_1/Document.xml", DOCUMENT)
        .file("Doc_1/PublicRes.xml", &res(""))
        .file("Doc_1/Pages/Page_0/Content.xml", &page(&text("", &code("", "附"))));
    let read = package.read();
    let Content::Pages(all) = &read.content else { panic!("no pages") };
    assert_eq!((said(&read).as_str(), all.iter().map(|p| p.number).collect::<Vec<_>>()), ("年报附", vec![1, 2]));
    let versions = r#"<ofd:Versions><ofd:Version ID="1" Index="1" BaseLoc="Doc_0/Versions/V1.xml"/>
        <ofd:Version ID="2" Index="2" Current="true" BaseLoc="Doc_0/Versions/V2.xml"/></ofd:Versions></ofd:DocBody>"#;
    let newer = one()
        .replace("OFD.xml", "</ofd:DocBody>", versions)
        .file(
            "Doc_0/Versions/V2.xml",
            "<ofd:DocVersion><ofd:DocRoot>/Doc_0/Document_2.xml</ofd:DocRoot></ofd:DocVersion>",
        )
        .file("Doc_0/Document_2.xml", &DOCUMENT.replace("Page_0", "Page_1"))
        .file("Doc_0/Pages/Page_1/Content.xml", &page(&text("", &code("", "新"))));
    assert_eq!(said(&newer.read()), "新");
}

#[test]
fn annotations_seals_and_attachments_are_listed_and_not_read() {
    let appearance =
        format!("<ofd:Appearance Boundary=\"0 0 210 297\">{}</ofd:Appearance>", text("", &code("", "水印")));
    let annot = |kind: &str| format!("<ofd:Annot Type=\"{kind}\" ID=\"70\">{appearance}</ofd:Annot>");
    let package = one()
        .replace("Doc_0/Document.xml", "</ofd:Pages>", "</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>")
        .replace("OFD.xml", "</ofd:DocRoot>", "</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>")
        .file("Doc_0/Annots/Annotations.xml", r#"<ofd:Annotations><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"#)
        .file("Doc_0/Annots/Page_0/Annotation.xml", &format!("<ofd:PageAnnot>{}{}</ofd:PageAnnot>", annot("Watermark"), annot("Stamp")))
        .file("Doc_0/Attachs/Attachments.xml", r#"<ofd:Attachments><ofd:Attachment ID="80" Name="附表.xlsx"><ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"#)
        .file("Doc_0/Signs/Signatures.xml", r#"<ofd:Signatures><ofd:Signature ID="1" Type="Seal" BaseLoc="S/Signature.xml"/></ofd:Signatures>"#);
    let read = package.read();
    assert_eq!(said(&read), "年报");
    assert_eq!(
        messages(&read, FindingKind::Annotations),
        ["annotations over the pages were not read: 1 Stamp, 1 Watermark"]
    );
    assert_eq!(
        messages(&read, FindingKind::Signatures),
        ["the file is signed (1 with a seal); the signatures were not verified"]
    );
    assert_eq!(messages(&read, FindingKind::Attachments), ["attached files were not read: 附表.xlsx"]);
}

#[test]
fn an_encrypted_package_is_said_to_be_so() {
    let package = one().file("Encryptions.xml", "<ofd:Encryptions/>");
    assert!(matches!(package.read_within(&Limits::default()), Err(Error::Encrypted)));
    // Even its index may be encrypted.
    let bytes = Package(Vec::new()).file("Encryptions.xml", "<ofd:Encryptions/>").file("OFD.dat", "x").zip();
    assert!(matches!(convert(&bytes, "x.ofd", &Limits::default()), Err(Error::Encrypted)));
}
