"""
    WGF.dimension(target)
    WGF.user_dimension(target)

Number of unconstrained coordinates, and of those on the user's scale.
"""
dimension(t::Target) = Int(got(d -> LibWGF.wgf_target_get_dim(t, d), Int64))
user_dimension(t::Target) = Int(got(d -> LibWGF.wgf_target_get_user_dim(t, d), Int64))

as_points(x::AbstractMatrix) = dense(x)
as_points(x::AbstractVector) = reshape(dense(x), :, 1)

"""
    evaluate(target, x)

Log densities (`nothing` where the target gives none) and gradients, as a named tuple, at the columns of `x`, in unconstrained coordinates with the
Jacobian: what flows see.

```julia
evaluate(Target(:gaussian, 2), zeros(2, 3)).gradient == zeros(2, 3)
```
"""
function evaluate(target::Target, x::AbstractMatrix)
    points = dense(x)
    values, gradients = target.score_only ? nothing : Vector{Float64}(undef, size(points, 2)), similar(points)
    completing(target) do
        LibWGF.wgf_target_evaluate(target, size(points, 2), size(points, 1), points, something(values, C_NULL), gradients)
    end
    (logdensity = values, gradient = gradients)
end

"""
    hessian_vector(target, x, v)

Products of the Hessian of the log density at the columns of `x` with the columns of `v`, in unconstrained coordinates.
"""
function hessian_vector(target::Target, x::AbstractMatrix, v::AbstractMatrix)
    size(x) == size(v) || throw(DimensionMismatch("points of size $(size(x)), vectors of size $(size(v))"))
    points, vectors = dense(x), dense(v)
    products = similar(points)
    completing(() -> LibWGF.wgf_target_hessian_vector(target, size(x, 2), size(x, 1), points, vectors, products), target)
    products
end

function transformed(transform, target, x, d)
    points = as_points(x)
    out = Matrix{Float64}(undef, d, size(points, 2))
    check(transform(target, size(points, 2), size(points, 1), points, d, out))
    x isa AbstractVector ? vec(out) : out
end

"""
    constrain(target, x)
    unconstrain(target, x)

The columns of `x` (or the vector) from unconstrained coordinates to the user's scale, and back.

```julia
target = Target(1; logdensity = x -> -x[1], lower = 0)
constrain(target, [0.0]) == [1.0] && unconstrain(target, [1.0]) == [0.0]
```
"""
constrain(target::Target, x::AbstractVecOrMat) = transformed(LibWGF.wgf_target_constrain, target, x, user_dimension(target))
unconstrain(target::Target, x::AbstractVecOrMat) = transformed(LibWGF.wgf_target_unconstrain, target, x, dimension(target))

@doc (@doc constrain) unconstrain

"""
    check_gradient(target, x)

Compares the gradient with differences of the log density at the columns of `x` (unconstrained); throws where they differ. Gives the largest
relative error and its coordinate.

```julia
target = Target(2; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x)
check_gradient(target, randn(2, 5)).worst < 1e-4
```
"""
function check_gradient(target::Target, x::AbstractMatrix)
    points, worst, coordinate = dense(x), Ref(0.0), Ref(Int64(0))
    completing(() -> LibWGF.wgf_target_check_score(target, size(points, 2), size(points, 1), points, worst, coordinate), target)
    (worst = worst[], coordinate = coordinate[] + 1)
end

"""
    rejections(target)

How many points were rejected so far, the column of the first in its request (0: none), and what [`explain`](@ref) said.
"""
function rejections(target::Target)
    isopen(target) || throw(ArgumentError("this Target is closed"))
    t = target.tally
    lock(() -> (count = t.count, index = t.index, message = t.message), t.alone)
end

# To be called after each call that may ask a target. What a callback threw waits meanwhile, so nothing is thrown here.
note_rejections!(other) = nothing
function note_rejections!(target::Target)
    isopen(target) || return
    count, index, message = Ref(Int64(0)), Ref(Int64(0)), Ref{Cstring}()
    LibWGF.wgf_target_get_rejections(target, count, index, message)
    count[] == target.seen || add!(target.tally, count[] - target.seen, index[] + 1, text(message[]))
    target.seen = count[]
end

add!(t::Tally, count, index, message) = lock(t.alone) do
    t.count == 0 && ((t.index, t.message) = (index, message))
    t.count += count
end
