//! What a title says: whose report it is, of which year, and which words name the kind of the document. A name that does
//! not read as one is no name.

use super::dates;
use super::sections::{is_agency, tidy};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::gazetteer::agencies;
use crate::gazetteer::regions;
use crate::gazetteer::{self, NameWord};
use crate::text::key::{key, split_number};
use crate::text::words::{Word, words};

/// A title taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// The agency as printed; `None` if none is, or if what stands there does not read as one.
    pub name: Option<String>,
    /// The year reported; `None` also where it names several.
    pub year: Option<i32>,
    /// How many characters the words for the kind of the document have.
    pub kind: usize,
    /// How many characters stand behind them, outside of brackets.
    pub tail: usize,
}

/// A year printed in a title: its value and the bytes it takes.
#[derive(Clone, Copy, Debug)]
struct Year {
    value: i32,
    from: usize,
    to: usize,
    /// The word for year stands behind it, or brackets around it.
    sure: bool,
}

/// Takes a title apart; `None` if it does not name this kind of document.
pub fn read(form: &Form, title: &str) -> Option<Title> {
    let title = tidy(title);
    let title = unnumbered(without_document_number(&title));
    let years = years(title);
    let mut values: Vec<i32> = years.iter().map(|y| y.value).collect();
    values.dedup();
    // Without its year, and without the word for year behind it where that makes more of the words for the kind.
    let (bare, (from, to)) = [false, true]
        .into_iter()
        .map(|with_word| without_years(form, title, &years, with_word))
        .filter_map(|bare| Some((kind(form, &bare)?, bare)))
        .max_by_key(|((from, to), _)| to - from)
        .map(|(range, bare)| (bare, range))?;
    let (head, words, tail) = (bare.get(..from)?, bare.get(from..to)?, bare.get(to..)?);
    let behind: String = outside_brackets(tail).chars().filter(|c| c.is_alphanumeric()).collect();
    let behind_kind = || if trimmed(head).is_empty() { name(form, tail) } else { None };
    let (name, tailed) = match name(form, head) {
        Some(name) => (Some(name), false),
        None => (behind_kind(), true),
    };
    let behind = if tailed && name.is_some() { String::new() } else { behind };
    Some(Title {
        name,
        year: if let [year] = values.as_slice() { Some(*year) } else { None },
        kind: words.chars().count(),
        tail: behind.chars().count(),
    })
}

/// A title without the number of the document before it: "...〔2021〕5号".
fn without_document_number(title: &str) -> &str {
    let found =
        title.char_indices().filter(|(_, c)| matches!(c, '〕' | '］' | ']' | '）' | ')' | '】')).find_map(|(at, c)| {
            let rest = title.get(at + c.len_utf8()..)?;
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let behind = rest.get(digits..)?;
            let number = words(Word::DateDay).iter().find_map(|w| behind.strip_prefix(w))?;
            (digits > 0).then_some(number)
        });
    found.unwrap_or(title)
}

/// A title without the number that a list gives it.
fn unnumbered(title: &str) -> &str {
    split_number(title).map_or(title, |(_, _, rest)| rest)
}

/// The years that a title names, sure ones only if there are any; the year of a day is none.
fn years(title: &str) -> Vec<Year> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, u32)> = Vec::new();
    let chars: Vec<(usize, char)> = title.char_indices().chain([(title.len(), ' ')]).collect();
    for (at, c) in &chars {
        if let Some(digit) = dates::digit(*c) {
            run.push((*at, digit));
            continue;
        }
        if let [(from, a), (_, b), (_, c1), (_, d)] = run.as_slice() {
            let value = (a * 1000 + b * 100 + c1 * 10 + d) as i32;
            let word = words(Word::DateYear).iter().any(|w| w.starts_with(*c));
            let before = title.get(..*from).and_then(|t| t.chars().next_back());
            let bracketed = before.is_some_and(|c| OPEN.contains(c)) && CLOSE.contains(*c);
            // A range of years: the first of the two has no word behind it.
            let range = matches!(c, '-' | '—' | '－' | '–' | '~' | '～' | '、' | '至' | '和' | '与' | '及');
            if (1990..2100).contains(&value) && !is_day(title.get(*at..).unwrap_or_default()) {
                found.push(Year { value, from: *from, to: *at, sure: word || bracketed || range });
            }
        }
        run.clear();
    }
    if found.iter().any(|y| y.sure) {
        found.retain(|y| y.sure);
    }
    found
}

/// Whether what stands behind a year goes on with a month.
fn is_day(behind: &str) -> bool {
    let mut rest = behind.chars();
    let mark = rest.next().map(String::from).unwrap_or_default();
    let month = rest.as_str();
    let numeral = |c: &char| dates::digit(*c).is_some() || words(Word::Numeral).iter().any(|w| w.starts_with(*c));
    let digits = month.chars().take_while(numeral);
    let (count, length) = digits.fold((0, 0), |(count, length), c| (count + 1, length + c.len_utf8()));
    let end = month.get(length..).unwrap_or_default();
    let of = |list: Word, text: &str| words(list).iter().any(|w| text.starts_with(*w));
    (1..=2).contains(&count)
        && (of(Word::DateYear, &mark) && of(Word::DateMonth, end) || matches!(mark.as_str(), "-" | "/" | "." | "－"))
}

const OPEN: &str = "（(〔[［【｛{《<〈﹝「『";
const CLOSE: &str = "）)〕]］】｝}》>〉﹞」』";

/// A title without its years, with or without what stands behind them in the word list of years.
fn without_years(form: &Form, title: &str, years: &[Year], with_word: bool) -> String {
    let mut bare = String::new();
    let mut end = 0;
    for year in years {
        bare.push_str(title.get(end..year.from).unwrap_or_default());
        end = year.to;
        let rest = title.get(end..).unwrap_or_default();
        let Some(word) = words(Word::DateYear).iter().find(|w| rest.starts_with(**w)).filter(|_| with_word) else {
            continue;
        };
        end += word.len();
        let rest = title.get(end..).unwrap_or_default();
        end += form.words(List::YearTail).iter().find(|w| rest.starts_with(w.as_str())).map_or(0, String::len);
    }
    bare.push_str(title.get(end..).unwrap_or_default());
    let mut chars: Vec<char> = Vec::new();
    for c in bare.chars() {
        match OPEN.chars().position(|open| chars.last() == Some(&open)) {
            Some(_) if CLOSE.contains(c) => {
                chars.pop();
            }
            _ => chars.push(c),
        }
    }
    chars.into_iter().collect()
}

/// Where a title names the kind of the document, in bytes of the title.
fn kind(form: &Form, title: &str) -> Option<(usize, usize)> {
    if title.chars().nth(120).is_some() {
        return None;
    }
    let (from, to) = form.labels.title_kind(&key(title))?;
    let ends = || title.char_indices().map(|(at, c)| at + c.len_utf8());
    let length = |end: usize| title.get(..end).map_or(0, |t| key(t).len());
    let start = ends().find(|end| length(*end) > from)?;
    let start = title.get(..start)?.char_indices().next_back()?.0;
    Some((start, ends().find(|end| length(*end) >= to)?))
}

/// A text without what stands in brackets.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in text.chars() {
        if OPEN.contains(c) {
            depth += 1;
        } else if CLOSE.contains(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            out.push(c);
        }
    }
    out
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The agency's name in the part of a title before or behind the words for its kind.
fn name(form: &Form, part: &str) -> Option<String> {
    // A title quoted in a title names its agency inside of the quotation, or before it.
    let quoted = part.rsplit_once(['《', '〈']).into_iter().flat_map(|(before, inside)| [inside, before]);
    quoted.chain([part]).find_map(|part| {
        let mut name = whole_brackets(part);
        loop {
            let bare = name.trim_matches(|c: char| !c.is_alphanumeric() && !"（）()".contains(c));
            let bare = bare.strip_prefix(['）', ')']).or(bare.strip_suffix(['（', '('])).unwrap_or(bare);
            let lists = [List::TitleWord, List::YearTail];
            let mut words = lists.iter().flat_map(|list| form.words(*list));
            let cut = words.find_map(|w| bare.strip_prefix(w.as_str()).or_else(|| bare.strip_suffix(w.as_str())));
            match cut {
                Some(shorter) => name = shorter,
                None if bare.len() < name.len() => name = bare,
                None => break,
            }
        }
        let name = unnumbered(name);
        let name = without_note(form, name.trim_start_matches(|c: char| c.is_ascii_digit()));
        // "X人民政府信息公开": the words for the kind begin inside of the name.
        let government = gazetteer::words(NameWord::RegionOrgan).iter().find_map(|organ| {
            let cut = organ.char_indices().nth(2)?.0;
            let (people, rest) = organ.split_at(cut);
            (form.words(List::SharedWord).iter().any(|w| w == rest) && name.ends_with(people)).then_some(rest)
        });
        let name = format!("{name}{}", government.unwrap_or_default());
        reads_as_name(form, &name).then_some(name)
    })
}

/// The name inside of brackets around all of a part, or behind brackets that hold no name.
fn whole_brackets(part: &str) -> &str {
    let part = part.trim_start_matches(|c: char| !c.is_alphanumeric() && !OPEN.contains(c));
    let Some(open) = part.chars().next().filter(|c| OPEN.contains(*c)) else { return part };
    let rest = part.get(open.len_utf8()..).unwrap_or_default();
    let Some((inside, behind)) = rest.split_once(|c: char| CLOSE.contains(c)) else { return rest };
    if trimmed(behind).is_empty() { inside } else { behind }
}

/// A name without the brackets at its end that say whose numbers the report holds or how final it is.
fn without_note<'a>(form: &Form, name: &'a str) -> &'a str {
    let note = |open: &str, close: &str| {
        let (before, inside) = name.strip_suffix(close)?.rsplit_once(open)?;
        form.words(List::TitleNote).iter().any(|w| w == inside).then_some(before)
    };
    note("（", "）").or_else(|| note("(", ")")).unwrap_or(name)
}

/// Whether a name begins with a place, or with the system that the body belongs to.
pub fn begins_with_place(name: &str) -> bool {
    agencies::without_system(name).len() < name.len() || !regions::beginning(name).is_empty()
}

/// Whether a text is the name of a place and no more.
pub fn is_place(text: &str) -> bool {
    let ends = gazetteer::words(NameWord::DivisionSuffix).iter().any(|w| text.ends_with(w));
    ends && text.chars().nth(12).is_none() && !regions::beginning(text).is_empty()
}

/// Whether all brackets of a title are closed.
pub fn is_whole(title: &str) -> bool {
    let count = |list: &str| title.chars().filter(|c| list.contains(*c)).count();
    count(OPEN) == count(CLOSE)
}

/// Whether a line without a colon, or with one behind a name or a word that stands before titles, may be a title's.
pub fn may_hold_colon(form: &Form, line: &str) -> bool {
    line.split_once([':', '：']).is_none_or(|(before, behind)| {
        let before = tidy(before);
        let word = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = before.is_empty() || form.words(List::TitleWord).iter().any(|w| w == word);
        !behind.contains([':', '：']) && (known || reads_as_name(form, &before))
    })
}

/// Whether a text is a name: of letters, in paired brackets, with the words of an organ or a place at its end.
pub fn reads_as_name(form: &Form, name: &str) -> bool {
    let length = name.chars().count();
    let mut open = 0i32;
    for c in name.chars() {
        match c {
            '（' | '(' => open += 1,
            '）' | ')' => open -= 1,
            '、' | '·' | '—' => {}
            c if c.is_alphanumeric() => {}
            _ => return false,
        }
        if open < 0 {
            return false;
        }
    }
    let ends = |list| gazetteer::words(list).iter().any(|w| name.ends_with(w));
    let inside = |w: &String| name.contains(w.as_str());
    let itself = |w: &String| name == w;
    open == 0
        && (2..=40).contains(&length)
        && !form.words(List::NotInName).iter().any(inside)
        && !form.words(List::ScopeOwn).iter().any(itself)
        && (name.ends_with(['）', ')'])
            || ends(NameWord::Organ)
            || ends(NameWord::RegionSuffix)
            || ends(NameWord::DivisionSuffix)
            || agencies::sort(name).is_some()
            || is_agency(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(title: &str) -> (Option<String>, Option<i32>) {
        let form = Form::builtin("disclosure").unwrap();
        let title = read(form, title).unwrap_or_else(|| panic!("{title} is no title"));
        (title.name, title.year)
    }

    #[test]
    fn years_in_every_place() {
        let agency = "云溪市白石区水务局";
        for title in [
            "云溪市白石区水务局2022年政府信息公开工作年度报告",
            "云溪市白石区水务局政府信息公开工作年度报告（2022年度）",
            "云溪市白石区水务局政府信息公开工作年度报告(2022)",
            "云溪市白石区水务局｛2022｝政府信息公开工作年度报告",
            "云溪市白石区水务局政府信息公开年报〔2022〕",
            "云溪市白石区水务局关于2022年度政府信息公开工作情况的报告",
            "关于云溪市白石区水务局2022年度政府信息公开工作的报告",
            "云溪市白石区水务局政府信息公开工作2022年度报告",
            "云溪市白石区水务局2022政府信息公开年报",
            "云溪市白石区水务局二〇二二年政府信息公开工作年度报告",
            "二零二二年度云溪市白石区水务局政府信息公开工作年度报告",
            "2022年度云溪市白石区水务局信息公开年度报告（全文）",
            "关于报送云溪市白石区水务局2022年政府信息公开工作年度报告的函",
            "云溪市白石区水务局关于报送《2022年政府信息公开工作年度报告》的报告",
            "【云溪市白石区水务局】2022年政府信息公开工作年度报告",
            "【年报】云溪市白石区水务局2022年政府信息公开工作年度报告",
            "附件1：云溪市白石区水务局2022年政府信息公开工作年度报告",
            "白水发〔2023〕5号云溪市白石区水务局2022年政府信息公开工作年度报告",
            "2022年政府信息公开工作年度报告（云溪市白石区水务局）",
            "云溪市白石区水务局（本级）2022年政府信息公开工作年度报告",
            "3.云溪市白石区水务局2022年政府信息公开工作年度报告",
        ] {
            assert_eq!(parts(title), (Some(agency.to_string()), Some(2022)), "{title}");
        }
    }

    #[test]
    fn what_does_not_read_as_a_name_or_a_year_is_none() {
        for (title, name, year) in [
            ("2022年政府信息公开工作年度报告", None, Some(2022)),
            ("我局2022年政府信息公开工作年度报告", None, Some(2022)),
            ("政府信息公开工作年度报告（2022年1月20日）", None, None),
            ("云溪市水务局2021年、2022年政府信息公开工作年度报告", Some("云溪市水务局"), None),
            ("云溪市人民政府信息公开工作年度报告（2022年度）", Some("云溪市人民政府"), Some(2022)),
            (
                "云溪经济技术开发区（白石区）管委会2022年政府信息公开工作年度报告",
                Some("云溪经济技术开发区（白石区）管委会"),
                Some(2022),
            ),
            ("关于云溪市水务局关于印发2022年政府信息公开工作年度报告", Some("云溪市水务局"), Some(2022)),
        ] {
            assert_eq!(parts(title), (name.map(str::to_string), year), "{title}");
        }
    }
}
