//! The files of a form: tables of tab-separated fields under one line of names, without quoting. What does not belong
//! there is an error with its file and line.

use std::fmt;

/// What is wrong in the files of a form, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FormError {
    /// Name of the file in the form's folder.
    pub file: String,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for FormError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.file, self.what),
            line => write!(out, "{}:{line}: {}", self.file, self.what),
        }
    }
}

/// One table of a form, its lines taken apart.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name of the file.
    pub file: String,
    names: Vec<String>,
    lines: Vec<Vec<String>>,
    numbers: Vec<usize>,
}

/// One line of a [`Sheet`].
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    sheet: &'a Sheet,
    fields: &'a [String],
    number: usize,
}

impl Sheet {
    /// Takes a file apart, whose first line must give these names and no others, in whatever order. Empty lines, and lines
    /// that begin with `#`, say nothing.
    ///
    /// # Errors
    /// A name that is missing, unknown or double; a line with more fields than there are names.
    pub fn parse(file: &str, text: &str, names: &[&str]) -> Result<Sheet, FormError> {
        let error = |line, what: String| FormError { file: file.to_string(), line, what };
        let mut lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let (first, head) =
            lines.next().ok_or_else(|| error(0, "the file is empty: its first line names its columns".into()))?;
        let found: Vec<String> = head.split('\t').map(str::to_string).collect();
        if let Some(name) = names.iter().find(|n| found.iter().filter(|f| f == *n).count() != 1) {
            return Err(error(
                first + 1,
                format!("the column {name} must stand here once; the columns are {}", names.join(", ")),
            ));
        }
        if let Some(name) = found.iter().find(|f| !names.contains(&f.as_str())) {
            return Err(error(
                first + 1,
                format!("no column is called {name:?}; the columns are {}", names.join(", ")),
            ));
        }
        let mut sheet = Sheet { file: file.to_string(), names: found, lines: Vec::new(), numbers: Vec::new() };
        for (number, line) in lines {
            let fields: Vec<String> = line.split('\t').map(str::to_string).collect();
            if fields.len() > sheet.names.len() {
                let what = format!("{} fields under {} names: a tab too many", fields.len(), sheet.names.len());
                return Err(error(number + 1, what));
            }
            sheet.lines.push(fields);
            sheet.numbers.push(number + 1);
        }
        Ok(sheet)
    }

    /// Its lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().zip(&self.numbers).map(|(fields, number)| Line { sheet: self, fields, number: *number })
    }

    /// An error about the file as a whole.
    pub fn error(&self, what: impl Into<String>) -> FormError {
        FormError { file: self.file.clone(), line: 0, what: what.into() }
    }
}

impl<'a> Line<'a> {
    /// The field under a name; empty where the line is short.
    pub fn get(&self, name: &str) -> &'a str {
        let at = self.sheet.names.iter().position(|n| n == name);
        at.and_then(|i| self.fields.get(i)).map_or("", String::as_str)
    }

    /// The parts of a field that a separator parts, without empty ones.
    pub fn list(&self, name: &str, separator: char) -> Vec<&'a str> {
        self.get(name).split(separator).filter(|part| !part.is_empty()).collect()
    }

    /// An error about this line.
    pub fn error(&self, what: impl Into<String>) -> FormError {
        FormError { file: self.sheet.file.clone(), line: self.number, what: what.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_in_a_table_is_named_with_its_line() {
        let wrong = |text| Sheet::parse("rows.tsv", text, &["id", "label"]).unwrap_err().to_string();
        assert!(wrong("").starts_with("rows.tsv: the file is empty"));
        assert!(wrong("id\tname\n").starts_with("rows.tsv:1: the column label must stand here once"));
        assert!(wrong("id\tlabel\tx\n").starts_with("rows.tsv:1: no column is called \"x\""));
        assert!(wrong("id\tlabel\n\n# x\na\tb\tc\n").starts_with("rows.tsv:4: 3 fields under 2 names"));
    }

    #[test]
    fn fields_are_found_by_their_name() {
        let sheet = Sheet::parse("rows.tsv", "label\tid\nx|y\ta\n\tb\nz\n", &["id", "label"]).unwrap();
        let lines: Vec<_> = sheet.lines().map(|l| (l.get("id"), l.list("label", '|'))).collect();
        assert_eq!(lines, [("a", vec!["x", "y"]), ("b", vec![]), ("", vec!["z"])]);
        assert_eq!(sheet.lines().last().unwrap().error("no id").to_string(), "rows.tsv:4: no id");
    }
}
