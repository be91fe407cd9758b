"""Compares the outlines of forms as read here with those of the XForms that pyxform makes of them.

Every difference is a line `form: what`. Those in differences.txt are known, each group with its reason; any other, and any
that is gone, fails.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from openpyxl import Workbook
from pyxform.xls2xform import convert

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWN = pathlib.Path(__file__).with_name("differences.txt")
OUTLINE = ROOT / "target/debug/examples/form_outline"
CORPUS = ROOT.parent / "shared/corpus/forms"


def outline(path):
    """What this engine reads from a form."""
    run = subprocess.run([OUTLINE, path], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def sheet(folder, name):
    file = folder / f"{name}.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [{k: v for k, v in row.items() if v} for row in csv.DictReader(rows)]


def pack(folder, into):
    """A shipped form without what only this engine knows, as a workbook; the same is written as CSV for this engine."""
    sheets = {name: sheet(folder, name) for name in ("survey", "choices", "settings")}
    sheets["survey"] = [row for row in sheets["survey"] if not row.get("type", "").startswith("instrument ")]
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (into / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    for file in folder.glob("*.csv"):
        if file.stem not in sheets:
            (into / file.name).write_bytes(file.read_bytes())
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        table = book.create_sheet(name)
        table.append(columns)
        for row in rows:
            table.append([row.get(column) for column in columns])
    book.save(into.parent / "form.xlsx")
    return into.parent / "form.xlsx"


def differences(ours, theirs):
    """Yields each difference of two outlines."""
    for key in ("id", "version"):
        if ours[key] != theirs[key]:
            yield f"{key}: here {ours[key]}, pyxform {theirs[key]}"
    if sorted(ours["langs"]) != sorted(theirs["langs"]):
        yield f"languages: here {ours['langs']}, pyxform {theirs['langs']}"

    # The name of the root is not part of what a form asks.
    def below(nodes):
        return {path.split("/", 2)[2]: node for path, node in nodes.items()}

    mine, other = below(ours["nodes"]), below(theirs["nodes"])
    for path in mine.keys() - other.keys():
        yield f"{path}: only here"
    for path in other.keys() - mine.keys():
        yield f"{path}: only in pyxform's"
    for path in mine.keys() & other.keys():
        a, b = mine[path], other[path]
        if a["kind"] != b["kind"]:
            yield f"{path}: here {a['kind']}, pyxform {b['kind']}"
        rules = set(a["rules"]) ^ set(b["rules"])
        # pyxform marks every note as not to be edited; here that goes without saying.
        rules -= {"readonly"} if a["kind"] == b["kind"] == "note" else set()
        for rule in rules:
            yield f"{path}: {rule} only {'here' if rule in a['rules'] else 'there'}"
        sizes = [o["lists"].get(n["list"]) for o, n in ((ours, a), (theirs, b)) if n["list"]]
        if len(set(sizes)) > 1:
            yield f"{path}: {sizes[0]} choices here, pyxform {sizes[1]}"
    order = [p for p in mine if p in other]
    if order != [p for p in other if p in mine]:
        yield "the order of questions"


def reread(xform, folder):
    """The outline of pyxform's XForm. Its way to write a default that is computed, an element `setvalue`, is told as such
    where the engine does not read it."""
    (folder / "form.xml").write_text(xform, encoding="utf-8")
    theirs = outline(folder / "form.xml")
    setvalue = r'<setvalue (?:[^">]|"[^"]*")*/>'
    if any("setvalue" in error for error in theirs.get("errors", [])):
        (folder / "form.xml").write_text(re.sub(setvalue, "", xform), encoding="utf-8")
        theirs = outline(folder / "form.xml")
        for element in re.findall(setvalue, xform):
            node = theirs.get("nodes", {}).get(re.search(r'ref="([^"]*)"', element)[1])
            if node and "default" not in node["rules"]:
                node["rules"].append("default")
    return theirs


def compare(ours, form, folder):
    """Each difference of one form."""
    try:
        made = convert(xlsform=form, validate=False, pretty_print=False, warnings=[], form_name="data")
    except Exception as error:  # whatever another converter stumbles over is a difference
        return [f"pyxform refuses: {str(error).splitlines()[0][:160]}"]
    theirs = reread(made.xform, folder)
    if "errors" in ours or "errors" in theirs:
        told = set()
        for who, form in (("here", ours), ("as pyxform's XForm", theirs)):
            told |= {f"refused {who}: {re.search(r'[(](form[.][a-z_]+)[)]', e)[1]}" for e in form.get("errors", [])}
        return sorted(told)
    return sorted(differences(ours, theirs))


def main():
    found, names = [], []
    with tempfile.TemporaryDirectory() as place:
        for folder in sorted((ROOT / "core/forms").iterdir()):
            if (folder / "survey.csv").exists():
                into = pathlib.Path(place) / folder.name
                (into / "form").mkdir(parents=True)
                book = pack(folder, into / "form")
                # Beside the XForm lie the lists only.
                for file in (into / "form").glob("*.csv"):
                    if file.stem not in ("survey", "choices", "settings"):
                        (into / file.name).write_bytes(file.read_bytes())
                names.append(folder.name)
                found += [f"{folder.name}: {d}" for d in compare(outline(into / "form"), str(book), into)]
        for book in sorted(CORPUS.glob("*.xlsx")):
            into = pathlib.Path(place) / book.stem
            into.mkdir()
            copy = into / book.name
            copy.write_bytes(book.read_bytes())
            names.append(book.name)
            ours = outline(copy)
            out = into / "xform"
            out.mkdir()
            found += [f"{book.name}: {d}" for d in compare(ours, str(copy), out)]
    if "--write" in sys.argv:
        notes = [line for line in KNOWN.read_text().splitlines() if line.startswith("#")] if KNOWN.exists() else []
        KNOWN.write_text("\n".join(notes + found) + "\n")
    known = [line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")]
    # Without the corpus beside the project its forms are not looked at.
    known = [line for line in known if line.split(": ", 1)[0] in names]
    new, gone = [d for d in found if d not in known], [d for d in known if d not in found]
    for word, lines in (("new", new), ("gone", gone)):
        for line in lines:
            print(f"{word}: {line}")
    print(f"{len(names)} forms, {len(found)} differences, {len(new)} new, {len(gone)} gone")
    sys.exit(1 if new or gone else 0)


main()
