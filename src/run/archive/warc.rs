//! What servers answered, out of the records of a web archive, with the address, the time and the charset that they
//! declared.

use super::entries::{Body, Halt, Seen, Unpacking};
use super::http::{self, Answer};
pub(super) use super::warc_records::Input;
use super::warc_records::{Head, Next, Records, Whole};
use super::{counted, malformed};
use crate::model::finding::{Finding, FindingKind};
use crate::model::source::Provenance;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Bytes of documents that wait for the checksum of what they are packed in.
const HELD: usize = 32 << 20;
/// Payloads that are known to revisits; those of later answers are not.
const PAYLOADS: usize = 200_000;

/// An answer that was read and is not given yet.
struct Answered {
    place: Vec<u64>,
    name: String,
    body: Body,
    provenance: Provenance,
    findings: Vec<Finding>,
    /// How many bytes the server announced, if it is known.
    announced: Option<u64>,
    /// Where its bytes begin, and its record ends.
    begins: u64,
    end: u64,
}

/// A web archive being gone through.
struct Web<'a, 'b, 'c> {
    unpacking: &'a mut Unpacking<'b>,
    records: Records<'c>,
    name: &'a str,
    held: VecDeque<Answered>,
    size: usize,
    /// Names by the digests of what was answered.
    payloads: HashMap<String, String>,
    /// How often a name was given.
    names: HashMap<String, usize>,
}

/// Plans the answers of servers in their order, and counts the other records.
pub(super) fn each(unpacking: &mut Unpacking<'_>, input: Input<'_>, name: &str) -> Result<String, Halt> {
    let mut web = Web {
        unpacking,
        records: Records::new(input),
        name,
        held: VecDeque::new(),
        size: 0,
        payloads: HashMap::new(),
        names: HashMap::new(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut damage, mut damaged) = (None, 0);
    loop {
        let next = web.records.next().map_err(|e| web.unpacking.unread(&e));
        match next {
            Ok(Next::Record(head)) => {
                *counts.entry(head.kind.clone()).or_default() += 1;
                web.record(&head)?;
                web.settle(false)?;
            }
            Ok(Next::Damage(what)) => {
                web.settle(true)?;
                damaged += 1;
                damage.get_or_insert(what);
            }
            Ok(Next::End) => break,
            Err(error) => {
                web.settle(true)?;
                return Err(error.into());
            }
        }
    }
    web.settle(true)?;
    let kinds: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let what = format!("a web archive of the records: {}", kinds.join(", "));
    match damage {
        None => Ok(what),
        Some(damage) => Err(malformed(&format!(
            "{damage} ({}); {what}",
            counted(damaged, if damaged == 1 { "place" } else { "places" })
        ))
        .into()),
    }
}

impl Web<'_, '_, '_> {
    fn record(&mut self, head: &Head) -> Result<(), Halt> {
        let is_answer = matches!(head.kind.as_str(), "response" | "resource" | "revisit");
        let name = format!("{}!/{}", self.name, head.url.as_deref().unwrap_or_default());
        let seen = if is_answer { self.unpacking.seen(&name)? } else { Seen::Before };
        let answered = match seen {
            Seen::Before => None,
            Seen::Lost(failure) => Some(self.answered(name, Body::Lost(failure))),
            Seen::New if head.kind == "revisit" => Some(self.revisit(head, name)),
            Seen::New => Some(self.answer(head, name)),
        };
        let whole = self.records.finish().map_err(|e| self.unpacking.unread(&e))?;
        let Some(mut answered) = answered else {
            // What is between answers is no part of the time of one.
            self.unpacking.meter.restart();
            return Ok(());
        };
        answered.end = self.records.position();
        if let (Some(announced), Body::Bytes(_)) = (answered.announced, &answered.body) {
            let kept = answered.end - answered.begins;
            if kept < announced {
                answered.damage(format!("the server announced {announced} bytes, of which the archive has {kept}"));
            }
        }
        match whole {
            Whole::Yes => {}
            Whole::Length => answered.body = Body::Failed(malformed("its record is not as long as it says")),
            Whole::Cut => answered.body = Body::Failed(malformed("its record is cut off or damaged")),
        }
        // The checksum of a member that ends here is known then.
        self.records.look().map_err(|e| self.unpacking.unread(&e))?;
        self.keep(answered, head.payload.clone());
        Ok(())
    }

    /// Keeps an answer until it is known whether it is whole, and its name for revisits.
    fn keep(&mut self, answered: Answered, payload: Option<String>) {
        if let Body::Bytes(bytes) = &answered.body {
            self.size += bytes.len();
            if let Some(digest) = payload.filter(|_| self.payloads.len() < PAYLOADS) {
                let times = self.names.get(&answered.name).copied().unwrap_or(0);
                let name = answered.name.clone();
                // As the run calls what has the name of another.
                let name = if times == 0 { name } else { format!("{name}#{}", times + 1) };
                self.payloads.entry(digest).or_insert(name);
            }
        }
        if self.names.len() < PAYLOADS {
            *self.names.entry(answered.name.clone()).or_default() += 1;
        }
        self.held.push_back(answered);
    }

    /// Gives the answers whose checksum is known, or, at the end and at damage, all. Those that wait for it too long are
    /// given without.
    fn settle(&mut self, all: bool) -> Result<(), Halt> {
        while let Some(first) = self.held.front() {
            let is_verified = first.end <= self.records.verified();
            if !is_verified && !all && self.size <= HELD {
                break;
            }
            let Some(mut first) = self.held.pop_front() else { break };
            if let Body::Bytes(bytes) = &first.body {
                self.size -= bytes.len();
                if !is_verified && all {
                    let what = "the part of the archive that it is packed in is damaged, or not what its checksum says";
                    first.body = Body::Failed(malformed(what));
                }
            }
            self.unpacking.give_at(first.place, first.name, first.body, first.provenance, first.findings)?;
        }
        Ok(())
    }

    fn answered(&self, name: String, body: Body) -> Answered {
        Answered {
            place: self.unpacking.place(),
            name,
            body,
            provenance: self.unpacking.provenance(),
            findings: Vec::new(),
            announced: None,
            begins: 0,
            end: 0,
        }
    }

    /// A record that another one has the content of.
    fn revisit(&self, head: &Head, name: String) -> Answered {
        let by_digest = head.payload.as_ref().and_then(|digest| self.payloads.get(digest)).cloned();
        let by_address = || {
            let of = format!("{}!/{}", self.name, head.refers_to.as_deref()?);
            self.names.contains_key(&of).then_some(of)
        };
        let body = match by_digest.or_else(by_address) {
            Some(of) => Body::Same(of),
            None => Body::Skipped("unchanged since an earlier visit, which is not before it in this file".into()),
        };
        self.answered(name, body)
    }

    /// A record that has the content.
    fn answer(&mut self, head: &Head, name: String) -> Answered {
        let url = head.url.as_deref().unwrap_or_default();
        let is_http =
            head.kind == "response" && (head.content_type.starts_with("application/http") || url.starts_with("http"));
        let answer = if is_http { http::answer(&mut self.records) } else { Ok(Answer::of_type(&head.content_type)) };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.answered(name, Body::Failed(self.unpacking.unread(&error))),
        };
        // The name that a server's path ends in, without what asks of it.
        let plain = name.split(['?', '#']).next().unwrap_or(&name);
        let by_name = self.unpacking.wanted.unwanted(plain).filter(|_| !answer.is_document());
        let reason = answer.unwanted().or(by_name).or_else(|| self.unpacking.wanted.excluded(plain));
        if let Some(reason) = reason {
            return self.answered(name, Body::Skipped(reason));
        }
        let begins = self.records.position();
        let meter = self.unpacking.meter.clone();
        let body = match answer.body(&mut self.records, &meter) {
            Ok((mut body, is_packed)) => (self.unpacking.bytes(&mut body), is_packed),
            Err(error) => (Body::Failed(error), false),
        };
        let mut answered = self.answered(name, body.0);
        answered.provenance = Provenance {
            url: head.url.clone(),
            fetched_on: head.date.clone(),
            declared_charset: answer.charset.clone(),
        };
        answered.begins = begins;
        // Some archives keep the length of what was packed beside what they have unpacked.
        answered.announced = answer.length.filter(|_| body.1);
        if let Some(why) = &head.truncated {
            answered.damage(format!("the archive kept only a part of it ({why})"));
        }
        answered
    }
}

impl Answered {
    fn damage(&mut self, message: String) {
        self.findings.push(Finding::new(FindingKind::DamagedFile, message));
    }
}
