"""The small world of the boundary tests: a key store in memory, devices over the real server, samples filled answer by answer."""

import base64
import datetime
import json
import os
import pathlib
import subprocess
import tempfile

import atensi_bindings as inti

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMS = ROOT / "core" / "forms"
PIN = "493827"
# The smallest JPEG there is: one grey dot. A comment makes each picture another one.
DOT = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP" + "//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


class Brankas(inti.Keystore):
    """A key store: one secret a name, wraps by exclusive-or, can be told to fail or to call back first."""

    def __init__(self, seed=7):
        self.seed, self.asked, self.fail, self.before = seed, [], None, None

    def _called(self, what):
        self.asked.append(what)
        if self.before:
            self.before()
        if self.fail:
            raise self.fail

    def secret(self, name):
        self._called(f"secret {name}")
        return bytes((self.seed + i + len(name)) % 256 for i in range(32))

    def wrap(self, key):
        self._called("wrap")
        return bytes(b ^ self.seed for b in key)

    def unwrap(self, wrapped):
        self._called("unwrap")
        return bytes(b ^ self.seed for b in wrapped)


def server(*arguments):
    command = [os.environ["ATENSI_SERVER"], *arguments, "--data", os.environ["ATENSI_DATA"]]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def pendamping():
    """A seeded worker with a caseload."""
    users = json.loads(server("users", "--json"))
    found = [u for u in users if "pendamping" in (u.get("role"), u.get("peran"))]
    return found[0]["id"]


def rumah():
    return tempfile.mkdtemp(dir=os.environ["ATENSI_KERJA"])


def request(url=None, code=None):
    code = code or server("kode", "--user", pendamping()).strip().splitlines()[-1]
    return inti.ActivationRequest(
        server_url=url or os.environ["ATENSI_URL"], code=code, pin=PIN, device_name="Uji", roots=[]
    )


def device(keystore=None, folder=None):
    """A fresh, activated and unlocked device."""
    app = inti.Lapangan(folder or rumah(), keystore or Brankas(), 420)
    app.activate(request())
    return app


def orang(nama, **more):
    fields = dict.fromkeys(
        ("nik", "alasan_tanpa_nik", "lahir", "kelamin", "telepon", "alamat", "wilayah", "keluarga_id", "hubungan", "catatan")
    )
    return inti.OrangBaru(nama=nama, lahir_taksiran=False, **{**fields, **more})


def kasus(app, nama="Rambu Ana Lodu"):
    """A person with a case."""
    person = app.daftar_orang(orang(nama)).id
    return app.buka_kasus(
        inti.KasusBaru(
            subjek_jenis="orang", subjek_id=person, klaster="L", jenis_ppks=None, risiko=None, kerahasiaan=None
        )
    )


def photo(name):
    """A JPEG file of its own content."""
    path = pathlib.Path(os.environ["ATENSI_KERJA"]) / name.replace("/", "-")
    text = name.encode()
    path.write_bytes(DOT[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + DOT[2:])
    return str(path)


def sample(form, name):
    """A sample of a form, moved to today: its forms refuse dates that have not come yet, and plans that have passed."""
    answers = json.loads((FORMS / form / "contoh" / f"{name}.json").read_text())
    today = datetime.date.today()

    def moved(key, value):
        if key.startswith("tanggal_kunjungan_berikut"):
            return (today + datetime.timedelta(days=11)).isoformat()
        if key in ("tanggal_asesmen", "tanggal_kunjungan"):
            return today.isoformat()
        return value

    def walk(node, key=""):
        if isinstance(node, dict):
            return {k: walk(v, k) for k, v in node.items()}
        if isinstance(node, list):
            return [walk(v, key) for v in node]
        return moved(key, node)

    return walk(answers)


def leaves(path, value):
    """Single answers with their paths: rows are numbered from 1, several choices are one answer."""
    if isinstance(value, dict) and "path" not in value:
        for name, inner in value.items():
            yield from leaves(f"{path}/{name}", inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for i, row in enumerate(value, 1):
            yield path, i, None
            for name, inner in row.items():
                yield from leaves(f"{path}[{i}]/{name}", inner)
    else:
        yield path, None, value


def give(form, path, row, value):
    """One answer, as a screen would give it; gives what it changed."""
    if row is not None:
        return form.tambah_baris(path) if form.question(path).rows < row else None
    if isinstance(value, dict):
        file = photo(value["path"])
        delta = form.lampirkan(path, file)
        assert form.gambar(path) == pathlib.Path(file).read_bytes(), "the picture that was given comes back"
        return delta
    return form.jawab(path, " ".join(value) if isinstance(value, list) else str(value))


def fill(form, answers):
    """All answers one by one; those that do not apply yet come again after the others. Gives how many were taken."""
    root = form.sections()[0].path.split("/")[1]
    todo = list(leaves(f"/{root}", answers))
    taken = 0
    while todo:
        later = []
        for answer in todo:
            try:
                give(form, *answer)
                taken += 1
            except inti.CoreError.Gagal as error:
                if error.code != "answer.invalid":
                    raise
                later.append((answer, error))
        if len(later) == len(todo):
            raise AssertionError(f"not accepted: {[(a[0], e.reason) for a, e in later]}")
        todo = [answer for answer, _ in later]
    return taken


def sync(app, observer=None):
    """To the end; gives the summary."""
    run = app.sync(observer)
    while not run.step().done:
        pass
    return run.summary()
