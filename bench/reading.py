#!/usr/bin/env python3
"""How completely `pacta read` reads: text against an independent reader, and what hostile files do to it.

    bench/reading.py [PACTA] [--data ../shared] [--worst 10]

Each file is read in a process of its own, with 10 s and 512 MB. A docx is compared with the text that
docx_text.py finds (the lower of recall and precision of 5-grams, changes accepted and rejected), a PDF with
the recorded text of pdftotext (recall). Prints medians, the worst files, and every panic, time-out or overrun.
"""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS, MEGABYTES = 10, 512


def run(pacta, path, *options):
    """Status, seconds, peak in MB, standard output and the end of standard error."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen([pacta, "read", path, *options], stdout=out, stderr=err)
        deadline, status, usage = start + SECONDS, None, None
        while status is None:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid == 0:
                status = None
                if time.perf_counter() > deadline:
                    child.kill()
                    _, _, usage = os.wait4(child.pid, 0)
                    return "timeout", SECONDS, usage.ru_maxrss / 1024, "", ""
                time.sleep(0.004)
        out.seek(0), err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        return code, seconds, usage.ru_maxrss / 1024, out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")[-300:]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pacta", nargs="?", default="target/release/pacta")
    arguments.add_argument("--data", default=str(Path(__file__).resolve().parents[2] / "shared"))
    arguments.add_argument("--worst", type=int, default=10)
    given = arguments.parse_args()
    data = Path(given.data)
    if not data.exists():
        sys.exit(f"{data} is not here: nothing to compare with")
    sys.path.insert(0, str(data / "tools"))
    import docx_text

    def docx(path):
        scores = {}
        for revisions in ("accepted", "rejected"):
            code, seconds, peak, text, error = run(given.pacta, path, "--text", "--revisions", revisions)
            if code != 0:
                scores[revisions] = 0.0
                continue
            lines = docx_text.read(str(path), rejected=revisions == "rejected")
            lines = [line if isinstance(line, str) else line[-1] for line in lines]
            scores[revisions] = min(docx_text.score(lines, text))
        return scores

    def pdf(path, reference):
        code, seconds, peak, text, error = run(given.pacta, path, "--text")
        return docx_text.score(reference.split("\n"), text)[0] if code == 0 else 0.0

    pool = ThreadPoolExecutor(os.cpu_count())
    for group in ("contract-docs", "tracked-docx"):
        files = sorted((data / "data" / group / "files").glob("*.docx"))
        scores = list(pool.map(docx, files))
        for revisions in ("accepted", "rejected"):
            figures = [score[revisions] for score in scores]
            low = sum(figure < 0.9 for figure in figures)
            print(f"{group} docx, {revisions}: {len(files)} files, median {statistics.median(figures):.4f}, mean {statistics.mean(figures):.4f}, below .90: {low}")
        worst = sorted(zip(scores, files), key=lambda pair: min(pair[0].values()))[: given.worst]
        for score, path in worst:
            if min(score.values()) < 0.99:
                print(f"    {score['accepted']:.4f} {score['rejected']:.4f}  {path.name}")
    references = {}
    for line in gzip.open(data / "data/contract-docs/reference.jsonl.gz", "rt"):
        entry = json.loads(line)
        if entry["tool"] == "pdftotext" and entry["rc"] == 0:
            references[entry["file"]] = entry["text"]
    for name, wanted in (("English", "files/en"), ("Chinese", "files/zh")):
        files = [(data / "data/contract-docs" / file, text) for file, text in references.items() if file.startswith(wanted)]
        figures = list(pool.map(lambda pair: pdf(*pair), files))
        print(f"contract-docs pdf, {name}: {len(files)} files, median {statistics.median(figures):.4f}, mean {statistics.mean(figures):.4f}")
        for figure, (path, _) in sorted(zip(figures, files))[: given.worst]:
            if figure < 0.97:
                print(f"    {figure:.4f}  {path.name}")
    for group in ("contract-docs", "tracked-docx", "hostile-docx", "hostile-pdf"):
        reference = {}
        for line in gzip.open(data / f"data/{group}/reference.jsonl.gz", "rt"):
            entry = json.loads(line)
            text = entry.get("text") or entry.get("accept", {}).get("text") or ""
            code = entry.get("rc", entry.get("accept", {}).get("rc"))
            reference[Path(entry["file"]).name] = (code, len("".join(text.split())))
        files = sorted((data / "data" / group / "files").iterdir())
        results = list(pool.map(lambda path: run(given.pacta, path, "--json"), files))
        slow = [path.name for path, result in zip(files, results) if result[0] == "timeout"]
        large = [f"{path.name} {result[2]:.0f} MB" for path, result in zip(files, results) if result[2] > MEGABYTES]
        died = [f"{path.name}: {result[0]} {result[4]}" for path, result in zip(files, results) if result[0] not in (0, 3, "timeout")]
        refused = [(path.name, json.loads(result[3])["error"]["code"]) for path, result in zip(files, results) if result[0] == 3]
        seconds = max(result[1] for result in results)
        peak = max(result[2] for result in results)
        print(f"{group}: {len(files)} files, {len(refused)} refused, {len(died)} died, {len(slow)} over {SECONDS} s, {len(large)} over {MEGABYTES} MB; slowest {seconds:.2f} s, largest {peak:.0f} MB")
        for line in died + slow + large:
            print("    " + line)
        for name, code in refused:
            other, characters = reference.get(name, (None, 0))
            if other == 0 and characters > 0:
                print(f"    refused as {code}, but the reference reads {characters} characters: {name}")


if __name__ == "__main__":
    main()
