"""Writes OFD files (GB/T 33190-2016) from the characters and lines of a PDF, in the ways of several producers.

    python3 ofd.py IN.pdf OUT.ofd [STYLE]

STYLE is a name of STYLES. Needs pdfplumber. Text that the PDF garbles stays garbled.
"""
import dataclasses
import io
import itertools
import pathlib
import re
import struct
import sys
import zipfile
from xml.sax.saxutils import escape

import pdfplumber

MM = 25.4 / 72
NAMESPACE = "http://www.ofdspec.org/2016"


@dataclasses.dataclass
class Style:
    """How a producer writes; lengths in millimetres, or in points with a matrix."""

    scaled: bool = False  # sizes in points and a matrix on every text, as converters from PDF write
    template: bool = False  # lines and boxes on a template page
    blocks: bool = False  # nested page blocks
    composites: bool = False  # all of a page in a composite object
    boxes: bool = False  # lines as thin filled boxes
    bold: bool = False  # every character printed twice
    glyphs: bool = False  # text said by glyph numbers; TextCode has U+FFFD and private use
    paths: str = ""  # how files are named: "absolute", "windows"
    namespace: str = NAMESPACE


STYLES = {
    "plain": Style(),
    "scaled": Style(scaled=True, boxes=True),
    "template": Style(template=True, paths="absolute"),
    "blocks": Style(blocks=True, bold=True, namespace="http://www.ofdspec.org"),
    "composites": Style(composites=True, boxes=True, paths="windows"),
    "glyphs": Style(glyphs=True, scaled=True),
}


def number(value):
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def numbers(values):
    return " ".join(number(value) for value in values)


def deltas(values):
    """Equal distances as `g n v`."""
    out = []
    for value, group in itertools.groupby(number(v) for v in values):
        count = len(list(group))
        out.append(f"g {count} {value}" if count > 2 else " ".join([value] * count))
    return " ".join(out)


def colour(value):
    """RGB of a colour of pdfplumber; black where it is none."""
    if isinstance(value, (int, float)):
        value = (value,)
    if not value or not all(isinstance(v, (int, float)) for v in value):
        return (0, 0, 0)
    if len(value) == 1:
        value = value * 3
    if len(value) == 4:
        value = [1 - min(1, v + value[3]) for v in value[:3]]
    return tuple(round(255 * v) for v in value)


@dataclasses.dataclass
class Char:
    text: str
    x: float  # origin, in millimetres
    y: float
    size: float
    font: str
    rgb: tuple
    upright: bool


def characters(page):
    out = []
    for char in page.chars:
        text = "\ufffd" if re.match(r"\(cid:\d+\)", char["text"]) else char["text"]
        matrix = char["matrix"]
        if char["upright"] and abs(matrix[4] - char["x0"]) < 0.1:
            x, y = char["x0"], page.height - matrix[5]
        else:  # vertical writing has its origin above the middle of the character
            x, y = char["x0"], (char["top"] + char["bottom"]) / 2 + 0.38 * char["size"]
        name = char["fontname"].split("+")[-1]
        for i, one in enumerate(text):
            step = (char["x1"] - char["x0"]) / len(text) * i
            out.append(Char(one, (x + step) * MM, y * MM, char["size"] * MM, name, colour(char["non_stroking_color"]), char["upright"]))
    return out


def runs(chars):
    """Characters that one TextCode holds: a line, or a column of upright characters."""
    run, down = [], None
    for char in chars:
        last = run[-1] if run else None
        same = last and (last.font, last.rgb) == (char.font, char.rgb) and abs(last.size - char.size) < 0.01
        across = same and abs(char.y - last.y) < 0.02 and 0 < char.x - last.x < 3 * char.size
        below = same and abs(char.x - last.x) < 0.02 and 0.8 * char.size < char.y - last.y < 1.6 * char.size
        if (across and down is not True) or (below and down is not False):
            down = bool(below)
        else:
            if run:
                yield run
            run, down = [], None
        run.append(char)
    if run:
        yield run


@dataclasses.dataclass
class Page:
    """What a page of a PDF shows, in millimetres."""

    size: list
    runs: list
    lines: list


def read(source):
    """The pages of a PDF."""
    with pdfplumber.open(io.BytesIO(pathlib.Path(source).read_bytes())) as pdf:
        for page in pdf.pages:
            shown = [run for run in runs(characters(page)) if any(not c.text.isspace() for c in run)]
            yield Page([0, 0, float(page.width) * MM, float(page.height) * MM], shown, list(lines(page)))


def lines(page):
    """Strokes and thin boxes: left, top, right, bottom, all in millimetres, and the colour."""
    for rect in page.rects:
        box = [rect["x0"], rect["top"], rect["x1"], rect["bottom"]]
        thin = min(box[2] - box[0], box[3] - box[1]) <= 3
        if rect["fill"] and thin:
            yield [v * MM for v in box], colour(rect["non_stroking_color"])
        elif rect["stroke"]:
            half = max(rect["linewidth"] or 0, 0.2) / 2
            left, top, right, bottom = box
            for side in [(left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom)]:
                yield [v * MM for v in (side[0] - half, side[1] - half, side[2] + half, side[3] + half)], colour(rect["stroking_color"])
    for line in page.lines:
        half = max(line["linewidth"] or 0, 0.2) / 2
        box = [line["x0"], line["top"], line["x1"], line["bottom"]]
        if box[2] - box[0] > box[3] - box[1]:
            box[1], box[3] = box[1] - half, box[3] + half
        else:
            box[0], box[2] = box[0] - half, box[2] + half
        yield [v * MM for v in box], colour(line["stroking_color"])
    for curve in page.curves:
        points = curve["pts"]
        box = [min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)]
        if min(box[2] - box[0], box[3] - box[1]) <= 3:
            yield [v * MM for v in box], colour(curve["non_stroking_color"] if curve["fill"] else curve["stroking_color"])


def program(chars):
    """A font program that only tells which character each glyph is drawn for: all that a reader of text asks of it."""
    mapping = sorted((ord(char), glyph) for char, glyph in chars.items())
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in mapping)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(mapping)) + groups
    return struct.pack(">IHHHH", 0x00010000, 1, 16, 0, 0) + b"cmap" + struct.pack(">III", 0, 28, len(cmap)) + cmap


class Writer:
    def __init__(self, style):
        self.style = style
        self.last_id = 10
        self.fonts = {}  # name -> id
        self.glyphs = {}  # name -> character -> glyph number
        self.units = []
        self.files = {}

    def id(self):
        self.last_id += 1
        return self.last_id

    def font(self, name):
        if name not in self.fonts:
            self.fonts[name] = self.id()
        return self.fonts[name]

    def location(self, name, folder):
        if self.style.paths == "absolute":
            return f"/{folder}{name}"
        return name.replace("/", "\\") if self.style.paths == "windows" else name

    def root(self, element, body, attributes=""):
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:{element} xmlns:ofd="{self.style.namespace}"{attributes}>{body}</ofd:{element}>'

    def text(self, run):
        style, first = self.style, run[0]
        left, right = min(c.x for c in run), max(c.x for c in run) + first.size
        top, bottom = min(c.y for c in run) - first.size, max(c.y for c in run) + 0.2 * first.size
        unit = MM if style.scaled else 1
        if style.bold:
            run = [copy for c in run for copy in (c, dataclasses.replace(c, x=c.x + 0.02 * c.size))]
        xs, ys = [c.x - left for c in run], [c.y - top for c in run]
        steps = {"X": [b - a for a, b in zip(xs, xs[1:])], "Y": [b - a for a, b in zip(ys, ys[1:])]}
        said = "".join(c.text for c in run)
        transform = ""
        if style.glyphs:
            numbers_of = self.glyphs.setdefault(first.font, {})
            ids = [numbers_of.setdefault(c.text, len(numbers_of) + 3) for c in run]
            said = "".join("\ufffd" if i % 2 else chr(0xE000 + i % 0x1800) for i in ids)
            transform = f'<ofd:CGTransform CodePosition="0" CodeCount="{len(run)}" GlyphCount="{len(run)}"><ofd:Glyphs>{" ".join(map(str, ids))}</ofd:Glyphs></ofd:CGTransform>'
        delta = "".join(
            f' Delta{axis}="{deltas(v / unit for v in values)}"' for axis, values in steps.items() if any(abs(v) > 1e-4 for v in values)
        )
        fill = f'<ofd:FillColor Value="{numbers(first.rgb)}"/>' if first.rgb != (0, 0, 0) else ""
        matrix = f' CTM="{number(MM)} 0 0 {number(MM)} 0 0"' if style.scaled else ""
        return (
            f'<ofd:TextObject ID="{self.id()}" Boundary="{numbers([left, top, right - left, bottom - top])}"{matrix} Font="{self.font(first.font)}" Size="{number(first.size / unit)}">'
            f'{fill}{transform}<ofd:TextCode X="{number(xs[0] / unit)}" Y="{number(ys[0] / unit)}"{delta}>{escape(said)}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, box, rgb):
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        boundary = f'Boundary="{numbers([left, top, width, height])}"'
        value = f'Value="{numbers(rgb)}"'
        if self.style.boxes:
            data = f"M 0 0 L {number(width)} 0 L {number(width)} {number(height)} L 0 {number(height)} C"
            return f'<ofd:PathObject ID="{self.id()}" {boundary} Stroke="false" Fill="true"><ofd:FillColor {value}/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        middle = [0, height / 2, width, height / 2] if width > height else [width / 2, 0, width / 2, height]
        data = f"M {numbers(middle[:2])} L {numbers(middle[2:])}"
        thick = min(width, height)
        attribute = "" if abs(thick - 0.25) < 0.005 else f' LineWidth="{number(thick)}"'  # else that of the layer
        stroke = f"<ofd:StrokeColor {value}/>" if rgb != (0, 0, 0) else ""
        return f'<ofd:PathObject ID="{self.id()}" {boundary}{attribute}>{stroke}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'

    def layer(self, objects):
        if self.style.blocks:
            half = len(objects) // 2
            objects = [f'<ofd:PageBlock ID="{self.id()}">', *objects[:half], f'<ofd:PageBlock ID="{self.id()}">', *objects[half:], "</ofd:PageBlock></ofd:PageBlock>"]
        return f'<ofd:Content><ofd:Layer ID="{self.id()}" DrawParam="4">{"".join(objects)}</ofd:Layer></ofd:Content>'

    def page(self, number_, page):
        style = self.style
        rules = [self.line(box, rgb) for box, rgb in page.lines]
        texts = [self.text(run) for run in page.runs]
        size = page.size
        area = f"<ofd:Area><ofd:PhysicalBox>{numbers(size)}</ofd:PhysicalBox></ofd:Area>"
        template = ""
        if style.template and rules:
            name = f"Tpls/Tpl_{number_}/Content.xml"
            self.files["Doc_0/" + name] = self.root("Page", area + self.layer(rules))
            key, rules = self.id(), []
            self.templates.append(f'<ofd:TemplatePage ID="{key}" BaseLoc="{self.location(name, "Doc_0/")}"/>')
            template = f'<ofd:Template TemplateID="{key}" ZOrder="Background"/>'
        objects = rules + texts
        if style.composites:
            key = self.id()
            self.units.append(f'<ofd:CompositeGraphicUnit ID="{key}" Width="{number(size[2])}" Height="{number(size[3])}"><ofd:Content>{"".join(objects)}</ofd:Content></ofd:CompositeGraphicUnit>')
            objects = [f'<ofd:CompositeObject ID="{self.id()}" Boundary="{numbers(size)}" ResourceID="{key}"/>']
        name = f"Pages/Page_{number_}/Content.xml"
        self.files["Doc_0/" + name] = self.root("Page", template + area + self.layer(objects))
        self.pages.append(f'<ofd:Page ID="{self.id()}" BaseLoc="{self.location(name, "Doc_0/")}"/>')

    def document(self, pages, date):
        self.pages, self.templates = [], []
        for i, page in enumerate(pages):
            self.page(i, page)
        fonts = []
        for name, key in self.fonts.items():
            file = ""
            if name in self.glyphs:
                self.files[f"Doc_0/Res/font_{key}.ttf"] = program(self.glyphs[name])
                file = f"<ofd:FontFile>font_{key}.ttf</ofd:FontFile>"
            fonts.append(f'<ofd:Font ID="{key}" FontName="{escape(name)}" FamilyName="{escape(name)}">{file}</ofd:Font>')
        self.files["Doc_0/PublicRes.xml"] = self.root("Res", f'<ofd:Fonts>{"".join(fonts)}</ofd:Fonts>', ' BaseLoc="Res"')
        units = f'<ofd:CompositeGraphicUnits>{"".join(self.units)}</ofd:CompositeGraphicUnits>' if self.units else ""
        params = '<ofd:DrawParams><ofd:DrawParam ID="3" LineWidth="0.25"/><ofd:DrawParam ID="4" Relative="3"/></ofd:DrawParams>'
        self.files["Doc_0/DocumentRes.xml"] = self.root("Res", params + units, ' BaseLoc="Res"')
        common = (
            f"<ofd:CommonData><ofd:MaxUnitID>{self.last_id}</ofd:MaxUnitID>{''.join(self.templates)}"
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>{self.location('PublicRes.xml', 'Doc_0/')}</ofd:PublicRes><ofd:DocumentRes>{self.location('DocumentRes.xml', 'Doc_0/')}</ofd:DocumentRes></ofd:CommonData>"
        )
        self.files["Doc_0/Document.xml"] = self.root("Document", f'{common}<ofd:Pages>{"".join(self.pages)}</ofd:Pages>')
        info = f"<ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID><ofd:CreationDate>{date}</ofd:CreationDate><ofd:Creator>ofd.py</ofd:Creator></ofd:DocInfo>"
        root = self.location("Doc_0/Document.xml", "")
        self.files["OFD.xml"] = self.root("OFD", f"<ofd:DocBody>{info}<ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>", ' Version="1.0" DocType="OFD"')

    def save(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name in sorted(self.files, key=lambda n: (n != "OFD.xml", n)):
                data = self.files[name]
                info = zipfile.ZipInfo(self.location(name, "").lstrip("/") if self.style.paths == "windows" else name, (2025, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(info, data if isinstance(data, bytes) else data.encode("utf8"))


def write(pages, path, style, date="2025-01-20"):
    """Writes pages as OFD in a style."""
    writer = Writer(STYLES[style])
    writer.document(pages, date)
    writer.save(path)


if __name__ == "__main__":
    write(read(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "plain")
