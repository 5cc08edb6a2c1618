#!/usr/bin/env python3
"""Pipeline loss: how much of what a model would answer rightly gets lost between contract and findings.

    bench/oracle.py [--pacta BINARY] [--data ../shared/data] [--first N] [--lost FILE]

A model server answers each of the 41 questions of bench/rulebooks/cuad-41.yaml about the 255 contracts of CUAD (dev half)
from the lawyers' labels, but only from the passages that a request shows. A marked span is kept when a span that the
point located shares a character with it. Lost spans are counted by cause: `not shown` (no request about the category
held any of it), `not kept` (the server quoted it), `judge` (located, but the point ended as absent), `failed`. Needs PyYAML.
"""
import argparse
import collections
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
from model_server import Server, tokens  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RULEBOOK = ROOT / "bench/rulebooks/cuad-41.yaml"


def slug(category):
    return re.sub("[^a-z0-9]+", "-", category.lower()).strip("-")


class Oracle(Server):
    """Answers from labels; remembers what it was shown and what it quoted."""

    def __init__(self, contracts):
        self.contracts = contracts
        self.lines = collections.defaultdict(list)
        for index, contract in enumerate(contracts):
            start = 0
            for line in contract["text"].split("\n"):
                if line.strip():
                    self.lines[line.strip()].append((index, start + len(line) - len(line.lstrip())))
                start += len(line) + 1
        self.questions = {}
        for point in yaml.safe_load(RULEBOOK.read_text())["points"]:
            for name, node in point["nodes"].items():
                kind = next(kind for kind in ("locate", "extract", "judge", "classify", "compare") if kind in node)
                self.questions.setdefault(node[kind], []).append((point["id"], name, kind, node))
        self.seen, self.quoted = set(), set()
        super().__init__({})

    def contract_of(self, shown):
        """The contract that most of the passages stand in."""
        votes = collections.Counter(
            index for _, text in shown for index in {index for index, _ in self.lines[text.strip()]}
        )
        return votes.most_common(1)[0][0] if votes else None

    def said(self, instructions, shown):
        known = max((question for question in self.questions if question in instructions), key=len, default=None)
        kinds = {kind for _, _, kind, _ in self.questions.get(known, [])}
        if "locate" in kinds:
            return {"places": self.places(known, shown)}
        if "judge" in kinds:
            point, _, _, node = self.questions[known][0]
            marked = bool(self.gold(self.contract_of(shown), point))
            positive = "no" if str(node.get("no", "")) == "present" and str(node.get("yes", "")) == "absent" else "yes"
            negative = "no" if positive == "yes" else "yes"
            answer = positive if marked else negative
            return {"answer": answer, "quote": None, "passage": None, "reason": "", "confidence": 1}
        return {"found": False, "value": None, "quote": None, "passage": None, "label": "none"}

    def gold(self, contract, point):
        return [] if contract is None else self.contracts[contract]["gold"].get(point, [])

    def places(self, question, shown):
        contract, found = self.contract_of(shown), []
        shown = [(number, text.strip()) for number, text in shown]
        for point, node, kind, _ in self.questions.get(question, []):
            if kind != "locate":
                continue
            for span in self.gold(contract, point):
                for number, text in shown:
                    for index, start in self.lines[text]:
                        if index != contract:
                            continue
                        begin, end = max(span["start"], start), min(span["end"], start + len(text))
                        piece = self.contracts[contract]["text"][begin:end].strip() if begin < end else ""
                        if not piece:
                            continue
                        self.seen.add((contract, point, span["start"]))
                        # A line that occurs twice is quoted for the place where it is marked.
                        found.append({"passage": number, "quote": piece})
                        self.quoted.add((contract, point, span["start"]))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pacta", default=str(ROOT / "target/release/pacta"))
    parser.add_argument("--data", default=str(ROOT.parent / "shared/data"))
    parser.add_argument("--first", type=int)
    parser.add_argument("--lost", help="write the lost spans here, one JSON object a line")
    options = parser.parse_args()
    with gzip.open(Path(options.data) / "cuad/contracts.dev.jsonl.gz", "rt") as lines:
        contracts = [json.loads(line) for line in lines][: options.first]
    for contract in contracts:
        contract["gold"] = {slug(name): label["spans"] for name, label in contract["labels"].items()}
    server = Oracle(contracts)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PACTA_")}
    environment.update(PACTA_MODEL_URL=server.url, PACTA_MODEL_NAME="oracle", PACTA_MODEL_CONCURRENCY="8")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment["PACTA_DATA"] = str(Path(folder) / "data")
        files = []
        for number, contract in enumerate(contracts):
            file = Path(folder) / f"{number:04}.txt"
            file.write_bytes(contract["text"].encode())
            files.append(str(file))
        command = [options.pacta, "review", *files, "--rulebook", str(RULEBOOK), "--position", "neutral", "--jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    answers = {int(Path(line["file"]).stem): line for line in map(json.loads, done.stdout.splitlines())}
    server.stop()
    total, kept, causes, lost, whole = 0, 0, collections.Counter(), [], 0
    for index, contract in enumerate(contracts):
        points = {point["point"]: point for point in answers.get(index, {}).get("points", [])}
        asked = sum(answer["kind"] != "compare" for point in points.values() for answer in point["answers"].values())
        whole += asked * tokens(contract["text"])
        for name, spans in contract["gold"].items():
            point = points.get(name)
            located = point["answers"].get("find", {}).get("spans", []) if point else []
            for span in spans:
                total += 1
                hit = any(s["doc_start"] < span["end"] and span["start"] < s["doc_end"] for s in located)
                if hit and point["outcome"] == "present":
                    kept += 1
                    continue
                key = (index, name, span["start"])
                if point is None or point["status"] == "needs_lawyer":
                    cause = "failed"
                elif hit:
                    cause = "judge"
                else:
                    cause = "not kept" if key in server.quoted else "not shown"
                causes[cause] += 1
                lost.append({"contract": contract["id"], "point": name, "cause": cause, "text": span["text"][:200]})
    print("| contracts | marked spans | kept | lost | requests | tokens sent ÷ whole contract for every node |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {len(contracts)} | {total:,} | {kept / total:.2%} | {dict(causes)} | {server.calls:,} "
        f"| {server.prompt_tokens / whole:.1%} |"
    )
    print(f"\n{time.monotonic() - started:.0f} s; questions that the server did not know: {len(server.unknown)}")
    if options.lost:
        Path(options.lost).write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lost))


if __name__ == "__main__":
    main()
