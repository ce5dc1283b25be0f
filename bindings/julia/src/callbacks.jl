"A function that the library calls, and the exception that it ended with. Its owner keeps it alive."
mutable struct Callback
    call::Any
    failure::Any # nothing, or (exception, backtrace)
    Callback(call) = new(call, nothing)
end

address(callback::Callback) = pointer_from_objref(callback)

"""
    explain(text)

To be called by a function that the library calls: a sentence that says why a particle is rejected. It is found in [`rejections`](@ref).

```julia
target = Target(1; logdensity = x -> x[1] > 0 ? -x[1] : (explain("not positive"); -Inf), gradient = x -> [-1.0])
evaluate(target, [1.0 -1.0])
rejections(target).message == "not positive"
```
"""
explain(sentence::AbstractString) = LibWGF.wgf_set_callback_message(sentence)

function keep!(box::Callback, exception, trace)
    box.failure = (exception, trace)
    try
        explain(sprint(showerror, exception))
    catch # the exception itself is what counts
    end
    Int32(1)
end

# No exception may cross the library's frames. Ctrl-C is held back while they are on the stack (see running) except in here.
function protect(body, user::Ptr{Cvoid})::Int32
    box = unsafe_pointer_to_objref(user)::Callback
    try
        Base.reenable_sigint(() -> body(box.call) === true ? Int32(1) : Int32(0))
    catch exception
        keep!(box, exception, catch_backtrace())
    end
end

vector(p::Ptr{Float64}, n) = p == C_NULL ? nothing : unsafe_wrap(Array, p, n)
matrix(p::Ptr{Float64}, n, d) = p == C_NULL ? nothing : unsafe_wrap(Array, p, (d, n))

# The user's functions get copies: they may keep them.
on_density(user, batch, n, d, x, log_density, score) =
    protect(f -> (f(Int(batch), copy(matrix(x, n, d)), vector(log_density, n), matrix(score, n, d)); false), user)
on_hessian_vector(user, batch, n, d, x, v, hv) =
    protect(f -> (f(Int(batch), copy(matrix(x, n, d)), copy(matrix(v, n, d)), matrix(hv, n, d)); false), user)
on_progress(user, step, steps, n, d, x) = protect(f -> f(Int(step), Int(steps), copy(matrix(x, n, d))), user)
on_kernel(user, n, u, k, k1, k2, k3) =
    protect(f -> (fill_kernel(f, vector(u, n), (vector(k, n), vector(k1, n), vector(k2, n), vector(k3, n))); false), user)
on_features(user, n, d, x, m, f, c, jtc) =
    protect(g -> (fill_features(g, copy(matrix(x, n, d)), matrix(f, n, m), c == C_NULL ? nothing : copy(vector(c, m)), matrix(jtc, n, d)); false), user)
on_poll(user) = protect(f -> f(), user)

# May come in any call, also one that Ctrl-C may enter: so not by protect.
function on_log(user, level, line)::Cvoid
    box = unsafe_pointer_to_objref(user)::Callback
    try
        box.call(level, text(line))
    catch exception
        box.failure = (exception, catch_backtrace())
    end
    nothing
end

# One C function for each type, made when the package is loaded: an address in a precompiled file would be stale.
const trampolines = Dict{Symbol,Ptr{Cvoid}}()

function make_trampolines()
    trampolines[:density] = LibWGF.@wgf_density_fn on_density
    trampolines[:hessian_vector] = LibWGF.@wgf_hessian_vector_fn on_hessian_vector
    trampolines[:progress] = LibWGF.@wgf_progress_fn on_progress
    trampolines[:kernel] = LibWGF.@wgf_kernel_fn on_kernel
    trampolines[:features] = LibWGF.@wgf_features_fn on_features
    trampolines[:poll] = LibWGF.@wgf_poll_fn on_poll
    trampolines[:log] = LibWGF.@wgf_log_fn on_log
end

# With the exception's own type, and below it ("caused by") the place where it was thrown.
function rethrow_kept(exception, trace)
    try
        throw(CapturedException(exception, trace))
    catch
        throw(exception)
    end
end

function rethrow_failure(boxes)
    for box in boxes
        box.failure === nothing && continue
        failure = box.failure
        box.failure = nothing
        rethrow_kept(failure...)
    end
end

"Does a call of the library that may call back, and throws what a callback threw. The task must not change its thread meanwhile."
function running(call, owners...)
    task = current_task()
    sticky = task.sticky
    task.sticky = true
    status = GC.@preserve owners Base.disable_sigint(call)
    task.sticky = sticky
    foreach(owner -> rethrow_failure(callbacks(owner)), owners)
    check(status)
end

"The same for a call whose result is nothing when it was cancelled."
function completing(call, owners...)
    running(call, owners...) == LibWGF.WGF_CANCELLED && throw(InterruptException())
    nothing
end
