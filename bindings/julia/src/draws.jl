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
    # What the library does not know of draws that it did not record itself; nothing: it does, or nobody does.
    times::Union{Nothing,Vector{Float64}}
    log_weights::Union{Nothing,Matrix{Float64}}
    summary::Union{Nothing,Table}
    lp::Union{Nothing,Vector{String}} # in the order of the CSV file
    report::Union{Nothing,String}     # empty: none is shown

    function Draws(make, context::Context; names = nothing, times = nothing, log_weights = nothing, summary = nothing, lp = nothing, report = nothing)
        draws = new(C_NULL, context, String[], times, log_weights, summary, lp, report)
        draws.pointer = made(make, LibWGF.wgf_draws)
        finalizer(close, draws)
        draws.names = names === nothing ? library_names(draws) : proper_names(names, size(draws, 1))
        draws
    end
end

library_names(d) = [text(got(name -> LibWGF.wgf_draws_get_name(d, k - 1, name), Cstring)) for k in 1:size(d, 1)]

function Draws(x::AbstractArray{<:Any,3}; names = nothing, context::Context = Context(log = nothing), told...)
    values = numbers(x, "x")
    d, chains, iterations = size(values)
    Draws(context; names = names, told...) do result
        LibWGF.wgf_draws_create(context, iterations, chains, iterations * chains, d, values, result)
    end
end

Draws(f, draws::Draws; names = nothing) =
    Draws(mapslices(f, Array(draws); dims = 1); names = names, times = times(draws), log_weights = log_weights(draws), lp = lp_words(draws))

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

coordinates(d::Draws) = copy(d.names)

index(d::Draws, k::Integer) = coordinate(k, size(d, 1))
function index(d::Draws, name)
    at = findfirst(==(string(name)), d.names)
    at === nothing ? throw(ArgumentError("no coordinate $name; there are $(join(d.names, ", "))")) : at
end

Base.getindex(d::Draws, name::Union{Integer,AbstractString,Symbol}) = permutedims(Array(d)[index(d, name), :, :])
Base.keys(d::Draws) = coordinates(d)

"""
    columns(draws; iteration = :iteration, chain = :chain)
    Table(draws; iteration = :iteration, chain = :chain)

All draws as a table: iteration and chain, then the coordinates; a row for each draw. The keywords name the first two columns, for a coordinate
that is called so itself.

```julia
draws = Draws(randn(1, 2, 3); names = ["chain"])
keys(columns(draws; chain = :chain_number)) == (:iteration, :chain_number, :chain)
```
"""
function columns(d::Draws; iteration = :iteration, chain = :chain)
    x, (_, chains, iterations) = Matrix(d), size(d)
    marks = (Symbol(iteration), Symbol(chain))
    for (keyword, mark) in zip(("iteration", "chain"), marks)
        string(mark) in d.names && throw(ArgumentError("a coordinate is called $mark, and so is the column of the $keyword; call that $keyword = :another_name"))
    end
    NamedTuple{(marks..., Symbol.(d.names)...)}((repeat(1:iterations, inner = chains), repeat(1:chains, outer = iterations), (x[:, k] for k in axes(x, 2))...))
end

Table(d::Draws; marks...) = Table(columns(d; marks...))

@doc (@doc columns(::Draws)) Table(::Draws)

"""
    origin(draws)

How the draws came about: `kind`, `:chains` or `:cloud` (then the particles saw each other: no effective sample size, no R-hat); `every`, the steps
of the flow from one iteration to the next; `lost`, the chains that were lost.

```julia
origin(Draws(randn(1, 2, 3))) == (kind = :chains, every = 1, lost = 0)
```
"""
function origin(d::Draws)
    record = sized(LibWGF.wgf_draws_info)
    check(LibWGF.wgf_draws_get_info(d, record))
    info = record[]
    (kind = info.kind == LibWGF.WGF_CLOUD ? :cloud : :chains, every = info.every, lost = info.lost)
end

"Flow time of every iteration."
function times(d::Draws)
    d.times === nothing || return copy(d.times)
    out = Vector{Float64}(undef, size(d, 3))
    check(LibWGF.wgf_draws_export_times(d, length(out), out))
    out
end

"Log weights, chains × iterations; 0 where weights are equal."
function log_weights(d::Draws)
    d.log_weights === nothing || return copy(d.log_weights)
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
summarize(d::Draws) = d.summary !== nothing ? d.summary : gather([summary_row(d, k) for k in 1:size(d, 1)])

"""
    report(draws)

Why the draws should not be trusted: a line for each reason, which begins with one of `wrong gradient`, `rejects`, `stuck`, `modes`, `funnel`,
`ridge`, `too short` and a colon and says what to do; otherwise one sentence. A mode that no chain visited cannot be seen.

```julia
startswith(report(Draws(zeros(1, 4, 20))), "stuck: ")
```
"""
report(d::Draws) = d.report === nothing || isempty(d.report) ? library_report(d) : d.report

function library_report(d)
    count, line = Ref(Int64(0)), Ref{Cstring}(C_NULL)
    check(LibWGF.wgf_draws_report(d, count, line))
    text(line[])
end

# The library's words name the coordinates as it does.
shown_report(d) = d.report !== nothing ? d.report : d.names == library_names(d) && origin(d).kind === :chains ? library_report(d) : ""

"""
    quantile_error(draws, name, p)

Monte Carlo standard error `mcse` and effective sample size `ess` of a quantile.

```julia
quantile_error(Draws(randn(1, 4, 100)), 1, 0.5).mcse > 0
```
"""
function quantile_error(d::Draws, name, p::Real)
    mcse, ess = Ref(0.0), Ref(0.0)
    check(LibWGF.wgf_draws_quantile_error(d, index(d, name) - 1, p, mcse, ess))
    (mcse = mcse[], ess = ess[])
end

"""
    nested_rhat(draws, name, superchains)

Nested R-hat for many short chains; `superchains` has a number for each chain, that of the group of chains that began at the same point.

```julia
nested_rhat(Draws(randn(1, 4, 100)), 1, [1, 1, 2, 2]) >= 1
```
"""
nested_rhat(d::Draws, name, superchains) =
    got(value -> LibWGF.wgf_draws_rhat_nested(d, index(d, name) - 1, length(superchains), Int64[whole(k, "superchains") for k in superchains], value), Float64)

"""
    pareto_khat(draws, name)

Pareto k-hat, the larger of both tails: moments of order `1 / k` and more do not exist.

```julia
pareto_khat(Draws(randn(1, 4, 100)), 1) < 1
```
"""
pareto_khat(d::Draws, name) = got(value -> LibWGF.wgf_draws_pareto_khat(d, index(d, name) - 1, value), Float64)

Statistics.quantile(d::Draws, name, p::Real) =
    got(value -> LibWGF.wgf_draws_quantile(d, index(d, name) - 1, p, value), Float64)
