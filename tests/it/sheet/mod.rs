//! A whole invented report, built as HTML or as a dump of text, to be bent by one quirk at a time.

pub mod dump;
pub mod facts;

use facts::{APPLICANTS, BLOCKS, OUTCOMES};
pub use facts::{Facts, Layout};

/// A cell of a table; its text is HTML.
#[derive(Clone, Debug)]
pub struct Td {
    pub text: String,
    pub cols: usize,
    pub rows: usize,
    /// The id of the form's cell that it shows.
    pub id: Option<String>,
}

impl Td {
    pub fn new(text: &str) -> Td {
        Td { text: text.to_string(), cols: 1, rows: 1, id: None }
    }

    pub fn wide(text: &str, cols: usize) -> Td {
        Td { cols, ..Td::new(text) }
    }
}

/// Rows of cells, as `tr` and `td` have them.
pub type Table = Vec<Vec<Td>>;

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Piece {
    Paragraph(String),
    Table(Table),
    Html(String),
}

/// A section: a heading and what follows.
#[derive(Clone, Debug)]
pub struct Part {
    pub heading: String,
    pub pieces: Vec<Piece>,
}

/// A whole report.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the cells show, before any quirk.
    pub facts: Facts,
    /// Inside `head`.
    pub head: String,
    /// HTML above the title.
    pub before: String,
    /// HTML of the title.
    pub title: String,
    pub lead_in: Vec<String>,
    pub parts: Vec<Part>,
    pub signature: Vec<String>,
}

pub const AGENCY: &str = "云溪市白石区水务局";
pub const HEADINGS: [&str; 6] = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

impl Sheet {
    /// A clean report with facts that never change.
    pub fn of(layout: Layout) -> Sheet {
        Sheet::with(layout, facts::fixed(layout))
    }

    /// A clean report with these facts.
    pub fn with(layout: Layout, facts: Facts) -> Sheet {
        let year = if layout == Layout::Of2019 { 2020 } else { 2023 };
        let paragraph = |text: &str| Piece::Paragraph(text.replace("YEAR", &year.to_string()));
        let pieces = [
            vec![
                paragraph("YEAR年，区水务局围绕供水保障和河道治理，主动公开各类信息，方便群众查询。"),
                paragraph("全年举办开放日活动，邀请居民代表参观水厂，答复来信来电。"),
            ],
            vec![Piece::Table(active_disclosure(layout, &facts))],
            vec![Piece::Table(applications(layout, &facts))],
            vec![Piece::Table(review_and_litigation(&facts))],
            vec![paragraph("公开的及时性还有欠缺，部分栏目更新较慢。下一步将明确专人，按月检查。")],
            vec![paragraph("本年度没有收取信息处理费。")],
        ];
        let part = |(heading, pieces): (&str, Vec<Piece>)| Part { heading: heading.to_string(), pieces };
        Sheet {
            facts,
            head: String::new(),
            before: String::new(),
            title: format!("<h1>{AGENCY}{year}年政府信息公开工作年度报告</h1>"),
            lead_in: vec![format!("本报告依据条例编制。统计期限自{year}年1月1日起至{year}年12月31日止。")],
            parts: HEADINGS.into_iter().zip(pieces).map(part).collect(),
            signature: Vec::new(),
        }
    }

    /// Table 2, 3 or 4 as the form numbers its sections.
    pub fn table(&mut self, section: usize) -> &mut Table {
        let pieces = &mut self.parts[section - 1].pieces;
        pieces.iter_mut().find_map(|p| if let Piece::Table(t) = p { Some(t) } else { None }).expect("a table")
    }

    pub fn cells(&mut self) -> impl Iterator<Item = &mut Td> {
        let pieces = self.parts.iter_mut().flat_map(|part| &mut part.pieces);
        pieces.filter_map(|p| if let Piece::Table(t) = p { Some(t) } else { None }).flatten().flatten()
    }

    /// Prints other text in the cell of an id.
    pub fn set(&mut self, id: &str, text: &str) {
        let cell = self.cells().find(|td| td.id.as_deref() == Some(id));
        cell.unwrap_or_else(|| panic!("no cell {id}")).text = text.to_string();
    }

    /// The same where the new text is also what must come out.
    pub fn set_fact(&mut self, id: &str, text: &str) {
        self.set(id, text);
        self.facts.insert(id.to_string(), text.to_string());
    }

    /// Changes the text of all label cells that hold `old`; there must be one.
    pub fn relabel(&mut self, old: &str, new: &str) {
        let mut found = 0;
        for td in self.cells().filter(|td| td.id.is_none() && td.text.contains(old)) {
            td.text = td.text.replace(old, new);
            found += 1;
        }
        assert!(found > 0, "no label {old}");
    }

    /// The row of table 2, 3 or 4 that shows a cell whose id starts so.
    pub fn row(&mut self, section: usize, id: &str) -> usize {
        let shows = |row: &Vec<Td>| row.iter().any(|td| td.id.as_deref().is_some_and(|i| i.starts_with(id)));
        self.table(section).iter().position(shows).unwrap_or_else(|| panic!("no row {id}"))
    }

    /// Prints the same text in every number cell.
    pub fn fill(&mut self, text: &str) {
        for td in self.cells().filter(|td| td.id.is_some()) {
            td.text = text.to_string();
        }
    }

    pub fn body(&self) -> String {
        let mut out = format!("{}\n{}\n", self.before, self.title);
        let p = |text: &String| format!("<p>{text}</p>\n");
        out.extend(self.lead_in.iter().map(p));
        for part in &self.parts {
            out.push_str(&p(&part.heading));
            out.extend(part.pieces.iter().map(|piece| match piece {
                Piece::Paragraph(text) => p(text),
                Piece::Table(table) => html_table(table),
                Piece::Html(html) => html.clone(),
            }));
        }
        out.extend(self.signature.iter().map(|s| format!("<p style=\"text-align:right\">{s}</p>\n")));
        out
    }

    pub fn html(&self) -> String {
        format!(
            "<!DOCTYPE html><html><head><meta charset=\"utf-8\">{}</head><body>\n{}</body></html>",
            self.head,
            self.body()
        )
    }
}

/// A table as HTML, its last row of a group not longer than the others.
pub fn html_table(table: &Table) -> String {
    let cell = |td: &Td| {
        let span = |name: &str, n: usize| if n > 1 { format!(" {name}=\"{n}\"") } else { String::new() };
        format!("<td{}{}>{}</td>", span("colspan", td.cols), span("rowspan", td.rows), td.text)
    };
    let row = |row: &Vec<Td>| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>());
    format!("<table border=\"1\">\n{}</table>\n", table.iter().map(row).collect::<String>())
}

fn number(facts: &Facts, id: String) -> Td {
    Td { text: facts[&id].clone(), cols: 1, rows: 1, id: Some(id) }
}

fn active_disclosure(layout: Layout, facts: &Facts) -> Table {
    let mut rows = Vec::new();
    for band in layout.bands() {
        let wide = |mut tds: Vec<Td>| {
            tds.last_mut().expect("a cell").cols = 4 - band.heads.len();
            tds
        };
        rows.push(vec![Td::wide(&format!("第二十条第{}项", band.item), 4)]);
        rows.push(
            [Td::new("信息内容")].into_iter().chain(wide(band.heads.iter().map(|h| Td::new(h)).collect())).collect(),
        );
        for (label, row) in band.rows {
            let of = |column: &&str| number(facts, format!("active_disclosure.{row}.{column}"));
            rows.push([Td::new(label)].into_iter().chain(wide(band.columns.iter().map(of).collect())).collect());
        }
    }
    rows
}

/// Three columns of labels, seven of numbers.
fn applications(layout: Layout, facts: &Facts) -> Table {
    let numbers = |row: &str| APPLICANTS.map(|column| number(facts, format!("applications.{row}.{column}")));
    let row = |labels: Vec<Td>, id: &str| labels.into_iter().chain(numbers(id)).collect::<Vec<_>>();
    let tall = |text: &str, rows: usize| Td { rows, ..Td::new(text) };
    let heads = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];
    let relation = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
    let mut rows = vec![
        vec![Td { rows: 3, ..Td::wide(relation, 3) }, Td::wide("申请人情况", 7)],
        vec![tall("自然人", 2), Td::wide("法人或其他组织", 5), tall("总计", 2)],
        heads.iter().map(|h| Td::new(h)).collect(),
        row(vec![Td::wide("一、本年新收政府信息公开申请数量", 3)], "new_requests"),
        row(vec![Td::wide("二、上年结转政府信息公开申请数量", 3)], "carried_over"),
    ];
    let first = rows.len();
    for (group, members) in layout.results() {
        for (n, (label, id)) in members.iter().enumerate() {
            let labels = match (group, n) {
                ("", _) => vec![Td::wide(label, 2)],
                (_, 0) => vec![tall(group, members.len()), Td::new(label)],
                _ => vec![Td::new(label)],
            };
            rows.push(row(labels, &format!("results.{id}")));
        }
    }
    rows.push(row(vec![Td::wide("（七）总计", 2)], "results.total"));
    let side = tall("三、本年度办理结果", rows.len() - first);
    rows[first].insert(0, side);
    rows.push(row(vec![Td::wide("四、结转下年度继续办理", 3)], "carried_forward"));
    rows
}

fn review_and_litigation(facts: &Facts) -> Table {
    let cells = |block: &'static str| OUTCOMES.map(|o| number(facts, format!("review_and_litigation.{block}.{o}")));
    vec![
        vec![Td { rows: 2, ..Td::wide("行政复议", 5) }, Td::wide("行政诉讼", 10)],
        vec![Td::wide("未经复议直接起诉", 5), Td::wide("复议后起诉", 5)],
        BLOCKS.iter().flat_map(|_| ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"].map(Td::new)).collect(),
        BLOCKS.into_iter().flat_map(cells).collect(),
    ]
}
