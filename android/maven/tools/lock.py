#!/usr/bin/env python3
"""Makes the lock: all libraries that some roots need, in one flat list of exact versions ('group:artifact:version:type' a line).

    maven/tools/lock.py maven/lock/roots-main.txt maven/lock/main.txt
    maven/tools/lock.py maven/lock/roots-test.txt maven/lock/test.txt maven/lock/main.txt
    maven/tools/bundles.py

By hand, when a library is added or raised; never in CI. As Gradle would: the highest version wanted by anyone wins, members of one
group are raised together, and the empty root of a multi-platform library gives way to its -android or -jvm artifact. Maven's own
resolution fails on these libraries, so it only fetches the POMs here. The last argument is a lock whose versions are a floor.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

REPOSITORY = pathlib.Path(os.environ.get("M2", pathlib.Path.home() / ".m2" / "repository"))
# Test libraries' own needs that app/pom.xml names itself.
STOP = (
    "org.robolectric", "com.google.guava:guava", "org.hamcrest", "junit", "com.google.code.findbugs", "com.google.errorprone",
    "org.checkerframework", "com.google.protobuf", "org.jsoup",
)
EXCLUDE_ALL = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"


def rank(version):
    """Versions in order: 1.0-alpha < 1.0-rc < 1.0."""
    out = []
    for part in re.split(r"[.\-+]", version):
        early = re.match(r"(alpha|beta|rc|snapshot|m|dev)(\d*)$", part, re.I)
        out.append((2, int(part), "") if part.isdigit() else (0, int(early[2] or 0), early[1].lower()) if early else (1, 0, part))
    return out + [(1, 0, "")] * (6 - len(out))


def pom(group, artifact, version):
    return REPOSITORY / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.pom"


GONE = set()  # asked for by someone, served by nobody: a higher version is wanted in the end, or it is none of ours


def fetch(wanted):
    """Brings the POMs that are not here yet."""
    missing = [x for x in wanted if not pom(*x).exists() and x not in GONE]
    if not missing:
        return
    lines = "".join(
        f"<dependency><groupId>{g}</groupId><artifactId>{a}</artifactId><version>{v}</version><type>pom</type>{EXCLUDE_ALL}</dependency>"
        for g, a, v in missing
    )
    with tempfile.TemporaryDirectory() as work:
        file = pathlib.Path(work) / "pom.xml"
        file.write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId>'
            f"<artifactId>lock</artifactId><version>1</version><packaging>pom</packaging><dependencies>{lines}</dependencies></project>"
        )
        plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve"
        subprocess.run(["mvn", "-q", "-B", f"-Dmaven.repo.local={REPOSITORY}", "-f", file, plugin], check=False, capture_output=True)
    GONE.update(x for x in missing if not pom(*x).exists())


def parse(group, artifact, version):
    """(packaging, dependencies, managed versions) of a POM."""
    root = tree.parse(pom(group, artifact, version)).getroot()
    ns = root.tag.split("}")[0] + "}" if "}" in root.tag else ""
    known = {"project.version": version, "project.groupId": group, "pom.version": version}
    known |= {p.tag.replace(ns, ""): (p.text or "").strip() for p in root.findall(f"{ns}properties/*")}

    def listed(path):
        for node in root.findall(path):
            def text(name):
                found = node.findtext(ns + name) or ""
                return re.sub(r"\$\{([^}]+)\}", lambda m: known.get(m[1], m[0]), found)

            if text("optional") != "true":
                yield text("groupId"), text("artifactId"), text("version").strip("[]").split(",")[0], text("scope") or "compile"

    dependencies = list(listed(f"{ns}dependencies/{ns}dependency"))
    managed = {(g, a): v for g, a, v, _ in listed(f"{ns}dependencyManagement/{ns}dependencies/{ns}dependency")}
    return root.findtext(f"{ns}packaging") or "jar", dependencies, managed


def lines(file):
    return [text for line in open(file) if (text := line.split("#")[0].strip())]


def main():
    roots = [tuple(line.split(":")[:3]) for line in lines(sys.argv[1])]
    floor = {}
    for line in (text for file in sys.argv[3:] for text in lines(file)):
        group, artifact, version = line.split(":")[:3]
        floor[group, artifact] = floor[group, re.sub(r"-(android|jvm)$", "", artifact)] = version
    want = {(g, a): v for g, a, v in roots} | floor
    while True:
        fetch([(g, a, v) for (g, a), v in want.items()])
        changed, reached, seen, todo = False, [], set(), [(g, a) for g, a, _ in roots]
        while todo:
            key = todo.pop()
            if key in seen:
                continue
            seen.add(key)
            if not pom(*key, want[key]).exists():
                changed |= (*key, want[key]) not in GONE  # raised in this round; read in the next
                continue
            packaging, dependencies, managed = parse(*key, want[key])
            for other, version in managed.items():
                if other in want and other[0] == key[0] and version and rank(version) > rank(want[other]):
                    want[other], changed = version, True
            real = [d for d in dependencies if d[0] == key[0] and d[1] in (f"{key[1]}-android", f"{key[1]}-jvm")]
            reached.append((key, "root" if real else packaging))
            for group, artifact, version, scope in real or dependencies:
                if scope not in ("compile", "runtime") or f"{group}:{artifact}".startswith(STOP):
                    continue
                version = version or managed.get((group, artifact)) or want.get((group, artifact))
                if not version or "$" in version:
                    sys.exit(f"no version: {group}:{artifact}, wanted by {':'.join(key)}")
                if (group, artifact) not in want or rank(version) > rank(want[group, artifact]):
                    want[group, artifact], changed = version, True
                todo.append((group, artifact))
        if not changed:
            break
    out = sorted(
        f"{g}:{a}:{want[g, a]}:{'aar' if packaging == 'aar' else 'jar'}"
        for (g, a), packaging in reached
        if packaging not in ("root", "pom") and (g, a) not in floor
    )
    pathlib.Path(sys.argv[2]).write_text("\n".join(out) + "\n")
    print(f"{len(out)} artifacts; not served, look whether one is needed: {sorted(x for x in GONE if want[x[:2]] == x[2]) or 'none'}")


main()
