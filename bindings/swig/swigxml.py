"""Reads the tree that `swig -python -doxygen -xmlout FILE` writes for wgf.i: what the C API is, with its comments.

    api = swigxml.read("api.xml")
    api.handles, api.records, api.enums, api.aliases, api.callbacks, api.functions, api.constants    # in the order of the header
    api.lent(handle)  # whether it belongs to another handle
    api.kind(type)    # "void", "text", "scalar", "alias", "handle", "record" or "callback"

Whatever the reader does not know ends the program with a sentence: a binding is never guessed. So does a comment that lacks a brief
sentence, a parameter or a value.
"""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

SCALARS = ("double", "int32_t", "int64_t", "uint32_t", "uint8_t")


@dataclass(frozen=True)
class Type:
    """`const double *` is Type("double", pointers=1, const=True); const is said of what is pointed at."""

    base: str
    pointers: int = 0
    const: bool = False


@dataclass
class Doc:
    brief: str = ""
    details: list = field(default_factory=list)  # paragraphs
    params: dict = field(default_factory=dict)   # name: text
    returns: str = ""


@dataclass
class Param:
    name: str
    type: Type


@dataclass
class Function:
    """A function, or a callback type."""

    name: str
    result: Type
    params: list
    doc: Doc


@dataclass
class Field:
    name: str
    type: Type
    doc: Doc


@dataclass
class Record:
    name: str
    fields: list
    doc: Doc


@dataclass
class Handle:
    name: str
    doc: Doc


@dataclass
class Alias:
    name: str
    type: Type
    doc: Doc


@dataclass
class Item:
    name: str
    value: int
    doc: Doc


@dataclass
class Enum:
    name: str
    items: list
    doc: Doc


@dataclass
class Constant:
    name: str
    value: object  # int or str
    doc: Doc


@dataclass
class Api:
    handles: list = field(default_factory=list)
    records: list = field(default_factory=list)
    enums: list = field(default_factory=list)
    aliases: list = field(default_factory=list)
    callbacks: list = field(default_factory=list)
    functions: list = field(default_factory=list)
    constants: list = field(default_factory=list)

    def kind(self, type):
        if type.base == "void":
            return "void"
        if type.base == "char" and type.const and type.pointers:
            return "text"
        if type.base in SCALARS:
            return "scalar"
        for kind in ("alias", "handle", "record", "callback"):
            named = self.aliases if kind == "alias" else getattr(self, kind + "s")
            if any(type.base == one.name for one in named):
                return kind
        raise SystemExit(f"swigxml: unknown type {type}")

    def lent(self, handle):
        """It belongs to another handle: there is nothing to destroy."""
        return all(f.name != f"{handle.name}_destroy" for f in self.functions)


def attributes(node):
    return {a.get("name"): a.get("value") for a in node.findall("./attributelist/attribute")}


def parse_type(text):
    match = re.fullmatch(r"((?:p\.)*)(q\(const\)\.)?(?:struct |enum )?(\w+)", text)
    if not match:
        raise SystemExit(f"swigxml: unknown type {text!r}")
    return Type(match[3], len(match[1]) // 2, bool(match[2]))


def parse_doc(text):
    """The subset @brief, @param, @return; @code to @endcode is left out."""
    text = re.sub(r"(?m)^[ \t]*\*(?!/) ?", "", text or "")
    text = re.sub(r"(?s)@code.*?@endcode", "", text)
    text = re.sub(r"(?<=\w)-\n[ \t]*(?=\w)", "-", text)
    doc = Doc()
    parts = re.split(r"@(brief|param|return)\b", text)
    for tag, body in zip(["brief"] + parts[1::2], [parts[0]] + parts[2::2]):
        paragraphs = [" ".join(p.split()) for p in re.split(r"\n[ \t]*\n", body) if p.strip()]
        if not paragraphs:
            continue
        if "@" in "".join(paragraphs):
            raise SystemExit(f"swigxml: unknown tag in the comment {body.strip()!r}")
        if tag == "brief":
            doc.brief, *doc.details = paragraphs
        elif tag == "return":
            doc.returns = " ".join(paragraphs)
        else:
            name, _, said = " ".join(paragraphs).partition(" ")
            doc.params[name] = said
    return doc


def parse_number(name, text):
    if not re.fullmatch(r"-?\d+", text or ""):
        raise SystemExit(f"swigxml: {name} is {text!r}, not an integer literal")
    return int(text)


def read_params(node):
    params = [attributes(parm) for parm in node.findall("./attributelist/parmlist/parm")]
    if [p["type"] for p in params] == ["void"]:
        return []
    if any("name" not in p for p in params):
        raise SystemExit(f"swigxml: a parameter without a name in {attributes(node)['name']}")
    return [Param(p["name"], parse_type(p["type"])) for p in params]


def read_function(node, a, before):
    """`before` is what stands before `f(` in SWIG's type: "" for a function, "p." for a pointer to one."""
    match = re.fullmatch(re.escape(before) + r"f\(.*\)\.((?:p\.)*)", a["decl"])
    if not match:
        raise SystemExit(f"swigxml: unknown declaration of {a['name']}: {a['decl']!r}")
    return Function(a["name"], parse_type(match[1] + a["type"]), read_params(node), parse_doc(a.get("doxygen")))


def read_record(node, a):
    fields = []
    for child in node.findall("cdecl"):
        f = attributes(child)
        if f["kind"] != "variable":
            raise SystemExit(f"swigxml: {a['name']}.{f['name']} is a {f['kind']}, not a field")
        fields.append(Field(f["name"], parse_type(f["decl"] + f["type"]), parse_doc(f.get("doxygen"))))
    return Record(a["name"], fields, parse_doc(a.get("doxygen")))


def read_enum(node, a):
    items = []
    for child in node.findall("enumitem"):
        i = attributes(child)
        items.append(Item(i["name"], parse_number(i["name"], i.get("enumvalue")), parse_doc(i.get("doxygen"))))
    return Enum(a["name"], items, parse_doc(a.get("doxygen")))


def read_constant(a):
    text = a["rawval"] if a["type"].endswith("char") else parse_number(a["name"], a["value"])
    return Constant(a["name"], text.strip('"') if isinstance(text, str) else text, parse_doc(a.get("doxygen")))


def read_typedef(api, node, a):
    if "f(" in a["decl"]:
        api.callbacks.append(read_function(node, a, "p."))
    elif a["type"] == "struct " + a["name"]:
        if all(a["name"] != record.name for record in api.records):
            api.handles.append(Handle(a["name"], parse_doc(a.get("doxygen"))))
    elif a["type"] in SCALARS:
        api.aliases.append(Alias(a["name"], parse_type(a["type"]), parse_doc(a.get("doxygen"))))
    else:
        raise SystemExit(f"swigxml: unknown typedef {a['name']}: {a['type']!r}")


def read_declaration(api, node):
    a = attributes(node)
    if node.tag == "enum":
        api.enums.append(read_enum(node, a))
    elif node.tag == "class":
        api.records.append(read_record(node, a))
    elif node.tag == "constant":
        api.constants.append(read_constant(a))
    elif a["kind"] == "function":
        api.functions.append(read_function(node, a, ""))
    elif a["kind"] == "typedef":
        read_typedef(api, node, a)
    else:
        raise SystemExit(f"swigxml: unknown declaration {a['name']} of kind {a['kind']!r}")


def require(text, what):
    if not text:
        raise SystemExit(f"swigxml: {what} has no comment")


def check(api):
    """Every type is known, everything is documented."""
    for record in api.records:
        for f in record.fields:
            api.kind(f.type)
            require(f.doc.brief, f"{record.name}.{f.name}")
    for enum in api.enums:
        for item in enum.items:
            require(item.doc.brief, item.name)
    for function in api.functions + api.callbacks:
        api.kind(function.result)
        for param in function.params:
            api.kind(param.type)
        named = [p.name for p in function.params]
        if function.doc.params and list(function.doc.params) != named:
            raise SystemExit(f"swigxml: {function.name}({', '.join(named)}) documents {', '.join(function.doc.params)}")
    for one in api.handles + api.records + api.enums + api.aliases + api.callbacks + api.functions + api.constants:
        require(one.doc.brief, one.name)


def read(path):
    api = Api()
    for node in ElementTree.parse(path).getroot().iter():
        if node.tag in ("cdecl", "enum", "class", "constant") and (attributes(node).get("name") or "").lower().startswith("wgf_"):
            read_declaration(api, node)
    if not api.functions:
        raise SystemExit(f"swigxml: no function in {path}")
    check(api)
    return api
