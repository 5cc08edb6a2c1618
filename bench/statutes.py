#!/usr/bin/env python3
"""Statute search by plain questions, over the national laws.

    bench/statutes.py [--pacta BINARY] [--data SHARED] [--ablation] [--folder DATA]

Questions and gold articles: stard (half). A hit has the same law, article and 之-number; wordings of the law on 2024-04-01. R@k: share of a
question's gold articles among the first k hits, mean over the questions; MRR@10: of the first gold article. `--ablation`: again with
each signal left out, and the plain baselines (BM25 over words; words and character pairs), in the same run.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUB = {"": 0, **{f"之{n}": i for i, n in enumerate("一二三四五六七八九", 1)}}
SIGNALS = ["pairs", "questions", "synonyms", "titles", "hierarchy", "chapter", "proximity"]


def law(title):
    plain = re.sub(r"[\s《》〈〉<>]", "", unicodedata.normalize("NFKC", title))
    return plain.replace("中华人民共和国", "")


def questions(shared):
    for line in (shared / "stard/queries.dev.jsonl").read_text().splitlines():
        entry = json.loads(line)
        yield str(entry["id"]), entry["query"], [(law(g["law"]), g["no"], SUB[g["sub"]]) for g in entry["gold"]]


def search(pacta, environment, asked, without):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for identity, query, _ in asked:
            file.write(json.dumps({"id": identity, "query": query}, ensure_ascii=False) + "\n")
        file.flush()
        command = [pacta, "statutes", "search", "--queries", file.name, "--limit", "100", "--date", "2024-04-01"]
        if without:
            command += ["--without", ",".join(without)]
        started = time.time()
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    answers = {}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = [(law(h["law"]), h["article"], h["sub"]) for h in answer["hits"]]
    return answers, time.time() - started


def measure(asked, answers):
    recall = {5: 0.0, 10: 0.0, 20: 0.0, 100: 0.0}
    mrr = hit5 = 0.0
    for identity, _, gold in asked:
        hits = {}
        for rank, hit in enumerate(answers.get(identity, [])):
            hits.setdefault(hit, rank)
        ranks = [hits.get(g, 10**6) for g in gold]
        for k in recall:
            recall[k] += sum(rank < k for rank in ranks) / len(ranks)
        best = min(ranks)
        mrr += 1 / (best + 1) if best < 10 else 0
        hit5 += best < 5
    count = len(asked)
    return [recall[k] / count for k in recall] + [mrr / count, hit5 / count]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pacta", default=str(ROOT / "target/release/pacta"))
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data")
    parser.add_argument("--folder", help="a data folder into which the national laws were imported; default: a fresh one")
    parser.add_argument("--ablation", action="store_true")
    options = parser.parse_args()
    asked = list(questions(options.data))
    with tempfile.TemporaryDirectory() as temporary:
        environment = {**os.environ, "PACTA_DATA": options.folder or temporary}
        if not options.folder:
            archive = options.data / "statutes/laws-national.tar.gz"
            started = time.time()
            subprocess.run([options.pacta, "statutes", "import", str(archive)], env=environment, check=True, capture_output=True)
            print(f"import: {time.time() - started:.1f} s")
        search(options.pacta, environment, asked[:1], [])
        runs = [("all signals", [])]
        if options.ablation:
            runs += [("BM25 over words", SIGNALS), ("BM25 over words and pairs", SIGNALS[1:])]
            runs += [(f"without {signal}", [signal]) for signal in SIGNALS]
        print(f"{len(asked)} questions\n")
        print("| | R@5 | R@10 | R@20 | R@100 | MRR@10 | hit@5 | ms a question |")
        print("|---|---|---|---|---|---|---|---|")
        for name, without in runs:
            answers, seconds = search(options.pacta, environment, asked, without)
            figures = " | ".join(f"{figure:.3f}" for figure in measure(asked, answers))
            print(f"| {name} | {figures} | {1000 * seconds / len(asked):.1f} |", flush=True)


if __name__ == "__main__":
    main()
