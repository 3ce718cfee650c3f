//! What is to be done with each document of the plan: known from before, a duplicate, or one to convert.

use super::carry_over::CarryOver;
use super::commit::{Done, What};
use super::frame::Request;
use super::journal::{Journal, Line, Outcome};
use super::lines::Lines;
use super::names::Names;
use super::plan::{Body, Planned};
use super::window::Window;
use super::{Job, Message, RunError};
use crate::converter::hexadecimal;
use crate::model::finding::Finding;
use crate::model::source::Provenance;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// Compares the plan with the journal as far as they agree, then sends what is new.
pub(super) struct Schedule<'a, H> {
    /// The journal and its lines, while the plan agrees with it.
    earlier: Option<(Journal, Lines)>,
    /// How long the journal's files are up to where the plan agrees with it.
    agreed: (u64, u64),
    carry_over: Option<CarryOver>,
    names: Names,
    /// Documents that stay though the plan lacks them.
    staying: HashSet<String>,
    /// The first document of each content.
    first: HashMap<[u8; 32], String>,
    retry_failed: bool,
    jobs: Sender<Job>,
    sender: Sender<Message>,
    sent: usize,
    window: &'a Window,
    halted: &'a H,
}

impl<'a, H: Fn() -> bool> Schedule<'a, H> {
    pub(super) fn new(
        journal: Journal,
        staying: HashSet<String>,
        retry_failed: bool,
        jobs: Sender<Job>,
        sender: Sender<Message>,
        window: &'a Window,
        halted: &'a H,
    ) -> Result<Self, RunError> {
        let lines = journal.lines()?;
        Ok(Schedule {
            earlier: Some((journal, lines)),
            agreed: (0, 0),
            carry_over: None,
            names: Names::default(),
            staying,
            first: HashMap::new(),
            retry_failed,
            jobs,
            sender,
            sent: 0,
            window,
            halted,
        })
    }

    /// Takes the next document of the plan.
    pub(super) fn take(&mut self, planned: Planned) -> ControlFlow<()> {
        if (self.halted)() {
            return ControlFlow::Break(());
        }
        if planned.more > 0 {
            drop(self.sender.send(Message::More(planned.more)));
        }
        // What is not wanted any more, and stays.
        if matches!(planned.body, Body::Skipped(_) | Body::Archive(_)) && self.staying.contains(&planned.name) {
            return ControlFlow::Continue(());
        }
        let name = self.names.unique(planned.name);
        let digest: Option<[u8; 32]> = match &planned.body {
            Body::Bytes(bytes) => Some(Sha256::digest(bytes).into()),
            _ => None,
        };
        let sha256 = digest.map(|d| hexadecimal(&d));
        match self.is_known(&name, sha256.as_deref(), &planned.body) {
            Ok(true) => {
                if let Some(digest) = digest {
                    self.first.entry(digest).or_insert(name);
                }
                drop(self.sender.send(Message::Known));
                ControlFlow::Continue(())
            }
            Ok(false) => self.add(name, (planned.provenance, planned.findings), digest, sha256, planned.body),
            Err(error) => {
                drop(self.sender.send(Message::Broken(error)));
                ControlFlow::Break(())
            }
        }
    }

    /// Ends the plan; `whole` if nothing was left out.
    pub(super) fn finish(mut self, mut whole: bool) {
        if self.earlier.is_some() {
            let ended = if whole { self.end() } else { Ok(()) };
            let started = ended.map(|()| self.earlier.take());
            let message = match started {
                Ok(Some((journal, _))) => Some(Message::Start(Box::new(journal))),
                Ok(None) => None,
                Err(error) => Some(Message::Broken(error)),
            };
            message.map(|message| self.sender.send(message));
        }
        while whole && let Some((line, reports)) = self.carry_over.as_mut().and_then(CarryOver::staying) {
            let held = reports.len();
            whole = self.window.enter(held, self.halted);
            if whole {
                let (name, sha256, bytes) = (line.document.clone(), line.sha256.clone(), line.bytes);
                let done = Done { name, sha256, bytes, held, what: What::Known(Box::new(line), reports) };
                whole = self.send(|place| Message::Done(place, Box::new(done))).is_continue();
            }
        }
        drop(self.sender.send(Message::Planned(self.sent, whole)));
    }

    /// What is not planned any more is taken off, and what stays though it is not comes last.
    fn end(&mut self) -> Result<(), RunError> {
        if self.next_line()?.is_none() {
            return Ok(());
        }
        if self.staying.is_empty() {
            return match &mut self.earlier {
                Some((journal, _)) => journal.cut(self.agreed.0, self.agreed.1),
                None => Ok(()),
            };
        }
        self.part(true)
    }

    /// The next line of the journal but for those of documents that stay though the plan lacks them.
    fn next_line(&mut self) -> Result<Option<(Line, u64)>, RunError> {
        let Some((_, lines)) = &mut self.earlier else { return Ok(None) };
        loop {
            let next = lines.next_line()?;
            match &next {
                Some((line, at)) if self.staying.contains(&line.document) => {
                    self.agreed = (*at, line.end);
                    self.names.note(&line.document);
                    drop(self.sender.send(Message::Known));
                }
                _ => return Ok(next),
            }
        }
    }

    /// From here on the journal is written; what it holds behind, if anything, is kept aside.
    fn part(&mut self, holds_more: bool) -> Result<(), RunError> {
        if let Some((mut journal, _)) = self.earlier.take() {
            if holds_more {
                journal.set_aside(self.agreed.0, self.agreed.1)?;
            }
            self.carry_over = journal.carry_over(&self.staying)?;
            drop(self.sender.send(Message::Start(Box::new(journal))));
        }
        Ok(())
    }

    /// Whether the journal's next line is of this document, unchanged. The first that is not ends the comparison.
    fn is_known(&mut self, name: &str, sha256: Option<&str>, body: &Body) -> Result<bool, RunError> {
        if self.earlier.is_none() {
            return Ok(false);
        }
        let next = self.next_line()?;
        if let Some((line, at)) = &next {
            let same = match body {
                Body::Bytes(_) => !line.outcome.is_open() || !self.retry_failed,
                Body::Skipped(reason) => line.outcome == Outcome::Skipped && line.reason.as_ref() == Some(reason),
                Body::Archive(holds) => line.outcome == Outcome::Archive && line.reason.as_ref() == Some(holds),
                Body::Same(of) => line.of.as_ref() == Some(of),
                Body::Failed(failure) => line.error.as_ref() == Some(failure),
            };
            if same && line.document == name && line.sha256.as_deref() == sha256 {
                self.agreed = (*at, line.end);
                return Ok(true);
            }
        }
        self.part(next.is_some())?;
        Ok(false)
    }

    fn add(
        &mut self,
        name: String,
        known: (Provenance, Vec<Finding>),
        digest: Option<[u8; 32]>,
        sha256: Option<String>,
        body: Body,
    ) -> ControlFlow<()> {
        let length = if let Body::Bytes(bytes) = &body { Some(bytes.len() as u64) } else { None };
        let (what, held) = match body {
            Body::Skipped(reason) => (What::Skipped(reason), 0),
            Body::Same(of) => (What::Duplicate(of), 0),
            Body::Archive(holds) => (What::Archive(holds), 0),
            Body::Failed(failure) => (What::Failed(failure), 0),
            Body::Bytes(bytes) => {
                let (Some(digest), Some(sha256)) = (digest, sha256.clone()) else { return ControlFlow::Break(()) };
                if let Some(first) = self.first.get(&digest) {
                    (What::Duplicate(first.clone()), 0)
                } else {
                    self.first.insert(digest, name.clone());
                    match self.before(&name, &sha256) {
                        Some((line, reports)) => {
                            let held = reports.len();
                            (What::Known(Box::new(line), reports), held)
                        }
                        None => {
                            let (provenance, findings) = known;
                            return self.convert(Request { name, sha256, provenance, findings }, bytes);
                        }
                    }
                }
            }
        };
        if !self.window.enter(held, self.halted) {
            return ControlFlow::Break(());
        }
        let done = Done { name, sha256, bytes: length, held, what };
        self.send(|place| Message::Done(place, Box::new(done)))
    }

    /// What is known of a document from before the plan changed.
    fn before(&mut self, name: &str, sha256: &str) -> Option<(Line, Vec<u8>)> {
        let known = self.carry_over.as_mut()?.take(name, sha256)?;
        (!known.0.outcome.is_open() || !self.retry_failed).then_some(known)
    }

    fn convert(&mut self, request: Request, bytes: Vec<u8>) -> ControlFlow<()> {
        if !self.window.enter(bytes.len(), self.halted) {
            return ControlFlow::Break(());
        }
        let job = Job { place: self.sent, request, bytes: Arc::new(bytes) };
        self.sent += 1;
        if self.jobs.send(job).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn send(&mut self, message: impl FnOnce(usize) -> Message) -> ControlFlow<()> {
        let sent = self.sender.send(message(self.sent));
        self.sent += 1;
        if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
