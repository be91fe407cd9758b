#!/usr/bin/env python3
"""Fails when the system would look for a class that the shrunk code has not: dexcheck.py MANIFEST FOLDER_OR_APK

A keep rule that got lost shows only on a phone, when the system starts a part by the name in the manifest. Names are
those of the merged manifest; the classes are those that the dex files define, not those that they only mention.
"""

import pathlib
import struct
import sys
import xml.etree.ElementTree as xml
import zipfile

ANDROID = "{http://schemas.android.com/apk/res/android}"
# Where the manifest holds the name of a class, by element.
NAMES = {
    "application": ("name", "appComponentFactory", "backupAgent", "manageSpaceActivity", "zygotePreloadName"),
    "activity": ("name", "parentActivityName"),
    "activity-alias": ("targetActivity",),
    "service": ("name",),
    "receiver": ("name",),
    "provider": ("name",),
    "instrumentation": ("name",),
}


def manifest_classes(file):
    """The classes that the system, or androidx.startup, makes by name."""
    root = xml.parse(file).getroot()
    package, names = root.get("package", ""), set()
    for element in root.iter():
        names |= {element.get(ANDROID + key) for key in NAMES.get(element.tag, ())}
        if element.tag == "meta-data" and element.get(ANDROID + "value") == "androidx.startup":
            names.add(element.get(ANDROID + "name"))
    names.discard(None)
    return {package + n if n.startswith(".") else n if "." in n else f"{package}.{n}" for n in names}


def uleb(data, at):
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def dex_classes(data):
    """The classes that a dex file defines."""
    if data[:4] != b"dex\n":
        raise ValueError("not a dex file")
    strings, types, count, definitions = struct.unpack_from("<I", data, 60)[0], struct.unpack_from("<I", data, 68)[0], *struct.unpack_from("<II", data, 96)
    found = set()
    for i in range(count):
        kind = struct.unpack_from("<I", data, definitions + 32 * i)[0]
        text = struct.unpack_from("<I", data, strings + 4 * struct.unpack_from("<I", data, types + 4 * kind)[0])[0]
        start = uleb(data, text)[1]
        name = data[start : data.index(b"\0", start)].decode("utf-8", "replace")
        found.add(name[1:-1].replace("/", "."))
    return found


def dex_files(place):
    """The dex files of a folder or an APK."""
    place = pathlib.Path(place)
    if place.is_dir():
        return [file.read_bytes() for file in sorted(place.glob("classes*.dex"))]
    with zipfile.ZipFile(place) as apk:
        return [apk.read(name) for name in sorted(apk.namelist()) if name.startswith("classes") and name.endswith(".dex")]


def main():
    manifest, place = sys.argv[1:]
    named = manifest_classes(manifest)
    defined = set().union(*map(dex_classes, dex_files(place)))
    missing = sorted(named - defined)
    for name in missing:
        print(f"{place}: {name} is in the manifest and not in the code; is a keep rule missing?", file=sys.stderr)
    if not named or not defined:
        print(f"{manifest} names {len(named)} classes, {place} defines {len(defined)}: nothing was compared", file=sys.stderr)
        return 1
    if not missing:
        print(f"{len(named)} classes of the manifest are among the {len(defined)} of the app")
    return 1 if missing else 0


sys.exit(main())
