#!/usr/bin/env python3
"""Planted defects: 40 pairs of a clean Chinese contract and the same with one defect.

    bench/defects.py [--pacta BINARY] [--halves first,second|third] [--only ID,…] [--verbose] [-- FURTHER ARGUMENTS OF pacta review]

A defect is found when a finding of the defective contract, which the clean one does not have, quotes words of the planted
span; where something was taken out, when a finding that the clean contract does not have says that something is missing,
or quotes the clause where it stood. Severity: as expected or worse. Citation: one of those accepted. Fixed: the redline
with every proposal accepted holds (or, with `!`, no longer holds) the expression given. False alarms: findings on the
clean contract, with the same rulebook and position. Needs PyYAML.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "bench/defects"
RANK = {"high": 0, "medium": 1, "low": 2}


def defects(halves):
    for half in halves:
        for defect in yaml.safe_load((FOLDER / f"{half}.yaml").read_text()):
            clean = (FOLDER / f"contracts/{defect['contract']}.txt").read_text()
            assert clean.count(defect["replace"]) == 1, defect["id"]
            yield defect, clean, clean.replace(defect["replace"], defect["with"] or "")


def review(pacta, folder, jobs, further):
    """Reviews of (name, text, rulebook, position), each rulebook and position in one process."""
    answers = {}
    groups = {}
    for name, text, rulebook, position in jobs:
        path = folder / f"{name}.txt"
        path.write_text(text)
        groups.setdefault((rulebook, position), []).append(path)
    for (rulebook, position), paths in groups.items():
        out = folder / f"out-{rulebook}-{position}"
        out.mkdir(exist_ok=True)
        for path in paths:
            command = [pacta, "review", str(path), "--rulebook", rulebook, "--position", position, "--json"]
            command += ["--out", str(out / f"{path.stem}.docx"), *further]
            done = subprocess.run(command, capture_output=True, text=True)
            answer = json.loads(done.stdout or "{}")
            if "findings" not in answer:
                print(f"{path.stem}: {done.stdout}{done.stderr}", file=sys.stderr)
                answer = {"findings": [], "failed": True}
            answer["redline"] = out / f"{path.stem}.docx"
            answers[path.stem] = answer
    return answers


def same(one, other):
    return one["point"] == other["point"] and one["title"] == other["title"]


def overlaps(finding, start, end):
    return any(q["verified"] and q["doc_start"] < end and start < q["doc_end"] for q in finding["quotes"])


def matches(defect, text, findings):
    """The findings that show the defect."""
    if defect["span"]:
        start = text.index(defect["span"])
        return [finding for finding in findings if overlaps(finding, start, start + len(defect["span"]))]
    near = text.find(defect.get("near") or "\0")
    line = text.rfind("\n", 0, near) + 1, text.find("\n", near)
    at = lambda finding: near >= 0 and overlaps(finding, *line)  # noqa: E731
    # Numbers that no longer follow each other are another matter.
    own = [finding for finding in findings if not finding["point"].startswith("check-")]
    return [finding for finding in own if finding["searched"] or not finding["quotes"] or at(finding)]


def fixed(pacta, defect, answer, folder):
    rule = defect.get("fixed")
    if not rule or not answer["redline"].exists():
        return None
    accepted = folder / "accepted.docx"
    subprocess.run([pacta, "clean", str(answer["redline"]), "--out", str(accepted)], capture_output=True)
    text = subprocess.run([pacta, "read", str(accepted), "--text"], capture_output=True, text=True).stdout
    hit = re.search(rule.lstrip("!"), text) is not None
    return hit != rule.startswith("!")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pacta", default=str(ROOT / "target/release/pacta"))
    parser.add_argument("--only")
    parser.add_argument("--halves", default="first,second", help="files of bench/defects; `third` was kept aside")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("further", nargs="*")
    options = parser.parse_args()
    only = options.only and options.only.split(",")
    chosen = [entry for entry in defects(options.halves.split(",")) if not only or entry[0]["id"] in only]
    rows, alarms = [], {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        jobs = []
        for defect, clean, planted in chosen:
            side = defect["rulebook"], defect["position"]
            jobs.append((f"{defect['contract']}--{defect['position']}", clean, *side))
            jobs.append((defect["id"], planted, *side))
        answers = review(options.pacta, folder, dict.fromkeys(jobs), options.further)
        for defect, clean, planted in chosen:
            twin_name = f"{defect['contract']}--{defect['position']}"
            twin, answer = answers[twin_name]["findings"], answers[defect["id"]]
            alarms[twin_name] = twin
            new = [finding for finding in answer["findings"] if not any(same(finding, other) for other in twin)]
            hits = matches(defect, planted, new)
            severe = any(RANK[hit["severity"]] <= RANK[defect["severity"]] for hit in hits)
            cited = any(c["id"] in defect["citations"] for hit in hits for c in hit["citations"])
            rows.append((defect, hits, severe, cited, bool(hits) and fixed(options.pacta, defect, answer, folder)))
            if options.verbose:
                print(f"{'found ' if hits else 'MISSED'} {defect['id']}: {[h['point'] for h in hits]}", file=sys.stderr)
    total = len(rows)
    share = lambda part: f"{part} of {total} ({part / total:.0%})"  # noqa: E731
    print("| defects | found | severity | citation | redline fixes it | false alarms a clean contract |")
    print("|---|---|---|---|---|---|")
    counted = [len(findings) for findings in alarms.values()]
    serious = [sum(f["severity"] != "low" for f in findings) for findings in alarms.values()]
    fixes = [row[4] for row in rows if row[0].get("fixed")]
    print(
        f"| {total} | {share(sum(bool(row[1]) for row in rows))} | {share(sum(row[2] for row in rows))} "
        f"| {share(sum(row[3] for row in rows))} | {sum(bool(fix) for fix in fixes)} of {len(fixes)} "
        f"| {sum(counted) / len(counted):.2f} (medium or high: {sum(serious) / len(serious):.2f}) |"
    )
    by_kind = {}
    for row in rows:
        by_kind.setdefault(row[0]["kind"], []).append(bool(row[1]))
    print("\n| kind | found |\n|---|---|")
    for kind, found in sorted(by_kind.items()):
        print(f"| {kind} | {sum(found)} of {len(found)} |")
    print("\nMissed: " + (", ".join(row[0]["id"] for row in rows if not row[1]) or "none"))
    print("\nOn clean contracts:")
    for name, findings in sorted(alarms.items()):
        for finding in findings:
            print(f"- {name}: {finding['severity']} {finding['point']} ({finding['title']})")


if __name__ == "__main__":
    main()
