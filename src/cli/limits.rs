//! The options that set limits, shared by all commands that read documents.

use clap::Args;
use nianbao::model::limits::Limits;
use std::time::Duration;

/// What one document may cost. Sizes are bytes, or K, M, G of them (powers of 1024).
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits (what one document may cost; past them it is an error or a finding)")]
#[group(skip)]
pub struct LimitArgs {
    /// Seconds, from reading to writing
    #[arg(long, hide = true, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Memory of the process that it is converted in
    #[arg(long, hide = true, value_name = "SIZE", default_value = "1G", value_parser = size)]
    memory: u64,
    /// Size of the file
    #[arg(long, hide = true, value_name = "SIZE", default_value = "128M", value_parser = size)]
    max_bytes: u64,
    /// Size of an HTML or text file
    #[arg(long, hide = true, value_name = "SIZE", default_value = "16M", value_parser = size)]
    max_text: u64,
    /// Unpacked size of one part: an entry of an archive, a stream of a PDF
    #[arg(long, hide = true, value_name = "SIZE", default_value = "64M", value_parser = size)]
    max_part: u64,
    /// Unpacked size of all parts together
    #[arg(long, hide = true, value_name = "SIZE", default_value = "192M", value_parser = size)]
    max_unpacked: u64,
    /// Objects of a PDF, entries of an archive, tags of a page, lines of a text, paragraphs of a DOC or RTF
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().objects)]
    max_objects: usize,
    /// Operators of a PDF's content streams
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().operators)]
    max_operators: u64,
    /// Nesting of elements and tables
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().depth)]
    max_depth: usize,
    /// Glyphs and rules of a PDF
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().glyphs)]
    max_glyphs: usize,
    /// Pages
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().pages)]
    max_pages: usize,
    /// Table cells, each position that a span covers counted
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().cells)]
    max_cells: usize,
    /// Table rows compared with the form
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().rows)]
    max_rows: usize,
    /// Words of one table without rules
    #[arg(long, hide = true, value_name = "N", default_value_t = Limits::default().words)]
    max_words: usize,
}

impl LimitArgs {
    /// The library's limits, the clock not started.
    pub fn limits(&self) -> Limits {
        Limits {
            file_bytes: self.max_bytes,
            text_bytes: self.max_text,
            part_bytes: self.max_part,
            total_bytes: self.max_unpacked,
            objects: self.max_objects,
            operators: self.max_operators,
            depth: self.max_depth,
            glyphs: self.max_glyphs,
            pages: self.max_pages,
            cells: self.max_cells,
            rows: self.max_rows,
            words: self.max_words,
            memory: self.memory,
            time: self.timeout,
            deadline: None,
        }
    }
}

fn size(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (text.get(..text.len() - 1), 10),
        Some(b'M' | b'm') => (text.get(..text.len() - 1), 20),
        Some(b'G' | b'g') => (text.get(..text.len() - 1), 30),
        _ => (Some(text), 0),
    };
    let number = digits.and_then(|d| d.parse::<u64>().ok()).and_then(|n| n.checked_mul(1 << shift));
    number.ok_or_else(|| "a size is a number of bytes, or of K, M or G: 256M".into())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "a time is a number of seconds above zero: 60, 0.5".to_string();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).ok().filter(|d| !d.is_zero()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        limits: LimitArgs,
    }

    fn limits(line: &[&str]) -> Option<Limits> {
        Line::try_parse_from([&["nianbao"], line].concat()).ok().map(|l| l.limits.limits())
    }

    #[test]
    fn without_options_the_limits_are_the_librarys() {
        assert_eq!(format!("{:?}", limits(&[]).unwrap()), format!("{:?}", Limits::default()));
    }

    #[test]
    fn every_limit_has_the_option_that_its_messages_name() {
        for limit in nianbao::model::limits::Limit::ALL {
            let other = limits(&[limit.flag(), "3"]).unwrap();
            assert_ne!(other.value(*limit), Limits::default().value(*limit), "{}", limit.flag());
        }
    }

    #[test]
    fn sizes_have_suffixes_and_nonsense_is_refused() {
        assert_eq!(limits(&["--max-bytes", "3k"]).unwrap().file_bytes, 3 << 10);
        assert_eq!(limits(&["--max-bytes", "2G"]).unwrap().file_bytes, 2 << 30);
        assert_eq!(limits(&["--timeout", "0.5"]).unwrap().time, Duration::from_millis(500));
        for wrong in ["", "M", "-1", "1T", "99999999999G", "1.5M"] {
            assert!(limits(&["--max-bytes", wrong]).is_none(), "{wrong}");
        }
        for wrong in ["0", "-1", "inf", "NaN", "soon"] {
            assert!(limits(&["--timeout", wrong]).is_none(), "{wrong}");
        }
    }
}
