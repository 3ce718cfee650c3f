//! A run in parts on several machines, put together, is that of one machine.

use std::path::Path;
use std::process::{Command, Output};

use super::archives::{gzip, tar};
use super::{Folder, files, output, said, sheet};

fn merge(runs: &[&Path], out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("merge").args(runs).arg("--out").arg(out).output().unwrap()
}

/// Reports, duplicates within and over shards, archives, failures, what is skipped.
fn folder() -> Folder {
    let folder = Folder::new().with_documents(24);
    folder.write("in/a/copy.html", sheet(0));
    folder.write("in/z/copy.html", sheet(8));
    folder.write("in/empty.pdf", "");
    folder.write("in/.hidden", "x");
    folder.write("in/a.png", "x");
    let (one, two) = (sheet(50), sheet(16));
    let entries: [(&str, &[u8]); 3] = [("x.html", one.as_bytes()), ("dup.html", two.as_bytes()), ("y.css", b"x")];
    for name in ["in/k.tar.gz", "in/l.tar.gz"] {
        folder.write(name, gzip(&tar(&entries)));
    }
    folder
}

#[test]
fn four_shards_merged_are_the_run_of_one_machine() {
    let folder = folder();
    let input = folder.path("in");
    let whole = output(&[&input, &"-o", &folder.path("whole"), &"-q"]);
    assert_eq!(whole.status.code(), Some(1), "{}", said(&whole));
    let shards: Vec<_> = (1..=4).map(|k| folder.path(&format!("shard-{k}"))).collect();
    for (shard, k) in shards.iter().zip(1..) {
        let run = output(&[&input, &"-o", shard, &"--shard", &format!("{k}/4"), &"-q"]);
        assert!(matches!(run.status.code(), Some(0 | 1)), "{}", said(&run));
        assert!(std::fs::metadata(shard.join("reports.jsonl")).unwrap().len() > 0, "shard {k} has documents");
    }
    // In any order.
    let merged = merge(&[&shards[2], &shards[0], &shards[3], &shards[1]], &folder.path("merged"));
    assert_eq!(merged.status.code(), whole.status.code(), "{}", said(&merged));
    assert_eq!(files(&folder.path("merged")), files(&folder.path("whole")));
    for run in ["whole", "merged"] {
        let mut export = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        export
            .args(["export", "--to", "csv"])
            .arg(folder.path(run))
            .arg("--out")
            .arg(folder.path(&format!("{run}-tables")));
        assert!(export.status().unwrap().success());
    }
    assert_eq!(files(&folder.path("merged-tables")), files(&folder.path("whole-tables")));
    // It goes on as that run does: nothing is new.
    let again = output(&[&input, &"-o", &folder.path("merged")]);
    assert!(said(&again).contains("nothing is new"), "{}", said(&again));
    let twice = merge(&[&shards[0], &shards[1], &shards[2], &shards[3]], &folder.path("merged"));
    assert!(twice.status.code() == Some(2) && said(&twice).contains("it holds a run"), "{}", said(&twice));
}

#[test]
fn shards_that_do_not_fit_are_refused() {
    let folder = folder();
    let input = folder.path("in");
    let (one, two, all) = (folder.path("one"), folder.path("two"), folder.path("all"));
    output(&[&input, &"-o", &one, &"--shard", &"1/2", &"-q"]);
    output(&[&input, &"-o", &all, &"-q"]);
    let refused = |runs: &[&Path], words: &str| {
        let merged = merge(runs, &folder.path("merged"));
        assert_eq!(merged.status.code(), Some(2));
        assert!(said(&merged).contains(words), "{}", said(&merged));
        assert!(!folder.path("merged/documents.jsonl").exists());
    };
    refused(&[&one], "it is the last of 1 shards that were given, of 2");
    refused(&[&one, &all], "it was not made with --shard");
    refused(&[&one, &one], "it is shard 1/2, and 2/2 was to come");
    folder.write("in/0new.html", sheet(99));
    output(&[&input, &"-o", &two, &"--shard", &"2/2", &"-q"]);
    refused(&[&one, &two], "their inputs were not the same");
    let wrong = output(&[&input, &"-o", &two, &"--shard", &"3/2"]);
    assert!(wrong.status.code() == Some(2) && said(&wrong).contains("a shard is like 2/4"), "{}", said(&wrong));
}
