//! The members of a gzip file (RFC 1952), one behind the other, each with its own checksum.

use super::clock::Meter;
use flate2::bufread::GzDecoder;
use memchr::memmem;
use std::io::{self, BufRead, Read};

/// How a member begins: its mark, and deflate, the only method.
const MARK: &[u8] = b"\x1F\x8B\x08";
/// Bytes behind the last member that are looked at.
const BEHIND: u64 = 1 << 20;

/// How a member ended, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It has more.
    Not,
    /// To its end, and its checksum is right.
    Whole,
    /// It cannot be read to its end, or is not what its checksum says.
    Damaged,
}

/// Reads members, their bytes counted. As a reader it gives them as one stream, and ends in an error where one is damaged.
pub(super) struct Members<R: BufRead> {
    decoder: Option<GzDecoder<R>>,
    meter: Meter,
    /// What was read beforehand of the first member.
    head: Vec<u8>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(input: R, meter: &Meter) -> Members<R> {
        Members { decoder: Some(GzDecoder::new(input)), meter: meter.clone(), head: Vec::new() }
    }

    /// Whether the first member begins with these bytes.
    pub(super) fn begins(&mut self, mark: &[u8]) -> io::Result<bool> {
        let Some(decoder) = &mut self.decoder else { return Ok(false) };
        let result = decoder.take(mark.len() as u64).read_to_end(&mut self.head);
        // An error comes again when it is read on.
        result.map(|_| self.head == mark)
    }

    /// Bytes of the member at hand, and whether they are its last.
    pub(super) fn piece(&mut self, buffer: &mut [u8]) -> (usize, Ended) {
        if !self.head.is_empty() {
            let length = self.head.len().min(buffer.len());
            for (to, from) in buffer.iter_mut().zip(self.head.drain(..length)) {
                *to = from;
            }
            return (length, Ended::Not);
        }
        let Some(decoder) = &mut self.decoder else { return (0, Ended::Whole) };
        match decoder.read(buffer) {
            // That bytes or time are used up is said by who goes on to the next.
            _ if self.meter.check().is_err() => (0, Ended::Damaged),
            Ok(0) if !buffer.is_empty() => (0, Ended::Whole),
            Ok(read) => {
                self.meter.used(read);
                (read, Ended::Not)
            }
            Err(_) => (0, Ended::Damaged),
        }
    }

    /// Goes on to the next member; `false` if there is none. What is between them and is none is noted.
    pub(super) fn next(&mut self, ended: Ended) -> io::Result<bool> {
        self.meter.check().map_err(io::Error::other)?;
        let Some(mut input) = self.decoder.take().map(GzDecoder::into_inner) else { return Ok(false) };
        let rest = input.fill_buf()?;
        if rest.is_empty() {
            return Ok(false);
        }
        if !rest.starts_with(b"\x1F\x8B") {
            let (between, zeros, more) = skip(&mut input)?;
            if ended != Ended::Damaged {
                let what = if zeros { "zeros" } else { "bytes that are no gzip" };
                let count = if between == BEHIND { format!("more than {BEHIND}") } else { between.to_string() };
                self.meter.note(format!("behind the end of the gzip stream are {count} {what}"));
            }
            if !more {
                return Ok(false);
            }
        }
        self.decoder = Some(GzDecoder::new(input));
        Ok(true)
    }
}

/// Skips to the next member: how many bytes, whether all were zeros, and whether there is one.
fn skip(input: &mut impl BufRead) -> io::Result<(u64, bool, bool)> {
    let (mut count, mut zeros) = (0, true);
    while count < BEHIND {
        let rest = input.fill_buf()?;
        let found = memmem::find(rest, MARK);
        // A mark may lie across the end of what was read; the last bytes of a file are none.
        let length = match found {
            Some(at) => at,
            None if rest.len() >= MARK.len() => rest.len() - (MARK.len() - 1),
            None => rest.len(),
        };
        zeros = zeros && rest.iter().take(length).all(|b| *b == 0);
        if length == 0 {
            return Ok((count, zeros, found.is_some()));
        }
        input.consume(length);
        count += length as u64;
    }
    Ok((BEHIND, zeros, false))
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.meter.check().map_err(io::Error::other)?;
            let (read, ended) = self.piece(buffer);
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match ended {
                Ended::Damaged => return Err(io::Error::other("a gzip stream is damaged or cut off")),
                _ if !self.next(ended)? => return Ok(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::limits::Limits;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> (Result<String, String>, Vec<String>) {
        let meter = Meter::new(u64::MAX, &Limits::default());
        let mut out = String::new();
        let result = Members::new(bytes, &meter).read_to_string(&mut out);
        (result.map(|_| out).map_err(|e| e.to_string()), meter.notes())
    }

    #[test]
    fn members_are_one_stream_and_what_is_no_member_is_said() {
        let two = [gzip("one "), gzip("two")].concat();
        assert_eq!(read(&two), (Ok("one two".into()), vec![]));
        let zeros = [two.clone(), vec![0; 700]].concat();
        assert_eq!(
            read(&zeros),
            (Ok("one two".into()), vec!["behind the end of the gzip stream are 700 zeros".into()])
        );
        let between = [gzip("one "), b"junk".to_vec(), gzip("two")].concat();
        let note = "behind the end of the gzip stream are 4 bytes that are no gzip".to_string();
        assert_eq!(read(&between), (Ok("one two".into()), vec![note]));
        let mut wrong = gzip("one");
        let at = wrong.len() - 6;
        wrong[at] ^= 1;
        assert!(read(&wrong).0.is_err());
        assert!(read(&two[..two.len() - 9]).0.is_err());
    }
}
