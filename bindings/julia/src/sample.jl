# Flows with noise are chains: half of the run is warm-up, the rest is recorded, at most 1000 times.
function recording(algorithm::Algorithm{F}, steps, warmup) where {F}
    given = algorithm.options
    entry(:flow, string(F)).deterministic == 1 && !haskey(given, :record_every) && return algorithm
    every = get(given, :record_every, cld(steps, 1000))
    defaults = Dict{Symbol,Any}(:warmup => warmup, :record_every => every, :record_limit => max(1, every == 0 ? 1 : steps ÷ every))
    Algorithm{F}(; n = algorithm.n, merge(defaults, given)...)
end

last_cloud(flow) = Draws(reshape(positions(flow), size(flow.ensemble)..., 1); names = coordinates(flow), context = flow.context)

"""
    sample([rng,] target, algorithm; steps = 1000, warmup = steps, seconds = 0, tolerance = 0, init = nothing, progress = nothing)

Runs a flow and gives [`Draws`](@ref). A flow with noise (`MALA`, `Langevin`) first makes `warmup` steps, during which it may tune itself, then
`steps` steps of which at most 1000 are recorded, each particle a chain. A flow without noise (`SVGD`, `MMD`) makes `steps` steps, and its draws
are the last cloud, as one iteration. The options `warmup`, `record_every` and `record_limit` of the algorithm change that. `seconds` and
`tolerance` are as in [`run!`](@ref), the others as in [`Flow`](@ref). The seed comes from `rng`; the same `rng` gives the same draws.

```julia
using Random
target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x, names = ["a", "b"])
draws = sample(MersenneTwister(1), target, MALA(n = 20); steps = 200)
summarize(draws).rhat
```
"""
function sample(rng::AbstractRNG, target, algorithm::Algorithm; steps = 1000, warmup = steps, seconds = 0, tolerance = 0, rest...)
    recorded = recording(algorithm, steps, warmup)
    flow = Flow(target, recorded; rng = rng, rest...)
    every = get(recorded.options, :record_every, 0)
    try
        run!(flow, steps + (every == 0 ? 0 : recorded.options[:warmup]); seconds = seconds, tolerance = tolerance)
        every == 0 ? last_cloud(flow) : draws(flow)
    finally
        close(flow)
        rest_has_ensemble(rest) || close(flow.ensemble)
    end
end

rest_has_ensemble(rest) = get(values(rest), :init, nothing) isa Ensemble

sample(target, algorithm::Algorithm; rest...) = sample(Random.default_rng(), target, algorithm; rest...)
