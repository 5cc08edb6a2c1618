#!/usr/bin/env python3
"""Do the promises hold in a finished review?    bench/promises.py REVIEW.json STATUTES.jsonl

Every quote that is shown as verified must stand in the document at its offsets; every citation must have the words of an
article in the index; no point may pass of which a node failed. Exit status 1 when one does not hold.
"""
import json
import sys


def spans(value):
    if isinstance(value, dict):
        if "doc_start" in value and "verified" in value:
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def main():
    review = json.load(open(sys.argv[1]))
    articles = {}
    for line in open(sys.argv[2]):
        article = json.loads(line)
        articles.setdefault(article["id"], set()).add(article["text"])
    text = review["document"]["text"]
    broken, verified, unverified = [], 0, 0
    for span in spans({"points": review["points"], "findings": review["findings"]}):
        if not span["verified"]:
            unverified += 1
            continue
        verified += 1
        if text[span["doc_start"] : span["doc_end"]] != span["text"]:
            broken.append(f"shown as verified, but not in the contract: {span['text'][:60]}")
    for finding in review["findings"]:
        for citation in finding["citations"]:
            if citation["text"] not in articles.get(citation["id"], ()):
                broken.append(f"not the words of the index: {citation['id']}")
    for point in review["points"]:
        failed = any(answer["kind"] == "failed" for answer in point["answers"].values())
        if failed and point["status"] != "needs_lawyer":
            broken.append(f"a node failed, and yet: {point['point']} {point['status']}")
    counts, usage = review["review"]["points"], review["review"]["usage"]
    print(
        f"{review['file']}: {counts}; {verified} quotes verified, {unverified} shown as unverified, "
        f"{usage['calls']} requests; " + ("no promise broken" if not broken else f"{len(broken)} BROKEN")
    )
    print("\n".join(broken))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
