//! Style sheets inside a page, as far as they say whether and how text is shown: rules of simple selectors, by tag, class,
//! id and what is around them. Sheets that the page only links to are not there; [`Sheet::linked`] says that there are some.

use std::collections::HashMap;

use super::tags::{Found, end_of_element, next_tag};
use super::tree::{Element, Node};

/// Rules beyond these are left out, since each element is held against them.
const MAX_RULES: usize = 1000;

/// No more style sheet is read than this.
const MAX_TEXT: usize = 1 << 21;

/// What selectors ask of elements around one is looked for in so many of them.
const MAX_AROUND: usize = 64;

/// Properties that say how text is shown. No other is kept.
const PROPERTIES: [&str; 16] = [
    "display",
    "visibility",
    "opacity",
    "font-size",
    "color",
    "background",
    "background-color",
    "background-image",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
    "text-indent",
    "mso-hide",
    "mso-text-raise",
    "left",
    "top",
];

/// The rules of a page.
#[derive(Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
    /// Rules by what their last part names: `.class`, `#id`, a tag, or nothing.
    by_name: HashMap<String, Vec<usize>>,
    /// The page has style sheets that are not in it.
    pub(super) linked: bool,
}

struct Rule {
    /// From the outermost element that it asks for to the one that it is about.
    parts: Vec<Part>,
    /// Ids, classes and tags that it names, in that order; then its place in the page.
    weight: (usize, usize, usize, usize),
    declarations: Vec<Declaration>,
}

/// What a selector asks of one element.
#[derive(Default)]
struct Part {
    tag: String,
    id: String,
    classes: Vec<String>,
    /// It is the parent of the next, and not any element around it.
    parent: bool,
}

#[derive(Clone)]
struct Declaration {
    property: String,
    value: String,
    important: bool,
}

impl Sheet {
    /// The rules in the source of a page.
    pub(super) fn of(source: &str) -> Sheet {
        let mut sheet = Sheet::default();
        let mut rest = source;
        let mut left = MAX_TEXT;
        while let Some(at) = rest.find('<') {
            let markup = rest.get(at..).unwrap_or_default();
            rest = markup.get(1..).unwrap_or_default();
            let start = |name: &str| rest.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name));
            if !start("style") && !start("link") {
                continue;
            }
            let Found::Tag(tag) = next_tag(markup) else { continue };
            let behind = markup.get(tag.source.len()..).unwrap_or_default();
            if tag.is("link") {
                let attributes = tag.after_name.to_ascii_lowercase();
                sheet.linked |= attributes.contains("stylesheet") || attributes.contains(".css");
            } else if tag.is("style") && !tag.after_name.to_ascii_lowercase().contains("print") {
                let (text, after) = end_of_element(behind, "style").unwrap_or_default();
                rest = after;
                if text.len() <= left {
                    left -= text.len();
                    sheet.text(&without_comments(text));
                }
                continue;
            }
            rest = behind;
        }
        sheet
    }

    /// Reads rules; those that only hold on some devices are left out with what is in them.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(['{', ';', '}']) {
            let head = rest.get(..open).unwrap_or_default().trim();
            let body = rest.get(open + 1..).unwrap_or_default();
            if !rest.get(open..).is_some_and(|r| r.starts_with('{')) {
                // An @import, or the end of an @media whose rules hold.
                self.linked |= head.starts_with("@import");
                rest = body;
                continue;
            }
            if head.starts_with('@') {
                let condition = head.trim_start_matches("@media").trim();
                let holds = head.starts_with("@media") && matches!(condition, "screen" | "all" | "only screen");
                rest = if holds { body } else { behind_block(body) };
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            self.rule(head, body.get(..end).unwrap_or_default());
            rest = body.get(end + 1..).unwrap_or_default();
        }
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        let declarations: Vec<Declaration> = declarations(body).collect();
        if declarations.is_empty() {
            return;
        }
        for selector in selectors.split(',') {
            let Some(parts) = parts(selector).filter(|_| self.rules.len() < MAX_RULES) else { continue };
            let Some(last) = parts.last() else { continue };
            let name = match (last.id.as_str(), last.classes.first()) {
                ("", Some(class)) => format!(".{class}"),
                ("", None) => last.tag.clone(),
                (id, _) => format!("#{id}"),
            };
            let count = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
            let ids = count(|p| usize::from(!p.id.is_empty()));
            let tags = count(|p| usize::from(!p.tag.is_empty()));
            let weight = (ids, count(|p| p.classes.len()), tags, self.rules.len());
            self.by_name.entry(name).or_default().push(self.rules.len());
            self.rules.push(Rule { parts, weight, declarations: declarations.clone() });
        }
    }

    /// What is declared of an element, weakest first, as property in lower case and value.
    pub(super) fn declared<'a>(&'a self, node: Node<'a>) -> Vec<(&'a str, &'a str)> {
        let Some(element) = node.element() else { return Vec::new() };
        let mut found = self.rules_of(node, element);
        let inline = declarations_of(element);
        if found.is_empty() {
            return inline;
        }
        found.sort_by_key(|rule| rule.weight);
        let all = || found.iter().flat_map(|rule| &rule.declarations);
        let pair = |d: &'a Declaration| (d.property.as_str(), d.value.as_str());
        let ordinary = all().filter(|d| !d.important).map(pair);
        ordinary.chain(inline).chain(all().filter(|d| d.important).map(pair)).collect()
    }

    fn rules_of<'a>(&'a self, node: Node<'a>, element: &Element) -> Vec<&'a Rule> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let classes = element.attr("class").unwrap_or_default().split_ascii_whitespace().map(|c| format!(".{c}"));
        let id = element.attr("id").map(|id| format!("#{id}"));
        let names = classes.chain(id).chain([element.name().to_string(), String::new()]);
        let numbers = names.filter_map(|name| self.by_name.get(&name)).flatten();
        let rules = numbers.filter_map(|i| self.rules.get(*i));
        let mut found: Vec<&Rule> = rules.filter(|rule| rule.is_about(node)).collect();
        // An element may name one class twice.
        found.sort_by_key(|rule| rule.weight);
        found.dedup_by_key(|rule| rule.weight);
        found
    }
}

impl Rule {
    fn is_about(&self, node: Node<'_>) -> bool {
        let Some((last, around)) = self.parts.split_last() else { return false };
        if !last.is(node) {
            return false;
        }
        let mut at = node.parent();
        let mut looked = 0;
        for part in around.iter().rev() {
            loop {
                let Some(outer) = at else { return false };
                at = outer.parent();
                looked += 1;
                if part.is(outer) {
                    break;
                }
                if part.parent || looked > MAX_AROUND {
                    return false;
                }
            }
        }
        true
    }
}

impl Part {
    fn is(&self, node: Node<'_>) -> bool {
        let Some(element) = node.element() else { return false };
        let class = |c: &String| element.attr("class").unwrap_or_default().split_ascii_whitespace().any(|own| own == c);
        (self.tag.is_empty() || self.tag == element.name())
            && (self.id.is_empty() || element.attr("id") == Some(&self.id))
            && self.classes.iter().all(class)
    }
}

/// The parts of a selector; `None` for one that asks what a page on paper does not tell (`:hover`, `[attribute]`).
fn parts(selector: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for word in selector.replace('>', " > ").split_ascii_whitespace() {
        if word == ">" {
            parts.last_mut()?.parent = true;
            continue;
        }
        if word.contains([':', '[', '+', '~', '(', '@', '\\']) || parts.len() >= 8 {
            return None;
        }
        let mut part = Part::default();
        let mut rest = word;
        while !rest.is_empty() {
            let kind = rest.chars().next().filter(|c| matches!(c, '.' | '#'));
            let name = if kind.is_some() { rest.get(1..)? } else { rest };
            let (name, behind) = name.split_at(name.find(['.', '#']).unwrap_or(name.len()));
            match kind {
                Some('.') => part.classes.push(name.to_string()),
                Some(_) => part.id = name.to_string(),
                None => part.tag = name.trim_matches('*').to_ascii_lowercase(),
            }
            rest = behind;
        }
        parts.push(part);
    }
    (!parts.is_empty()).then_some(parts)
}

/// The declarations of an element's own style.
pub(super) fn declarations_of(element: &Element) -> Vec<(&str, &str)> {
    let known = |name: &str| PROPERTIES.iter().copied().find(|p| p.eq_ignore_ascii_case(name));
    let style = element.attr("style").unwrap_or_default();
    let one = |text| split(text).and_then(|(name, value)| Some((known(name)?, value)));
    style.split(';').filter_map(one).collect()
}

fn declarations(body: &str) -> impl Iterator<Item = Declaration> {
    body.split(';').filter_map(split).filter_map(|(name, value)| {
        let property = name.to_ascii_lowercase();
        let important = value.to_ascii_lowercase().contains("!important");
        let value = value.split('!').next().unwrap_or_default().trim().to_string();
        PROPERTIES.contains(&property.as_str()).then_some(Declaration { property, value, important })
    })
}

fn split(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').map(|(name, value)| (name.trim(), value.trim()))
}

fn without_comments(text: &str) -> String {
    let text = text.replace("<!--", "").replace("-->", "");
    let mut pieces = text.split("/*");
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        out.push_str(piece.split_once("*/").map_or("", |(_, behind)| behind));
    }
    out
}

/// What follows a block with blocks in it, given what follows its `{`.
fn behind_block(body: &str) -> &str {
    let mut depth = 1usize;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return body.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    #[test]
    fn the_strongest_rule_is_last() {
        let page = "<style>/* a */ td.x { color: red } .x{color:blue;margin:0} @media print { .x{color:green} }
            @media screen{ #a { color: #fff !important } } .x:hover{color:black} div .x, p{color:lime}</style>
            <table><tr><td class='y x' id=a style='color: gray'>1</table>";
        let sheet = Sheet::of(page);
        let tree = parse(page);
        let td = tree.elements().find(|(_, e)| e.name() == "td").map(|(node, _)| sheet.declared(node));
        let colours: Vec<&str> = td.into_iter().flatten().map(|(_, value)| value).collect();
        assert_eq!(colours, ["blue", "red", "gray", "#fff"]);
        assert!(!sheet.linked);
        assert!(Sheet::of("<link rel=stylesheet href=a.css>").linked);
    }
}
