#!/usr/bin/env python3
"""Numbers of clauses as Pacta shows them beside LibreOffice's, for every automatic number of a folder of Word files.

    bench/numbering.py [path of pacta] [folder ...]

LibreOffice writes each paragraph of a text export with its number. A paragraph counts when both have it once
with the same words, so that it is known which is which.
"""
import json, pathlib, re, subprocess, sys, tempfile

DATA = pathlib.Path(__file__).resolve().parents[2] / "shared/data"


def squeezed(text):
    return re.sub(r"[\s\ufeff\u00ad\u200b]+", "", text)


def labels_of(pacta, file):
    """Automatic labels by the paragraph's words, where the words stand once."""
    run = subprocess.run([pacta, "read", str(file), "--json"], capture_output=True, text=True)
    if run.returncode:
        return {}
    found, seen = {}, set()
    for block in json.loads(run.stdout)["blocks"]:
        words = squeezed(block["text"])
        if words in seen or len(words) < 6:
            found.pop(words, None)
        elif block["label"] and not block["label_typed"]:
            found[words] = squeezed(block["label"])
        seen.add(words)
    return found


def main():
    pacta = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/release/pacta").resolve()
    folders = [pathlib.Path(folder) for folder in sys.argv[2:]] or [DATA / "contract-docs/files", DATA / "tracked-docx/files"]
    files = sorted(file for folder in folders for file in folder.glob("*.docx"))
    same = differ = absent = 0
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", "txt:Text:UTF8",
             "--outdir", f"{work}/out", *map(str, files)],
            capture_output=True, check=False,
        )
        for file in files:
            exported = pathlib.Path(work, "out", file.stem + ".txt")
            if not exported.exists():
                continue
            lines = [squeezed(line) for line in exported.read_text("utf-8").splitlines()]
            wrong = []
            for words, label in labels_of(pacta, file).items():
                holding = [line for line in lines if line.endswith(words)]
                if len(holding) != 1:
                    absent += 1
                    continue
                shown = holding[0][: len(holding[0]) - len(words)]
                # Signs of bullets depend on the fonts at hand.
                if shown == label or not re.search(r"\w", label) and not re.search(r"\w", shown):
                    same += 1
                else:
                    differ += 1
                    wrong.append((shown, label, words[:30]))
            for shown, label, words in wrong[:4]:
                print(f"{file.name[:40]}: LibreOffice {shown!r}, Pacta {label!r}: {words}")
            if len(wrong) > 4:
                print(f"{file.name[:40]}: and {len(wrong) - 4} more")
    print(f"{same + differ} numbers compared in {len(files)} files: {same} equal, {differ} differ; {absent} not found alone")


main()
