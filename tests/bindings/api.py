"""The boundary as a listing that a reviewer reads: names, types, first lines of the documentation, from the generated Python.

api.py GENERATED.py          prints it
api.py GENERATED.py --write  writes bindings/api.txt

Test-only calls (uji_*) are left out: no shell has them.
"""

import ast
import pathlib
import re
import sys

API = pathlib.Path(__file__).resolve().parents[2] / "bindings" / "api.txt"


def kind(node):
    """A type as short text: [T] for lists, T? for what may be missing."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).removeprefix("typing.")
        inner = kind(node.slice)
        return {"Optional": f"{inner}?", "List": f"[{inner}]"}.get(outer, f"{outer}[{inner}]")
    return re.sub(r"typing\.", "", ast.unparse(node))


def first_line(node):
    text = (ast.get_docstring(node) or "").strip()
    return " ".join(text.split("\n\n")[0].split()) if text else ""


def said(node):
    line = first_line(node)
    return f"  -- {line}" if line else ""


def parameters(function):
    a = function.args
    named = [arg for arg in a.args + a.kwonlyargs if arg.arg not in ("self", "cls")]
    return ", ".join(f"{arg.arg}: {kind(arg.annotation)}" if arg.annotation else arg.arg for arg in named)


def signature(function, name=None):
    back = kind(function.returns)
    back = f" -> {back}" if back and back != "None" else ""
    return f"{name or function.name}({parameters(function)}){back}{said(function)}"


def public(body):
    return [f for f in body if isinstance(f, ast.FunctionDef) and not f.name.startswith(("_", "uji_", "is_", "as_"))]


def describe(node):
    bases = [ast.unparse(b) for b in node.bases]
    made = next((f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == "__init__"), None)
    variants = [c for c in node.body if isinstance(c, ast.ClassDef)]
    methods = public(node.body)
    if "enum.Enum" in bases:
        names = [t.id for a in node.body if isinstance(a, ast.Assign) for t in a.targets]
        return [f"enum {node.name}{said(node)}"] + [f"  {name}" for name in names]
    if variants:
        lines = [f"variants {node.name}{said(node)}"]
        for variant in variants:
            init = next((f for f in variant.body if isinstance(f, ast.FunctionDef) and f.name == "__init__"), None)
            lines.append(f"  {variant.name}({parameters(init) if init else ''}){said(variant)}")
        return lines
    if f"{node.name}Protocol" in bases:
        lines = [f"object {node.name}{said(node)}"]
        if made and parameters(made):
            lines.append(f"  new({parameters(made)}){said(made)}")
        return lines + [f"  {signature(m)}" for m in methods]
    if methods:
        return [f"port {node.name}{said(node)}"] + [f"  {signature(m)}" for m in methods]
    fields = [f"  {arg.arg}: {kind(arg.annotation)}" for arg in (made.args.kwonlyargs if made else [])]
    return [f"record {node.name}{said(node)}"] + fields


def listing(path):
    tree = ast.parse(pathlib.Path(path).read_text())
    out = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node in public([node]):
            out[node.name] = [f"function {signature(node)}"]
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if node.name == "InternalError" or node.name.endswith(("Protocol", "Impl")):
                continue
            if [ast.unparse(b) for b in node.bases] == ["Exception"]:
                continue  # the stub that the typed class of the same name follows
            out[node.name] = describe(node)
    head = "# The boundary, as generated. Written by tests/bindings/run-python --api; a change here is a change for every shell.\n"
    return head + "".join("\n" + "\n".join(out[name]) + "\n" for name in sorted(out, key=str.lower))


if __name__ == "__main__":
    text = listing(sys.argv[1])
    if "--write" in sys.argv:
        API.write_text(text)
    else:
        print(text, end="")
