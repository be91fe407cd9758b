"""The words of the shells: the shipped table is sound, bad rows fail with line and reason, the output is as written here."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings"))
import kata  # noqa: E402

HEAD = "kunci,id,en\n"
TINY = HEAD + 'umumTutup,Tutup,Close\nmasukTunggu,"Tunggu {n} detik, {nama} ""ya"" $5","{nama}: wait {n} s \\ $5"\n'

KOTLIN = r"""// Made by bindings/generate from core/data/kata.csv. Never edited, never committed.
package id.go.kemensos.atensi.kata

/** A language of the shell. */
enum class Bahasa { ID, EN }

/** Every fixed text of the shell in one language; texts about data come from the core. */
class Kata(val bahasa: Bahasa) {
    private fun pilih(id: String, en: String): String = if (bahasa == Bahasa.ID) id else en

    val umumTutup: String
        get() = pilih("Tutup", "Close")

    fun masukTunggu(n: Int, nama: String): String =
        pilih("Tunggu ${n} detik, ${nama} \"ya\" \$5", "${nama}: wait ${n} s \\ \$5")
}
"""

SWIFT_END = r"""
    public var umumTutup: String {
        pilih("Tutup", "Close")
    }

    public func masukTunggu(n: Int, nama: String) -> String {
        pilih("Tunggu \(n) detik, \(nama) \"ya\" $5", "\(nama): wait \(n) s \\ $5")
    }
}
"""


class Words(unittest.TestCase):
    def table(self, text):
        file = tempfile.NamedTemporaryFile("wb", suffix=".csv", delete=False)
        self.addCleanup(pathlib.Path(file.name).unlink)
        with file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return file.name

    def test_the_shipped_table_is_sound(self):
        rows = kata.read(ROOT / "core" / "data" / "kata.csv")
        self.assertGreater(len(rows), 150)
        for key, indonesian, _, _ in rows:
            # People are addressed as Anda, never as kamu; no name of a person belongs here.
            self.assertNotRegex(indonesian, re.compile(r"\b(kamu|kau|saudara)\b", re.I), key)
        notices = [r for r in rows if r[0].startswith("notifikasi")]
        self.assertTrue(notices and all(not r[3] for r in notices), "what stands on a lock screen holds no data at all")

    def test_the_output(self):
        rows = kata.read(self.table(TINY))
        self.assertEqual(kata.kotlin(rows), KOTLIN)
        swift = kata.swift(rows)
        self.assertTrue(swift.endswith(SWIFT_END), swift)
        self.assertIn("public struct Kata: Sendable {", swift)

    def test_bad_rows_name_line_and_reason(self):
        long = "a" * (kata.MAX_TEXT + 1)
        cases = [
            ("", "columns must be kunci,id,en"),
            ("kunci,en,id\numumTutup,Tutup,Close\n", "columns must be kunci,id,en"),
            (HEAD, "no rows"),
            (HEAD + "umumTutup,Tutup\n", "line 2: 2 cells"),
            (HEAD + "umumTutup,Tutup,Close, now\n", "line 2: 4 cells"),
            (HEAD + "umumTutup,,Close\n", "line 2 (umumTutup), id: is empty"),
            (HEAD + "umumTutup,Tutup,  \n", "line 2 (umumTutup), en: is empty"),
            (HEAD + "umumTutup,Tutup ,Close\n", "id: begins or ends with a space"),
            (HEAD + 'umumTutup,"Tu\ntup",Close\n', "holds a line break"),
            (HEAD + f"umumTutup,{long},Close\n", "longer than"),
            (HEAD + "umumTutup,Satu. Dua. Tiga.,One.\n", "more than two sentences"),
            (HEAD + "UmumTutup,Tutup,Close\n", "line 2: the key must be lowerCamel"),
            (HEAD + "class,Tutup,Close\n", "must begin with a screen"),
            (HEAD + "umumTutup,Tutup,Close\numumTutup,Tutup,Close\n", "line 3 (umumTutup): stands in line 2"),
            (HEAD + "umumTutup,Tutup {x},Close {x}\n", "unknown placeholder {x}"),
            (HEAD + "umumTutup,Tutup {n},Close\n", "placeholders differ between id and en: ['n']"),
            (HEAD + "umumTutup,Tutup {n,Close\n", "a brace without its partner"),
            (HEAD + 'umumTutup,"Tutup,Close\n', "not readable as CSV"),
        ]
        for text, reason in cases:
            with self.subTest(reason), self.assertRaises(kata.Bad) as caught:
                kata.read(self.table(text))
            self.assertIn(reason, str(caught.exception))

    def test_a_bad_table_writes_nothing_and_ends_with_an_error(self):
        out = pathlib.Path(tempfile.mkdtemp()) / "Kata.kt"
        for text in (HEAD + "umumTutup,,Close\n", b"kunci,id,en\numumTutup,\xff,Close\n"):
            run = [sys.executable, str(ROOT / "bindings" / "kata.py"), "kotlin", self.table(text), str(out)]
            done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual((done.returncode, out.exists()), (1, False))
            self.assertIn(".csv", done.stderr)


if __name__ == "__main__":
    unittest.main()
