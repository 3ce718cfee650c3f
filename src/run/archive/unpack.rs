//! Streams of zstd and xz.

use crate::model::limits::Limits;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// All streams of an xz file. Its word on the memory that it needs is believed up to half of what there is.
pub(super) fn xz<'a>(input: impl Read + 'a, limits: &Limits) -> impl Read + 'a {
    lzma_rust2::XzReader::new_mem_limit(input, true, u32::try_from(limits.memory / 2048).unwrap_or(u32::MAX))
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
