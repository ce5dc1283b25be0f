"""
    Algorithm(name; n, options...)

A flow of the catalogue, its number of particles and its options. Each flow has a type of its own, such as `SVGD(n = 50, kernel = "imq")`,
whose help lists its options; they are checked at once. The option `kernel` also takes a function `u -> (k, k', k'', k''')` of
`u = |x - y|² / bandwidth²` (the third and fourth only where wanted), or [`Features`](@ref).

```julia
algorithm = Algorithm(:svgd; n = 50, step_size = 0.2)
algorithm isa SVGD && algorithm.n == 50
```
"""
struct Algorithm{F}
    n::Int
    options::Dict{Symbol,Any}

    function Algorithm{F}(; n = entry(:flow, string(F)).particles, options...) where {F}
        whole(n, "n") >= 1 || throw(ArgumentError("n = $n; at least 1 particle is needed"))
        algorithm = new{F}(Int(n), Dict{Symbol,Any}(options))
        trial = Flow(algorithm, Context())
        foreach(close, (trial, trial.context))
        algorithm
    end
end

Algorithm(name::Union{Symbol,AbstractString}; rest...) = Algorithm{Symbol(name)}(; rest...)

name(::Algorithm{F}) where {F} = string(F)
options(algorithm::Algorithm) = options(:flow, name(algorithm))

# The flows that users know by a name without vowels, or by one of these, are acronyms.
const acronyms = ("mala", "aldi")
type_word(word) = word in acronyms || !any(in("aeiou"), word) || length(word) <= 3 ? uppercase(word) : uppercasefirst(word)
type_name(flow) = join(map(type_word, split(flow, '_')))

option_line(o) = "- `$(o.name) = $(o.default)`" * (isempty(o.choices) ? "" : " (" * replace(o.choices, " " => ", ") * ")") * ": $(o.summary)"

function help(e)
    """
        $(type_name(e.name))(; n = $(e.particles), options...)

    $(e.summary)

    Energy: $(e.energy) Geometry: $(e.geometry) Scheme: $(e.scheme) Needs: $(e.needs). Reference: $(e.reference)

    - `n`: number of particles. $(e.particles_reason)
    $(join(map(option_line, options(:flow, e.name)), "\n"))
    """
end

# The types and their help come from the library that is there when the package is precompiled.
load_library()
for e in catalogue(:flow)
    type = Symbol(type_name(e.name))
    @eval const $type = Algorithm{$(QuoteNode(Symbol(e.name)))}
    @eval export $type
    @eval @doc $(help(e)) $type
end
