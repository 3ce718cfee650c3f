//! `--to json`: one file a document, whatever documents are called.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::archives::{Entry, zip};
use super::{Folder, documents, files, output, said, sheet};

/// The list of files: document, file, error.
fn listed(folder: &Folder) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(folder.path("out/files.jsonl")).unwrap();
    let word = |v: &Value| v.as_str().unwrap_or_default().to_string();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|l| (word(&l["document"]), word(&l["file"]), word(&l["error"]))).collect()
}

/// Each document has a file of its own with its own report.
fn each_has_its_own(folder: &Folder) {
    let ids: Vec<(String, String)> = documents(&folder.path("out"))
        .iter()
        .filter(|d| d["reports"].as_array().is_some_and(|r| r.len() == 1))
        .map(|d| (d["document"].as_str().unwrap().into(), d["reports"][0].as_str().unwrap().into()))
        .collect();
    let listed = listed(folder);
    assert_eq!(listed.len(), ids.len());
    let distinct: BTreeSet<String> = listed.iter().map(|(_, file, _)| file.to_lowercase()).collect();
    assert_eq!(distinct.len(), listed.len(), "{listed:?}");
    for ((document, file, error), (name, id)) in listed.iter().zip(&ids) {
        assert_eq!((document, error.as_str()), (name, ""));
        let report: Value = serde_json::from_slice(&fs::read(folder.path("out").join(file)).unwrap()).unwrap();
        assert_eq!(report["report_id"], id.as_str(), "{document} in {file}");
        assert!(file.split('/').all(|part| part.len() <= 255 && part != ".."));
    }
}

#[test]
fn names_never_collide_nor_hide_the_files_of_the_run() {
    let folder = Folder::new();
    let long = "很".repeat(80) + ".html";
    let deep = "x/".repeat(2000) + "end.html";
    let names = [
        "run",
        "Run",
        "reports.jsonl",
        "reports.jsonl/x.html",
        "tables/panel.html",
        "summary",
        "a.html",
        "A.html",
        "b/../b.html",
        "b.html",
        "c.json/inner.html",
        "c",
        "d\u{1}.html",
        "d\u{2}.html",
        "files.jsonl",
        "e~0123456789abcdef",
        &long,
        &deep,
    ];
    let contents: Vec<String> = (0..names.len()).map(|n| sheet(n as u64)).collect();
    let pairs = names.iter().zip(&contents);
    let entries: Vec<Entry<'_>> =
        pairs.map(|(name, text)| Entry { name: name.as_bytes(), data: text.as_bytes(), ..Entry::default() }).collect();
    folder.write("in/z.zip", zip(&entries));
    for (name, text) in names.iter().zip(&contents).filter(|(name, _)| ["run", "a.html", "summary", "c"].contains(name))
    {
        folder.write(&format!("in/{name}"), format!("{text}<p></p>"));
    }
    let run = output(&[&folder.path("in"), &"-o", &folder.path("out"), &"--to", &"json", &"-q"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    each_has_its_own(&folder);
    let settings: Value = serde_json::from_slice(&fs::read(folder.path("out/run.json")).unwrap()).unwrap();
    assert!(settings["inputs"].is_object());
    // Once more, they are the same.
    let before = files(&folder.path("out/z.zip!"));
    output(&[&folder.path("in"), &"-o", &folder.path("out"), &"--to", &"json", &"-q"]);
    each_has_its_own(&folder);
    assert_eq!(files(&folder.path("out/z.zip!")).len(), before.len());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_a_line_of_its_document() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/b.html", sheet(2));
    // Where a file is wanted there is a folder that is not empty.
    folder.write("out/a.html.json/mine", "x");
    let run = output(&[&folder.path("in"), &"-o", &folder.path("out"), &"--to", &"json"]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("error: a.html: ") && said(&run).contains("a.html.json: "), "{}", said(&run));
    let lines = listed(&folder);
    assert!(!lines[0].2.is_empty() && lines[1].2.is_empty(), "{lines:?}");
    assert!(folder.path("out/b.html.json").exists() && folder.path("out/a.html.json/mine").exists());
    let status =
        std::process::Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("status").arg(folder.path("out")).output();
    assert!(String::from_utf8_lossy(&status.unwrap().stdout).contains("a.html: its file a.html.json was not written"));
}

#[test]
fn files_of_a_run_in_its_own_input_are_no_documents() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/sub/b.html", sheet(2));
    folder.write("in/previous-year.html", sheet(3));
    let input = folder.path("in");
    for _ in 0..3 {
        let run = output(&[&input, &"-o", &input, &"--include", &"*", &"--to", &"json"]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        let names: Vec<String> =
            documents(&input).iter().map(|d| d["document"].as_str().unwrap().to_string()).collect();
        assert_eq!(names, ["a.html", "previous-year.html", "sub/b.html"]);
    }
}
