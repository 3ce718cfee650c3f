//! Reports before 2019 whose text has lost its lines: headings, sentences and the rows of the statistics table run on in
//! one line. Where a sentence ends and white space or a number follows, where a heading is numbered, and where the head of
//! the table stands, a line begins again.

use super::source::Source;
use crate::text::key::{Numbering, key, split_number};
use crate::text::labels::Labels;
use crate::text::value;

/// A line of fewer characters holds no report.
const LONG: usize = 400;
/// A text that names more rows of the form since 2019 is on that form.
const NAMED: usize = 8;
/// A heading is no longer than this.
const HEADING: usize = 40;
/// The heads of a table stand within so many words.
const HEADS: usize = 4;

/// The lines of such a report; `None` if the text is none, and has its lines.
pub fn apart(sources: &[Source], labels: &Labels) -> Option<Vec<Source>> {
    let long = |s: &&Source| s.text.chars().nth(LONG).is_some();
    let runs = |s: &Source| {
        let cuts = cuts(&s.text, labels);
        cuts.table || cuts.headings >= 3
    };
    if !sources.iter().filter(long).any(runs) {
        return None;
    }
    let text: String = sources.iter().map(|s| key(&s.text)).collect();
    if labels.rows_named_in(&text) > NAMED {
        return None;
    }
    Some(sources.iter().flat_map(|s| if long(&s) { parts(s, labels) } else { vec![s.clone()] }).collect())
}

/// The lines that one was.
fn parts(source: &Source, labels: &Labels) -> Vec<Source> {
    let text = source.text.as_str();
    let mut cuts = cuts(text, labels).at;
    cuts.push(text.len());
    let mut from = 0;
    let mut out = Vec::new();
    for to in cuts {
        let part = text.get(from..to).unwrap_or_default().trim();
        let sentence = if labels.is_furniture(part) { first_sentence(part) } else { 0 };
        let (furniture, part) = part.split_at(sentence);
        out.extend([furniture.trim(), part].into_iter().filter(|p| !p.is_empty()).map(|p| source.part(p)));
        from = to;
    }
    out
}

/// Where the first sentence begins in what stands around a report; 0 if none does.
fn first_sentence(text: &str) -> usize {
    let sentence = |word: &&str| word.chars().nth(HEADING).is_some() && word.contains(['，', '。']);
    let word = text.split_whitespace().find(sentence);
    word.map_or(0, |word| word.as_ptr().addr().saturating_sub(text.as_ptr().addr()))
}

/// Where a text is cut.
#[derive(Default)]
struct Cuts {
    /// Bytes, in order.
    at: Vec<usize>,
    /// How many numbered headings of the first level begin there.
    headings: usize,
    /// The head of a statistics table stands in it.
    table: bool,
}

fn cuts(text: &str, labels: &Labels) -> Cuts {
    let mut cuts = Cuts::default();
    let mut before = ['\n'; 2];
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let behind_space = before[1].is_whitespace();
        let sentence = before.contains(&'。') && (before[1] == '。' || behind_space);
        let mut next = at + c.len_utf8();
        if !c.is_whitespace() && (behind_space || sentence) {
            if sentence && behind_space {
                cuts.at.push(at);
            }
            if let Some((style, behind)) = heading(rest, sentence) {
                cuts.headings += usize::from(style == Numbering::Chinese);
                cuts.at.push(at);
                if let Some(length) = behind {
                    cuts.at.push(at + length);
                    next = at + length;
                }
            } else if behind_space && is_table(rest, labels) {
                cuts.table = true;
                cuts.at.push(at);
                next = at + rows(rest, at, &mut cuts.at);
            }
        }
        // White space in a row is one.
        for c in text.get(at..next).unwrap_or_default().chars() {
            if !(c.is_whitespace() && before[1].is_whitespace()) {
                before = [before[1], c];
            }
        }
        at = next;
    }
    cuts.at.dedup();
    cuts
}

/// The numbered heading that a text begins with, and its length where white space ends it. One with an Arabic number begins
/// behind a sentence.
fn heading(text: &str, sentence: bool) -> Option<(Numbering, Option<usize>)> {
    let (style, _, rest) = split_number(text)?;
    if style == Numbering::Arabic && !sentence {
        return None;
    }
    let from = text.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (words, behind) = rest.split_at(length);
    // A number behind a blank goes on with the sentence, unless it is a year.
    let digits = behind.trim_start().chars().take_while(char::is_ascii_digit).count();
    let ends = words.chars().nth(HEADING).is_none() && !words.contains('。') && matches!(digits, 0 | 4);
    Some((style, ends.then_some(from + length)))
}

/// Whether the head of a statistics table begins here.
fn is_table(text: &str, labels: &Labels) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(HEADS).collect();
    words.first().is_some_and(|first| labels.is_statistics_label_head(first))
        && labels.is_statistics_head(&words.join(" "))
}

/// Cuts the rows of a table, each before its label, up to the first sentence; the length of all of them.
fn rows(text: &str, base: usize, cuts: &mut Vec<usize>) -> usize {
    let mut label = 0;
    let mut valued = false;
    for word in text.split_whitespace() {
        let at = word.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let is_value = value::is_value(word);
        if !is_value && (valued || split_number(word).is_some()) {
            cuts.push(base + at);
            label = at;
        }
        if word.contains('。') {
            return label.max(1);
        }
        valued = is_value;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let heads = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect();
        let mut labels = Labels::new(0, Vec::new());
        labels.statistics_heads = [heads(&["指标名称"]), heads(&["计量单位"])];
        let mut cuts = cuts(text, &labels).at;
        cuts.insert(0, 0);
        cuts.push(text.len());
        let part = |pair: &[usize]| text[pair[0]..pair[1]].trim().to_string();
        cuts.windows(2).map(part).filter(|part| !part.is_empty()).collect()
    }

    #[test]
    fn headings_and_sentences_stand_on_lines_of_their_own() {
        let text = "前言。 一、 概述 我局重视公开工作。2016年有进展。二、主动公开情况 （一）公开的数量 2016年公开 25条。1、网站公开 共20条。";
        let expected = [
            "前言。",
            "一、 概述",
            "我局重视公开工作。2016年有进展。",
            "二、主动公开情况",
            "（一）公开的数量",
            "2016年公开 25条。",
            "1、网站公开",
            "共20条。",
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn rows_of_a_table_stand_on_lines_of_their_own() {
        let text = "六、统计表 指标名称 计量单位 2016年度 历年累计 主动公开文件数 条 25 789 其中：1、网站公开数 条 20 700 七、其他事项 没有。";
        let expected = [
            "六、统计表",
            "指标名称 计量单位 2016年度 历年累计 主动公开文件数 条 25 789",
            "其中：1、网站公开数 条 20 700",
            "七、其他事项",
            "没有。",
        ];
        assert_eq!(lines(text), expected);
    }
}
