//! Running text: what is deleted or hidden, fields, boxes, notes, and the roles of paragraphs.

use nianbao::model::content::{Align, Block, Role};
use nianbao::model::finding::FindingKind;
use nianbao::model::origin::Origin;
use nianbao::text::marked::MarkKind;

use super::{full, p, read, read_body, tbl, tc, tr};
use crate::blocks::{blocks, geometry, kinds, marks, marks_of_cells, only_grid, paragraphs, texts};

#[test]
fn accepted_changes_are_read_and_deletions_counted() {
    let body = "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>118</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>119</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r>\
        <w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>";
    let document = read_body(body);
    assert_eq!(texts(&document), ["共119件移来"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
    assert!(document.findings[0].message.starts_with("2 pieces"), "{}", document.findings[0].message);
}

#[test]
fn a_deleted_row_is_no_row_and_a_deleted_paragraph_mark_no_paragraph_end() {
    let table = tbl(&[
        tr("", &[tc("", "a"), tc("", "1")]),
        tr(r#"<w:del w:id="1"/>"#, &[tc("", "b"), tc("", "2")]),
        tr("", &[tc("", "c"), tc("", "3")]),
    ]);
    let split = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>";
    let document = read_body(&[table, split.into(), p("后半。"), split.into()].concat());
    let expected = [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "3")];
    assert_eq!(geometry(only_grid(&document)), expected);
    assert_eq!(only_grid(&document).cell_at(1, 0).unwrap().2.origin, Origin::Path { table: 1, row: 3, cell: 1 });
    assert_eq!(texts(&document), ["前半，后半。", "前半，"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

#[test]
fn text_hidden_by_a_style_is_hidden() {
    let styles = r#"
        <w:style w:type="paragraph" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="z"><w:name w:val="z"/><w:basedOn w:val="y"/></w:style>
        <w:style w:type="character" w:styleId="y"><w:name w:val="y"/><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let body = r#"<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:rStyle w:val="z"/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>"#;
    let document = read(&full(body, styles, ""));
    assert_eq!(texts(&document), ["显", "明"]);
    assert!(document.findings[0].message.starts_with("2 pieces"), "{}", document.findings[0].message);
}

#[test]
fn hidden_text_is_left_out_and_counted() {
    let body = "<w:p><w:r><w:t>见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>批注</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>下</w:t></w:r><w:r><w:t>表</w:t></w:r></w:p>";
    let document = read_body(body);
    assert_eq!(texts(&document), ["见下表"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

#[test]
fn raised_lowered_and_struck_out_text_is_marked_and_stays() {
    let styles = r#"
        <w:style w:type="character" w:styleId="n"><w:name w:val="n"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="s"><w:name w:val="s"/><w:rPr><w:strike/></w:rPr></w:style>"#;
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = [
        "",
        "<w:rStyle w:val=\"n\"/>",
        "<w:strike/><w:dstrike w:val=\"0\"/>",
        "<w:vertAlign w:val=\"subscript\"/>",
        "",
    ];
    let runs: String = body.iter().zip(["收到12", "3", "5", "2", "件"]).map(|(p, text)| run(p, text)).collect();
    let struck = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"s\"/></w:pPr>{}{}</w:p>",
        run("", "旧"),
        run("<w:strike w:val=\"0\"/>", "新")
    );
    let document = read(&full(&format!("<w:p>{runs}</w:p>{struck}"), styles, ""));
    assert_eq!(texts(&document), ["收到12352件", "旧新"]);
    assert_eq!(
        marks(&document),
        [("3", MarkKind::Raised), ("5", MarkKind::StruckOut), ("2", MarkKind::Lowered), ("旧", MarkKind::StruckOut)]
    );
}

#[test]
fn text_moved_off_the_line_is_raised_only_beside_text_on_it() {
    let run = |up: &str, text: &str| {
        let moved = if up.is_empty() { String::new() } else { format!("<w:position w:val=\"{up}\"/>") };
        format!("<w:r><w:rPr>{moved}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let beside = format!("<w:p>{}{}{}</w:p>", run("", "530"), run("8", "1"), run("-6", "2"));
    // Whole lines are moved to stand in the middle of a row, and a little is a matter of taste.
    let whole = format!("<w:p>{}{}</w:p><w:p>{}{}</w:p>", run("8", "53"), run("8", "0"), run("", "53"), run("2", "0"));
    let document = read_body(&(beside + &whole));
    assert_eq!(texts(&document), ["53012", "530", "530"]);
    assert_eq!(marks(&document), [("1", MarkKind::Raised), ("2", MarkKind::Lowered)]);
}

#[test]
fn hidden_and_white_text_stays_in_a_cell_with_its_mark() {
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let cell = |properties: &str, runs: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>");
    let white = run("<w:color w:val=\"ffffff\"/>", "4") + &run("", "22");
    let shade = |fill: &str| format!("<w:shd w:val=\"clear\" w:fill=\"{fill}\"/>");
    let cells = [
        cell("", &white),
        cell("", &(run("<w:vanish/>", "7") + &run("", "31"))),
        cell(&shade("1F4E79"), &white),
        cell(&shade("auto"), &white),
        cell("", &run(&format!("<w:color w:val=\"FFFFFF\"/>{}", shade("000000")), "5")),
    ];
    let document = read_body(&tbl(&[tr("", &cells)]));
    let texts: Vec<&str> = geometry(only_grid(&document)).into_iter().map(|c| c.4).collect();
    assert_eq!(texts, ["422", "731", "422", "422", "5"]);
    let hidden = |text| (text, MarkKind::Hidden);
    assert_eq!(marks_of_cells(&document), [hidden("4"), hidden("7"), hidden("4")]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
    let styles =
        "<w:style w:type=\"table\" w:styleId=\"g\"><w:name w:val=\"g\"/><w:tblStylePr w:type=\"firstRow\"/></w:style>";
    let table = tbl(&[tr("", &cells)]).replacen("<w:tr>", "<w:tblPr><w:tblStyle w:val=\"g\"/></w:tblPr><w:tr>", 1);
    assert_eq!(marks_of_cells(&read(&full(&table, styles, ""))), [hidden("7")]);
}

#[test]
fn special_characters_print_as_they_look() {
    let body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t>\
        <w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:cr/><w:t xml:space=\"preserve\"> e </w:t><w:t>f&#x2460;&amp;&nbsp;&#0;</w:t></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["a\tb-cd\u{F0FE}\n e f①&\u{FFFD}\u{FFFD}"]);
}

#[test]
fn fields_show_their_result_and_ruby_its_base() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>内层</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:fldSimple w:instr=\"DATE\"><w:r><w:t>2024年</w:t></w:r></w:fldSimple>\
        <w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["结果2024年拼"]);
}

#[test]
fn a_field_that_never_ends_swallows_nothing() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:t>正文</w:t></w:r></w:p><w:p><w:r><w:t>下段</w:t></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["正文", "下段"]);
}

#[test]
fn a_text_box_is_read_once_after_its_paragraph() {
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let body = format!(
        "<w:p><w:r><w:t>正文甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><a:t>图</a:t><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>续</w:t></w:r></w:p>\
         <w:p><w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></w:r></w:p>{}",
        boxed("框一"),
        boxed("框一"),
        format_args!("<w:txbxContent>{}</w:txbxContent>", tbl(&[tr("", &[tc("", "框中表")])])),
        p("正文乙"),
    );
    let document = read_body(&body);
    assert_eq!(texts(&document), ["正文甲续", "框一", "正文乙"]);
    assert!(matches!(&blocks(&document)[2], Block::Grid(g) if g.cell_at(0, 0).unwrap().2.text == "框中表"));
}

#[test]
fn formulas_print_their_text_and_notes_are_not_the_text() {
    let body = "<w:p><w:r><w:t>共</w:t></w:r><m:oMath><m:r><m:t>12</m:t></m:r></m:oMath><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["共12"]);
}

#[test]
fn roles_and_alignment_come_from_styles_and_from_the_paragraph() {
    let styles = r#"
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="10"><w:name w:val="标题 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:name w:val="题名"/><w:basedOn w:val="a3"/><w:pPr><w:jc w:val="left"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="c"><w:name w:val="c"/><w:basedOn w:val="d"/></w:style>
        <w:style w:type="paragraph" w:styleId="d"><w:name w:val="d"/><w:basedOn w:val="c"/></w:style>"#;
    let with = |properties: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>");
    let body = [
        with(r#"<w:pStyle w:val="a3"/>"#),
        with(r#"<w:pStyle w:val="10"/>"#),
        with(r#"<w:pStyle w:val="b"/>"#),
        with(r#"<w:outlineLvl w:val="1"/>"#),
        with(r#"<w:pStyle w:val="Heading2"/><w:jc w:val="right"/>"#),
        with(r#"<w:pStyle w:val="c"/>"#),
        p("x"),
    ];
    let document = read(&full(&body.concat(), styles, ""));
    let seen: Vec<(Role, Align)> = paragraphs(&document).iter().map(|p| (p.role, p.align)).collect();
    assert_eq!(
        seen,
        [
            (Role::Title, Align::Center),
            (Role::Heading, Align::Start),
            (Role::Title, Align::Start),
            (Role::Heading, Align::Start),
            (Role::Heading, Align::End),
            (Role::Body, Align::Start),
            (Role::Body, Align::Start),
        ]
    );
}

#[test]
fn only_a_paragraph_that_is_all_link_is_a_link() {
    let link = |text: &str| format!("<w:hyperlink><w:r><w:t>{text}</w:t></w:r></w:hyperlink>");
    let body = format!("<w:p>{}</w:p><w:p>{}<w:r><w:t>正文</w:t></w:r></w:p>{}", link("附件"), link("网站"), p("无"));
    let document = read_body(&body);
    assert_eq!(paragraphs(&document).iter().map(|p| p.link).collect::<Vec<_>>(), [true, false, false]);
}
