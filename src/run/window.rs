//! How much of a run may be between planning and the journal: reports wait there for those of documents before them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Documents between planning and the journal. While one takes its minute, the others go on until so many wait for it.
const DOCUMENTS: usize = 1024;
/// Their bytes and those of their reports.
const BYTES: usize = 48 << 20;

/// Counts what is under way.
#[derive(Default)]
pub(super) struct Window {
    held: Mutex<(usize, usize)>,
    freed: Condvar,
}

impl Window {
    /// Waits until there is room for a document of so many bytes; a large one alone always fits. `false` if `stop` was
    /// set meanwhile.
    pub(super) fn enter(&self, bytes: usize, stop: impl Fn() -> bool) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if stop() {
                return false;
            }
            let (documents, total) = *held;
            if documents == 0 || documents < DOCUMENTS && total.saturating_add(bytes) <= BYTES {
                *held = (documents + 1, total + bytes);
                return true;
            }
            // A signal wakes nobody, so look for it now and then.
            held = self
                .freed
                .wait_timeout(held, Duration::from_millis(50))
                .map_or_else(|e| e.into_inner().0, |(held, _)| held);
        }
    }

    /// Bytes of a document that were replaced by those of its reports.
    pub(super) fn exchange(&self, old: usize, new: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.1 = held.1.saturating_sub(old).saturating_add(new);
        drop(held);
        self.freed.notify_all();
    }

    /// A document that is in the journal.
    pub(super) fn leave(&self, bytes: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = (held.0.saturating_sub(1), held.1.saturating_sub(bytes));
        drop(held);
        self.freed.notify_all();
    }
}

/// Whether one of these flags is set.
pub(super) fn any(flags: [&AtomicBool; 2]) -> bool {
    flags.iter().any(|f| f.load(Ordering::Relaxed))
}
