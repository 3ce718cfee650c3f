//! How far a run is: a bar on a terminal, else a line a minute.

#![expect(clippy::disallowed_methods, reason = "how long a run takes is shown, and in no report")]

use super::legible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nianbao::Severity;
use nianbao::run::Event;
use nianbao::run::frame::Flag;
use nianbao::run::journal::{Line, Outcome};
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two lines where there is no bar.
const BEAT: Duration = Duration::from_secs(60);

/// What is said of each document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loudness {
    /// Nothing.
    Quiet,
    /// Failures and flags.
    Usual,
    /// Every document.
    Verbose,
}

/// Shows the events of a run on standard error.
pub struct Progress {
    bar: ProgressBar,
    beats: bool,
    loudness: Loudness,
    beat: Instant,
    begun: Instant,
    known: u64,
    new: usize,
    failed: usize,
    unread: usize,
    flagged: usize,
}

impl Progress {
    /// `shown` is false for neither bar nor lines.
    pub fn new(total: usize, shown: bool, loudness: Loudness) -> Progress {
        let terminal = shown && io::stderr().is_terminal();
        let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec:0} {eta} left {msg}") {
            bar.set_style(style);
        }
        let now = Instant::now();
        let beats = shown && !terminal;
        let (known, new, failed, unread, flagged) = (0, 0, 0, 0, 0);
        Progress { bar, beats, loudness, beat: now, begun: now, known, new, failed, unread, flagged }
    }

    /// Takes an event.
    pub fn on(&mut self, event: &Event<'_>) {
        match event {
            Event::More(count) => self.bar.inc_length(*count as u64),
            Event::Known => {
                self.known += 1;
                self.bar.inc(1);
                self.bar.reset_eta();
            }
            Event::Done { line, flags } => {
                self.done(line, flags);
                self.bar.inc(1);
                let counts = format!("{} failed, {} unread, {} flagged", self.failed, self.unread, self.flagged);
                self.bar.set_message(counts);
            }
            Event::Beat => {}
        }
        if self.beats && self.beat.elapsed() >= BEAT {
            self.beat = Instant::now();
            let (at, total) = (self.bar.position(), self.bar.length().unwrap_or(0));
            let speed = at.saturating_sub(self.known) as f64 / self.begun.elapsed().as_secs_f64();
            let left = if speed > 0.0 { total.saturating_sub(at) as f64 / speed / 60.0 } else { 0.0 };
            self.say(&format!(
                "{at}/{total} documents, {speed:.0} a second, {left:.0} minutes left, {} failed, {} unread, {} flagged",
                self.failed, self.unread, self.flagged
            ));
        }
    }

    /// Counts a document, and says what became of it.
    fn done(&mut self, line: &Line, flags: &[Flag]) {
        self.new += 1;
        self.failed += usize::from(line.outcome == Outcome::Failed);
        self.unread += usize::from(line.outcome == Outcome::Unread);
        self.flagged += usize::from(!flags.is_empty());
        let document = legible::line(&line.document);
        if self.loudness == Loudness::Quiet {
            return;
        }
        if let Some(error) = &line.error {
            return self.say(&format!("{document}: {}: {}\n  {}", error.code, error.message, error.advice));
        }
        if let (Outcome::NotAReport, Some(reason)) = (line.outcome, &line.reason) {
            return self.say(&format!("{document}: not_a_report: {reason}"));
        }
        // Of warnings there are many, and `nianbao status` lists them.
        let verbose = self.loudness == Loudness::Verbose;
        let said: Vec<&Flag> = flags.iter().filter(|f| verbose || f.severity == Severity::Error).collect();
        for flag in &said {
            self.say(&format!("{document}: {}: {}", flag.code, flag.message));
        }
        if verbose && said.is_empty() {
            self.say(&format!("{document}: {}", line.outcome.name()));
        }
    }

    /// Documents that were added to the run.
    pub fn new_documents(&self) -> usize {
        self.new
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, text: &str) {
        self.bar.suspend(|| note(text));
    }
}

/// Prints a line on standard error; that nobody reads it is no error.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", legible::lines(text));
}
