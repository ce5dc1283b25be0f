case("targets: bounds, simplex and ordered coordinates come back on the user's scale") do
    target = Target(2; logdensity = x -> -x[1] - x[2]^2 / 2, gradient = x -> [-1, -x[2]], lower = [0, -Inf])
    draws = sample(MersenneTwister(1), target, MALA(n = 50); steps = 400)
    row = summarize(draws)[1]
    @test minimum(draws[1]) > 0 && abs(row.mean - 1) < 4 * row.mcse_mean
    @test unconstrain(target, constrain(target, [0.3, 0.7])) ≈ [0.3, 0.7]
    @test all(0 .< constrain(bell(1; lower = 0, upper = 1), [-1.0 0.0 1.0]) .< 1)
    parts = bell(3; simplex = 1:3)
    @test WGF.dimension(parts) == 2 && WGF.user_dimension(parts) == 3 && sum(constrain(parts, [0.5, -0.5])) ≈ 1
    @test issorted(constrain(bell(4; ordered = [1:2, 3:4]), [1.0, -1.0, 0.0, 2.0])[3:4])
end

case("targets: values and Hessian products in unconstrained coordinates") do
    target = bell(2; hessian_vector = (x, v) -> -v)
    x, v = randn(2, 4), randn(2, 4)
    @test evaluate(target, x) == (logdensity = bells(x), gradient = -x)
    @test evaluate(Target(2; gradient = x -> -x), x) == (logdensity = nothing, gradient = -x)
    @test hessian_vector(target, x, v) == -v
    @test check_gradient(target, x).worst < 1e-4
    @test fails(() -> check_gradient(Target(x -> sum(sin, x), x -> x, 2), x), "WGF_E_NUMERIC")
end

case("targets: mini-batches reach the functions") do
    batches = Int[]
    target = Target(1; gradient = (x, batch) -> (push!(batches, batch); -x), minibatch = true)
    run!(Flow(target, Langevin(n = 2); init = :normal), 3)
    @test sort(unique(batches)) in ([0, 1, 2], [1, 2, 3], [-1, 0, 1, 2], [0, 1, 2, 3]) # the new places of a step are asked with the batch of the next
end

case("targets: ready-made ones take their options") do
    x = [1.0 2.0; 0.0 1.0]
    target = Target("gaussian", 2; mean = [1, 0], covariance = [2 0; 0 1], names = ["u", "v"])
    @test evaluate(target, x).gradient ≈ [0 -0.5; 0 -1]
    @test coordinates(Ensemble(target, 1)) == ["u", "v"]
    @test WGF.dimension(Target(:gaussian_mixture, 1; components = 3, sd = 0.5, means = [-2, 0, 2])) == 1
    @test fails(() -> Target(:gaussian, 2; covarience = [1, 1]), "WGF_E_OPTION", "covariance")
    @test fails(() -> Target(:gausian, 2), "WGF_E_ARGUMENT", "gaussian")
end

case("targets: weights of samples count") do
    target = Target([0.0 10.0]; weights = [3, 1])
    init!(Ensemble(target, 3), target)
    @test discrepancy(:energy, [0.0 0.0 0.0 10.0], target) ≈ 0 atol = 1e-12
end

module OwnProblems
struct LogDensityOrder{K} end
struct Bell{K} end
capabilities(::Bell{K}) where {K} = K < 0 ? nothing : LogDensityOrder{K}()
dimension(::Bell) = 2
logdensity(::Bell, x) = -sum(abs2, x) / 2
logdensity_and_gradient(::Bell, x) = (-sum(abs2, x) / 2, -x)
end

case("targets: problems with the methods of LogDensityProblems, in their own module") do
    x = randn(2, 3)
    @test evaluate(Target(OwnProblems.Bell{1}()), x) == evaluate(bell(), x)
    order0 = Target(OwnProblems.Bell{0}(); context = Context(log = (level, line) -> nothing))
    @test evaluate(order0, x).gradient ≈ -x rtol = 1e-6 # central differences
    @test thrown(() -> Target(OwnProblems.Bell{-1}())) isa ArgumentError
    @test thrown(() -> Target("neither", nothing)) isa Exception
    @test thrown(() -> Target(3.5)) isa ArgumentError
end

case("targets: the package LogDensityProblems, by the extension") do
    folder = mktempdir()
    mkpath(joinpath(folder, "LogDensityProblems", "src"))
    write(joinpath(folder, "LogDensityProblems", "src", "LogDensityProblems.jl"), """
        module LogDensityProblems
        struct LogDensityOrder{K} end
        function capabilities end
        function dimension end
        function logdensity end
        function logdensity_and_gradient end
        end""")
    push!(LOAD_PATH, folder)
    @eval Main begin
        using LogDensityProblems
        struct Outside end
        LogDensityProblems.dimension(::Outside) = 2
        LogDensityProblems.logdensity_and_gradient(::Outside, x) = (-sum(abs2, x) / 2, -x)
    end
    x = randn(2, 3)
    found() = evaluate(Target(Base.invokelatest(Main.Outside)), x)
    @test Base.invokelatest(found) == evaluate(bell(), x)
    count = length(WGF.INTERFACES)
    include(joinpath(dirname(@__DIR__), "ext", "WGFLogDensityProblemsExt.jl"))
    Main.WGFLogDensityProblemsExt in WGF.INTERFACES || @test length(WGF.INTERFACES) == count + 1
    @test Base.invokelatest(found) == evaluate(bell(), x)
    pop!(LOAD_PATH)
end
