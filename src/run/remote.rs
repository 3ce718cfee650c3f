//! The bytes of an archive, seen from a worker process, which asks the run for them: it can open no file itself.

use super::frame::{self, Order, Reply};
use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

/// Bytes that are asked for at a time.
const PIECE: usize = 1 << 18;

/// What leads to the run and back, for who reads an archive and who says what is in it.
#[derive(Clone)]
pub(super) struct Pipe<'a> {
    ends: Rc<RefCell<Ends<'a>>>,
}

struct Ends<'a> {
    input: &'a mut dyn Read,
    output: &'a mut dyn Write,
}

impl<'a> Pipe<'a> {
    pub(super) fn new(input: &'a mut dyn Read, output: &'a mut dyn Write) -> Pipe<'a> {
        Pipe { ends: Rc::new(RefCell::new(Ends { input, output })) }
    }

    /// Says something that is not answered.
    pub(super) fn say(&self, reply: &Reply) -> io::Result<()> {
        frame::write(&mut self.ends.borrow_mut().output, reply, &[])
    }

    /// Says something, and waits for the answer.
    pub(super) fn ask(&self, reply: &Reply, body: &[u8]) -> io::Result<(Order, Vec<u8>)> {
        let mut ends = self.ends.borrow_mut();
        frame::write(&mut ends.output, reply, body)?;
        frame::read(&mut ends.input)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// An archive that lies with the run.
pub(super) struct Remote<'a> {
    pipe: Pipe<'a>,
    size: u64,
    at: u64,
    /// What was read last, and where it begins.
    piece: Vec<u8>,
    start: u64,
}

impl<'a> Remote<'a> {
    pub(super) fn new(pipe: Pipe<'a>, size: u64) -> Remote<'a> {
        Remote { pipe, size, at: 0, piece: Vec::new(), start: 0 }
    }

    /// What there is of the last piece from here on.
    fn held(&self) -> &[u8] {
        let skip = self.at.checked_sub(self.start).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.piece.get(skip..)).unwrap_or_default()
    }
}

impl Read for Remote<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.held().is_empty() && self.at < self.size && !buffer.is_empty() {
            let length = (self.size - self.at).min(PIECE as u64) as usize;
            self.piece = match self.pipe.ask(&Reply::Read(self.at, length), &[])? {
                (Order::Bytes(None), bytes) => bytes,
                (Order::Bytes(Some(words)), _) => return Err(io::Error::other(words)),
                _ => return Err(io::ErrorKind::InvalidData.into()),
            };
            self.start = self.at;
        }
        let read = self.held().read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Remote<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
