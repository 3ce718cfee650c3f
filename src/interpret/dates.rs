//! Days and years in running text.

use crate::text::words::{Word, words};

/// A day, as far as it is printed, and the byte range it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Year; inherited from the day before it in "from ... to ..." where only month and day are printed.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// Byte offset of its first character.
    pub from: usize,
    /// Byte offset behind its last character.
    pub to: usize,
}

impl Day {
    /// ISO 8601.
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The digit that a character of a day or year is: Arabic of either width, or a numeral.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{FF10}'..='\u{FF19}' => Some(c as u32 - 0xFF10),
        c if words(Word::DateZero).iter().any(|w| w.starts_with(c)) => Some(0),
        c => words(Word::Numeral).iter().take(9).position(|w| w.starts_with(c)).map(|i| i as u32 + 1),
    }
}

/// All days in a text, in order: "2024年1月1日", "1月5日" after one with a year, "2024-01-05", "2024/1/5", "2024.1.5".
pub fn days(text: &str) -> Vec<Day> {
    let mut numbers: Vec<(u32, usize, usize, usize)> = Vec::new();
    let mut current: Option<(u32, usize, usize)> = None;
    let mut flush = |current: &mut Option<(u32, usize, usize)>, end: usize| {
        if let Some((n, from, digits)) = current.take() {
            numbers.push((n, from, end, digits));
        }
    };
    for (at, c) in text.char_indices() {
        match digit(c) {
            Some(d) => {
                current = Some(match current {
                    Some((n, from, digits)) => (n.saturating_mul(10).saturating_add(d), from, digits + 1),
                    None => (d, at, 1),
                });
            }
            None => flush(&mut current, at),
        }
    }
    flush(&mut current, text.len());
    let between = |a: usize, b: usize| text.get(a..b).map(str::trim).unwrap_or("#");
    let is = |list, gap: &str| words(list).contains(&gap);
    let mut found: Vec<Day> = Vec::new();
    let mut i = 0;
    while let Some(&(first, from, end, digits)) = numbers.get(i) {
        let next = |k: usize| numbers.get(i + k).copied();
        let after_year = next(1).map(|(_, f, _, _)| between(end, f));
        let joined = |gap: Option<&str>| {
            gap.is_some_and(|g| is(Word::DateYear, g)) || gap.is_some_and(|g| matches!(g, "-" | "/" | "." | "－"))
        };
        if digits == 4 && (1900..2100).contains(&first) && joined(after_year) {
            if let (Some((month, _, m_end, _)), Some((day, d_from, d_end, _))) = (next(1), next(2)) {
                let gap = between(m_end, d_from);
                if (1..=12).contains(&month)
                    && (1..=31).contains(&day)
                    && (is(Word::DateMonth, gap) || matches!(gap, "-" | "/" | "." | "－"))
                {
                    let tail = text.get(d_end..).and_then(|t| t.trim_start().chars().next()).map(String::from);
                    let to = if tail.as_deref().is_some_and(|t| is(Word::DateDay, t)) {
                        text.get(d_end..)
                            .and_then(|t| t.find(|c: char| !c.is_whitespace()))
                            .map_or(d_end, |skip| d_end + skip + 3)
                    } else {
                        d_end
                    };
                    found.push(Day { year: first as i32, month, day, from, to });
                    i += 3;
                    continue;
                }
            }
        } else if let (Some(last), Some((day, d_from, d_end, _))) = (found.last(), next(1)) {
            let tail = text.get(d_end..).and_then(|t| t.trim_start().chars().next()).map(String::from);
            if (1..=12).contains(&first)
                && (1..=31).contains(&day)
                && is(Word::DateMonth, between(end, d_from))
                && tail.as_deref().is_some_and(|t| is(Word::DateDay, t))
            {
                found.push(Day { year: last.year, month: first, day, from, to: d_end + 3 });
                i += 2;
                continue;
            }
        }
        i += 1;
    }
    found
}

/// The day that content management systems put into addresses: `/t20240117_983624.html`, `/2024/1/17/`; ISO 8601.
pub fn in_url(url: &str) -> Option<String> {
    let parts: Vec<&str> = url.split(['/', '_', '.', '?', '=', '&']).collect();
    let day = |year: &str, month: &str, day: &str| {
        let (y, m, d): (i32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        ((2000..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d))
            .then(|| format!("{y:04}-{m:02}-{d:02}"))
    };
    let packed = |part: &&str| {
        let digits = part.strip_prefix('t').unwrap_or(part);
        (digits.len() == 8).then(|| day(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)).flatten()
    };
    parts.iter().find_map(packed).or_else(|| {
        parts.windows(3).find_map(|w| match w {
            [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => day(y, m, d),
            _ => None,
        })
    })
}

/// The first year in a text ("2024年", also with spaces inside and in Chinese numerals), with its byte range up to
/// and with the word for year.
pub fn year(text: &str) -> Option<(i32, usize, usize)> {
    let mut run: Vec<(usize, u32)> = Vec::new();
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        match digit(c) {
            Some(d) => run.push((at, d)),
            None => {
                if let ([.., (from, a), (_, b), (_, c1), (_, d)], true) =
                    (run.as_slice(), words(Word::DateYear).iter().any(|w| w.starts_with(c)))
                {
                    let value = (a * 1000 + b * 100 + c1 * 10 + d) as i32;
                    if run.len() == 4 && (1990..2100).contains(&value) {
                        return Some((value, *from, at + c.len_utf8()));
                    }
                }
                run.clear();
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_the_ways_they_are_printed() {
        let iso = |t: &str| days(t).iter().map(Day::iso).collect::<Vec<_>>();
        assert_eq!(iso("统计期限自2024年1月1日起至12月31日止"), ["2024-01-01", "2024-12-31"]);
        assert_eq!(iso("发布日期：2020-01-31 15:22"), ["2020-01-31"]);
        assert_eq!(iso("二〇二一年一月二日"), ["2021-01-02"]);
        assert_eq!(iso("国办发〔2014〕32号，2019年，3条"), [""; 0]);
        let one = days("2021 年 1 月 20 日").pop().unwrap();
        assert_eq!((one.from, one.to), (0, "2021 年 1 月 20 日".len()));
    }

    #[test]
    fn days_in_addresses() {
        assert_eq!(in_url("https://x.gov.cn/a/202401/t20240117_983624.htm").as_deref(), Some("2024-01-17"));
        assert_eq!(in_url("https://x.gov.cn/2023/1/11/art_1_2.html").as_deref(), Some("2023-01-11"));
        assert_eq!(in_url("https://x.gov.cn/zwgk/20231399/a.html"), None);
    }

    #[test]
    fn years_with_spaces_and_numerals() {
        assert_eq!(year("某局2 0 2 4 年年报").map(|y| y.0), Some(2024));
        assert_eq!(year("二〇二一年度").map(|y| y.0), Some(2021));
        assert_eq!(year("12024年"), None);
    }
}
