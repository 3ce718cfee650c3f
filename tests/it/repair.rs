//! `nianbao repair`: what a copy says, and what of the file it keeps.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{EncryptionState, EncryptionVersion, Permissions};
use nianbao::model::content::Content;
use nianbao::model::error::Error;
use nianbao::model::geometry::Rect;
use nianbao::model::limits::Limits;
use nianbao::read::pdf;
use nianbao::rewrite::pdf::Left;
use nianbao::{RepairOptions as Options, Repaired};

use crate::outcome::repaired;
use crate::read_pdf::{chinese, page_with, stream, with_to_unicode};

fn repair(bytes: &[u8]) -> Repaired {
    repaired(bytes, "it.pdf", Options::default(), &Limits::default()).unwrap()
}

/// The text as the fonts give it, nothing repaired.
fn text(bytes: &[u8]) -> String {
    match pdf::read(bytes, &Limits::default()).unwrap().content {
        Content::Pages(pages) => pages.iter().flat_map(|p| &p.glyphs).map(|g| g.ch).collect(),
        _ => unreachable!(),
    }
}

/// Where the glyphs stand.
fn places(bytes: &[u8]) -> Vec<Rect> {
    match pdf::read(bytes, &Limits::default()).unwrap().content {
        Content::Pages(pages) => pages.iter().flat_map(|p| &p.glyphs).map(|g| g.bbox).collect(),
        _ => unreachable!(),
    }
}

/// The CMaps of a file.
fn cmaps(bytes: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let streams = document.objects.values().filter_map(|o| o.as_stream().ok());
    let contents = streams.filter_map(|s| s.get_plain_content().ok()).filter_map(|c| String::from_utf8(c).ok());
    contents.filter(|c| c.contains("begincmap")).collect()
}

/// Shows 工作 with a radical for 工; code 3, which no page shows, is the radical of 人, and code 4 is 民.
fn radicals() -> Vec<u8> {
    let body = "4 beginbfchar <0001> <2F2F> <0002> <4F5C> <0003> <2F08> <0004> <6C11> endbfchar";
    with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <00010002> Tj ET")
}

#[test]
fn radicals_become_ideographs_and_the_file_stays_before_the_change() {
    let bytes = radicals();
    assert_eq!(text(&bytes), "⼯作");
    let copy = repair(&bytes);
    assert_eq!(text(&copy.bytes), "工作");
    assert!(copy.bytes.starts_with(&bytes));
    assert_eq!(copy.fonts.len(), 1);
    let code = &copy.fonts[0].codes[0];
    assert_eq!((code.code, code.before.as_deref(), code.after.as_str()), (1, Some("⼯"), "工"));
    assert_eq!((code.how, copy.fonts[0].codes.len()), ("kangxi_radical", 1));
}

#[test]
fn codes_that_no_page_shows_are_kept_and_put_right() {
    let copy = repair(&radicals());
    let new = cmaps(&copy.bytes).into_iter().find(|c| c.contains("<5DE5>")).unwrap();
    assert!(new.contains("<0003> <4EBA>") && new.contains("<0004> <6C11>"), "{new}");
}

#[test]
fn a_copy_has_nothing_to_repair() {
    let once = repair(&radicals());
    let twice = repair(&once.bytes);
    assert!(twice.fonts.is_empty());
    assert_eq!(twice.bytes, once.bytes);
}

#[test]
fn a_code_with_radical_and_ideograph_becomes_the_ideograph() {
    // Most codes of the page are single radicals, so that the text alone would not tell.
    let body = "3 beginbfchar <0001> <2F2F5DE5> <0002> <2F08> <0003> <2F3F> endbfchar";
    let copy = repair(&with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <00010002000300020003> Tj ET"));
    assert_eq!(text(&copy.bytes), "工人手人手");
    assert_eq!(copy.fonts[0].codes[0].how, "doubled_radical");
}

#[test]
fn codes_without_meaning_get_none() {
    let body = "2 beginbfchar <0001> <2F2F> <0002> <FFFD> endbfchar";
    let copy = repair(&with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <000100020003> Tj ET"));
    assert_eq!(text(&copy.bytes), "工\u{FFFD}\u{FFFD}");
    assert_eq!(copy.unknown, 2);
    let new = cmaps(&copy.bytes).into_iter().find(|c| c.contains("<5DE5>")).unwrap();
    assert!(!new.contains("<0002>"), "{new}");
}

#[test]
fn private_use_of_gbk_is_put_right() {
    let body = "1 beginbfchar <0001> <E816> endbfchar";
    let bytes = with_to_unicode(body, "BT /F1 10 Tf 20 50 Td <0001> Tj ET");
    let copy = repair(&bytes);
    assert_ne!(text(&copy.bytes), text(&bytes));
    assert_eq!(copy.fonts[0].codes[0].how, "gbk_private_use");
}

fn shown(encoding: &str, codes: &str) -> Vec<u8> {
    page_with("", "", format!("BT /F1 10 Tf 20 50 Td <{codes}> Tj ET").as_bytes(), &chinese(encoding), &[])
}

#[test]
fn fonts_known_by_a_predefined_cmap_get_a_to_unicode() {
    for (encoding, codes, entry) in [
        ("UniGB-UCS2-H", "4E2D65870031", "<4E2D> <4E2D>"),
        ("UniGB-UTF16-H", "4E2D65870031", "<6587> <6587>"),
        ("GBK-EUC-H", "D6D0CEC4", "<D6D0> <4E2D>"),
    ] {
        let bytes = shown(encoding, codes);
        let copy = repair(&bytes);
        assert_eq!(text(&copy.bytes), text(&bytes), "{encoding}");
        assert!(cmaps(&copy.bytes)[0].contains(entry), "{encoding}: {:?}", cmaps(&copy.bytes));
        assert_eq!(copy.fonts[0].codes[0].before, None);
    }
}

#[test]
fn fonts_that_a_to_unicode_would_spoil_are_left_unless_asked_for() {
    // A CID that is the code of another character: CID 53 is T and code 53 is 5, CID 98 is a full stop and code 98 is b.
    // A control byte between the characters, and codes of four bytes.
    let cases =
        [("UniGB-UCS2-H", "00350054"), ("GBK-EUC-H", "A1A362"), ("GBK-EUC-H", "D6D00A35"), ("GBK2K-H", "D6D035")];
    for (encoding, codes) in cases {
        let bytes = shown(encoding, codes);
        let copy = repair(&bytes);
        assert_eq!(copy.bytes, bytes, "{encoding}");
        assert_eq!(copy.left[0].1, Left::Predefined);
        let every = Options { every_font: true, ..Options::default() };
        let copy = repaired(&bytes, "it.pdf", every, &Limits::default()).unwrap();
        assert_eq!(cmaps(&copy.bytes).len(), 1, "{encoding}");
        assert_eq!(text(&copy.bytes), text(&bytes));
    }
}

#[test]
fn codes_of_one_and_two_bytes_get_an_encoding_beside_which_mupdf_keeps_the_to_unicode() {
    // MuPDF 1.21 drops what ToUnicode says of CIDs outside the code space of the encoding, and those of digits are.
    for (encoding, space, entry) in [
        ("GBK-EUC-H", "<0300> <03FF>", "<21> <7E> 814"),
        ("GBK-EUC-V", "<0300> <03FF>", "<21> <7E> 814"),
        ("GBKp-EUC-H", "<0000> <00FF>", "<20> <7E> 1"),
        ("90ms-RKSJ-H", "<0000> <00FF>", "<A0> <DF> 326"),
    ] {
        let bytes = shown(encoding, if encoding.starts_with('9') { "8ABF35" } else { "D6D035" });
        let copy = repair(&bytes);
        assert_eq!(copy.left, [], "{encoding}");
        assert_eq!(text(&copy.bytes), text(&bytes), "{encoding}");
        let cmaps = cmaps(&copy.bytes);
        let own = cmaps.iter().find(|c| c.contains("begincidrange")).unwrap_or_else(|| panic!("{encoding}: {cmaps:?}"));
        assert!(own.contains(&format!("/{encoding} usecmap")) && own.contains(space) && own.contains(entry), "{own}");
        assert!(cmaps.iter().any(|c| c.contains("<35> <0035>")), "{encoding}: {cmaps:?}");
        // The glyphs stay where they were.
        assert_eq!(places(&copy.bytes), places(&bytes), "{encoding}");
    }
}

#[test]
fn a_true_type_font_that_is_not_embedded_keeps_its_predefined_encoding() {
    let font = chinese("GBK-EUC-H").replace("CIDFontType0", "CIDFontType2");
    let bytes = page_with("", "", b"BT /F1 10 Tf 20 50 Td <D6D035> Tj ET", &font, &[]);
    let copy = repair(&bytes);
    assert_eq!((copy.left[0].1, &copy.bytes), (Left::Predefined, &bytes));
}

#[test]
fn pairs_of_bytes_in_a_simple_font_are_left_and_named() {
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /#CB#CE#CC#E5 /Encoding /WinAnsiEncoding /FirstChar 0 \
                /LastChar 1 /Widths [500 500] /FontDescriptor << /Type /FontDescriptor /MissingWidth 500 >> >>";
    let bytes = page_with("", "", b"BT /F1 10 Tf 20 50 Td <D6D041CEC4> Tj ET", font, &[]);
    let copy = repair(&bytes);
    assert_eq!(copy.left, [("宋体".to_string(), Left::PairsInSimpleFont)]);
    assert_eq!(copy.bytes, bytes);
}

/// The font of [`radicals`] written inside the page's resources, with a number that has more digits than a float.
fn inside() -> Vec<u8> {
    let resources = "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /ToUnicode \
        6 0 R /Odd 0.00100000005 /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song \
        /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >> >>";
    let cmap = stream("", b"begincmap\n1 beginbfchar <0001> <2F2F> endbfchar\nendcmap");
    let bytes = page_with("", "", b"BT /F1 10 Tf 20 50 Td <0001> Tj ET", "<< >>", &[cmap]);
    let bytes = String::from_utf8(bytes).unwrap().replace("/Font << /F1 5 0 R >>", resources);
    // The offsets are no longer right, but a program that writes such files would give right ones.
    let mut document = lopdf::Document::load_mem(bytes.as_bytes()).unwrap();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

#[test]
fn a_font_inside_the_resources_is_found() {
    let copy = repair(&inside());
    assert_eq!(text(&copy.bytes), "工");
    assert_eq!(copy.fonts.len(), 1);
}

#[test]
fn what_is_not_changed_keeps_its_digits() {
    let bytes = radicals();
    let at = bytes.windows(12).position(|w| w == b"/ToUnicode 6").unwrap();
    let mut odd = bytes;
    odd.splice(at..at, b"/Odd .00100000005 ".iter().copied());
    let copy = repair(&odd);
    assert_eq!(text(&copy.bytes), "工作");
    let count = copy.bytes.windows(12).filter(|w| *w == b".00100000005").count();
    assert_eq!(count, 2, "once in the file, once in what is appended");
}

#[test]
fn a_broken_cross_reference_table_is_replaced() {
    let mut bytes = radicals();
    let at = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
    bytes.truncate(at);
    bytes.extend_from_slice(b"startxref\n7\n%%EOF");
    let copy = repair(&bytes);
    assert!(copy.rebuilt);
    assert_eq!(text(&copy.bytes), "工作");
    assert_eq!(lopdf::Document::load_mem(&copy.bytes).unwrap().xref_recovery, None);
}

#[test]
fn objects_in_streams_are_changed_by_a_stream() {
    let mut document = lopdf::Document::load_mem(&radicals()).unwrap();
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes).unwrap();
    let copy = repair(&bytes);
    assert_eq!(text(&copy.bytes), "工作");
    assert!(copy.bytes.starts_with(&bytes));
    assert_eq!(lopdf::Document::load_mem(&copy.bytes).unwrap().xref_recovery, None);
}

#[test]
fn an_encryption_dictionary_in_the_trailer_is_kept_too() {
    let mut document = lopdf::Document::load_mem(&radicals()).unwrap();
    let (owner_password, user_password, permissions) = ("owner", "", Permissions::PRINTABLE);
    let version =
        EncryptionVersion::V2 { document: &document, owner_password, user_password, key_length: 128, permissions };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    // The trailer comes last, so no offset changes.
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).rposition(|w| w == word).unwrap();
    let key = find(&bytes, b"/Encrypt ");
    let number: u32 =
        bytes[key + 9..].split(|b| *b == b' ').next().map(|n| String::from_utf8_lossy(n).parse().unwrap()).unwrap();
    let reference = format!("/Encrypt {number} 0 R");
    let header = format!("\n{number} 0 obj");
    let object = &bytes[find(&bytes, header.as_bytes()) + header.len()..];
    let length = object.windows(6).position(|w| w == b"endobj").unwrap();
    let direct = [b"/Encrypt ", object[..length].trim_ascii()].concat();
    let bytes = [&bytes[..key], &direct, &bytes[key + reference.len()..]].concat();
    assert_eq!(text(&bytes), "⼯作");
    let copy = repair(&bytes);
    assert_eq!(text(&copy.bytes), "工作");
    assert!(copy.bytes.starts_with(&bytes));
    let again = lopdf::Document::load_mem(&copy.bytes).unwrap();
    let kept = again.encryption_state.unwrap().permissions();
    assert!(kept.contains(permissions) && !kept.contains(Permissions::COPYABLE), "{kept:?}");
}

#[test]
fn encryption_and_permissions_are_kept() {
    let permissions = Permissions::PRINTABLE;
    let filters = |name: &[u8], filter: Arc<dyn CryptFilter>| BTreeMap::from([(name.to_vec(), filter)]);
    let plain = lopdf::Document::load_mem(&radicals()).unwrap();
    let (owner_password, user_password) = ("owner", "");
    let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
    let key = [7u8; 32];
    let versions = [
        EncryptionVersion::V1 { document: &plain, owner_password, user_password, permissions },
        EncryptionVersion::V2 { document: &plain, owner_password, user_password, key_length: 128, permissions },
        EncryptionVersion::V4 {
            document: &plain,
            encrypt_metadata: true,
            crypt_filters: filters(b"StdCF", Arc::new(Aes128CryptFilter)),
            stream_filter: stream_filter.clone(),
            string_filter: string_filter.clone(),
            owner_password,
            user_password,
            permissions,
        },
        EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: filters(b"StdCF", Arc::new(Aes256CryptFilter)),
            file_encryption_key: &key,
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
    ];
    for version in versions {
        let what = format!("{version:?}").chars().take(3).collect::<String>();
        let state = EncryptionState::try_from(version).unwrap();
        let mut document = plain.clone();
        document.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        assert_eq!(text(&bytes), "⼯作", "{what}");
        let copy = repair(&bytes);
        assert_eq!(text(&copy.bytes), "工作", "{what}");
        let again = lopdf::Document::load_mem(&copy.bytes).unwrap();
        let kept = again.encryption_state.expect("still encrypted");
        assert_eq!(
            kept.permissions(),
            lopdf::Document::load_mem(&bytes).unwrap().encryption_state.unwrap().permissions()
        );
        // The new text is not to be read past the encryption.
        assert!(!copy.bytes.windows(6).any(|w| w == b"<5DE5>"), "{what}");
    }
}

#[test]
fn a_signature_is_broken_only_if_asked_for() {
    let mut bytes = radicals();
    let at = bytes.windows(7).position(|w| w == b"/Pages ").unwrap();
    let form = b"/AcroForm << /SigFlags 3 /Fields [] >> ";
    bytes.splice(at..at, form.iter().copied());
    let ask = |options: Options| repaired(&bytes, "it.pdf", options, &Limits::default());
    assert!(matches!(ask(Options::default()), Err(Error::Signed)));
    let copy = ask(Options { force: true, ..Options::default() }).unwrap();
    assert_eq!(text(&copy.bytes), "工作");
}

#[test]
fn a_file_cut_anywhere_gives_an_error_or_a_sound_copy() {
    let bytes = radicals();
    for end in (0..bytes.len()).step_by(23) {
        let cut = bytes.get(..end).unwrap();
        if let Ok(copy) = repaired(cut, "it.pdf", Options::default(), &Limits::default())
            && !copy.fonts.is_empty()
        {
            assert_eq!(text(&copy.bytes).replace('⼯', "工"), text(cut).replace('⼯', "工"), "cut at {end}");
        }
    }
}

#[test]
fn text_is_written_in_utf_8_with_the_right_characters() {
    let run = |bytes: &[u8]| {
        let copy = repaired(bytes, "it.txt", Options::default(), &Limits::default()).unwrap();
        (String::from_utf8(copy.bytes.clone()).unwrap(), copy)
    };
    let prose = "政府信息公开工作年度报告\r\n一、总体情况\u{C}\n";
    let (copy, _) = run("政府信息公开⼯作年度报告\r\n⼀、总体情况\u{C}\n".as_bytes());
    assert_eq!(copy, prose);
    let (gbk, _, _) = encoding_rs::GBK.encode(prose);
    let (copy, done) = run(&gbk);
    assert_eq!((copy.as_str(), done.recoded), (prose, Some("gb18030")));
    let wrong = encoding_rs::WINDOWS_1252.decode_without_bom_handling(prose.as_bytes()).0.into_owned();
    assert_eq!(run(wrong.as_bytes()).0, prose);
    let (copy, done) = run(prose.as_bytes());
    assert_eq!(copy, prose);
    assert!(done.characters.is_empty() && done.recoded.is_none());
}

#[test]
fn a_page_keeps_its_markup() {
    let page = "<html><head><meta charset=\"gb2312\"><title>⼯作</title></head><body><p class=⼯>⼈民\u{A0}政府</p></body></html>";
    let copy = repaired(page.as_bytes(), "it.html", Options::default(), &Limits::default()).unwrap();
    let want = page.replace("gb2312", "utf-8").replace("⼯作", "工作").replace('⼈', "人");
    assert_eq!(String::from_utf8(copy.bytes).unwrap(), want);
}

#[test]
fn other_formats_are_refused_by_name() {
    let docx = std::fs::read("samples/report.docx").unwrap();
    let refused = repaired(&docx, "it.docx", Options::default(), &Limits::default());
    assert!(matches!(refused, Err(Error::Unsupported(what)) if what.contains("docx")));
}
