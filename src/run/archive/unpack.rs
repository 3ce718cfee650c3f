//! Streams of compressed bytes, and how much may come out of them.

use super::malformed;
use crate::model::error::Error;
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Counts what comes out of an archive and the archives in it.
#[derive(Clone)]
pub(super) struct Meter {
    left: Rc<Cell<u64>>,
}

impl Meter {
    /// At most so many bytes.
    pub(super) fn new(most: u64) -> Meter {
        Meter { left: Rc::new(Cell::new(most)) }
    }

    /// # Errors
    /// When the bytes are used up.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.left.get() == 0 {
            return Err(malformed("it unpacks to many times its size; the rest was not read"));
        }
        Ok(())
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R> Metered<R> {
    pub(super) fn new(inner: R, meter: &Meter) -> Metered<R> {
        Metered { inner, meter: meter.clone() }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.meter.check().map_err(io::Error::other)?;
        let read = self.inner.read(buffer)?;
        self.meter.left.set(self.meter.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

/// All members of a gzip stream.
pub(super) fn gzip<'a>(input: impl Read + 'a) -> impl Read + 'a {
    MultiGzDecoder::new(input)
}

/// All frames of a zstd stream.
pub(super) fn zstd<'a>(input: impl Read + 'a) -> impl Read + 'a {
    Frames { input: BufReader::new(input), decoder: FrameDecoder::new(), inside: false }
}

struct Frames<R: Read> {
    input: BufReader<R>,
    decoder: FrameDecoder,
    /// Whether a frame was begun and not read to its end.
    inside: bool,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.inside || self.decoder.can_collect() == 0 {
            if self.inside && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.input, one).map_err(io::Error::other)?;
                continue;
            }
            if self.input.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.init(&mut self.input) {
                Ok(()) => self.inside = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut (&mut self.input).take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        self.decoder.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_comes_out_than_may() {
        let meter = Meter::new(1000);
        let mut out = Vec::new();
        let error = Metered::new(io::repeat(7), &meter).read_to_end(&mut out).unwrap_err();
        assert!(error.to_string().contains("many times its size"), "{error}");
        assert!(out.len() < 100_000, "{}", out.len());
        assert!(meter.check().is_err());
    }

    #[test]
    fn frames_and_skippable_frames_are_one_stream() {
        let frame = |text: &str| {
            ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
        };
        let skippable = [b"\x50\x2A\x4D\x18\x03\0\0\0abc".as_slice()].concat();
        let bytes = [frame("one "), skippable, frame(""), frame("two")].concat();
        let mut out = String::new();
        zstd(bytes.as_slice()).read_to_string(&mut out).unwrap();
        assert_eq!(out, "one two");
    }
}
