# Eight schools: y_j ~ N(mu, sqrt(sigma_j^2 + tau^2)), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5). By quadrature mu has mean 4.397, tau 3.598.
using Random, WGF
const y, sigma = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]

function schools((mu, tau))
    v = sigma .^ 2 .+ tau^2
    z = (y .- mu) ./ v
    value = -sum(log.(v) .+ z .^ 2 .* v) / 2 - mu^2 / 50 - log1p(tau^2 / 25)
    value, [sum(z) - mu / 25, tau * sum(z .^ 2 .- 1 ./ v) - 2tau / (25 + tau^2)]
end

target = Target(2; logdensity_and_gradient = schools, names = ["mu", "tau"], lower = [-Inf, 0])
found = summarize(sample(MersenneTwister(1), target)) # starts, tunes and stops by itself
display(found)
exit(all(abs.(found.mean .- [4.397, 3.598]) .< 4 .* found.mcse_mean) ? 0 : 1)
