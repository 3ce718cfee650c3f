//! What becomes of each document, and that all of them are named.

use std::fs;

use serde_json::Value;

use super::{Folder, documents, outcomes, output, said, sheet};

fn strings(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
}

#[test]
fn every_file_has_a_line_with_its_outcome() {
    let folder = Folder::new();
    folder.write("in/b/report.html", sheet(1));
    folder.write("in/b/again.html", sheet(1));
    folder.write("in/a.txt", "");
    folder.write("in/a.png", "no picture");
    folder.write("in/.hidden", "x");
    folder.write("in/.git/config", "x");
    folder.write("in/~$a.docx", "x");
    folder.write("outside.txt", "x");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path("outside.txt"), folder.path("in/link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path("in"), folder.path("in/loop")).unwrap();
    }
    let run = output(&[&folder.path("in"), &"--out", &folder.path("in/run")]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let mut expected = vec![
        (".git", "skipped"),
        (".hidden", "skipped"),
        ("a.png", "skipped"),
        ("a.txt", "failed"),
        ("b/again.html", "converted"),
        ("b/report.html", "duplicate"),
    ];
    if cfg!(unix) {
        expected.extend([("link.txt", "skipped"), ("loop", "skipped")]);
    }
    expected.push(("~$a.docx", "skipped"));
    assert_eq!(outcomes(&folder.path("in/run")), strings(&expected));
    let all = documents(&folder.path("in/run"));
    let line = |name: &str| all.iter().find(|d| d["document"] == name).unwrap();
    assert_eq!(line("a.txt")["error"]["code"], "empty");
    assert_eq!(line("b/report.html")["of"], "b/again.html");
    assert_eq!(line("b/report.html")["sha256"], line("b/again.html")["sha256"]);
    assert!(all.iter().filter(|d| d["outcome"] == "skipped").all(|d| d["reason"].is_string()));
    assert!(said(&run).contains("a.txt: empty: the file is empty"), "{}", said(&run));
    let summary: Value = serde_json::from_slice(&fs::read(folder.path("in/run/summary.json")).unwrap()).unwrap();
    assert_eq!(summary["outcomes"]["duplicate"], 1);
    assert_eq!(summary["errors"][0]["code"], "empty");
}

#[test]
fn lists_globs_and_names() {
    let folder = Folder::new();
    for name in ["one/a.txt", "one/deep/b.html", "one/deep/c.txt", "two/a.txt"] {
        folder.write(name, format!("文件 {name}"));
    }
    let (one, two, out) = (folder.path("one"), folder.path("two"), folder.path("out"));
    output(&[&one, &two, &"--out", &out, &"--include", &"*.TXT", &"--exclude", &"two/**"]);
    let expected = [
        ("one/a.txt", "not_a_report"),
        ("one/deep/b.html", "skipped"),
        ("one/deep/c.txt", "not_a_report"),
        ("two/a.txt", "skipped"),
    ];
    assert_eq!(outcomes(&out), strings(&expected));
    for end in ["\0", "\n"] {
        let paths: Vec<String> = ["two/a.txt", "one/deep", "nowhere.pdf"]
            .iter()
            .map(|p| folder.path(p).display().to_string() + end)
            .collect();
        folder.write("list", paths.concat());
        let out = folder.path(if end == "\0" { "nul" } else { "lines" });
        let run = output(&[&"--from-file", &folder.path("list"), &"--out", &out]);
        assert_eq!(run.status.code(), Some(1));
        let found: Vec<String> = outcomes(&out).into_iter().map(|(_, outcome)| outcome).collect();
        assert_eq!(found, ["not_a_report", "not_a_report", "not_a_report", "failed"]);
    }
}

#[test]
fn another_version_or_other_options_are_refused_with_a_way_out() {
    let folder = Folder::new().with_documents(2);
    let (input, out) = (folder.path("in"), folder.path("out"));
    output(&[&input, &"--out", &out]);
    // How long a document may take is no matter of what comes out.
    assert_eq!(output(&[&input, &"--out", &out, &"--timeout", &"30"]).status.code(), Some(0));
    let other = output(&[&input, &"--out", &out, &"--max-pages", &"3"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(
        said(&other).contains("with other options (pages)") && said(&other).contains("--restart"),
        "{}",
        said(&other)
    );
    let restarted = output(&[&input, &"--out", &out, &"--max-pages", &"3", &"--restart"]);
    assert_eq!(restarted.status.code(), Some(0), "{}", said(&restarted));
}

#[test]
fn reports_of_one_agency_and_year_are_linked_with_their_differences() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/b.html", sheet(1).replace("</body>", "<p></p></body>"));
    folder.write("in/c.html", sheet(2));
    output(&[&folder.path("in"), &"--out", &folder.path("out"), &"--to", &"json"]);
    let links = fs::read_to_string(folder.path("out/links.jsonl")).unwrap();
    let link: Value = serde_json::from_str(&links).unwrap();
    let names: Vec<&str> =
        link["reports"].as_array().unwrap().iter().map(|r| r["document"].as_str().unwrap()).collect();
    assert_eq!(names, ["a.html", "b.html", "c.html"]);
    assert_eq!(link["finding"]["code"], "duplicate_report");
    let reports: Vec<Value> = names
        .iter()
        .map(|n| serde_json::from_slice(&fs::read(folder.path(&format!("out/{n}.json"))).unwrap()).unwrap())
        .collect();
    let differences = link["differences"].as_array().unwrap();
    assert!(differences.len() > 100, "{}", differences.len());
    for difference in differences {
        let id = difference["cell"].as_str().unwrap();
        let values: Vec<&Value> = reports.iter().map(|r| &r["cells"][id]["value"]).collect();
        assert_eq!(difference["values"].as_array().unwrap().iter().collect::<Vec<_>>(), values, "{id}");
        assert!(values[0] == values[1] && values[1] != values[2], "{id}");
    }
}
