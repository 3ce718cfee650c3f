//! What holds for every report that could be printed, and for every row of bytes.

use nianbao::model::limits::Limits;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::outcome::{Outcome, assert_none, convert, same_number};
use crate::sheet::dump::{Shape, dump};
use crate::sheet::facts::drawn;
use crate::sheet::{Layout, Sheet};

/// How an office prints its numbers.
#[derive(Clone, Copy, Debug)]
struct Style {
    full_width: bool,
    thousands: bool,
    dash_for_zero: bool,
    spaces: bool,
    unit: bool,
}

impl Style {
    /// The number as printed; a dash is no number.
    fn print(self, number: &str) -> String {
        if self.dash_for_zero && number == "0" {
            return "—".to_string();
        }
        let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
        let mut text = whole.to_string();
        if self.thousands && whole.trim_start_matches('-').len() > 3 {
            text.insert(whole.len() - 3, ',');
        }
        text.push_str(rest);
        if self.full_width {
            text = text
                .chars()
                .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c })
                .collect();
        }
        if self.unit && rest.is_empty() {
            text.push('件');
        }
        if self.spaces { format!("&nbsp; {text} ") } else { text }
    }
}

fn style() -> impl Strategy<Value = Style> {
    any::<[bool; 5]>().prop_map(|[full_width, thousands, dash_for_zero, spaces, unit]| Style {
        full_width,
        thousands,
        dash_for_zero,
        spaces,
        unit,
    })
}

fn layout() -> impl Strategy<Value = Layout> {
    prop_oneof![Just(Layout::Of2019), Just(Layout::Of2021), Just(Layout::Hybrid)]
}

/// What a report is drawn from: its layout, whether most of its numbers are zero as in real ones, and a seed.
type Drawn = (Layout, bool, u64);

fn any_report() -> impl Strategy<Value = Drawn> {
    (layout(), any::<bool>(), any::<u64>())
}

fn sheet((layout, sparse, seed): Drawn) -> Sheet {
    let mut state = seed;
    let mut next = move |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % (most + 1)
    };
    Sheet::with(layout, drawn(layout, |most| if sparse && next(2) > 0 { 0 } else { next(most) }))
}

/// The same cases in every run.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2024), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn numbers_come_back_in_whatever_style_they_are_printed(report in any_report(), style in style()) {
        let mut sheet = sheet(report);
        let facts = sheet.facts.clone();
        for (id, number) in &facts {
            // A count is printed with its unit; an amount has a unit of its own.
            let style = Style { unit: style.unit && !id.ends_with("amount"), ..style };
            sheet.set(id, &style.print(number));
        }
        let outcome = Outcome::html(&sheet);
        let mut wrong: Vec<String> = outcome.failing().iter().map(|c| c["rule"].to_string()).collect();
        for (id, number) in &facts {
            let got = outcome.value(id);
            let right = match &got {
                Some(got) => same_number(got, number) && outcome.status(id) == "published",
                None => style.dash_for_zero && number == "0" && outcome.status(id) == "not_applicable",
            };
            if !right {
                wrong.push(format!("{id}: {number} came out {} {got:?}", outcome.status(id)));
            }
        }
        prop_assert_eq!(outcome.ids().len(), facts.len());
        assert_none(&wrong, "cells or sums");
    }

    #[test]
    fn no_dump_of_text_gives_a_wrong_number(report in any_report(), shape in prop_oneof![
        Just(Shape::Tabs), Just(Shape::Bars), Just(Shape::PipeRows), Just(Shape::TabRows), Just(Shape::Unsegmented), Just(Shape::Wrapped),
    ]) {
        let sheet = sheet(report);
        Outcome::text(&sheet, shape).assert_none_wrong(&sheet.facts);
    }

    #[test]
    fn no_dump_of_one_cell_a_line_gives_a_wrong_number(report in any_report(), shape in prop_oneof![
        Just(Shape::Lines), Just(Shape::SpacedLines),
    ]) {
        let sheet = sheet(report);
        Outcome::text(&sheet, shape).assert_none_wrong(&sheet.facts);
    }

    #[test]
    fn a_report_cut_anywhere_never_gives_a_wrong_number(report in any_report(), cut in 0.2f64..1.0) {
        let sheet = sheet(report);
        let html = sheet.html();
        let mut end = (html.len() as f64 * cut) as usize;
        while !html.is_char_boundary(end) {
            end -= 1;
        }
        // Inside a number the cut cannot be seen: it ends with a tag.
        let end = html[..end].rfind('>').map_or(0, |at| at + 1);
        if let Ok(reports) = convert(&html.as_bytes()[..end], "report.html", &Limits::default()) {
            Outcome::only(&reports).assert_none_wrong(&sheet.facts);
        }
    }

    #[test]
    fn the_same_bytes_give_the_same_bytes(report in any_report(), shape in prop_oneof![Just(Shape::Tabs), Just(Shape::Unsegmented)]) {
        let sheet = sheet(report);
        for (bytes, name) in [(sheet.html(), "report.html"), (dump(&sheet, shape), "report.txt")] {
            let once = Outcome::of(bytes.as_bytes(), name).0.to_string();
            prop_assert_eq!(&once, &Outcome::of(bytes.as_bytes(), name).0.to_string());
        }
    }
}

/// Beginnings that lead to each reader.
const HEADS: [&[u8]; 7] = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<html><table>",
    b"{\\rtf1",
    "一、总体情况\n".as_bytes(),
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
];

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_bytes_panic(head in 0..HEADS.len(), tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = convert(&[HEADS[head], &tail].concat(), "x", &Limits::default());
    }

    #[test]
    fn no_damage_to_a_sample_panics(
        file in prop_oneof![
            Just("radicals.pdf"), Just("report.docx"), Just("report.doc"), Just("report.rtf"),
            Just("report.odt"), Just("report.xlsx"), Just("report.ods"), Just("report.ofd"),
            Just("report-gbk.html"), Just("report-layout.txt"),
        ],
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in 0.5f64..1.0,
    ) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(file);
        let mut bytes = std::fs::read(path).expect("a sample");
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate((bytes.len() as f64 * end) as usize);
        let _ = convert(&bytes, file, &Limits::default());
    }
}

#[test]
fn every_sample_gives_the_same_bytes_twice() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for entry in std::fs::read_dir(folder).expect("samples") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        if !name.ends_with(".json") {
            let bytes = std::fs::read(&path).expect("a sample");
            let once = |name: &str| Outcome::of(&bytes, name).0.to_string();
            assert_eq!(once(name), once(name), "{name}");
            assert_eq!(once(name), once(&format!("/some/folder/{name}")), "{name}: the host's path is in the report");
        }
    }
}
