//! How many pages a page tree can have. hayro makes them all, a kilobyte each, before it returns; and where kids are
//! not references, as they must be (ISO 32000-1, 7.7.3.2), but dictionaries on the spot whose kids are an array
//! elsewhere, a few hundred bytes make billions.

use std::collections::HashMap;

use memchr::memmem;

use super::containers::number;

/// Arrays that lead to arrays no deeper than this; a tree of references is not bounded by it.
const DEPTH: usize = 32;

/// Pages that stand as dictionaries in arrays of kids, at most.
pub(super) fn direct_pages(bytes: &[u8]) -> u64 {
    let mut tree = Tree { bytes, counted: HashMap::new() };
    memmem::find_iter(bytes, b"/Kids")
        .filter_map(|at| bytes.get(at + 5..))
        .map(|kids| tree.kids(kids, DEPTH))
        .fold(0, u64::saturating_add)
}

struct Tree<'a> {
    bytes: &'a [u8],
    /// Pages below an array, by its object number.
    counted: HashMap<u64, u64>,
}

impl Tree<'_> {
    /// Pages of what stands behind `/Kids`.
    fn kids(&mut self, value: &[u8], depth: usize) -> u64 {
        let value = value.trim_ascii_start();
        if value.starts_with(b"[") {
            return self.array(value, depth);
        }
        let Some((object, _)) = number(value) else { return 0 };
        if let Some(pages) = self.counted.get(&object) {
            return *pages;
        }
        if depth == 0 {
            return u64::MAX;
        }
        // An array that leads back to itself ends there.
        self.counted.insert(object, 0);
        let header = format!("{object} ");
        let bytes = self.bytes;
        let pages = memmem::find_iter(bytes, header.as_bytes())
            .filter_map(|at| number(bytes.get(at + header.len()..)?)?.1.trim_ascii_start().strip_prefix(b"obj"))
            .map(|body| body.trim_ascii_start())
            .filter(|body| body.starts_with(b"["))
            .map(|body| self.array(body, depth - 1))
            .max()
            .unwrap_or(0);
        self.counted.insert(object, pages);
        pages
    }

    /// Pages of an array: its dictionaries, and what their own kids are if these stand elsewhere.
    fn array(&mut self, array: &[u8], depth: usize) -> u64 {
        let mut open = 0usize;
        let end = array.iter().position(|byte| {
            open = match byte {
                b'[' => open + 1,
                b']' => open.saturating_sub(1),
                _ => open,
            };
            open == 0
        });
        let array = array.get(..end.unwrap_or(array.len())).unwrap_or_default();
        let dictionaries = memmem::find_iter(array, b"<<").count() as u64;
        if dictionaries == 0 {
            return 0;
        }
        memmem::find_iter(array, b"/Kids")
            .filter_map(|at| array.get(at + 5..))
            .filter(|kids| !kids.trim_ascii_start().starts_with(b"["))
            .map(|kids| self.kids(kids, depth))
            .fold(dictionaries, u64::saturating_add)
    }
}
