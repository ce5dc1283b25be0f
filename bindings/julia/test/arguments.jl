# Every argument of every exported function, given what it is not: each is used as it was meant, or refused by its name.

# The exception of `f` names what was wrong, in words of the caller's, and is no failure inside the package.
function refused(f, word)
    e = thrown(f)
    said = e === nothing ? "nothing was thrown" : sprint(showerror, e)
    fine = e isa Union{WGFError,ArgumentError,DimensionMismatch,TypeError} || e isa MethodError && occursin("keyword", said)
    fine && occursin(word, said) || println("        wanted \"", word, "\": ", typeof(e), ": ", said)
    fine && occursin(word, said)
end

const not_callable = ("text", 3, [1, 2])
const not_numbers = ("text", ["a", "b"], [missing, 1.0], [1.0im, 2], [nothing, 1])

quiet() = Context(log = nothing)

case("arguments: what a target's functions give") do
    point = zeros(2, 1)
    for bad in (nothing, missing, "text", 1im, [1.0], (1.0, 2.0))
        @test refused(() -> evaluate(Target(2; logdensity = x -> bad, gradient = x -> -x), point), "the log density")
    end
    for bad in (nothing, missing, "text", 1.0, (1.0, 2.0), [1.0], [1.0, missing], [1im, 2], zeros(1, 2), zeros(2, 1))
        @test refused(() -> evaluate(Target(2; gradient = x -> bad), point), "the gradient")
        @test refused(() -> evaluate(bell(2; hessian_vector = (x, v) -> bad) |> t -> (hessian_vector(t, point, point); t), point), "the Hessian product")
    end
    for bad in (nothing, 1.0, (1.0,), (1.0, [1.0, 2.0], 3))
        @test refused(() -> evaluate(Target(2; logdensity_and_gradient = x -> bad), point), "logdensity_and_gradient")
    end
    @test refused(() -> evaluate(Target(2; logdensity_and_gradient = x -> (0.0, nothing)), point), "the gradient")
    @test refused(() -> evaluate(Target(2; logdensity_and_gradient = x -> ([0.0, -Inf], nothing), batched = true), zeros(2, 2)), "the gradient")
    @test evaluate(Target(2; logdensity_and_gradient = x -> ([-Inf, NaN], nothing), batched = true), zeros(2, 2)).logdensity[1] == -Inf
    @test refused(() -> run!(Flow(Target(2; gradient = x -> nothing), SVGD(n = 2); init = :normal), 1), "the gradient")
    @test refused(() -> run!(Flow(bell(), SVGD(n = 3, kernel = u -> nothing, bandwidth = 1)), 1), "the kernel")
    @test refused(() -> run!(Flow(bell(), SVGD(n = 3, kernel = u -> (missing, 1, 1, 1), bandwidth = 1)), 1), "the kernel")
    @test refused(() -> run!(Flow(bell(), SVGD(n = 3, kernel = Features(2, x -> nothing, (x, c) -> x))), 1), "features")
end

case("arguments: numbers of any kind, and arrays of any kind, are what they say") do
    points = [1.0 2.0 3.0; 4.0 5.0 6.0]
    expected = evaluate(bell(), points)
    backwards = view(points[:, 3:-1:1], :, 3:-1:1)
    for x in (Int.(points), Float32.(points), big.(points), Rational{Int}.(points), transpose(permutedims(points)), permutedims(points)', view(points, :, :), backwards, Any[1 2 3; 4 5 6])
        @test evaluate(bell(), x) == expected
        @test positions(Ensemble(x)) == points
        @test discrepancy(:energy, x, Target(x)) == 0
    end
    for gradient in (x -> Float32.(-x), x -> view(-x, :), x -> Any[-x...], x -> Int.(-x), x -> -x[end:-1:1][end:-1:1])
        @test evaluate(Target(2; logdensity = x -> Float32(-sum(abs2, x) / 2), gradient = gradient), points) == expected
    end
    @test weights(set_weights!(Ensemble(points), 1:3)) ≈ [1, 2, 3] ./ 6
    @test constrain(bell(2; lower = 0:1), [0, 0]) == [1, 2]
end

# An array whose indices begin at -2, as OffsetArrays has it.
struct Shifted{T,N} <: AbstractArray{T,N}
    parent::Array{T,N}
end
Base.size(s::Shifted) = size(s.parent)
Base.axes(s::Shifted) = map(n -> Base.IdentityUnitRange(-2:n-3), size(s.parent))
Base.getindex(s::Shifted{T,N}, i::Vararg{Int,N}) where {T,N} = s.parent[map(k -> k + 3, i)...]

case("arguments: indices may begin anywhere") do
    points = randn(MersenneTwister(1), 2, 3)
    @test evaluate(bell(), Shifted(points)) == evaluate(bell(), points)
    @test positions(Ensemble(Shifted(points))) == points && weights(set_weights!(Ensemble(points), Shifted([1, 2, 3]))) ≈ [1, 2, 3] ./ 6
    @test evaluate(Target(2; gradient = x -> Shifted(-x)), points).gradient == -points
    @test Array(Draws(Shifted(reshape(points, 2, 1, 3)))) == reshape(points, 2, 1, 3)
    @test constrain(bell(), Shifted([1.0, 2.0])) == [1, 2]
end

case("arguments: each function of a target has its own point, which it may change") do
    change(x) = (value = copy(x); x .= 100; value)
    spoilt = Target(2; logdensity = x -> -sum(abs2, change(x)) / 2, gradient = x -> -change(x), hessian_vector = (x, v) -> -change(change(v) .+ 0 .* change(x)))
    together = Target(2; logdensity = x -> bells(change(x)), gradient = x -> -change(x), batched = true)
    x = randn(MersenneTwister(1), 2, 3)
    for target in (spoilt, together)
        @test evaluate(target, x) == evaluate(bell(), x)
    end
    @test evaluate(spoilt, x) == evaluate(bell(), x)
    moved(target) = (flow = Flow(target, MALA(n = 3); init = x); run!(flow, 3); positions(flow))
    @test moved(spoilt) == moved(bell()) == moved(together)
    samples = randn(MersenneTwister(2), 2, 9)
    matched(features, products) = (flow = Flow(samples, MMD(n = 3, kernel = Features(2, features, products), step_size = 0.01); init = x); run!(flow, 3); positions(flow))
    @test matched(change, (x, c) -> (x .= 9; change(c))) == matched(x -> x, (x, c) -> c)
end

case("arguments: of Target") do
    for bad in not_callable, what in (:logdensity, :gradient, :logdensity_and_gradient)
        @test refused(() -> Target(2; (what => bad,)...), string(what))
        @test refused(() -> bell(; hessian_vector = bad), "hessian_vector")
    end
    @test refused(() -> Target(2), "logdensity") && refused(() -> Target(0; gradient = x -> x), "dim") && refused(() -> Target(-1; gradient = x -> x), "dim")
    @test refused(() -> bell(; gradint = x -> x), "gradint") && refused(() -> bell(; context = 3), "context")
    @test refused(() -> Target(2; gives = :gradients), "gradients") && refused(() -> Target(2; gives = (:gradient, 3)), "3")
    @test refused(() -> Target(2; gives = :gradient, gradient = x -> x), "gives")
    for what in (:lower, :upper)
        for bad in (not_numbers..., [1.0], [1.0, 2, 3], zeros(2, 1), [NaN, 0])
            @test refused(() -> bell(; (what => bad,)...), string(what))
        end
    end
    @test refused(() -> bell(; lower = 1, upper = 0), "upper")
    for what in (:simplex, :ordered), bad in ([1, 3], (1, 3), 1:2:3, 2, "1:2", [1:2, 3], 0:1, 3:5, 4:3, 2:2)
        @test refused(() -> bell(4; (what => bad,)...), string(what))
    end
    for bad in (not_numbers..., [1.0, 2], reshape([1.0], 1, 1, 1))
        @test refused(() -> Target(bad), "") # a text or vector is no problem and no samples
    end
    @test refused(() -> Target([missing 1.0]), "samples") && refused(() -> Target(["a" "b"]), "samples") && refused(() -> Target(zeros(0, 3)), "samples")
    for bad in (not_numbers..., [1.0], [1.0, NaN], [-1.0, 2.0], [0, 0])
        @test refused(() -> Target([0.0 1.0]; weights = bad), bad isa Vector{Float64} || bad == [0, 0] ? "" : "weights")
    end
    @test refused(() -> Target(:gaussian, 0), "dim") && refused(() -> Target(:gaussian, 2; mean = "text"), "mean") && refused(() -> evaluate(Target(:gaussian, 2; mean = [1.0]), zeros(2, 1)), "mean")
    @test refused(() -> Target(:gaussian, 2; mean = [missing, 1]), "mean") && refused(() -> Target(:gaussian, 2; mean = nothing), "mean")
end

case("arguments: names are texts, distinct, and as many as there are coordinates") do
    makers = (names -> bell(; names = names), names -> Target(zeros(2, 3); names = names), names -> Target(:gaussian, 2; names = names),
              names -> Draws(zeros(2, 1, 3); names = names))
    for make in makers
        @test coordinates(make(["a", :b])) == coordinates(make((:a, "b"))) == ["a", "b"]
        for (bad, word) in ((["a", "a"], "a"), ("ab", "ab"), (:ab, "ab"), (["a"], "1 name"), (["a", "b", "c"], "3 names"), (["a", ""], "empty"), (["a", "b\0c"], "NUL"),
                            (["a", nothing], "nothing"), (["a", missing], "missing"), ([1, 2], "1"))
            @test refused(() -> make(bad), word)
        end
    end
    for owner in (bell(), Ensemble(zeros(2, 3)))
        @test coordinates(set_name!(owner, 1, "mu")) == coordinates(set_name!(owner, 1, :mu)) == ["mu", "x[2]"]
        @test refused(() -> set_name!(owner, 2, "mu"), "mu") && refused(() -> set_name!(owner, 2, ""), "empty") && refused(() -> set_name!(owner, 2, "a\0b"), "NUL")
        for k in (0, 3, -1, 1.5, "x[1]", nothing)
            @test refused(() -> set_name!(owner, k, "nu"), "coordinate")
        end
        @test refused(() -> set_name!(owner, 1, 3), "3")
    end
end

case("arguments: a coordinate may be called as a column of the table is") do
    x = randn(MersenneTwister(1), 3, 2, 4)
    d = Draws(x; names = ["chain", "iteration", "draw"])
    @test refused(() -> columns(d), "iteration") && refused(() -> Table(d; chain = :c), "iteration") && refused(() -> columns(d; chain = :draw, iteration = :i), "draw")
    c = columns(d; chain = :c, iteration = :i)
    @test keys(c) == (:i, :c, :chain, :iteration, :draw) && c.chain == vec(x[1, :, :]) && c.c == [1, 2, 1, 2, 1, 2, 1, 2]
    @test Table(d; chain = :c, iteration = :i)[3].draw == x[3, 1, 2] && d["chain"] == permutedims(x[1, :, :]) && summarize(d).name == ["chain", "iteration", "draw"]
end

case("arguments: of Draws") do
    d = Draws(zeros(2, 1, 3))
    for k in (0, 3, -1)
        @test refused(() -> d[k], "coordinate") && refused(() -> quantile(d, k, 0.5), "coordinate")
    end
    @test refused(() -> d["y"], "y") && refused(() -> quantile(d, "y", 0.5), "y")
    for p in (-0.1, 1.1, NaN, Inf)
        @test refused(() -> quantile(d, 1, p), "probability") && refused(() -> quantile(Ensemble(zeros(1, 2)), p), "probability")
    end
    @test refused(() -> Draws(zeros(0, 1, 3)), "") && refused(() -> Draws(fill(missing, 1, 1, 3)), "x") && refused(() -> Draws(fill("a", 1, 1, 3)), "x")
    @test refused(() -> Table((a = [1, 2], b = [1])), "lengths")
end

case("arguments: of an algorithm and its options") do
    for n in (0, -1, 1.5, NaN, "5", nothing, [5])
        @test refused(() -> SVGD(n = n), "n ")
    end
    @test SVGD(n = 5.0).n == 5
    # By the setters: each keyword by itself would be compiled anew.
    bad_values = (nothing, missing, NaN, 1im, [1, 2], (1, 2), "no such choice", "1")
    setters = ((:flow, name -> WGF.Flow(Algorithm(name), quiet())), (:discrepancy, name -> Discrepancy(name)), (:context, name -> quiet()))
    for (kind, make) in setters, one in catalogue(kind)
        h = make(one.name)
        for row in options(kind, one.name), bad in bad_values
            bad isa String && row.type == "string" && isempty(row.choices) && continue # any text
            @test refused(() -> WGF.set_option!(h, Symbol(row.name), bad), row.name)
        end
    end
    @test refused(() -> SVGD(step_size = NaN), "step_size") && refused(() -> SVGD(step_size = nothing), "step_size") && refused(() -> Context(seed = 1.5), "seed")
    @test refused(() -> Context(threads = -1), "threads") && refused(() -> Discrepancy(:mmd; bandwidth = missing), "bandwidth")
    for bad in not_callable
        @test refused(() -> Context(log = bad), "log") && refused(() -> Context(poll = bad), "poll")
        @test refused(() -> Features(2, bad, (x, c) -> c), "features") && refused(() -> Features(2, x -> x, bad), "products")
    end
    @test refused(() -> Features(1.5, x -> x, (x, c) -> c), "count") && refused(() -> Flow(bell(), SVGD(n = 2, kernel = Features(0, x -> x, (x, c) -> c))), "")
    @test refused(() -> Algorithm(:svgd; kernel = "gauss\0ian"), "") && refused(() -> Discrepancy("mm\0d"), "")
end

case("arguments: of Flow, run!, sample") do
    for bad in ("text", 3.5, nothing, Dict())
        @test refused(() -> Flow(bad, SVGD(n = 2)), "")
        bad === nothing || @test refused(() -> Flow(bell(), SVGD(n = 2); init = bad), "init")
    end
    @test refused(() -> Flow((), SVGD(n = 2)), "empty")
    @test refused(() -> Flow(bell(), SVGD(n = 2); init = fill(missing, 2, 2)), "missing") && refused(() -> Flow(bell(), SVGD(n = 2); init = :cauchy), "cauchy")
    for bad in not_callable
        @test refused(() -> Flow(bell(), SVGD(n = 2); progress = bad), "progress")
    end
    flow = Flow(bell(), SVGD(n = 2))
    @test refused(() -> run!(flow, -1), "steps") && refused(() -> run!(flow, 1; seconds = NaN), "seconds") && refused(() -> run!(flow, 1; seconds = -1), "seconds")
    @test refused(() -> run!(flow, 1; tolerance = NaN), "tolerance") && refused(() -> run!(flow, 1; seconds = "1"), "seconds") && refused(() -> run!(flow, 1; tolerance = nothing), "tolerance")
    @test refused(() -> set_step_size!(flow, NaN), "step_size") && refused(() -> set_step_size!(flow, -1), "step_size") && refused(() -> option(flow, "no_such"), "no_such")
    @test refused(() -> set_positions!(flow, [NaN 1; 1 1]), "x") && refused(() -> set_positions!(flow, zeros(2, 3)), "") && stats(flow).step == 0
    for algorithm in (SVGD(n = 2), MALA(n = 2)), bad in (-1, 1.5, NaN, "5", nothing)
        @test refused(() -> sample(bell(), algorithm; steps = bad), "steps")
        bad === nothing || @test refused(() -> sample(bell(), algorithm; steps = 5, warmup = bad), "warmup")
    end
    @test refused(() -> sample(bell(), MALA(n = 2); steps = 0), "steps")
    @test refused(() -> sample(bell(), SVGD(n = 2); stps = 3), "stps") && refused(() -> sample(bell(), SVGD(n = 2); context = 3), "")
    @test size(sample(bell(), SVGD(n = 2.0); steps = 3.0)) == (2, 2, 1)
end

case("arguments: a warm-up that is given is made, by every flow") do
    steps = Int[]
    sample(MersenneTwister(1), bell(), SVGD(n = 2, progress_interval = 0); steps = 3, warmup = 4, progress = (step, all, x) -> (push!(steps, all); false))
    @test unique(steps) == [7]
end

case("arguments: of ensembles, requests, checkpoints, evaluations") do
    e = Ensemble(zeros(2, 3))
    @test refused(() -> Ensemble(bell(), 0), "n") && refused(() -> Ensemble(bell(), -3), "n") && refused(() -> Ensemble(zeros(0, 3)), "d") && refused(() -> Ensemble(zeros(2, 0)), "n")
    @test refused(() -> Ensemble(fill(missing, 2, 2)), "missing") && refused(() -> Ensemble(["a" "b"]), "\"a\"")
    @test refused(() -> init!(e, :uniform; sd = 2), "sd") && refused(() -> init!(e, :normal; lower = 2), "lower") && refused(() -> init!(e, :normal; sd = "1"), "sd")
    @test refused(() -> init!(e, :normal; sd = -1), "sd") && refused(() -> init!(e, :normal; mean = NaN), "mean") && refused(() -> init!(e, :uniform; lower = 1, upper = 0), "upper")
    @test refused(() -> init!(e, "normal"), "init") && refused(() -> init!(e, [1.0, 2.0]), "init")
    @test refused(() -> set_weights!(e, [1, missing, 2]), "missing") && refused(() -> set_weights!(e, [1, -1, 2]), "") && refused(() -> set_weights!(e, [0, 0, 0]), "")
    asking = Flow(Target(2; gives = (:logdensity, :gradient)), MALA(n = 3); init = zeros(2, 3))
    ask!(asking)
    @test refused(() -> tell!(asking), "told") && refused(() -> tell!(asking; gradient = zeros(2)), "gradient") && refused(() -> tell!(asking; logdensity = 1.0), "logdensity")
    @test refused(() -> tell!(asking; gradient = zeros(3, 2), logdensity = zeros(3)), "") && refused(() -> tell!(asking; logdensity = [1, 2, missing]), "logdensity")
    @test refused(() -> tell!(asking; logdensity = zeros(3)), "score") && refused(() -> tell!(asking; gradint = zeros(2, 3)), "gradint")
    flow = Flow(bell(), SVGD(n = 2))
    bytes = save(flow)
    @test positions(restore!(flow, view(bytes, :))) == positions(flow)
    @test refused(() -> restore!(flow, UInt8[]), "") && refused(() -> restore!(flow, "no/such/file"), "no/such/file") && refused(() -> save("no/such/folder/file", flow), "no/such/folder")
    @test refused(() -> restore!(flow, "a\0b"), "") && refused(() -> save("", flow), "path")
    @test refused(() -> evaluate(bell(), fill(missing, 2, 1)), "missing") && refused(() -> hessian_vector(bell(), zeros(2, 2), zeros(2, 3)), "size")
    @test refused(() -> check_gradient(bell(), fill("a", 2, 1)), "\"a\"") && refused(() -> constrain(bell(), ["a", "b"]), "\"a\"") && refused(() -> constrain(bell(), [1.0]), "")
    @test refused(() -> discrepancy(:mmd, "text", zeros(2, 3)), "particles") && refused(() -> discrepancy(:mmd, zeros(2, 3), zeros(3, 3)), "")
    @test refused(() -> discrepancy(:mmd, zeros(2, 3), zeros(2, 3); gradient = "yes"), "gradient") && refused(() -> discrepancy(:mdm, zeros(2, 3), zeros(2, 3)), "mmd")
    @test refused(() -> catalogue(:x), "x") && refused(() -> options(:flow, "x"), "x")
end
