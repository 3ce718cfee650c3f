//! Files that are small and would unpack, multiply or repair without end.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use nianbao::model::error::Error;
use nianbao::model::limits::{Limit, Limits};
use nianbao::read::pdf;
use std::io::Write;
use std::time::{Duration, Instant};

/// A PDF under construction: objects by number, with their offsets.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl File {
    fn object(&mut self, number: u32, body: &[u8]) -> &mut Self {
        self.offsets.push((number, self.bytes.len()));
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.bytes.extend_from_slice(body);
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    fn stream(&mut self, number: u32, dict: &str, data: &[u8]) -> &mut Self {
        let mut body = format!("<<{dict} /Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, &body)
    }

    /// Ends with a table.
    fn with_table(&mut self) -> Vec<u8> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(b"xref\n");
        for (number, offset) in &self.offsets {
            self.bytes.extend_from_slice(format!("{number} 1\n{offset:010} 00000 n \n").as_bytes());
        }
        let end = format!("trailer <</Size 99 /Root 1 0 R>>\nstartxref\n{start}\n%%EOF");
        self.bytes.extend_from_slice(end.as_bytes());
        std::mem::take(&mut self.bytes)
    }

    /// Ends with a cross-reference stream in which objects 1 to `inside` lie in the object stream 9.
    fn with_stream(&mut self, inside: u32, dict: &str, pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let start = self.bytes.len();
        let mut rows = Vec::new();
        for number in 0..12 {
            let offset = self.offsets.iter().find(|(n, _)| *n == number).map(|(_, at)| *at as u32);
            match offset {
                Some(offset) => rows.extend([&[1][..], &offset.to_be_bytes(), &[0]].concat()),
                None if number > 0 && number <= inside => rows.extend([2, 0, 0, 0, 9, number as u8 - 1]),
                None => rows.extend([0; 6]),
            }
        }
        self.stream(50, &format!("/Type /XRef /Size 12 /W [1 4 1] /Root 1 0 R {dict}"), &pack(&rows));
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
        std::mem::take(&mut self.bytes)
    }
}

const CATALOG: &[u8] = b"<</Type /Catalog /Pages 2 0 R>>";
const TREE: &[u8] = b"<</Type /Pages /Kids [3 0 R] /Count 1>>";
const PAGE: &[u8] = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>>";

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Catalog, page tree and page as an object stream of this many bytes: the data before it is packed, and the
/// dictionary's entries.
fn container(size: usize) -> (Vec<u8>, String) {
    let bodies = [CATALOG, TREE, PAGE];
    let (mut head, mut data) = (String::new(), Vec::new());
    for (number, body) in (1..).zip(bodies) {
        head.push_str(&format!("{number} {} ", data.len()));
        data.extend([body, b" "].concat());
    }
    let mut all = head.clone().into_bytes();
    all.append(&mut data);
    all.resize(size.max(all.len()), b' ');
    (all, format!("/N 3 /First {}", head.len()))
}

fn small() -> Limits {
    Limits { part_bytes: 1 << 20, total_bytes: 2 << 20, objects: 1000, ..Limits::default() }
}

fn pages(bytes: &[u8]) -> usize {
    match pdf::read(bytes, &small()).unwrap().content {
        nianbao::model::content::Content::Pages(pages) => pages.len(),
        _ => 0,
    }
}

#[track_caller]
fn refused(bytes: &[u8], limit: Limit) {
    match pdf::read(bytes, &small()) {
        Err(Error::Limit { limit: reached, .. }) => assert_eq!(reached, limit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn object_streams_are_measured_before_they_are_unpacked() {
    let (plain, entries) = container(0);
    let dict = format!("/Type /ObjStm /Filter /FlateDecode {entries}");
    let sound = File::default().stream(9, &dict, &deflate(&plain)).with_stream(3, "", <[u8]>::to_vec);
    assert_eq!(pages(&sound), 1);
    let large = deflate(&container(3 << 20).0);
    assert!(large.len() < 5000);
    // Whether the stream says what it is, hides it, or keeps it to itself.
    for kind in ["/Type /ObjStm", "/Type /Obj#53tm", "", "/Type /XObject /Subtype /Image"] {
        let dict = format!("{kind} /Filter /FlateDecode {entries}");
        refused(&File::default().stream(9, &dict, &large).with_stream(3, "", <[u8]>::to_vec), Limit::PartBytes);
        // The same where the cross-reference stream is packed itself, its rows as differences.
        let rows = |rows: &[u8]| {
            let mut above = [0u8; 6];
            let mut out = Vec::new();
            for row in rows.chunks(6) {
                out.push(2);
                out.extend(row.iter().zip(above).map(|(b, up)| b.wrapping_sub(up)));
                above.copy_from_slice(row);
            }
            deflate(&out)
        };
        let packed = "/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 6>>";
        refused(&File::default().stream(9, &dict, &large).with_stream(3, packed, rows), Limit::PartBytes);
    }
}

#[test]
fn chains_damage_and_lies_count_at_their_worst() {
    let (_, entries) = container(0);
    let large = container(3 << 20).0;
    let twice = deflate(&deflate(&large));
    let dict = format!("/Type /ObjStm /Filter [/FlateDecode /FlateDecode] {entries}");
    refused(&File::default().stream(9, &dict, &twice).with_stream(3, "", <[u8]>::to_vec), Limit::TotalBytes);
    // Damage at the start; a decoder that forgives it would unpack the rest.
    let mut damaged = deflate(&large);
    damaged[1] ^= 0xFF;
    let dict = format!("/Type /ObjStm /Filter /FlateDecode {entries}");
    refused(&File::default().stream(9, &dict, &damaged).with_stream(3, "", <[u8]>::to_vec), Limit::TotalBytes);
    // Streams of moderate size, but many of them.
    let moderate = deflate(&container(900 << 10).0);
    let mut file = File::default();
    for number in 9..12 {
        file.stream(number, &dict, &moderate);
    }
    refused(&file.with_stream(3, "", <[u8]>::to_vec), Limit::TotalBytes);
}

#[test]
fn a_chain_counts_by_the_filters_that_it_has() {
    // Ghostscript and PDFBox write cross-reference streams in ASCII85 when they are asked for a file without binary.
    let (plain, entries) = container(600 << 10);
    let hexadecimal = |data: &[u8]| data.iter().flat_map(|b| format!("{b:02X}").into_bytes()).chain(*b">").collect();
    let dict = format!("/Type /ObjStm /Filter [ /AHx ] {entries}");
    let packed: Vec<u8> = hexadecimal(&plain);
    assert_eq!(
        pages(&File::default().stream(9, &dict, &packed).with_stream(3, "/Filter /ASCIIHexDecode", hexadecimal)),
        1
    );
    // What is named elsewhere may be anything, and so may be what has a name twice.
    for filter in ["8 0 R", "[/AHx 8 0 R]", "[/AHx%\n8 0 R]", "[/A85 /Fl]"] {
        let dict = format!("/Type /ObjStm /Filter {filter} {entries}");
        let file =
            File::default().object(8, b"/LZWDecode").stream(9, &dict, &packed).with_stream(3, "", <[u8]>::to_vec);
        refused(&file, Limit::TotalBytes);
    }
}

#[test]
fn images_and_contents_are_no_containers() {
    let large = deflate(&vec![b' '; 3 << 20]);
    let mut file = File::default();
    file.object(1, CATALOG).object(2, TREE).object(3, b"<</Type /Page /Parent 2 0 R /Contents 4 0 R>>");
    for number in 4..9 {
        file.stream(number, "/Type /XObject /Subtype /Image /Width 1000 /Filter /FlateDecode", &large);
    }
    assert_eq!(pages(&file.with_table()), 1);
}

#[test]
fn objects_are_counted_wherever_they_are_listed() {
    let objects = |file: &mut File| {
        file.object(1, CATALOG).object(2, TREE).object(3, PAGE);
    };
    // Rows of one byte that name an object each.
    let mut file = File::default();
    objects(&mut file);
    let start = file.bytes.len();
    let dict = "/Type /XRef /Size 99999 /W [0 1 0] /Root 1 0 R /Filter /FlateDecode";
    file.stream(4, dict, &deflate(&[0; 99_999]));
    file.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
    refused(&file.bytes, Limit::Objects);
    // A table, and headers that a repair would list.
    let mut file = File::default();
    objects(&mut file);
    let table = format!("xref\n0 2000\n{}", "0000000009 00000 n \n".repeat(2000));
    let mut bytes = file.with_table();
    bytes.extend_from_slice(table.as_bytes());
    refused(&bytes, Limit::Objects);
    refused(&[b"%PDF-1.7\n".to_vec(), b"1 0 obj<<>>\n".repeat(2000)].concat(), Limit::Objects);
    // Many objects in one stream.
    let (mut many, _) = container(0);
    many.extend_from_slice(&b"1 1 ".repeat(5000));
    let dict = "/Type /ObjStm /N 5000 /First 20000";
    refused(&File::default().stream(9, dict, &many).with_stream(3, "", <[u8]>::to_vec), Limit::Objects);
}

#[test]
fn page_trees_cannot_multiply() {
    let tree = |levels: u32, width: usize| {
        let mut file = File::default();
        file.object(1, CATALOG).object(2, b"<</Type /Pages /Kids 3 0 R>>");
        for level in 3..3 + levels {
            let kid = format!("<</Type /Pages /Kids {} 0 R>>", level + 1);
            file.object(level, format!("[{}]", kid.repeat(width)).as_bytes());
        }
        file.object(3 + levels, format!("[{}]", "<<>>".repeat(width)).as_bytes());
        file.with_table()
    };
    assert_eq!(pages(&tree(1, 3)), 9);
    refused(&tree(3, 20), Limit::Objects);
    refused(&tree(0, 2000), Limit::Objects);
}

#[test]
fn a_repair_without_end_ends_with_the_time() {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend_from_slice(&b"1 0 obj (\n".repeat(30_000));
    let start = Instant::now();
    let limits = Limits::default().within(Duration::from_millis(300));
    match pdf::read(&bytes, &limits) {
        Err(Error::Limit { limit: Limit::Time, .. } | Error::Malformed { .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
