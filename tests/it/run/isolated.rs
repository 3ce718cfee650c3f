//! A document that hangs, breaks the program down or takes all memory is a failure of its own, and a run that cannot
//! write or is stopped goes on later.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use nianbao::model::limits::Limits;
use nianbao::run::plan::Plan;
use nianbao::run::{Options, run};

use super::{Folder, convert, documents, files, outcomes, output, said, sheet};

/// Runs over `in` with a worker that is this shell script; `$REAL` is the real one.
pub fn with_worker(folder: &Folder, script: &str, time: Duration) -> Vec<(String, String)> {
    let path = folder.path("worker");
    let real = env!("CARGO_BIN_EXE_nianbao");
    fs::write(&path, format!("#!/bin/sh\nREAL={real}\ncd {}\n{script}\n", folder.path("").display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir_all(folder.path("out")).unwrap();
    let options = Options {
        jobs: 2,
        limits: Limits::default().within(time),
        glyphs: Vec::new(),
        passwords: Vec::new(),
        workers: Some(path),
        retry_failed: false,
        lacking: nianbao::run::Lacking::Refuse,
    };
    let plan = Plan::new(vec![(folder.path("in"), String::new())]);
    run(&plan, &folder.path("out"), &options, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_string();
    documents(&folder.path("out")).iter().map(|d| (text(&d["error"]["code"]), text(&d["error"]["message"]))).collect()
}

#[test]
fn a_worker_that_hangs_is_ended_and_the_document_named() {
    let folder = Folder::new().with_documents(2);
    let errors = with_worker(&folder, "exec sleep 600", Duration::from_millis(100));
    assert_eq!(errors, vec![("limit".to_string(), "time over the limit of 0.1 s".to_string()); 2]);
}

#[test]
fn a_worker_that_breaks_down_is_a_named_error() {
    let folder = Folder::new().with_documents(3);
    let errors = with_worker(&folder, "kill -SEGV $$", Duration::from_secs(60));
    let message = "this program broke down on it: its process was ended by signal 11";
    assert_eq!(errors, vec![("crashed".to_string(), message.to_string()); 3]);
}

#[test]
fn a_worker_that_somebody_ended_does_not_cost_the_document() {
    let folder = Folder::new().with_documents(3);
    let script = "if mkdir once 2>/dev/null; then exit 1; fi\nexec $REAL worker";
    let errors = with_worker(&folder, script, Duration::from_secs(60));
    assert_eq!(errors, vec![(String::new(), String::new()); 3]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_that_takes_too_much_memory_fails_alone() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/b.html", format!("<table>{}</table>", "<tr><td><b>1</b><td>2".repeat(60_000)));
    folder.write("in/c.html", sheet(2));
    let run = output(&[&folder.path("in"), &"--out", &folder.path("out"), &"--memory", &"80M"]);
    let found: Vec<String> = outcomes(&folder.path("out")).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(found, ["converted", "failed", "converted"], "{}", said(&run));
    let error = &documents(&folder.path("out"))[1]["error"];
    assert_eq!(error["message"], "size of the memory over the limit of 80 MB");
    assert!(error["advice"].as_str().unwrap().contains("--memory"));
}

#[test]
fn a_full_disk_is_said_and_the_run_goes_on_when_there_is_room() {
    let folder = Folder::new().with_documents(24);
    let whole = output(&[&folder.path("in"), &"--out", &folder.path("whole"), &"-q"]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    // No file may grow over 100 KiB; to a program it is as on a full disk.
    let full = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_nianbao"), "convert"])
        .args([&folder.path("in"), &"--out".into(), &folder.path("out")])
        .output()
        .unwrap();
    assert_eq!(full.status.code(), Some(2), "{}", said(&full));
    assert!(
        said(&full).contains("reports.jsonl") && said(&full).contains("goes on where it stopped"),
        "{}",
        said(&full)
    );
    let again = output(&[&folder.path("in"), &"--out", &folder.path("out"), &"-q"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert_eq!(files(&folder.path("out")), files(&folder.path("whole")));
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_of_the_environment() {
    let folder = Folder::new().with_documents(1);
    folder.write("file", "x");
    let run = output(&[&folder.path("in"), &"--out", &folder.path("file/out")]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("cannot be made"), "{}", said(&run));
}

#[test]
fn two_runs_in_one_folder_are_refused() {
    let folder = Folder::new().with_documents(1);
    let mut first = convert(&[&folder.path("in"), &"-", &"--out", &folder.path("out"), &"-v"]);
    let mut first = first.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It has begun when it says so, and waits for its input.
    let mut line = String::new();
    BufReader::new(first.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let second = output(&[&folder.path("in"), &"--out", &folder.path("out")]);
    assert_eq!(second.status.code(), Some(2));
    assert!(said(&second).contains("another run is writing here"), "{}", said(&second));
    first.stdin.take().unwrap().write_all("文件".as_bytes()).unwrap();
    assert!(matches!(first.wait().unwrap().code(), Some(0 | 1)));
    assert_eq!(outcomes(&folder.path("out")).last().unwrap(), &("stdin".to_string(), "not_a_report".to_string()));
}

fn interrupt(process: &std::process::Child) {
    assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
}

#[test]
fn the_first_interrupt_finishes_and_the_second_ends() {
    let folder = Folder::new().with_documents(3);
    for twice in [false, true] {
        let out = folder.path(if twice { "twice" } else { "once" });
        let mut run = convert(&[&folder.path("in"), &"-", &"--out", &out, &"-v"]);
        let mut run = run.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(run.stderr.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("in/002") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it ended");
        }
        interrupt(&run);
        if twice {
            interrupt(&run);
        } else {
            drop(run.stdin.take());
        }
        assert_eq!(run.wait().unwrap().code(), Some(130));
        assert_eq!(outcomes(&out).len(), 3);
    }
}
