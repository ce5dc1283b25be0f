# What a copy, or another process, gets of each noun.
using Serialization

sent(value) = (io = IOBuffer(); serialize(io, value); seekstart(io); deserialize(io))

handles() = (flow = Flow(bell(), SVGD(n = 3)); (Context(), bell(), Ensemble([0.0 1.0]), flow, Discrepancy(:mmd)))

case("copies: a handle is neither copied nor sent, alone or inside, and says so by its name") do
    for h in handles(), copier in (deepcopy, sent), inside in (h, [h], (x = h,))
        e = thrown(() -> copier(inside))
        @test e isa ArgumentError && occursin("a $(nameof(typeof(h))) cannot be copied", e.msg)
    end
end

case("copies: each owner releases its own") do
    before = WGF.live_handles()
    d = Draws(randn(2, 3, 20))
    twin = deepcopy([d, d])
    @test twin[1] === twin[2] && twin[1] !== d
    close(d)
    @test isopen(twin[1]) && size(twin[1]) == (2, 3, 20)
    close(twin[1])
    foreach(_ -> GC.gc(), 1:3)
    @test WGF.live_handles() <= before
end

function same_draws(a, b)
    files = map(d -> read(write_csv(tempname(), d)), (a, b))
    Array(a) == Array(b) && coordinates(a) == coordinates(b) && times(a) == times(b) && log_weights(a) == log_weights(b) &&
        all(isequal.(summarize(a), summarize(b))) && isequal(columns(a), columns(b)) && files[1] == files[2] &&
        quantile(a, 1, 0.3) == quantile(b, 1, 0.3) && repr(MIME("text/plain"), a) == repr(MIME("text/plain"), b)
end

function weighted_draws()
    start = set_weights!(init!(Ensemble(bell(names = ["a", "b[1]"]), 4), :normal), [1, 2, 3, 4])
    flow = Flow(Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x), MALA(n = 4, record_every = 2); init = start)
    run!(flow, 20)
    draws(flow)
end

case("copies: draws come back whole: numbers, names, times, weights, log densities, summary, file") do
    recorded = sample(MersenneTwister(1), bell(names = ["mu", "theta[1]"]), MALA(n = 4); steps = 50)
    cloud = sample(MersenneTwister(1), bell(names = ["mu", "theta[1]"]), SVGD(n = 4); steps = 50)
    weighted = weighted_draws()
    @test maximum(log_weights(weighted)) ≈ log(0.4 * 4)
    @test !occursin("NaN", read(write_csv(tempname(), recorded), String))
    for d in (recorded, cloud, weighted, Draws(randn(1, 2, 9); names = ["q"])), copier in (deepcopy, sent, deepcopy ∘ sent)
        @test same_draws(d, copier(d))
    end
    closed = Draws(randn(1, 2, 3))
    close(closed)
    @test thrown(() -> sent(closed)) isa ArgumentError
end

case("copies: draws of another process") do
    program = """
        using WGF, Serialization, Random
        d = sample(MersenneTwister(3), Target(:gaussian, 2), MALA(n = 3); steps = 10)
        serialize(ARGS[1], d)"""
    file = tempname()
    run(`$(Base.julia_cmd()) --startup-file=no -e $program $file`)
    @test same_draws(deserialize(file), sample(MersenneTwister(3), Target(:gaussian, 2), MALA(n = 3); steps = 10))
end

case("copies: a file has the names of the draws, and draws of draws keep weights and times") do
    lines(d) = filter(line -> !startswith(line, '#'), readlines(write_csv(tempname(), d)))
    named = Draws(ones(2, 1, 2); names = ["mu", "theta[1,2]"])
    @test lines(named) == ["lp__,mu,theta.1.2", "NaN,1,1", "NaN,1,1"]
    @test first(lines(sample(MersenneTwister(1), bell(names = ["a", "b"]), SVGD(n = 3); steps = 1))) == "lp__,a,b"
    weighted = weighted_draws()
    doubled = Draws(x -> 2x, weighted; names = coordinates(weighted))
    @test Array(doubled) == 2 .* Array(weighted) && log_weights(doubled) == log_weights(weighted) && times(doubled) == times(weighted)
    @test map(line -> first(split(line, ',')), lines(doubled)) == map(line -> first(split(line, ',')), lines(weighted))
    @test summarize(doubled).mean ≈ 2 .* summarize(weighted).mean
    @test occursin("cannot be named", thrown(() -> write_csv(tempname(), Draws(ones(1, 1, 2); names = ["a b\n"]))).msg)
    @test occursin("same name", thrown(() -> write_csv(tempname(), Draws(ones(2, 1, 2); names = ["a[1]", "a.1"]))).msg)
end

case("copies: the weights of draws count in a discrepancy") do
    weighted = weighted_draws()
    points, w = reshape(Array(weighted), 2, :), vec(exp.(log_weights(weighted)))
    cloud = randn(MersenneTwister(1), 2, 5)
    @test discrepancy(:energy, weighted, cloud) ≈ discrepancy(:energy, set_weights!(Ensemble(points), w), cloud)
    @test discrepancy(:energy, cloud, weighted) ≈ discrepancy(:energy, cloud, Target(points; weights = w))
    @test discrepancy(:energy, weighted, cloud) != discrepancy(:energy, points, cloud)
end
