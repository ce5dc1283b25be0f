noisy(::Algorithm{F}) where {F} = entry(:flow, string(F)).deterministic == 0
own_warmup(algorithm) = parse(Int, only(o.default for o in options(algorithm) if o.name == "warmup"))
function default_warmup(algorithm, steps)
    own_warmup(algorithm) > 0 && return own_warmup(algorithm)
    noisy(algorithm) || haskey(algorithm.options, :record_every) ? steps : 0
end

# Flows with noise are chains: half of the run is warm-up, the rest is recorded, at most 1000 times.
function recording(algorithm::Algorithm{F}, steps, warmup) where {F}
    given = algorithm.options
    noisy(algorithm) || haskey(given, :record_every) || return algorithm
    every = get(given, :record_every, cld(steps, 1000))
    defaults = Dict{Symbol,Any}(:warmup => warmup, :record_every => every, :record_limit => max(1, every == 0 ? 1 : steps ÷ every))
    Algorithm{F}(; n = algorithm.n, merge(defaults, given)...)
end

last_cloud(flow) = Draws(reshape(positions(flow), size(flow.ensemble)..., 1); names = coordinates(flow), times = [stats(flow).time],
                         log_weights = reshape(relative_logs(weights(flow)), :, 1))

relative_logs(w) = all(==(first(w)), w) ? zero(w) : log.(w .* length(w))

"""
    sample([rng,] target, algorithm; steps = 1000, warmup, seconds = 0, tolerance = 0, init = nothing, progress = nothing)

Runs a flow and gives [`Draws`](@ref). A flow with noise (`MALA`, `Langevin`) first makes `warmup` steps (as many, unless given), during which it
may tune itself, then `steps` steps of which at most 1000 are recorded, each particle a chain. A flow without noise (`SVGD`, `MMD`) makes `steps`
steps, after `warmup` more if that is given, and its draws are the last cloud, as one iteration. The options `warmup`, `record_every` and
`record_limit` of the algorithm change that. `seconds` and `tolerance` are as in [`run!`](@ref), the others as in [`Flow`](@ref), but an ensemble as
`init` stays as it is. The seed comes from `rng`; the same
`rng` gives the same draws. Several tasks may sample one target at once, each with an `rng` of its own.

```julia
using Random
target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x, names = ["a", "b"])
draws = sample(MersenneTwister(1), target, MALA(n = 20); steps = 200)
summarize(draws).rhat
```
"""
function sample(rng::AbstractRNG, target, algorithm::Algorithm; steps = 1000, warmup = nothing, seconds::Real = 0, tolerance::Real = 0, init = nothing, rest...)
    steps = steps_of("steps", steps, noisy(algorithm) ? 1 : 0)
    warmup = warmup === nothing ? default_warmup(algorithm, steps) : steps_of("warmup", warmup, 0)
    recorded = recording(algorithm, steps, warmup)
    flow = Flow(target, recorded; rng = rng, init = init isa Ensemble ? Cloud(init) : init, rest...)
    every = get(recorded.options, :record_every, 0)
    try
        run!(flow, steps + get(recorded.options, :warmup, warmup); seconds = seconds, tolerance = tolerance)
        every == 0 ? last_cloud(flow) : draws(flow)
    finally
        foreach(close, (flow, flow.ensemble, flow.targets...))
    end
end

steps_of(what, steps, least) = whole(steps, what) >= least ? Int(steps) : throw(ArgumentError("$what = $steps; allowed is $least or more"))

"""
    sample([rng,] target; ess = 1000, evaluations = 2_000_000, seconds = 0, init = nothing, progress = nothing)

[`Draws`](@ref) from a target with a log density, with nothing to set: `GHMC`, which starts, tunes and stops by itself, when every coordinate has `ess`
effective draws or after `evaluations`. [`report`](@ref) says why the draws should not be trusted, if there is a reason that can be seen.

```julia
using Random
target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x, names = ["a", "b"])
draws = sample(MersenneTwister(1), target)
summarize(draws)
```
"""
function sample(rng::AbstractRNG, target; ess = 1000, evaluations = 2_000_000, rest...)
    algorithm = Algorithm(:ghmc; ess = ess, max_evaluations = evaluations, record_every = 2, record_limit = 1000)
    sample(rng, target, algorithm; steps = 2^40, rest...)
end
sample(target; rest...) = sample(Random.default_rng(), target; rest...)

sample(target, algorithm::Algorithm; rest...) = sample(Random.default_rng(), target, algorithm; rest...)
