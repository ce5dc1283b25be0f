"Points that a target and its copies rejected."
mutable struct Tally
    count::Int
    index::Int
    message::String
    alone::ReentrantLock
    Tally() = new(0, 0, "", ReentrantLock())
end

"""
    Target(dim; logdensity, gradient, logdensity_and_gradient, hessian_vector, batched = false, minibatch = false)

A density, known up to a constant, by functions of a vector; or, with `batched = true`, of a matrix with one point a column, which give a
vector of log densities and a matrix of gradients. A log density or a gradient alone is enough; `logdensity_and_gradient` gives both as a
tuple. A point is rejected by a log density of `-Inf` or `NaN`, or a gradient that is not finite; an exception stops the run and comes out
of it. With `minibatch = true` the functions take the index of the mini-batch as last argument (-1: all data).

    Target(dim; gives = (:logdensity, :gradient))

A density without functions: its values come by [`tell!`](@ref).

    Target(name, dim; options...)

A ready-made one of the catalogue, such as `Target(:gaussian, 2; mean = [1, 2])`; see `options(:target, "gaussian")`.

    Target(samples::AbstractMatrix; weights = nothing)

A cloud of samples, one a column.

    Target(problem)

Whatever has methods of `LogDensityProblems`, or of `WGF.dimension` and `WGF.logdensity_and_gradient`.

[`sample`](@ref), and a [`Flow`](@ref) with an `rng`, take a copy of the target: several tasks may sample one target at once. Its functions are
then called by one task at a time. Everything else that uses a target is for one task at a time.

All but samples take `lower` and `upper` (numbers or vectors, `±Inf`: no bound), `simplex` and `ordered` (ranges of coordinates, or several),
and all take `names` and `context`. Functions and draws are on the user's scale; flows move unconstrained coordinates.

```julia
target = Target(2; logdensity = x -> -x[1] - x[2]^2 / 2, gradient = x -> [-1, -x[2]], lower = [0, -Inf], names = ["rate", "z"])
size(constrain(target, zeros(2, 5))) == (2, 5)
```
"""
mutable struct Target <: Handle
    pointer::Ptr{LibWGF.wgf_target}
    context::Context
    kind::Symbol # :functions, :asked, :ready_made or :samples
    name::String # of one that is ready made
    score_only::Bool
    make::Any          # (context, result) -> status; holds the functions and the numbers that it is made of
    edits::Vector{Any} # what was set since, each a function of the target
    names::Vector{String}
    tally::Tally       # shared with the copies
    seen::Int          # rejections that are in the tally

    function Target(make, kind::Symbol, context::Context; name = "", score_only = false, tally = Tally())
        target = new(C_NULL, context, kind, name, score_only, make, Any[], String[], tally, 0)
        target.pointer = made(result -> make(context, result), LibWGF.wgf_target)
        finalizer(close, target)
        target.names = ["x[$k]" for k in 1:user_dimension(target)]
        target
    end
end

function edit!(change, target::Target)
    change(target)
    push!(target.edits, change)
    target
end

"The same target in another context, for the use of one task."
function own(target::Target, context::Context)
    twin = Target(target.make, target.kind, context; name = target.name, score_only = target.score_only, tally = target.tally)
    foreach(change -> edit!(change, twin), target.edits)
    twin.names = copy(target.names)
    twin
end

function Target(dim::Integer; logdensity = nothing, gradient = nothing, logdensity_and_gradient = nothing, hessian_vector = nothing,
                batched = false, minibatch = false, gives = nothing, context::Context = Context(), shape...)
    f = Density(logdensity, gradient, logdensity_and_gradient, batched, minibatch)
    if gives !== nothing
        logdensity === gradient === logdensity_and_gradient === hessian_vector === nothing ||
            throw(ArgumentError("gives = $(repr(gives)) is for a density without functions, but there are functions"))
        return shape!(asked(dim, gives, context); shape...)
    end
    logdensity === gradient === logdensity_and_gradient === nothing &&
        throw(ArgumentError("a target of $dim coordinates needs logdensity, gradient, logdensity_and_gradient, or gives"))
    box = Callback(f)
    target = Target(:functions, context; score_only = flags(f) & LibWGF.WGF_LOG_DENSITY == 0) do c, result
        LibWGF.wgf_target_create_callback(c, dim, flags(f), trampolines[:density], address(box), C_NULL, result)
    end
    hessian_vector === nothing || set_hessian_vector!(target, HessianVector(hessian_vector, batched, minibatch))
    shape!(target; shape...)
end

Target(logdensity::Function, dim::Integer; rest...) = Target(dim; logdensity = logdensity, rest...)
Target(logdensity::Function, gradient::Function, dim::Integer; rest...) = Target(dim; logdensity = logdensity, gradient = gradient, rest...)

function Target(name::Union{Symbol,AbstractString}, dim::Integer; lower = nothing, upper = nothing, simplex = nothing, ordered = nothing,
                names = nothing, context::Context = Context(), options...)
    target = Target((c, result) -> LibWGF.wgf_target_create(c, string(name), dim, result), :ready_made, context; name = string(name))
    for (option, value) in pairs(options)
        kept = value isa AbstractArray ? copy(value) : value
        edit!(t -> set_option!(t, option, kept), target)
    end
    shape!(target; lower = lower, upper = upper, simplex = simplex, ordered = ordered, names = names)
end

function Target(samples::AbstractMatrix; weights = nothing, names = nothing, context::Context = Context())
    x = numbers(samples, "samples")
    target = Target((c, result) -> LibWGF.wgf_target_create_samples(c, size(x, 2), size(x, 1), x, result), :samples, context)
    if weights !== nothing
        w = numbers(weights, "weights")
        edit!(t -> check(LibWGF.wgf_target_import_weights(t, length(w), w)), target)
    end
    shape!(target; names = names)
end

Target(samples::AbstractVector; rest...) =
    throw(ArgumentError("the samples are a vector; allowed is a matrix with one sample a column: of one coordinate, permutedims(samples)"))

const target_flags = (logdensity = LibWGF.WGF_LOG_DENSITY, gradient = LibWGF.WGF_SCORE, hessian_vector = LibWGF.WGF_HESSIAN_VECTOR,
                      minibatch = LibWGF.WGF_MINI_BATCH)

function asked(dim, gives, context)
    wants = reduce(|, map(target_flag, gives isa Symbol ? (gives,) : Tuple(gives)); init = Int32(0))
    Target(:asked, context) do c, result
        LibWGF.wgf_target_create_callback(c, dim, wants, C_NULL, C_NULL, C_NULL, result)
    end
end

target_flag(what) = what isa Symbol && haskey(target_flags, what) ? target_flags[what] :
    throw(ArgumentError("gives: a target cannot give $(repr(what)); allowed are $(join(keys(target_flags), ", "))"))

function set_hessian_vector!(target, f)
    box = Callback(f)
    edit!(t -> check(LibWGF.wgf_target_set_hessian_vector(t, trampolines[:hessian_vector], address(box), C_NULL)), target)
end

# ---- bounds and names ----

bound(::Nothing, d, other, what) = fill(other, d)
bound(value::Real, d, other, what) = fill(Float64(value), d)
function bound(values, d, other, what)
    b = numbers(values, what)
    size(b) == (d,) || throw(DimensionMismatch("$what has size $(size(b)); allowed is one number, or $d, one for each coordinate"))
    b
end

const Range = AbstractUnitRange{<:Integer}
ranges(range::Range, what) = (range,)
ranges(::Nothing, what) = ()
ranges(several, what) = several isa Union{Tuple,AbstractVector} && all(range -> range isa Range, several) ? several :
    throw(ArgumentError("$what = $(repr(several)); allowed is a range of coordinates such as 1:3, or several in a vector or tuple"))

function set_ranges!(set, target, given, what)
    for range in ranges(given, what)
        issubset(range, 1:user_dimension(target)) && length(range) >= 2 ||
            throw(ArgumentError("$what = $range; allowed are 2 or more of the coordinates 1 to $(user_dimension(target))"))
        edit!(t -> check(set(t, first(range) - 1, length(range))), target)
    end
end

function shape!(target; lower = nothing, upper = nothing, simplex = nothing, ordered = nothing, names = nothing)
    d = user_dimension(target)
    if !(lower === upper === nothing)
        low, high = bound(lower, d, -Inf, "lower"), bound(upper, d, Inf, "upper")
        edit!(t -> check(LibWGF.wgf_target_set_bounds(t, d, low, high)), target)
    end
    set_ranges!(LibWGF.wgf_target_set_simplex, target, simplex, "simplex")
    set_ranges!(LibWGF.wgf_target_set_ordered, target, ordered, "ordered")
    names === nothing || set_names!(target, proper_names(names, d))
    target
end

function set_names!(target, names)
    for (k, name) in enumerate(names)
        edit!(t -> check(LibWGF.wgf_target_set_name(t, k - 1, name)), target)
    end
    target.names = names
    target
end
