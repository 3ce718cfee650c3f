//! Archives that are damaged, odd or meant to do harm: each document in them is converted or named, and none costs the
//! next.

use std::io::Write;

use super::archives::{Entry, error, expect, gzip, run, tar, zip};
use super::{Folder, documents, outcomes, output, said, sheet};

const NOTE: &str = "第一号文件，不是年报。\n";

/// A 7z of one block without compression, as 7-Zip packs several files into one, with these checksums.
fn solid(files: &[(&str, &[u8])], checksums: &[u32]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    };
    let number = |value: usize| vec![0x80 | (value >> 8) as u8, value as u8];
    let packed: Vec<u8> = files.iter().flat_map(|(_, data)| data.iter().copied()).collect();
    let count = files.len() as u8;
    let mut header = vec![1, 4];
    // Where the block is, how long it is, and that its only coder copies.
    header.extend([vec![6, 0, 1, 9], number(packed.len()), vec![0]].concat());
    header.extend([vec![7, 11, 1, 0, 1, 1, 0, 12], number(packed.len()), vec![0]].concat());
    // Its files, all lengths but the last, and their checksums.
    header.extend([8, 13, count, 9]);
    files.iter().take(files.len() - 1).for_each(|(_, data)| header.extend(number(data.len())));
    header.extend([10, 1]);
    for (at, (_, data)) in files.iter().enumerate() {
        header.extend(checksums.get(at).copied().unwrap_or_else(|| crc(data)).to_le_bytes());
    }
    header.extend([0, 0]);
    let names: Vec<u8> =
        files.iter().flat_map(|(name, _)| name.encode_utf16().chain([0])).flat_map(u16::to_le_bytes).collect();
    header.extend([vec![5, count, 17], number(names.len() + 1), vec![0], names, vec![0, 0]].concat());
    let mut start = (packed.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header).to_le_bytes());
    [b"7z\xBC\xAF\x27\x1C\0\x04".to_vec(), crc(&start).to_le_bytes().to_vec(), start, packed, header].concat()
}

#[test]
fn a_solid_7z_gives_all_documents_whatever_is_between_them() {
    let page = sheet(7);
    let inner = tar(&[("t.txt", NOTE.as_bytes())]);
    let files =
        [("a.css", &b"p { color: red }"[..]), ("b.html", page.as_bytes()), ("c.tar", &inner), ("d.txt", b"other text")];
    let (_, found) = run("s.7z", &solid(&files, &[]));
    expect(
        &found,
        &[
            ("s.7z!/a.css", "skipped"),
            ("s.7z!/b.html", "converted"),
            ("s.7z!/c.tar!/t.txt", "not_a_report"),
            ("s.7z!/c.tar", "archive"),
            ("s.7z!/d.txt", "not_a_report"),
            ("s.7z", "archive"),
        ],
    );
    let (folder, found) = run("s.7z", &solid(&files, &[1]));
    let failed: Vec<&str> = found.iter().filter(|(_, o)| o == "failed").map(|(name, _)| name.as_str()).collect();
    assert!(failed.contains(&"s.7z!/b.html") && failed.contains(&"s.7z!/d.txt"), "{found:?}");
    let message = documents(&folder.path("out"))[1]["error"]["message"].to_string();
    assert!(message.contains("packed before it"), "{message}");
}

#[test]
fn a_7z_that_claims_more_than_it_is_long_is_a_named_failure() {
    // A header of more files than there are bytes to name them.
    for count in [[0xFF, 0, 0, 0, 0x10, 0, 0, 0, 0], [0xFF, 0, 0, 0, 0, 0, 1, 0, 0]] {
        let header = [vec![1, 5], count.to_vec(), vec![0, 0]].concat();
        let crc = |bytes: &[u8]| {
            let mut crc = flate2::Crc::new();
            crc.update(bytes);
            crc.sum().to_le_bytes()
        };
        let start = [0u64.to_le_bytes().to_vec(), (header.len() as u64).to_le_bytes().to_vec(), crc(&header).to_vec()];
        let start = start.concat();
        let bytes = [b"7z\xBC\xAF\x27\x1C\0\x04".to_vec(), crc(&start).to_vec(), start, header].concat();
        let (folder, found) = run("c.7z", &bytes);
        expect(&found, &[("c.7z", "failed")]);
        assert_eq!(error(&folder, 0), "malformed");
    }
}

#[test]
fn two_entries_of_one_name_are_two_documents() {
    let (one, two) = (sheet(1), sheet(2));
    let entry = |data| Entry { name: b"a.html", data, ..Entry::default() };
    let (_, found) = run("d.zip", &zip(&[entry(one.as_bytes()), entry(two.as_bytes())]));
    expect(&found, &[("d.zip!/a.html", "converted"), ("d.zip!/a.html#2", "converted"), ("d.zip", "archive")]);
}

#[test]
fn what_the_directory_of_a_zip_hides_is_said() {
    let entry = |name, data| Entry { name, data, ..Entry::default() };
    let first = zip(&[entry(b"old.txt", NOTE.as_bytes())]);
    let both = [first, zip(&[entry(b"new.txt", NOTE.as_bytes())])].concat();
    let (folder, found) = run("h.zip", &both);
    let hidden = ("h.zip!/old.txt", "skipped");
    expect(&found, &[("h.zip!/new.txt", "not_a_report"), hidden, ("h.zip", "archive")]);
    let all = documents(&folder.path("out"));
    assert_eq!(all[1]["reason"], "the directory of the zip does not name it");
    assert_eq!(all[2]["reason"], "an archive of 1 entry, and 1 that its directory does not name");
}

#[test]
fn a_program_with_a_zip_behind_it_is_an_archive() {
    let archive = zip(&[Entry { name: b"a.txt", data: NOTE.as_bytes(), ..Entry::default() }]);
    let program = [b"MZ".to_vec(), vec![0x90; 5000], archive].concat();
    let (_, found) = run("setup.exe", &program);
    expect(&found, &[("setup.exe!/a.txt", "not_a_report"), ("setup.exe", "archive")]);
}

#[test]
fn an_entry_that_is_not_what_its_checksum_says_fails_alone() {
    let entry = |name, data| Entry { name, data, ..Entry::default() };
    let mut bytes = zip(&[entry(b"a.txt", NOTE.as_bytes()), entry(b"b.txt", b"another one")]);
    bytes[30 + 5] ^= 1;
    let (folder, found) = run("c.zip", &bytes);
    expect(&found, &[("c.zip!/a.txt", "failed"), ("c.zip!/b.txt", "not_a_report"), ("c.zip", "archive")]);
    assert_eq!(error(&folder, 0), "malformed");
}

#[test]
fn tars_one_behind_the_other_and_links_within_them() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(0);
    header.set_entry_type(tar::EntryType::Link);
    builder.append_link(&mut header, "copy.txt", "a.txt").unwrap();
    builder.append_link(&mut header, "lost.txt", "nowhere.txt").unwrap();
    let links = builder.into_inner().unwrap();
    let both = [tar(&[("a.txt", NOTE.as_bytes())]), links, b"left in a buffer".repeat(64)].concat();
    let (folder, found) = run("t.tar", &both);
    expect(
        &found,
        &[
            ("t.tar!/a.txt", "not_a_report"),
            ("t.tar!/copy.txt", "duplicate"),
            ("t.tar!/lost.txt", "skipped"),
            ("t.tar", "archive"),
        ],
    );
    assert_eq!(documents(&folder.path("out"))[1]["of"], "t.tar!/a.txt");
}

/// The head of an entry of a tar, of this type and size.
fn head(name: &str, kind: u8, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

#[test]
fn a_tar_takes_no_memory_and_no_time_on_its_word() {
    // A name of a gigabyte, and a sparse file of eight.
    let name = [head("././@LongLink", b'L', 1 << 30).as_bytes().to_vec(), vec![b'a'; 1 << 16]].concat();
    let (folder, found) = run("n.tar", &name);
    expect(&found, &[("n.tar", "failed")]);
    assert_eq!(error(&folder, 0), "malformed");
    let mut sparse = head("s.html", b'S', 512);
    let gnu = sparse.as_gnu_mut().unwrap();
    gnu.realsize = *b"100000000000";
    gnu.sparse[0].offset = *b"077777777000";
    gnu.sparse[0].numbytes = *b"000000001000";
    sparse.set_cksum();
    let after = tar(&[("b.txt", NOTE.as_bytes())]);
    let (folder, found) = run("s.tar", &[sparse.as_bytes().to_vec(), vec![b'x'; 512], after].concat());
    expect(&found, &[("s.tar!/s.html", "failed"), ("s.tar!/b.txt", "not_a_report"), ("s.tar", "archive")]);
    assert_eq!(error(&folder, 0), "limit");
}

#[test]
fn packed_files_with_something_behind_their_end_are_read_with_a_finding() {
    let page = sheet(3);
    let behind = [gzip(page.as_bytes()), vec![0; 600]].concat();
    let (folder, found) = run("p.html.gz", &behind);
    expect(&found, &[("p.html.gz!/p.html", "converted"), ("p.html.gz", "archive")]);
    let reports = std::fs::read_to_string(folder.path("out/reports.jsonl")).unwrap();
    assert!(reports.contains("behind the end of the gzip stream are 600 zeros"));
    let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip.write_all(page.as_bytes()).unwrap();
    let (_, found) = run("p.html.bz2", &bzip.finish().unwrap());
    expect(&found, &[("p.html.bz2!/p.html", "converted"), ("p.html.bz2", "archive")]);
    // The note as xz packs it.
    let xz = b"\xFD\x37\x7A\x58\x5A\x00\x00\x01\x69\x22\xDE\x36\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2F\xE5\xA3\
        \x01\x00\x21\xE7\xAC\xAC\xE4\xB8\x80\xE5\x8F\xB7\xE6\x96\x87\xE4\xBB\xB6\xEF\xBC\x8C\xE4\xB8\x8D\
        \xE6\x98\xAF\xE5\xB9\xB4\xE6\x8A\xA5\xE3\x80\x82\x0A\x00\x00\x00\xB9\xDA\x8E\x17\x00\x01\x36\x22\
        \xBA\x65\xFA\x7C\x90\x42\x99\x0D\x01\x00\x00\x00\x00\x01\x59\x5A";
    let (_, found) = run("t.txt.xz", xz);
    expect(&found, &[("t.txt.xz!/t.txt", "not_a_report"), ("t.txt.xz", "archive")]);
}

#[cfg(unix)]
#[test]
fn an_entry_that_ends_the_process_costs_itself_and_no_other() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let big = "大".repeat(4000);
    let entries =
        [("a.txt", NOTE.as_bytes()), ("b.txt", big.as_bytes()), ("c.txt", b"third".as_slice()), ("d.txt", b"fourth")];
    folder.write("in/t.tar", tar(&entries));
    // A worker that says no more than so many bytes: what it ends in is the same each time.
    let real = env!("CARGO_BIN_EXE_nianbao");
    folder.write("worker", format!("#!/bin/sh\n{real} worker | {{ dd bs=1 count=4000 2>/dev/null; kill -9 $$; }}\n"));
    std::fs::set_permissions(folder.path("worker"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::create_dir_all(folder.path("out")).unwrap();
    let options = nianbao::run::Options {
        jobs: 1,
        limits: nianbao::Limits::default(),
        glyphs: Vec::new(),
        passwords: Vec::new(),
        workers: Some(folder.path("worker")),
        retry_failed: false,
        lacking: nianbao::run::Lacking::Refuse,
    };
    let plan = nianbao::run::plan::Plan::new(vec![(folder.path("in"), String::new())]);
    let stop = std::sync::atomic::AtomicBool::new(false);
    nianbao::run::run(&plan, &folder.path("out"), &options, &stop, &mut |_| {}).unwrap();
    let all = documents(&folder.path("out"));
    let found: Vec<(&str, bool)> =
        all.iter().map(|d| (d["document"].as_str().unwrap(), d["sha256"].is_string())).collect();
    let lost = ("t.tar!/b.txt", false);
    assert_eq!(found, [("t.tar!/a.txt", true), lost, ("t.tar!/c.txt", true), ("t.tar!/d.txt", true), ("t.tar", false)]);
    assert_eq!(all[1]["error"]["code"], "crashed");
    assert_eq!(all[4]["outcome"], "archive");
}

#[test]
fn a_bomb_in_an_archive_leaves_the_documents_behind_it() {
    let folder = Folder::new();
    let bomb = gzip(&vec![b' '; 200 << 20]);
    folder.write("in/a.tar", tar(&[("a.html.gz", &bomb), ("b.txt", NOTE.as_bytes())]));
    folder.write("in/z.html", sheet(1));
    let run = output(&[&folder.path("in"), &"--out", &folder.path("out")]);
    let found = outcomes(&folder.path("out"));
    assert!(found.contains(&("a.tar!/b.txt".into(), "not_a_report".into())), "{found:?} {}", said(&run));
    assert!(found.contains(&("z.html".into(), "converted".into())), "{found:?}");
}
