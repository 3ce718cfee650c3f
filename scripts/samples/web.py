"""The report as HTML: bare for printing, in a government site's page, or as a word processor saved it."""
from form import sections

PRINT_CSS = """
@page { size: A4; margin: 25mm 22mm 22mm; @bottom-center { content: "- " counter(page) " -"; font: 10.5pt FANGSONG; } }
body { font: 14pt/1.75 FANGSONG; margin: 0; }
h1 { font: 20pt/1.5 HEITI; text-align: center; margin: 0 0 12pt; }
h2 { font: 15pt/1.7 HEITI; text-indent: 2em; margin: 6pt 0 2pt; break-after: avoid; }
p { text-indent: 2em; margin: 0; text-align: justify; }
p.signature { text-align: right; text-indent: 0; padding-right: 2em; }
table { border-collapse: collapse; width: 99.6%; margin: 4pt auto 8pt; font-size: 10.5pt; line-height: 1.35; }
td { border: 0.75pt solid #000; padding: 2.5pt 4pt; }
td.head, td.number { text-align: center; }
td.side { text-align: center; }
table.applications { table-layout: fixed; }
table.applications td { padding: 2.5pt; }
table.review_and_litigation { table-layout: fixed; }
table.review_and_litigation td { padding: 4pt 1pt; }
"""
# the columns of table 3 in the printed page: one for a label written downwards, two for labels, seven for numbers
COLUMNS = {"applications": [5, 8, 27, 9, 8, 8, 9, 9, 8, 9]}
SITE_CSS = """
body { margin: 0; font: 14px/1.8 "Microsoft YaHei", SimSun, "WenQuanYi Zen Hei", sans-serif; color: #333; background: #f4f6f9; }
a { color: inherit; text-decoration: none; }
.banner { background: #1658a8; color: #fff; padding: 22px 60px; font-size: 28px; }
.nav { background: #0f4585; color: #fff; padding: 8px 60px; } .nav a { margin-right: 36px; }
.page { width: 980px; margin: 16px auto; background: #fff; padding: 12px 40px 40px; }
.crumb, .tools { color: #888; font-size: 13px; }
table.info { width: 100%; border-collapse: collapse; margin: 12px 0 24px; font-size: 13px; background: #f7fafd; }
table.info td { border: 1px solid #d5e3f2; padding: 4px 10px; }
h1 { text-align: center; font-size: 24px; line-height: 1.5; } h2 { font-size: 17px; text-indent: 2em; }
#zoom p { text-indent: 2em; font-size: 16px; margin: 8px 0; } #zoom p.signature { text-align: right; }
#zoom table { border-collapse: collapse; width: 100%; } #zoom td { border: 1px solid #666; padding: 4px 6px; }
td.head, td.number { text-align: center; } td.side { text-align: center; }
.footer { background: #33475b; color: #cfd8e3; text-align: center; padding: 20px; font-size: 13px; }
"""


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def table_html(name, table, wrap="{}"):
    lines = [f'<table class="{name}">']
    lines += ["".join(f'<col width="{w}%">' for w in COLUMNS.get(name, []))]
    for row in table:
        tags = []
        for cell in row:
            spans = "".join(f' {k}="{n}"' for k, n in (("colspan", cell.cols), ("rowspan", cell.rows)) if n > 1)
            tags.append(f'<td class="{cell.kind}"{spans}>{wrap.format(escape(cell.text))}</td>')
        lines.append("<tr>" + "".join(tags) + "</tr>")
    return "\n".join(lines + ["</table>"])


def title_html(facts):
    """The title on two lines, as it is set: the agency, then the rest."""
    agency = facts["agency"]
    return f"<h1>{escape(agency)}<br>{escape(facts['title'].removeprefix(agency))}</h1>"


def paragraphs_html(texts, kind=""):
    return [f"<p{kind}>{escape(t)}</p>" for t in texts]


def body(facts, wrap="{}"):
    lines = [title_html(facts), *paragraphs_html(facts["lead_in"])]
    for numeral, heading, ident, paragraphs, table in sections(facts):
        lines += [f"<h2>{numeral}、{heading}</h2>", *paragraphs_html(paragraphs)]
        if table:
            lines.append(table_html(ident, table, wrap))
    return "\n".join(lines + paragraphs_html(facts["signature"], ' class="signature"'))


def for_print(facts, fangsong, heiti, extra=""):
    css = PRINT_CSS.replace("FANGSONG", f'"{fangsong}"').replace("HEITI", f'"{heiti}"') + extra
    return (f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{facts["title"]}</title>\n'
            f"<style>{css}</style>\n</head>\n<body>\n{body(facts)}\n</body>\n</html>\n")


def meta(facts, site):
    names = {"SiteName": site, "SiteDomain": "www.qinglan.example", "SiteIDCode": "0000000000",
             "ColumnName": "政府信息公开年报", "ColumnType": "信息公开", "ArticleTitle": facts["title"],
             "PubDate": facts["published"] + " 09:30", "ContentSource": facts["agency"]}
    return "\n".join(f'<meta name="{k}" content="{v}">' for k, v in names.items())


def simple_page(facts, site):
    """A plain article page in UTF-8: little more than the report."""
    return (f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n{meta(facts, site)}\n'
            f'<title>{facts["title"]}_{site}</title>\n<style>{SITE_CSS}</style>\n</head>\n<body>\n<div class="page">\n'
            f'<p class="crumb">{site} &gt; 政府信息公开年报</p>\n<div id="zoom">\n{body(facts)}\n</div>\n</div>\n</body>\n</html>\n')


def site_page(facts, site, article, charset="gb2312"):
    """The whole page of a site: banner, navigation, head table of the content management system, article, footer."""
    nav = "".join(f'<a href="#">{t}</a>' for t in ("网站首页", "区情概览", "新闻中心", "政府信息公开", "政务服务", "互动交流"))
    info = [("索引号：", facts["index_number"]), ("主题分类：", "政府信息公开年报"), ("发布机构：", facts["agency"]),
            ("发文日期：", facts["published"]), ("文　　号：", "无"), ("有 效 性：", "有效")]
    rows = "\n".join("<tr>" + "".join(f"<td>{k}</td><td>{v}</td>" for k, v in info[i:i + 2]) + "</tr>" for i in (0, 2, 4))
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
{meta(facts, site)}
<title>{facts["title"]}-{site}</title>
<style>{SITE_CSS}</style>
<script>function zoomTo(size) {{ document.getElementById("zoom").style.fontSize = size + "px"; }}</script>
</head>
<body>
<div class="banner">{site}</div>
<div class="nav">{nav}</div>
<div class="page">
<div class="crumb">当前位置：<a href="#">首页</a> &gt; <a href="#">政府信息公开</a> &gt; <a href="#">政府信息公开年报</a></div>
<table class="info">
{rows}
</table>
<div class="tools">浏览次数：<span id="hits">318</span>　字号：<a href="javascript:zoomTo(18)">大</a> <a href="javascript:zoomTo(16)">中</a> <a href="javascript:zoomTo(14)">小</a></div>
<!--content start-->
<div id="zoom">
{article}
</div>
<!--content end-->
<div class="tools">扫一扫在手机打开当前页　【打印本页】　【关闭窗口】<br>上一篇：<a href="#">没有了</a><br>下一篇：<a href="#">没有了</a></div>
</div>
<div class="footer">主办：{site.removesuffix("门户网站")}　网站标识码：0000000000　版权所有<br>建议使用1366×768以上分辨率浏览</div>
</body>
</html>
"""


def word_page(facts):
    """As a word processor saves a page: every cell holds a paragraph and a span."""
    wrap = ('<p class="MsoNormal" align="center" style="text-align:center;text-indent:0"><span style="font-size:10.5pt;'
            'font-family:宋体" lang="ZH-CN">{}<o:p></o:p></span></p>')
    return (f'<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">\n'
            f'<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<meta name="Generator" content="Microsoft Word 15">\n'
            f'<title>{facts["title"]}</title>\n<style>{PRINT_CSS.replace("FANGSONG", "宋体").replace("HEITI", "黑体")}</style>\n</head>\n'
            f'<body lang="ZH-CN" style="margin:40px 12%">\n<div class="WordSection1">\n{body(facts, wrap)}\n</div>\n</body>\n</html>\n')


def notice_article(facts):
    """A notice about the reports, which is not a report."""
    rows = "\n".join("<tr>" + "".join(f"<td>{t}</td>" for t in row) + "</tr>" for row in facts["schedule"])
    parts = [f"<h1>{facts['title']}</h1>", *paragraphs_html(facts["paragraphs"]), f"<table>\n{rows}\n</table>",
             *paragraphs_html(facts["closing"]), *paragraphs_html(facts["signature"], ' class="signature"')]
    return "\n".join(parts)
