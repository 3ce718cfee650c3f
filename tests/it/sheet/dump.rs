//! The same report as the text that copying, scraping and converting leave of it.

use super::{Piece, Sheet, Table, Td};

/// How a dump shows the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One cell a line, a tab before each, an empty line after each row.
    Tabs,
    /// One cell a line, a line with a bar between two cells.
    Bars,
    /// One row a line, `a | b | c`.
    PipeRows,
    /// One cell a line, nothing else.
    Lines,
    /// One cell a line, an empty line after each.
    SpacedLines,
    /// One row a line, tabs between the cells.
    TabRows,
    /// One row a line, nothing between the cells.
    Unsegmented,
    /// Numbers of a row on one line, in the middle of its label, as a PDF is dumped.
    Wrapped,
    /// One row a line, tabs between the cells, merged cells filled with their text, as python-docx gives them.
    Filled,
    /// AsciiDoc: one cell a line, with what it spans.
    AsciiDoc,
}

/// The text of a cell without tags.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.replace("&nbsp;", "\u{a0}").chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The whole report.
pub fn dump(sheet: &Sheet, shape: Shape) -> String {
    let mut out = format!("{}\n", plain(&sheet.title));
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    sheet.lead_in.iter().for_each(|p| line(p));
    for part in &sheet.parts {
        line(&part.heading);
        for piece in &part.pieces {
            match piece {
                Piece::Paragraph(text) => line(text),
                Piece::Table(rows) => line(&table(rows, shape)),
                Piece::Html(html) => line(&plain(html)),
            }
        }
    }
    sheet.signature.iter().for_each(|p| line(p));
    out
}

fn table(rows: &Table, shape: Shape) -> String {
    let join = |by: &str| {
        let row = |row: &Vec<Td>| row.iter().map(|td| plain(&td.text)).collect::<Vec<_>>().join(by);
        rows.iter().map(row).collect::<Vec<_>>()
    };
    let tabbed = |row: &Vec<Td>| row.iter().map(|td| format!("\t{}\n", plain(&td.text))).collect::<String>();
    match shape {
        Shape::Tabs => rows.iter().map(|row| tabbed(row) + "\n").collect(),
        Shape::Bars => join("\n|\n").join("\n|\n"),
        Shape::PipeRows => join(" | ").join("\n"),
        Shape::Lines => join("\n").join("\n"),
        Shape::SpacedLines => join("\n\n").join("\n\n"),
        Shape::TabRows => join("\t").join("\n"),
        Shape::Unsegmented => join("").join("\n"),
        Shape::Wrapped => rows.iter().map(|row| wrapped(row)).collect::<Vec<_>>().join("\n"),
        Shape::Filled => filled(rows).iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n"),
        Shape::AsciiDoc => asciidoc(rows),
    }
}

/// The rows with the text of each cell in every place that it takes.
fn filled(rows: &Table) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<Option<String>>> = vec![Vec::new(); rows.len()];
    for (r, row) in rows.iter().enumerate() {
        for td in row {
            let c = out[r].iter().position(Option::is_none).unwrap_or(out[r].len());
            let last = (r + td.rows).min(out.len());
            for row in &mut out[r..last] {
                row.resize(row.len().max(c + td.cols), None);
                row[c..c + td.cols].fill(Some(plain(&td.text)));
            }
        }
    }
    out.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect()
}

fn asciidoc(rows: &Table) -> String {
    let columns = filled(rows).iter().map(Vec::len).max().unwrap_or(0);
    let cell = |td: &Td| format!("{}.{}+|{}\n", td.cols, td.rows, plain(&td.text));
    let row = |row: &Vec<Td>| row.iter().map(cell).collect::<String>() + "\n";
    format!("\n[cols=\"{columns}*\"]\n|===\n{}|===\n", rows.iter().map(row).collect::<String>())
}

/// Labels longer than eight characters go on below the numbers.
fn wrapped(row: &[Td]) -> String {
    let (values, labels): (Vec<&Td>, Vec<&Td>) = row.iter().partition(|td| td.id.is_some());
    let text = |tds: &[&Td], by: &str| tds.iter().map(|td| plain(&td.text)).collect::<Vec<_>>().join(by);
    let label: Vec<char> = text(&labels, " ").chars().collect();
    let (above, below) = label.split_at(if values.is_empty() { label.len() } else { label.len().min(8) });
    let parts = [above.iter().collect(), text(&values, " "), below.iter().collect::<String>()];
    parts.into_iter().filter(|p: &String| !p.is_empty()).collect::<Vec<_>>().join("\n")
}
