case("nouns: an ensemble's positions, weights, names and moments") do
    e = Ensemble([0.0 1.0 2.0; 0.0 2.0 4.0])
    @test positions(e) == [0 1 2; 0 2 4] && length(e) == 3 && coordinates(e) == ["x[1]", "x[2]"]
    @test WGF.unconstrained_positions(e) == positions(e)
    @test mean(e) ≈ [1, 2] && cov(e) ≈ [1 2; 2 4] && quantile(e, 0.5) ≈ [1, 2]
    set_weights!(e, [1, 1, 2])
    @test weights(e) == [0.25, 0.25, 0.5] && mean(e) ≈ [1.25, 2.5]
    set_name!(e, 2, "beta")
    @test coordinates(e)[2] == "beta"
    target = bell(1)
    set_name!(target, 1, "mu")
    cloud = Ensemble(target, 1000)
    @test coordinates(cloud) == ["mu"]
    @test all(-3 .<= positions(init!(cloud, :uniform; lower = -3, upper = -2)) .<= -2)
    @test abs(mean(init!(cloud, :normal; mean = 5, sd = 0.1))[1] - 5) < 4 * 0.1 / sqrt(1000)
    @test thrown(() -> init!(cloud, :cauchy)) isa ArgumentError
    init!(cloud, zeros(1, 1000))
    @test iszero(positions(cloud))
end

case("nouns: draws have columns, rows, quantiles and a file") do
    x = randn(MersenneTwister(1), 2, 3, 50)
    d = Draws(x; names = ["mu", "theta[1]"])
    @test Array(d) == x && d["mu"] == permutedims(x[1, :, :]) && d[2][4, 3] == x[2, 3, 4]
    c = columns(d)
    @test keys(c) == (:iteration, :chain, :mu, Symbol("theta[1]")) && c.mu == vec(x[1, :, :]) && c.chain[1:4] == [1, 2, 3, 1]
    @test Table(d) isa AbstractVector{<:NamedTuple} && Table(d)[5].mu == x[1, 2, 2]
    @test startswith(report(Draws(zeros(1, 4, 30))), "stuck: ") && occursin(report(d), repr(MIME("text/plain"), Draws(Array(d))))
    @test quantile_error(d, "mu", 0.5).mcse == summarize(d).mcse_median[1] && nested_rhat(d, 1, 1:3) >= 1 && pareto_khat(d, 2) < 1
    @test thrown(() -> nested_rhat(d, 1, [1, 2])) isa WGFError
    flat = randn(MersenneTwister(2), 2, 60)
    @test smooth_weights(flat[1, :]).log_weights[1:1] == flat[1, 1:1] || flat[1, 1] > 1
    @test all(in(1:60), stein_thin(flat, -flat, 5).indices) && length(stein_thin(flat, -flat, 5; log_density = flat[1, :]).indices) == 5
    @test sum(stein_weights(flat, -flat).weights) ≈ 1 && thrown(() -> stein_weights(flat, -flat[:, 1:2])) isa DimensionMismatch
    @test propertynames(summarize(d))[1:3] == (:name, :mean, :sd) && summarize(d).mean[1] ≈ mean(x[1, :, :])
    @test quantile(d, "mu", 0.5) ≈ median(x[1, :, :])
    @test Array(Draws(v -> [sum(v)], d; names = ["sum"])) ≈ sum(x; dims = 1)
    lines = readlines(write_csv(joinpath(mktempdir(), "draws.csv"), d))
    @test count(line -> !startswith(line, '#'), lines) == 151
    @test thrown(() -> d["nu"]) isa ArgumentError
    names = ["b", "a"]
    @test coordinates(draws(Flow(bell(; names = names), SVGD(n = 2)))) == names
end

case("nouns: the catalogue and its options") do
    @test issubset(["svgd", "mala"], catalogue(:flow).name) && "gaussian" in catalogue(:kernel).name
    row = only(filter(o -> o.name == "stepper", options(SVGD())))
    @test row.type == "string" && row.default == "\"auto\"" && occursin("adam", row.choices)
    @test isempty(options(:kernel, "laplace"))
    @test all(e -> !isempty(e.summary), catalogue(:discrepancy)) && only(catalogue(:context)).name == "context"
end

case("nouns: discrepancies and their gradient") do
    x, y = randn(MersenneTwister(1), 2, 20), randn(MersenneTwister(2), 2, 30)
    for name in ("mmd", "energy", "sinkhorn", "sliced_wasserstein")
        @test discrepancy(name, x, y) > 0
        @test discrepancy(name, x, x) ≈ 0 atol = 1e-12
    end
    d = Discrepancy("mmd"; bandwidth = 1, kernel = "imq", unbiased = false)
    value, gradient = d(x, y; gradient = true)
    moved, h = copy(x), 1e-5
    moved[2, 3] += h
    @test (d(moved, y) - value) / h ≈ gradient[2, 3] atol = 1e-5 # first-order difference
    @test discrepancy(:ksd, x, bell()) > 0
    @test discrepancy(:sliced_wasserstein, Ensemble(x), Ensemble(x); slices = 10) ≈ 0 atol = 1e-12
end

case("nouns: drift and energy of a flow") do
    samples = randn(MersenneTwister(1), 1, 20)
    flow = Flow(samples, MMD(n = 10, bandwidth = 1); init = :normal)
    before, speed = energy(flow), drift(flow)
    @test size(speed) == (1, 10)
    run!(flow, 1)
    @test energy(flow) < before
end

case("nouns: options are set and read in the same way whatever has them") do
    context, mmd = Context(seed = 3), Discrepancy(:mmd; bandwidth = 2, unbiased = 0, kernel = "imq")
    normal, mixture = Target(:gaussian, 2; mean = [1, 2]), Target(:gaussian_mixture, 1; components = 1, sd = 2)
    flow = Flow(bell(), SVGD(n = 2, step_size = 1, kernel = "laplace", bandwidth_every = 3))
    @test option.(Ref(mmd), [:bandwidth, :unbiased, :kernel]) == Any[2.0, 0, "imq"]
    @test option.(Ref(flow), [:step_size, :bandwidth_every, :kernel]) == Any[1.0, 3, "laplace"]
    @test option(normal, :mean) == [1, 2] && option(normal, :covariance) == Float64[] && option(mixture, :components) == 1 && option(mixture, :sd) == 2
    @test option(WGF.own(normal, context), :mean) == [1, 2]
    WGF.set_option!(context, :isa, option(context, :isa))
    WGF.set_option!(context, :seed, 4)
    @test option(context, :seed) == 4
    for h in (context, mmd, normal, flow)
        @test fails(() -> WGF.set_option!(h, :seeed, 1), "WGF_E_OPTION", "seeed") && fails(() -> option(h, "seeed"), "WGF_E_OPTION", "seeed")
    end
    @test fails(() -> option(Target(zeros(1, 2)), "mean"), "WGF_E_UNSUPPORTED") && fails(() -> option(bell(), "mean"), "WGF_E_UNSUPPORTED")
    close(mmd)
    @test occursin("closed", sprint(showerror, thrown(() -> option(mmd, "kernel"))))
end

case("nouns: how they show") do
    @test repr(SVGD(n = 5, kernel = "imq")) == "SVGD(n = 5, kernel = \"imq\")"
    @test repr(bell()) == "Target: a density by functions, 2 coordinates"
    @test repr(bell(3; simplex = 1:3)) == "Target: a density by functions, 3 coordinates (2 unconstrained)"
    @test repr(Target(zeros(1, 2))) == "Target: samples, 1 coordinate"
    @test repr(Flow(bell(), SVGD(n = 5))) == "Flow svgd: 5 particles, 2 coordinates, step 0"
    @test repr(Ensemble(zeros(1, 2))) == "Ensemble: 2 particles, 1 coordinate"
    @test repr(ask!(Flow(Target(2; gives = :gradient), SVGD(n = 3)))) == "Request: gradient at 3 points in 2 dimensions"
    lines = split(repr(MIME("text/plain"), options(SVGD())), '\n')
    @test first(lines) == "kernel = \"gaussian\" (one of gaussian imq laplace matern32 matern52" && maximum(length, lines) <= 100
    @test "step_size = 0.1 (from 0)" in lines
    @test occursin(r"^mala\n    Metropolis"m, repr(MIME("text/plain"), catalogue(:flow)))
    @test repr(Discrepancy(:mmd)) == "Discrepancy mmd"
    @test startswith(repr(Context(threads = 1, seed = 3)), "Context(threads = 1, seed = 3, isa = ")
    shown = repr(MIME("text/plain"), Draws(randn(1, 2, 30); names = ["mu"]))
    @test startswith(shown, "Draws: 30 iterations × 2 chains × 1 coordinate\nname") && occursin("\nmu ", shown)
    @test occursin("rows: name, mean", repr(summarize(Draws(randn(1, 2, 30)))))
    @test sprint(showerror, WGFError(-1, "WGF_E_ARGUMENT", "text")) == "WGF_E_ARGUMENT: text"
    @test WGF.version() == VersionNumber(unsafe_string(LibWGF.wgf_version()))
end
