//! Reports as other programs write them again: text and tables made with python-docx and pandas, with browsers for a
//! terminal, with converters that drop spans.

use crate::outcome::Outcome;
use crate::sheet::facts::APPLICANTS;
use crate::sheet::{Layout, Piece, Sheet, Table, Td, html_table};

/// For each position of a table the cell that covers it, by its number, and its text.
fn covered(table: &Table) -> Vec<Vec<(usize, String)>> {
    let width = table.iter().map(|r| r.iter().map(|td| td.cols).sum()).max().unwrap_or(0);
    let mut out = vec![vec![None; width]; table.len()];
    let mut number = 0;
    for (r, row) in table.iter().enumerate() {
        for td in row {
            let c = out[r].iter().position(Option::is_none).expect("a free position");
            for line in out.iter_mut().skip(r).take(td.rows) {
                line.iter_mut().skip(c).take(td.cols).for_each(|slot| *slot = Some((number, td.text.clone())));
            }
            number += 1;
        }
    }
    out.into_iter().map(|row| row.into_iter().map(|slot| slot.expect("a cell")).collect()).collect()
}

/// The texts of a table, those of merged cells in each position that they cover.
fn repeated(table: &Table) -> Vec<Vec<String>> {
    covered(table).into_iter().map(|row| row.into_iter().map(|(_, text)| text).collect()).collect()
}

/// The document in text, with its tables written by a function.
fn written(sheet: &Sheet, table: impl Fn(&Table) -> String) -> String {
    let mut out = format!("云溪市白石区水务局2023年政府信息公开工作年度报告\n{}\n", sheet.lead_in.join("\n"));
    for part in &sheet.parts {
        out += &format!("{}\n", part.heading);
        for piece in &part.pieces {
            match piece {
                Piece::Paragraph(text) => out += &format!("{text}\n"),
                Piece::Table(t) => out += &table(t),
                Piece::Html(_) => {}
            }
        }
    }
    out
}

fn lines(table: &Table, by: &str) -> String {
    repeated(table).iter().map(|row| row.join(by) + "\n").collect()
}

#[track_caller]
fn assert_read(sheet: &Sheet, text: &str, name: &str) {
    assert_eq!(Outcome::of(text.as_bytes(), name).differences(&sheet.facts), Vec::<String>::new(), "{name}");
}

#[test]
fn merged_cells_whose_text_stands_in_each_position_are_one_cell() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let sheet = Sheet::of(layout);
        for by in ["\t", " | "] {
            assert_read(&sheet, &written(&sheet, |t| lines(t, by)), "report.txt");
        }
        assert_read(&sheet, &written(&sheet, |t| lines(t, ",")), "report.csv");
        assert_read(&sheet, &written(&sheet, |t| lines(t, "\n")), "report.txt");
    }
}

#[test]
fn tables_behind_all_paragraphs_are_those_of_their_sections() {
    let sheet = Sheet::of(Layout::Of2021);
    let tables = sheet.parts.iter().flat_map(|p| &p.pieces).filter_map(|p| match p {
        Piece::Table(table) => Some(lines(table, "\t")),
        _ => None,
    });
    let text = written(&sheet, |_| String::new()) + &tables.collect::<String>();
    let report = Outcome::of(text.as_bytes(), "report.txt");
    assert_eq!(report.differences(&sheet.facts), Vec::<String>::new());
    assert_eq!(report.section("other_matters").as_deref(), Some("其他需要报告的事项本年度没有收取信息处理费。"));
}

#[test]
fn where_a_program_dropped_all_spans_the_order_of_the_heads_counts() {
    let plain = |table: &Table| {
        let bare = |td: &Td| Td { cols: 1, rows: 1, ..td.clone() };
        html_table(&table.iter().map(|row| row.iter().map(bare).collect()).collect())
    };
    let mut sheet = Sheet::of(Layout::Of2021);
    // A sum holds for any order of its parts: it must not prove the order that columns without spans seem to have.
    for (column, value) in ["0", "0", "0", "19", "0", "0", "19"].iter().enumerate() {
        let id = format!("applications.results.other_handling.fee_overdue.{}", APPLICANTS[column]);
        sheet.set(&id, value);
    }
    let body: String = sheet
        .parts
        .iter()
        .map(|part| {
            let pieces = part.pieces.iter().map(|piece| match piece {
                Piece::Paragraph(text) => format!("<p>{text}</p>"),
                Piece::Table(table) => plain(table),
                Piece::Html(html) => html.clone(),
            });
            format!("<p>{}</p>{}", part.heading, pieces.collect::<String>())
        })
        .collect();
    let report = Outcome::of(format!("{}{body}", sheet.title).as_bytes(), "report.html");
    let row = "applications.results.other_handling.fee_overdue";
    assert_eq!(report.value(&format!("{row}.social_welfare_organization")).as_deref(), Some("19"));
    assert_eq!(report.value(&format!("{row}.other")).as_deref(), Some("0"));
    assert_eq!(
        report.value("applications.new_requests.total"),
        sheet.facts.get("applications.new_requests.total").cloned()
    );
}

/// A table in frames of box drawing characters, as w3m prints it: what is merged has no line inside.
fn drawn(table: &Table, one_wide: bool) -> String {
    let cells = covered(table);
    let wide = |t: &str| t.chars().map(|c| if c.is_ascii() || one_wide { 1 } else { 2 }).sum::<usize>();
    let width = cells[0].len();
    let column: Vec<usize> = (0..width).map(|c| cells.iter().map(|row| wide(&row[c].1)).max().unwrap_or(0)).collect();
    let same = |a: (usize, usize), b: (usize, usize)| cells[a.0][a.1].0 == cells[b.0][b.1].0;
    let rule = |r: usize| {
        let inside = |c: usize| r > 0 && r < cells.len() && same((r - 1, c), (r, c));
        let mut line = String::from("+");
        for (c, wide) in column.iter().enumerate() {
            line.extend(std::iter::repeat_n(if inside(c) { ' ' } else { '-' }, *wide));
            line.push('+');
        }
        line
    };
    let mut out = rule(0) + "\n";
    for (r, row) in cells.iter().enumerate() {
        let mut line = String::from("|");
        for c in 0..width {
            let first = (c == 0 || !same((r, c - 1), (r, c))) && (r == 0 || !same((r - 1, c), (r, c)));
            let text = if first { row[c].1.as_str() } else { "" };
            line += text;
            line.extend(std::iter::repeat_n(' ', column[c] - wide(text)));
            line.push(if c + 1 < width && same((r, c), (r, c + 1)) { ' ' } else { '|' });
        }
        out += &(line + "\n" + &rule(r + 1) + "\n");
    }
    out
}

#[test]
fn tables_in_drawn_frames_are_read() {
    let sheet = Sheet::of(Layout::Of2021);
    let unicode = |text: String| -> String {
        text.chars()
            .map(|c| match c {
                '+' => '┼',
                '-' => '─',
                '|' => '│',
                c => c,
            })
            .collect()
    };
    assert_read(&sheet, &written(&sheet, |t| drawn(t, false)), "report.txt");
    assert_read(&sheet, &written(&sheet, |t| unicode(drawn(t, false))), "report.txt");
    assert_read(&sheet, &written(&sheet, |t| unicode(drawn(t, true))), "report.txt");
}

#[test]
fn a_blank_beside_two_numbers_in_one_cell_proves_no_column() {
    let row = "applications.results.not_processed.asks_to_confirm_or_reissue";
    let mut sheet = Sheet::of(Layout::Of2021);
    for (column, text) in APPLICANTS.iter().zip(["", "33", "6", "0", "5 0", "0", "44"]) {
        sheet.set(&format!("{row}.{column}"), text);
    }
    // Each cell once: how many there are in a row tells no column.
    let once = |t: &Table| -> String {
        t.iter().map(|row| row.iter().map(|td| td.text.as_str()).collect::<Vec<_>>().join(" | ") + "\n").collect()
    };
    let report = Outcome::of(written(&sheet, once).as_bytes(), "report.txt");
    for column in APPLICANTS {
        let id = format!("{row}.{column}");
        assert_eq!(report.value(&id), None, "{id}");
    }
}

/// A page of placed lines without rules; a place is left and top, in pixels.
fn page(lines: &[(u32, u32, String)]) -> Vec<u8> {
    let line = |(x, y, text): &(u32, u32, String)| {
        format!("<p style=\"position:absolute;top:{y}px;left:{x}px;white-space:nowrap\" class=\"a\">{text}</p>\n")
    };
    let body: String = lines.iter().map(line).collect();
    format!(
        "<html><head><style>.a{{font-size:12px}}</style></head><body><div id=\"page1-div\" \
         style=\"position:relative;width:892px;height:1263px;\">{body}</div></body></html>"
    )
    .into_bytes()
}

#[test]
fn heads_broken_over_lines_and_numbers_beside_their_labels_are_read_without_rules() {
    let heads = [
        (400, "自然", "人"),
        (440, "商业企", "业"),
        (490, "科研机", "构"),
        (540, "社会公益", "组织"),
        (600, "法律服务", "机构"),
        (660, "其", "他"),
        (700, "总计", ""),
    ];
    let mut lines: Vec<(u32, u32, String)> = [
        (100, 40, "青岚区水务局2022年政府信息公开工作年度报告"),
        (100, 60, "一、总体情况"),
        (100, 80, "本年工作平稳。"),
        (100, 100, "三、收到和处理政府信息公开申请情况"),
        (430, 120, "申请人情况"),
        (520, 136, "法人或其他组织"),
    ]
    .map(|(x, y, text)| (x, y, text.to_string()))
    .to_vec();
    for (x, above, below) in heads {
        // Heads of two lines stand around the middle of the row, those of one line in it.
        let (first, second) = if below.is_empty() { (160, 0) } else { (152, 168) };
        lines.push((x, first, above.into()));
        if !below.is_empty() {
            lines.push((x, second, below.into()));
        }
    }
    let rows = [
        ("new_requests", "一、本年新收政府信息公开申请数量", [8, 3, 0, 0, 0, 0, 11]),
        ("carried_over", "二、上年结转政府信息公开申请数量", [1, 0, 0, 0, 0, 0, 1]),
        ("results.disclosed", "（一）予以公开", [5, 2, 0, 0, 0, 0, 7]),
        ("results.refused.state_secret", "1.属于国家秘密", [1, 0, 0, 0, 0, 0, 1]),
        ("results.refused.prohibited_by_law", "2.其他法律行政法规禁止公开", [0, 0, 0, 0, 0, 0, 0]),
        ("results.refused.endangers_security_and_stability", "3.危及“三安全一稳定”", [0, 0, 0, 0, 0, 0, 0]),
        ("results.refused.third_party_rights", "4.保护第三方合法权益", [0, 1, 0, 0, 0, 0, 1]),
        ("results.unable_to_provide.not_held", "1.本机关不掌握相关政府信息", [2, 0, 0, 0, 0, 0, 2]),
        ("results.unable_to_provide.needs_creation", "2.没有现成信息需要另行制作", [0, 0, 0, 0, 0, 0, 0]),
        ("results.not_processed.repeated_request", "2.重复申请", [1, 0, 0, 0, 0, 0, 1]),
        ("results.other_handling.miscellaneous", "3.其他", [0, 0, 0, 0, 0, 0, 0]),
        ("results.total", "（七）总计", [9, 3, 0, 0, 0, 0, 12]),
        ("carried_forward", "四、结转下年度继续办理", [0, 0, 0, 0, 0, 0, 0]),
    ];
    for (r, (_, label, values)) in rows.iter().enumerate() {
        let y = 200 + 20 * r as u32;
        // The first number of one row touches its label.
        let touching = r == 1;
        let first = if touching { format!("{label}{}", values[0]) } else { label.to_string() };
        let x = if touching { 400 - 12 * label.chars().count() as u32 } else { 100 };
        lines.push((x, y, first));
        let from = usize::from(touching);
        lines.extend(values.iter().zip(heads).skip(from).map(|(v, (x, ..))| (x, y, v.to_string())));
    }
    lines.push((100, 560, "五、存在的主要问题及改进情况".into()));
    lines.push((100, 580, "无。".into()));
    let report = Outcome::of(&page(&lines), "report.html");
    for (id, _, values) in rows {
        for (column, value) in APPLICANTS.iter().zip(values) {
            let id = format!("applications.{id}.{column}");
            assert_eq!(report.value(&id), Some(value.to_string()), "{id}");
        }
    }
}
