//! Automatic numbers of headings and lists.

use super::{full, item, level, read};
use crate::blocks::texts;

#[test]
fn automatic_section_numbers_are_part_of_the_text() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="7">{}{}{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>"#,
        level(0, "chineseCounting", "%1、", ""),
        level(1, "chineseCountingThousand", "（%2）", ""),
        level(2, "decimal", "%3.", ""),
    );
    let body = [
        item("1", 0, "总体情况"),
        item("1", 1, "主动公开"),
        item("1", 2, "a"),
        item("1", 2, "b"),
        item("1", 1, "依申请公开"),
        item("1", 2, "c"),
        item("1", 0, "主动公开政府信息情况"),
        item("1", 1, "d"),
    ];
    let document = read(&full(&body.concat(), "", &numbering));
    assert_eq!(
        texts(&document),
        [
            "一、总体情况",
            "（一）主动公开",
            "1. a",
            "2. b",
            "（二）依申请公开",
            "1. c",
            "二、主动公开政府信息情况",
            "（一）d"
        ]
    );
}

#[test]
fn numbers_come_through_styles_and_can_be_taken_off() {
    let styles = r#"
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="3"><w:name w:val="tied"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>"#;
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}{}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>"#,
        level(0, "japaneseCounting", "第%1条", r#"<w:suff w:val="nothing"/>"#),
        level(1, "decimal", "%1.%2", r#"<w:isLgl/>"#),
        level(2, "upperLetter", "%3)", r#"<w:pStyle w:val="3"/>"#),
    );
    let styled = |style: &str, more: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#)
    };
    let off = r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let body = [styled("1", ""), styled("2", ""), styled("1", off), styled("1", ""), styled("3", "")];
    let document = read(&full(&body.concat(), styles, &numbering));
    assert_eq!(texts(&document), ["第一条x", "1.1 x", "x", "第二条x", "A) x"]);
}

#[test]
fn lists_restart_where_they_are_told_and_bullets_print_no_number() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}</w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{}</w:lvlOverride></w:num>"#,
        level(0, "decimal", "%1、", ""),
        level(1, "bullet", "\u{F0B7}", ""),
        level(0, "ideographTraditional", "%1、", ""),
    );
    let body = [
        item("1", 0, "a"),
        item("1", 1, "点"),
        item("1", 0, "b"),
        item("2", 0, "c"),
        item("2", 0, "d"),
        item("3", 0, "e"),
        item("9", 0, "无"),
    ];
    let document = read(&full(&body.concat(), "", &numbering));
    assert_eq!(texts(&document), ["1、a", "点", "2、b", "5、c", "6、d", "庚、e", "无"]);
}

#[test]
fn a_level_that_was_skipped_over_counts_as_used() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
        level(0, "decimal", "%1.", ""),
        level(1, "decimal", "%1.%2", ""),
    );
    let document = read(&full(&[item("1", 1, "a"), item("1", 0, "b")].concat(), "", &numbering));
    assert_eq!(texts(&document), ["1.1 a", "2. b"]);
}

#[test]
fn number_formats_count_as_they_are_printed() {
    let cases = [
        ("chineseCounting", 1u32, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 101, "一〇一"),
        ("chineseCountingThousand", 12, "十二"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseLegalSimplified", 10, "壹拾"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("japaneseCounting", 100, "百"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 36, "㊱"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 4_000_000_000, "4000000000"),
        ("lowerLetter", 4_000_000_000, "4000000000"),
        ("none", 3, ""),
    ];
    for (format, start, expected) in cases {
        let numbering = format!(
            r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/><w:suff w:val="nothing"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#
        );
        let document = read(&full(&item("1", 0, "x"), "", &numbering));
        assert_eq!(texts(&document), [format!("（{expected}）x")], "{format} {start}");
    }
}
