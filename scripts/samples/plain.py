"""The report as somebody copies it out of a web page: one table cell a line, a bar between two cells."""
from form import sections


def text(facts):
    lines = [facts["title"], *facts["lead_in"]]
    for numeral, heading, _, paragraphs, table in sections(facts):
        lines += [f"{numeral}、{heading}", *paragraphs]
        if table:
            lines.append("\n|\n".join(cell.text for row in table for cell in row))
    return "\n".join(lines + facts["signature"]) + "\n"
