#!/usr/bin/env python3
"""Writes the two sample contracts as Word files: python3 samples/make.py

Reads source/NAME.txt and writes NAME.docx beside this script. Only the standard library is used, and the same
source always gives the same bytes (fixed dates, fixed order), so that a changed sample shows as a changed source.

A source is a list of paragraphs separated by blank lines; what a paragraph begins with says what it is:

    @key value        a property: language, title, subject, author, created, header, pages, words
    % text            the title                     %% text      a line below it, at the right in Chinese
    # text            the heading of an article, numbered by Word
    - text            a clause of the second level; -- and --- go deeper
    ~ text            a recital, numbered by Word
    == text           the heading of an annex, on a page of its own
    + text            a numbered paragraph of an annex, counted anew in each; ++ goes deeper
    * text            a heading that is not numbered
    : text            a plain line                  > text       an indented paragraph, such as a definition
    |: 20 80          a table, with the widths of its columns in percent; `plain` behind them: no borders, no header
    | a | b           a row of it; // begins a new paragraph in a cell
    ^name text        a footnote

Within a text: **bold**, {#name} at the beginning sets a bookmark, {ref:name} refers to the number of that
paragraph (a REF field), {^name} a footnote, {link:address|text} a hyperlink.
"""
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).parent
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Text width of an A4 page within the margins below, in twentieths of a point.
TEXT_WIDTH = 11906 - 2 * 1588
# Revision ids as Word leaves them behind: they cut a paragraph into runs of equal look.
RSIDS = ["00B41C7E", "00C52A19", "00D1730F", "00E8664B"]
CLAUSES, RECITALS, ANNEX = 1, 2, 3


# ---------------------------------------------------------------- reading the source


@dataclass
class Paragraph:
    kind: str
    text: str
    rows: list = field(default_factory=list)


@dataclass
class Source:
    properties: dict
    paragraphs: list
    notes: dict

    @property
    def chinese(self):
        return self.properties["language"].startswith("zh")


MARKS = re.compile(r"(%%|%|#|---|--|-|~|==|\+\+|\+|\*(?!\*)|:|>)\s+(.*)", re.S)


def read(path):
    source = Source({}, [], {})
    for chunk in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        lines = chunk.split("\n")
        if lines[0].startswith("@"):
            source.properties.update(line[1:].split(" ", 1) for line in lines)
        elif lines[0].startswith("^"):
            name, text = joined(lines)[1:].split(" ", 1)
            source.notes[name] = text
        elif lines[0].startswith("|:"):
            rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[1:]]
            source.paragraphs.append(Paragraph("table", lines[0][2:].strip(), rows))
        elif found := MARKS.match(joined(lines)):
            source.paragraphs.append(Paragraph(found[1], found[2]))
        else:
            source.paragraphs.append(Paragraph("text", joined(lines)))
    return source


def joined(lines):
    """Lines of one paragraph: Chinese ones meet without a blank."""
    text = lines[0]
    for line in lines[1:]:
        line = line.strip()
        text += line if ord(text[-1]) > 0x2E80 or ord(line[0]) > 0x2E80 else " " + line
    return text


# ---------------------------------------------------------------- numbering

DIGITS = "零一二三四五六七八九"


def chinese(number):
    """1 to 99 as in 第二十一条."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones or not tens else "")


class Counters:
    """What Word shows before the numbered paragraphs, for the stored results of REF fields."""

    def __init__(self, is_chinese):
        self.chinese, self.counts = is_chinese, [0, 0, 0, 0]

    def next(self, level):
        self.counts[level] += 1
        self.counts[level + 1 :] = [0] * (3 - level)
        if level == 0:
            return f"第{chinese(self.counts[0])}条" if self.chinese else str(self.counts[0])
        return ".".join(map(str, self.counts[:2])) + "".join(f"({count})" for count in self.counts[2 : level + 1])


def level(number_format, text, left, hanging, style=None, legal=False, bold=False, suffix="tab"):
    def one(index):
        return (
            f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
            + (f'<w:pStyle w:val="{style}"/>' if style else "")
            + ("<w:isLgl/>" if legal else "")
            + (f'<w:suff w:val="{suffix}"/>' if suffix != "tab" else "")
            + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            + f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
            + ('<w:rPr><w:rFonts w:hint="eastAsia"/><w:b/></w:rPr>' if bold else '<w:rPr><w:rFonts w:hint="eastAsia"/><w:b w:val="0"/></w:rPr>')
            + "</w:lvl>"
        )

    return one


def numbering(is_chinese, annexes):
    if is_chinese:
        clauses = [
            level("chineseCountingThousand", "第%1条", 0, 0, style="Heading1", bold=True, suffix="space"),
            level("decimal", "%1.%2", 680, 680, legal=True),
            level("decimal", "（%3）", 1360, 680),
            level("lowerLetter", "%4)", 1928, 454),
        ]
        recitals = [level("upperLetter", "（%1）", 680, 680)]
        annex = [level("chineseCounting", "%1、", 567, 567), level("decimal", "（%2）", 1247, 680)]
    else:
        clauses = [
            level("decimal", "%1.", 720, 720, style="Heading1", bold=True),
            level("decimal", "%1.%2", 720, 720),
            level("lowerLetter", "(%3)", 1440, 720),
            level("lowerRoman", "(%4)", 2160, 720),
        ]
        recitals = [level("upperLetter", "(%1)", 720, 720)]
        annex = [level("decimal", "%1.", 720, 720), level("lowerLetter", "(%2)", 1440, 720)]
    lists = {CLAUSES: clauses, RECITALS: recitals, ANNEX: annex}
    xml = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="3A5C1{number}0F"/><w:multiLevelType w:val="multilevel"/>'
        f'<w:tmpl w:val="7E2D4{number}8A"/>' + "".join(one(index) for index, one in enumerate(levels)) + "</w:abstractNum>"
        for number, levels in lists.items()
    )
    xml += "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in lists)
    for number in range(ANNEX + 1, ANNEX + 1 + annexes):
        xml += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{ANNEX}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    return f"{HEAD}<w:numbering {NAMESPACES}>{xml}</w:numbering>"


# ---------------------------------------------------------------- the body

STYLES = {
    "%": "Title", "%%": "Subtitle", "#": "Heading1", "-": "Clause", "--": "Clause", "---": "Clause", "~": "Clause",
    "==": "Annex", "+": "Clause", "++": "Clause", "*": "Heading2", ":": "Line", ">": "Definition", "text": "BodyText",
}  # fmt: skip
INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\{ref:(?P<ref>\w+)\}|\{\^(?P<note>\w+)\}|\{link:(?P<address>[^|}]+)\|(?P<label>[^}]+)\}")


class Body:
    def __init__(self, source):
        self.source = source
        self.notes, self.links, self.annexes = [], [], 0
        self.bookmarks = 0
        self.labels = self.count()

    def count(self):
        """The number of each bookmarked paragraph."""
        counters, labels = Counters(self.source.chinese), {}
        for paragraph in self.source.paragraphs:
            depth = {"#": 0, "-": 1, "--": 2, "---": 3}.get(paragraph.kind)
            label = None if depth is None else counters.next(depth)
            if found := re.match(r"\{#(\w+)\}", paragraph.text):
                labels[found[1]] = label
        return labels

    def write(self):
        return "".join(
            self.table(paragraph) if paragraph.kind == "table" else self.paragraph(paragraph)
            for paragraph in self.source.paragraphs
        )

    def numbered(self, kind):
        if kind == "==":
            self.annexes += 1
        number, depth = {
            "-": (CLAUSES, 1), "--": (CLAUSES, 2), "---": (CLAUSES, 3), "~": (RECITALS, 0),
            "+": (ANNEX + self.annexes, 0), "++": (ANNEX + self.annexes, 1),
        }.get(kind, (None, 0))  # fmt: skip
        if number is None:
            return ""
        return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'

    def paragraph(self, paragraph):
        text, bookmark = paragraph.text, None
        if found := re.match(r"\{#(\w+)\}\s*", text):
            text, bookmark = text[found.end() :], found[1]
        runs = self.inline(text)
        if bookmark:
            self.bookmarks += 1
            runs = (
                f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{mark_name(bookmark)}"/>{runs}'
                f'<w:bookmarkEnd w:id="{self.bookmarks}"/>'
            )
        style = STYLES[paragraph.kind]
        return f'<w:p w:rsidR="{RSIDS[0]}" w:rsidRDefault="{RSIDS[0]}"><w:pPr><w:pStyle w:val="{style}"/>{self.numbered(paragraph.kind)}</w:pPr>{runs}</w:p>'

    def inline(self, text):
        xml, place = "", 0
        for found in INLINE.finditer(text):
            xml += runs(text[place : found.start()])
            place = found.end()
            if found["bold"]:
                xml += runs(found["bold"], bold=True)
            elif found["ref"]:
                xml += reference(found["ref"], self.labels[found["ref"]])
            elif found["note"]:
                self.notes.append(self.source.notes[found["note"]])
                xml += f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
            else:
                self.links.append(found["address"])
                xml += f'<w:hyperlink r:id="rLink{len(self.links)}" w:history="1">{run(found["label"], "<w:rStyle w:val=" + quoteattr("Hyperlink") + "/>")}</w:hyperlink>'
        return xml + runs(text[place:])

    def table(self, table):
        plain = table.text.endswith("plain")
        shares = [int(share) for share in table.text.removesuffix("plain").split()]
        widths = [TEXT_WIDTH * share // 100 for share in shares]
        style = "SignatureTable" if plain else "ContractTable"
        xml = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0{"00" if plain else "42"}0" w:firstRow="{int(not plain)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
            'w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>' + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
        )
        for index, row in enumerate(table.rows):
            header = index == 0 and not plain
            xml += "<w:tr><w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if header else "") + "</w:trPr>"
            for width, cell in zip(widths, row, strict=True):
                xml += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                for part in cell.split("//"):
                    keep = "<w:keepNext/>" if plain else ""
                    style = "TableHead" if header else "TableText"
                    xml += f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{self.inline(part.strip())}</w:p>'
                xml += "</w:tc>"
            xml += "</w:tr>"
        return xml + '</w:tbl><w:p><w:pPr><w:pStyle w:val="Line"/></w:pPr></w:p>'


def mark_name(name):
    """Named as Word names the targets of cross-references."""
    return f"_Ref{zlib.crc32(name.encode()) % 900000000 + 100000000}"


def run(text, look="", rsid=None):
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    mark = f' w:rsidR="{rsid}"' if rsid else ""
    return f'<w:r{mark}>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def runs(text, bold=False):
    """A text as runs. Edited files hold one sentence in several runs of equal look; about every third does here."""
    if not text:
        return ""
    is_chinese = any(ord(sign) > 0x2E80 for sign in text)
    look = ('<w:rFonts w:hint="eastAsia"/>' if is_chinese else "") + ("<w:b/><w:bCs/>" if bold else "")
    seed = zlib.crc32(text.encode())
    if len(text) < 4 or seed % 3:
        return run(text, look)
    first = 1 + seed // 3 % (len(text) - 2)
    second = first + 1 + seed // 7 % (len(text) - first - 1)
    parts = [text[:first], text[first:second], text[second:]]
    return "".join(run(part, look, RSIDS[index + 1]) for index, part in enumerate(parts) if part)


def simple_field(instruction, result):
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def reference(name, label):
    return simple_field(rf"REF {mark_name(name)} \r \h", label)


# ---------------------------------------------------------------- the other parts


def fonts(latin, east_asia):
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east_asia}" w:cs="Times New Roman"/>'


def style(kind, name, title, based="Normal", paragraph="", look="", follow=None, rest="", default=False, quick=True):
    return (
        f'<w:style w:type="{kind}"' + (' w:default="1"' if default else "") + f' w:styleId="{name}"><w:name w:val="{title}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + (f'<w:next w:val="{follow}"/>' if follow else "")
        + ("<w:qFormat/>" if quick else "")
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{look}</w:rPr>" if look else "")
        + rest
        + "</w:style>"
    )


def styles(is_chinese):
    body, heading = "宋体", "黑体"
    latin = "Times New Roman"
    size = 22
    line = '<w:spacing w:before="60" w:after="60" w:line="360" w:lineRule="auto"/>' if is_chinese else '<w:spacing w:before="0" w:after="140" w:line="288" w:lineRule="auto"/>'
    strong = f'{fonts(latin, heading)}<w:b/><w:bCs/>'
    title_size = 40 if is_chinese else 32
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    cells = '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    xml = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(latin, body)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{"en-US" if is_chinese else "en-GB"}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        + style("paragraph", "Normal", "Normal", based=None, default=True, paragraph='<w:jc w:val="both"/>')
        + style("character", "DefaultParagraphFont", "Default Paragraph Font", based=None, default=True, quick=False)
        + style("table", "TableNormal", "Normal Table", based=None, default=True, quick=False,
                rest='<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>')
        + style("numbering", "NoList", "No List", based=None, default=True, quick=False)
        + style("paragraph", "Title", "Title", follow="BodyText",
                paragraph='<w:keepNext/><w:spacing w:before="360" w:after="360"/><w:jc w:val="center"/>',
                look=f'{strong}<w:spacing w:val="{60 if is_chinese else 20}"/><w:sz w:val="{title_size}"/><w:szCs w:val="{title_size}"/>')
        + style("paragraph", "Subtitle", "Subtitle", follow="BodyText",
                paragraph=f'<w:spacing w:before="0" w:after="120"/><w:jc w:val="{"right" if is_chinese else "center"}"/>')
        + style("paragraph", "Heading1", "heading 1", follow="Clause",
                paragraph=f'<w:keepNext/><w:keepLines/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{CLAUSES}"/></w:numPr><w:spacing w:before="{300 if is_chinese else 320}" w:after="120"/><w:jc w:val="left"/><w:outlineLvl w:val="0"/>',
                look=f'{strong}<w:sz w:val="24"/><w:szCs w:val="24"/>')
        + style("paragraph", "Heading2", "heading 2", follow="BodyText",
                paragraph='<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/><w:jc w:val="left"/><w:outlineLvl w:val="1"/>', look=strong)
        + style("paragraph", "Annex", "Annex", follow="BodyText",
                paragraph='<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
                look=f'{strong}<w:sz w:val="28"/><w:szCs w:val="28"/>')
        + style("paragraph", "BodyText", "Body Text", paragraph=line + ('<w:ind w:firstLineChars="200" w:firstLine="440"/>' if is_chinese else ""))
        + style("paragraph", "Line", "Party Line", paragraph=line.replace('w:after="140"', 'w:after="60"'))
        + style("paragraph", "Clause", "Clause", paragraph=line)
        + style("paragraph", "Definition", "Definition", based="Clause", paragraph=f'<w:ind w:left="{680 if is_chinese else 720}"/>')
        + style("paragraph", "TableText", "Table Text", paragraph='<w:spacing w:before="20" w:after="20" w:line="276" w:lineRule="auto"/><w:jc w:val="left"/>', look='<w:sz w:val="20"/><w:szCs w:val="20"/>')
        + style("paragraph", "TableHead", "Table Head", based="TableText", paragraph='<w:keepNext/><w:jc w:val="center"/>', look=f'{strong}')
        + style("paragraph", "Header", "header", quick=False,
                paragraph='<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="808080"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="8730"/></w:tabs>',
                look='<w:color w:val="595959"/><w:sz w:val="18"/><w:szCs w:val="18"/>')
        + style("paragraph", "Footer", "footer", quick=False, paragraph='<w:jc w:val="center"/>', look='<w:color w:val="595959"/><w:sz w:val="18"/><w:szCs w:val="18"/>')
        + style("paragraph", "FootnoteText", "footnote text", quick=False, look='<w:sz w:val="18"/><w:szCs w:val="18"/>')
        + style("character", "FootnoteReference", "footnote reference", based="DefaultParagraphFont", quick=False, look='<w:vertAlign w:val="superscript"/>')
        + style("character", "Hyperlink", "Hyperlink", based="DefaultParagraphFont", quick=False, look='<w:color w:val="0B4F9E"/><w:u w:val="single"/>')
        + style("table", "ContractTable", "Contract Table", based="TableNormal", quick=False,
                rest=f'<w:tblPr><w:tblBorders>{borders}</w:tblBorders>{cells}</w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr>'
                '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E7E6E2"/></w:tcPr></w:tblStylePr>')
        + style("table", "SignatureTable", "Signature Table", based="TableNormal", quick=False, rest=f"<w:tblPr>{cells}</w:tblPr>")
    )  # fmt: skip
    return f"{HEAD}<w:styles {NAMESPACES}>{xml}</w:styles>"


def header(source):
    left, right = source.properties["header"].split(" | ")
    return f'{HEAD}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run(left)}<w:r><w:tab/></w:r>{run(right)}</w:p></w:hdr>'


def footer(source):
    before, between, after = ("第 ", " 页　共 ", " 页") if source.chinese else ("Page ", " of ", "")
    page, pages = simple_field("PAGE", "1"), simple_field("NUMPAGES", source.properties["pages"])
    xml = run(before) + page + run(between) + pages + (run(after) if after else "")
    return f'{HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{xml}</w:p></w:ftr>'


def footnotes(body):
    xml = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for kind, number, mark in (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))
    )
    for number, text in enumerate(body.notes, 1):
        sign = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        xml += f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{sign}{run(" " + text)}</w:p></w:footnote>'
    return f"{HEAD}<w:footnotes {NAMESPACES}>{xml}</w:footnotes>"


def settings(has_notes):
    notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>' if has_notes else ""
    rsids = f'<w:rsids><w:rsidRoot w:val="{RSIDS[0]}"/>' + "".join(f'<w:rsid w:val="{rsid}"/>' for rsid in RSIDS) + "</w:rsids>"
    return (
        f'{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{notes}<w:compat><w:compatSetting w:name="compatibilityMode" '
        f'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>{rsids}'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rHeader"/><w:footerReference w:type="default" r:id="rFooter"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1588" w:bottom="1474" w:left="1588" w:header="851" w:footer="851" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/><w:cols w:space="425"/></w:sectPr>'
)


def relationships(entries):
    xml = "".join(
        f'<Relationship Id="{identity}" Type="{kind}" Target={quoteattr(target)}' + (' TargetMode="External"' if "://" in target or target.startswith("mailto:") else "") + "/>"
        for identity, kind, target in entries
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{xml}</Relationships>'


def content_types(parts):
    xml = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{xml}</Types>'
    )


def core(properties):
    created = properties["created"]
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dc:title>{escape(properties["title"])}</dc:title><dc:subject>{escape(properties["subject"])}</dc:subject>'
        f'<dc:creator>{escape(properties["author"])}</dc:creator><cp:lastModifiedBy>{escape(properties["author"])}</cp:lastModifiedBy><cp:revision>4</cp:revision>'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{created}</dcterms:modified>'
        f'<dc:language>{properties["language"]}</dc:language></cp:coreProperties>'
    )


def extended(properties):
    return (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>Normal.dotm</Template>'
        f'<Pages>{properties["pages"]}</Pages><Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>'
    )


# ---------------------------------------------------------------- the package


def make(name):
    source = read(HERE / "source" / f"{name}.txt")
    body = Body(source)
    content = body.write()
    document = f"{HEAD}<w:document {NAMESPACES}><w:body>{content}{SECTION}</w:body></w:document>"
    word = [
        # part, name of its type, relationship, text
        ("styles", "styles", "styles", styles(source.chinese)),
        ("numbering", "numbering", "numbering", numbering(source.chinese, body.annexes)),
        ("settings", "settings", "settings", settings(bool(body.notes))),
        ("header1", "header", "header", header(source)),
        ("footer1", "footer", "footer", footer(source)),
    ]
    if body.notes:
        word.append(("footnotes", "footnotes", "footnotes", footnotes(body)))
    names = {"header1": "rHeader", "footer1": "rFooter"}
    related = [(names.get(part, f"r{part.capitalize()}"), f"{OFFICE}/{relation}", f"{part}.xml") for part, _, relation, _ in word]
    related += [(f"rLink{number}", f"{OFFICE}/hyperlink", address) for number, address in enumerate(body.links, 1)]
    parts = {
        "[Content_Types].xml": content_types(
            [("word/document.xml", f"{WORD_TYPE}.document.main+xml")]
            + [(f"word/{part}.xml", f"{WORD_TYPE}.{kind}+xml") for part, kind, _, _ in word]
            + [("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
               ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")]
        ),
        "_rels/.rels": relationships([
            ("rDocument", f"{OFFICE}/officeDocument", "word/document.xml"),
            ("rCore", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rExtended", f"{OFFICE}/extended-properties", "docProps/app.xml"),
        ]),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relationships(related),
        **{f"word/{part}.xml": text for part, _, _, text in word},
        "docProps/core.xml": core(source.properties),
        "docProps/app.xml": extended(source.properties),
    }  # fmt: skip
    target = HERE / f"{name}.docx"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for part, text in parts.items():
            entry = zipfile.ZipInfo(part, (2026, 11, 16, 9, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            package.writestr(entry, text.encode("utf-8"))
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    for name in ("shangpu-zulin", "mutual-nda"):
        make(name)
