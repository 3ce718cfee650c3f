//! Object stores as inputs: what a folder gives, by other ways.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use nianbao::model::limits::Limits;
use nianbao::run::journal::{Line, Outcome};
use nianbao::run::plan::Plan;
use nianbao::run::store::Store;
use nianbao::run::{End, Event, Lacking, Options, run};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use serde_json::Value;

use crate::run::{Folder, convert, documents, files, outcomes, output, said, sheet};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A store with these objects, put into it in this order.
fn store<'a>(objects: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Arc<InMemory> {
    let store = InMemory::new();
    for (name, bytes) in objects {
        wait(store.put(&Path::parse(name).unwrap(), bytes.into())).unwrap();
    }
    Arc::new(store)
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(data).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(format!("samples/{name}")).unwrap()
}

/// Of everything that folders treat in a way of their own.
fn mixed() -> Vec<(&'static str, Vec<u8>)> {
    let page = sheet(7).into_bytes();
    vec![
        (
            "z.zip",
            zip(&[("年报/甲.html", sheet(8).as_bytes()), ("logo.png", b"x"), ("report.docx", &sample("report.docx"))]),
        ),
        ("b.txt", "文件 一".into()),
        ("b/report.docx", sample("report.docx")),
        ("b/again.html", page.clone()),
        ("b/年报 100%.html", page),
        ("b/logo.png", b"x".to_vec()),
        ("a/.git/config", b"x".to_vec()),
        ("a/.git/head", b"x".to_vec()),
        ("a/~$report.docx", b"x".to_vec()),
        ("a/empty.txt", Vec::new()),
        ("a/more/.hidden", b"x".to_vec()),
        ("page-break.pdf", sample("page-break.pdf")),
        ("b-report.rtf", sample("report.rtf")),
    ]
}

fn options() -> Options {
    Options {
        jobs: 2,
        limits: Limits::default(),
        glyphs: Vec::new(),
        passwords: Vec::new(),
        workers: None,
        retry_failed: false,
        lacking: Lacking::Prune,
    }
}

fn finish(folder: &Folder, out: &str, plan: &Plan) -> PathBuf {
    let out = folder.path(out);
    fs::create_dir_all(&out).unwrap();
    let end = run(plan, &out, &options(), &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(end, End::Finished);
    out
}

fn plan(store: Arc<dyn ObjectStore>, address: &str) -> Plan {
    Plan::new(vec![(Store::new(store, address).unwrap(), String::new())])
}

/// The files of a run, the addresses of the reports taken out of them, and these.
fn without_addresses(out: &std::path::Path) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let mut files = files(out);
    let text = String::from_utf8(files["reports.jsonl"].clone()).unwrap();
    let (mut plain, mut urls) = (String::new(), Vec::new());
    for line in text.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        if let Some(url) = report["source"]["url"].as_str() {
            urls.push(url.to_string());
            plain += &line.replace(&format!(",\"url\":{}", report["source"]["url"]), "");
        } else {
            plain += line;
        }
        plain.push('\n');
    }
    files.insert("reports.jsonl".into(), plain.into_bytes());
    // What was typed is another place by its nature.
    let mut settings: Value = serde_json::from_slice(&files["run.json"]).unwrap();
    assert_eq!(settings["inputs"]["roots"].as_array().unwrap().len(), 1);
    settings["inputs"]["roots"] = Value::Null;
    files.insert("run.json".into(), serde_json::to_vec(&settings).unwrap());
    // Where each document's reports end is another place.
    let mut lines: Vec<Value> = documents(out);
    for line in &mut lines {
        let line = line.as_object_mut().unwrap();
        // The digest is of the bytes of the reports, with their addresses.
        ["start", "end", "digest"].iter().for_each(|name| drop(line.remove(*name)));
    }
    files.insert("documents.jsonl".into(), serde_json::to_vec(&lines).unwrap());
    (files, urls)
}

#[test]
fn a_store_gives_what_a_folder_gives() {
    let folder = Folder::new();
    for (name, bytes) in mixed() {
        folder.write(&format!("in/{name}"), bytes);
    }
    let filters: [(&[&str], &[&str]); 3] = [(&[], &[]), (&["*.html"], &[]), (&[], &["b/**", "z.zip!/logo*"])];
    for (number, (include, exclude)) in filters.into_iter().enumerate() {
        let owned = |patterns: &[&str]| patterns.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        let filtered = |plan: Plan| plan.filtered(&owned(include), &owned(exclude)).unwrap();
        let walked = filtered(Plan::new(vec![(folder.path("in"), String::new())]));
        let local = Arc::new(LocalFileSystem::new_with_prefix(folder.path("in")).unwrap());
        let local = filtered(plan(local, "local:///"));
        let below = mixed().into_iter().map(|(name, bytes)| (format!("年报/{name}"), bytes)).collect::<Vec<_>>();
        let memory = store(below.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())));
        let memory = filtered(plan(memory, "s3://bucket/年报/"));
        assert_eq!((walked.count(), local.count()), (memory.count(), memory.count()));
        let walked = without_addresses(&finish(&folder, &format!("walked{number}"), &walked));
        assert!(walked.1.is_empty());
        let local = without_addresses(&finish(&folder, &format!("local{number}"), &local));
        let (files, urls) = without_addresses(&finish(&folder, &format!("memory{number}"), &memory));
        for (name, bytes) in &walked.0 {
            assert!(bytes == &local.0[name] && bytes == &files[name], "{name} of {include:?} {exclude:?}");
        }
        if number == 0 {
            assert_eq!(local.1[0], "local:///b/again.html");
            assert_eq!(local.1.last().unwrap(), "local:///z.zip");
            let start = "s3://bucket/%E5%B9%B4%E6%8A%A5";
            assert_eq!(urls[0], format!("{start}/b/again.html"));
            assert_eq!(urls.len(), 6);
        }
    }
    let all = outcomes(&folder.path("memory0"));
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "a/.git",
        "a/empty.txt",
        "a/more/.hidden",
        "a/~$report.docx",
        "b/again.html",
        "b/logo.png",
        "b/report.docx",
        "b/年报 100%.html",
        "b-report.rtf",
        "b.txt",
        "page-break.pdf",
        "z.zip!/年报/甲.html",
        "z.zip!/logo.png",
        "z.zip!/report.docx",
        "z.zip",
    ];
    assert_eq!(names, wanted);
    assert!(outcomes(&folder.path("memory1")).contains(&("z.zip!/年报/甲.html".into(), "converted".into())));
}

#[test]
fn an_object_a_prefix_and_nothing() {
    let folder = Folder::new();
    // The empty ones are folders, as consoles make them.
    let objects = [("in", vec![]), ("in/b", vec![]), ("in/b/report.docx", sample("report.docx")), ("in/c", vec![])];
    let store = store(objects);
    let run = |name: &str, address: &str, before: &str| {
        let plan = Plan::new(vec![(Store::new(store.clone(), address).unwrap(), before.to_string())]);
        let single = plan.is_object();
        (outcomes(&finish(&folder, name, &plan)), single)
    };
    let line = |name: &str, outcome: &str| (name.to_string(), outcome.to_string());
    assert_eq!(run("one", "s3://k/in/b/report.docx", ""), (vec![line("report.docx", "converted")], true));
    assert_eq!(run("named", "s3://k/in/b/report.docx", "x.docx"), (vec![line("x.docx", "converted")], true));
    let all = vec![line("b/report.docx", "converted"), line("c", "failed")];
    assert_eq!(run("all", "s3://k/in/", ""), (all, false));
    assert_eq!(run("below", "s3://k/in/b/", "b"), (vec![line("b/report.docx", "converted")], false));
    assert_eq!(run("none", "s3://k/out", ""), (vec![line("s3://k/out", "failed")], true));
    let error = &documents(&folder.path("none"))[0]["error"];
    assert_eq!(error["message"], "there is no such object, and none below it");
    for (address, what) in [("s3://k/a?b", "a ? or # ends"), ("s3://k/a//b", "empty"), ("in", "relative URL")] {
        let error = Store::new(store.clone(), address).unwrap_err();
        assert!(error.to_string().contains(what) && error.advice().contains("%3F"), "{error}");
    }
}

#[test]
fn what_is_too_large_is_refused_unless_it_is_an_archive() {
    let folder = Folder::new();
    let long = "长".repeat(1000);
    let zip = zip(&[("a.txt", "文件".as_bytes()), ("b.txt", long.as_bytes()), ("c.bin", &sample("report.ofd"))]);
    let store = store([("a.txt", long.clone().into_bytes()), ("z.zip", zip)]);
    let out = folder.path("out");
    fs::create_dir_all(&out).unwrap();
    let options = Options { limits: Limits { file_bytes: 100, ..Limits::default() }, ..options() };
    run(&plan(store, "s3://k"), &out, &options, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let all = documents(&out);
    assert_eq!((&all[0]["document"], &all[0]["error"]["code"]), (&"a.txt".into(), &"limit".into()));
    assert_eq!((&all[1]["document"], &all[1]["outcome"]), (&"z.zip!/a.txt".into(), &"not_a_report".into()));
    assert_eq!((&all[2]["document"], &all[2]["error"]["code"]), (&"z.zip!/b.txt".into(), &"limit".into()));
}

/// A store in which some objects cannot be fetched, and whose listing may break off.
#[derive(Debug)]
struct Failing {
    inner: Arc<InMemory>,
    listed: usize,
    listings: AtomicUsize,
}

impl std::fmt::Display for Failing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failing")
    }
}

fn broken() -> Error {
    Error::Generic { store: "test", source: "the connection was lost: <html>secret</html>".into() }
}

#[async_trait::async_trait]
impl ObjectStore for Failing {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let mut result = self.inner.get_opts(location, options).await?;
        match location.filename() {
            Some("lost.html") => Err(broken()),
            Some("cut.html") => {
                let pieces = vec![Ok(bytes::Bytes::from_static(b"<html>")), Err(broken())];
                result.payload = object_store::GetResultPayload::Stream(stream::iter(pieces).boxed());
                Ok(result)
            }
            _ => Ok(result),
        }
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.listings.fetch_add(1, Ordering::Relaxed);
        let end = stream::iter((self.listed < usize::MAX).then(|| Err(broken())));
        self.inner.list(prefix).take(self.listed).chain(end).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

#[test]
fn what_cannot_be_fetched_or_listed_is_a_failed_document() {
    let folder = Folder::new();
    let objects: Vec<(&str, Vec<u8>)> = ["a.html", "cut.html", "lost.html", "z.html"]
        .into_iter()
        .enumerate()
        .map(|(seed, name)| (name, sheet(seed as u64).into_bytes()))
        .collect();
    let inner = store(objects);
    let failing = |listed| Arc::new(Failing { inner: inner.clone(), listed, listings: AtomicUsize::new(0) });
    let line = |name: &str, outcome: &str| (name.to_string(), outcome.to_string());
    let store = failing(usize::MAX);
    let whole = plan(store.clone(), "s3://k");
    assert_eq!(whole.count(), 4);
    let out = finish(&folder, "out", &whole);
    let (a, z) = (line("a.html", "converted"), line("z.html", "converted"));
    assert_eq!(outcomes(&out), [a.clone(), line("cut.html", "failed"), line("lost.html", "failed"), z]);
    assert_eq!(store.listings.load(Ordering::Relaxed), 1);
    for failed in &documents(&out)[1..3] {
        assert_eq!(failed["error"]["code"], "io");
        assert_eq!(failed["error"]["message"], "the store does not give it: the connection was lost");
        assert!(failed["error"]["advice"].as_str().unwrap().contains("network"));
    }
    // The same again leaves all as it is.
    let before = files(&out);
    finish(&folder, "out", &whole);
    assert_eq!(files(&out), before);
    // What was listed is converted, and the same command goes on once the rest is.
    let out = finish(&folder, "part", &plan(failing(1), "s3://k"));
    assert_eq!(outcomes(&out), [a, line("s3://k", "failed")]);
    finish(&folder, "part", &plan(inner.clone(), "s3://k"));
    finish(&folder, "all", &plan(inner.clone(), "s3://k"));
    assert_eq!(files(&out), files(&folder.path("all")));
}

#[test]
fn a_run_over_a_store_goes_on_where_it_stopped() {
    let folder = Folder::new();
    let names: Vec<String> = (0..12).map(|n| format!("{n:02}.html")).collect();
    let objects = || names.iter().enumerate().map(|(n, name)| (name.as_str(), sheet(n as u64).into_bytes()));
    let whole = files(&finish(&folder, "whole", &plan(store(objects()), "gs://k")));
    let out = folder.path("out");
    fs::create_dir_all(&out).unwrap();
    let stop = AtomicBool::new(false);
    let mut done = 0;
    let end = run(&plan(store(objects()), "gs://k"), &out, &Options { jobs: 1, ..options() }, &stop, &mut |event| {
        done += usize::from(matches!(event, Event::Done { line: Line { outcome: Outcome::Converted, .. }, .. }));
        stop.store(done >= 3, Ordering::Relaxed);
    });
    assert_eq!(end.unwrap(), End::Interrupted);
    let (mut known, mut new) = (0, 0);
    // Put there in another order.
    let reversed: Vec<_> = objects().collect::<Vec<_>>().into_iter().rev().collect();
    let again = plan(store(reversed), "gs://k");
    run(&again, &out, &options(), &AtomicBool::new(false), &mut |event| match event {
        Event::Known => known += 1,
        Event::Done { .. } => new += 1,
        Event::More(_) | Event::Beat => {}
    })
    .unwrap();
    assert!(known >= 3 && known + new == 12, "{known} {new}");
    assert_eq!(files(&out), whole);
}

/// A web server on this machine that knows one file, and the requests that it got.
fn serve(pages: Vec<(&'static str, &'static str, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = String::new();
            let mut lines = BufReader::new(connection.try_clone().unwrap());
            while lines.read_line(&mut request).unwrap() > 2 {}
            let asked = request.split(' ').nth(1).unwrap_or_default();
            let page = pages.iter().find(|(path, _, _)| *path == asked);
            let (head, body) =
                page.map_or(("404 Not Found\r\nContent-Length: 0", &[][..]), |(_, head, body)| (head, body));
            let _ = connection.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
            let _ = connection.write_all(body);
        }
    });
    address
}

#[test]
fn a_web_address_is_one_document_or_archive() {
    let pdf = sample("page-break.pdf");
    let packed = zip(&[("a.html", sheet(1).as_bytes())]);
    let head = |length: usize| -> &'static str { format!("200 OK\r\nContent-Length: {length}").leak() };
    let site = serve(vec![
        ("/%E5%B9%B4%E6%8A%A5.pdf?sig=hush", head(pdf.len()), pdf.clone()),
        ("/all/", head(packed.len()), packed.clone()),
        ("/cut.pdf", head(pdf.len()), pdf[..1000].to_vec()),
    ]);
    let folder = Folder::new();
    let one = |address: &str| convert(&[&address]).env("NO_PROXY", "127.0.0.1").output().unwrap();
    let document = format!("{site}/年报.pdf?sig=hush").replace("//", "//hush:hush@");
    let printed = one(&document);
    assert_eq!(printed.status.code(), Some(0), "{}", said(&printed));
    let report: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(report["source"]["file"], "年报.pdf");
    assert_eq!(report["source"]["url"], format!("{site}/%E5%B9%B4%E6%8A%A5.pdf"));
    let archive = format!("{site}/all/");
    assert!(said(&one(&archive)).contains("an archive does not fit on standard output"));
    let missing = one(&format!("{site}/none.pdf?sig=hush"));
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("/none.pdf: io: there is no such object"), "{}", said(&missing));
    let (cut, out) = (format!("{site}/cut.pdf"), folder.path("out"));
    folder.write("list", format!("{document}\n{archive}\n{cut}\n"));
    let many = convert(&[&"--from-file", &folder.path("list"), &"--out", &out]).env("NO_PROXY", "127.0.0.1").output();
    let many = many.unwrap();
    assert_eq!(many.status.code(), Some(1), "{}", said(&many));
    let wanted = [
        (format!("{site}/年报.pdf"), "converted"),
        (format!("{site}/all!/a.html"), "converted"),
        (format!("{site}/all"), "archive"),
        (cut, "failed"),
    ];
    assert_eq!(outcomes(&out), wanted.map(|(name, outcome)| (name, outcome.to_string())));
    assert!(files(&out).values().all(|bytes| !bytes.windows(4).any(|w| w == b"hush")));
}

#[test]
fn a_bucket_is_listed_and_read_with_the_credentials_of_the_environment() {
    let docx = sample("report.docx");
    let entry = |key: &str, size: usize| {
        let date = "2024-03-05T06:07:08.000Z";
        format!("<Contents><Key>{key}</Key><LastModified>{date}</LastModified><Size>{size}</Size></Contents>")
    };
    let keys = [entry("in/年报 b.docx", docx.len()), entry("in/a/.x", 1), entry("in/a/lost.pdf", 9)].concat();
    let list = format!("<ListBucketResult><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>").into_bytes();
    let head = |length: usize| -> &'static str {
        let more = "ETag: \"e\"\r\nLast-Modified: Tue, 05 Mar 2024 06:07:08 GMT";
        format!("200 OK\r\n{more}\r\nContent-Length: {length}").leak()
    };
    let site = serve(vec![
        ("/bucket?list-type=2&prefix=in%2F", head(list.len()), list.clone()),
        ("/bucket/in/%E5%B9%B4%E6%8A%A5%20b.docx", head(docx.len()), docx),
    ]);
    let folder = Folder::new();
    let out = folder.path("out");
    let run = convert(&[&"s3://bucket/in/", &"--out", &out])
        .envs([("AWS_ENDPOINT", site.as_str()), ("AWS_ALLOW_HTTP", "true"), ("NO_PROXY", "127.0.0.1")])
        .envs([("AWS_ACCESS_KEY_ID", "hush"), ("AWS_SECRET_ACCESS_KEY", "hush"), ("AWS_REGION", "cn-north-1")])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let wanted = [("a/.x", "skipped"), ("a/lost.pdf", "failed"), ("年报 b.docx", "converted")];
    assert_eq!(outcomes(&out), wanted.map(|(name, outcome)| (name.to_string(), outcome.to_string())));
    let report: Value = serde_json::from_slice(&files(&out)["reports.jsonl"]).unwrap();
    assert_eq!(report["source"]["file"], "年报 b.docx");
    assert_eq!(report["source"]["url"], "s3://bucket/in/%E5%B9%B4%E6%8A%A5%20b.docx");
    assert!(files(&out).values().all(|bytes| !bytes.windows(4).any(|w| w == b"hush")));
}

#[test]
fn an_address_that_is_none_is_refused_with_a_way_out() {
    let refused = output(&[&"s3://bucket/a?b"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("s3://bucket/a: a ? or # ends") && said(&refused).contains("AWS_"),
        "{}",
        said(&refused)
    );
}
