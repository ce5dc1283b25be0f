"The user's functions, and how they are to be called."
struct Density
    logdensity::Any
    gradient::Any
    both::Any
    batched::Bool  # they take a matrix, a column for each point
    minibatch::Bool # they take the index of the mini-batch, too
    alone::ReentrantLock # tasks that share the functions take turns

    function Density(logdensity, gradient, both, batched, minibatch)
        callable(logdensity, "logdensity"), callable(gradient, "gradient"), callable(both, "logdensity_and_gradient")
        new(logdensity, gradient, both, batched, minibatch, ReentrantLock())
    end
end

flags(f::Density) = (f.logdensity === f.both === nothing ? Int32(0) : LibWGF.WGF_LOG_DENSITY) |
                    (f.gradient === f.both === nothing ? Int32(0) : LibWGF.WGF_SCORE) |
                    (f.minibatch ? LibWGF.WGF_MINI_BATCH : Int32(0))

ask_user(f::Density, call, batch, x) = f.minibatch ? call(copy(x), batch) : call(copy(x))

both_at(f::Density, batch, x) = pair(ask_user(f, f.both, batch, x))
pair(answer::Tuple{Any,Any}) = answer
pair(answer) = throw(ArgumentError("logdensity_and_gradient gave $(repr(answer)); allowed is a tuple of log density and gradient"))

uses_both(f::Density, want_value, want_gradient) =
    f.both !== nothing && (want_gradient && (want_value || f.gradient === nothing) || f.logdensity === nothing)

# Writes what is wanted: log_density and score are nothing, or receive the answer at x, a point or all of them.
function answer!(f::Density, batch, x, log_density, score)
    if uses_both(f, log_density !== nothing, score !== nothing)
        value, gradient = both_at(f, batch, x)
        put!(log_density, value, "the log density")
        # Where there is no density there need be no gradient.
        gradient === nothing && nowhere(value) ? put!(score, fill(NaN, size(x)), "") : put!(score, gradient, "the gradient")
    else
        log_density === nothing || put!(log_density, ask_user(f, f.logdensity, batch, x), "the log density")
        score === nothing || put!(score, ask_user(f, f.gradient, batch, x), "the gradient")
    end
end

nowhere(value::Real) = isnan(value) || value == -Inf
nowhere(values) = all(nowhere, values)

put!(::Nothing, from, what) = nothing
put!(into::AbstractArray{Float64,0}, from::Real, what) = into[] = from
function put!(into, from, what)
    from isa AbstractArray && all(value -> value isa Real, from) ||
        throw(ArgumentError("$what is $(repr(from)), a $(typeof(from)); allowed is " * (ndims(into) == 0 ? "a real number" : "an array of real numbers, of size $(size(into))")))
    size(from) == size(into) || throw(DimensionMismatch("$what has size $(size(from)), not $(size(into))"))
    copyto!(into, from)
end

point(x, i) = view(x, :, i)
number(::Nothing, i) = nothing
number(values, i) = view(values, i)

(f::Density)(batch, x, log_density, score) = lock(f.alone) do
    f.batched ? answer!(f, batch, x, log_density, score) :
    for i in axes(x, 2)
        answer!(f, batch, point(x, i), number(log_density, i), score === nothing ? nothing : point(score, i))
    end
end

"The user's products of the Hessian with vectors."
struct HessianVector
    call::Any
    batched::Bool
    minibatch::Bool
    alone::ReentrantLock

    HessianVector(call, batched, minibatch) = new(callable(call, "hessian_vector"), batched, minibatch, ReentrantLock())
end

(f::HessianVector)(batch, x, v, hv) = lock(f.alone) do
    product(x, v) = f.minibatch ? f.call(copy(x), copy(v), batch) : f.call(copy(x), copy(v))
    f.batched ? put!(hv, product(x, v), "the matrix of Hessian products") :
    for i in axes(x, 2)
        put!(point(hv, i), product(point(x, i), point(v, i)), "the Hessian product")
    end
end

# ---- kernels ----

# f(u) gives the kernel and its derivatives in u, as many as are wanted.
function fill_kernel(f, u, wanted)
    count = something(findlast(!isnothing, wanted))
    for i in eachindex(u)
        values = f(u[i])
        values isa Union{Tuple,AbstractVector} && all(value -> value isa Real, values) ||
            throw(ArgumentError("the kernel gives $(repr(values)); allowed is a tuple of real numbers, k and its derivatives"))
        length(values) >= count || throw(DimensionMismatch("the kernel gives $(length(values)) values, $count are wanted: k and its derivatives"))
        for order in 1:count
            wanted[order] === nothing || (wanted[order][i] = values[order])
        end
    end
end

"""
    Features(count, features, products)

A kernel `k(x, y) = features(x)' * features(y)`: `features(x)` gives `count` numbers, and `products(x, c)` the transposed Jacobian of the
features at `x` times the vector `c`. For the option `kernel` of a flow.

```julia
kernel = Features(3, x -> [1; x], (x, c) -> c[2:3])
target = Target([0.0 1.0 2.0; 0.0 1.0 4.0])
positions(Flow(target, MMD(n = 10, kernel = kernel)))
```
"""
struct Features
    count::Int
    features::Any
    products::Any

    Features(count, features, products) = new(whole(count, "count"), callable(features, "features"), callable(products, "products"))
end

function fill_features(g::Features, x, f, c, jtc)
    for i in axes(x, 2)
        f === nothing || put!(view(f, :, i), g.features(x[:, i]), "the vector of features")
        jtc === nothing || put!(view(jtc, :, i), g.products(x[:, i], copy(c)), "the product with the features' Jacobian")
    end
end
