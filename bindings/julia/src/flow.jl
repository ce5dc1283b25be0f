"""
    Flow(target, algorithm; init = nothing, progress = nothing, rng = nothing, context = target.context)

Particles that move downhill on an energy of measures. `target` is a [`Target`](@ref), a matrix of samples, or a tuple of a density and
samples for flows that need both. `init` is a matrix, an [`Ensemble`](@ref), a law of [`init!`](@ref), or `nothing`: the target itself, or a
standard normal law where the target is a cloud to be matched or has no functions. `rng` gives the seed, of this flow alone: it then has a copy
of the target and of the context, and its steps are the same whatever else is done with them. `progress(step, steps, x)` is called now and then (option `progress_interval`); `true` cancels.

A flow is an iterator: each iteration is a step, and gives its [`stats`](@ref).

```julia
flow = Flow(Target(:gaussian, 2), SVGD(n = 20); init = :uniform)
run!(flow, 50)
for now in Iterators.take(flow, 10)
    now.w2_speed < 1e-3 && break
end
size(positions(flow)) == (2, 20)
```
"""
mutable struct Flow <: Handle
    pointer::Ptr{LibWGF.wgf_flow}
    context::Context
    name::String
    boxes::Vector{Callback}
    targets::Vector{Target}
    ensemble::Union{Nothing,Ensemble}

    function Flow(algorithm::Algorithm, context::Context)
        flow = new(C_NULL, context, name(algorithm), Callback[], Target[], nothing)
        flow.pointer = made(result -> LibWGF.wgf_flow_create(context, name(algorithm), result), LibWGF.wgf_flow)
        finalizer(close, flow)
        for (option, value) in algorithm.options
            set_flow_option!(flow, option, value)
        end
        flow
    end
end

note_rejections!(f::Flow) = foreach(note_rejections!, f.targets)

set_flow_option!(flow, option, value) = option == :kernel ? set_kernel!(flow, value) : set_option!(flow, option, value)

function boxed!(flow, f)
    box = Callback(f)
    push!(flow.boxes, box)
    address(box)
end

set_kernel!(flow::Flow, value) = set_option!(flow, :kernel, value)
set_kernel!(flow::Flow, f::Function) = check(LibWGF.wgf_flow_set_kernel(flow, 0, trampolines[:kernel], boxed!(flow, f), C_NULL))
set_kernel!(flow::Flow, g::Features) =
    check(LibWGF.wgf_flow_set_features(flow, g.count, trampolines[:features], boxed!(flow, g), C_NULL))

users_context(target::Target) = target.context
users_context(targets::Tuple) = users_context(get(filter(t -> t isa Target, targets), 1, nothing))
users_context(other) = nothing

as_targets(target::Target) = [target]
as_targets(targets::Tuple) = isempty(targets) ? throw(ArgumentError("the tuple of targets is empty")) : reduce(vcat, map(as_targets, targets))
as_targets(other) = [Target(other)]

own_targets(target::Target, context) = [own(target, context)]
own_targets(targets::Tuple, context) = reduce(vcat, map(t -> own_targets(t, context), targets); init = Target[])
own_targets(other, context) = [Target(other; context = context)]

function start!(ensemble, targets, init)
    init === nothing || return init!(ensemble, init)
    any(t -> t.kind in (:samples, :asked), targets) ? init!(ensemble, :normal) : init!(ensemble, first(targets))
end

function Flow(target, algorithm::Algorithm; init = nothing, progress = nothing, rng::Union{Nothing,AbstractRNG} = nothing, context::Union{Nothing,Context} = nothing)
    callable(progress, "progress")
    own_context = rng === nothing ? nothing : private(something(context, users_context(target), Some(nothing)), drawn_seed(rng))
    # An ensemble of the user's belongs to the user's target.
    targets = rng === nothing || init isa Ensemble ? as_targets(target) : own_targets(target, own_context)
    flow = Flow(algorithm, something(own_context, context, first(targets).context))
    append!(flow.targets, targets)
    flow.ensemble = init isa Ensemble ? init : start!(Ensemble(first(targets), algorithm.n), targets, init)
    foreach(t -> check(LibWGF.wgf_flow_set_target(flow, t)), targets)
    check(LibWGF.wgf_flow_set_ensemble(flow, flow.ensemble))
    progress === nothing || check(LibWGF.wgf_flow_set_progress(flow, trampolines[:progress], boxed!(flow, progress), C_NULL))
    completing(() -> LibWGF.wgf_flow_bind(flow), flow)
    flow
end

"""
    set_step_size!(flow, h)

Changes the step size, between two steps.
"""
set_step_size!(f::Flow, h::Real) = (with_options(options -> set_double!(options, "step_size", h), f); f)

positions(f::Flow) = positions(f.ensemble)
weights(f::Flow) = weights(f.ensemble)
coordinates(f::Flow) = coordinates(f.ensemble)
set_positions!(f::Flow, x::AbstractMatrix) = (set_positions!(f.ensemble, x); f)

"""
    stats(flow)

Numbers about the last step: step, time, energy, dissipation, speed, acceptance, bandwidth and others; `NaN` where undefined.
"""
function stats(f::Flow)
    record = sized(LibWGF.wgf_stats)
    check(LibWGF.wgf_flow_get_stats(f, record))
    named(record[])
end

"""
    draws(flow)

What the flow recorded so far (options `warmup` and `record_every`), as [`Draws`](@ref).
"""
draws(f::Flow) = Draws(result -> LibWGF.wgf_flow_get_draws(f, result), f.context)

"""
    drift(flow)
    energy(flow)

The velocity of each particle (unconstrained coordinates, a column each), and the energy, now. Changes nothing.
"""
function drift(f::Flow)
    x = Matrix{Float64}(undef, dimension(first(f.targets)), length(f.ensemble))
    completing(() -> LibWGF.wgf_flow_drift(f, size(x, 2), size(x, 1), x), f)
    x
end

function energy(f::Flow)
    value = Ref(NaN)
    completing(() -> LibWGF.wgf_flow_energy(f, value), f)
    value[]
end

@doc (@doc drift) energy
