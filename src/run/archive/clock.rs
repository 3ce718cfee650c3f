//! How much may come out of an archive, how long an entry may take, and what was noticed meanwhile.

use super::malformed;
use crate::model::error::Error;
use crate::model::limits::Limits;
use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;

/// Notes that are kept of one entry; a damaged one may give a note a byte.
const NOTES: usize = 8;

/// Counts what comes out of an archive and the archives in it, and looks at the time.
#[derive(Clone)]
pub(super) struct Meter {
    left: Rc<Cell<u64>>,
    limits: Limits,
    clock: Rc<Cell<Limits>>,
    notes: Rc<RefCell<Vec<String>>>,
}

impl Meter {
    /// At most so many bytes.
    pub(super) fn new(most: u64, limits: &Limits) -> Meter {
        let limits = limits.within(limits.time);
        let clock = Rc::new(Cell::new(limits.started()));
        Meter { left: Rc::new(Cell::new(most)), limits, clock, notes: Rc::default() }
    }

    /// The next entry has its time from now on.
    pub(super) fn restart(&self) {
        self.clock.set(self.limits.started());
    }

    /// # Errors
    /// When the bytes are used up, or the time is.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.left.get() == 0 {
            return Err(malformed("it unpacks to many times its size; the rest was not read"));
        }
        self.clock.get().check_time()
    }

    /// So many bytes came out.
    pub(super) fn used(&self, count: usize) {
        self.left.set(self.left.get().saturating_sub(count as u64));
    }

    /// The same reader, its bytes counted.
    pub(super) fn count<R>(&self, inner: R) -> Metered<R> {
        Metered { inner, meter: self.clone() }
    }

    /// Keeps what is to be said of the entry.
    pub(super) fn note(&self, note: String) {
        let mut notes = self.notes.borrow_mut();
        if notes.len() < NOTES {
            notes.push(note);
        }
    }

    /// What was kept.
    pub(super) fn notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.borrow_mut())
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.meter.check().map_err(io::Error::other)?;
        let read = self.inner.read(buffer)?;
        self.meter.used(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn no_more_comes_out_than_may() {
        let meter = Meter::new(1000, &Limits::default());
        let mut out = Vec::new();
        let error = meter.count(io::repeat(7)).read_to_end(&mut out).unwrap_err();
        assert!(error.to_string().contains("many times its size"), "{error}");
        assert!(out.len() < 100_000, "{}", out.len());
        assert!(meter.check().is_err());
    }

    #[test]
    fn nothing_comes_out_when_the_time_is_up() {
        let meter = Meter::new(u64::MAX, &Limits::default().within(Duration::from_millis(1)));
        std::thread::sleep(Duration::from_millis(5));
        assert!(meter.count(io::repeat(7)).read(&mut [0; 8]).is_err());
        meter.restart();
        assert!(meter.check().is_ok());
    }
}
