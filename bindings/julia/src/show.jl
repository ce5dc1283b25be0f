shown(option) = "$(first(option)) = $(last(option) isa AbstractString ? repr(last(option)) : last(option))"

function Base.show(io::IO, a::Algorithm)
    print(io, type_name(name(a)), "(", join(["n = $(a.n)"; [shown(o) for o in sort!(collect(a.options); by = first)]], ", "), ")")
end

closed(io, h) = print(io, nameof(typeof(h)), " (closed)")

function Base.show(io::IO, c::Context)
    isopen(c) || return closed(io, c)
    print(io, "Context(threads = ", option(c, "threads"), ", seed = ", option(c, "seed"), ", isa = ", repr(option(c, "isa")), ")")
end

function Base.show(io::IO, t::Target)
    isopen(t) || return closed(io, t)
    kinds = (functions = "a density by functions", asked = "a density by answers", ready_made = "a ready-made density", samples = "samples")
    print(io, "Target: ", kinds[t.kind], ", ", user_dimension(t), " coordinates")
    dimension(t) == user_dimension(t) || print(io, " (", dimension(t), " unconstrained)")
end

Base.show(io::IO, e::Ensemble) =
    isopen(e) ? print(io, "Ensemble: ", length(e), " particles, ", user_dimension(e), " coordinates") : closed(io, e)

function Base.show(io::IO, f::Flow)
    isopen(f) || return closed(io, f)
    print(io, "Flow ", f.name, ": ", length(f.ensemble), " particles, ", user_dimension(f.ensemble), " coordinates, step ", stats(f).step)
end

Base.show(io::IO, d::Discrepancy) = isopen(d) ? print(io, "Discrepancy ", d.name) : closed(io, d)

function Base.show(io::IO, d::Draws)
    isopen(d) || return closed(io, d)
    coordinates, chains, iterations = size(d)
    print(io, "Draws: ", iterations, " iterations × ", chains, " chains × ", coordinates, " coordinates")
end

function Base.show(io::IO, ::MIME"text/plain", d::Draws)
    show(io, d)
    isopen(d) || return
    println(io)
    show(io, MIME("text/plain"), summarize(d))
end
