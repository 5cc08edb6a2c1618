#!/usr/bin/env python3
"""Redlines beside other programs on the same files: processor time of the whole process, and the referee's word.

    bench/peers.py [PACTA] [--data ../shared] [--python PYTHON] [--runs 5] [--edits 10]

PYTHON is an interpreter with the peers installed (`pip install 'python-redlines[docxodus]' docx-editor
docx-revisions`), best
in a virtual environment of its own; a peer that is missing is left out. Editors get the edits (words to be found
and replaced, each unique in the file), comparers the file and the file with the edits made. Prints a table: median
processor seconds, the ratio to ours, parts that stayed byte for byte, and the checks of redline_check.py that failed.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FILES = [
    "en-004-bonterms-mutual-nda.docx",
    "en-035-template.docx",
    "en-026-template.docx",
    "en-006-ILPA-Model-Limited-Parnership-Agreement-Deal-By-Deal_v1.docx",
    "zh-059-房屋租赁合同.docx",
]
PEERS = {
    "python-redlines (comparer)": """
import sys
from python_redlines import DocxodusEngine
old, new, out = sys.argv[1:4]
open(out, "wb").write(DocxodusEngine().run_redline("Peer", open(old, "rb").read(), open(new, "rb").read())[0])
""",
    "docx-editor (editor)": """
import json, sys
from docx_editor import Document
old, edits, out = sys.argv[1], json.load(open(sys.argv[4])), sys.argv[3]
document = Document.open(old, author="Peer", force_recreate=True)
for find, new in edits:
    document.replace(document.find_text(find), new)
document.save(out)
""",
    "docx-revisions (editor)": """
import json, sys
from docx_revisions import RevisionDocument
old, edits, out = sys.argv[1], json.load(open(sys.argv[4])), sys.argv[3]
document = RevisionDocument(old)
for find, new in edits:
    for paragraph in document.all_paragraphs:
        if find in paragraph.text:
            paragraph.replace_tracked(find, new, author="Peer")
document.save(out)
""",
}


def call(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def planned(document, most):
    """Words that occur once in the file, spread over it, each with what takes their place."""
    blocks = [block for block in document["blocks"] if block["story"] == "body" and len(block["text"]) > 30]
    whole = "\n".join(block["text"] for block in document["blocks"])
    step = max(1, len(blocks) // (most + 1))
    edits = []
    # Spread over the file first; what stands between fills up.
    for block in [block for start in range(step) for block in blocks[start::step]]:
        for found in re.finditer(r"[一-鿿]{4,8}|[A-Za-z]{5,} [A-Za-z]{5,}", block["text"]):
            words = found.group()
            if whole.count(words) == 1 and len(edits) < most:
                new = "另行约定" if re.search("[一-鿿]", words) else "wholly different"
                edits.append((block, found.start(), found.end(), words, new))
                break
    return edits


def timed(command, runs):
    seconds, code = [], 0
    for _ in range(runs):
        with tempfile.TemporaryFile() as quiet:
            child = subprocess.Popen([str(part) for part in command], stdout=quiet, stderr=quiet)
            _, status, usage = os.wait4(child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            break
        seconds.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(seconds) if seconds else None, code


def same_parts(old, new):
    with zipfile.ZipFile(old) as one, zipfile.ZipFile(new) as other:
        names = set(other.namelist())
        return sum(name in names and one.read(name) == other.read(name) for name in one.namelist()), len(one.namelist())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pacta", nargs="?", default="target/release/pacta")
    arguments.add_argument("--data", default=str(Path(__file__).resolve().parents[2] / "shared"))
    arguments.add_argument("--python", default=sys.executable)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--edits", type=int, default=10)
    given = arguments.parse_args()
    data = Path(given.data)
    checker = data / "tools/redline_check.py"
    if not checker.exists():
        sys.exit(f"{checker} is not here")
    print("| file | edits | program | cpu s | times ours | parts as they were | checks failed |")
    print("|---|---|---|---|---|---|---|")
    for name in FILES:
        original = data / "data/contract-docs/files" / name
        document = json.loads(call(given.pacta, "read", original, "--json").stdout)
        edits = planned(document, given.edits)
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            given_file, original = original, folder / "original.docx"
            original.write_bytes(given_file.read_bytes())
            own = [{"block": block["id"], "start": start, "end": end, "text": new} for block, start, end, _, new in edits]
            (folder / "own.json").write_text(json.dumps({"edits": own}), "utf-8")
            (folder / "theirs.json").write_text(json.dumps([(old, new) for *_, old, new in edits]), "utf-8")
            ours = folder / "ours.docx"
            rows = [("pacta", [given.pacta, "redline", original, "--edits", folder / "own.json", "--out", ours], ours)]
            call(*rows[0][1])
            clean = folder / "clean.docx"
            call(given.pacta, "clean", ours, "--out", clean)
            expected = folder / "expected.txt"
            call(sys.executable, checker, original, ours, "--dump-accept", expected)
            for peer, script in PEERS.items():
                module = re.search(r"from (\w+) import", script).group(1)
                if call(given.python, "-c", f"import {module}").returncode:
                    continue
                path, out = folder / f"run_{module}.py", folder / f"{module}.docx"
                path.write_text(script)
                rows.append((peer, [given.python, path, original, clean, out, folder / "theirs.json"], out))
            base = None
            for program, command, out in rows:
                seconds, code = timed(command, given.runs)
                if seconds is None:
                    print(f"| {name[:40]} | {len(edits)} | {program} | failed ({code}) | | | |")
                    continue
                base = base or seconds
                kept, parts = same_parts(original, out)
                told = call(sys.executable, checker, original, out, "--expect-accept", expected).stdout
                failed = " ".join(re.findall(r"^FAIL\s+(\w+)", told, re.M)) or "none"
                print(f"| {name[:40]} | {len(edits)} | {program} | {seconds:.2f} | {seconds / base:.0f} | {kept}/{parts} | {failed} |", flush=True)


if __name__ == "__main__":
    main()
