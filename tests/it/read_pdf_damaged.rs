//! Files that are broken: what is left of them is read, and the damage told.

use std::io::Write;

use crate::read_pdf::{FONT, file, findings, read, simple, stream, text};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::read::pdf;

fn compressed(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn damage_that_was_repaired_is_told() {
    let sound = simple("BT /F1 10 Tf 20 50 Td (AB) Tj ET");
    let damage = |bytes: &[u8]| findings(&read(bytes), FindingKind::DamagedFile);
    assert!(damage(&sound).is_empty());
    // The place of the cross-reference table is the last number.
    let at = sound.windows(9).position(|w| w == b"startxref").unwrap();
    let mut bytes = sound.clone();
    bytes.splice(at.., *b"startxref\n7\n%%EOF");
    assert_eq!((text(&bytes).as_str(), damage(&bytes).len()), ("AB", 1));
    let mut bytes = sound;
    let at = bytes.windows(8).position(|w| w == b"/Count 1").unwrap();
    bytes[at + 7] = b'3';
    assert_eq!(damage(&bytes), ["the page tree names 3 pages, of which 1 were found"]);
}

#[test]
fn a_compressed_stream_that_breaks_off_is_read_as_far_as_it_goes() {
    let mut content = b"BT /F1 10 Tf 20 50 Td (AB) Tj ET ".to_vec();
    content.extend((0..2000u32).flat_map(|n| format!("{} {} m ", n * 7919 % 1000, n * 104_729 % 1000).into_bytes()));
    let mut data = compressed(&content);
    data.truncate(data.len() / 2);
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        stream("/Filter /FlateDecode", &data),
        FONT.as_bytes().to_vec(),
    ];
    let bytes = file(&objects);
    assert_eq!(text(&bytes), "AB");
    assert_eq!(findings(&read(&bytes), FindingKind::DamagedFile).len(), 1);
}

#[test]
fn a_file_cut_behind_the_object_stream_that_holds_its_catalog_is_read() {
    // What the cut takes is not needed.
    let filler: String = (0..500u32).map(|n| format!(" {}", n.wrapping_mul(2_654_435_761))).collect();
    let inner = [
        "<< /Type /Catalog /Pages 3 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 3 0 R /MediaBox [0 0 200 100] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
        &format!("[{filler}]"),
    ];
    let (mut head, mut body) = (String::new(), String::new());
    for (number, object) in [2, 3, 4, 7].into_iter().zip(inner) {
        head += &format!("{number} {} ", body.len());
        body += object;
        body.push(' ');
    }
    let first = head.len();
    let container = stream(
        &format!("/Type /ObjStm /N 4 /First {first} /Filter /FlateDecode"),
        &compressed((head + &body).as_bytes()),
    );
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let content = stream("", b"BT /F1 10 Tf 20 50 Td (AB) Tj ET");
    for (number, object) in [(5, content), (6, FONT.as_bytes().to_vec()), (1, container)] {
        writeln!(bytes, "{number} 0 obj").unwrap();
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    assert_eq!(text(&bytes), "AB");
    assert_eq!(findings(&read(&bytes), FindingKind::DamagedFile).len(), 1);
    // Cut inside the stream.
    bytes.truncate(bytes.len() - 200);
    assert_eq!(text(&bytes), "AB");
}

#[test]
fn a_file_whose_attachments_alone_are_encrypted_is_read() {
    let plain = String::from_utf8(simple("BT /F1 10 Tf 20 50 Td (AB) Tj ET")).unwrap();
    let junk = "41".repeat(32);
    let encrypt = |filters: &str| {
        let dict = format!(
            "/Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 /CF << /StdCF << /CFM /AESV2 /AuthEvent /EFOpen \
             /Length 16 >> >> {filters} /EFF /StdCF /O <{junk}> /U <{junk}> /P -1 >>"
        );
        plain.replace("/Root 1 0 R", &format!("/Root 1 0 R {dict}")).into_bytes()
    };
    for filters in ["/StmF /Identity /StrF /Identity", ""] {
        assert_eq!(text(&encrypt(filters)), "AB", "{filters:?}");
    }
    for filters in ["/StmF /StdCF /StrF /StdCF", "/StmF /Identity /StrF /StdCF"] {
        let refused = pdf::read(&encrypt(filters), &Limits::default());
        assert!(matches!(refused, Err(Error::Encrypted)), "{filters:?}: {refused:?}");
    }
}
