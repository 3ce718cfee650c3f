//! A run that is killed, torn or changed gives what an undisturbed one gives.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nianbao::model::limits::Limits;
use nianbao::run::plan::Plan;
use nianbao::run::{End, Event, Lacking, Options, run};

use super::archives::{gzip, tar};
use super::{Folder, convert, files, outcomes, output, said};

/// In threads of this process, which is quicker than in others.
fn options(jobs: usize) -> Options {
    Options {
        jobs,
        limits: Limits::default(),
        glyphs: Vec::new(),
        passwords: Vec::new(),
        workers: None,
        retry_failed: false,
        lacking: Lacking::Prune,
    }
}

fn finish(folder: &Folder, out: &str, jobs: usize) {
    let plan = Plan::new(vec![(folder.path("in"), String::new())]);
    fs::create_dir_all(folder.path(out)).unwrap();
    let end = run(&plan, &folder.path(out), &options(jobs), &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(end, End::Finished);
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for (name, bytes) in files(from) {
        fs::write(to.join(name), bytes).unwrap();
    }
}

fn cut(path: &Path, length: usize) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(length as u64).unwrap();
}

#[test]
fn any_number_of_jobs_gives_the_same_files() {
    let folder = Folder::new().with_documents(20);
    for jobs in ["1", "3"] {
        let run = output(&[&folder.path("in"), &"--out", &folder.path(jobs), &"--jobs", &jobs, &"-q"]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    }
    assert_eq!(files(&folder.path("1")), files(&folder.path("3")));
    assert_eq!(outcomes(&folder.path("1")).len(), 20);
}

#[test]
fn a_journal_cut_at_any_byte_resumes() {
    let folder = Folder::new().with_documents(10);
    finish(&folder, "whole", 2);
    let whole = files(&folder.path("whole"));
    let (reports, documents) = (whole["reports.jsonl"].len(), whole["documents.jsonl"].len());
    for n in 0..60 {
        copy(&folder.path("whole"), &folder.path("cut"));
        // Primes, so that cuts fall everywhere.
        cut(&folder.path("cut/documents.jsonl"), n * 7919 % (documents + 1));
        if n % 2 == 0 {
            cut(&folder.path("cut/reports.jsonl"), n * 104_729 % (reports + 1));
        }
        finish(&folder, "cut", 1 + n % 3);
        assert_eq!(files(&folder.path("cut")), whole, "cut {n}");
    }
}

#[test]
fn reports_that_a_loss_of_power_left_as_zeros_are_made_again() {
    let folder = Folder::new().with_documents(10);
    finish(&folder, "whole", 2);
    let whole = files(&folder.path("whole"));
    let mut reports = whole["reports.jsonl"].clone();
    let from = reports.len() - 3000;
    reports[from..].fill(0);
    copy(&folder.path("whole"), &folder.path("torn"));
    fs::write(folder.path("torn/reports.jsonl"), reports).unwrap();
    finish(&folder, "torn", 2);
    assert_eq!(files(&folder.path("torn")), whole);
}

#[test]
fn fifty_kills_of_the_process_lose_nothing() {
    let folder = Folder::new().with_documents(48);
    let entries: Vec<(String, String)> = (0..20).map(|n| (format!("{n}.txt"), format!("第{n}号文件。"))).collect();
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    folder.write("in/020a.tar.gz", gzip(&tar(&entries)));
    let undisturbed = output(&[&folder.path("in"), &"--out", &folder.path("undisturbed"), &"-q"]);
    assert_eq!(undisturbed.status.code(), Some(0), "{}", said(&undisturbed));
    let expected = files(&folder.path("undisturbed"));
    let mut state: u64 = 42;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for jobs in ["1", "3"] {
        let (mut kills, mut round) = (0, 0);
        while kills < 25 {
            let out = folder.path(&format!("killed-{jobs}-{round}"));
            round += 1;
            loop {
                let mut child =
                    convert(&[&folder.path("in"), &"--out", &out, &"--jobs", &jobs, &"-q"]).spawn().unwrap();
                std::thread::sleep(Duration::from_millis(random(60)));
                if kills >= 25 || child.try_wait().unwrap().is_some() {
                    assert_eq!(child.wait().unwrap().code(), Some(0));
                    break;
                }
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
            }
            assert_eq!(files(&out), expected, "{jobs} jobs, after {kills} kills");
        }
    }
}

#[test]
fn a_stop_keeps_what_is_done_and_the_next_run_goes_on() {
    let folder = Folder::new().with_documents(30);
    finish(&folder, "whole", 1);
    fs::create_dir_all(folder.path("stopped")).unwrap();
    let plan = Plan::new(vec![(folder.path("in"), String::new())]);
    let stop = AtomicBool::new(false);
    let mut seen = 0;
    let end = run(&plan, &folder.path("stopped"), &options(2), &stop, &mut |_| {
        seen += 1;
        stop.store(seen >= 5, Ordering::Relaxed);
    });
    // On a fast machine nothing may have been left to stop.
    assert!(end.is_ok(), "{end:?}");
    assert!(outcomes(&folder.path("stopped")).len() >= 5);
    let mut known = 0;
    let again = run(&plan, &folder.path("stopped"), &options(2), &AtomicBool::new(false), &mut |event| {
        known += usize::from(matches!(event, Event::Known));
    });
    assert_eq!(again.unwrap(), End::Finished);
    assert!(known >= 5, "{known} known after {end:?}");
    assert_eq!(files(&folder.path("stopped")), files(&folder.path("whole")));
}

#[test]
fn a_changed_folder_converts_what_changed_and_gives_what_a_new_run_gives() {
    let folder = Folder::new().with_documents(24);
    finish(&folder, "run", 2);
    folder.write("in/000a.txt", "新增的文件。");
    folder.write("in/009.txt", "改过的文件。");
    fs::remove_file(folder.path("in/016.html")).unwrap();
    let plan = Plan::new(vec![(folder.path("in"), String::new())]);
    run(&plan, &folder.path("run"), &options(2), &AtomicBool::new(false), &mut |_| {}).unwrap();
    finish(&folder, "new", 2);
    assert_eq!(files(&folder.path("run")), files(&folder.path("new")));
    // Fewer documents than before.
    for number in 20..24 {
        fs::remove_file(folder.path(&format!("in/{number:03}.txt"))).unwrap();
    }
    finish(&folder, "run", 2);
    fs::remove_dir_all(folder.path("new")).unwrap();
    finish(&folder, "new", 2);
    assert_eq!(files(&folder.path("run")), files(&folder.path("new")));
}
