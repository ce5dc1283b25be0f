function by_hand!(flow, target_values)
    while (request = ask!(flow)) !== nothing
        tell!(flow; target_values(request)...)
    end
end

answer(r) = (logdensity = bells(r.x), gradient = -r.x)

case("asking: ask and tell give the bits of the callback") do
    start = randn(MersenneTwister(1), 2, 10)
    for algorithm in (SVGD(n = 10), MALA(n = 10, warmup = 5), Langevin(n = 10))
        called = Flow(bell(), algorithm; init = start)
        asked = Flow(Target(2; gives = (:logdensity, :gradient)), algorithm; init = start)
        for _ in 1:10
            step!(called)
            by_hand!(asked, answer)
        end
        @test positions(asked) == positions(called)
    end
end

case("asking: requests say what they want; an open step can be given up, not saved") do
    flow = Flow(Target(2; gives = :gradient), SVGD(n = 4))
    request = ask!(flow)
    @test request.wants == [:gradient] && size(request.x) == (2, 4) && request.v === nothing && request.batch == -1
    @test ask!(flow).x == request.x
    @test fails(() -> save(flow), "WGF_E_STATE")
    before = positions(flow)
    abandon!(flow)
    @test positions(flow) == before
    @test fails(() -> tell!(flow; gradient = -request.x), "WGF_E_STATE")
    @test fails(() -> step!(flow), "WGF_E_STATE")
    ask!(flow)
    @test fails(() -> tell!(flow; gradient = zeros(2, 3)), "WGF_E_ARGUMENT")
    @test thrown(() -> tell!(flow; logdensity = zeros(3), gradient = zeros(2, 4))) isa DimensionMismatch
end

case("asking: a checkpoint, in memory and in a file, goes on bit for bit; damage is refused") do
    algorithm = MALA(n = 6, warmup = 3, record_every = 1)
    flow = Flow(bell(), algorithm; rng = MersenneTwister(1))
    run!(flow, 5)
    bytes, path = save(flow), save(joinpath(mktempdir(), "checkpoint"), flow)
    run!(flow, 5)
    for checkpoint in (bytes, path)
        other = restore!(Flow(bell(), algorithm; rng = MersenneTwister(1)), checkpoint)
        run!(other, 5)
        @test positions(other) == positions(flow)
        @test Array(draws(other)) == Array(draws(flow))
    end
    bytes[length(bytes)÷2] ⊻= 0xff
    @test fails(() -> restore!(flow, bytes), "WGF_E_FORMAT")
end
