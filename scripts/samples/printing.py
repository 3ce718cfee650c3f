"""The programs that print: Chromium, LibreOffice, pdftotext, mutool. What they stamp with the clock is set to a fixed date."""
import pathlib
import re
import subprocess
import tempfile

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def chromium(html, pdf, stamp, *options):
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "page.html")
        page.write_text(html, encoding="utf8")
        run("chromium", *QUIET, *options, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={pdf}", page.as_uri())
    fix_clock(pdf, stamp)


def without_actual_text(pdf):
    """Chromium says beside each wrong character what it should have been (/ActualText), and programs that heed it see
    nothing wrong. Older versions, and the other programs that make the same mistake, leave no such note."""
    with tempfile.TemporaryDirectory() as folder:
        loose = pathlib.Path(folder, "loose.pdf")
        run("mutool", "clean", "-d", str(pdf), str(loose))
        data = re.sub(rb"/Span<<(/ActualText <[0-9A-F]+>) >> BDC",
                      lambda m: b"/Span<<" + b" " * len(m[1]) + b" >> BDC", loose.read_bytes())
        loose.write_bytes(data)
        run("mutool", "clean", "-gggg", "-z", str(loose), str(pdf))


def libreoffice(document, pdf, stamp):
    convert(document, pdf)
    fix_clock(pdf, stamp)


def convert(document, to, *options):
    """LibreOffice writes the document in the format of the other name's ending."""
    with tempfile.TemporaryDirectory() as folder:
        run("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *options, "--convert-to", to.suffix[1:],
            "--outdir", folder, str(document))
        to.write_bytes(pathlib.Path(folder, document.stem + to.suffix).read_bytes())


def layout(pdf):
    return run("pdftotext", "-layout", str(pdf), "-").stdout.decode("utf8")


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')}")
    return done


def fix_clock(pdf, stamp):
    """Same length in, same length out, so that every offset in the file stays right."""
    data = pdf.read_bytes()

    def date(found):
        new = b"D:" + stamp.replace("-", "").encode() + b"090000"
        return found[1] + new + found[2][len(new):]

    data = re.sub(rb"(/(?:CreationDate|ModDate)\s*\()(D:\d{14}[^)]*)", date, data)
    data = re.sub(rb"(<)([0-9A-Fa-f]{32})(>)", lambda m: m[1] + b"0" * 32 + m[3], data)
    data = re.sub(rb"(/DocChecksum\s*/)([0-9A-F]{32})", lambda m: m[1] + b"0" * 32, data)
    pdf.write_bytes(data)
