//! The command line: the README's commands and their output, and errors.

use nianbao::model::finding::FindingKind;

#[test]
fn readme_and_errors_are_true() {
    // A copy is written into a folder that is there.
    std::fs::create_dir_all("target/out").unwrap();
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
fn finding_codes_are_stable_and_distinct() {
    let mut codes: Vec<&str> = FindingKind::ALL.iter().map(|k| k.code()).collect();
    codes.sort_unstable();
    let before = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), before);
    assert!(codes.iter().all(|c| c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
}
