//! One run of digits to the numbers of a row: taken only if the form's sums leave a single way to cut it.

use rust_decimal::Decimal;

/// More ways than this are not looked at.
const MOST: usize = 20_000;

/// The only cut of a run of digits into `count` numbers without leading zeros that agrees with the sums of the row;
/// `None` if there is none or more than one. `sums` says after how many numbers a total stands (7 for a row of table 3:
/// six parts and their total; 5 for the blocks of table 4); 0 if the row has no sum, and then even blank cells between
/// must leave a single reading.
pub fn cut(run: &str, count: usize, sums: usize) -> Option<Vec<Decimal>> {
    if !run.bytes().all(|b| b.is_ascii_digit()) || run.len() > 60 {
        return None;
    }
    if sums == 0 {
        // Zeros alone: every digit is a number, whatever is blank.
        return (run.len() == count && run.bytes().all(|b| b == b'0')).then(|| vec![Decimal::ZERO; count]);
    }
    let digits: Vec<u64> = run.bytes().map(|b| u64::from(b - b'0')).collect();
    let mut search = Search { digits: &digits, count, sums, taken: Vec::new(), found: None, several: false, steps: 0 };
    search.go(0, 0);
    match search {
        Search { several: false, found: Some(found), steps, .. } if steps < MOST => {
            Some(found.into_iter().map(Decimal::from).collect())
        }
        _ => None,
    }
}

struct Search<'a> {
    digits: &'a [u64],
    count: usize,
    sums: usize,
    taken: Vec<u64>,
    found: Option<Vec<u64>>,
    several: bool,
    steps: usize,
}

impl Search<'_> {
    /// `at` digits are used; `sum` is that of the numbers since the last total.
    fn go(&mut self, at: usize, sum: u64) {
        self.steps += 1;
        if self.several || self.steps >= MOST {
            return;
        }
        if self.taken.len() == self.count {
            if at == self.digits.len() {
                self.several = self.found.is_some();
                self.found = Some(self.taken.clone());
            }
            return;
        }
        let left = self.count - self.taken.len();
        let total = (self.taken.len() + 1).is_multiple_of(self.sums);
        let mut value = 0u64;
        for (used, digit) in self.digits.iter().skip(at).enumerate().take(9) {
            if used > 0 && value == 0 {
                break;
            }
            value = value * 10 + digit;
            if self.digits.len() - at - used < left {
                break;
            }
            if total && value != sum {
                if value > sum {
                    break;
                }
                continue;
            }
            self.taken.push(value);
            self.go(at + used + 1, if total { 0 } else { sum + value });
            self.taken.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(run: &str) -> Option<Vec<String>> {
        cut(run, 7, 7).map(|v| v.iter().map(|d| d.to_string()).collect())
    }

    #[test]
    fn a_run_is_cut_only_where_one_way_is_left() {
        assert_eq!(row("640020470").unwrap(), ["64", "0", "0", "2", "0", "4", "70"]);
        assert_eq!(row("0000000").unwrap(), ["0"; 7]);
        assert_eq!(row("1000002"), None);
        // 1 1 0 0 0 0 2 and nothing else; but 11 0 0 0 0 0 11 and 1 10 0 0 0 0 11 are two.
        assert_eq!(row("110000011"), None);
        assert!(cut("102031200012", 15, 5).is_none());
        assert!(cut("10203120001200000", 15, 5).is_some());
    }

    #[test]
    fn without_a_sum_only_zeros_are_certain() {
        assert!(cut("000", 3, 0).is_some());
        assert!(cut("693665", 3, 0).is_none());
        assert!(cut("123", 3, 0).is_none());
    }
}
