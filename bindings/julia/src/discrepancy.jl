"""
    Discrepancy(name; options...)

How far particles are from a target: `d(particles, target)`, or with the gradient in the particles `d(particles, target; gradient = true)`. The
option `kernel` takes a function, too, as for [`Algorithm`](@ref). See `catalogue(:discrepancy)`.

```julia
d = Discrepancy(:mmd; bandwidth = 1)
value, gradient = d([0.0 1.0], [0.0 2.0]; gradient = true)
value > 0 && size(gradient) == (1, 2)
```
"""
mutable struct Discrepancy <: Handle
    pointer::Ptr{LibWGF.wgf_discrepancy}
    context::Context
    name::String
    boxes::Vector{Callback}

    function Discrepancy(name::Union{Symbol,AbstractString}; kernel = nothing, context::Context = Context(), options...)
        d = new(C_NULL, context, string(name), Callback[])
        d.pointer = made(result -> LibWGF.wgf_discrepancy_create(context, d.name, result), LibWGF.wgf_discrepancy)
        finalizer(close, d)
        kernel === nothing || set_kernel!(d, kernel)
        for (option, value) in pairs(options)
            set_option!(d, option, value)
        end
        d
    end
end

set_kernel!(d::Discrepancy, value) = set_option!(d, :kernel, value)
function set_kernel!(d::Discrepancy, f::Function)
    push!(d.boxes, Callback(f))
    check(LibWGF.wgf_discrepancy_set_kernel(d, 0, trampolines[:kernel], address(last(d.boxes)), C_NULL))
end

as_ensemble(e::Ensemble, target) = e
as_ensemble(f::Flow, target) = f.ensemble
as_ensemble(d::Draws, target) = set_weights!(as_ensemble(all_draws(d), target), draw_weights(d))
as_ensemble(x::AbstractMatrix, target) =
    target.kind == :samples ? Ensemble(x; context = target.context) : set_positions!(Ensemble(target, size(x, 2)), x)
as_ensemble(other, target) =
    throw(ArgumentError("the particles are a $(typeof(other)); allowed is a matrix with one particle a column, an ensemble, a flow or draws"))

all_draws(d) = reshape(Array(d), size(d, 1), :)
draw_weights(d) = vec(exp.(log_weights(d)))

as_target(target::Target) = target
as_target(e::Union{Ensemble,Flow}) = Target(positions(e); weights = weights(e))
as_target(d::Draws) = Target(all_draws(d); weights = draw_weights(d))
as_target(other) = Target(other)

function (d::Discrepancy)(particles, to; gradient = false)
    gradient isa Bool || throw(ArgumentError("gradient = $(repr(gradient)); allowed is true or false"))
    target = as_target(to)
    ensemble = as_ensemble(particles, target)
    value = Ref(NaN)
    x = gradient ? Matrix{Float64}(undef, dimension(target), length(ensemble)) : Matrix{Float64}(undef, 0, 0)
    completing(d, ensemble, target) do
        LibWGF.wgf_discrepancy_evaluate(d, ensemble, target, value, size(x, 2), size(x, 1), gradient ? x : C_NULL)
    end
    gradient ? (value = value[], gradient = x) : value[]
end

"""
    discrepancy(name, particles, target; gradient = false, options...)

How far `particles` (a matrix, an ensemble, a flow or draws) are from `target` (a [`Target`](@ref), or samples in one of those forms).

```julia
discrepancy(:energy, [0.0 1.0], [0.0 1.0]) == 0
```
"""
function discrepancy(name, particles, target; gradient = false, options...)
    d = Discrepancy(name; options...)
    try
        d(particles, target; gradient = gradient)
    finally
        close(d)
    end
end
