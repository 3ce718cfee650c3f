//! Reports that a page holds and does not show.

use crate::outcome::Outcome;
use crate::sheet::{Layout, Sheet};

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A string of a script.
fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace("</", "<\\/")
}

fn page(inner: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>政府信息公开</title></head><body><div><a href=/>首页</a></div>\
         <div id=c></div>{inner}<div>版权所有</div></body></html>"
    )
}

/// Every way in which a page may keep a report out of sight.
fn ways(sheet: &Sheet) -> Vec<(&'static str, String)> {
    let (body, html) = (sheet.body(), sheet.html());
    let ascii: String = string(&body)
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
        .collect();
    let percent: String = body.bytes().map(|b| format!("%{b:02X}")).collect();
    let pieces = |start: &str, end: &str| {
        body.split_inclusive("</tr>").map(|piece| format!("{start}{}{end}\n", string(piece))).collect::<String>()
    };
    vec![
        ("template", format!("<template id=t>{body}</template>")),
        ("noscript", format!("<noscript>{body}</noscript>")),
        ("textarea", format!("<textarea>{}</textarea>", escaped(&body))),
        ("field", format!("<input type=hidden value=\"{}\">", escaped(&body))),
        ("frame", format!("<iframe srcdoc=\"{}\"></iframe>", escaped(&html))),
        ("attribute", format!("<div data-content='{}'></div>", escaped(&body).replace('\'', "&#39;"))),
        ("escaped", format!("<div>{}</div>", escaped(&body))),
        ("escaped twice", format!("<div>{}</div>", escaped(&escaped(&body)))),
        ("data", format!("<script>var d = {{title: \"年报\", content: {}}};</script>", string(&body))),
        ("data in ASCII", format!("<script type=\"application/json\">{{\"content\":{ascii}}}</script>")),
        ("parsed data", format!("<script>f(JSON.parse({}))</script>", string(&format!("{{\"c\":{}}}", string(&body))))),
        ("written", format!("<script>{}</script>", pieces("document.write(", ");"))),
        ("joined", format!("<script>var h = ''; {} c.innerHTML = h</script>", pieces("h += ", ";"))),
        ("unescaped", format!("<script>document.write(unescape('{percent}'))</script>")),
        ("twice", format!("<noscript>{body}</noscript><script>var d = {}</script>", string(&body))),
        ("template of a script", format!("<script type=\"text/x-template\">{body}</script>")),
    ]
}

#[test]
fn a_report_out_of_sight_is_read_and_it_is_said() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let sheet = Sheet::of(layout);
        for (way, inner) in ways(&sheet) {
            let outcome = Outcome::of(page(&inner).as_bytes(), "a.html");
            let differences = outcome.differences(&sheet.facts);
            assert!(differences.is_empty(), "{way}: {differences:?}");
            assert_eq!(outcome.findings("text_from_script").len(), 1, "{way}");
        }
    }
}

#[test]
fn what_a_page_shows_is_not_mixed_with_what_it_keeps() {
    let (shown, kept) = (Sheet::of(Layout::Of2021), Sheet::of(Layout::Of2019));
    for (way, inner) in ways(&kept).into_iter().filter(|(way, _)| !way.starts_with("escaped")) {
        let outcome = Outcome::of(page(&format!("{}{inner}", shown.body())).as_bytes(), "a.html");
        assert!(outcome.differences(&shown.facts).is_empty(), "{way}");
        assert!(outcome.findings("text_from_script").is_empty(), "{way}");
    }
}

#[test]
fn a_number_that_only_a_script_knows_is_no_number() {
    let sheet = Sheet::of(Layout::Of2021);
    let id = "applications.new_requests.natural_person";
    let mut bent = sheet.clone();
    bent.set(id, "7@7");
    let script = format!("<script>document.write({})</script>", string(&bent.body()).replace("7@7", "\" + n + \"7"));
    let outcome = Outcome::of(page(&script).as_bytes(), "a.html");
    assert_eq!(outcome.value(id), None);
}
