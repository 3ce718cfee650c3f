//! Web archives whose records are not what they say: no report has the address of another record, none is published that
//! is not whole.

use serde_json::Value;

use super::archives::{error, expect, gzip, record, run};
use super::{documents, sheet};

const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";

fn page(url: &str, seed: u64) -> Vec<u8> {
    record("response", url, HTML, sheet(seed).as_bytes())
}

/// The same with another length.
fn of_length(record: &[u8], change: i64) -> Vec<u8> {
    let text = String::from_utf8(record.to_vec()).unwrap();
    let (before, rest) = text.split_once("Content-Length: ").unwrap();
    let (length, rest) = rest.split_once("\r\n").unwrap();
    let length = length.parse::<i64>().unwrap() + change;
    format!("{before}Content-Length: {length}\r\n{rest}").into_bytes()
}

/// Each address with its report's.
fn addresses(folder: &super::Folder) -> Vec<String> {
    let text = std::fs::read_to_string(folder.path("out/reports.jsonl")).unwrap();
    let url = |line: &str| serde_json::from_str::<Value>(line).unwrap()["source"]["url"].as_str().unwrap().to_string();
    text.lines().map(url).collect()
}

#[test]
fn a_record_of_a_wrong_length_fails_and_the_next_is_read() {
    for change in [-2000, -1, 7, 2000, 100_000] {
        let all =
            [page("http://a/1.html", 1), of_length(&page("http://a/2.html", 2), change), page("http://a/3.html", 3)];
        for (name, bytes) in [("w.warc", all.concat()), ("w.warc.gz", gzip(&all.concat()))] {
            let (folder, found) = run(name, &bytes);
            let outcome = |url: &str| found.iter().find(|(name, _)| name.ends_with(url)).map(|(_, o)| o.as_str());
            assert_eq!(outcome("http://a/1.html"), Some("converted"), "{change} {name} {found:?}");
            assert_eq!(outcome("http://a/2.html"), Some("failed"), "{change} {name} {found:?}");
            assert_eq!(outcome("http://a/3.html"), Some("converted"), "{change} {name} {found:?}");
            assert_eq!(addresses(&folder), ["http://a/1.html", "http://a/3.html"]);
        }
    }
}

#[test]
fn nothing_is_published_of_a_member_whose_checksum_is_wrong() {
    let mut members: Vec<Vec<u8>> = (1..4).map(|n| gzip(&page(&format!("http://a/{n}.html"), n))).collect();
    let at = members[1].len() - 6;
    members[1][at] ^= 1;
    let (folder, found) = run("w.warc.gz", &members.concat());
    let name = |n: u64| format!("w.warc.gz!/http://a/{n}.html");
    let wanted = [(name(1), "converted"), (name(2), "failed"), (name(3), "converted"), ("w.warc.gz".into(), "failed")];
    let wanted: Vec<(&str, &str)> = wanted.iter().map(|(name, outcome)| (name.as_str(), *outcome)).collect();
    expect(&found, &wanted);
    assert_eq!(error(&folder, 1), "malformed");
    // Several records in one member wait for its checksum.
    let mut one = gzip(&[page("http://a/1.html", 1), page("http://a/2.html", 2)].concat());
    let at = one.len() - 6;
    one[at] ^= 1;
    let (folder, found) = run("o.warc.gz", &one);
    assert!(found.iter().all(|(_, outcome)| outcome == "failed"), "{found:?}");
    assert!(addresses(&folder).is_empty());
}

#[test]
fn more_encodings_than_anybody_uses_are_refused() {
    let many = vec!["br"; 7000].join(",");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {many}\r\n\r\n");
    let bytes = [record("response", "http://a/1.html", &head, b"<p>"), page("http://a/2.html", 2)].concat();
    let (folder, found) = run("e.warc", &bytes);
    expect(
        &found,
        &[("e.warc!/http://a/1.html", "failed"), ("e.warc!/http://a/2.html", "converted"), ("e.warc", "archive")],
    );
    assert_eq!(error(&folder, 0), "unsupported");
}

#[test]
fn a_visit_that_found_no_change_points_at_the_one_that_has_the_content() {
    let digest = |record: Vec<u8>, more: &str| {
        let text = String::from_utf8(record).unwrap();
        text.replacen("WARC-Date", &format!("{more}\r\nWARC-Date"), 1).into_bytes()
    };
    let same = "WARC-Payload-Digest: sha1:ABC";
    let bytes = [
        digest(page("http://a/1.html", 1), same),
        digest(record("revisit", "http://a/2.html", "HTTP/1.1 200 OK\r\n\r\n", b""), same),
        digest(
            record("revisit", "http://a/3.html", "HTTP/1.1 200 OK\r\n\r\n", b""),
            "WARC-Refers-To-Target-URI: http://a/1.html",
        ),
        record("revisit", "http://a/4.html", "HTTP/1.1 200 OK\r\n\r\n", b""),
    ];
    let (folder, found) = run("r.warc", &bytes.concat());
    let outcomes: Vec<&str> = found.iter().map(|(_, outcome)| outcome.as_str()).collect();
    assert_eq!(outcomes, ["converted", "duplicate", "duplicate", "skipped", "archive"]);
    let all = documents(&folder.path("out"));
    assert_eq!(all[1]["of"], "r.warc!/http://a/1.html");
    assert_eq!(all[2]["of"], "r.warc!/http://a/1.html");
}

#[test]
fn what_was_cut_off_before_it_was_archived_is_a_finding() {
    let text = String::from_utf8(page("http://a/1.html", 1)).unwrap();
    let cut = text.replacen("WARC-Date", "WARC-Truncated: length\r\nWARC-Date", 1).into_bytes();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900000\r\n\r\n";
    let short = record("response", "http://a/2.html", head, sheet(2).as_bytes());
    let (folder, _) = run("c.warc", &[cut, short].concat());
    let text = std::fs::read_to_string(folder.path("out/reports.jsonl")).unwrap();
    let messages: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .flat_map(|report| report["findings"].as_array().unwrap().clone())
        .filter(|finding| finding["code"] == "damaged_file")
        .map(|finding| finding["message"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(messages[0], "the archive kept only a part of it (length)");
    assert!(messages[1].starts_with("the server announced 900000 bytes"), "{}", messages[1]);
}
