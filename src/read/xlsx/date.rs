//! Dates and times, which are stored as days since a day (ECMA-376 part 1, 18.17.4).

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::format::Piece;

/// The last day that Excel shows: 31 December 9999.
const LAST_DAY: i64 = 2_958_465;
const SECONDS_PER_DAY: i64 = 86_400;

/// A stored date in the pieces of its format; `None` if it is none.
pub(super) fn shown(number: Decimal, pieces: &[Piece], from_1904: bool) -> Option<String> {
    let seconds = number.checked_mul(Decimal::from(SECONDS_PER_DAY))?;
    let seconds = seconds.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
    let (day, second) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
    if !(0..=LAST_DAY).contains(&day) {
        return None;
    }
    let since_1970 = match (from_1904, day) {
        (true, _) => day - 24_107,
        // The program believes that 1900 had a 29 February, so days before it are counted from one later.
        (false, ..60) => day - 25_568,
        (false, _) => day - 25_569,
    };
    let (year, month, date) = civil(since_1970);
    let (hour, minute) = (second / 3600, second % 3600 / 60);
    let half = pieces.contains(&Piece::HalfDay);
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let padded = |value: i64, count: usize| format!("{value:0width$}", width = count.min(2));
        let minutes = || {
            let is = |piece: Option<&Piece>, letter: char| matches!(piece, Some(Piece::Date(c, ..)) if *c == letter);
            let dates = |piece: &&Piece| matches!(piece, Piece::Date(..));
            is(pieces.iter().take(at).rev().find(dates), 'h') || is(pieces.iter().skip(at + 1).find(dates), 's')
        };
        text.push_str(&match piece {
            Piece::Literal(literal) => literal.clone(),
            Piece::Date('h', _, true) => (seconds / 3600).to_string(),
            Piece::Date('m', _, true) => (seconds / 60).to_string(),
            Piece::Date('s', _, true) => seconds.to_string(),
            Piece::Date('y', 1..=2, _) => format!("{:02}", year % 100),
            Piece::Date('y' | 'e', ..) => year.to_string(),
            Piece::Date('m', count, _) if minutes() => padded(minute, *count),
            Piece::Date('m', count, _) => padded(month, *count),
            // The names of weekdays are no part of a date.
            Piece::Date('d', 3.., _) | Piece::Date('a', ..) => String::new(),
            Piece::Date('d', count, _) => padded(date, *count),
            Piece::Date('h', count, _) if half => padded((hour + 11) % 12 + 1, *count),
            Piece::Date('h', count, _) => padded(hour, *count),
            Piece::Date('s', count, _) => padded(second % 60, *count),
            Piece::HalfDay => if hour < 12 { "AM" } else { "PM" }.to_string(),
            Piece::Point => ".".into(),
            Piece::Comma => ",".into(),
            _ => String::new(),
        });
    }
    Some(text)
}

/// Year, month and day of a day since 1970, by the Gregorian calendar: years are counted from March, in eras of 400.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carried) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + carried, month, day)
}
