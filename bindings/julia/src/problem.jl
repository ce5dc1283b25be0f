"Modules whose functions `dimension`, `logdensity` and `logdensity_and_gradient` describe a density; LogDensityProblems adds itself (Julia 1.9)."
const INTERFACES = Module[WGF]

"""
    WGF.logdensity(problem, x)
    WGF.logdensity_and_gradient(problem, x)

With `WGF.dimension(problem)`, to be given methods for a type of one's own that is to be a [`Target`](@ref).

```julia
struct Bell end
WGF.dimension(::Bell) = 3
WGF.logdensity_and_gradient(::Bell, x) = (-sum(abs2, x) / 2, -x)
WGF.user_dimension(Target(Bell())) == 3
```
"""
function logdensity_and_gradient end
function logdensity end

has_method(m::Module, name::Symbol, arguments) = isdefined(m, name) && hasmethod(getfield(m, name), arguments)

describes(m::Module, problem) = has_method(m, :dimension, Tuple{typeof(problem)}) &&
    any(name -> has_method(m, name, Tuple{typeof(problem),Vector{Float64}}), (:logdensity_and_gradient, :logdensity))

# Where the package extension is not loaded (Julia before 1.9) the module is found among those that are.
loaded(name) = [m for (id, m) in Base.loaded_modules if id.name == name]

function interface_of(problem)
    for m in [INTERFACES; loaded("LogDensityProblems"); parentmodule(typeof(problem))]
        describes(m, problem) && return m
    end
    throw(ArgumentError("a $(typeof(problem)) has no methods dimension and logdensity_and_gradient in $(join([INTERFACES; "LogDensityProblems"], " or "))"))
end

# The order that LogDensityProblems.capabilities states: 0 has no gradient.
function gives_gradient(m, problem)
    has_method(m, :logdensity_and_gradient, Tuple{typeof(problem),Vector{Float64}}) || return false
    has_method(m, :capabilities, Tuple{typeof(problem)}) || return true
    order = m.capabilities(problem)
    order === nothing && throw(ArgumentError("$(typeof(problem)) says that it is no log density problem"))
    order != m.LogDensityOrder{0}()
end

function Target(problem; interface = interface_of(problem), rest...)
    m = interface
    gives_gradient(m, problem) || return Target(m.dimension(problem); logdensity = x -> m.logdensity(problem, x), rest...)
    Target(m.dimension(problem); logdensity_and_gradient = x -> m.logdensity_and_gradient(problem, x),
           logdensity = has_method(m, :logdensity, Tuple{typeof(problem),Vector{Float64}}) ? x -> m.logdensity(problem, x) : nothing, rest...)
end
