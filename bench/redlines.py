#!/usr/bin/env python3
"""Random redlines of real files, judged by an independent referee.

    bench/redlines.py [PACTA] [--data ../shared] [--rounds 2] [--seed 1] [--soffice 0] [--keep FOLDER]

For every docx of contract-docs and tracked-docx: a redline without edits must leave every part as it was; then one
edit for every five paragraphs (words replaced, inserted, deleted; clauses in and out; comments), written by
`pacta redline` and judged by redline_check.py, which also gets the text that accepting everything must give.
"""
import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WORDS = re.compile(r"[一-鿿]{2,4}|[A-Za-z]{3,}|\d+")
CHINESE = ["六十日", "书面通知对方", "甲方", "百分之三", "应当", "人民币伍仟元整", "𠮷田公司"]
ENGLISH = ["sixty (60) days", "reasonable", "prior written notice", "Party B", "$1,000,000", "not"]
CLAUSES = {"zh": "双方应当遵守有关个人信息保护的规定。", "en": "Each party shall comply with applicable data protection law."}


def call(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def planned(document, base, chance):
    """Edits, and for each what it does to the lines when it is placed."""
    places, line = {}, 0
    for block in document["blocks"]:
        # A leading line break cannot be told from an empty paragraph before it.
        if block["story"] not in ("body", "textbox") or not block["text"].strip() or block["text"][0] == "\n":
            continue
        wanted = block["text"].split("\n")
        for at in range(line, len(base) - len(wanted) + 1):
            if base[at : at + len(wanted)] == wanted:
                places[block["id"]] = (at, len(wanted))
                line = at + len(wanted)
                break
    blocks = [block for block in document["blocks"] if block["id"] in places]
    chosen = chance.sample(blocks, max(1, len(blocks) // 5)) if blocks else []
    edits, effects = [], []
    for block in chosen:
        zh = re.search("[一-鿿]", block["text"]) is not None
        new = chance.choice(CHINESE if zh else ENGLISH)
        words = list(WORDS.finditer(block["text"]))
        kind = chance.choice(["replace", "replace", "replace", "insert", "remove", "clause", "delete", "comment"])
        if not words and kind in ("replace", "remove", "comment"):
            kind = "insert"
        if kind == "delete" and block["kind"] == "cell":
            kind = "clause"
        if kind in ("replace", "remove"):
            first = chance.randrange(len(words))
            last = min(len(words) - 1, first + chance.randrange(3))
            start, end = words[first].start(), words[last].end()
            text = new if kind == "replace" else ""
            edits.append({"block": block["id"], "start": start, "end": end, "text": text})
            effects.append(("text", block, block["text"][:start] + text + block["text"][end:]))
        elif kind == "insert":
            at = chance.choice([0, len(block["text"])] + [word.end() for word in words])
            edits.append({"block": block["id"], "start": at, "end": at, "text": new})
            effects.append(("text", block, block["text"][:at] + new + block["text"][at:]))
        elif kind == "clause":
            text = CLAUSES["zh" if zh else "en"]
            edits.append({"insert_after": block["id"], "text": text})
            effects.append(("after", block, text))
        elif kind == "delete":
            edits.append({"delete": block["id"]})
            effects.append(("gone", block, None))
        else:
            word = chance.choice(words)
            edits.append({"comment_on": block["id"], "start": word.start(), "end": word.end(), "comment": "请核对。" if zh else "Please check."})
            effects.append(("none", block, None))
    return edits, effects, places


def expected(base, effects, places, results):
    lines = {index: [text] for index, text in enumerate(base)}
    for (kind, block, text), result in zip(effects, results):
        if result["result"] != "placed":
            continue
        at, count = places[block["id"]]
        if kind == "text":
            lines[at] = [text]
            for further in range(at + 1, at + count):
                lines[further] = []
        elif kind == "after":
            lines[at + count - 1] = lines[at + count - 1] + [text]
        elif kind == "gone":
            # Word cannot join a paragraph with a table, for example: such a mark stays, and the answer says so.
            for gone in range(at, at + count):
                lines[gone] = []
            if result["reason"]:
                lines[at] = [""]
    return "\n".join(text for index in sorted(lines) for text in lines[index])


def judge(given, checker, path, number, folder):
    """One redline: what failed, and figures."""
    chance = random.Random(f"{given.seed} {path.name} {number}")
    read = call(given.pacta, "read", path, "--json")
    if read.returncode:
        return None
    document = json.loads(read.stdout)
    dump = folder / "base.txt"
    call(sys.executable, checker, path, path, "--dump-accept", dump)
    base = dump.read_text("utf-8").split("\n")
    if base and base[-1] == "":
        base.pop()
    edits, effects, places = planned(document, base, chance)
    (folder / "edits.json").write_text(json.dumps({"edits": edits}), "utf-8")
    out = folder / "redline.docx"
    answer = call(given.pacta, "redline", path, "--edits", folder / "edits.json", "--out", out, "--date", "2026-01-02T03:04:05Z", "--json")
    if answer.returncode:
        return {"fails": ["not written: " + answer.stdout[:200] + answer.stderr[:200]], "edits": len(edits), "placed": 0}
    results = json.loads(answer.stdout)["edits"]
    (folder / "expected.txt").write_text(expected(base, effects, places, results), "utf-8")
    further = ["--soffice"] if number == 0 and path in given.opened else []
    told = call(sys.executable, checker, path, out, "--expect-accept", folder / "expected.txt", *further).stdout.split("\n")
    fails = [line for index, line in enumerate(told) if line.startswith("FAIL") or (index and line.startswith("   ") and told[index - 1].startswith("FAIL"))]
    if given.keep and fails:
        kept = Path(given.keep) / f"{path.stem}-{number}"
        kept.mkdir(parents=True, exist_ok=True)
        for part in folder.iterdir():
            (kept / part.name).write_bytes(part.read_bytes())
    ratio = re.search(r"ratio ([\d.]+)", "\n".join(told))
    return {
        "fails": fails,
        "edits": len(edits),
        "placed": sum(result["result"] == "placed" for result in results),
        "commented": sum(result["result"] == "commented" for result in results),
        "refused": sum(result["result"] == "refused" for result in results),
        "reasons": [f"{result['result']}: {result['reason']}" for result in results if result["reason"]],
        "ratio": float(ratio.group(1)) if ratio else None,
    }


def same_parts(given, path, folder):
    (folder / "none.json").write_text('{"edits": []}', "utf-8")
    out = folder / "same.docx"
    if call(given.pacta, "redline", path, "--edits", folder / "none.json", "--out", out).returncode:
        return None
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        return old.namelist() == new.namelist() and all(old.read(name) == new.read(name) for name in old.namelist())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pacta", nargs="?", default="target/release/pacta")
    arguments.add_argument("--data", default=str(Path(__file__).resolve().parents[2] / "shared"))
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--soffice", type=int, default=0, help="files, spread over all, that LibreOffice checks too")
    arguments.add_argument("--only", default="", help="part of a file's name")
    arguments.add_argument("--keep", help="folder for what failed")
    given = arguments.parse_args()
    data = Path(given.data)
    checker = data / "tools/redline_check.py"
    if not checker.exists():
        sys.exit(f"{checker} is not here: nobody to judge")
    files = [path for group in ("contract-docs", "tracked-docx") for path in sorted((data / "data" / group / "files").glob("*.docx"))]
    files = [path for path in files if given.only in path.name]

    step = max(1, len(files) // given.soffice) if given.soffice else 0
    given.opened = set(files[::step][: given.soffice]) if step else set()

    def one(job):
        path, number = job
        with tempfile.TemporaryDirectory() as folder:
            if number is None:
                return path, number, same_parts(given, path, Path(folder))
            return path, number, judge(given, checker, path, number, Path(folder))

    jobs = [(path, number) for path in files for number in [None, *range(given.rounds)]]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one, jobs))
    same = [result for _, number, result in done if number is None]
    print(f"without edits: {len(files)} files, {sum(result is True for result in same)} with every part as it was, {sum(result is False for result in same)} changed, {sum(result is None for result in same)} refused")
    judged = [(path, number, result) for path, number, result in done if number is not None and result is not None]
    passed = [result for _, _, result in judged if not result["fails"]]
    ratios = sorted(result["ratio"] for result in passed if result.get("ratio"))
    total = {key: sum(result.get(key, 0) for _, _, result in judged) for key in ("edits", "placed", "commented", "refused")}
    print(f"random edits: {len(judged)} redlines, {len(passed)} pass every check; {total['edits']} edits, {total['placed']} placed, {total['commented']} as comments, {total['refused']} refused; minimality median {ratios[len(ratios) // 2] if ratios else '-'}, worst {ratios[-1] if ratios else '-'}")
    for reason, count in Counter(reason for _, _, result in judged for reason in result.get("reasons", [])).most_common():
        print(f"    {count} {reason}")
    for path, number, result in judged:
        if result["fails"]:
            print(f"    {path.name} #{number}")
            for line in result["fails"]:
                print(f"        {line[:160]}")


if __name__ == "__main__":
    main()
