//! What one document may cost, counted while it is read.

use crate::model::limits::{Limit, Limits};

/// The clock is looked at once in so many operators.
const CLOCK_INTERVAL: u64 = 1024;

/// Running totals against the limits. Once one is reached, reading stops and [`Budget::stopped`] says why.
pub(crate) struct Budget {
    limits: Limits,
    operators: u64,
    next_clock: u64,
    painted: usize,
    unpacked: u64,
    stopped: Option<Limit>,
    cut: Option<Limit>,
    damaged: usize,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Budget {
            limits: *limits,
            operators: 0,
            next_clock: CLOCK_INTERVAL,
            painted: 0,
            unpacked: 0,
            stopped: None,
            cut: None,
            damaged: 0,
        }
    }

    /// The limits themselves.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Counts `n` operators' worth of work; `false` when reading must stop.
    pub(crate) fn work(&mut self, n: u64) -> bool {
        self.operators = self.operators.saturating_add(n);
        if self.operators >= self.next_clock {
            self.next_clock = self.operators.saturating_add(CLOCK_INTERVAL);
            if self.limits.expired() {
                self.stop(Limit::Time);
            }
            // A form that calls another ten times, twelve deep, ends here.
            if self.operators > self.limits.operators {
                self.stop(Limit::Operators);
            }
        }
        self.stopped.is_none()
    }

    /// Counts `n` glyphs or rules; `false` when reading must stop.
    pub(crate) fn paint(&mut self, n: usize) -> bool {
        self.painted = self.painted.saturating_add(n);
        if self.painted > self.limits.glyphs {
            self.stop(Limit::Glyphs);
        }
        self.stopped.is_none()
    }

    /// How many bytes the next stream may unpack to.
    pub(crate) fn stream_limit(&self) -> u64 {
        self.limits.part_bytes.min(self.limits.total_bytes.saturating_sub(self.unpacked))
    }

    /// Counts the bytes that a stream unpacked to.
    pub(crate) fn unpacked(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
    }

    /// Counts a stream that breaks off, if it does.
    pub(crate) fn damaged(&mut self, is: bool) {
        self.damaged += usize::from(is);
    }

    /// How many streams break off.
    pub(crate) fn damaged_streams(&self) -> usize {
        self.damaged
    }

    /// Notes that a stream was cut or refused, since it is over the limit; reading goes on.
    pub(crate) fn cut(&mut self) {
        let whole = self.stream_limit() < self.limits.part_bytes;
        self.left_out(if whole { Limit::TotalBytes } else { Limit::PartBytes });
    }

    /// Notes that a stream was left out, since it is over some limit; reading goes on.
    pub(crate) fn left_out(&mut self, limit: Limit) {
        self.cut.get_or_insert(limit);
    }

    /// Over which limit a stream was that was cut or refused.
    pub(crate) fn was_cut(&self) -> Option<Limit> {
        self.cut
    }

    /// Ends the reading.
    pub(crate) fn stop(&mut self, limit: Limit) {
        self.stopped.get_or_insert(limit);
    }

    /// Which limit ended the reading.
    pub(crate) fn stopped(&self) -> Option<Limit> {
        self.stopped
    }
}
