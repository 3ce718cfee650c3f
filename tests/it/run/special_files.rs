//! Named pipes, sockets, devices, and files swapped for them or for links: named, and never waited for.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{Folder, documents, said, sheet};

/// Runs the program, which must not wait.
fn nianbao(folder: &Folder, args: &[&str]) -> Output {
    let begin = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let run = command.args(args).current_dir(folder.path("")).stdin(Stdio::null()).output().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(30), "{args:?}: {:?}", begin.elapsed());
    run
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A folder with one of each, and one good document.
fn folder() -> (Folder, UnixListener) {
    let folder = Folder::new();
    folder.write("in/good.html", sheet(1));
    fifo(&folder.path("in/pipe.html"));
    symlink("pipe.html", folder.path("in/link.html")).unwrap();
    symlink("/dev/zero", folder.path("in/zero.html")).unwrap();
    let socket = UnixListener::bind(folder.path("in/sock.html")).unwrap();
    (folder, socket)
}

#[test]
fn in_folders_they_are_skipped_by_name() {
    let (folder, _socket) = folder();
    let run = nianbao(&folder, &["convert", "in", "--out", "out"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let found: Vec<(String, String)> = documents(&folder.path("out"))
        .iter()
        .map(|line| (line["document"].as_str().unwrap().into(), line["reason"].as_str().unwrap_or_default().into()))
        .collect();
    let expected = [
        ("good.html", ""),
        ("link.html", "a link to a named pipe"),
        ("pipe.html", "a named pipe, and no file"),
        ("sock.html", "a socket, and no file"),
        ("zero.html", "a link out of the folder"),
    ];
    assert_eq!(found, expected.map(|(name, reason)| (name.to_string(), reason.to_string())));
}

#[test]
fn by_name_they_are_refused_by_every_command() {
    let (folder, _socket) = folder();
    for (path, what) in [("in/pipe.html", "a named pipe"), ("in/sock.html", "a socket"), ("/dev/zero", "a device")] {
        for command in [
            &["convert"][..],
            &["inspect"],
            &["repair", "-o", "copy"],
            &["learn", "-o", "table"],
            &["export", "--to", "csv"],
            &["check"],
            &["convert", "--out", "out", "--from-file"],
            &["convert", "in/good.html", "--glyphs"],
        ] {
            let run = nianbao(&folder, &[command, &[path]].concat());
            assert_eq!(run.status.code(), Some(2), "{command:?} {path}: {}", said(&run));
            assert!(said(&run).contains(&format!("{path}: {what}, and no file")), "{command:?}: {}", said(&run));
        }
    }
}

#[test]
fn in_lists_they_are_lines_of_their_own() {
    let (folder, _socket) = folder();
    folder.write("list", "in/pipe.html\nin/sock.html\n/dev/zero\nin/good.html\n");
    let run = nianbao(&folder, &["convert", "--from-file", "list", "--out", "out"]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let lines = documents(&folder.path("out"));
    let found: Vec<&str> = lines.iter().map(|line| line["error"]["message"].as_str().unwrap_or_default()).collect();
    assert_eq!(found, ["a named pipe, and no file", "a socket, and no file", "a device, and no file", ""]);
}

#[test]
fn what_was_swapped_is_not_followed() {
    let folder = Folder::new();
    folder.write("a.html", "x");
    symlink("a.html", folder.path("b.html")).unwrap();
    assert!(nianbao::regular::open(&folder.path("b.html")).is_ok());
    let error = nianbao::regular::open_entry(&folder.path("b.html")).unwrap_err();
    assert_eq!(error.to_string(), "a link, and no file");
    // Nor is a pipe waited for that comes between a look and the opening.
    fifo(&folder.path("c.html"));
    fs::rename(folder.path("c.html"), folder.path("a.html")).unwrap();
    assert!(nianbao::regular::open(&folder.path("a.html")).is_err());
}
