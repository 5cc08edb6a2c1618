"""Makes a longer contract of a short one by repeating its body: longer.py IN.docx OUT.docx TIMES."""
import re
import sys
import zipfile

source, target, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
    for item in old.infolist():
        data = old.read(item)
        if item.filename == "word/document.xml":
            text = data.decode()
            start = text.index("<w:body>") + len("<w:body>")
            end = text.rindex("<w:sectPr")
            body = text[start:end]
            # Bookmarks and note references are unique in a document: the copies go without.
            copy = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", body)
            copy = re.sub(r"<w:footnoteReference[^>]*/>", "", copy)
            data = (text[:start] + body + copy * (times - 1) + text[end:]).encode()
        new.writestr(item, data)
