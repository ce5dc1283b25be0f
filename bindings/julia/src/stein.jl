# Weights and draws of any origin.

"""
    smooth_weights(log_weights; efficiency = 1)

Pareto smoothed importance sampling: `log_weights`, the shape `khat` of their tail, and the `threshold` above which means are not to be trusted.
`efficiency` is the effective over the actual number of the draws that have the weights.

```julia
smooth_weights(randn(100)).threshold == 0.5
```
"""
function smooth_weights(log_weights; efficiency = 1, context::Context = Context(log = nothing))
    given = numbers(log_weights, "log_weights")
    smoothed, khat, threshold = similar(given), Ref(0.0), Ref(0.0)
    check(LibWGF.wgf_weights_smooth(context, length(given), given, efficiency, smoothed, khat, threshold))
    (log_weights = smoothed, khat = khat[], threshold = threshold[])
end

function scored(x, scores)
    values, slopes = numbers(x, "x"), numbers(scores, "scores")
    size(values) == size(slopes) && ndims(values) == 2 || throw(DimensionMismatch("x has size $(size(values)) and scores $(size(slopes)); they need the same, coordinates x draws"))
    values, slopes
end

"""
    stein_thin(x, scores, m; log_density = nothing)

Stein thinning: `indices` of the `m` columns of `x` that are together nearest to the target, one after the other, and the kernel Stein discrepancy
`ksd` that they reach. `scores` are the gradients of the log density. With log densities the choice is regularised.

```julia
x = randn(2, 100)
length(stein_thin(x, -x, 10).indices) == 10
```
"""
function stein_thin(x, scores, m; log_density = nothing, context::Context = Context(log = nothing))
    values, slopes = scored(x, scores)
    densities = log_density === nothing ? C_NULL : numbers(log_density, "log_density")
    log_density === nothing || length(densities) == size(values, 2) || throw(DimensionMismatch("log_density has $(length(densities)) numbers; allowed is $(size(values, 2))"))
    indices, ksd = Vector{Int64}(undef, max(whole(m, "m"), 1)), Ref(0.0)
    check(LibWGF.wgf_stein_thin(context, size(values, 2), size(values, 1), values, slopes, densities, C_NULL, whole(m, "m"), indices, ksd))
    (indices = indices .+ 1, ksd = ksd[])
end

"""
    stein_weights(x, scores)

Importance `weights` of the columns of `x`, of sum 1, that make their kernel Stein discrepancy `ksd` least.

```julia
x = randn(2, 100) .+ 0.3
sum(stein_weights(x, -x).weights) ≈ 1
```
"""
function stein_weights(x, scores; context::Context = Context(log = nothing))
    values, slopes = scored(x, scores)
    weights, ksd = Vector{Float64}(undef, size(values, 2)), Ref(0.0)
    check(LibWGF.wgf_stein_weights(context, size(values, 2), size(values, 1), values, slopes, weights, ksd))
    (weights = weights, ksd = ksd[])
end
