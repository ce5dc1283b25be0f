"""
    Ensemble(target, n)
    Ensemble(x; context = Context())

`n` weighted particles: for a target (with its bounds and names; start them with [`init!`](@ref)), or at the columns of `x`.

```julia
cloud = Ensemble([0.0 1.0 2.0; 0.0 1.0 4.0])
length(cloud) == 3 && size(positions(cloud)) == (2, 3)
```
"""
mutable struct Ensemble <: Handle
    pointer::Ptr{LibWGF.wgf_ensemble}
    context::Context

    function Ensemble(make, context::Context)
        ensemble = new(C_NULL, context)
        ensemble.pointer = made(make, LibWGF.wgf_ensemble)
        finalizer(close, ensemble)
    end
end

Ensemble(target::Target, n::Integer) = Ensemble(result -> LibWGF.wgf_ensemble_create_for_target(target, n, result), target.context)

function Ensemble(x::AbstractMatrix; context::Context = Context())
    ensemble = Ensemble(result -> LibWGF.wgf_ensemble_create(context, size(x, 2), size(x, 1), result), context)
    set_positions!(ensemble, x)
end

Base.length(e::Ensemble) = Int(got(n -> LibWGF.wgf_ensemble_get_size(e, n), Int64))
user_dimension(e::Ensemble) = Int(got(d -> LibWGF.wgf_ensemble_get_dim(e, d), Int64))
Base.size(e::Ensemble) = (user_dimension(e), length(e))

"""
    positions(owner)

The particles of an ensemble or a flow, on the user's scale, a column each; a copy.
"""
function positions(e::Ensemble)
    x = Matrix{Float64}(undef, size(e))
    check(LibWGF.wgf_ensemble_export(e, size(x, 2), size(x, 1), x, LibWGF.WGF_PARTICLE_MAJOR))
    x
end

"""
    set_positions!(owner, x)

Moves the particles of an ensemble or a flow to the columns of `x`.
"""
function set_positions!(e::Ensemble, x::AbstractMatrix)
    check(LibWGF.wgf_ensemble_import(e, size(x, 2), size(x, 1), dense(x), LibWGF.WGF_PARTICLE_MAJOR))
    e
end

"""
    WGF.unconstrained_positions(ensemble)

The particles in the coordinates that flows move, a column each; a copy. For an ensemble of a target whose unconstrained dimension is `d`.
"""
function unconstrained_positions(e::Ensemble, d = user_dimension(e))
    values = got(p -> LibWGF.wgf_ensemble_borrow(e, p), Ptr{Float64})
    GC.@preserve e copy(matrix(values, length(e), d))
end

"""
    weights(owner)

The weights of an ensemble or a flow; their sum is 1.
"""
function weights(e::Ensemble)
    w = Vector{Float64}(undef, length(e))
    check(LibWGF.wgf_ensemble_export_weights(e, length(w), w))
    w
end

"""
    set_weights!(ensemble, w)

Sets the weights; they are divided by their sum.
"""
set_weights!(e::Ensemble, w::AbstractVector) = (check(LibWGF.wgf_ensemble_import_weights(e, length(w), dense(w))); e)

"""
    coordinates(owner)

Names of the coordinates of a target, an ensemble, a flow or draws.
"""
coordinates(t::Target) = copy(t.names)
coordinates(e::Ensemble) =
    [text(got(name -> LibWGF.wgf_ensemble_get_name(e, k - 1, name), Cstring)) for k in 1:user_dimension(e)]

"""
    set_name!(owner, k, name)

Names coordinate `k` of an ensemble or a target.
"""
set_name!(e::Ensemble, k, name) = set_names!(e, renamed(coordinates(e), k, name))
set_name!(t::Target, k, name) = set_names!(t, renamed(t.names, k, name))

function set_names!(e::Ensemble, names)
    foreach(k -> check(LibWGF.wgf_ensemble_set_name(e, k - 1, names[k])), eachindex(names))
    e
end

"""
    init!(ensemble, target)
    init!(ensemble, x::AbstractMatrix)
    init!(ensemble, :normal; mean = 0, sd = 1)
    init!(ensemble, :uniform; lower = -2, upper = 2)

Starting positions: from a target (draws where it can give them, else uniform on (-2, 2) in unconstrained coordinates), the columns of `x`,
or a law of every unconstrained coordinate, by the context's seed.

```julia
target = Target(:gaussian, 2)
positions(init!(Ensemble(target, 5), target))
```
"""
init!(e::Ensemble, target::Target) = (completing(() -> LibWGF.wgf_ensemble_init_target(e, target), e, target); e)
init!(e::Ensemble, x::AbstractMatrix) = set_positions!(e, x)
init!(e::Ensemble, law::Symbol; rest...) =
    law == :normal ? init_normal!(e; rest...) :
    law == :uniform ? init_uniform!(e; rest...) : throw(ArgumentError("no law $law; there are normal, uniform"))
init!(e::Ensemble, other; rest...) = throw(ArgumentError("init = $(repr(other)); allowed is a target, a matrix, :normal or :uniform"))

init_normal!(e; mean::Real = 0, sd::Real = 1) = (check(LibWGF.wgf_ensemble_init_normal(e, mean, sd)); e)
init_uniform!(e; lower::Real = -2, upper::Real = 2) = (check(LibWGF.wgf_ensemble_init_uniform(e, lower, upper)); e)

"What an ensemble holds, for another one."
struct Cloud
    positions::Matrix{Float64}
    weights::Vector{Float64}
    names::Vector{String}
end

Cloud(e::Ensemble) = Cloud(positions(e), weights(e), coordinates(e))
init!(e::Ensemble, from::Cloud) = set_names!(set_weights!(set_positions!(e, from.positions), from.weights), from.names)

function per_coordinate(fill, e::Ensemble)
    out = Vector{Float64}(undef, user_dimension(e))
    check(fill(out))
    out
end

Statistics.mean(e::Ensemble) = per_coordinate(out -> LibWGF.wgf_ensemble_mean(e, length(out), out), e)
Statistics.quantile(e::Ensemble, p::Real) = per_coordinate(out -> LibWGF.wgf_ensemble_quantile(e, p, length(out), out), e)
function Statistics.cov(e::Ensemble)
    out = Matrix{Float64}(undef, user_dimension(e), user_dimension(e))
    check(LibWGF.wgf_ensemble_covariance(e, size(out, 1), size(out, 2), out))
    out
end
