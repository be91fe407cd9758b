#!/usr/bin/env python3
"""Fails when the two builds would take different versions: pom.xml, gradle/libs.versions.toml, maven/lock and the bundles' poms."""

import pathlib
import re
import subprocess
import sys
import tomllib

ANDROID = pathlib.Path(__file__).resolve().parents[2]


def main():
    wrong = []
    pom = (ANDROID / "pom.xml").read_text()
    maven = dict(re.findall(r"<([\w.]+)\.version>([^<$]+)</", pom))
    catalogue = tomllib.loads((ANDROID / "gradle" / "libs.versions.toml").read_text())["versions"]
    for name, version in catalogue.items():
        if name != "agp" and maven.get(name) != version:
            wrong.append(f"{name}: {version} for Gradle, {maven.get(name)} for Maven")
    locked = {}
    for file in ("main", "test"):
        for line in (ANDROID / "maven" / "lock" / f"{file}.txt").read_text().split():
            group, name, version, _ = line.split(":")
            locked[f"{group}:{name}"] = version
    for name, version in (
        ("org.jetbrains.kotlin:kotlin-stdlib", maven["kotlin"]),
        ("org.jetbrains.kotlinx:kotlinx-coroutines-core-jvm", maven["coroutines"]),
        ("org.jetbrains.kotlinx:kotlinx-serialization-core-jvm", maven["serialization"]),
    ):
        if locked[name] != version:
            wrong.append(f"{name}: {locked[name]} in the lock, {version} in pom.xml")
    poms = [ANDROID / "maven" / name / "pom.xml" for name in ("androidx", "androidx-test")]
    before = [p.read_text() for p in poms]
    subprocess.run([sys.executable, ANDROID / "maven" / "tools" / "bundles.py"], check=True)
    if before != [p.read_text() for p in poms]:
        wrong.append("the bundles' poms were not written from this lock; they are now")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


sys.exit(main())
