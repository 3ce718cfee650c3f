//! Bounds on what an untrusted file may cost.

use std::time::{Duration, Instant};

/// Bounds on what one document may cost. Readers stop or fail at them; none is ever exceeded on the word of a file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of one unpacked part or stream.
    pub part_bytes: u64,
    /// Bytes of all unpacked parts together.
    pub total_bytes: u64,
    /// Glyphs of a whole document.
    pub glyphs: usize,
    /// Pages read.
    pub pages: usize,
    /// Nesting of elements, forms, tables.
    pub depth: usize,
    /// When reading must have ended.
    pub deadline: Option<Instant>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 256 << 20,
            part_bytes: 64 << 20,
            total_bytes: 256 << 20,
            glyphs: 4_000_000,
            pages: 2_000,
            depth: 512,
            deadline: None,
        }
    }
}

impl Limits {
    /// The same limits with the clock started: reading ends within `time` from now.
    pub fn within(mut self, time: Duration) -> Self {
        self.deadline = Instant::now().checked_add(time);
        self
    }

    /// Whether the time is up.
    pub fn expired(&self) -> bool {
        self.deadline.is_some_and(|d| Instant::now() >= d)
    }
}
