"""Words of the shells, from one table: core/data/kata.csv becomes Kata.kt or Kata.swift.

kata.py kotlin|swift TABLE OUT_FILE   writes the file
kata.py check TABLE                   only checks

Columns: kunci,id,en. Placeholders in braces become parameters: {n}, {total} and {posisi} are whole numbers, others text.
A row that cannot be used fails with its line and key; nothing is written then.
"""

import csv
import pathlib
import re
import sys

KEY = re.compile(r"[a-z][A-Za-z0-9]{2,59}")
SCREENS = (
    "umum tab masuk kunci hariIni draf cari daftar kasus profil formulir kunjungan selesai laporan kotakKirim tinjau "
    "izin notifikasi privasi bahasa pengaturan lisan"
).split()
NUMBERS = {"n", "total", "posisi"}
TEXTS = {"kode", "nilai", "judul", "jam", "versi", "nama"}
MAX_TEXT = 120


class Bad(Exception):
    pass


def placeholders(text, where):
    """Names in braces, in order of first use; any other brace is a mistake."""
    names = list(dict.fromkeys(re.findall(r"\{([^{}]*)\}", text)))
    if "{" in re.sub(r"\{[^{}]*\}", "", text) or "}" in re.sub(r"\{[^{}]*\}", "", text):
        raise Bad(f"{where}: a brace without its partner")
    for name in names:
        if name not in NUMBERS | TEXTS:
            raise Bad(f"{where}: unknown placeholder {{{name}}}; known are {', '.join(sorted(NUMBERS | TEXTS))}")
    return names


def sentences(text):
    return len(re.findall(r"[.!?…](?=\s|$)", text)) or 1


def read(path):
    """The rows as (key, Indonesian, English, placeholders)."""
    rows, seen = [], {}
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            head = next(reader, None)
            if head != ["kunci", "id", "en"]:
                raise Bad("line 1: the columns must be kunci,id,en")
            for cells in reader:
                line = reader.line_num
                if len(cells) != 3:
                    raise Bad(f"line {line}: {len(cells)} cells, must be 3 (quote a text that holds a comma)")
                key, *texts = cells
                where = f"line {line} ({key})"
                if not KEY.fullmatch(key):
                    raise Bad(f"line {line}: the key must be lowerCamel letters and digits, 3 to 60")
                if not any(re.match(rf"{s}[A-Z]", key) for s in SCREENS):
                    raise Bad(f"{where}: the key must begin with a screen: {', '.join(SCREENS)}")
                if key in seen:
                    raise Bad(f"{where}: stands in line {seen[key]} already")
                seen[key] = line
                for language, text in zip(("id", "en"), texts):
                    here = f"{where}, {language}"
                    if not text.strip():
                        raise Bad(f"{here}: is empty")
                    if text != text.strip() or not text.isprintable():
                        raise Bad(f"{here}: begins or ends with a space, or holds a line break")
                    if len(text) > MAX_TEXT:
                        raise Bad(f"{here}: longer than {MAX_TEXT} letters")
                    if sentences(text) > 2:
                        raise Bad(f"{here}: more than two sentences")
                names, other = (placeholders(text, f"{where}, {language}") for language, text in zip(("id", "en"), texts))
                if set(names) != set(other):
                    raise Bad(f"{where}: placeholders differ between id and en: {sorted(set(names) ^ set(other))}")
                rows.append((key, *texts, names))
        except csv.Error as error:
            raise Bad(f"line {reader.line_num}: not readable as CSV: {error}") from None
    if not rows:
        raise Bad("no rows")
    return rows


def literal(text, filled, dollar):
    """A string literal of both languages; `filled` turns a placeholder into an interpolation."""
    out = text.replace("\\", "\\\\").replace('"', '\\"')
    if dollar:
        out = out.replace("$", "\\$")
    return '"' + re.sub(r"\{(\w+)\}", lambda m: filled(m.group(1)), out) + '"'


def kotlin(rows):
    lines = [
        "// Made by bindings/generate from core/data/kata.csv. Never edited, never committed.",
        "package id.go.kemensos.atensi.kata",
        "",
        "/** A language of the shell. */",
        "enum class Bahasa { ID, EN }",
        "",
        "/** Every fixed text of the shell in one language; texts about data come from the core. */",
        "class Kata(val bahasa: Bahasa) {",
        "    private fun pilih(id: String, en: String): String = if (bahasa == Bahasa.ID) id else en",
    ]
    for key, indonesian, english, names in rows:
        texts = ", ".join(literal(t, lambda n: "${" + n + "}", True) for t in (indonesian, english))
        if names:
            given = ", ".join(f"{n}: {'Int' if n in NUMBERS else 'String'}" for n in names)
            lines += ["", f"    fun {key}({given}): String =", f"        pilih({texts})"]
        else:
            lines += ["", f"    val {key}: String", f"        get() = pilih({texts})"]
    return "\n".join(lines + ["}", ""])


def swift(rows):
    lines = [
        "// Made by bindings/generate from core/data/kata.csv. Never edited, never committed.",
        "",
        "/// A language of the shell.",
        "public enum Bahasa: String, Sendable, CaseIterable {",
        "    case id",
        "    case en",
        "}",
        "",
        "/// Every fixed text of the shell in one language; texts about data come from the core.",
        "public struct Kata: Sendable {",
        "    public let bahasa: Bahasa",
        "",
        "    public init(_ bahasa: Bahasa) {",
        "        self.bahasa = bahasa",
        "    }",
        "",
        "    private func pilih(_ id: String, _ en: String) -> String {",
        "        bahasa == .id ? id : en",
        "    }",
    ]
    for key, indonesian, english, names in rows:
        texts = ", ".join(literal(t, lambda n: f"\\({n})", False) for t in (indonesian, english))
        if names:
            given = ", ".join(f"{n}: {'Int' if n in NUMBERS else 'String'}" for n in names)
            lines += ["", f"    public func {key}({given}) -> String {{"]
        else:
            lines += ["", f"    public var {key}: String {{"]
        lines += [f"        pilih({texts})", "    }"]
    return "\n".join(lines + ["}", ""])


def main(arguments):
    language, table, *out = arguments
    try:
        rows = read(table)
    except (Bad, UnicodeDecodeError) as error:
        sys.exit(f"{table}: {error}")
    if language != "check":
        target = pathlib.Path(out[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text({"kotlin": kotlin, "swift": swift}[language](rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
