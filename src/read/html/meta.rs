//! What a page says of itself: charset, title, date, publisher.

use super::tree::{Node, Tree};
use crate::model::content::Info;

/// The charset is looked for in this many bytes: WHATWG asks for 1 KB, but sites put 5 KB of script before it.
const PRESCAN: usize = 64 << 10;

/// `meta` names of the publication date, the best first. The first is that of the national standard for government
/// websites, the others are of the usual site generators.
const PUBLISHED: [&str; 12] = [
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubtime",
    "publishtime",
    "firstpublishedtime",
    "article:published_time",
    "og:release_date",
    "dc.date",
    "dcterms.date",
    "releasedate",
];

/// `meta` names of the body or site that published the page, the best first.
const PUBLISHER: [&str; 4] = ["contentsource", "content_source", "sitename", "og:site_name"];

/// `meta` names of the site.
const SITE: [&str; 2] = ["sitename", "og:site_name"];

/// `meta` name of the site's number, after the national standard for government websites.
const SITE_CODE: [&str; 1] = ["siteidcode"];

/// `meta` names of the page's own address.
const URL: [&str; 2] = ["url", "og:url"];

/// `meta` names of the title, the best first.
const TITLE: [&str; 2] = ["articletitle", "og:title"];

/// The charset label of the first `meta` or XML declaration that has one.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let mut rest = head.as_ref();
    while let Some(start) = rest.find(['<']) {
        rest = rest.get(start + 1..)?;
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = rest.get(..end)?;
        let key = match () {
            () if tag.starts_with("meta") => "charset",
            () if tag.starts_with("?xml") => "encoding",
            () => continue,
        };
        let Some(at) = tag.find(key) else { continue };
        let value = tag.get(at + key.len()..)?.trim_start();
        let Some(value) = value.strip_prefix('=') else { continue };
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let label = value.split(['"', '\'', ';', ' ', '\t', '\n', '\r', '/', ',']).next().unwrap_or_default();
        if !label.is_empty() && label.len() <= 40 {
            return Some(label.to_string());
        }
    }
    None
}

/// Title, date, publisher and generator of a page; the encoding is not known here.
pub(super) fn info(page: &Tree) -> Info {
    let mut named: Vec<(String, String)> = Vec::new();
    let mut title = None;
    for (node, element) in page.elements() {
        match element.name() {
            "meta" => {
                let content = element.attr("content").and_then(one_line);
                if let (Some(name), Some(content)) = (element.attr("name").or(element.attr("property")), content) {
                    named.push((name.trim().to_ascii_lowercase(), content));
                }
            }
            "title" if title.is_none() => {
                let text: String = node.children().filter_map(Node::text).collect();
                title = one_line(&text);
            }
            _ => {}
        }
    }
    let first = |names: &[&str]| {
        names.iter().find_map(|name| named.iter().find(|(n, _)| n == name).map(|(_, content)| content.clone()))
    };
    Info {
        title: first(&TITLE).or(title),
        creator: first(&["generator"]),
        encoding: None,
        published: first(&PUBLISHED),
        publisher: first(&PUBLISHER),
        site: first(&SITE),
        site_code: first(&SITE_CODE),
        url: first(&URL),
        file: None,
    }
}

/// The text with its white space collapsed; `None` if nothing is left.
fn one_line(text: &str) -> Option<String> {
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
