//! The MHTML reader: which part is the page, and what hostile archives cost.

use nianbao::model::content::Content;
use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use nianbao::read::mhtml;
use proptest::prelude::*;

use crate::blocks::texts;
use crate::outcome::Outcome;
use crate::properties::cases;
use crate::sheet::{Layout, Sheet};

const HEAD: &str = "From: <Saved by a browser>\r\nSubject: =?utf-8?B?5bm05oql?=\r\nMIME-Version: 1.0\r\n";

/// An archive of parts: headers, and the body as it is encoded.
fn archive(parts: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{HEAD}Content-Type: multipart/related; type=\"text/html\";\r\n\tboundary=\"----=_x.y\"\r\n\r\npreamble\r\n"
    );
    for (headers, body) in parts {
        text += &format!("------=_x.y\r\n{headers}\r\n\r\n{body}\r\n");
    }
    text + "------=_x.y--\r\n"
}

/// Bytes as quoted-printable with soft line ends.
fn quoted(bytes: &[u8]) -> String {
    let encoded: Vec<String> = bytes.iter().map(|b| format!("={b:02X}")).collect();
    encoded.chunks(25).map(|line| line.concat()).collect::<Vec<_>>().join("=\r\n")
}

fn read(text: &str) -> Result<Vec<String>, Error> {
    let document = mhtml::read(text.as_bytes(), &Limits::default())?;
    Ok(texts(&document).into_iter().map(str::to_string).collect())
}

#[test]
fn a_report_reads_as_its_page_does() {
    let sheet = Sheet::of(Layout::Of2021);
    let page = encoding_rs::GBK.encode(&sheet.html().replace("utf-8", "gb2312")).0.into_owned();
    let html =
        ("Content-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable", quoted(&page));
    let picture = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64";
    let text = archive(&[(picture, "iVBORw0KGgo="), (html.0, &html.1), ("Content-Type: text/html", "<p>another</p>")]);
    let outcome = Outcome::of(text.as_bytes(), "report.doc");
    assert_eq!(outcome.0["source"]["format"], "mhtml");
    outcome.assert_exact(&sheet.facts);
}

#[test]
fn the_page_may_lie_in_a_part_of_a_part_or_be_all_there_is() {
    let nested = "Content-Type: multipart/alternative; boundary=in";
    let inner = "--in\r\nContent-Type: text/plain\r\n\r\nplain\r\n--in\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+cGFnZTwvcD4=\r\n--in--";
    assert_eq!(read(&archive(&[(nested, inner)])).unwrap(), ["page"]);
    assert_eq!(read(&format!("{HEAD}Content-Type: text/html\r\n\r\n<p>page</p>")).unwrap(), ["page"]);
    let whole = archive(&[("Content-Type: text/html", "<p>page</p><p>its end</p>")]);
    assert_eq!(read(&whole[..whole.len() - 30]).unwrap()[0], "page", "cut off");
    let frames = archive(&[
        ("Content-Type: text/html", "<html><FRAMESET rows=9><frame src=\"a.htm\"></FRAMESET></html>"),
        ("Content-Type: text/plain", "note"),
        ("Content-Type: text/html", "<p>in a frame</p>"),
    ]);
    assert_eq!(read(&frames).unwrap(), ["in a frame"]);
    assert!(matches!(
        read(&archive(&[("Content-Type: image/png", "x")])),
        Err(Error::Malformed { format: "MHTML", .. })
    ));
}

#[test]
fn a_letter_of_plain_text_is_read_as_text() {
    let letter = format!(
        "{HEAD}Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    );
    let body = quoted(&encoding_rs::GBK.encode("一、总体情况\n年报全文，共三件。").0);
    let document = mhtml::read((letter + &body).as_bytes(), &Limits::default()).unwrap();
    let Content::Lines(lines) = &document.content else { panic!("{:?}", document.content) };
    assert_eq!(lines[1].text, "年报全文，共三件。");
}

#[test]
fn parts_nested_without_end_cost_little() {
    let deep: String =
        (0..100_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    assert!(matches!(read(&format!("{HEAD}{deep}")), Err(Error::Malformed { .. })));
    let few = Limits { objects: 10, ..Limits::default() };
    let many = archive(&[("Content-Type: text/plain", ""); 11]);
    assert!(matches!(mhtml::read(many.as_bytes(), &few), Err(Error::Limit { .. })));
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn no_cut_and_no_flipped_byte_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), end in any::<prop::sample::Index>(),
    ) {
        let nested = "--in\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E4=BD=A0\r\n--in--";
        let mut bytes = archive(&[("Content-Type: multipart/alternative; boundary=in", nested)]).into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        let _ = mhtml::read(&bytes, &Limits::default());
    }
}
