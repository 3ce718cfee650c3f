"""A DOCX written by hand: numbered headings, merged cells, a tracked change, line breaks inside cells."""
import zipfile
from xml.sax.saxutils import escape

from form import sections

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WIDTHS = {"active_disclosure": [2265] * 4, "applications": [560, 1150, 2270] + [720, 720, 720, 760, 760, 680, 720],
          "review_and_litigation": [604] * 15}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text, props=""):
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(t)}</w:t>' for t in text.split("\n"))
    return f"<w:r>{props and f'<w:rPr>{props}</w:rPr>'}{pieces}</w:r>"


def paragraph(content, style=None, props=""):
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{props}</w:pPr>{content}</w:p>"


def revised(text, was, now, stamp):
    """A paragraph in which somebody replaced one number, with the change still tracked."""
    before, after = text.split(now, 1)
    by = f'w:author="办公室" w:date="{stamp}T08:30:00Z"'
    return (run(before) + f'<w:del w:id="1" {by}><w:r><w:delText>{was}</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" {by}>{run(now)}</w:ins>' + run(after))


def table(name, rows):
    """Cells covered from above are written out, as the format wants: w:vMerge without a value."""
    widths = WIDTHS[name]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    covered, lines = {}, []  # covered: first column -> (rows left, columns)
    for row in rows:
        cells, column, waiting = [], 0, list(row)
        while column < len(widths):
            if column in covered:
                left, span = covered.pop(column)
                cells.append(cell_xml(widths, column, span, "<w:vMerge/>", "<w:p/>"))
                if left > 1:
                    covered[column] = (left - 1, span)
                column += span
                continue
            cell = waiting.pop(0)
            merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
            if cell.kind == "side":
                merge += '<w:textDirection w:val="tbRlV"/>'
            align = "" if cell.kind == "label" else '<w:jc w:val="center"/>'
            cells.append(cell_xml(widths, column, cell.cols, merge, paragraph(run(cell.text), "Cell", align)))
            if cell.rows > 1:
                covered[column] = (cell.rows - 1, cell.cols)
            column += cell.cols
        lines.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>" + "".join(cells) + "</w:tr>")
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>' \
           f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'


def cell_xml(widths, column, span, merge, content):
    width = sum(widths[column:column + span])
    grid_span = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid_span}{merge}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def document(facts, tracked):
    agency = facts["agency"]
    parts = [paragraph(run(agency + "\n" + facts["title"].removeprefix(agency)), "Title")]
    parts += [paragraph(run(t)) for t in facts["lead_in"]]
    for _, heading, ident, texts, rows in sections(facts):
        parts.append(paragraph(run(heading), "Heading1"))
        for text in texts:
            change = tracked and tracked[1] in text
            parts.append(paragraph(revised(text, *tracked, facts["published"]) if change else run(text)))
        if rows:
            parts.append(table(ident, rows))
    parts += [paragraph(run(t), None, '<w:jc w:val="right"/>') for t in facts["signature"]]
    page = ('<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1701" w:right="1418" w:bottom="1418" w:left="1418" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>')
    return f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(parts)}{page}</w:body></w:document>'


def style(ident, name, kind="paragraph", paragraph="", text="", extra=""):
    base = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and ident != "Normal" else ""
    default = ' w:default="1"' if ident == "Normal" else ""
    return (f'<w:style w:type="{kind}"{default} w:styleId="{ident}"><w:name w:val="{name}"/>{base}'
            f'<w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr>{extra}</w:style>')


def fonts(name, size):
    return f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}"/><w:sz w:val="{size}"/>'


def styles(fangsong, heiti):
    edge = "".join(f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                   for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
    return f'{HEAD}<w:styles xmlns:w="{W}">' + "".join([
        style("Normal", "Normal", paragraph='<w:spacing w:line="520" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="560"/>',
              text=fonts(fangsong, 28)),
        style("Title", "Title", paragraph='<w:spacing w:after="240" w:line="600" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>',
              text=fonts(heiti, 40)),
        style("Heading1", "heading 1", paragraph='<w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>',
              text=fonts(heiti, 30)),
        style("Cell", "Cell", paragraph='<w:spacing w:line="280" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>', text=fonts(fangsong, 21)),
        style("Grid", "Table Grid", "table", extra=f"<w:tblPr><w:tblBorders>{edge}</w:tblBorders><w:tblCellMar>"
              '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'),
    ]) + "</w:styles>"


NUMBERING = (f'{HEAD}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
             '<w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="Heading1"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/>'
             '<w:pPr><w:ind w:left="0" w:firstLine="560"/></w:pPr></w:lvl></w:abstractNum>'
             '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')
FOOTER = (f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">- </w:t></w:r>'
          '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:ftr>')


def write(path, facts, fangsong, heiti, tracked=None):
    """`tracked`: (old, new), one number of the text shown as a change still tracked."""
    when = f'<dcterms:created xsi:type="dcterms:W3CDTF">{facts["published"]}T08:30:00Z</dcterms:created>'
    parts = {"word/document.xml": ("document.main", document(facts, tracked)), "word/styles.xml": ("styles", styles(fangsong, heiti)),
             "word/numbering.xml": ("numbering", NUMBERING), "word/footer1.xml": ("footer", FOOTER)}
    types = "".join(f'<Override PartName="/{p}" ContentType="{WORD}.{k}+xml"/>' for p, (k, _) in parts.items())
    relations = "".join(f'<Relationship Id="rId{n}" Type="{R}/{k}" Target="{t}"/>' for n, k, t in
                        [(1, "styles", "styles.xml"), (2, "numbering", "numbering.xml"), (3, "footer", "footer1.xml")])
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
                       f'<Relationship Id="rId2" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
                             f'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{facts["title"]}</dc:title>{when}</cp:coreProperties>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        **{p: text for p, (_, text) in parts.items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 24, 8, 30, 0)), text, zipfile.ZIP_DEFLATED)
