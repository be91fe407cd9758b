"""One page of all the pictures that the tests left: sheet.py PICTURES OUT_FOLDER copies them there beside index.html."""

import html
import pathlib
import shutil
import sys

pictures, out = map(pathlib.Path, sys.argv[1:3])
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
groups = {}
for picture in sorted(pictures.glob("*.png")):
    shutil.copy(picture, out)
    page, _, setting = picture.stem.rpartition("-")
    groups.setdefault(setting if page else "", []).append(picture.name)
parts = ["<!doctype html><meta charset=utf-8><title>ATENSI Lapangan</title><style>body{font-family:sans-serif;background:#888}"
         "figure{display:inline-block;vertical-align:top;margin:8px}img{width:320px;border:1px solid #000}</style>"]
for setting, names in sorted(groups.items()):
    parts.append(f"<h2>{html.escape(setting)}</h2>")
    parts += [f'<figure><figcaption>{html.escape(n)}</figcaption><img src="{html.escape(n)}" alt=""></figure>' for n in names]
(out / "index.html").write_text("\n".join(parts), encoding="utf-8")
print(f"{out}/index.html: {sum(map(len, groups.values()))} pictures")
