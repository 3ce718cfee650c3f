//! Documents in archives, with the names and addresses that the archives give them.

use std::io::Write;

use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use serde_json::Value;

use super::{Folder, documents, outcomes, output, said, sheet};

/// What an entry of [`zip`] is.
#[derive(Default)]
pub struct Entry<'a> {
    pub name: &'a [u8],
    pub data: &'a [u8],
    pub flags: u16,
    pub extra: Vec<u8>,
}

/// A zip whose entries are stored, byte by byte as APPNOTE has it, so that names may be anything.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut crc = Crc::new();
        crc.update(entry.data);
        let length = (entry.data.len() as u32).to_le_bytes();
        let mut common = Vec::new();
        common.extend([20, 0]);
        common.extend(entry.flags.to_le_bytes());
        common.extend([0; 6]);
        common.extend(crc.sum().to_le_bytes());
        common.extend([length, length].concat());
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend((entry.extra.len() as u16).to_le_bytes());
        let start = (out.len() as u32).to_le_bytes();
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start);
        directory.extend([entry.name, &entry.extra].concat());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend([entry.name, &entry.extra, entry.data].concat());
    }
    let (start, count) = (out.len() as u32, (entries.len() as u16).to_le_bytes());
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, data) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(data.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *data).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A record of a web archive.
pub fn record(kind: &str, url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let length = head.len() + body.len();
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T06:07:08Z\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n{head}"
    )
    .into_bytes();
    out.extend(body);
    out.extend(b"\r\n\r\n");
    out
}

pub fn run(file: &str, bytes: &[u8]) -> (Folder, Vec<(String, String)>) {
    let folder = Folder::new();
    folder.write(&format!("in/{file}"), bytes);
    let run = output(&[&folder.path("in"), &"--out", &folder.path("out"), &"--to", &"json"]);
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", said(&run));
    let found = outcomes(&folder.path("out"));
    (folder, found)
}

pub fn expect(found: &[(String, String)], wanted: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, wanted);
}

pub fn error(folder: &Folder, line: usize) -> String {
    documents(&folder.path("out"))[line]["error"]["code"].as_str().unwrap_or_default().to_string()
}

#[test]
fn names_of_a_zip_in_gbk_in_utf8_and_in_the_unicode_field() {
    let (one, two, three) = (gbk("年报/二〇二三年.txt"), "年报/二〇二四年.txt".as_bytes(), gbk("年报/壹.txt"));
    // Info-ZIP's field 0x7075: version, CRC of the plain name, the name in UTF-8.
    let mut crc = Crc::new();
    crc.update(b"nian_bao.txt");
    let mut field = vec![1];
    field.extend(crc.sum().to_le_bytes());
    field.extend("年报.txt".as_bytes());
    let mut extra = vec![0x75, 0x70, field.len() as u8, 0];
    extra.extend(field);
    let bytes = zip(&[
        Entry { name: &one, data: "一".as_bytes(), ..Entry::default() },
        Entry { name: two, data: "二".as_bytes(), flags: 1 << 11, ..Entry::default() },
        Entry { name: b"nian_bao.txt", data: "三".as_bytes(), extra, ..Entry::default() },
        Entry { name: &three, data: "四".as_bytes(), flags: 1, ..Entry::default() },
        Entry { name: b"logo.png", data: b"", ..Entry::default() },
        Entry { name: b"locked.png", data: b"", flags: 1, ..Entry::default() },
        Entry { name: b"folder/", data: b"", ..Entry::default() },
    ]);
    let (folder, found) = run("old.zip", &bytes);
    expect(
        &found,
        &[
            ("old.zip!/年报/二〇二三年.txt", "not_a_report"),
            ("old.zip!/年报/二〇二四年.txt", "not_a_report"),
            ("old.zip!/年报.txt", "not_a_report"),
            ("old.zip!/年报/壹.txt", "failed"),
            ("old.zip!/logo.png", "skipped"),
            ("old.zip!/locked.png", "skipped"),
            ("old.zip", "archive"),
        ],
    );
    assert_eq!(error(&folder, 3), "encrypted");
    assert!(folder.path("out/old.zip!/年报/二〇二三年.txt.json").is_file());
}

#[test]
fn a_document_that_is_a_zip_is_no_archive() {
    let docx = std::fs::read("samples/report.docx").unwrap();
    let archive = zip(&[Entry { name: b"a.docx", data: &docx, ..Entry::default() }]);
    let (_, found) = run("b.zip", &archive);
    expect(&found, &[("b.zip!/a.docx", "converted"), ("b.zip", "archive")]);
    let (_, found) = run("a.docx", &docx);
    expect(&found, &[("a.docx", "converted")]);
}

#[test]
fn a_zip_that_lost_its_end_is_what_its_entries_say() {
    for name in ["report.docx", "report.ofd"] {
        let mut bytes = std::fs::read(format!("samples/{name}")).unwrap();
        let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        bytes.truncate(directory);
        let (_, found) = run(name, &bytes);
        expect(&found, &[(name, "converted")]);
    }
    let mut archive = zip(&[Entry { name: b"a.txt", data: "文件".as_bytes(), ..Entry::default() }]);
    archive.truncate(archive.len() - 22);
    let (folder, found) = run("cut.zip", &archive);
    expect(&found, &[("cut.zip", "failed")]);
    assert_eq!(error(&folder, 0), "malformed");
}

#[test]
fn tars_plain_and_packed_and_single_packed_files() {
    let page = sheet(3);
    let plain = tar(&[("年报/a.html", page.as_bytes()), ("style.css", b"p {}"), ("年报/b.txt", "文件".as_bytes())]);
    let zstd = ruzstd::encoding::compress_to_vec(plain.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    for (name, bytes) in [("t.tar", plain.clone()), ("t.tar.gz", gzip(&plain)), ("t.tar.zst", zstd)] {
        let (_, found) = run(name, &bytes);
        let path = |entry: &str| format!("{name}!/{entry}");
        expect(
            &found,
            &[
                (&path("年报/a.html"), "converted"),
                (&path("style.css"), "skipped"),
                (&path("年报/b.txt"), "not_a_report"),
                (name, "archive"),
            ],
        );
    }
    let (folder, found) = run("page.html.gz", &gzip(page.as_bytes()));
    expect(&found, &[("page.html.gz!/page.html", "converted"), ("page.html.gz", "archive")]);
    assert_eq!(documents(&folder.path("out"))[0]["bytes"], page.len());
}

#[test]
fn a_7z_and_locked_ones() {
    let (_, found) = run("p.7z", include_bytes!("archives/plain.7z"));
    let mut found = found;
    found.sort();
    expect(
        &found,
        &[("p.7z", "archive"), ("p.7z!/年报/乙.txt", "not_a_report"), ("p.7z!/年报/甲.txt", "not_a_report")],
    );
    // Its names are in the open: each entry is a document that does not open, as in a zip.
    let (folder, found) = run("l.7z", include_bytes!("archives/locked.7z"));
    expect(&found, &[("l.7z!/年报/乙.txt", "failed"), ("l.7z!/年报/甲.txt", "failed"), ("l.7z", "archive")]);
    assert_eq!([error(&folder, 0), error(&folder, 1)], ["encrypted", "encrypted"]);
    // Not even the names can be read.
    let (folder, found) = run("l.7z", include_bytes!("archives/hidden.7z"));
    expect(&found, &[("l.7z", "failed")]);
    assert_eq!(error(&folder, 0), "encrypted");
}

#[test]
fn archives_in_archives_so_deep_and_no_deeper() {
    let inner = zip(&[Entry { name: b"a.txt", data: "文件".as_bytes(), ..Entry::default() }]);
    let two = gzip(&tar(&[("in.zip", &inner)]));
    let three = zip(&[Entry { name: b"two.tgz", data: &two, ..Entry::default() }]);
    let (_, found) = run("three.zip", &three);
    let deep = ["three.zip!/two.tgz!/in.zip!/a.txt", "three.zip!/two.tgz!/in.zip", "three.zip!/two.tgz", "three.zip"];
    expect(&found, &[(deep[0], "not_a_report"), (deep[1], "archive"), (deep[2], "archive"), (deep[3], "archive")]);
    let four = zip(&[Entry { name: b"three.zip", data: &three, ..Entry::default() }]);
    let (folder, found) = run("four.zip", &four);
    assert_eq!(found[0], ("four.zip!/three.zip!/two.tgz!/in.zip".to_string(), "skipped".to_string()));
    assert!(documents(&folder.path("out"))[0]["reason"].as_str().unwrap().contains("archive in archives"));
}

#[test]
fn a_damaged_archive_gives_what_is_before_the_damage_and_is_a_failure() {
    let mut bytes = tar(&[("a.txt", "文件".as_bytes()), ("b.txt", &[b'x'; 4000])]);
    bytes.truncate(2048);
    let (folder, found) = run("cut.tar", &bytes);
    assert_eq!(found[0], ("cut.tar!/a.txt".to_string(), "not_a_report".to_string()));
    assert_eq!(found.last().unwrap(), &("cut.tar".to_string(), "failed".to_string()));
    assert_eq!(error(&folder, found.len() - 1), "malformed");
}

#[test]
fn a_web_archive_with_its_addresses_dates_and_charsets() {
    let page = sheet(5).replace("<meta charset=\"utf-8\">", "");
    let gbk_page = gbk(&page);
    let big = sheet(6);
    let mut chunked = Vec::new();
    for piece in gzip(big.as_bytes()).chunks(1000) {
        chunked.extend(format!("{:x}\r\n", piece.len()).bytes());
        chunked.extend(piece);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    let html = |charset: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n");
    let packed =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
    let records = [
        record("warcinfo", "", "software: test\r\n", b""),
        record("request", "http://a.gov.cn/1.html", "GET /1.html HTTP/1.1\r\n\r\n", b""),
        record("response", "<http://a.gov.cn/1.html?id=2>", &html("GBK"), &gbk_page),
        record("response", "http://a.gov.cn/2.html", packed, &chunked),
        record("response", "http://a.gov.cn/moved", "HTTP/1.1 302 Found\r\nLocation: /1.html\r\n\r\n", b""),
        record("response", "http://a.gov.cn/logo", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", b"x"),
        record("revisit", "http://a.gov.cn/1.html", "HTTP/1.1 200 OK\r\n\r\n", b""),
    ];
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    let wacz = zip(&[
        Entry { name: b"archive/w.warc.gz", data: &members, ..Entry::default() },
        Entry { name: b"datapackage.json", data: b"{}", ..Entry::default() },
    ]);
    for (name, bytes, prefix) in [
        ("w.warc", records.concat(), "w.warc"),
        ("w.warc.gz", members, "w.warc.gz"),
        ("w.wacz", wacz, "w.wacz!/archive/w.warc.gz"),
    ] {
        let (folder, found) = run(name, &bytes);
        let path = |url: &str| format!("{prefix}!/http://a.gov.cn/{url}");
        let wanted = [
            (path("1.html?id=2"), "converted"),
            (path("2.html"), "converted"),
            (path("moved"), "skipped"),
            (path("logo"), "skipped"),
            (path("1.html"), "skipped"),
            (prefix.to_string(), "archive"),
        ];
        for (found, (name, outcome)) in found.iter().zip(&wanted) {
            assert_eq!((&found.0, found.1.as_str()), (name, *outcome));
        }
        let all = documents(&folder.path("out"));
        assert_eq!(all[2]["reason"], "the server answered 302");
        let counts = "a web archive of the records: 1 request, 4 response, 1 revisit, 1 warcinfo";
        assert_eq!(all[5]["reason"], counts);
        let text = std::fs::read_to_string(folder.path("out/reports.jsonl")).unwrap();
        let reports: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let source = &reports[0]["source"];
        assert_eq!(source["url"], "http://a.gov.cn/1.html?id=2");
        assert_eq!(source["file"], "1.html");
        assert_eq!(source["fetched_on"], "2024-03-05T06:07:08Z");
        assert_eq!(source["declared_charset"], "GBK");
        assert_eq!(source["encoding"], "gb18030");
        assert_eq!(reports[0]["metadata"]["agency"]["value"], crate::sheet::AGENCY);
        assert_eq!(reports[1]["source"]["declared_charset"], Value::Null);
        assert_eq!(all[1]["bytes"], big.len());
        let schema: Value = serde_json::from_str(&nianbao::report::json::schema()).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        assert!(reports.iter().all(|r| validator.is_valid(r)));
    }
}
