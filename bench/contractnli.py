#!/usr/bin/env python3
"""Judgement with evidence: 17 statements about each of a set of English confidentiality agreements.

    bench/contractnli.py [--pacta BINARY] [--data ../shared/data] [--rulebook FILE] [--only nda-1,nda-2]
                         [--half one|other] [--wrong FILE.jsonl] [-- FURTHER ARGUMENTS OF pacta review]

Every agreement is written as a .txt file, all are reviewed in one process, and the outcome of each point is held
against the label: `entailment`, `contradiction` or `not_mentioned`. A file that fails, a point that is missing or that
ends as *needs a lawyer* is a wrong answer. Prints Markdown tables.

Evidence: the quotes of the judge or classify node that decided, for answers other than not_mentioned. A quote is right
when it covers at least half the characters of one of the passages marked for that pair; precision is the share of our quotes
that are right, recall the share of marked passages (of pairs whose label is not not_mentioned) that one of our quotes covers so.
Sure: the least confidence stated by the nodes on the path is at least 0.8; a path that states none counts as sure.
"""
import argparse
import collections
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENTAILED, CONTRADICTED, SILENT = "entailment", "contradiction", "not_mentioned"
CLASSES = [ENTAILED, CONTRADICTED, SILENT]
LABELS = {"Entailment": ENTAILED, "Contradiction": CONTRADICTED, "NotMentioned": SILENT}
SURE = 0.8


def load(data):
    """The documents with their labels, and the statements in the order of the file."""
    path = Path(data)
    if path.is_dir():
        folder = path / "contractnli" if (path / "contractnli").is_dir() else path
        found = sorted(folder.glob("*.json.gz")) + sorted(folder.glob("*.json"))
        if not found:
            sys.exit(f"no .json.gz in {folder}")
        path = found[0]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        content = json.load(file)
    return content["documents"], content["labels"]


def halves(documents):
    """Two halves of the documents, always the same: cues are written with an eye on one, tested on the other."""
    order = list(range(len(documents)))
    random.Random(7).shuffle(order)
    middle = (len(order) + 1) // 2
    return {"one": sorted(order[:middle]), "other": sorted(order[middle:])}


def review(given, documents, chosen, wanted):
    """The answers of the program by document, and the seconds it took."""
    with tempfile.TemporaryDirectory() as work:
        names = []
        for number in chosen:
            path = Path(work) / f"{number:04}.txt"
            path.write_bytes(documents[number]["text"].encode())
            names.append(str(path))
        command = [given.pacta, "review", *names, "--rulebook", str(given.rulebook), "--position", "neutral", "--jsonl"]
        if given.only:
            command += ["--only", ",".join(wanted)]
        environment = dict(os.environ)
        environment.setdefault("PACTA_DATA", str(Path(work) / "data"))
        start = time.perf_counter()
        run = subprocess.run([*command, *given.further], stdout=subprocess.PIPE, env=environment)
        seconds = time.perf_counter() - start
    answers = {}
    for line in run.stdout.decode().splitlines():
        try:
            answer = json.loads(line)
            answers[int(Path(answer["file"]).stem)] = answer
        except (ValueError, KeyError, TypeError):
            print(f"not an answer: {line[:200]}", file=sys.stderr)
    return answers, seconds


def decided(point):
    """The quotes of the node that decided, and the least confidence stated on the way."""
    nodes = point.get("answers") or {}
    path = [name for name in point.get("path") or list(nodes) if name in nodes]
    stated = [nodes[name]["confidence"] for name in path if nodes[name].get("confidence") is not None]
    judged = [name for name in path if nodes[name].get("kind") in ("judge", "classify")]
    quotes = []
    if judged:
        last = nodes[judged[-1]]
        quotes = last.get("quotes") or [last.get("quote")]
    return [quote for quote in quotes if quote], min(stated, default=1.0)


def covers(quote, span):
    common = min(quote["doc_end"], span[1]) - max(quote["doc_start"], span[0])
    return 2 * common >= span[1] - span[0]


def pairs_of(documents, chosen, wanted, answers):
    """One record a pair."""
    for number in chosen:
        document, answer = documents[number], answers.get(number) or {}
        points = {point["point"]: point for point in answer.get("points") or []}
        notes = document["annotation_sets"][0]["annotations"]
        for statement in wanted:
            note, point = notes[statement], points.get(statement)
            outcome, quotes, confidence = None, [], 0.0
            if point:
                outcome = point.get("outcome") if point.get("outcome") in CLASSES else None
                quotes, confidence = decided(point)
            spans = [document["spans"][index] for index in note["spans"]]
            yield {
                "document": number,
                "statement": statement,
                "label": LABELS[note["choice"]],
                "answer": outcome,
                "confidence": confidence,
                "marked": spans,
                "quotes": quotes if outcome in (ENTAILED, CONTRADICTED) else [],
                "text": document["text"],
            }


def share(part, whole):
    return part / whole if whole else None


def f1(pairs, kind):
    right = sum(pair["label"] == kind == pair["answer"] for pair in pairs)
    labelled = sum(pair["label"] == kind for pair in pairs)
    answered = sum(pair["answer"] == kind for pair in pairs)
    return 2 * right / (labelled + answered) if labelled + answered else None


def scores(pairs):
    wrong = [pair for pair in pairs if pair["answer"] != pair["label"]]
    single = [f1(pairs, kind) for kind in CLASSES]
    present = [value for value in single if value is not None]
    quotes = [(pair, quote) for pair in pairs for quote in pair["quotes"]]
    marked = [(pair, span) for pair in pairs if pair["label"] != SILENT for span in pair["marked"]]
    good = sum(any(covers(quote, span) for span in pair["marked"]) for pair, quote in quotes)
    found = sum(any(covers(quote, span) for quote in pair["quotes"]) for pair, span in marked)
    verbatim = sum(pair["text"][quote["doc_start"] : quote["doc_end"]] == quote["text"] for pair, quote in quotes)
    return {
        "pairs": len(pairs),
        "accuracy": share(len(pairs) - len(wrong), len(pairs)),
        "macro": share(sum(present), len(present)),
        "single": single,
        "precision": share(good, len(quotes)),
        "recall": share(found, len(marked)),
        "sure_wrong": share(sum(pair["confidence"] >= SURE for pair in wrong), len(wrong)),
        "sure": share(sum(pair["confidence"] >= SURE for pair in pairs), len(pairs)),
        "verbatim": share(verbatim, len(quotes)),
        "lawyer": sum(pair["answer"] is None for pair in pairs),
    }


def floor(pairs):
    """The same pairs answered with the most frequent label of each statement."""
    by_statement = collections.defaultdict(collections.Counter)
    for pair in pairs:
        by_statement[pair["statement"]][pair["label"]] += 1
    usual = {name: counts.most_common(1)[0][0] for name, counts in by_statement.items()}
    return [{**pair, "answer": usual[pair["statement"]], "quotes": []} for pair in pairs]


def shown(value):
    return "–" if value is None else f"{value:.3f}".removeprefix("0") if value < 1 else "1"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pacta", default=str(ROOT / "target/release/pacta"))
    parser.add_argument("--data", default=str(ROOT.parent / "shared/data"), help="folder (or file) of the labelled agreements")
    parser.add_argument("--rulebook", default=str(ROOT / "bench/rulebooks/contractnli-17.yaml"))
    parser.add_argument("--only", help="only these points, separated by commas")
    parser.add_argument("--half", choices=["one", "other"], help="only this half of the agreements")
    parser.add_argument("--wrong", help="write every wrong pair to this file")
    parser.add_argument("further", nargs="*", help="passed on to `pacta review`")
    given = parser.parse_args()
    documents, statements = load(given.data)
    wanted = sorted(given.only.split(",") if given.only else statements, key=lambda name: int(name.split("-")[1]))
    chosen = halves(documents)[given.half] if given.half else list(range(len(documents)))
    answers, seconds = review(given, documents, chosen, wanted)
    failed = [number for number in chosen if "points" not in answers.get(number, {})]
    pairs = list(pairs_of(documents, chosen, wanted, answers))
    engine = next((answer["review"]["engine"] for answer in answers.values() if "review" in answer), "none")

    total, least = scores(pairs), scores(floor(pairs))
    print(f"{len(chosen)} agreements × {len(wanted)} statements, engine {engine}; {len(failed)} files failed, "
          f"{total['lawyer']} pairs without an answer, {len(chosen) / seconds * 60:.0f} contracts a minute.\n")
    print("| | accuracy | macro F1 | F1 entailment | F1 contradiction | F1 not mentioned | evidence P | evidence R | wrong given as sure | all given as sure | quotes verbatim |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, row in [(engine, total), ("most frequent answer", least)]:
        own = [row[key] for key in ("precision", "recall", "sure_wrong", "sure", "verbatim")] if row is total else [None] * 5
        print(f"| {name} | " + " | ".join(shown(value) for value in [row["accuracy"], row["macro"], *row["single"], *own]) + " |")

    print("\n| point | statement | labels E/C/N | answers E/C/N | accuracy | most frequent | macro F1 | F1 contradiction | evidence P | evidence R | wrong, sure |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in wanted:
        own = [pair for pair in pairs if pair["statement"] == name]
        row, base = scores(own), scores(floor(own))
        counts = ["/".join(str(sum(pair[key] == kind for pair in own)) for kind in CLASSES) for key in ("label", "answer")]
        sure = sum(pair["answer"] != pair["label"] and pair["confidence"] >= SURE for pair in own)
        values = [row["accuracy"], base["accuracy"], row["macro"], row["single"][1], row["precision"], row["recall"]]
        print(f"| {name} | {statements[name]['short_description']} | {counts[0]} | {counts[1]} | "
              + " | ".join(shown(value) for value in values) + f" | {sure} |")

    if given.wrong:
        with open(given.wrong, "w", encoding="utf-8") as file:
            for pair in pairs:
                if pair["answer"] != pair["label"]:
                    text = pair.pop("text")
                    pair["marked"] = [text[start:end] for start, end in pair["marked"]]
                    pair["quotes"] = [quote["text"] for quote in pair["quotes"]]
                    file.write(json.dumps(pair, ensure_ascii=False) + "\n")
    # A run in which every file failed says nothing about the engine.
    sys.exit(1 if len(failed) == len(chosen) else 0)


if __name__ == "__main__":
    main()
