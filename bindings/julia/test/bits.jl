# The same bits as from C, which writes the numbers into the file that WGF_EXPECTED names: each case does what tests/bindings/expected.c does.
numbers(words) = [reinterpret(Float64, parse(UInt64, word; base = 16)) for word in words]

function expected()
    lines = split.(readlines(ENV["WGF_EXPECTED"]))
    Dict(first(words) => reshape(numbers(words[2:end]), 3, :) for words in lines)
end

seeded(threads = 1) = Context(threads = threads, seed = 7)

normal_law(context) = Target(:gaussian, 3; mean = [0.5, -1, 2], covariance = [2 0.5 0; 0.5 1 0.25; 0 0.25 1.5], context = context)

outside(context) = Target(3; gives = (:logdensity, :gradient, :hessian_vector), context = context)

quarters(context) = Target(reshape([7j % 11 / 4 - 1 for j in 0:44], 3, 15); context = context)

# So that a flow that tunes itself does, and ends.
short_warmup(name) = "warmup" in options(:flow, name).name ? (warmup = 3,) : NamedTuple()

"Where the particles of a flow are after what `run` does with it."
function moved(run, name, make; rest...)
    context = seeded()
    target = make(context)
    start = init!(Ensemble(target, 20), :normal)
    flow = Flow((target, quarters(context)), Algorithm(name; n = 20, rest...); init = start)
    run(flow)
    positions(flow)
end

answers(law, r) = merge(isempty(setdiff(r.wants, [:hessian_vector])) ? NamedTuple() : evaluate(law, r.x),
                        :hessian_vector in r.wants ? (hessian_vector = hessian_vector(law, r.x, r.v),) : NamedTuple())

function step_by_asking!(flow, law)
    while (request = ask!(flow)) !== nothing
        tell!(flow; answers(law, request)...)
    end
end

function quartic(x)
    value = 0.0
    for at in x
        value -= 0.25 * (at * at) * (at * at) + 0.5 * (at * at)
    end
    value, [-(at * at * at) - at for at in x]
end

quartics(context) = Target(3; logdensity_and_gradient = quartic, context = context)

if haskey(ENV, "WGF_EXPECTED")
    case("bits: each flow of the catalogue") do
        flows = catalogue(:flow).name
        for name in flows
            @test moved(flow -> foreach(_ -> step!(flow), 1:8), name, normal_law; short_warmup(name)...) == expected()["$name/native"]
        end
        @test Set(filter(name -> '/' in name, keys(expected()))) == Set(["$name/$how" for name in flows for how in ("native", "ask")])
    end

    case("bits: each flow of the catalogue by ask and tell") do
        law = normal_law(seeded())
        for name in catalogue(:flow).name
            @test moved(flow -> foreach(_ -> step_by_asking!(flow, law), 1:8), name, outside; short_warmup(name)...) == expected()["$name/ask"]
        end
    end

    case("bits: a callback") do
        @test moved(flow -> run!(flow, 100), "svgd", quartics) == expected()["callback"]
    end

    case("bits: recorded draws on two threads from a start by the target") do
        target = quartics(seeded(2))
        flow = Flow(target, MALA(n = 20, warmup = 20, record_every = 4); init = target)
        run!(flow, 60)
        @test reshape(Array(draws(flow)), 3, :) == expected()["recorded"]
    end

    case("bits: a text for an option") do
        terms = "1 interaction gaussian; -1 target gaussian; 0.5 potential"
        @test moved(flow -> run!(flow, 50), "composed", normal_law; terms = terms, step_size = 0.05) == expected()["terms"]
    end
else
    println("        bits: not run, WGF_EXPECTED is not set")
end
