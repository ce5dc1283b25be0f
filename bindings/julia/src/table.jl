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
    Table(columns::NamedTuple) = new{NamedTuple{keys(columns),Tuple{map(eltype, values(columns))...}},typeof(columns)}(columns)
end

"The columns, as a named tuple of vectors: a table for Tables.jl."
columns(table::Table) = getfield(table, :columns)

Base.size(table::Table) = (length(first(columns(table))),)
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

function Base.show(io::IO, ::MIME"text/plain", table::Table)
    texts = [[string(name); map(cell, column)] for (name, column) in pairs(columns(table))]
    sides = [eltype(column) <: Number ? lpad : rpad for column in values(columns(table))]
    widths = [maximum(length, column) for column in texts]
    for row in 1:length(table)+1
        row == 1 || println(io)
        print(io, rstrip(join((sides[k](texts[k][row], widths[k]) for k in eachindex(texts)), "  ")))
    end
end
Base.show(io::IO, table::Table) = print(io, "Table of ", length(table), " rows: ", join(propertynames(table), ", "))
