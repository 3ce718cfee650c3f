//! The database: its views, and that no number changed on the way into it.

use super::{export, lines, run, samples};
use nianbao::collection::tables::Format;
use nianbao::form::codebook;
use rusqlite::Connection;
use serde_json::Value;

fn database(name: &str) -> Connection {
    let run = run(name, &lines());
    export(&run, &[Format::Sqlite]);
    Connection::open(run.join("tables/nianbao.sqlite")).unwrap()
}

#[test]
fn the_views_answer() {
    let db = database("views");
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let ok: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(ok, "ok");
    let years = count("SELECT count(*) FROM (SELECT DISTINCT agency, report_year FROM panel)");
    assert_eq!(count("SELECT count(*) FROM agency_years"), years);
    assert_eq!(count("SELECT count(*) FROM request_outcomes"), years);
    assert!(count("SELECT count(*) FROM contradicted_cells WHERE report_year = 2020") > 0);
    assert!(count("SELECT count(*) FROM reports_to_review WHERE code = 'contradiction'") > 0);
    assert_eq!(count("SELECT count(*) FROM failures"), 0);
    let refused =
        "SELECT refused + disclosed + partly_disclosed + unable_to_provide + not_processed + other_handling - results
                   FROM request_outcomes WHERE report_year <> 2020 AND results IS NOT NULL";
    let mut statement = db.prepare(refused).unwrap();
    let off: Vec<Option<i64>> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(!off.is_empty() && off.iter().all(|o| o.is_none_or(|o| o == 0)), "{off:?}");
}

#[test]
fn numbers_can_be_compared_and_added() {
    let db = database("numbers");
    let kinds = "SELECT DISTINCT typeof(value) FROM cells ORDER BY 1";
    let mut statement = db.prepare(kinds).unwrap();
    let kinds: Vec<String> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(kinds, ["integer", "null", "real"]);
    let amounts = samples().iter().flat_map(|(_, r)| r["cells"].as_object().unwrap().values());
    let over: i64 = amounts.filter(|c| c["value"].as_f64().is_some_and(|v| v > 100.0)).count() as i64;
    let told: i64 = db.query_row("SELECT count(*) FROM cells WHERE value > 100", [], |r| r.get(0)).unwrap();
    assert_eq!(told, over);
}

#[test]
fn a_blank_part_of_a_group_is_counted_and_takes_nothing_from_the_sum() {
    let (_, report) = samples().iter().find(|(file, _)| file == "report.docx").unwrap();
    let part = codebook::variables().iter().find(|variable| variable.name == "ap_re1_tt").unwrap();
    let group = |report: &Value| {
        let of = |n: u32| codebook::variables().iter().find(|v| v.name == format!("ap_re{n}_tt")).map(|v| v.cell);
        (1..=8).filter_map(of).filter_map(|cell| report["cells"][cell]["value"].as_i64()).sum::<i64>()
    };
    let mut blank = report.clone();
    blank["cells"][part.cell] = serde_json::json!({"value": null, "status": "blank", "raw": ""});
    let run = run("blank-part", &[blank.to_string()]);
    export(&run, &[Format::Sqlite]);
    let db = Connection::open(run.join("tables/nianbao.sqlite")).unwrap();
    let sql = "SELECT refused, refused_blank FROM request_outcomes";
    let found: (i64, i64) = db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(found, (group(&blank), 1));
}

#[test]
fn each_contradicted_cell_is_one_row_with_all_its_sums() {
    let db = database("contradicted");
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let distinct = "SELECT count(*) FROM (SELECT DISTINCT report_id, cell_id FROM contradicted_cells)";
    assert_eq!(count("SELECT count(*) FROM contradicted_cells"), count(distinct));
    assert!(count("SELECT max(sums_failed) FROM contradicted_cells") > 1);
    assert_eq!(count("SELECT count(*) FROM reports_to_review WHERE advice IS NULL OR severity = 'info'"), 0);
}

#[test]
fn csv_says_which_columns_are_text() {
    let run = run("package", &lines());
    export(&run, &[Format::Csv]);
    let text = std::fs::read_to_string(run.join("tables/datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&text).unwrap();
    let mut codes = 0;
    for table in package["resources"].as_array().unwrap() {
        assert!(run.join("tables").join(table["path"].as_str().unwrap()).exists());
        let fields = table["schema"]["fields"].as_array().unwrap();
        let of_codes = fields.iter().filter(|field| field["name"].as_str().unwrap().ends_with("_code"));
        codes += of_codes.inspect(|field| assert_eq!(field["type"], "string", "{field}")).count();
    }
    assert!(codes > 3);
}
