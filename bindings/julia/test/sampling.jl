case("sampling: with nothing set a banana is right, and two modes are told") do
    banana = Target(2; logdensity = x -> -x[1]^2 / 2 - 50 * (x[2] - x[1]^2)^2,
                    gradient = x -> [-x[1] + 200 * x[1] * (x[2] - x[1]^2), -100 * (x[2] - x[1]^2)], names = ["a", "b"])
    draws = sample(MersenneTwister(1), banana)
    table = summarize(draws)
    @test all(abs.(table.mean .- [0, 1]) .< 4 .* table.mcse_mean)
    @test minimum(table.ess_bulk) > 1000
    @test Array(sample(MersenneTwister(1), banana)) == Array(draws)
    direct = Draws(result -> WGF.running(() -> LibWGF.wgf_sample(banana, result), banana), banana.context)
    @test size(direct, 2) == 64 && abs(summarize(direct).mean[2] - 1) < 4 * summarize(direct).mcse_mean[2]
    half(x) = 1 / (1 + exp(-20 * x))
    modes = Target(1; logdensity = x -> -(abs(x[1]) - 10)^2 / 2, gradient = x -> [-(x[1] - 20 * (half(x[1]) - 1 / 2))])
    @test occursin("modes", report(sample(MersenneTwister(1), modes; evaluations = 50_000)))
end

case("sampling: MALA meets a normal law within four standard errors, the same seed gives the same draws") do
    target = bell(names = ["a", "b"])
    draws = sample(MersenneTwister(1), target, MALA(n = 20); steps = 400)
    @test size(draws) == (2, 20, 400)
    table = summarize(draws)
    @test table.name == ["a", "b"]
    @test all(abs.(table.mean) .< 4 .* table.mcse_mean)
    @test all(abs.(table.sd .- 1) .< 4 ./ sqrt.(2 .* table.ess_bulk))
    @test Array(sample(MersenneTwister(1), target, MALA(n = 20); steps = 400)) == Array(draws)
    @test Array(sample(MersenneTwister(2), target, MALA(n = 20); steps = 400)) != Array(draws)
end

case("sampling: SVGD gives its last cloud, with the mean of a normal law") do
    draws = sample(MersenneTwister(1), Target(:gaussian, 2; mean = [1, -1]), SVGD(n = 40); steps = 500, init = :normal)
    @test size(draws) == (2, 40, 1)
    @test vec(mean(Array(draws); dims = 2)) ≈ [1, -1] atol = 0.02 # SVGD with a linear score keeps the mean's equation: it decays to the target's
end

case("sampling: every flow of the catalogue has a type, and runs") do
    types = Dict("svgd" => SVGD, "mala" => MALA, "langevin" => Langevin, "mmd" => MMD, "sliced_wasserstein" => SlicedWasserstein, "composed" => Composed)
    samples = randn(MersenneTwister(3), 2, 30) .+ 3
    for flow in catalogue(:flow)
        haskey(types, flow.name) && @test Algorithm(flow.name) isa types[flow.name]
        target = flow.needs == "samples" ? samples : bell()
        draws = sample(MersenneTwister(1), target, Algorithm(flow.name; n = 10); steps = 5)
        @test all(isfinite, Array(draws))
    end
end

case("sampling: MMD and sliced Wasserstein move a cloud onto samples") do
    samples = randn(MersenneTwister(3), 2, 100) .+ [3, -2]
    for algorithm in (MMD(n = 50), SlicedWasserstein(n = 50))
        start = randn(MersenneTwister(4), 2, 50)
        draws = sample(MersenneTwister(1), samples, algorithm; steps = 1000, init = start)
        @test discrepancy(:energy, draws, samples) < discrepancy(:energy, start, samples) / 20
    end
end

case("sampling: a matrix function, a function of both, a log density alone and a score alone agree") do
    start = randn(MersenneTwister(5), 2, 8)
    moved(target; rest...) = positions((flow = Flow(target, SVGD(n = 8; rest...); init = start); run!(flow, 20); flow))
    expected = moved(bell())
    @test moved(Target(2; logdensity = bells, gradient = x -> -x, batched = true)) == expected
    @test moved(Target(2; logdensity_and_gradient = x -> (-sum(abs2, x) / 2, -x))) == expected
    @test moved(Target(2; gradient = x -> -x)) == expected
    @test moved(Target(x -> -sum(abs2, x) / 2, 2; context = Context(log = (level, line) -> nothing))) ≈ expected rtol = 1e-6 # central differences
    @test moved(Target(x -> -sum(abs2, x) / 2, x -> -x, 2)) == expected
end

case("sampling: options of the recording are taken") do
    draws = sample(MersenneTwister(1), bell(), Langevin(n = 4, warmup = 10, record_every = 5); steps = 20)
    @test size(draws) == (2, 4, 4)
    @test length(times(draws)) == 4 && issorted(times(draws))
    @test size(log_weights(draws)) == (4, 4) && all(iszero, log_weights(draws))
    @test size(sample(MersenneTwister(1), bell(), SVGD(n = 4, record_every = 1); steps = 6), 3) == 6
end

case("sampling: a run stops at its tolerance and at its time limit") do
    flow = Flow(Target(:gaussian, 1), SVGD(n = 5, stepper = "euler"); init = :normal)
    @test run!(flow, 100_000; tolerance = 1e-3) == :converged
    @test run!(flow, 10^9; seconds = 0.05) == :budget
    @test stats(flow).seconds > 0
end

case("sampling: iteration makes steps") do
    flow = Flow(bell(), SVGD(n = 5))
    @test [now.step for now in Iterators.take(flow, 3)] == [1, 2, 3]
    step!(flow)
    @test stats(flow).step == 4
    set_step_size!(flow, 0.05)
    @test option(flow, "step_size") == 0.05 && option(flow, :kernel) == "gaussian" && option(flow, "bandwidth_every") == 1
end
