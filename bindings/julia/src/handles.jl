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
    try
        check(create(result))
    catch # a message on the way may have failed
        destroy(result[])
        rethrow()
    end
    result[]
end

"The value that `get(result)` writes."
function got(get, ::Type{T}) where {T}
    result = Ref{T}()
    check(get(result))
    result[]
end

dense(x::Array{Float64}) = x
dense(x::AbstractArray) = numbers(x, "an argument")

"A new array of the numbers in `x`, whose indices may begin anywhere. `what` names it."
function numbers(x::AbstractArray{T,N}, what) where {T,N}
    odd = T <: Real ? nothing : findfirst(value -> !(value isa Real), x)
    odd === nothing || throw(ArgumentError("$what holds $(repr(x[odd])), a $(typeof(x[odd])); allowed are real numbers"))
    isempty(x) && throw(DimensionMismatch("$what has size $(size(x)); allowed is 1 or more in each direction"))
    copyto!(Array{Float64,N}(undef, size(x)), x)
end
numbers(x, what) = throw(ArgumentError("$what is $(repr(x)), a $(typeof(x)); allowed is an array of real numbers"))

whole(x::Integer, what) = Int(x)
whole(x, what) = x isa Real && isinteger(x) ? Int(x) : throw(ArgumentError("$what = $(repr(x)); allowed is a whole number"))

"`k`, a coordinate of `d`."
coordinate(k, d) = whole(k, "coordinate") in 1:d ? Int(k) : throw(ArgumentError("coordinate = $k; allowed is 1 to $d"))

"A function of the user's, or an object that can be called."
callable(f, what) = f isa Base.Callable || !isempty(methods(f)) ? f : throw(ArgumentError("$what is $(repr(f)), which is no function"))
callable(::Nothing, what) = nothing

one_name(name::Union{AbstractString,Symbol}) = string(name)
one_name(name) = throw(ArgumentError("a name is $(repr(name)), a $(typeof(name)); allowed are texts and symbols"))

function proper(name::String)
    isempty(name) && throw(ArgumentError("a name is empty"))
    '\0' in name && throw(ArgumentError("the name $(repr(name)) holds a NUL"))
    name
end

"The names of `d` coordinates, no two alike."
function proper_names(names, d)
    names isa Union{AbstractString,Symbol} && throw(ArgumentError("names = $(repr(names)) is one name; allowed are $d, in a vector or tuple"))
    words = String[proper(one_name(name)) for name in names]
    length(words) == d || throw(DimensionMismatch("$(length(words)) names for $d coordinates"))
    twice = findfirst(k -> words[k] in words[1:k-1], 1:d)
    twice === nothing || throw(ArgumentError("names: two coordinates are called $(words[twice])"))
    words
end

"The names after coordinate `k` is called `name`."
renamed(names, k, name) = proper_names([j == coordinate(k, length(names)) ? name : names[j] for j in eachindex(names)], length(names))
