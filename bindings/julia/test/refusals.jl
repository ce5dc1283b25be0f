case("refusals: an unknown option names the nearest, a wrong type or range is an error at once") do
    @test fails(() -> SVGD(kernal = "imq"), "WGF_E_OPTION", "kernel")
    @test fails(() -> SVGD(kernel = "gausian"), "WGF_E_OPTION", "gaussian")
    @test fails(() -> SVGD(step_size = "small"), "WGF_E_OPTION")
    @test fails(() -> SVGD(step_size = -1), "WGF_E_OPTION")
    @test fails(() -> SVGD(bandwidth_every = 1.5), "WGF_E_OPTION")
    @test fails(() -> Algorithm(:svdg), "WGF_E_ARGUMENT") || thrown(() -> Algorithm(:svdg)) isa ArgumentError
    @test fails(() -> Discrepancy(:mmd; bandwith = 1), "WGF_E_OPTION", "bandwidth")
    @test fails(() -> Context(sead = 1), "WGF_E_OPTION", "seed")
    @test thrown(() -> SVGD(step_size = [1, 2])) isa ArgumentError
    @test thrown(() -> SVGD(n = 0)) isa ArgumentError
    @test thrown(() -> catalogue(:flows)) isa ArgumentError
    @test SVGD(step_size = 1).options[:step_size] == 1 && SVGD(bandwidth_every = 2.0) isa SVGD
end

case("refusals: wrong shapes") do
    @test thrown(() -> evaluate(Target(2; gradient = x -> [1.0]), zeros(2, 2))) isa DimensionMismatch
    batched = Target(2; logdensity = x -> zeros(3), batched = true, context = Context(log = (level, line) -> nothing))
    @test thrown(() -> evaluate(batched, zeros(2, 2))) isa DimensionMismatch
    @test fails(() -> Flow(bell(), SVGD(n = 5); init = zeros(2, 4)), "WGF_E_ARGUMENT")
    @test fails(() -> Flow(bell(), SVGD(n = 5); init = zeros(3, 5)), "WGF_E_ARGUMENT")
    @test fails(() -> evaluate(bell(), zeros(3, 2)), "WGF_E_ARGUMENT")
    @test fails(() -> set_weights!(Ensemble(zeros(2, 3)), [1, 2]), "WGF_E_ARGUMENT")
    @test fails(() -> Flow(randn(3, 10), MMD(n = 5); init = Ensemble(zeros(2, 5))), "WGF_E_ARGUMENT") ||
          thrown(() -> Flow(randn(3, 10), MMD(n = 5); init = Ensemble(zeros(2, 5)))) isa WGFError
    @test thrown(() -> bell(2; names = ["a"])) isa DimensionMismatch
    @test thrown(() -> bell(2; lower = [0, 0], upper = [1])) isa DimensionMismatch
    @test thrown(() -> Draws(zeros(2, 1, 3); names = ["a"])) isa DimensionMismatch
    @test thrown(() -> Target(zeros(2, 0))) isa DimensionMismatch
end

case("refusals: NaN in positions, samples and weights") do
    @test fails(() -> Ensemble([0.0 NaN]), "WGF_E_ARGUMENT")
    @test fails(() -> Target([0.0 Inf]), "WGF_E_ARGUMENT")
    @test fails(() -> set_weights!(Ensemble([0.0 1.0]), [NaN, 1]), "WGF_E_ARGUMENT")
    @test fails(() -> Target(:gaussian, 1; mean = [NaN]), "WGF_E_OPTION")
    @test fails(() -> Ensemble(bell(1; lower = 0), 1) |> e -> set_positions!(e, fill(-1.0, 1, 1)), "WGF_E_ARGUMENT")
end

case("refusals: what does not fit") do
    @test fails(() -> Flow(bell(), MMD(n = 5)), "WGF_E_STATE")
    @test fails(() -> Flow(randn(2, 5), SVGD(n = 5)), "WGF_E_STATE") || fails(() -> Flow(randn(2, 5), SVGD(n = 5)), "WGF_E_UNSUPPORTED")
    @test fails(() -> energy(Flow(bell(), SVGD(n = 5))), "WGF_E_UNSUPPORTED")
    @test fails(() -> sample(bell(), MALA(n = 1000, record_every = 1, record_limit = 10^9, max_bytes = 1e6)), "WGF_E_MEMORY")
    @test fails(() -> run!(Flow(bell(), Langevin(n = 5)), 1; tolerance = 1), "WGF_E_ARGUMENT") ||
          fails(() -> run!(Flow(bell(), Langevin(n = 5)), 1; tolerance = 1), "WGF_E_UNSUPPORTED")
end

case("refusals: use after close") do
    flow = Flow(bell(), SVGD(n = 5))
    foreach(close, (flow.ensemble, first(flow.targets), flow.context))
    @test run!(flow, 2) == :not_converged
    close(flow)
    close(flow)
    @test !isopen(flow)
    for use in (step!, stats, ask!, save, draws)
        @test thrown(() -> use(flow)) isa ArgumentError
    end
    @test thrown(() -> positions(flow)) isa ArgumentError
    for handle in (bell(), Ensemble([0.0 1.0]), Draws(zeros(1, 2, 3)), Context(), Discrepancy(:mmd), Flow(bell(), SVGD()))
        close(handle)
        @test endswith(repr(handle), "(closed)")
    end
end
