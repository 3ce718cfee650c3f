//! Commands of one document have the limits of a run, and what reads documents reaches nothing.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use super::{Folder, said, sheet};

fn nianbao(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).args(args).output().unwrap()
}

#[test]
fn a_worker_reaches_no_file_no_socket_and_no_environment() {
    let reached = nianbao::run::reachable(Path::new(env!("CARGO_BIN_EXE_nianbao"))).unwrap();
    assert!(reached.is_empty(), "{reached:?}");
    let version = nianbao(&["--version", "--verbose"]);
    let text = String::from_utf8_lossy(&version.stdout).into_owned();
    assert!(text.contains("worker processes: no files, folders, sockets, programs, environment"), "{text}");
}

#[test]
fn one_document_that_takes_too_much_memory_is_a_named_limit_in_every_command() {
    let folder = Folder::new();
    folder.write("b.html", format!("<table>{}</table>", "<tr><td><b>1</b><td>2".repeat(60_000)));
    folder.write("good.html", sheet(1));
    let path = folder.path("b.html").display().to_string();
    for command in ["convert", "inspect"] {
        let run = nianbao(&[command, &path, "--memory", "80M"]);
        assert_eq!(run.status.code(), Some(1), "{command}: {}", said(&run));
        let words = said(&run);
        assert!(words.contains("limit: size of the memory over the limit of 80 MB"), "{command}: {words}");
    }
    let good = folder.path("good.html").display().to_string();
    for command in ["convert", "inspect"] {
        let run = nianbao(&[command, &good]);
        assert!(matches!(run.status.code(), Some(0 | 1)) && run.stdout.len() > 1000, "{command}: {}", said(&run));
    }
    let copy = folder.path("copy.html");
    let run = nianbao(&["repair", &good, "-o", &copy.display().to_string()]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(std::fs::read(&copy).unwrap().len() > 1000);
}

#[test]
fn a_worker_that_is_stopped_is_ended_by_its_time() {
    let folder = Folder::new().with_documents(2);
    let big = "<p>长</p>".repeat(200_000);
    folder.write("in/000.html", big);
    let errors = super::isolated::with_worker(&folder, "kill -STOP $$", std::time::Duration::from_millis(100));
    assert_eq!(errors, vec![("limit".to_string(), "time over the limit of 0.1 s".to_string()); 2]);
}
