"The user's functions, and how they are to be called."
struct Density
    logdensity::Any
    gradient::Any
    both::Any
    batched::Bool  # they take a matrix, a column for each point
    minibatch::Bool # they take the index of the mini-batch, too
end

flags(f::Density) = (f.logdensity === f.both === nothing ? Int32(0) : LibWGF.WGF_LOG_DENSITY) |
                    (f.gradient === f.both === nothing ? Int32(0) : LibWGF.WGF_SCORE) |
                    (f.minibatch ? LibWGF.WGF_MINI_BATCH : Int32(0))

ask_user(f::Density, call, batch, x) = f.minibatch ? call(x, batch) : call(x)

# (log density, gradient); nothing for what is not wanted.
function values_at(f::Density, batch, x, want_value, want_gradient)
    if f.both !== nothing && (want_gradient && (want_value || f.gradient === nothing) || f.logdensity === nothing)
        value, gradient = ask_user(f, f.both, batch, x)
        return want_value ? value : nothing, want_gradient ? gradient : nothing
    end
    (want_value ? ask_user(f, f.logdensity, batch, x) : nothing, want_gradient ? ask_user(f, f.gradient, batch, x) : nothing)
end

function put!(into, from, what)
    from === nothing && return fill!(into, NaN) # where the log density is not finite there need be no gradient
    size(from) == size(into) || throw(DimensionMismatch("$what has size $(size(from)), not $(size(into))"))
    copyto!(into, from)
end

function (f::Density)(batch, x, log_density, score)
    f.batched ? answer_all(f, batch, x, log_density, score) :
    for i in axes(x, 2)
        value, gradient = values_at(f, batch, x[:, i], log_density !== nothing, score !== nothing)
        log_density === nothing || (log_density[i] = value)
        score === nothing || put!(view(score, :, i), gradient, "the gradient")
    end
end

function answer_all(f, batch, x, log_density, score)
    value, gradient = values_at(f, batch, x, log_density !== nothing, score !== nothing)
    log_density === nothing || put!(log_density, value, "the vector of log densities")
    score === nothing || put!(score, gradient, "the matrix of gradients")
end

"The user's products of the Hessian with vectors."
struct HessianVector
    call::Any
    batched::Bool
    minibatch::Bool
end

function (f::HessianVector)(batch, x, v, hv)
    product(x, v) = f.minibatch ? f.call(x, v, batch) : f.call(x, v)
    f.batched && return put!(hv, product(x, v), "the matrix of Hessian products")
    for i in axes(x, 2)
        put!(view(hv, :, i), product(x[:, i], v[:, i]), "the Hessian product")
    end
end

# ---- kernels ----

# f(u) gives the kernel and its derivatives in u, as many as are wanted.
function fill_kernel(f, u, wanted)
    count = something(findlast(!isnothing, wanted))
    for i in eachindex(u)
        values = f(u[i])
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
end

function fill_features(g::Features, x, f, c, jtc)
    for i in axes(x, 2)
        f === nothing || put!(view(f, :, i), g.features(x[:, i]), "the vector of features")
        jtc === nothing || put!(view(jtc, :, i), g.products(x[:, i], c), "the product with the features' Jacobian")
    end
end
