shown(option) = "$(first(option)) = $(last(option) isa AbstractString ? repr(last(option)) : last(option))"

function Base.show(io::IO, a::Algorithm)
    print(io, type_name(name(a)), "(", join(["n = $(a.n)"; [shown(o) for o in sort!(collect(a.options); by = first)]], ", "), ")")
end

closed(io, h) = print(io, nameof(typeof(h)), " (closed)")

counted(n, word) = string(n, " ", word, n == 1 ? "" : "s")

function Base.show(io::IO, c::Context)
    isopen(c) || return closed(io, c)
    print(io, "Context(threads = ", option(c, "threads"), ", seed = ", option(c, "seed"), ", isa = ", repr(option(c, "isa")), ")")
end

function Base.show(io::IO, t::Target)
    isopen(t) || return closed(io, t)
    kinds = (functions = "a density by functions", asked = "a density by answers", ready_made = "a ready-made density", samples = "samples")
    print(io, "Target: ", kinds[t.kind], ", ", counted(user_dimension(t), "coordinate"))
    dimension(t) == user_dimension(t) || print(io, " (", dimension(t), " unconstrained)")
end

Base.show(io::IO, e::Ensemble) =
    isopen(e) ? print(io, "Ensemble: ", counted(length(e), "particle"), ", ", counted(user_dimension(e), "coordinate")) : closed(io, e)

function Base.show(io::IO, f::Flow)
    isopen(f) || return closed(io, f)
    print(io, "Flow ", f.name, ": ", counted(length(f.ensemble), "particle"), ", ", counted(user_dimension(f.ensemble), "coordinate"), ", step ", stats(f).step)
end

Base.show(io::IO, d::Discrepancy) = isopen(d) ? print(io, "Discrepancy ", d.name) : closed(io, d)

function Base.show(io::IO, d::Draws)
    isopen(d) || return closed(io, d)
    coordinates, chains, iterations = size(d)
    print(io, "Draws: ", counted(iterations, "iteration"), " × ", counted(chains, "chain"), " × ", counted(coordinates, "coordinate"))
end

function Base.show(io::IO, ::MIME"text/plain", d::Draws)
    show(io, d)
    isopen(d) || return
    println(io)
    show(io, MIME("text/plain"), summarize(d))
    said = shown_report(d)
    isempty(said) || print(io, "\n", said)
end

Base.show(io::IO, r::Request) =
    print(io, "Request: ", join(r.wants, ", "), " at ", counted(size(r.x, 2), "point"), " in ", counted(size(r.x, 1), "dimension"), r.batch < 0 ? "" : ", mini-batch $(r.batch)")
