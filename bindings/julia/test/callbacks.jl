case("callbacks: an exception comes out three times with type and message, then the flow goes on") do
    broken = Ref(true)
    target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> broken[] ? throw(DomainError(x[1], "out of the valley")) : -x)
    flow = Flow(target, SVGD(n = 5); init = randn(2, 5))
    before = positions(flow)
    for _ in 1:3
        e = thrown(() -> run!(flow, 10))
        @test e isa DomainError && e.msg == "out of the valley"
        @test positions(flow) == before
    end
    @test LibWGF.wgf_callback_result() == 1
    broken[] = false
    @test run!(flow, 10) == :not_converged && stats(flow).step == 10
end

case("callbacks: the place where it was thrown is shown") do
    where_it_broke(x) = error("here")
    shown = try
        evaluate(Target(1; gradient = where_it_broke), zeros(1, 1))
    catch
        first_of_all = first(isdefined(Base, :current_exceptions) ? Base.current_exceptions() : Base.catch_stack())
        sprint(io -> showerror(io, first_of_all...))
    end
    @test occursin("where_it_broke", shown)
end

case("callbacks: progress may throw and cancel") do
    steps = Int[]
    flow = Flow(bell(), SVGD(n = 5, progress_interval = 0); progress = (step, all, x) -> (push!(steps, step); step >= 3))
    @test run!(flow, 10) == :cancelled
    @test stats(flow).step == 3 && steps == [1, 2, 3]
    flow = Flow(bell(), SVGD(n = 5, progress_interval = 0); progress = (step, all, x) -> throw(KeyError((all, size(x)))))
    @test thrown(() -> run!(flow, 10)) == KeyError((10, (2, 5)))
    @test stats(flow).step < 10
end

case("callbacks: the garbage collector may run inside") do
    target = Target(2; logdensity = x -> (GC.gc(); -sum(abs2, x) / 2), gradient = x -> (GC.gc(false); -x))
    flow = Flow(target, MALA(n = 3); progress = (step, steps, x) -> GC.gc())
    @test run!(flow, 3) == :ok
end

case("callbacks: a run inside a run is well, a run of the same flow is busy") do
    inner = Ref(0.0)
    target = Target(1; gradient = x -> (flow = Flow(bell(), SVGD(n = 3)); run!(flow, 2); inner[] = stats(flow).time; close(flow); -x))
    run!(Flow(target, SVGD(n = 2); init = :normal), 2)
    @test inner[] > 0
    again = Ref{Any}()
    target = Target(1; gradient = x -> (step!(again[]); -x))
    again[] = Flow(target, SVGD(n = 2); init = [0.0 1.0])
    @test fails(() -> run!(again[], 1), "WGF_E_BUSY")
    @test fails(() -> run!(again[], 1), "WGF_E_BUSY")
end

case("callbacks: an exception inside an inner run comes out of the outer one") do
    target = Target(1; gradient = x -> (run!(Flow(Target(1; gradient = y -> throw(BoundsError())), SVGD(n = 2); init = :normal), 1); -x))
    @test thrown(() -> run!(Flow(target, SVGD(n = 2); init = :normal), 1)) isa BoundsError
end

case("callbacks: rejected particles rest, and are reported with their reason") do
    target = Target(1; logdensity = x -> x[1] > 0 ? -x[1] : (explain("not positive"); NaN), gradient = x -> [-1.0])
    @test evaluate(target, [1.0 -1.0]).logdensity[1] == -1
    @test rejections(target) == (count = 1, index = 2, message = "not positive")
    @test fails(() -> run!(Flow(Target(1; gradient = x -> [NaN]), SVGD(n = 2); init = [0.0 1.0]), 1), "WGF_E_NUMERIC")
    flow = Flow(Target(1; gradient = x -> [x[1] > 0.5 ? Inf : -x[1]]), Langevin(n = 2); init = [0.1 1.0])
    run!(flow, 1)
    @test stats(flow).rejected == 2 && positions(flow)[2] == 1
    nowhere = Target(1; logdensity_and_gradient = x -> (-Inf, nothing))
    @test evaluate(nowhere, zeros(1, 1)).logdensity == [-Inf]
end

case("callbacks: what a function keeps of its arguments stays as it was") do
    kept = Matrix{Float64}[]
    start = [1.0 2.0]
    target = Target(1; gradient = x -> (push!(kept, x); -x), batched = true)
    flow = Flow(target, SVGD(n = 2); init = start, progress = (step, steps, x) -> push!(kept, x) === nothing)
    run!(flow, 5)
    @test first(kept) == start && last(kept) == positions(flow)
end

case("callbacks: kernels by functions and by features") do
    start = randn(MersenneTwister(1), 2, 6)
    moved(target, algorithm) = positions((flow = Flow(target, algorithm; init = start); run!(flow, 5); flow))
    gaussian = u -> (k = exp(-u / 2); (k, -k / 2, k / 4, -k / 8))
    @test moved(bell(), SVGD(n = 6, kernel = gaussian, bandwidth = 1)) ≈ moved(bell(), SVGD(n = 6, bandwidth = 1)) rtol = 1e-12
    linear = Features(3, x -> [1; x], (x, c) -> c[2:3])
    samples = randn(MersenneTwister(2), 2, 9)
    @test moved(Target(samples), MMD(n = 6, kernel = linear, step_size = 0.01)) ≈ moved(Target(samples), MMD(n = 6, kernel = "linear", step_size = 0.01, bandwidth = 1)) rtol = 1e-9
    @test discrepancy(:mmd, start, samples; kernel = gaussian, bandwidth = 1) ≈ discrepancy(:mmd, start, samples; bandwidth = 1) rtol = 1e-12
    @test thrown(() -> moved(bell(), SVGD(n = 6, kernel = u -> throw(OverflowError("kernel")), bandwidth = 1))) == OverflowError("kernel")
    @test thrown(() -> moved(bell(), SVGD(n = 6, kernel = u -> (1.0,), bandwidth = 1))) isa DimensionMismatch
end

case("callbacks: messages come to a function, and to Julia's logging") do
    lines = Tuple{Int,String}[]
    context = Context(log = (level, line) -> push!(lines, (level, line)))
    evaluate(Target(x -> -sum(abs2, x), 2; context = context), zeros(2, 2))
    @test !isempty(lines) && all(line -> line[1] in 0:2, lines)
    @test_logs (:info,) match_mode = :any evaluate(Target(x -> -sum(abs2, x), 2), zeros(2, 2))
    loud = Context(log = (level, line) -> error("no more lines"))
    @test thrown(() -> evaluate(Target(x -> -sum(abs2, x), 2; context = loud), zeros(2, 2))) == ErrorException("no more lines")
end
