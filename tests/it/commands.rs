//! What every command takes, refuses and says.

use std::process::{Command, Output, Stdio};

use crate::run::{Folder, said, sheet};

fn nianbao(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).args(args).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn says(args: &[&str], code: i32, words: &str) {
    let run = nianbao(args);
    assert_eq!(run.status.code(), Some(code), "{args:?}: {}", said(&run));
    assert!(said(&run).contains(words), "{args:?}: {}", said(&run));
}

fn out(run: &Output) -> String {
    String::from_utf8_lossy(&run.stdout).into_owned()
}

#[test]
fn a_missing_input_is_no_matter_of_a_document() {
    for command in [
        &["convert"][..],
        &["inspect"],
        &["repair", "-o", "x"],
        &["learn", "-o", "x"],
        &["export", "--to", "csv"],
        &["check"],
        &["convert", "samples/report.txt", "--glyphs"],
        &["convert", "--out", "x", "--from-file"],
    ] {
        says(&[command, &["nowhere/x.pdf"]].concat(), 2, "nowhere/x.pdf: No such file or directory");
    }
}

#[test]
fn what_cannot_be_is_said_in_true_words() {
    let folder = Folder::new();
    folder.write("file", "x");
    let file = folder.path("file").display().to_string();
    let whole = folder.path("").display().to_string();
    says(&["inspect", &whole], 2, "a folder, and no file");
    says(&["repair", &whole, "-o", "x"], 2, "a folder, and no file");
    says(&["convert", "samples", "--out", &file], 2, "a file, and --out is the folder of a run");
    says(
        &["inspect", "samples/page-break.pdf", "--svg", "--page", "99"],
        2,
        "it has no page 99\n  give a page from 1 to 3",
    );
    says(
        &["convert", "samples/report.txt", "--glyphs", "samples/page-break.pdf"],
        2,
        "no table of glyphs: it is no text",
    );
    says(&["convert", "samples/report.txt", "--glyphs", "README.md"], 2, "no table of glyphs: line");
    says(&["convert", "samples/report.docx", "--max-depth", "1"], 1, "depth of nesting over the limit of 1");
    says(&["convert", "samples/report.odt", "--max-depth", "1"], 1, "depth of nesting over the limit of 1");
    says(&["learn", "samples/report.docx", "-o", &file], 1, "report.docx: no PDF");
    assert_eq!(std::fs::read(&file).unwrap(), b"x");
}

#[cfg(target_os = "linux")]
#[test]
fn hardly_any_memory_is_a_limit() {
    for document in ["samples/page-break.pdf", "samples/report.docx"] {
        for command in ["convert", "inspect"] {
            says(&[command, document, "--memory", "5M"], 1, "limit: size of the memory over the limit of 5 MB");
        }
    }
}

#[test]
fn learning_fails_where_a_document_does() {
    let folder = Folder::new();
    let table = folder.path("glyphs.tsv").display().to_string();
    says(&["learn", "samples", "-o", &table, "-v"], 0, "page-break.pdf: learned from");
    folder.write("a.pdf", b"%PDF-1.7\nno more");
    std::fs::copy("samples/report-chromium.pdf", folder.path("b.pdf")).unwrap();
    says(&["learn", &folder.path("").display().to_string(), "-o", &table], 1, "a.pdf: malformed");
    let with = nianbao(&["convert", "samples/report.txt", "--glyphs", &table]);
    assert!(matches!(with.status.code(), Some(0 | 1)) && !with.stdout.is_empty(), "{}", said(&with));
}

#[test]
fn copies_go_to_standard_output_and_many_into_a_folder_that_is_there() {
    let folder = Folder::new();
    let (pdf, text) = ("samples/garbled-encrypted.pdf", "samples/report-gbk.html");
    let run = nianbao(&["repair", pdf, "-o", "-"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(run.stdout.starts_with(b"%PDF-"));
    assert!(said(&run).contains("24 codes in 2 fonts put right"));
    assert_eq!(said(&nianbao(&["repair", pdf, "-o", "-", "-q"])), "");
    let new = folder.path("new").display().to_string();
    says(&["repair", pdf, text, "--out", &new], 2, "need a folder that is there");
    says(&["repair", pdf, "-o", &format!("{new}/x.pdf")], 2, "there is no such folder");
    std::fs::create_dir(&new).unwrap();
    says(&["repair", pdf, text, "--out", &new], 0, "gb18030 written as UTF-8");
    assert!(folder.path("new/garbled-encrypted.pdf").is_file() && folder.path("new/report-gbk.html").is_file());
    says(&["repair", "samples/report.txt", pdf, "--out", "samples"], 2, "would be overwritten");
    says(&["repair", pdf, pdf, "--out", &new], 2, "another document has this name too");
}

#[test]
fn every_command_takes_out_quiet_and_verbose() {
    let folder = Folder::new();
    let path = |name: &str| folder.path(name).display().to_string();
    folder.write("in/a.html", sheet(1));
    let checked = path("run");
    nianbao(&["convert", &path("in"), "--out", &checked]);
    for (command, written) in [
        (vec!["codebook"], "codebook"),
        (vec!["schema"], "schema"),
        (vec!["man"], "man"),
        (vec!["completions", "fish"], "completions"),
        (vec!["inspect", "samples/report.docx"], "inspect"),
        (vec!["repair", "samples/report-gbk.html"], "repair"),
        (vec!["learn", "samples/page-break.pdf"], "learn"),
        (vec!["check", &checked], "check"),
        (vec!["export", &checked, "--to", "csv"], "tables"),
    ] {
        let run = nianbao(&[&command[..], &["-o", &path(written), "-q"]].concat());
        assert!(matches!(run.status.code(), Some(0 | 1)), "{command:?}: {}", said(&run));
        assert!(folder.path(written).exists(), "{command:?}");
        assert_eq!((out(&run), said(&run)), (String::new(), String::new()), "{command:?}");
        let run = nianbao(&[&command[..], &["--out", &path(written), "--verbose"]].concat());
        assert!(matches!(run.status.code(), Some(0 | 1)), "{command:?}: {}", said(&run));
    }
}

#[test]
fn help_is_short_or_long_and_limits_have_their_own() {
    let [short, long] = ["-h", "--help"].map(|flag| out(&nianbao(&["convert", flag])));
    assert!(short.lines().count() < long.lines().count());
    assert!(!long.contains("--max-glyphs") && out(&nianbao(&["--help"])).contains("nianbao help limits"));
    for topic in [&["help", "limits"][..], &["limits"]] {
        let text = out(&nianbao(topic));
        assert!(nianbao::Limit::ALL.iter().all(|limit| text.contains(limit.flag())), "{text}");
    }
    let narrow =
        Command::new(env!("CARGO_BIN_EXE_nianbao")).args(["convert", "-h"]).env("COLUMNS", "60").output().unwrap();
    let widest = out(&narrow).lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|widest| widest <= 60), "{widest:?}");
    let version = out(&nianbao(&["--version", "--verbose"]));
    assert!(version.contains("\ncommit: ") && version.contains("\nfeatures: "), "{version}");
    assert!(out(&nianbao(&["man"])).contains(".SH \"NIANBAO REPAIR\""));
    assert!(out(&nianbao(&["completions", "bash"])).contains("--from-file"));
}

#[test]
fn names_give_a_terminal_no_orders() {
    let folder = Folder::new();
    folder.write("in/a\u{1b}[2J\n.html", "<p>不是年报</p>");
    folder.write("in/b.html", sheet(1));
    let input = folder.path("in").display().to_string();
    let run = nianbao(&["convert", &input, "--out", &folder.path("out").display().to_string(), "-v"]);
    assert!(said(&run).contains("a\\u{1b}[2J\\u{a}.html: "), "{}", said(&run));
    assert!(!said(&run).contains('\u{1b}'));
    let name = folder.path("no\u{9b}where").display().to_string();
    let run = nianbao(&["inspect", &name]);
    assert!(said(&run).contains("no\\u{9b}where: No such file"), "{}", said(&run));
}

#[test]
fn the_log_is_json_where_it_is_asked_for() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.args(["repair", "samples/report-gbk.html", "-o", "-", "-q"]);
    let run = command.env("NIANBAO_LOG", "nianbao=debug").env("NIANBAO_LOG_FORMAT", "json").output().unwrap();
    let text = said(&run);
    assert!(text.lines().count() > 1, "{text}");
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["level"].is_string() && line["fields"].is_object(), "{line}");
    }
}

/// A sample that opens with a password alone.
fn locked(password: &str) -> Vec<u8> {
    use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};
    let mut document = Document::load("samples/garbled-private-use.pdf").unwrap();
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_password_opens_a_pdf_and_is_written_down_nowhere() {
    let folder = Folder::new();
    folder.write("in/locked.pdf", locked("open-sesame"));
    let path = folder.path("in/locked.pdf").display().to_string();
    says(&["convert", &path], 1, "encrypted: the document is encrypted");
    says(&["convert", &path, "--password", "wrong"], 1, "--password");
    for command in [&["convert"][..], &["inspect", "--stage", "read"], &["repair", "-o", "-"], &["learn", "-o", "-"]] {
        let run = nianbao(&[command, &[&path, "--password", "wrong", "--password", "open-sesame"]].concat());
        assert!(!said(&run).contains("encrypted"), "{command:?}: {}", said(&run));
        assert!(!run.stdout.is_empty(), "{command:?}: {}", said(&run));
    }
    let (input, run) = (folder.path("in").display().to_string(), folder.path("out").display().to_string());
    says(&["convert", &input, "--out", &run, "--password", "open-sesame"], 0, "1 not reports");
    for file in std::fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains("sesame"), "{}", file.display());
    }
}
