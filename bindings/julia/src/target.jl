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
    boxes::Vector{Callback}
    kind::Symbol # :functions, :asked, :ready_made or :samples
    score_only::Bool

    function Target(make, kind::Symbol, context::Context, boxes...; score_only = false)
        target = new(C_NULL, context, collect(Callback, boxes), kind, score_only)
        target.pointer = made(make, LibWGF.wgf_target)
        finalizer(close, target)
    end
end

callbacks(t::Target) = (callbacks(t.context)..., t.boxes...)

function Target(dim::Integer; logdensity = nothing, gradient = nothing, logdensity_and_gradient = nothing, hessian_vector = nothing,
                batched = false, minibatch = false, gives = nothing, context = Context(), shape...)
    gives === nothing || return shape!(asked(dim, gives, context); shape...)
    f = Density(logdensity, gradient, logdensity_and_gradient, batched, minibatch)
    box = Callback(f)
    target = Target(:functions, context, box; score_only = flags(f) & LibWGF.WGF_LOG_DENSITY == 0) do result
        LibWGF.wgf_target_create_callback(context, dim, flags(f), trampolines[:density], address(box), C_NULL, result)
    end
    hessian_vector === nothing || set_hessian_vector!(target, HessianVector(hessian_vector, batched, minibatch))
    shape!(target; shape...)
end

Target(logdensity::Function, dim::Integer; rest...) = Target(dim; logdensity = logdensity, rest...)
Target(logdensity::Function, gradient::Function, dim::Integer; rest...) = Target(dim; logdensity = logdensity, gradient = gradient, rest...)

function Target(name::Union{Symbol,AbstractString}, dim::Integer; lower = nothing, upper = nothing, simplex = nothing, ordered = nothing,
                names = nothing, context = Context(), options...)
    target = Target(result -> LibWGF.wgf_target_create(context, string(name), dim, result), :ready_made, context)
    for (option, value) in pairs(options)
        set_option!(target, :target, string(name), option, value)
    end
    shape!(target; lower = lower, upper = upper, simplex = simplex, ordered = ordered, names = names)
end

function Target(samples::AbstractMatrix; weights = nothing, names = nothing, context = Context())
    x = dense(samples)
    target = Target(result -> LibWGF.wgf_target_create_samples(context, size(x, 2), size(x, 1), x, result), :samples, context)
    weights === nothing || check(LibWGF.wgf_target_import_weights(target, length(weights), dense(weights)))
    shape!(target; names = names)
end

const target_flags = (logdensity = LibWGF.WGF_LOG_DENSITY, gradient = LibWGF.WGF_SCORE, hessian_vector = LibWGF.WGF_HESSIAN_VECTOR,
                      minibatch = LibWGF.WGF_MINI_BATCH)

function asked(dim, gives, context)
    wants = reduce(|, (target_flags[what] for what in (gives isa Symbol ? (gives,) : gives)))
    Target(:asked, context) do result
        LibWGF.wgf_target_create_callback(context, dim, wants, C_NULL, C_NULL, C_NULL, result)
    end
end

function set_hessian_vector!(target, f)
    box = Callback(f)
    push!(target.boxes, box)
    check(LibWGF.wgf_target_set_hessian_vector(target, trampolines[:hessian_vector], address(box), C_NULL))
end

# ---- bounds and names ----

bound(::Nothing, d, other) = fill(other, d)
bound(value::Real, d, other) = fill(Float64(value), d)
bound(values::AbstractVector, d, other) = dense(values)

ranges(range::AbstractUnitRange{<:Integer}) = (range,)
ranges(several) = several

function shape!(target; lower = nothing, upper = nothing, simplex = (), ordered = (), names = nothing)
    d = user_dimension(target)
    if !(lower === upper === nothing)
        low, high = bound(lower, d, -Inf), bound(upper, d, Inf)
        length(low) == length(high) || throw(DimensionMismatch("$(length(low)) lower and $(length(high)) upper bounds"))
        check(LibWGF.wgf_target_set_bounds(target, length(low), low, high))
    end
    for range in ranges(something(simplex, ()))
        check(LibWGF.wgf_target_set_simplex(target, first(range) - 1, length(range)))
    end
    for range in ranges(something(ordered, ()))
        check(LibWGF.wgf_target_set_ordered(target, first(range) - 1, length(range)))
    end
    names === nothing || length(names) == d || throw(DimensionMismatch("$(length(names)) names for $d coordinates"))
    for (k, name) in enumerate(something(names, ()))
        check(LibWGF.wgf_target_set_name(target, k - 1, string(name)))
    end
    target
end

set_double!(t::Target, name, value) = check(LibWGF.wgf_target_set_double(t, name, value))
set_int!(t::Target, name, value) = check(LibWGF.wgf_target_set_int(t, name, value))
set_vector!(t::Target, name, value) = check(LibWGF.wgf_target_set_vector(t, name, length(value), value))
