//! One test a quirk of real reports, each bent into a report that is clean otherwise.

mod contradictions;
mod dumps;
mod editions;
mod labels;
mod marks;
mod metadata;
mod outlines;
mod prose;
mod refusals;
mod structure;
mod values;
mod who;

/// Tests in which a quirk changes no number: every cell comes out as before.
macro_rules! changes_no_number {
    ($($(#[$doc:meta])* $name:ident($layout:ident, $sheet:ident) $change:block)*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            let mut $sheet = crate::sheet::Sheet::of(crate::sheet::Layout::$layout);
            $change
            crate::outcome::Outcome::html(&$sheet).assert_exact(&$sheet.facts);
        }
    )*};
}
use changes_no_number;

/// The same quirk of one label in many spellings: those that lose a number are listed.
#[track_caller]
fn each<T: std::fmt::Debug + Copy>(
    layout: crate::sheet::Layout,
    variants: &[T],
    bend: impl Fn(&mut crate::sheet::Sheet, T),
) {
    let mut lost = Vec::new();
    for variant in variants {
        let mut sheet = crate::sheet::Sheet::of(layout);
        bend(&mut sheet, *variant);
        let outcome = crate::outcome::Outcome::html(&sheet);
        let differences = outcome.differences(&sheet.facts);
        if let Some(first) = differences.first() {
            lost.push(format!("{variant:?}: {} cells, first {first}", differences.len()));
        }
    }
    crate::outcome::assert_none(&lost, "variants lose numbers");
}
