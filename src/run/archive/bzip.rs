//! Streams of bzip2.

use super::clock::Meter;
use bzip2::bufread::BzDecoder;
use std::io::{self, BufRead, Read};

/// All streams of a bzip2 file, one behind the other. What is behind them and is none is noted.
pub(super) fn reader<'a>(input: impl BufRead + 'a, meter: &Meter) -> impl Read + 'a {
    Streams { decoder: Some(BzDecoder::new(input)), meter: meter.clone() }
}

struct Streams<R: BufRead> {
    decoder: Option<BzDecoder<R>>,
    meter: Meter,
}

impl<R: BufRead> Read for Streams<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.decoder else { return Ok(0) };
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(mut input) = self.decoder.take().map(BzDecoder::into_inner) else { return Ok(0) };
            let rest = input.fill_buf()?;
            if rest.starts_with(b"BZh") {
                self.decoder = Some(BzDecoder::new(input));
            } else if !rest.is_empty() {
                self.meter.note("behind the end of the bzip2 stream is something else, which was not read".into());
            }
        }
    }
}
