#!/usr/bin/env python3
"""Usage: gen_cs.py API.XML FOLDER. From the C API writes, for C#:

    names.i       names, comments, handles, records and callbacks, for wgf_csharp.i
    Records.cs    the records, as structs with the same memory
    Callbacks.cs  the callback types, as delegates
"""

import re
import sys
from pathlib import Path

import swigxml

TYPES = {"double": "double", "int32_t": "int", "int64_t": "long", "uint32_t": "uint", "uint8_t": "byte"}
PROPERTIES = {"wgf_entry.options": "OptionCount", "wgf_request.n": "Count", "wgf_request.d": "Dim"}  # where the C name does not say it
CLASSES = {"wgf_catalogue_entry": "Catalogue.Entries", "wgf_catalogue_option": "Catalogue.Options", "wgf_last_error": "Exception.Message",
           "wgf_callback_result": "WgfException.CallbackResult", "wgf_set_callback_message": "Target.Explain",
           "wgf_options_set_double": "double", "wgf_options_set_int": "long", "wgf_options_set_string": "string",
           "wgf_options_set_vector": "double[]"}
HEAD = "// Made by bindings/swig/regenerate from include/wgf; changes here are lost.\n"


def pascal(name):
    return "".join(word.capitalize() for word in name.lower().removeprefix("wgf_").split("_"))


def camel(name):
    return pascal(name)[0].lower() + pascal(name)[1:]


def enum_name(enum):
    """wgf_status_code: Status; wgf_target_flag: TargetFlags, values that add up."""
    return re.sub("Flag$", "Flags", re.sub("Code$", "", pascal(enum.name)))


def item_name(enum, item):
    """WGF_E_MEMORY: MemoryError. A first word of all items that is a word of the enum's name is left out: WGF_LOG_INFO: Info."""
    words = item.name.removeprefix("WGF_").split("_")
    first = {one.name.removeprefix("WGF_").split("_")[0] for one in enum.items}
    if len(first) == 1 and words[0].lower() in enum.name.split("_"):
        words = words[1:]
    if words[0] == "E":
        words = words[1:] + ["ERROR"]
    return pascal("_".join(words))


class Texts:
    """C comments in C# words, escaped for XML."""

    def __init__(self, api):
        self.names = {enum.name: enum_name(enum) for enum in api.enums}
        self.names |= {item.name: f"{enum_name(enum)}.{item_name(enum, item)}" for enum in api.enums for item in enum.items}
        self.names |= {one.name: re.sub("Fn$", "", pascal(one.name)) for one in api.handles + api.records + api.callbacks}
        self.names |= {f.name: CLASSES.get(f.name) or self.method(f.name) for f in api.functions}
        self.names |= {"NULL": "null", "wgf_status": "Status"}

    @staticmethod
    def method(name):
        noun, _, verb = name.removeprefix("wgf_").partition("_")
        return f"new {pascal(noun)}" if verb == "create" else f"{pascal(noun)}.{pascal(verb)}"

    def xml(self, text):
        text = re.sub(r"::(?=wgf_)", "", text)
        text = re.sub(r'"[^"]*"|\b(wgf_\w+|WGF_\w+|NULL)\b(?:\(\))?', lambda m: self.names.get(m[1], m[0]), text)
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "")

    def element(self, tag, text, name=None):
        attribute = f' name="{name}"' if name else ""
        return [f"/// <{tag}{attribute}>{self.xml(text)}</{tag}>"] if text else []

    def lines(self, doc):
        return self.element("summary", doc.brief) + self.element("remarks", " ".join(doc.details))

    def function_lines(self, function):
        lines = self.lines(function.doc)
        for name, text in function.doc.params.items():
            lines += self.element("param", text, name)
        return lines + self.element("returns", function.doc.returns)


# ---- names.i ----

def function_names(texts, function):
    modifiers = "\n".join("  " + line for line in texts.function_lines(function)).lstrip()
    return f'%rename("{pascal(function.name)}") {function.name};\n%feature("cs:methodmodifiers") {function.name} %{{{modifiers}\n  public%}}\n'


def enum_names(texts, enum):
    flags = "[System.Flags]\n" if enum_name(enum).endswith("Flags") else ""
    head = "\n".join(texts.lines(enum.doc)) + "\n" + flags
    out = f'%rename("{enum_name(enum)}") {enum.name};\n%typemap(csclassmodifiers) enum {enum.name} %{{{head}public enum%}}\n'
    for item in enum.items:
        comment = "\n  ".join(texts.lines(item.doc)) + "\n"
        out += f'%rename("{item_name(enum, item)}") {item.name};\n%feature("cs:attributes") {item.name} %{{{comment}%}}\n'
    return out


def handle_names(api, one):
    if api.lent(one):
        return f"LENT({one.name}, {one.name.removeprefix('wgf_')})\n"
    return f"HANDLE({one.name}, {one.name.removeprefix('wgf_')}, {pascal(one.name)}Handle)\n"


def names(api, texts):
    out = "".join(enum_names(texts, enum) for enum in api.enums)
    out += "".join(function_names(texts, function) for function in api.functions)
    out += "".join(f"CALLBACK({one.name})\n" for one in api.callbacks)
    out += "".join(f"RECORD({one.name}, {pascal(one.name)})\n" for one in api.records)
    return out + "".join(handle_names(api, one) for one in api.handles)


# ---- Records.cs ----

def storage_type(api, type):
    """The C# type with the same memory."""
    if api.kind(type) == "text":
        return "IntPtr"
    if api.kind(type) in ("scalar", "alias") and type.base in TYPES and type.pointers <= 1:
        return TYPES[type.base] + "*" * type.pointers
    raise SystemExit(f"gen_cs: no field of type {type}")


def property_code(api, texts, record, f):
    """Texts are strings, enumerations have their type, and `1 when ...` is a bool; a pointer is for the package alone."""
    type, value, access = storage_type(api, f.type), camel(f.name), "public"
    enum = next((enum for enum in api.enums if f"::{enum.name} " in f.doc.brief.replace(".", " ")), None)
    if type.endswith("*"):
        access = "internal"
    elif type == "IntPtr":
        type, value = "string", f"Utf8.Read({value})"
    elif enum:
        type, value = enum_name(enum), f"({enum_name(enum)}){value}"
    elif type == "int" and re.search(r"\b1 when\b", f.doc.brief):
        type, value = "bool", f"{value} != 0"
    name = PROPERTIES.get(f"{record.name}.{f.name}") or pascal(f.name)
    return "".join(f"    {line}\n" for line in texts.lines(f.doc)) + f"    {access} {type} {name} => {value};\n"


def record_code(api, texts, record):
    name = pascal(record.name)
    fields = "".join(f"    readonly {storage_type(api, f.type)} {camel(f.name)};\n" for f in record.fields)
    shown = [f for f in record.fields if f.name not in ("struct_size", "reserved")]
    properties = "\n".join(property_code(api, texts, record, f) for f in shown)
    comment = "".join(f"  {line}\n" for line in texts.lines(record.doc))
    return (f"{comment}  [StructLayout(LayoutKind.Sequential)]\n  public readonly unsafe partial struct {name} {{\n{fields}\n"
            f"    {name}(uint structSize) : this() {{ this.structSize = structSize; }}\n\n"
            f"    internal static {name} Sized => new {name}((uint)sizeof({name}));\n\n{properties}  }}\n")


def records(api, texts):
    body = "\n".join(record_code(api, texts, record) for record in api.records)
    return HEAD + f"#pragma warning disable 649\nusing System;\nusing System.Runtime.InteropServices;\n\nnamespace Wgf {{\n{body}}}\n"


# ---- Callbacks.cs ----

def parameter_type(api, type):
    if type == swigxml.Type("void", 1):
        return "IntPtr"
    return storage_type(api, type)


def delegate(api, texts, one):
    result = "void" if one.result == swigxml.Type("void") else storage_type(api, one.result)
    params = ", ".join(f"{parameter_type(api, p.type)} {camel(p.name)}" for p in one.params)
    comment = "".join(f"  {line}\n" for line in texts.lines(one.doc))
    return f"{comment}  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]\n  internal unsafe delegate {result} {pascal(one.name)}({params});\n"


def callbacks(api, texts):
    body = "\n".join(delegate(api, texts, one) for one in api.callbacks)
    return HEAD + f"using System;\nusing System.Runtime.InteropServices;\n\nnamespace Wgf {{\n{body}}}\n"


def main(tree, folder):
    api = swigxml.read(tree)
    texts = Texts(api)
    for name, text in (("names.i", names), ("Records.cs", records), ("Callbacks.cs", callbacks)):
        Path(folder, name).write_text(text(api, texts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
