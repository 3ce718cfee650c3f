//! The side of a worker process: converts the documents and goes through the archives that it is sent, one after the
//! other.

use super::archive;
use super::frame::{self, Answer, Failure, Head, Order, Reply, Request, Setup};
use super::remote::Pipe;
use crate::converter::{Converter, File};
use crate::model::error::Error;
use crate::model::finding::Severity;
use crate::repair::GlyphTables;
use crate::repair::learn::from_tsv;
use crate::report::Report;
use std::io::{self, Read, Write};

/// Answers requests until the other side closes.
///
/// # Errors
/// Those of the pipes; a document's own are replies.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let (input, output) = (&mut input, &mut output);
    let Some((setup, _)) = frame::read::<Setup>(input)? else { return Ok(()) };
    let converter = converter(&setup)?;
    restrict(setup.limits.memory);
    while let Some((order, bytes)) = frame::read::<Order>(input)? {
        match order {
            Order::Convert(request) => {
                let (answer, body) = convert(&bytes, &request, &converter);
                drop(bytes);
                frame::write(output, &Reply::Answer(answer), &body)?;
            }
            Order::Unpack(archive) => archive::serve(&archive, &setup.limits, Pipe::new(input, output))?,
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
    Ok(Converter::new().with_limits(setup.limits).with_glyphs(GlyphTables::new(&tables)))
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
        let errors = report.findings.iter().filter(|f| f.kind.severity() == Severity::Error);
        heads.push(Head {
            report_id: report.report_id.clone(),
            flags: errors.map(|f| (f.kind.code().to_string(), f.message.clone())).collect(),
        });
    }
    Ok((heads, lines))
}

/// Bounds this process's memory where the system can, and ends it with the process that started it.
#[cfg(unix)]
fn restrict(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    if let Err(error) = setrlimit(Resource::As, Rlimit { current: Some(memory), maximum: Some(memory) }) {
        tracing::warn!(%error, "the memory of a worker is not limited");
    }
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

#[cfg(not(unix))]
fn restrict(_memory: u64) {}
