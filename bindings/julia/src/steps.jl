# :ok, :converged, :budget, :cancelled, or other news of the library.
outcome(status) = Symbol(lowercase(replace(text(LibWGF.wgf_status_name(status)), "WGF_" => "")))

"""
    step!(flow)

One step. Gives `:ok` or `:cancelled`.
"""
step!(f::Flow) = outcome(running(() -> LibWGF.wgf_flow_step(f), f))

"""
    run!(flow, steps; seconds = 0, tolerance = 0)

Several steps. Gives `:ok`, or why it stopped earlier: `:converged` (the root mean square speed fell to `tolerance`), `:budget` (`seconds` of wall
time are used up) or `:cancelled`; or `:not_converged` or `:adjusted`, when all steps were done but the log has something to say of them. An exception of a callback, or Ctrl-C, stops it and comes out; the flow is then at its last completed step.
"""
run!(f::Flow, steps::Integer; seconds::Real = 0, tolerance::Real = 0) =
    outcome(running(() -> LibWGF.wgf_flow_run(f, steps, seconds, tolerance), f))

Base.iterate(f::Flow, _ = nothing) = step!(f) == :cancelled ? nothing : (stats(f), nothing)
Base.IteratorSize(::Type{Flow}) = Base.SizeUnknown()
Base.eltype(::Type{Flow}) = NamedTuple

"""
What a step needs to go on: `x` are points on the user's scale, a column each; `wants` names what to tell (`:logdensity`, `:gradient`,
`:hessian_vector`, the product with the columns of `v`); `batch` is the mini-batch, or -1.
"""
struct Request
    wants::Vector{Symbol}
    x::Matrix{Float64}
    v::Union{Nothing,Matrix{Float64}}
    batch::Int
end

"""
    ask!(flow)

Begins a step or goes on with it: gives what it needs (`x`, `wants`, and `v`, `batch`), or `nothing` when the step is complete. The
same step as that of [`step!`](@ref), bit for bit.

```julia
flow = Flow(Target(2; gives = :gradient), SVGD(n = 10))
while (request = ask!(flow)) !== nothing
    tell!(flow; gradient = -request.x)
end
stats(flow).step == 1
```
"""
function ask!(f::Flow)
    record = sized(LibWGF.wgf_request)
    completing(() -> LibWGF.wgf_flow_ask(f, record), f)
    r = record[]
    r.wants == 0 && return nothing
    wants = [name for (name, flag) in pairs(target_flags) if r.wants & flag != 0]
    v = matrix(r.v, r.n, r.d)
    GC.@preserve f Request(wants, copy(matrix(r.x, r.n, r.d)), v === nothing ? nothing : copy(v), r.batch)
end

told(::Nothing, what, dimensions) = nothing
told(values, what, dimensions) = values isa AbstractArray && ndims(values) == dimensions ? numbers(values, what) :
    throw(ArgumentError("$what is $(repr(values)); allowed is a $(dimensions == 1 ? "vector" : "matrix with a column for each point")"))

"""
    tell!(flow; logdensity, gradient, hessian_vector)

Answers what [`ask!`](@ref) gave: a vector of log densities, matrices of gradients and products with a column for each point.
"""
function tell!(f::Flow; logdensity = nothing, gradient = nothing, hessian_vector = nothing)
    logdensity === gradient === hessian_vector === nothing && throw(ArgumentError("nothing is told; allowed is what ask! wants"))
    logdensity, gradient, hessian_vector = told(logdensity, "logdensity", 1), told(gradient, "gradient", 2), told(hessian_vector, "hessian_vector", 2)
    matrices = filter(!isnothing, [gradient, hessian_vector])
    n = logdensity === nothing ? size(first(matrices), 2) : length(logdensity)
    d = isempty(matrices) ? user_dimension(f.ensemble) : size(first(matrices), 1)
    all(m -> size(m) == (d, n), matrices) || throw(DimensionMismatch("$n points in $d dimensions, but sizes $(map(size, matrices))"))
    answers = map(a -> something(a, C_NULL), (logdensity, gradient, hessian_vector))
    completing(() -> LibWGF.wgf_flow_tell(f, n, d, answers...), f)
    f
end

"""
    abandon!(flow)

Gives up a step begun by [`ask!`](@ref).
"""
abandon!(f::Flow) = (check(LibWGF.wgf_flow_abandon(f)); f)

cancel!(f::Flow) = (check(LibWGF.wgf_flow_cancel(f)); nothing)

"""
    save(flow)
    save(path, flow)
    restore!(flow, bytes or path)

A checkpoint, as bytes or in a file. A flow of the same algorithm, options and size that is restored from it goes on bit for bit.

```julia
flow = Flow(Target(:gaussian, 2), Langevin(n = 10))
bytes = save(flow)
run!(flow, 5)
after = positions(flow)
restore!(flow, bytes)
run!(flow, 5)
positions(flow) == after
```
"""
function save(f::Flow)
    bytes = Vector{UInt8}(undef, got(n -> LibWGF.wgf_flow_get_checkpoint_size(f, n), Int64))
    check(LibWGF.wgf_flow_save(f, length(bytes), bytes))
    bytes
end
save(path::AbstractString, f::Flow) = (check(LibWGF.wgf_flow_save_file(f, path)); path)

restore!(f::Flow, bytes::Vector{UInt8}) = (check(LibWGF.wgf_flow_restore(f, length(bytes), bytes)); f)
restore!(f::Flow, bytes::AbstractVector{UInt8}) = restore!(f, Vector{UInt8}(bytes))
restore!(f::Flow, path::AbstractString) = (check(LibWGF.wgf_flow_restore_file(f, path)); f)

@doc (@doc save) restore!
