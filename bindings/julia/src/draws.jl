"""
    Draws(x::Array{<:Real,3}; names = ["x[1]", ...])
    Draws(f, draws; names)

What a run recorded, on the user's scale: `Array(draws)` is coordinates × chains × iterations, each particle a chain. The second form applies
`f` to each draw, a vector. `draws["mu"]` is iterations × chains; `columns(draws)` a table with a row for each draw.

```julia
draws = Draws(randn(2, 4, 100); names = ["a", "b"])
summarize(draws).name == ["a", "b"] && size(draws["a"]) == (100, 4) && length(columns(draws).b) == 400
```
"""
mutable struct Draws <: Handle
    pointer::Ptr{LibWGF.wgf_draws}
    context::Context
    names::Vector{String}

    function Draws(make, context::Context; names = nothing)
        draws = new(C_NULL, context)
        draws.pointer = made(make, LibWGF.wgf_draws)
        finalizer(close, draws)
        draws.names = names === nothing ? library_names(draws) : collect(String, map(string, names))
        length(draws.names) == size(draws, 1) || throw(DimensionMismatch("$(length(draws.names)) names for $(size(draws, 1)) coordinates"))
        draws
    end
end

library_names(d) = [text(got(name -> LibWGF.wgf_draws_get_name(d, k - 1, name), Cstring)) for k in 1:size(d, 1)]

function Draws(x::AbstractArray{<:Real,3}; names = nothing, context = Context(log = (level, line) -> nothing))
    numbers = Array{Float64,3}(x)
    d, chains, iterations = size(numbers)
    Draws(context; names = names) do result
        LibWGF.wgf_draws_create(context, iterations, chains, iterations * chains, d, numbers, result)
    end
end

Draws(f, draws::Draws; names = nothing) = Draws(mapslices(f, Array(draws); dims = 1); names = names, context = draws.context)

function Base.size(d::Draws)
    iterations, chains, coordinates = Ref(Int64(0)), Ref(Int64(0)), Ref(Int64(0))
    check(LibWGF.wgf_draws_get_shape(d, iterations, chains, coordinates))
    (Int(coordinates[]), Int(chains[]), Int(iterations[]))
end
Base.size(d::Draws, k) = size(d)[k]

function Base.Array(d::Draws)
    x = Array{Float64,3}(undef, size(d))
    check(LibWGF.wgf_draws_export(d, size(x, 2) * size(x, 3), size(x, 1), x, LibWGF.WGF_PARTICLE_MAJOR))
    x
end

function Base.Matrix(d::Draws)
    x = Matrix{Float64}(undef, size(d, 2) * size(d, 3), size(d, 1))
    check(LibWGF.wgf_draws_export(d, size(x, 1), size(x, 2), x, LibWGF.WGF_COORDINATE_MAJOR))
    x
end

coordinates(d::Draws) = d.names

function index(d::Draws, name)
    at = findfirst(==(string(name)), d.names)
    at === nothing ? throw(ArgumentError("no coordinate $name; there are $(join(d.names, ", "))")) : at
end

Base.getindex(d::Draws, k::Integer) = permutedims(Array(d)[k, :, :])
Base.getindex(d::Draws, name::Union{AbstractString,Symbol}) = d[index(d, name)]
Base.keys(d::Draws) = d.names

"All draws as a table: columns `iteration`, `chain`, then the coordinates; a row for each draw."
function columns(d::Draws)
    x, (_, chains, iterations) = Matrix(d), size(d)
    first = (iteration = repeat(1:iterations, inner = chains), chain = repeat(1:chains, outer = iterations))
    merge(first, NamedTuple{Tuple(Symbol.(d.names))}(Tuple(x[:, k] for k in axes(x, 2))))
end

Table(d::Draws) = Table(columns(d))

"Flow time of every iteration."
function times(d::Draws)
    out = Vector{Float64}(undef, size(d, 3))
    check(LibWGF.wgf_draws_export_times(d, length(out), out))
    out
end

"Log weights, chains × iterations; 0 where weights are equal."
function log_weights(d::Draws)
    out = Matrix{Float64}(undef, size(d, 2), size(d, 3))
    check(LibWGF.wgf_draws_export_log_weights(d, length(out), out))
    out
end

function summary_row(d::Draws, k)
    record = sized(LibWGF.wgf_summary)
    check(LibWGF.wgf_draws_summary(d, k - 1, record))
    merge((name = d.names[k],), named(record[]))
end

"""
    summarize(draws)

A table with a row for each coordinate: mean, sd, quantiles, Monte Carlo error, effective sample sizes and R-hat, as the R package posterior
defines them.
"""
summarize(d::Draws) = gather([summary_row(d, k) for k in 1:size(d, 1)])

Statistics.quantile(d::Draws, name, p::Real) =
    got(value -> LibWGF.wgf_draws_quantile(d, (name isa Integer ? name : index(d, name)) - 1, p, value), Float64)

"""
    write_csv(path, draws)

Writes a CSV file as CmdStan does.
"""
write_csv(path::AbstractString, d::Draws) = (check(LibWGF.wgf_draws_write_csv(d, path)); path)
