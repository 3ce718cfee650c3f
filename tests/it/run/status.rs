//! What became of what, told as often as it is asked for.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Folder, documents, output, said, sheet};

fn status(run: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("status").arg(run).args(args).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output))
}

/// A PDF of one page that is an image.
fn scan() -> Vec<u8> {
    let content = "q 595 0 0 842 0 0 cm /I Do Q";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".into(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>".into(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\u{1}\nendstream"
            .into(),
    ];
    let mut text = "%PDF-1.4\n".to_string();
    for (object, number) in objects.iter().zip(1..) {
        text.push_str(&format!("{number} 0 obj{object}endobj\n"));
    }
    (text + "trailer<</Root 1 0 R>>\n").into_bytes()
}

/// A report in which a total is printed that its parts do not give.
fn contradiction() -> Vec<u8> {
    std::fs::read("samples/contradiction.html").unwrap()
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("in/good.html", sheet(1));
    folder.write("in/contradiction.html", contradiction());
    folder.write("in/scan.pdf", scan());
    folder.write("in/scan.png", b"\x89PNG\r\n\x1A\n");
    folder.write("in/empty.pdf", "");
    folder.write("in/notice.txt", std::fs::read("samples/not-a-report.html").unwrap());
    folder
}

#[test]
fn each_document_has_one_outcome_and_a_scan_one_cause() {
    let folder = folder();
    let run = output(&[&folder.path("in"), &"-o", &folder.path("out")]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let all = documents(&folder.path("out"));
    let line = |name: &str| all.iter().find(|d| d["document"] == name).unwrap();
    let outcomes = ["good.html", "contradiction.html", "scan.pdf", "scan.png", "empty.pdf", "notice.txt"]
        .map(|name| line(name)["outcome"].as_str().unwrap());
    assert_eq!(outcomes, ["converted", "converted", "unread", "skipped", "failed", "not_a_report"]);
    assert_eq!(line("scan.pdf")["error"]["code"], "scanned");
    assert!(line("scan.pdf")["error"]["advice"].as_str().unwrap().contains("(OCR)"));
    assert_eq!(said(&run).matches("scan.pdf").count(), 1, "{}", said(&run));
    assert_eq!(line("contradiction.html")["flags"], serde_json::json!(["contradiction"]));
    // A picture is passed over, an image as large as a page is not.
    let mut page = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x04\xD8\0\0\x06\xDA".to_vec();
    page.extend([0; 100]);
    folder.write("pages/1.png", page);
    output(&[&folder.path("pages"), &"-o", &folder.path("of-pages"), &"-q"]);
    assert_eq!(documents(&folder.path("of-pages"))[0]["outcome"], "unread");
    // By name an image is told in the same words.
    let alone = output(&[&folder.path("in/scan.png")]);
    assert_eq!(alone.status.code(), Some(1));
    for words in ["PNG image is not supported", "make a PDF of it with a program that recognises text (OCR)"] {
        assert!(said(&alone).contains(words), "{}", said(&alone));
        assert!(line("scan.png")["reason"].as_str().unwrap().contains(words));
    }
    let named = output(&[&folder.path("in/scan.png"), &"-o", &folder.path("named")]);
    assert_eq!(named.status.code(), Some(1));
    assert_eq!(documents(&folder.path("named"))[0]["outcome"], "unread");
}

#[test]
fn a_contradiction_is_flagged_everywhere_and_no_failure() {
    let folder = Folder::new();
    folder.write("in/contradiction.html", contradiction());
    folder.write("in/good.html", sheet(1));
    let (input, out) = (folder.path("in"), folder.path("out"));
    let run = output(&[&input, &"-o", &out, &"--to", &"csv"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(said(&run).contains("2 reports, 1 of them flagged"), "{}", said(&run));
    assert_eq!(output(&[&input, &"-o", &out, &"--fail-on", &"warning"]).status.code(), Some(1));
    assert_eq!(output(&[&folder.path("in/contradiction.html")]).status.code(), Some(0));
    assert_eq!(output(&[&folder.path("in/contradiction.html"), &"--fail-on", &"warning"]).status.code(), Some(1));
    let (code, words) = status(&out, &["--flagged"]);
    assert_eq!(code, Some(0));
    assert!(words.contains("2 reports, 1 of them flagged") && words.contains("contradiction 1: "), "{words}");
    let summary: Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!((&summary["flagged"], &summary["flagged_error"]), (&1.into(), &0.into()));
    let reports = std::fs::read_to_string(out.join("tables/reports.csv")).unwrap();
    let column = reports.lines().next().unwrap().split(',').position(|name| name == "flagged").unwrap();
    let flagged = reports.lines().skip(1).filter(|row| row.split(',').nth(column) == Some("1")).count();
    assert_eq!(flagged, 1);
}

#[test]
fn a_finished_run_says_its_failures_again() {
    let folder = folder();
    let (input, out) = (folder.path("in"), folder.path("out"));
    output(&[&input, &"-o", &out]);
    let again = output(&[&input, &"-o", &out]);
    assert_eq!(again.status.code(), Some(1));
    for words in
        ["finished before, and nothing is new", "in/empty.pdf: the file is empty", "in/scan.pdf: ", "--retry-failed"]
    {
        assert!(said(&again).contains(words), "{words}: {}", said(&again));
    }
    // What could not be read is tried again, what could is not.
    let retried = output(&[&input, &"-o", &out, &"--retry-failed", &"-v"]);
    for name in ["empty.pdf", "scan.pdf"] {
        assert!(said(&retried).contains(name), "{}", said(&retried));
    }
    assert!(!said(&retried).contains("good.html"), "{}", said(&retried));
}

#[test]
fn status_lists_by_cause_a_page_at_a_time() {
    let folder = folder();
    for number in 0..60 {
        folder.write(&format!("in/more/{number:02}.pdf"), format!("%PDF-1.4 {number}"));
    }
    let (input, out) = (folder.path("in"), folder.path("out"));
    output(&[&input, &"-o", &out, &"-q"]);
    let (code, words) = status(&out, &[]);
    assert_eq!(code, Some(1));
    let counts = "66 documents: 2 converted, 1 not reports, 1 unread, 61 failed, 0 duplicates, 1 skipped, 0 archives";
    assert!(words.contains(counts) && words.contains("malformed 60: fetch the file again"), "{words}");
    assert!(words.contains(&format!("next: nianbao convert {} --out", input.display())), "{words}");
    let pages: Vec<String> = ["1", "2", "3"].iter().map(|n| status(&out, &["--failed", "--page", n]).1).collect();
    let named = |text: &str| text.lines().filter(|line| line.contains(".pdf: ")).count();
    assert_eq!(pages.iter().map(|page| named(page)).collect::<Vec<_>>(), [50, 11, 0]);
    assert!(pages[0].contains("page 1 of 2; --page 2 shows the next"), "{}", pages[0]);
    let (_, text) = status(&out, &["--unread", "--json", "--verify"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["finished"], &json["whole"]), (&true.into(), &true.into()));
    assert_eq!(json["outcomes"]["failed"], 61);
    assert_eq!(json["causes"].as_array().unwrap().len(), 1);
    assert!(json["causes"][0]["documents"][0]["path"].as_str().unwrap().ends_with("in/scan.pdf"));
    let (code, words) = status(&folder.path("in"), &[]);
    assert!(code == Some(2) && words.contains("give the folder of `nianbao convert --out`"), "{words}");
}
