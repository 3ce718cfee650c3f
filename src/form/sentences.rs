//! How the prose of a report states numbers: `sentences.tsv`, a line for each way to say something, and `prose.tsv`, how
//! the sentences of an edition are read.

use super::indicators::Indicators;
use super::layout::Structure;
use super::sheet::{FormError, Line, Sheet};
use super::words::words;
use crate::text::words::word_lists;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns of `sentences.tsv`.
pub(super) const LINE: [&str; 8] = ["prose", "id", "units", "heading", "lead", "tail", "without", "context"];

/// Columns of `prose.tsv`.
pub(super) const MANNER: [&str; 7] = ["prose", "editions", "sections", "ends", "nothing", "denied", "ways"];

/// Alternatives, each of words that follow one another.
type Alternatives = Vec<Vec<String>>;

/// What a text must hold, an alternative of each group: `a+b|c&d` asks for a and b behind it, or for c, and for d.
#[derive(Clone, Debug, Default)]
pub struct Words(Vec<Alternatives>);

/// Words of which one stands near a number; or, marked `~` in the table, somewhere farther.
#[derive(Clone, Debug, Default)]
pub struct Around(Vec<(bool, String)>);

/// One way to state a number, or to state that there is none.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The fact, or the indicator of the edition; `None` for numbers that are kept with their words alone.
    pub id: Option<Arc<str>>,
    /// What the number counts; empty for a statement without a number.
    pub units: Vec<String>,
    /// Where the document has a heading with one of these words, the number must stand under it.
    pub heading: Vec<String>,
    /// In the clause before the number; of a statement, what says that there is none.
    pub lead: Words,
    /// Right behind the number; of a statement, somewhere behind the lead.
    pub tail: Words,
    /// What makes it another number: in its clause; or since the number before, of a statement in its sentence.
    pub without: Around,
    /// One of these must stand in the heading, or in the sentence before the number; or in all of [`Way::Paragraph`].
    pub context: Around,
}

word_lists! {
    /// How the prose of an edition is read.
    Way {
        /// The words behind a number may be those that other numbers have before them.
        Around "around",
        /// A line whose id has another value already leaves the number to the lines behind it.
        Once "once",
        /// Rounded numbers count as well.
        Rounded "rounded",
        /// What stands in a bracket that is still open before a number says nothing of it.
        Aside "aside",
        /// What a number is about, its paragraph so far may say as well as its sentence.
        Paragraph "paragraph",
        /// Numbers of another year than the report's do not count.
        OfYear "of_year",
    }
}

/// The prose of one edition.
#[derive(Clone, Debug)]
pub struct Prose {
    name: String,
    edition: String,
    ways: Vec<Way>,
    sections: Vec<String>,
    /// Where a sentence ends.
    pub ends: Vec<char>,
    /// Characters that stand for hidden digits.
    pub masks: Vec<char>,
    /// Words that deny what the text before a colon names.
    pub nothing: Vec<String>,
    /// Ids of the sections in which they deny what the heading names.
    pub denied: Vec<String>,
    /// The lines with a number, in order: the first that fits decides.
    pub numbers: Vec<Pattern>,
    /// Numbers that no line knows but that are kept with their words.
    pub kept: Option<Pattern>,
    /// The lines without one.
    pub statements: Vec<Pattern>,
}

/// The prose of all editions of a form.
#[derive(Clone, Debug)]
pub struct Sentences(Vec<Prose>);

/// Whether one of some words stands in a text.
pub fn any(words: &[String], text: &str) -> bool {
    words.iter().any(|w| text.contains(w.as_str()))
}

/// Whether words stand in a text one behind the other. Most words are not there, which is found out much faster than where.
fn follow(words: &[String], text: &str) -> bool {
    let mut rest = text;
    words.iter().all(|word| {
        let behind = rest.contains(word.as_str()).then(|| rest.split_once(word.as_str())).flatten();
        rest = behind.map_or(rest, |(_, behind)| behind);
        behind.is_some()
    })
}

impl Words {
    /// Whether a text holds them.
    pub fn stand_in(&self, text: &str) -> bool {
        self.0.iter().all(|any| any.iter().any(|words| follow(words, text)))
    }

    /// Whether a text begins with the first of them.
    pub fn begin(&self, text: &str) -> bool {
        let begins = |words: &Vec<String>| {
            let (first, rest) = words.split_first()?;
            Some(follow(rest, text.strip_prefix(first.as_str())?))
        };
        self.0.iter().all(|any| any.iter().any(|words| begins(words) == Some(true)))
    }

    /// A text from the first place on where one of them stands, and what is behind it there.
    pub fn split<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let found = self.0.iter().flatten().filter_map(|words| {
            let word = words.first()?.as_str();
            let at = text.find(word)?;
            Some((text.get(at..)?, text.get(at + word.len()..)?))
        });
        found.max_by_key(|(from, _)| from.len())
    }
}

impl Around {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one stands in the text for it.
    pub fn stand_in(&self, near: &str, far: &str) -> bool {
        self.0.iter().any(|(is_far, word)| if *is_far { far } else { near }.contains(word.as_str()))
    }
}

impl Prose {
    fn new(edition: &str, line: &Line) -> Result<Prose, FormError> {
        let known = |way: &str| Way::named(way).ok_or_else(|| line.error(format!("{way:?} is no way to read")));
        let own = |name| line.list(name, '|').into_iter().map(str::to_string).collect();
        Ok(Prose {
            name: line.get("prose").to_string(),
            edition: edition.to_string(),
            ways: line.list("ways", '|').into_iter().map(known).collect::<Result<_, _>>()?,
            sections: own("sections"),
            ends: line.get("ends").chars().collect(),
            masks: words("mask").iter().filter_map(|w| w.chars().next()).chain(['…']).collect(),
            nothing: own("nothing"),
            denied: own("denied"),
            numbers: Vec::new(),
            kept: None,
            statements: Vec::new(),
        })
    }

    /// Whether it is read in a way.
    pub fn is(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    /// Whether the sentences of a section are read.
    pub fn reads(&self, section: Option<&str>) -> bool {
        self.sections.is_empty() || section.is_some_and(|s| self.sections.iter().any(|id| id == s))
    }

    /// Every id that it can state.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.numbers.iter().chain(&self.statements).filter_map(|p| p.id.as_deref())
    }
}

impl Sentences {
    /// Reads `prose.tsv` and `sentences.tsv`.
    ///
    /// # Errors
    /// A prose that is not there, an indicator or unit that the form does not have, a list of words that is not there, words
    /// that are empty.
    pub fn load(
        prose: &Sheet,
        sentences: &Sheet,
        indicators: &Indicators,
        form: &Structure,
    ) -> Result<Sentences, FormError> {
        let mut all: Vec<Prose> = Vec::new();
        for line in prose.lines() {
            let editions = form.editions_named(&line, "editions")?;
            for edition in form.editions.iter().enumerate().filter(|(e, _)| editions.contains(*e)).map(|(_, e)| &*e.id)
            {
                if all.iter().any(|p| p.edition == edition) {
                    return Err(line.error(format!("edition {edition} stands here twice")));
                }
                all.push(Prose::new(edition, &line)?);
            }
        }
        let mut lists = Lists::default();
        for line in sentences.lines() {
            let name = line.get("prose");
            if name.is_empty() {
                lists.add(&line)?;
                continue;
            }
            if !all.iter().any(|p| p.name == name) {
                return Err(line.error(format!("prose.tsv has no prose {name:?}")));
            }
            let pattern = lists.pattern(&line)?;
            for prose in all.iter_mut().filter(|p| p.name == name) {
                let pattern = Pattern { id: id(&line, &prose.edition, indicators)?, ..pattern.clone() };
                match pattern.id {
                    None => prose.kept = Some(pattern),
                    _ if pattern.units.is_empty() => prose.statements.push(pattern),
                    _ => prose.numbers.push(pattern),
                }
            }
        }
        Ok(Sentences(all))
    }

    /// Every fact that can be stated of an edition with tables: what is no indicator.
    pub fn facts(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for id in self.0.iter().flat_map(Prose::ids).filter(|id| !id.contains('.')) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The prose of an edition.
    pub fn of(&self, edition: &str) -> Option<&Prose> {
        self.0.iter().find(|p| p.edition == edition)
    }
}

/// The id of a line in an edition: of several the indicator that the edition has, else the first.
fn id(line: &Line, edition: &str, indicators: &Indicators) -> Result<Option<Arc<str>>, FormError> {
    let ids = line.list("id", '|');
    for id in ids.iter().filter(|id| indicators.get(id).is_none()) {
        if !id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(line.error(format!("{id:?} is no indicator, and no name of a fact: small letters and _")));
        }
    }
    let own = ids.iter().find(|id| indicators.get(id).is_some_and(|i| i.edition == edition));
    Ok(own.or(ids.first()).map(|id| Arc::from(*id)))
}

/// Lists of words, which lines below them name.
#[derive(Default)]
struct Lists<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Lists<'a> {
    fn add(&mut self, line: &Line<'a>) -> Result<(), FormError> {
        let words = self.alternatives(line, "lead", line.get("lead"))?;
        if words.is_empty() || !line.get("id").starts_with('@') {
            return Err(line.error("a line for no prose is a list of words (lead), whose name (id) begins with @"));
        }
        self.0.insert(line.get("id"), words);
        Ok(())
    }

    /// The alternatives of a field, with those of the lists that it names.
    fn alternatives(&self, line: &Line<'a>, column: &str, text: &'a str) -> Result<Vec<&'a str>, FormError> {
        let mut out = Vec::new();
        for word in text.split('|').filter(|_| !text.is_empty()) {
            match self.0.get(word) {
                Some(list) => out.extend(list),
                None if word.starts_with('@') => {
                    return Err(line.error(format!("{column}: no list above is called {word}")));
                }
                None if word.trim_start_matches('~').split('+').any(str::is_empty) => {
                    return Err(line.error(format!("{column}: an alternative without a word")));
                }
                None => out.push(word),
            }
        }
        Ok(out)
    }

    fn words(&self, line: &Line<'a>, column: &str) -> Result<Words, FormError> {
        let mut groups = Vec::new();
        for group in line.list(column, '&') {
            let any = self.alternatives(line, column, group)?;
            groups.push(any.iter().map(|a| a.split('+').map(str::to_string).collect()).collect());
        }
        Ok(Words(groups))
    }

    fn around(&self, line: &Line<'a>, column: &str) -> Result<Around, FormError> {
        let all = self.alternatives(line, column, line.get(column))?.into_iter();
        Ok(Around(all.map(|w| (w.starts_with('~'), w.trim_start_matches('~').to_string())).collect()))
    }

    fn pattern(&self, line: &Line<'a>) -> Result<Pattern, FormError> {
        let own = |words: Vec<&str>| words.into_iter().map(str::to_string).collect::<Vec<String>>();
        let mut units = own(self.alternatives(line, "units", line.get("units"))?);
        let (lead, tail) = (self.words(line, "lead")?, self.words(line, "tail")?);
        if units == ["0"] {
            units.clear();
            if lead.0.is_empty() || tail.0.is_empty() {
                return Err(line.error("a statement without a number needs a lead, and its object as its tail"));
            }
        } else if units.is_empty() || units.iter().any(|u| !words("stat_unit").contains(&u.as_str())) {
            return Err(line.error("units are some of stat_unit in lexicon.tsv; or 0 for a statement without a number"));
        } else if !line.get("id").is_empty() && lead.0.is_empty() && tail.0.is_empty() {
            return Err(line.error("it would take every number: it needs words before it (lead) or behind it (tail)"));
        }
        let (without, context) = (self.around(line, "without")?, self.around(line, "context")?);
        Ok(Pattern { id: None, units, heading: own(line.list("heading", '|')), lead, tail, without, context })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(prose: &str, lines: &str) -> Result<Sentences, FormError> {
        let prose = Sheet::parse("prose.tsv", &format!("{}\n{prose}", MANNER.join("\t")), &MANNER).unwrap();
        let lines = Sheet::parse("sentences.tsv", &format!("{}\n{lines}", LINE.join("\t")), &LINE).unwrap();
        {
            let form = crate::form::Form::builtin("disclosure").unwrap();
            Sentences::load(&prose, &lines, &form.indicators, form)
        }
    }

    #[test]
    fn what_is_wrong_in_the_tables_is_named_with_its_line() {
        let prose = "a\t2021\t\t。\t\t\tof_year\nb\tpre2014+2014\t\t。\t\t\taround";
        for (line, what) in [
            ("c\tfact\t件\t\t收到", "prose.tsv has no prose \"c\""),
            ("\tfact\t件\t\t收到", "a line for no prose"),
            ("\t@several", "a line for no prose is a list of words"),
            ("b\told.nothing\t件\t\t收到", "\"old.nothing\" is no indicator"),
            ("a\tfact\t斤\t\t收到", "units are some of"),
            ("a\tfact\t\t\t收到", "units are some of"),
            ("a\tfact\t件\t\t收到||接到", "lead: an alternative without a word"),
            ("a\tfact\t件\t\t收到++接到", "lead: an alternative without a word"),
            ("a\tfact\t件\t\t收到\t\t~", "without: an alternative without a word"),
            ("a\tfact\t件", "it would take every number"),
            ("a\tfact\t0\t\t未", "a statement without a number needs"),
            ("a\tfact\t件\t\t@several", "lead: no list above is called @several"),
        ] {
            let error = load(prose, line).unwrap_err().to_string();
            assert!(error.starts_with("sentences.tsv:2: ") && error.contains(what), "{error}");
        }
        for (line, what) in [
            ("a\t2021\t\t。\t\t\tbackwards", "\"backwards\" is no way"),
            ("a\t2021\nb\t2021", "2021 stands here twice"),
        ] {
            let error = load(line, "").unwrap_err().to_string();
            assert!(error.starts_with("prose.tsv:") && error.contains(what), "{error}");
        }
    }

    #[test]
    fn a_line_of_several_indicators_is_that_of_the_edition() {
        let prose = "a\tpre2014+2014\t\t。\t\t";
        let lines = "a\tlegacy.requests|old.requests.received\t件\t\t收到\na\tlegacy.appeals\t件\t\t申诉";
        let all = load(prose, lines).unwrap();
        assert_eq!(all.of("pre2014").unwrap().ids().collect::<Vec<_>>(), ["legacy.requests", "legacy.appeals"]);
        assert_eq!(all.of("2014").unwrap().ids().collect::<Vec<_>>(), ["old.requests.received", "legacy.appeals"]);
    }

    #[test]
    fn words_stand_in_groups_of_alternatives_in_order() {
        let all = load("a\t2021", "\t@get\t\t\t收到|接到\na\tfact\t件\t\t@get|申+请&公开").unwrap();
        let lead = &all.of("2021").unwrap().numbers[0].lead;
        for (text, held) in [("收到公开", true), ("公开申办请", true), ("公开请申", false), ("接到", false)]
        {
            assert_eq!(lead.stand_in(text), held, "{text}");
        }
    }
}
