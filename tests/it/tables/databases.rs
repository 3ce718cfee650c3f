//! The database: its views, and that no number changed on the way into it.

use super::{export, lines, run, samples};
use nianbao::collection::tables::Format;
use rusqlite::Connection;

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
