#!/usr/bin/env python3
"""Usage: gen_julia.py API.XML ABI LibWGF.jl. Writes the module LibWGF: the C API for ccall, name by name, with its comments as docstrings.
ABI is the number in the SONAME of the library."""

import re
import sys
from pathlib import Path

import swigxml

TYPES = {"double": "Float64", "int32_t": "Int32", "int64_t": "Int64", "uint32_t": "UInt32", "uint8_t": "UInt8"}
HEAD = """\
# Made by bindings/swig/regenerate from include/wgf; changes here are lost.
"The C API of libwgf: one function for each of its functions, no checks."
module LibWGF

const libwgf = Sys.islinux() ? "libwgf.so.{abi}" : "libwgf"

"""


def julia_type(api, type):
    kind, pointers = api.kind(type), type.pointers
    if kind == "callback":
        base = "Ptr{Cvoid}"
    elif kind == "text":
        base, pointers = "Cstring", pointers - 1
    elif kind == "void":
        base = "Cvoid"
    else:
        base = TYPES.get(type.base, type.base)
    return "Ptr{" * pointers + base + "}" * pointers


def words(text):
    """A C comment in Julia's words, escaped for a string literal."""
    text = text.replace("::wgf_", "wgf_").replace("NULL", "C_NULL").replace("`", "")
    text = re.sub(r"\b(wgf_\w+|WGF_\w+|C_NULL)\b(?:\(\))?(?!\.\.\.)", r"`\1`", text)
    return text.replace("\\", "\\\\").replace("$", "\\$")


def docstring(doc, signature="", params=(), listed=()):
    parts = [f"    {signature}"] if signature else []
    parts += [words(text) for text in [doc.brief] + doc.details]
    parts += ["\n".join(f"- `{name}`: {words(text)}" for name, text in list(params) + list(listed))] if params or listed else []
    parts += [f"Returns: {words(doc.returns)}"] if doc.returns else []
    return '"""\n' + "\n\n".join(parts) + '\n"""\n'


def constant(one):
    value = f'"{one.value}"' if isinstance(one.value, str) else f"Int32({one.value})"
    return f"{docstring(one.doc)}const {one.name} = {value}\n"


def alias(api, one):
    return f"{docstring(one.doc)}const {one.name} = {julia_type(api, one.type)}\n"


def enum(one):
    return "".join(f"{docstring(item.doc)}const {item.name} = Int32({item.value})\n" for item in one.items)


def handle(one):
    return f"{docstring(one.doc)}mutable struct {one.name} end\n"


def record(api, one):
    fields = "".join(f"    {f.name}::{julia_type(api, f.type)}\n" for f in one.fields)
    return f"{docstring(one.doc, listed=[(f.name, f.doc.brief) for f in one.fields])}struct {one.name}\n{fields}end\n"


def signature(api, one):
    types = [julia_type(api, p.type) for p in one.params]
    return f"{julia_type(api, one.result)}, ({', '.join(types)}{',' if len(types) == 1 else ''})"


def callback(api, one):
    doc = docstring(one.doc, f"@{one.name} f", one.doc.params.items())
    return f"{doc}macro {one.name}(f)\n    esc(:(@cfunction($f, {signature(api, one)})))\nend\n"


def function(api, one):
    names = ", ".join(p.name for p in one.params)
    call = f"ccall((:{one.name}, libwgf), {signature(api, one)}{', ' if names else ''}{names})"
    return f"{docstring(one.doc, f'{one.name}({names})', one.doc.params.items())}{one.name}({names}) =\n    {call}\n"


def module(api, abi):
    groups = [(constant(one) for one in api.constants), (alias(api, one) for one in api.aliases), (enum(one) for one in api.enums),
              (handle(one) for one in api.handles), (record(api, one) for one in api.records),
              (callback(api, one) for one in api.callbacks), (function(api, one) for one in api.functions)]
    return HEAD.format(abi=abi) + "\n".join(text for group in groups for text in group) + "\nend\n"


def main(tree, abi, path):
    Path(path).write_text(module(swigxml.read(tree), int(abi)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
