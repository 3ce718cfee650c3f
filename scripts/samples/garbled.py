"""One-page PDFs, written object by object, each garbled in one way that government PDFs are."""
import subprocess
import zlib

from fontTools import subset
from fontTools.ttLib import TTFont

NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED = 2  # of the faces in the collection
LINE = 36  # characters

# What a program writes that reverses the font's table and takes the lowest code point: the radical.
RADICALS = str.maketrans("工人民长户见日月力文方西用立一二大小门黄马龙青齐",
                         "⼯⼈⺠⻓⼾⻅⽇⽉⼒⽂⽅⻄⽤⽴⼀⼆⼤⼩⻔⻩⻢⻰⻘⻬")
PRIVATE = {"䶮": "\ue863"}  # where GBK has it


def lines(facts):
    """(size, text) from top to bottom."""
    out = [(16, facts["title"])]
    for paragraph in [p for section in facts["sections"].values() for p in section]:
        text = "　　" + paragraph
        out += [(11, text[i:i + LINE]) for i in range(0, len(text), LINE)]
    return out + [(11, text) for text in facts["signature"]]


def pdf(objects):
    out = bytearray(b"%PDF-1.7\n%\xe5\xb9\xb4\xe6\x8a\xa5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, b"0" * 32, b"0" * 32, start)
    return bytes(out)


def stream(data, entries=b""):
    packed = zlib.compress(data, 9)
    return b"<< %b /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (entries, len(packed), packed)


def page(content, fonts):
    """A page with its fonts; `fonts` are the objects from number 5 on, F1 the first of them."""
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        stream(content),
        *fonts,
    ])


def shown(facts, encode):
    """The content stream: the title in F1, the rest in F2."""
    out, y = [], 780
    for number, (size, text) in enumerate(lines(facts)):
        font = "F1" if number == 0 else "F2"
        out.append(f"BT /{font} {size} Tf 72 {y} Td <{encode(font, text)}> Tj ET")
        y -= 2 * size
    return "\n".join(out).encode()


def to_unicode(pairs):
    rows = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(pairs.items())]
    blocks = [rows[i:i + 100] for i in range(0, len(rows), 100)]
    body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    return stream(("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n"
                   "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
                   f"{body}endcmap\nend\nend\n").encode())


def embedded(facts, path, garble):
    """One embedded font, whose ToUnicode gives each character as `garble` makes it."""
    font = TTFont(NOTO, fontNumber=SIMPLIFIED, lazy=True)
    names = {chr(code): name for code, name in font.getBestCmap().items()}
    options = subset.Options(hinting=False, desubroutinize=True, layout_features=[], notdef_outline=False)
    subsetter = subset.Subsetter(options)
    text = sorted({c for _, line in lines(facts) for c in line})
    subsetter.populate(text="".join(text))
    cids = {c: int(names[c][3:]) for c in text}  # glyphs are named cid00001
    widths = {cids[c]: font["hmtx"][names[c]][0] for c in text}
    subsetter.subset(font)
    data = font.getTableData("CFF ")
    width = " ".join(f"{cid} [{w}]" for cid, w in sorted(widths.items()))
    name = b"AAAAAA+NotoSansCJKsc-Regular"
    composite = (b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /Identity-H /DescendantFonts [7 0 R] "
                 b"/ToUnicode 9 0 R >>" % name)
    fonts = [
        composite,
        composite,
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%b /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 /W [%b] /FontDescriptor 8 0 R >>" % (name, width.encode()),
        b"<< /Type /FontDescriptor /FontName /%b /Flags 4 /FontBBox [-1002 -1048 2928 1808] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 733 /StemV 80 /FontFile3 10 0 R >>" % name,
        to_unicode({cids[c]: garble(c) for c in text}),
        stream(data, b"/Subtype /CIDFontType0C"),
    ]
    path.write_bytes(page(shown(facts, lambda _, line: "".join(f"{cids[c]:04X}" for c in line)), fonts))


def kangxi(facts, path):
    embedded(facts, path, lambda c: c.translate(RADICALS))


def doubled(facts, path):
    """Radical and ideograph for one glyph, as some programs for macOS write it."""
    embedded(facts, path, lambda c: c if c.translate(RADICALS) == c else c.translate(RADICALS) + c)


def private(facts, path):
    embedded(facts, path, lambda c: PRIVATE.get(c, c))


def encrypted(facts, path):
    """Radicals in a file that opens with the empty password and may not be copied from. AES-256 is never twice the same."""
    kangxi(facts, path)
    locked = path.with_suffix(".locked")
    subprocess.run(["qpdf", "--static-id", "--static-aes-iv", "--encrypt", "", "owner", "128", "--use-aes=y", "--extract=n",
                    "--modify=none", "--", path, locked], check=True)
    locked.replace(path)


def predefined(facts, path):
    """No font embedded, no ToUnicode: the title in the codes of GBK, the text in Unicode."""
    def composite(name, encoding):
        return (f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} /DescendantFonts [<< /Type /Font "
                f"/Subtype /CIDFontType0 /BaseFont /{name} /DW 1000 /W [1 95 500 814 939 500] /CIDSystemInfo << /Registry "
                "(Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor "
                f"/FontName /{name} /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
                "/CapHeight 880 /StemV 93 >> >>] >>").encode()
    fonts = [composite("FZXBSJW--GB1-0", "GBK-EUC-H"), composite("STSong-Light", "UniGB-UCS2-H")]
    encoding = {"F1": "gbk", "F2": "utf-16-be"}
    path.write_bytes(page(shown(facts, lambda font, line: line.encode(encoding[font]).hex().upper()), fonts))
