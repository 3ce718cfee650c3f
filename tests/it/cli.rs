//! The command line: the README's commands and their output, and errors.

use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::write::schema;

use crate::outcome::convert;

#[test]
fn readme_and_errors_are_true() {
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/it/cli/*.trycmd")
        .default_bin_path(env!("CARGO_BIN_EXE_nianbao"));
}

#[cfg(not(feature = "object-store"))]
#[test]
fn an_address_says_what_it_needs() {
    let program = env!("CARGO_BIN_EXE_nianbao");
    for (address, shown) in
        [("s3://bucket/x", "s3://bucket/x: "), ("https://secret@host/x.pdf?sig=secret", "https://host/x.pdf: ")]
    {
        let output = std::process::Command::new(program).args(["convert", address]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains(shown) && !said.contains("secret"), "{said}");
        assert!(said.contains("--features object-store"), "{said}");
    }
}

#[test]
fn every_sample_validates_against_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(schema::text()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir("samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for report in convert(&std::fs::read(&path).unwrap(), &name, &Limits::default()).unwrap() {
            let errors: Vec<String> = validator
                .iter_errors(&serde_json::to_value(&report).unwrap())
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
        count += 1;
    }
    assert_eq!(count, 22);
}

#[test]
fn finding_codes_are_stable_and_distinct() {
    let mut codes: Vec<&str> = FindingKind::ALL.iter().map(|k| k.code()).collect();
    codes.sort_unstable();
    let before = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), before);
    assert!(codes.iter().all(|c| c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
}
