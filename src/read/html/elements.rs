//! What elements and their attributes mean for the flow of text.

use super::tree::Element;
use crate::model::content::Align;

/// Elements whose content is no text of the page. `xml` is what Word leaves of its data islands.
pub(super) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "select"
            | "textarea"
            | "xml"
            | "title"
            | "iframe"
            | "noembed"
            | "noframes"
            | "svg"
            | "math"
            | "audio"
            | "video"
            | "canvas"
            | "datalist"
            | "rp"
            | "rt"
    )
}

/// Elements that begin and end a paragraph (WHATWG HTML 15.3, `display: block`, `list-item` and the table displays).
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "ul"
            | "xmp"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
    )
}

/// Whether white space in the element is text.
pub(super) fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "xmp" | "plaintext")
}

/// What a form field for text shows in the place where it stands.
pub(super) fn field_value(element: &Element) -> Option<&str> {
    let kind = element.attr("type").unwrap_or("text");
    let text = ["text", "number", "tel", "search", "date"].iter().any(|k| kind.eq_ignore_ascii_case(k));
    element.attr("value").filter(|_| text && element.name() == "input")
}

/// Alignment that the element sets, by style, attribute or name; `None` if it inherits.
pub(super) fn align(element: &Element) -> Option<Align> {
    let styled = declarations(element).filter(|(property, _)| property.eq_ignore_ascii_case("text-align")).last();
    if let Some(align) = styled.and_then(|(_, value)| align_of(value)) {
        return Some(align);
    }
    if let Some(align) = element.attr("align").and_then(align_of) {
        return Some(align);
    }
    // Utility classes of the usual site generators: text-center, text_align_center, text-right.
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    for word in class.split_ascii_whitespace().filter(|word| word.starts_with("text") || word.starts_with("align")) {
        if word.ends_with("center") {
            return Some(Align::Center);
        }
        if word.ends_with("right") {
            return Some(Align::End);
        }
    }
    (element.name() == "center").then_some(Align::Center)
}

fn align_of(value: &str) -> Option<Align> {
    let value = value.trim().to_ascii_lowercase();
    if value.starts_with("center") || value.starts_with("middle") || value.starts_with("-webkit-center") {
        Some(Align::Center)
    } else if value.starts_with("right") || value.starts_with("end") {
        Some(Align::End)
    } else if ["left", "start", "justify", "initial"].iter().any(|word| value.starts_with(word)) {
        Some(Align::Start)
    } else {
        None
    }
}

/// Whether class or id name the title of an article, as content management systems do (`article_title`, `xl-title`).
pub(super) fn is_named_title(element: &Element) -> bool {
    let names = element.attr("class").into_iter().chain(element.attr("id"));
    names.flat_map(str::split_ascii_whitespace).any(|name| {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let of = [
            "article", "content", "con", "news", "info", "detail", "details", "arti", "main", "doc", "zw", "page",
            "xl", "wz", "art", "text", "big",
        ];
        plain == "title" || plain.strip_suffix("title").is_some_and(|before| of.contains(&before))
    })
}

/// Whether the element's height is given as nothing: Word's `<![if !supportMisalignedColumns]>` rows.
pub(super) fn has_no_height(element: &Element) -> bool {
    let zero = |value: &str| value.trim().starts_with('0') && leading_number(value) == Some(0);
    element.attr("height").is_some_and(zero)
        || declarations(element).any(|(property, value)| property.eq_ignore_ascii_case("height") && zero(value))
}

/// A span attribute by its leading digits ("3 ", "2.0"), as browsers read it (WHATWG HTML 2.3.4.2).
pub(super) fn leading_number(value: &str) -> Option<usize> {
    let value = value.trim_start().trim_start_matches('+');
    let digits = value.bytes().take_while(u8::is_ascii_digit);
    let mut number = None;
    for digit in digits {
        number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(usize::from(digit - b'0')));
    }
    number
}

/// The declarations of the `style` attribute, without regard to strings that hold a semicolon.
pub(super) fn declarations(element: &Element) -> impl Iterator<Item = (&str, &str)> {
    let style = element.attr("style").unwrap_or_default();
    style.split(';').filter_map(|one| one.split_once(':')).map(|(property, value)| (property.trim(), value.trim()))
}
