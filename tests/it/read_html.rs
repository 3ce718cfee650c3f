//! HTML pages and text dumps as blocks and lines.

use std::time::{Duration, Instant};

use nianbao::model::content::{Align, Block, Content, Document, Line, Paragraph, Role};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::grid::{Grid, Slot};
use nianbao::model::limits::Limits;
use nianbao::model::origin::Origin;
use nianbao::read::{html, text};
use nianbao::text::Text;
use nianbao::text::encoding::{decode, destroyed, unscramble};
use nianbao::text::marked::MarkKind;

/// Prose of our own that holds enough words of the form to be known by them.
const PROSE: &str = "一、总体情况\n本局按照政府信息公开条例编制本年度报告，统计期限为全年。\n\
    二、主动公开政府信息情况\n全年主动公开规范性文件七件，行政许可十二项。\n\
    三、收到申请情况\n自然人申请三件，无行政复议和行政诉讼。\n";

fn read(page: &[u8]) -> Document {
    html::read(page, &Limits::default()).unwrap()
}

fn blocks(page: &str) -> Vec<Block> {
    match read(page.as_bytes()).content {
        Content::Blocks(blocks) => blocks,
        other => panic!("{other:?}"),
    }
}

fn paragraphs(page: &str) -> Vec<Paragraph> {
    let is_paragraph = |block| if let Block::Paragraph(paragraph) = block { Some(paragraph) } else { None };
    blocks(page).into_iter().filter_map(is_paragraph).collect()
}

fn texts(page: &str) -> Vec<String> {
    paragraphs(page).into_iter().map(|paragraph| paragraph.text.to_string()).collect()
}

fn grid(page: &str) -> Grid {
    blocks(page).into_iter().find_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).unwrap()
}

/// A grid as rows of text: `<` for a position under a span, `-` for none.
fn picture(grid: &Grid) -> Vec<String> {
    let slot = |row, column| match grid.slot(row, column) {
        Some(Slot::Cell(cell)) => cell.text.replace('\n', "/"),
        Some(Slot::Covered { .. }) => "<".to_string(),
        _ => "-".to_string(),
    };
    (0..grid.rows())
        .map(|row| (0..grid.columns()).map(|column| slot(row, column)).collect::<Vec<_>>().join("|"))
        .collect()
}

/// Blocks in order, nested ones in brackets.
fn order(blocks: &[Block]) -> String {
    let one = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.to_string(),
        Block::Grid(grid) => {
            let cells = grid
                .cells()
                .map(|(_, _, cell)| if cell.blocks.is_empty() { cell.text.to_string() } else { order(&cell.blocks) });
            format!("[{}]", cells.collect::<Vec<_>>().join("|"))
        }
        Block::Rows(_) => String::new(),
    };
    blocks.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn has(document: &Document, kind: FindingKind) -> bool {
    document.findings.iter().any(|finding| finding.kind == kind)
}

fn page_in(encoding: &'static encoding_rs::Encoding, meta: &str) -> Vec<u8> {
    let body = PROSE.replace('\n', "</p><p>");
    encoding.encode(&format!("<html><head>{meta}</head><body><p>{body}</p></body></html>")).0.into_owned()
}

#[test]
fn the_charset_is_right_whatever_the_page_claims() {
    let late = format!("<script>{}</script><meta charset=gbk>", "var menu = 1; ".repeat(500));
    let cases = [
        ("GBK claiming UTF-8", page_in(encoding_rs::GBK, "<meta charset=\"utf-8\">"), "gb18030"),
        ("GBK claiming Latin-1", page_in(encoding_rs::GBK, "<meta charset=iso-8859-1>"), "gb18030"),
        ("GBK, claim after 7 KB", page_in(encoding_rs::GBK, &late), "gb18030"),
        ("GBK, no claim", page_in(encoding_rs::GBK, ""), "gb18030"),
        ("UTF-8 claiming GB2312", page_in(encoding_rs::UTF_8, "<meta charset=\"gb2312\">"), "UTF-8"),
        ("UTF-8, no claim", page_in(encoding_rs::UTF_8, ""), "UTF-8"),
    ];
    for (what, bytes, encoding) in cases {
        let document = read(&bytes);
        assert_eq!(document.info.encoding.as_deref(), Some(encoding), "{what}");
        assert!(document.findings.is_empty(), "{what}: {:?}", document.findings);
        let Content::Blocks(blocks) = document.content else { panic!("{what}") };
        assert!(order(&blocks).contains("二、主动公开政府信息情况"), "{what}");
    }
}

#[test]
fn utf16_is_read_with_and_without_a_mark() {
    let little: Vec<u8> = PROSE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = PROSE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xFF\xFE".as_slice(), &little].concat();
    for (bytes, encoding) in [(little, "UTF-16LE"), (big, "UTF-16BE"), (marked, "UTF-16LE")] {
        let decoded = decode(&bytes, Some("utf-8"));
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replaced), (PROSE, encoding, 0));
    }
}

#[test]
fn traditional_text_in_big5_is_not_taken_for_gbk() {
    let text = "本年度政府資訊公開工作報告，申請案件共計三件，均已依限答覆。";
    let decoded = decode(&encoding_rs::BIG5.encode(text).0, None);
    assert_eq!((decoded.text.as_str(), decoded.encoding), (text, "Big5"));
}

#[test]
fn a_cut_or_damaged_utf8_file_stays_utf8_and_the_loss_is_counted() {
    let mut bytes = PROSE.repeat(3).into_bytes();
    bytes.truncate(bytes.len() - 2);
    let at = PROSE.find("本局").unwrap();
    bytes[at] = 0xFF;
    let decoded = decode(&bytes, Some("gb2312"));
    assert_eq!(decoded.encoding, "UTF-8");
    assert!(decoded.replaced >= 2 && decoded.text.contains("局按照政府信息公开条例"), "{decoded:?}");
    assert!(has(&text::read(&bytes, &Limits::default()).unwrap(), FindingKind::UnreadableText));
}

#[test]
fn a_wrong_decoding_is_undone_and_said() {
    let latin: String = encoding_rs::GBK.encode(PROSE).0.iter().map(|byte| char::from(*byte)).collect();
    let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(PROSE.as_bytes()).0.into_owned();
    for scrambled in [latin, western] {
        assert_eq!(unscramble(&scrambled).unwrap().0, PROSE);
        let document = read(format!("<p>{scrambled}</p>").as_bytes());
        assert!(has(&document, FindingKind::EncodingRepaired) && !has(&document, FindingKind::TextDestroyed));
        let Content::Blocks(blocks) = document.content else { panic!() };
        assert!(order(&blocks).contains("自然人申请三件"));
    }
}

#[test]
fn utf8_read_as_gbk_is_undone_where_no_byte_was_lost() {
    let read_as_gbk = |text: &str| encoding_rs::GB18030.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let whole = "政府信息公开年度报告总体情况";
    assert!(read_as_gbk(whole).starts_with('鏀'));
    assert_eq!(unscramble(&read_as_gbk(whole)), Some((whole.to_string(), "UTF-8 read as GBK")));
    // With bytes lost it is not guessed, but said.
    let lossy = read_as_gbk(PROSE);
    assert!(lossy.contains('\u{FFFD}'));
    assert_eq!(unscramble(&lossy), None);
    assert!(destroyed(&lossy).is_some());
}

#[test]
fn lost_text_is_flagged_and_sound_text_is_not() {
    let questions: String = PROSE.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    let replaced: String = PROSE.chars().map(|c| if c.is_ascii() { c } else { '\u{FFFD}' }).collect();
    for lost in
        [questions.as_str(), &replaced, "锟斤拷锟斤拷2019锟斤拷", "烫烫烫烫烫烫烫烫烫烫烫烫", "\u{871}\u{3E}bjbj"]
    {
        assert!(destroyed(lost).is_some(), "{lost}");
        assert!(has(&text::read(lost.as_bytes(), &Limits::default()).unwrap(), FindingKind::TextDestroyed), "{lost}");
    }
    for sound in [PROSE, "何谓“依申请公开”？为何答复？", "Is this a question??? Yes!", "一页 � 之误", ""]
    {
        assert!(destroyed(sound).is_none(), "{sound}");
        assert_eq!(unscramble(sound), None, "{sound}");
    }
}

#[test]
fn spans_make_the_grid_that_a_browser_shows() {
    let page = "<table><thead><tr><th rowspan='2'>事项<th colspan=\"2 \">件数<tr><td>新收<td>结转
        <tbody><tr><td rowspan=0>合计<td>3<td>1<tr><td>5<td>&nbsp;</table>";
    assert_eq!(picture(&grid(page)), ["事项|件数|<", "<|新收|结转", "合计|3|1", "<|5|\u{A0}"]);
}

#[test]
fn a_rowspan_ends_with_its_group_and_a_short_row_has_no_cell() {
    let page = "<table><thead><tr><td rowspan=9>头<td>甲</thead><tbody><tr><td>1<td>2<td>3<tr><td>4</table>";
    assert_eq!(picture(&grid(page)), ["头|甲|-", "1|2|3", "4|-|-"]);
}

#[test]
fn unclosed_cells_and_missing_rows_are_those_of_a_browser() {
    assert_eq!(picture(&grid("<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>")), ["a|b", "c|-"]);
    assert_eq!(picture(&grid("<table><td>a<td>b</table>")), ["a|b"]);
    assert_eq!(picture(&grid("<table><tr><td>a</td>\n</table")), ["a"]);
}

#[test]
fn text_of_a_cell_keeps_its_lines_and_joins_its_spans() {
    let page = "<table><tr><td> <p>商业\n  企业</p><p><span>2.没有现成信</span><span>息</span></p> </td>\
        <td>结<br>果<br/> </td><td>0&nbsp; </td><td>\u{3000}</td><td> <b>1</b> <i>2</i> </td><td><br></td></tr></table>";
    assert_eq!(picture(&grid(page)), ["商业企业/2.没有现成信息|结/果|0\u{A0}|\u{3000}|1 2|"]);
}

#[test]
fn a_nested_table_keeps_the_order_of_its_cell() {
    let page =
        "<table><tr><td>栏目<td><h1>年报</h1>前<table><tr><td>1<td>2</table>中<table><tr><td>3</table>后</table>末";
    let blocks = blocks(page);
    assert_eq!(order(&blocks), "[栏目|年报 前 [1|2] 中 [3] 后] 末");
    let Block::Grid(outer) = &blocks[0] else { panic!() };
    let (_, _, cell) = outer.cell_at(0, 1).unwrap();
    assert_eq!(cell.text, "年报\n前\n中\n后");
    let Block::Grid(second) = &cell.blocks[4] else { panic!("{:?}", cell.blocks) };
    assert_eq!(second.cell_at(0, 0).unwrap().2.origin, Origin::Path { table: 3, row: 1, cell: 1 });
}

#[test]
fn a_table_in_an_unclosed_paragraph_stays_in_its_place() {
    for doctype in ["", "<!DOCTYPE html>"] {
        let page = format!("{doctype}<p>前<table><tr><td>1</table>后<p>末");
        assert_eq!(order(&blocks(&page)), "前 [1] 后 末");
    }
}

#[test]
fn what_a_browser_does_not_show_is_not_read() {
    let page = "<title>题</title><script>document.write('<p>脚本</p>')</script><style>p{}</style><!-- <p>注</p> -->
        <p>正文<span style='DISPLAY : none'>隐</span></p><div hidden>藏</div><select><option>选<option>项</select>
        <table><tr style='display:none'><td>无<tr><td>一<td style='display:none'>二<td>三</table><textarea>填</textarea>
        <noscript>请打开</noscript><template><p>模板</p></template>";
    let document = read(page.as_bytes());
    let Content::Blocks(blocks) = &document.content else { panic!() };
    assert_eq!(order(blocks), "正文 [一|三]");
    assert!(has(&document, FindingKind::HiddenText));
    let Block::Grid(grid) = &blocks[1] else { panic!() };
    let origins: Vec<_> = grid.cells().map(|(_, _, cell)| cell.origin).collect();
    assert_eq!(origins, [Origin::Path { table: 1, row: 2, cell: 1 }, Origin::Path { table: 1, row: 2, cell: 3 }]);
}

#[test]
fn a_report_that_a_script_would_show_is_read() {
    let page = format!("<p>首页</p><div style='display:none'><p>{}</p></div>", PROSE.replace('\n', "</p><p>"));
    let document = read(page.as_bytes());
    assert!(has(&document, FindingKind::HiddenText));
    let Content::Blocks(blocks) = document.content else { panic!() };
    assert!(order(&blocks).contains("一、总体情况"));
}

#[test]
fn word_markup_leaves_only_its_text() {
    let page = "<html xmlns:o='urn:x'><!--[if gte mso 9]><xml><o:p>岛</o:p></xml><![endif]--><body>
        <p class=MsoNormal align=center style='text-align:center'><b><span lang=EN-US>2020</span>年<o:p></o:p></b></p>
        <xml><w:data>岛</w:data></xml>
        <table><tr><td width=9><p>规<span style='mso-spacerun:yes'>&nbsp; </span>章<o:p></o:p></p></td><td>0<o:p>&nbsp;</o:p></td></tr>
        <![if !supportMisalignedColumns]><tr height=0><td width=1 style='border:none'></td><td></td><td></td></tr><![endif]></table>";
    let blocks = blocks(page);
    let Block::Paragraph(title) = &blocks[0] else { panic!() };
    assert_eq!((title.text.as_str(), title.align), ("2020年", Align::Center));
    let Block::Grid(grid) = &blocks[1] else { panic!() };
    assert_eq!(picture(grid), ["规\u{A0} 章|0\u{A0}"]);
}

#[test]
fn roles_alignment_and_links_are_told() {
    let page = "<div><a href=/>首页</a> | <a href=/a>公开</a></div><div class='article_title'>某局<br>年报</div><h2>一、总体</h2>
        <center>居中</center><div style='text-align:right'><p>某局</p></div><p>见<a href=x>附件</a></p><p><a name=_GoBack>正文</a></p>
        <div class=title><p>侧栏</p></div>";
    let got: Vec<_> = paragraphs(page).into_iter().map(|p| (p.text, p.role, p.align, p.link)).collect();
    let expected = [
        ("首页 | 公开", Role::Body, Align::Start, true),
        ("某局\n年报", Role::Title, Align::Start, false),
        ("一、总体", Role::Heading, Align::Start, false),
        ("居中", Role::Body, Align::Center, false),
        ("某局", Role::Body, Align::End, false),
        ("见附件", Role::Body, Align::Start, false),
        ("正文", Role::Body, Align::Start, false),
        ("侧栏", Role::Body, Align::Start, false),
    ];
    assert_eq!(got, expected.map(|(text, role, align, link)| (text.into(), role, align, link)));
}

#[test]
fn br_ends_a_paragraph_only_where_it_is_the_only_mark() {
    assert_eq!(
        texts("<div>\u{3000}\u{3000}一、总体情况<br><br>\u{3000}\u{3000}本年如下。<br/></div>"),
        ["\u{3000}\u{3000}一、总体情况", "\u{3000}\u{3000}本年如下。"]
    );
    assert_eq!(texts("<div><p>某局<br>\n 年报</p>尾<br>注</div>"), ["某局\n年报", "尾", "注"]);
}

#[test]
fn white_space_of_the_source_is_no_white_space_of_the_text() {
    assert_eq!(
        texts("<p>\n  本局全年\n  公开  信息 12\n  件 。\t</p><p>a\nb</p><p>&nbsp;</p>"),
        ["本局全年公开 信息 12 件 。", "a b"]
    );
    assert_eq!(texts("<pre>甲  乙\n丙</pre>"), ["甲  乙\n丙"]);
}

#[test]
fn paragraphs_are_numbered_without_those_in_tables() {
    let page = "<p>甲<table><tr><td>x</table><p>乙";
    let origins: Vec<_> = paragraphs(page).into_iter().map(|p| p.origin).collect();
    assert_eq!(origins, [Origin::Paragraph { index: 1 }, Origin::Paragraph { index: 2 }]);
}

#[test]
fn raised_lowered_and_struck_out_text_is_marked_and_stays() {
    let page = "<p>收到12<sup>3<s>4</s></sup>5<sub>6</sub>件<table><tr><td>7<br><del> 8 </del><p>9";
    let blocks = blocks(page);
    let marks = |text: &Text| text.marks().iter().map(|m| (text[m.from..m.to].to_string(), m.kind)).collect::<Vec<_>>();
    let [Block::Paragraph(paragraph), Block::Grid(grid)] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!(paragraph.text, "收到123456件");
    let mark = |text: &str, kind| (text.to_string(), kind);
    assert_eq!(
        marks(&paragraph.text),
        [mark("34", MarkKind::Raised), mark("4", MarkKind::StruckOut), mark("6", MarkKind::Lowered)]
    );
    let cell = grid.cells().next().unwrap().2;
    assert_eq!((cell.text.as_str(), marks(&cell.text)), ("7\n8\n9", vec![mark("8", MarkKind::StruckOut)]));
}

#[test]
fn the_page_says_who_published_it_and_when() {
    let page = "<meta charset=utf-8 name=viewport content=x><META NAME='ArticleTitle' CONTENT='某局 年报'>
        <meta name=PubDate content='2020-01-20 15:22'><meta name=SiteName content=某站><meta name=ContentSource content=' '>
        <meta name=generator content=某系统><title>某局年报_某站</title>";
    let info = read(page.as_bytes()).info;
    assert_eq!(info.title.as_deref(), Some("某局 年报"));
    assert_eq!(info.published.as_deref(), Some("2020-01-20 15:22"));
    assert_eq!(info.publisher.as_deref(), Some("某站"));
    assert_eq!(info.creator.as_deref(), Some("某系统"));
    assert_eq!(read("<title>\n某局\n年报 </title>".as_bytes()).info.title.as_deref(), Some("某局 年报"));
}

/// Reads on a small stack and in bounded time, as a worker thread does.
fn survives(page: String) -> Result<Document, Error> {
    let start = Instant::now();
    let worker = std::thread::Builder::new().stack_size(1 << 20);
    let result = worker.spawn(move || html::read(page.as_bytes(), &Limits::default())).unwrap().join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    result
}

#[test]
fn a_huge_span_costs_nothing() {
    let page = "<table><tr><td colspan=1000000 rowspan=99999999999999999999>a<td>b<tr><td>c</table>";
    let document = survives(page.to_string()).unwrap();
    let Content::Blocks(blocks) = document.content else { panic!() };
    assert!(order(&blocks).contains('c'));
}

#[test]
fn deep_nesting_is_flattened_with_its_text_kept() {
    for (open, close, depth) in [
        ("<div>", "</div>", 3_000),
        ("<div>", "", 100_000),
        ("<table><tr><td>", "", 100_000),
        ("<font size=1>", "</font>", 100_000),
        ("<ul><li>", "", 100_000),
        ("<x-y>", "</x-y>", 100_000),
    ] {
        let page = format!("<p>前</p>{}内{}<p>后</p>", open.repeat(depth), close.repeat(depth));
        let document = survives(page).unwrap();
        assert!(has(&document, FindingKind::LimitReached), "{open}");
        let Content::Blocks(blocks) = document.content else { panic!() };
        let text = order(&blocks);
        assert!(["前", "内", "后"].iter().all(|word| text.contains(word)), "{open}");
    }
}

#[test]
fn an_ordinary_page_of_unclosed_elements_is_not_flattened() {
    let rows = "<tr><td><font color=red><p>1<td><span>2<li>3".repeat(2_000);
    let document = survives(format!("<table>{rows}</table>{}", "<p><b>段<li>项<dd>义".repeat(2_000))).unwrap();
    assert!(!has(&document, FindingKind::LimitReached), "{:?}", document.findings);
    let Content::Blocks(blocks) = document.content else { panic!() };
    let Block::Grid(grid) = &blocks[0] else { panic!() };
    assert_eq!((grid.rows(), grid.columns()), (2_000, 2));
}

#[test]
fn pages_made_to_explode_do_not() {
    let fonts: String = (0..400).map(|i| format!("<font size={i}>")).collect();
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=1")).collect();
    let bodies: String = (0..50_000).map(|i| format!("<body a{i}=1>")).collect();
    for page in [
        format!("{fonts}{}", "<p>x".repeat(50_000)),
        format!("<p{attributes}>x"),
        format!("{bodies}x"),
        "<title>".repeat(100_000),
        "<select>".repeat(100_000),
        "<!--x".repeat(100_000),
        "<a".repeat(100_000),
        "<p a='".repeat(100_001),
        format!("{}{}", "<div><table><td></div>".repeat(30_000), "x"),
        format!("{}{}", "<a href=x><div>".repeat(30_000), "x"),
        "<svg><td>".repeat(50_000),
        "<table><tr><td rowspan=65534 colspan=256>x".to_string() + &"<tr>".repeat(100_000),
    ] {
        let start: String = page.chars().take(30).collect();
        assert!(survives(page).is_ok(), "{start}");
    }
    assert!(matches!(survives("<p>".repeat(1_500_000)), Err(Error::Limit { .. })));
}

#[test]
fn a_table_over_the_limit_is_left_out_and_the_rest_is_read() {
    let page = format!("<p>前<table>{}</table><p>后", "<tr><td colspan=256>x".repeat(1_000));
    let document = survives(page).unwrap();
    assert!(has(&document, FindingKind::LimitReached));
    let Content::Blocks(blocks) = document.content else { panic!() };
    assert_eq!(order(&blocks), "前 后");
}

#[test]
fn no_cut_of_a_page_panics() {
    let page =
        "<!DOCTYPE html><meta charset='gb2312'><p align=\"center\">年报</p><!-- x --><table><tr><td rowspan=2>甲</td>";
    for end in 0..page.len() {
        let _ = html::read(&page.as_bytes()[..end], &Limits::default());
        let _ = text::read(&page.as_bytes()[..end], &Limits::default());
    }
    assert!(matches!(html::read(b"", &Limits::default()), Err(Error::Empty)));
    let small = Limits { file_bytes: 8, ..Limits::default() };
    assert!(matches!(html::read(b"<p>123456789", &small), Err(Error::Limit { .. })));
}

fn lines(bytes: &[u8]) -> Vec<Line> {
    match text::read(bytes, &Limits::default()).unwrap().content {
        Content::Lines(lines) => lines,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_keep_their_blanks_indents_and_numbers() {
    let got = lines("\u{FEFF}  一\r\n\r\n\t二 \r三\0\n".as_bytes());
    let expected = [(1, "  一"), (2, ""), (3, "\t二 "), (4, "三")];
    assert_eq!(got.iter().map(|line| (line.number, line.text.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn a_form_feed_marks_the_line_that_begins_the_page() {
    let got = lines("一\n\u{C}二\n三\u{C}四\n五\u{C}\n六\n\u{C}\n七\n\u{C}".as_bytes());
    let got: Vec<_> = got.iter().map(|line| (line.number, line.text.as_str(), line.page_break)).collect();
    let expected = [
        (1, "一", false),
        (2, "二", true),
        (3, "三", false),
        (3, "四", true),
        (4, "五", false),
        (5, "六", true),
        (6, "", false),
        (7, "七", true),
        (8, "", false),
    ];
    assert_eq!(got, expected);
}

#[test]
fn a_dump_in_gbk_is_read() {
    let bytes = encoding_rs::GBK.encode(PROSE).0.into_owned();
    let document = text::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(document.info.encoding.as_deref(), Some("gb18030"));
    let Content::Lines(lines) = document.content else { panic!() };
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n") + "\n", PROSE);
}
