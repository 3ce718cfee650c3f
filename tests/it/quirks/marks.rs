//! What characters look like, and what stands beside a number: neither is a part of it.

use crate::outcome::{Outcome, assert_none, same_number};
use crate::sheet::{Layout, Sheet};

const COUNT: &str = "active_disclosure.administrative_penalties.decisions";

/// A style sheet as pages have it.
const STYLE: &str = "<style>.gone { display: none } td .paper { color: #FFF } .off{text-decoration: line-through}
    .nothing{font-size:0} .note { vertical-align: super; font-size: 60% } @media print { .off { display: none } }</style>";

/// What comes out of a clean report with a text in one of its cells; no other cell may change.
#[track_caller]
fn printed(text: &str) -> Outcome {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.set(COUNT, &format!("{STYLE}{text}"));
    let outcome = Outcome::html(&sheet);
    let others: Vec<_> = outcome.differences(&sheet.facts).into_iter().filter(|d| !d.starts_with(COUNT)).collect();
    assert_none(&others, text);
    outcome
}

/// Each text is the number 530, and says so in the report as it should.
#[track_caller]
fn all_are_530(texts: &[&str], right: impl Fn(&Outcome) -> bool) {
    let mut wrong = Vec::new();
    for text in texts {
        let outcome = printed(text);
        let value = outcome.value(COUNT);
        if !value.as_deref().is_some_and(|v| same_number(v, "530")) || !right(&outcome) {
            wrong.push(format!("{text}: {} {}", outcome.cell(COUNT), outcome.0["findings"]));
        }
    }
    assert_none(&wrong, "texts");
}

#[test]
fn signs_of_notes_are_a_note() {
    let texts = [
        "530<sup>1</sup>",
        "530<sup><a href='#n'>[1]</a></sup>",
        "530<sub>2</sub>",
        "530<span style='vertical-align: super'>①</span>",
        "530 <span class=note>12</span>",
        "530<span style='position:relative;top:-5.0pt;mso-text-raise:5.0pt'>1</span>",
        "530<span style='font-size:60%;vertical-align:4px'>1</span>",
        "530①",
        "530*",
        "530¹",
        "530[1]",
    ];
    all_are_530(&texts, |o| {
        o.cell(COUNT)["note"].is_string() && o.findings("number_note").iter().all(|f| f["severity"] == "info")
    });
}

#[test]
fn what_is_struck_out_is_said_and_not_read() {
    let texts = [
        "<s>221</s>530",
        "530<del>221</del>",
        "<strike>221</strike> 530",
        "<span style='text-decoration: red line-through'>221</span><br>530",
        "<span class=off>221</span>530",
    ];
    all_are_530(&texts, |o| {
        let said = o.findings("struck_out");
        let [finding] = said.as_slice() else { return false };
        let message = finding["message"].as_str().unwrap_or_default();
        let marks = o.cell(COUNT)["marks"].to_string();
        message.contains("221")
            && message.contains("530")
            && finding["cells"][0] == COUNT
            && marks.contains("struck_out")
    });
    let outcome = printed("<s>221</s>");
    assert_eq!((outcome.status(COUNT), outcome.value(COUNT)), ("blank", None));
    assert_eq!(outcome.findings("struck_out").len(), 1);
}

#[test]
fn what_nobody_sees_is_said_and_not_read() {
    let texts = [
        "<span style='display:none'>7</span>530",
        "530<span class=gone>7</span>",
        "530<span style='visibility: hidden'>7</span>",
        "530<span style='font-size:0px'>7</span>",
        "530<b class=nothing>7</b>",
        "530<span style='opacity:0.0'>7</span>",
        "<font color=#ffffff>7</font>530",
        "<span style='color: rgb(255, 255, 255)'>7</span>530",
        "<i class=paper>7</i>530",
        "<span style='color:#eee; background:#efefef'>7</span>530",
        "530<span hidden>7</span>",
        "<span style='position:absolute; left:-9999px'>7</span>530",
    ];
    all_are_530(&texts, |o| {
        o.findings("hidden_number").len() == 1 && o.cell(COUNT)["marks"].to_string().contains("hidden")
    });
}

#[test]
fn white_on_a_colour_is_seen() {
    let texts = [
        "<div style='background:#036'><span style='color:#fff'>530</span></div>",
        "<span style='background-color: navy; color: white'>530</span>",
        "<div style='background: url(a.png)'><font color=white>530</font></div>",
        "<div style='font-size:0'><span style='font-size:12pt'>530</span></div>",
    ];
    all_are_530(&texts, |o| o.findings("hidden_number").is_empty() && o.cell(COUNT)["marks"].is_null());
}

#[test]
fn words_beside_a_number_are_a_note() {
    for (text, note) in [
        ("530（其中修订16件）", Some("其中修订16件")),
        ("530件（已撤诉）", Some("已撤诉")),
        ("约530", Some("约")),
        ("共530件", Some("共")),
        ("530（件）", None),
        ("530<br>（件）", None),
    ] {
        all_are_530(&[text], |o| o.cell(COUNT)["note"].as_str() == note && o.findings("not_a_number").is_empty());
    }
}

#[test]
fn a_doubt_about_a_number_is_no_number() {
    for text in ["53O", "l530", "530（应为531）", "530（16）", "530（47%）", "5<sup>3</sup>0", "<sup>530</sup>"]
    {
        let outcome = printed(text);
        assert_eq!((outcome.status(COUNT), outcome.value(COUNT)), ("conflict", None), "{text}");
        assert!(outcome.cell(COUNT)["alternatives"].as_array().is_some_and(|a| !a.is_empty()), "{text}");
        assert_eq!(outcome.findings("conflict").len(), 1, "{text}");
    }
}

#[test]
fn fields_of_a_form_are_the_text_of_their_cell() {
    let texts = [
        "<input value=530>",
        "<input type='text' readonly value='530'>件",
        "<textarea rows=1>530</textarea>",
        "<select><option>12<option selected value=3>530</select>",
        "<input type=hidden value=7>530<input type=checkbox value=1>",
    ];
    all_are_530(&texts, |_| true);
    // What is said twice may be two numbers.
    assert_eq!(printed("530<input value=530>").status(COUNT), "conflict");
}
