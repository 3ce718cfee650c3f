//! The side of a worker process: converts the documents and goes through the archives that it is sent, one after the
//! other.

use super::archive;
use super::frame::{self, Answer, Failure, Head, Order, Reply, Request, Setup};
use super::remote::Pipe;
use super::report_outcome as outcome;
use crate::converter::{Converter, File};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::repair::GlyphTables;
use crate::repair::learn::from_tsv;
use crate::report::Report;
use std::io::{self, Read, Write};
use std::path::Path;

/// The only variable that a worker is given: what of its log is wanted.
pub(super) const LOG: &str = "NIANBAO_LOG";

/// Answers requests until the other side closes.
///
/// # Errors
/// Those of the pipes; a document's own are replies.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let (input, output) = (&mut input, &mut output);
    let Some((setup, _)) = frame::read::<Setup>(input)? else { return Ok(()) };
    let converter = converter(&setup)?;
    restrict(&setup.limits);
    while let Some((order, bytes)) = frame::read::<Order>(input)? {
        match order {
            Order::Convert(request) => {
                let (answer, body) = convert(&bytes, &request, &converter);
                drop(bytes);
                frame::write(output, &Reply::Answer(answer), &body)?;
            }
            Order::Unpack(archive) => archive::serve(&archive, &setup.limits, Pipe::new(input, output))?,
            Order::Look => frame::write(output, &Reply::Reachable(reachable()), &[])?,
            Order::Bytes(_) | Order::Next | Order::Enough => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(())
}

/// What converts as a worker is told once.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] for a table that is none.
pub fn converter(setup: &Setup) -> io::Result<Converter> {
    let mut tables = Vec::new();
    for text in &setup.glyphs {
        tables.extend(from_tsv(text).map_err(|_| io::ErrorKind::InvalidData)?);
    }
    Ok(Converter::new()
        .with_limits(setup.limits)
        .with_glyphs(GlyphTables::new(&tables))
        .with_passwords(setup.passwords.clone()))
}

/// Converts one document to its reports, a line each.
pub fn convert(bytes: &[u8], request: &Request, converter: &Converter) -> (Answer, Vec<u8>) {
    let file = File {
        bytes,
        name: file_name(request),
        sha256: Some(&request.sha256),
        provenance: request.provenance.clone(),
        findings: request.findings.clone(),
    };
    match converter.convert(file).and_then(|reports| lines(&reports)) {
        Ok((heads, lines)) => (Answer::Converted(heads), lines),
        Err(error) if outcome::is_open(&error) => (Answer::Unread(Failure::from(&error)), Vec::new()),
        Err(error) => (Answer::Failed(Failure::from(&error)), Vec::new()),
    }
}

/// The name by which a document is known: of one in a web archive what its address ends in, without what asks of it.
fn file_name(request: &Request) -> &str {
    match &request.provenance.url {
        Some(url) if request.name.contains(&format!("!/{url}")) => {
            url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/')
        }
        _ => &request.name,
    }
}

/// The reports as JSON Lines.
fn lines(reports: &[Report]) -> Result<(Vec<Head>, Vec<u8>), Error> {
    let (mut heads, mut lines) = (Vec::new(), Vec::new());
    for report in reports {
        lines.append(&mut report.line().map_err(io::Error::from)?);
        let (outcome, flags) = (outcome::outcome(report), outcome::flags(report));
        heads.push(Head { report_id: report.report_id.clone(), outcome, flags });
    }
    Ok((heads, lines))
}

/// Whether the memory of a process can be limited on this system.
pub const KEEPS_MEMORY: bool = cfg!(unix);

/// Bounds this process where the system can: its memory, and that it opens nothing and writes to no file. It ends with the
/// process that started it.
#[cfg(unix)]
pub fn restrict(limits: &Limits) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Before nothing can be opened any more, since the rules of a process are a file until they hold.
    #[cfg(target_os = "linux")]
    confine();
    // The three that it was started with are all that it needs.
    let bounds = [(Resource::As, limits.memory), (Resource::Fsize, 0), (Resource::Nofile, 3)];
    for (resource, most) in bounds {
        if let Err(error) = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }) {
            tracing::warn!(%error, "a worker is not limited in {resource:?}");
        }
    }
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::thread::set_no_new_privs(true);
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    }
}

/// Takes all paths and ports from this process, where the kernel has Landlock.
#[cfg(target_os = "linux")]
fn confine() {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr};
    let confined = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|rules| rules.create())
        .and_then(|rules| rules.restrict_self());
    if let Err(error) = confined {
        tracing::warn!(%error, "a worker is not confined by Landlock");
    }
}

#[cfg(not(unix))]
pub fn restrict(_limits: &Limits) {
    tracing::warn!("the memory of a worker cannot be limited on this system");
}

/// What this process can reach that a document must not.
fn reachable() -> Vec<String> {
    let program = std::env::current_exe();
    let tries = [
        ("files", std::fs::File::open(program.as_deref().unwrap_or(Path::new("/"))).is_ok()),
        ("folders", std::fs::read_dir("/").is_ok()),
        ("sockets", std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("programs", std::process::Command::new("/bin/true").status().is_ok()),
        ("the environment", std::env::vars_os().any(|(name, _)| name != LOG)),
    ];
    tries.iter().filter(|(_, reached)| *reached).map(|(what, _)| (*what).to_string()).collect()
}
