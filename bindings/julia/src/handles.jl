"What owns a handle of the library. `close` releases it at once, the garbage collector does later; `isopen` tells."
abstract type Handle end

destroy(p::Ptr{LibWGF.wgf_context}) = LibWGF.wgf_context_destroy(p)
destroy(p::Ptr{LibWGF.wgf_target}) = LibWGF.wgf_target_destroy(p)
destroy(p::Ptr{LibWGF.wgf_ensemble}) = LibWGF.wgf_ensemble_destroy(p)
destroy(p::Ptr{LibWGF.wgf_flow}) = LibWGF.wgf_flow_destroy(p)
destroy(p::Ptr{LibWGF.wgf_draws}) = LibWGF.wgf_draws_destroy(p)
destroy(p::Ptr{LibWGF.wgf_discrepancy}) = LibWGF.wgf_discrepancy_destroy(p)

Base.isopen(h::Handle) = h.pointer != C_NULL

function Base.close(h::Handle)
    pointer = h.pointer
    h.pointer = C_NULL
    pointer == C_NULL || destroy(pointer)
    nothing
end

Base.unsafe_convert(::Type{Ptr{T}}, h::Handle) where {T} =
    isopen(h) ? h.pointer::Ptr{T} : throw(ArgumentError("this $(nameof(typeof(h))) is closed"))

"The handle that `create(result)` makes."
function made(create, ::Type{T}) where {T}
    result = Ref{Ptr{T}}(C_NULL)
    check(create(result))
    result[]
end

"The value that `get(result)` writes."
function got(get, ::Type{T}) where {T}
    result = Ref{T}()
    check(get(result))
    result[]
end

dense(x::Matrix{Float64}) = x
dense(x::AbstractMatrix) = Matrix{Float64}(x)
dense(x::Vector{Float64}) = x
dense(x::AbstractVector) = Vector{Float64}(x)
