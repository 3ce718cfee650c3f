//! Repaired copies as other people's programs see them: pdftotext and pdftoppm (poppler), mutool, qpdf and pdfminer.
//! A program that is not installed is left out, and the test says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao::RepairOptions as Options;
use nianbao::model::limits::Limits;

use crate::outcome::repaired;
use crate::read_pdf::{chinese, page_with};

const PDFMINER: &str = "import sys; from pdfminer.high_level import extract_text; \
                        sys.stdout.buffer.write(extract_text(sys.argv[1]).encode('utf8', 'replace'))";

/// What a program prints; `None`, and a word about it, if it is not installed.
fn run(program: &str, args: &[&str]) -> Option<Vec<u8>> {
    match Command::new(program).args(args).output() {
        Ok(done) if program != "python3" || done.status.success() => Some([done.stdout, done.stderr].concat()),
        _ => {
            eprintln!("skipped: {program} is not installed");
            None
        }
    }
}

fn texts(file: &Path) -> Vec<(&'static str, String)> {
    let name = file.to_str().unwrap();
    let programs: [(&str, &[&str]); 3] = [
        ("pdftotext", &["-raw", name, "-"]),
        ("mutool", &["draw", "-q", "-F", "text", name]),
        ("python3", &["-c", PDFMINER, name]),
    ];
    let read = programs.iter().filter_map(|(program, args)| Some((*program, run(program, args)?)));
    read.map(|(program, out)| (program, String::from_utf8_lossy(&out).split_whitespace().collect())).collect()
}

/// Hashes would do; the pictures themselves are compared.
fn pictures(file: &Path, folder: &Path) -> Vec<Vec<u8>> {
    let name = file.to_str().unwrap();
    let stem = |what: &str| folder.join(what).to_str().unwrap().to_string();
    std::fs::create_dir_all(folder).unwrap();
    run("mutool", &["draw", "-q", "-r", "60", "-o", &stem("m%d.ppm"), name]);
    run("pdftoppm", &["-r", "60", name, &stem("p")]);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Every sample that is repaired, with the prose that it shows.
fn garbled() -> Vec<(PathBuf, Vec<String>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "pdf") {
            let truth = std::fs::read(path.with_extension("truth.json")).unwrap();
            let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
            let sections = truth["sections"].as_object().into_iter().flat_map(|s| s.values());
            let prose = sections.filter_map(|s| s.as_array()).flatten().filter_map(|p| p.as_str());
            found.push((path, prose.map(|p| p.split_whitespace().collect()).collect()));
        }
    }
    found.sort();
    found
}

#[test]
fn other_programs_read_the_prose_and_draw_the_same() {
    let folder = tempfile("programs");
    let mut repaired_count = 0;
    for (path, prose) in garbled() {
        let bytes = std::fs::read(&path).unwrap();
        let done = repaired(&bytes, "it.pdf", Options::default(), &Limits::default()).unwrap();
        if done.fonts.is_empty() {
            continue;
        }
        repaired_count += 1;
        let copy = folder.join(path.file_name().unwrap());
        std::fs::write(&copy, &done.bytes).unwrap();
        for (program, text) in texts(&copy) {
            let radicals = text.chars().filter(|c| ('\u{2E80}'..='\u{2FDF}').contains(c)).count();
            assert_eq!(radicals, 0, "{program}, {path:?}");
            // A paragraph that goes on on the next page has the page's number in it.
            let text = (1..9).fold(text, |text, page| text.replace(&format!("-{page}-"), ""));
            for paragraph in &prose {
                assert!(text.contains(paragraph), "{program}, {path:?}: {paragraph} is not in {text}");
            }
        }
        let before = pictures(&path, &folder.join("before"));
        assert!(before == pictures(&copy, &folder.join("after")), "{path:?} is drawn otherwise");
        if let Some(out) = run("qpdf", &["--check", copy.to_str().unwrap()]) {
            let out = String::from_utf8_lossy(&out).into_owned();
            assert!(!out.contains("WARNING") && !out.contains("ERROR"), "{path:?}: {out}");
        }
    }
    assert!(repaired_count >= 4, "{repaired_count} samples are repaired");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn other_programs_read_digits_of_one_byte_between_chinese_of_two() {
    let folder = tempfile("mixed");
    let (gbk, _, _) = encoding_rs::GBK.encode("受理2024件，结转15件");
    let codes: String = gbk.iter().map(|b| format!("{b:02X}")).collect();
    for encoding in ["GBK-EUC-H", "GBKp-EUC-H", "GB-EUC-H"] {
        // MuPDF does not read a font without a descriptor.
        let descriptor = "/Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 \
             /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>";
        let font = chinese(encoding).replace("/Supplement 2 >>", descriptor);
        let bytes = page_with("", "", format!("BT /F1 10 Tf 20 50 Td <{codes}> Tj ET").as_bytes(), &font, &[]);
        let (before, after) = (folder.join("before.pdf"), folder.join("after.pdf"));
        let copy = repaired(&bytes, "it.pdf", Options::default(), &Limits::default()).unwrap();
        assert_eq!(copy.left, [], "{encoding}");
        std::fs::write(&before, &bytes).unwrap();
        std::fs::write(&after, &copy.bytes).unwrap();
        for (program, text) in texts(&after) {
            assert!(text.contains("受理2024件，结转15件"), "{program}, {encoding}: {text}");
        }
        let same = pictures(&before, &folder.join("before")) == pictures(&after, &folder.join("after"));
        assert!(same, "{encoding}: drawn otherwise");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A folder of this test alone.
fn tempfile(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("nianbao-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
