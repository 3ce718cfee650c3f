//! A command that would take documents away from a run is refused, and says what to do.

use std::fs;

use super::{Folder, files, outcomes, output, said, sheet};

fn names(found: &[(String, String)]) -> Vec<&str> {
    found.iter().filter(|(_, outcome)| outcome != "skipped").map(|(name, _)| name.as_str()).collect()
}

#[test]
fn another_input_is_refused_and_can_be_added_or_put_in_its_place() {
    let folder = Folder::new();
    folder.write("one/a.html", sheet(1));
    folder.write("one/b.html", sheet(2));
    folder.write("two/c.html", sheet(3));
    let (one, two, out) = (folder.path("one"), folder.path("two"), folder.path("out"));
    output(&[&one, &"-o", &out]);
    let before = files(&out);
    let refused = output(&[&two, &"-o", &out]);
    assert_eq!(refused.status.code(), Some(2));
    let words = said(&refused);
    assert!(words.contains("holds 2 documents that this command does not have: a.html, b.html"), "{words}");
    assert!(words.contains("--add") && words.contains("--prune"), "{words}");
    assert_eq!(files(&out), before);
    let added = output(&[&two, &"-o", &out, &"--add"]);
    assert!(matches!(added.status.code(), Some(0 | 1)), "{}", said(&added));
    assert_eq!(names(&outcomes(&out)), ["a.html", "b.html", "c.html"]);
    let reports = fs::read_to_string(out.join("reports.jsonl")).unwrap();
    assert_eq!(reports.lines().count(), 3);
    // And again the other way: nothing is lost, and nothing is converted again.
    let again = output(&[&one, &"-o", &out, &"--add", &"-v"]);
    assert!(!said(&again).contains("converted\n"), "{}", said(&again));
    assert_eq!(names(&outcomes(&out)).len(), 3);
    let pruned = output(&[&two, &"-o", &out, &"--prune"]);
    assert!(matches!(pruned.status.code(), Some(0 | 1)), "{}", said(&pruned));
    assert_eq!(names(&outcomes(&out)), ["c.html"]);
}

#[test]
fn an_empty_folder_and_a_filter_with_a_slip_are_refused() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/old/b.html", sheet(2));
    let (input, out) = (folder.path("in"), folder.path("out"));
    output(&[&input, &"-o", &out]);
    let before = files(&out);
    let slip = output(&[&input, &"-o", &out, &"--include", &"*.htm"]);
    assert_eq!(slip.status.code(), Some(2), "{}", said(&slip));
    fs::rename(folder.path("in/old"), folder.path("elsewhere")).unwrap();
    let gone = output(&[&input, &"-o", &out]);
    assert!(said(&gone).contains("holds 1 document that this command does not have: old/b.html"), "{}", said(&gone));
    assert_eq!(files(&out), before);
}

#[test]
fn a_filter_that_a_run_was_made_with_is_no_slip() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    folder.write("in/b.txt", "文件");
    let command: [&dyn AsRef<std::ffi::OsStr>; 5] =
        [&folder.path("in"), &"-o", &folder.path("out"), &"--include", &"*.html"];
    let first = output(&command);
    assert_eq!(first.status.code(), output(&command).status.code());
}

#[test]
fn no_document_at_all_is_never_a_success() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("in")).unwrap();
    let run = output(&[&folder.path("in"), &"-o", &folder.path("out")]);
    assert_eq!(run.status.code(), Some(1));
    assert!(said(&run).contains("there is no document to convert"), "{}", said(&run));
}

#[test]
fn a_run_in_its_own_input_never_takes_its_files_for_documents() {
    let folder = Folder::new();
    folder.write("in/a.html", sheet(1));
    let input = folder.path("in");
    for _ in 0..2 {
        let run = output(&[&input, &"-o", &input, &"--include", &"*", &"--to", &"csv"]);
        assert!(matches!(run.status.code(), Some(0 | 1)), "{}", said(&run));
        assert_eq!(outcomes(&input), [("a.html".to_string(), "converted".to_string())]);
    }
}
