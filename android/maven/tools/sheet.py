"""All the pictures that the tests left on one page: sheet.py PICTURES OUT_FOLDER copies them there beside index.html.

Beside it lembar.jpg, the screens below at the size of a phone, small enough for docs/layar.md."""

import html
import pathlib
import re
import shutil
import subprocess
import sys

# In the order of a day.
SHOWN = ["masuk-aktivasi", "hari-ini", "cari", "daftar-orang", "profil-orang", "kunjungan-lanjut", "formulir-pengamatan", "formulir-salah",
         "formulir-foto-kunjungan", "formulir-panel-tanggal", "formulir-panel-ttd", "formulir-panel-daftar", "selesai", "kotak-kirim", "tinjau-beda"]
COLUMNS, WIDTH = 5, 280

pictures, out = map(pathlib.Path, sys.argv[1:3])
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
groups = {}
for picture in sorted(pictures.glob("*.png"), key=lambda p: [int(t) if t.isdigit() else t for t in re.split(r"(\d+)", p.stem)]):
    shutil.copy(picture, out)
    page, _, setting = picture.stem.rpartition("-")
    groups.setdefault(setting if page else "", []).append(picture.name)
parts = ["<!doctype html><meta charset=utf-8><title>ATENSI Lapangan</title><style>body{font-family:sans-serif;background:#888}"
         "figure{display:inline-block;vertical-align:top;margin:8px}img{width:320px;border:1px solid #000}</style>"]
for setting, names in sorted(groups.items()):
    parts.append(f"<h2>{html.escape(setting)}</h2>")
    parts += [f'<figure><figcaption>{html.escape(n)}</figcaption><img src="{html.escape(n)}" alt=""></figure>' for n in names]
(out / "index.html").write_text("\n".join(parts), encoding="utf-8")
contact = pathlib.Path(__file__).with_name("Contact.java")
shown = [out / f"{name}-terang.png" for name in SHOWN]
subprocess.run(["java", "-Djava.awt.headless=true", contact, out / "lembar.jpg", str(COLUMNS), str(WIDTH), *shown], check=True)
print(f"{out}/index.html: {sum(map(len, groups.values()))} pictures")
