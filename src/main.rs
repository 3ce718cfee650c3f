//! The command line.
use nianbao::{model::limits::Limits, pipeline, write::json};
fn main() {
    let out = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    std::fs::create_dir_all(&out).unwrap();
    for path in std::env::args().skip(2) {
        let bytes = std::fs::read(&path).unwrap();
        let name = std::path::Path::new(&path).file_name().unwrap().to_string_lossy().to_string();
        let limits = Limits::default().within(std::time::Duration::from_secs(10));
        match pipeline::convert(&bytes, &name, &limits) {
            Ok(report) => std::fs::write(out.join(format!("{name}.json")), serde_json::to_string_pretty(&json::value(&report)).unwrap()).unwrap(),
            Err(e) => eprintln!("{path}: {e}"),
        }
    }
}
