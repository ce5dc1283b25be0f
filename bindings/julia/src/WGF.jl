"""
Wasserstein gradient flows: samplers (SVGD, Langevin), matching of clouds (MMD, sliced Wasserstein) and their diagnostics, by libwgf.

Points are columns: `n` particles in `d` dimensions are a `d` × `n` matrix.

```julia
using WGF, Random
target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x)
draws = sample(MersenneTwister(1), target, SVGD(n = 50); steps = 200)
summarize(draws)
```
"""
module WGF

using Libdl, Printf, Random, Serialization, Statistics

export Target, Context, Ensemble, Flow, Draws, Discrepancy, Algorithm, Features, Table, WGFError
export sample, step!, run!, ask!, tell!, abandon!, cancel!, save, restore!, init!, set_positions!, set_weights!, set_name!, set_step_size!
export positions, weights, coordinates, drift, energy, stats, option, draws, origin, times, log_weights, summarize, report, quantile_error, nested_rhat, pareto_khat, smooth_weights, stein_thin, stein_weights, columns, write_csv
export catalogue, options, discrepancy, evaluate, hessian_vector, constrain, unconstrain, check_gradient, rejections, explain

include("LibWGF.jl")
include("library.jl")
include("table.jl")
include("handles.jl")
include("callbacks.jl")
include("catalogue.jl")
include("context.jl")
include("density.jl")
include("target.jl")
include("evaluate.jl")
include("problem.jl")
include("ensemble.jl")
include("draws.jl")
include("stein.jl")
include("csv.jl")
include("copies.jl")
include("algorithm.jl")
include("flow.jl")
include("steps.jl")
include("sample.jl")
include("discrepancy.jl")
include("options.jl")
include("show.jl")

function __init__()
    load_library()
    make_trampolines()
end

end
