"""
    Table(columns::NamedTuple)

Columns of equal length. A vector of rows (named tuples), so that Tables.jl, DataFrames and CSV take it as it is; its columns are its
properties, and `columns(table)` is the named tuple of them.

```julia
table = Table((name = ["a", "b"], value = [1.0, 2.0]))
table.value == [1.0, 2.0] && table[2].name == "b"
```
"""
struct Table{R,C<:NamedTuple} <: AbstractVector{R}
    columns::C
    function Table(columns::NamedTuple)
        lengths = map(length, values(columns))
        equal(lengths) || throw(DimensionMismatch("the columns $(join(keys(columns), ", ")) have lengths $(join(lengths, ", "))"))
        new{NamedTuple{keys(columns),Tuple{map(eltype, values(columns))...}},typeof(columns)}(columns)
    end
end

equal(values) = isempty(values) || all(==(first(values)), values)

"The columns, as a named tuple of vectors: a table for Tables.jl."
columns(table::Table) = getfield(table, :columns)

Base.size(table::Table) = (isempty(columns(table)) ? 0 : length(first(columns(table))),)
Base.getindex(table::Table{R}, i::Int) where {R} = R(map(column -> column[i], values(columns(table))))
Base.getproperty(table::Table, name::Symbol) = getproperty(columns(table), name)
Base.propertynames(table::Table) = keys(columns(table))

"One table of equal named tuples."
function gather(rows::AbstractVector{<:NamedTuple})
    names = fieldnames(eltype(rows))
    Table(NamedTuple{names}(map(name -> [row[name] for row in rows], names)))
end

cell(value) = string(value)
cell(value::AbstractFloat) = @sprintf("%.4g", value)

function show_columns(io, table)
    texts = [[string(name); map(cell, column)] for (name, column) in pairs(columns(table))]
    sides = [eltype(column) <: Number ? lpad : rpad for column in values(columns(table))]
    widths = [maximum(length, column) for column in texts]
    for row in 1:length(table)+1
        row == 1 || println(io)
        print(io, rstrip(join((sides[k](texts[k][row], widths[k]) for k in eachindex(texts)), "  ")))
    end
end

"The words of a text in lines of at most `width` characters."
function wrapped(text, width)
    lines = [""]
    for word in split(text)
        isempty(lines[end]) ? (lines[end] = word) :
        length(lines[end]) + 1 + length(word) <= width ? (lines[end] *= " " * word) : push!(lines, word)
    end
    lines
end

bounds(row) = isempty(row.choices) ? "from $(cell(row.minimum))" * (row.maximum > 1e12 ? "" : " to $(cell(row.maximum))") : "one of $(row.choices)"
heading(row) = !haskey(row, :default) ? row.name : row.type == "vector" ? row.name : "$(row.name) = $(row.default) ($(bounds(row)))"

# A sentence is too wide for a column.
function show_sentences(io, table)
    width = min(displaysize(io)[2], 100) - 4
    for (k, row) in enumerate(table)
        k == 1 || println(io)
        print(io, join(wrapped(heading(row), width), "\n    "), "\n    ", join(wrapped(row.summary, width), "\n    "))
    end
end

Base.show(io::IO, ::MIME"text/plain", table::Table) =
    hasproperty(table, :name) && hasproperty(table, :summary) ? show_sentences(io, table) : show_columns(io, table)
Base.show(io::IO, table::Table) = print(io, "Table of ", length(table), " rows: ", join(propertynames(table), ", "))
