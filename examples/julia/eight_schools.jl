# Eight schools, non-centred: y_j ~ N(mu + tau t_j, sigma_j), t_j ~ N(0, 1), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5), beside reference values.
using Random, WGF

const y, sigma = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]

function logdensity_and_gradient(x)
    t, mu, tau = x[1:8], x[9], x[10]
    z = (y .- mu .- tau .* t) ./ sigma
    slope = z ./ sigma
    value = -mu^2 / 50 - log1p(tau^2 / 25) - (sum(abs2, t) + sum(abs2, z)) / 2
    value, [tau .* slope .- t; sum(slope) - mu / 25; sum(slope .* t) - 2tau / (25 + tau^2)]
end

target = Target(10; logdensity_and_gradient = logdensity_and_gradient, lower = [fill(-Inf, 9); 0])
chains = sample(MersenneTwister(1), target, MALA(n = 100, record_every = 2); steps = 2000, warmup = 400)

names = [["theta[$j]" for j in 1:8]; "mu"; "tau"]
found = summarize(Draws(x -> [x[9] .+ x[10] .* x[1:8]; x[9:10]], chains; names = names))

rows = split.(readlines(joinpath(@__DIR__, "..", "data", "eight_schools_reference.csv"))[2:end], ',')
@assert first.(rows) == names
reference_mean, reference_sd = [parse.(Float64, getindex.(rows, k)) for k in 2:3]

display(Table((name = names, mean = found.mean, sd = found.sd, q5 = found.q5, q95 = found.q95, ess = found.ess_bulk,
               reference_mean = reference_mean, reference_sd = reference_sd)))
error_of_mean = maximum(abs.(found.mean .- reference_mean) ./ reference_sd)
ratios = found.sd ./ reference_sd
println("\nworst error: mean ", round(error_of_mean; digits = 3), " sd, sd ratios ", round.(extrema(ratios); digits = 3))
exit(error_of_mean <= 0.1 && all(0.85 .<= ratios .<= 1.15) && minimum(found.ess_bulk) >= 4000 ? 0 : 1)
