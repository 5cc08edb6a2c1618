#!/usr/bin/env python3
"""What a review costs and takes with a model of a fixed latency that answers rightly.

    bench/model.py scheduling [--pacta BIN] FILE:RULEBOOK:POSITION ...
    bench/model.py cost       [--pacta BIN] FILE:RULEBOOK:POSITION ...

scheduling: wall time against max(depth x latency, calls x latency / limit), where depth is the longest chain of requests
that had to wait for each other. cost: tokens sent, against "the whole contract in the prompt of every node that was
asked", whose instructions are not counted. Without files: the bundled samples.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from model_server import Server, learnt, tokens  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ["samples/shangpu-zulin.docx:retail-lease:lessee", "samples/mutual-nda.docx:nda:recipient"]


def review(pacta, file, rulebook, position, server=None, limit=8):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PACTA_")}
    if server:
        environment.update(PACTA_MODEL_URL=server.url, PACTA_MODEL_NAME="scripted", PACTA_MODEL_CONCURRENCY=str(limit))
    command = [pacta, "review", file, "--rulebook", rulebook, "--position", position, "--json", "--trace"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{file}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def depth(answer):
    """The longest chain of requests that had to wait for each other; shared requests are all sent at the start."""
    longest = 0
    for point in answer["trace"]:
        ready = 0
        for step in point["steps"]:
            shared = step["kind"] == "locate" and step["together"] > 1
            ready = max(ready, step["rounds"]) if shared else ready + step["rounds"]
        longest = max(longest, ready)
    return longest


def scheduling(pacta, jobs, latencies, limits):
    print("| contract | latency | limit | requests | depth | wall | least | ratio |\n|---|---|---|---|---|---|---|---|")
    for job in jobs:
        file, rulebook, position = job.rsplit(":", 2)
        right = learnt(review(pacta, file, rulebook, position))
        for latency in latencies:
            for limit in limits:
                server = Server(right, latency)
                answer = review(pacta, file, rulebook, position, server, limit)
                server.stop()
                wall = answer["review"]["usage"]["ms"] / 1000
                least = max(depth(answer) * latency, server.calls * latency / limit)
                print(
                    f"| {Path(file).name} | {latency:g} s | {limit} | {server.calls} | {depth(answer)} "
                    f"| {wall:.2f} s | {least:.2f} s | {wall / least:.3f} |"
                )


def cost(pacta, jobs):
    print("| contract | characters | nodes asked | requests | tokens sent | naive | share | outcomes as with the cues |")
    print("|---|---|---|---|---|---|---|---|")
    sent_all = naive_all = 0
    for job in jobs:
        file, rulebook, position = job.rsplit(":", 2)
        own = review(pacta, file, rulebook, position)
        server = Server(learnt(own))
        answer = review(pacta, file, rulebook, position, server)
        server.stop()
        nodes = sum(step["kind"] != "compare" for point in answer["trace"] for step in point["steps"])
        text = answer["document"]["text"]
        naive = nodes * tokens(text)
        outcomes = {point["point"]: point["outcome"] for point in own["points"]}
        same = sum(outcomes[point["point"]] == point["outcome"] for point in answer["points"])
        sent_all += server.prompt_tokens
        naive_all += naive
        print(
            f"| {Path(file).name} | {len(text):,} | {nodes} | {server.calls} | {server.prompt_tokens:,} | {naive:,} "
            f"| {server.prompt_tokens / naive:.1%} | {same} of {len(outcomes)} |"
        )
    print(f"| all | | | | {sent_all:,} | {naive_all:,} | {sent_all / naive_all:.1%} | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["scheduling", "cost"])
    parser.add_argument("jobs", nargs="*", metavar="FILE:RULEBOOK:POSITION")
    parser.add_argument("--pacta", default=str(ROOT / "target/release/pacta"))
    parser.add_argument("--latencies", default="0.2,2")
    parser.add_argument("--limits", default="4,16")
    options = parser.parse_args()
    jobs = options.jobs or [str(ROOT / sample) for sample in SAMPLES]
    if options.what == "cost":
        return cost(options.pacta, jobs)
    numbers = lambda text, kind: [kind(part) for part in text.split(",")]  # noqa: E731
    scheduling(options.pacta, jobs, numbers(options.latencies, float), numbers(options.limits, int))


if __name__ == "__main__":
    main()
