const kinds = (flow = LibWGF.WGF_FLOW, target = LibWGF.WGF_TARGET, kernel = LibWGF.WGF_KERNEL, discrepancy = LibWGF.WGF_DISCREPANCY,
               context = LibWGF.WGF_CONTEXT)
const option_types = ("double", "int", "string", "vector")

function kind_of(kind::Symbol)
    haskey(kinds, kind) || throw(ArgumentError("no kind $kind; there are $(join(keys(kinds), ", "))"))
    kinds[kind]
end

function entry(kind::Symbol, index)
    record = sized(LibWGF.wgf_entry)
    check(LibWGF.wgf_catalogue_entry(kind_of(kind), index, record))
    found = named(record[])
    merge((name = found.name, summary = found.summary), found)
end

"""
    catalogue(kind)

What the library offers, as a table: `kind` is `:flow`, `:target`, `:kernel`, `:discrepancy` or `:context`.

```julia
"svgd" in catalogue(:flow).name
```
"""
catalogue(kind::Symbol) = gather([entry(kind, i - 1) for i in 1:got(count -> LibWGF.wgf_catalogue_count(kind_of(kind), count), Int64)])

function entry(kind::Symbol, name::AbstractString)
    found = filter(e -> e.name == name, catalogue(kind))
    isempty(found) && throw(ArgumentError("no $kind $name; there are $(join(catalogue(kind).name, ", "))"))
    first(found)
end

const OptionRow = NamedTuple{(:name, :type, :default, :minimum, :maximum, :choices, :summary),
                             Tuple{String,String,String,Float64,Float64,String,String}}

function option_row(kind, name, index)
    record = sized(LibWGF.wgf_option)
    check(LibWGF.wgf_catalogue_option(kind_of(kind), name, index, record))
    o = named(record[])
    default = o.type == LibWGF.WGF_OPTION_STRING ? repr(o.default_text) : o.type == LibWGF.WGF_OPTION_VECTOR ? "" : cell(o.default_value)
    OptionRow((o.name, option_types[o.type+1], default, o.minimum, o.maximum, o.choices, o.summary))
end

"""
    options(kind, name)
    options(algorithm)

The options of an entry of the catalogue, as a table: name, type, default, bounds, choices and a sentence.

```julia
"bandwidth" in options(:flow, "svgd").name
```
"""
options(kind::Symbol, name::AbstractString) = gather(OptionRow[option_row(kind, name, i - 1) for i in 1:entry(kind, name).options])
