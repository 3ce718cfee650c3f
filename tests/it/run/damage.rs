//! What was changed in a journal is found, and mended by the command that made it.

use std::fs;
use std::path::Path;

use super::{Folder, files, output, said, sheet};

/// Changes one byte of a file of a run.
fn change(run: &Path, name: &str, at: usize, to: u8) {
    let mut bytes = fs::read(run.join(name)).unwrap();
    assert_ne!(bytes[at], to);
    bytes[at] = to;
    fs::write(run.join(name), bytes).unwrap();
}

fn status(run: &Path) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let output = command.args(["status", "--verify"]).arg(run).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A run over five reports and a text that is none.
fn folder() -> Folder {
    let folder = Folder::new();
    for number in 0..5 {
        folder.write(&format!("in/{number}.html"), sheet(number));
    }
    folder.write("in/note.txt", "关于召开会议的通知，请各单位按时参加，不得缺席，谢谢配合。");
    let run = output(&[&folder.path("in"), &"-o", &folder.path("out")]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    folder
}

#[test]
fn a_changed_digit_is_found_and_only_its_document_converted_anew() {
    let folder = folder();
    let (input, out) = (folder.path("in"), folder.path("out"));
    let whole = files(&out);
    assert_eq!(status(&out).0, Some(0), "{}", status(&out).1);
    let reports = String::from_utf8(whole["reports.jsonl"].clone()).unwrap();
    let third = reports.match_indices('\n').nth(1).unwrap().0;
    let digit = |(at, key): (usize, &str)| {
        reports.as_bytes()[third + at + key.len()].is_ascii_digit().then_some(third + at + key.len())
    };
    let at = reports[third..].match_indices("\"value\":").find_map(digit).unwrap();
    change(&out, "reports.jsonl", at, b'0' + (reports.as_bytes()[at] - b'0' + 1) % 10);
    let (code, words) = status(&out);
    assert_eq!(code, Some(1));
    assert!(words.contains("damaged: line 3 of documents.jsonl, or its reports: 2.html"), "{words}");
    assert!(words.contains("next: nianbao convert "), "{words}");
    let mended = output(&[&input, &"-o", &out, &"-v"]);
    let converted: Vec<String> = said(&mended).lines().filter(|l| l.contains(".html: ")).map(String::from).collect();
    assert!(converted.iter().all(|line| line.starts_with("2.html")) && !converted.is_empty(), "{converted:?}");
    assert_eq!(files(&out), whole);
}

#[test]
fn damage_anywhere_is_mended_by_the_same_command() {
    let folder = folder();
    let (input, out) = (folder.path("in"), folder.path("out"));
    let whole = files(&out);
    for name in ["documents.jsonl", "reports.jsonl"] {
        let length = whole[name].len();
        for n in 0..12 {
            // Primes, so that they fall everywhere; a line's end among them.
            let at = if n == 0 { length - 1 } else { n * 104_729 % length };
            change(&out, name, at, if whole[name][at] == b'7' { b'8' } else { b'7' });
            let (code, words) = status(&out);
            assert_eq!(code, Some(1), "{name} at {at}: {words}");
            let mended = output(&[&input, &"-o", &out, &"-q"]);
            assert_eq!(mended.status.code(), Some(0), "{name} at {at}: {}", said(&mended));
            assert_eq!(files(&out), whole, "{name} at {at}");
        }
    }
}

#[test]
fn a_line_that_is_missing_is_found() {
    let folder = folder();
    let (input, out) = (folder.path("in"), folder.path("out"));
    let whole = files(&out);
    let text = String::from_utf8(whole["documents.jsonl"].clone()).unwrap();
    let fewer: Vec<&str> = text.lines().enumerate().filter(|(n, _)| *n != 1).map(|(_, line)| line).collect();
    fs::write(out.join("documents.jsonl"), fewer.join("\n") + "\n").unwrap();
    assert_eq!(status(&out).0, Some(1));
    output(&[&input, &"-o", &out, &"-q"]);
    assert_eq!(files(&out), whole);
}

#[test]
fn a_refused_command_leaves_a_damaged_run_as_it_is() {
    let folder = folder();
    let out = folder.path("out");
    change(&out, "reports.jsonl", 5000, b'\n');
    let before = files(&out);
    folder.write("other/a.html", sheet(9));
    assert_eq!(output(&[&folder.path("other"), &"-o", &out]).status.code(), Some(2));
    assert_eq!(files(&out), before);
}

#[test]
fn what_was_made_of_a_run_is_taken_away_when_the_run_changes() {
    let folder = folder();
    let (input, out) = (folder.path("in"), folder.path("out"));
    output(&[&input, &"-o", &out, &"--to", &"csv,json", &"-q"]);
    folder.write("out/tables/mine.txt", "x");
    let before = files(&out);
    assert!(before.contains_key("0.html.json") && out.join("tables/panel.csv").exists());
    // The same command again changes nothing.
    output(&[&input, &"-o", &out, &"-q"]);
    assert_eq!(files(&out), before);
    folder.write("in/new.html", sheet(7));
    let changed = output(&[&input, &"-o", &out]);
    assert!(said(&changed).contains("the tables of the run as it was before are taken away"), "{}", said(&changed));
    assert!(!out.join("tables/panel.csv").exists() && !out.join("0.html.json").exists());
    assert!(out.join("tables/mine.txt").exists());
}
