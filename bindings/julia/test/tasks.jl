# Several tasks over one target.
const on_threads = raw"""
    using WGF, Random
    inside, clashes = Threads.Atomic{Int}(0), Threads.Atomic{Int}(0)
    function alone(f)
        Threads.atomic_add!(inside, 1) == 0 || Threads.atomic_add!(clashes, 1)
        answer = f()
        Threads.atomic_sub!(inside, 1)
        answer
    end
    context = Context(seed = 5, threads = 1)
    target = Target(2; logdensity = x -> alone(() -> -sum(abs2, x) / 2 - x[1]), gradient = x -> alone(() -> -x .- [1, 0]),
                    lower = [0, -Inf], names = ["rate", "z"], context = context)
    ready = Target(:gaussian, 2; mean = [1, -1], context = context)
    one(seed, t) = Array(sample(MersenneTwister(seed), t, MALA(n = 8); steps = 40))
    for t in (target, ready)
        expected = [one(seed, t) for seed in 1:80]
        got = Vector{Any}(undef, 80)
        Threads.@threads for seed in 1:80
            got[seed] = try one(seed, t) catch failure; sprint(showerror, failure) end
        end
        println("same ", count(k -> got[k] == expected[k], 1:80), " ", filter(g -> g isa String, got))
    end
    println("threads ", Threads.nthreads(), " clashes ", clashes[], " seed ", option(context, "seed"))
    """

case("tasks: two threads over one target, and over one context, give the draws of each alone") do
    said = read(setenv(`$(Base.julia_cmd()) --startup-file=no -e $on_threads`, merge(ENV, Dict("JULIA_NUM_THREADS" => "2"))), String)
    @test count("same 80", said) == 2
    @test occursin("threads 2 clashes 0 seed 5", said)
end

case("tasks: sample leaves the target, its context and the ensemble that it starts from as they are") do
    target = bell(1; lower = -1, names = ["mu"], context = Context(seed = 5))
    start = set_weights!(init!(Ensemble(target, 4), :normal), [1, 2, 3, 4])
    before = positions(start)
    draws = sample(MersenneTwister(1), target, SVGD(n = 4); steps = 9, init = start)
    @test option(target.context, "seed") == 5 && positions(start) == before && coordinates(draws) == ["mu"]
    @test vec(log_weights(draws)) ≈ log.([1, 2, 3, 4] .* 0.4)
    again = sample(MersenneTwister(1), target, SVGD(n = 4); steps = 9, init = start)
    @test Array(again) == Array(draws)
    flow = Flow(target, SVGD(n = 3); rng = MersenneTwister(1))
    @test option(target.context, "seed") == 5 && positions(flow) == positions(Flow(target, SVGD(n = 3); rng = MersenneTwister(1)))
end

case("tasks: a copy has all that was set in the target, as it was set") do
    mean, x = [1.0, 2.0], randn(MersenneTwister(1), 2, 3)
    ready = Target(:gaussian, 2; mean = mean)
    samples = [0.0 1.0 2.0]
    cloud = Target(samples; weights = [1, 2, 3], names = ["s"])
    parts = bell(4; simplex = 1:2, ordered = 3:4, hessian_vector = (x, v) -> -v, names = ["a", "b", "c", "d"])
    set_name!(parts, 2, "bee")
    mean .= 100
    samples .= 100
    context = Context()
    @test evaluate(WGF.own(ready, context), x) == evaluate(Target(:gaussian, 2; mean = [1, 2]), x)
    @test discrepancy(:energy, [0.0 1.0 1.0 2.0 2.0 2.0], WGF.own(cloud, context)) ≈ 0 atol = 1e-12
    twin = WGF.own(parts, context)
    @test coordinates(twin) == coordinates(Ensemble(twin, 1)) == ["a", "bee", "c", "d"] && WGF.dimension(twin) == 3
    @test hessian_vector(twin, ones(3, 1), ones(3, 1)) ≈ hessian_vector(parts, ones(3, 1), ones(3, 1))
end

case("tasks: rejections of a sample are told by its target") do
    target = Target(1; logdensity = x -> x[1] > 0 ? -x[1] : (explain("not positive"); -Inf), gradient = x -> [-1.0])
    sample(MersenneTwister(1), target, MALA(n = 5); steps = 50, init = ones(1, 5))
    @test rejections(target).count > 0 && rejections(target).index in 1:5 && rejections(target).message == "not positive"
end

case("tasks: cancel! of the context of a target stops its sample, running or next, and not the one after") do
    target = Target(:gaussian, 5)
    cancel!(target.context)
    @test thrown(() -> sample(MersenneTwister(1), target, SVGD(n = 50); steps = 10)) isa InterruptException
    task = @async (sleep(0.3); cancel!(target.context))
    seconds = @elapsed sample(MersenneTwister(1), target, SVGD(n = 50); steps = 10^8, seconds = 30)
    wait(task)
    @test seconds < 10
    @test size(sample(MersenneTwister(1), target, SVGD(n = 5); steps = 10)) == (5, 5, 1)
    context = Context()
    flow = Flow(Target(:gaussian, 2; context = context), SVGD(n = 3))
    WGF.check(LibWGF.wgf_context_cancel(context))
    @test step!(flow) == :cancelled && step!(flow) == :ok
    close(context)
    @test thrown(() -> cancel!(context)) isa ArgumentError
end

case("tasks: what one task's function throws comes out of that task alone") do
    context = Context(log = (level, line) -> error("no more lines"))
    noisy = Target(x -> -sum(abs2, x), 1; context = context) # logs at its first evaluation
    outcomes = Any[nothing, nothing]
    quiet = Target(1; gradient = x -> (yield(); -x), context = context)
    @sync begin
        @async outcomes[1] = thrown(() -> run!(Flow(quiet, Langevin(n = 2); init = :normal), 5)) # says nothing, as svgd would
        @async outcomes[2] = thrown(() -> evaluate(noisy, zeros(1, 1)))
    end
    @test outcomes == [nothing, ErrorException("no more lines")]
    @test evaluate(quiet, zeros(1, 1)).gradient == zeros(1, 1)
end
