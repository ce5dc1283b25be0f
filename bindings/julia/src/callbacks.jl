"A function that the library calls. Who hands its address to the library keeps it alive."
mutable struct Callback
    call::Any
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

# What a callback threw, as (exception, backtrace), waits with its task until the library has returned: two tasks may share a function.
const waiting = :WGF_thrown_by_a_callback
take_waiting!() = pop!(task_local_storage(), waiting, nothing)
let_wait!(failure) = failure === nothing || task_local_storage(waiting, failure)

function keep!(exception, trace)
    let_wait!((exception, trace))
    try
        explain(sprint(showerror, exception))
    catch # the exception itself is what counts
    end
    Int32(1)
end

# No exception may cross the library's frames. What waits outside is not for calls made inside, and it came first.
function protect(body, user::Ptr{Cvoid})::Int32
    box, outside = unsafe_pointer_to_objref(user)::Callback, take_waiting!()
    try
        body(box.call) === true ? Int32(1) : Int32(0)
    catch exception
        keep!(exception, catch_backtrace())
    finally
        let_wait!(outside)
    end
end

# Ctrl-C is held back while frames of the library are on the stack (see running) except in here.
interruptible(body) = f -> Base.reenable_sigint(() -> body(f))

vector(p::Ptr{Float64}, n) = p == C_NULL ? nothing : unsafe_wrap(Array, p, n)
matrix(p::Ptr{Float64}, n, d) = p == C_NULL ? nothing : unsafe_wrap(Array, p, (d, n))

# Each of the user's functions gets a copy of its own: it may keep it and change it. The copies are made where the functions are called.
on_density(user, batch, n, d, x, log_density, score) =
    protect(interruptible(f -> (f(Int(batch), matrix(x, n, d), vector(log_density, n), matrix(score, n, d)); false)), user)
on_hessian_vector(user, batch, n, d, x, v, hv) =
    protect(interruptible(f -> (f(Int(batch), matrix(x, n, d), matrix(v, n, d), matrix(hv, n, d)); false)), user)
on_progress(user, step, steps, n, d, x) = protect(interruptible(f -> f(Int(step), Int(steps), copy(matrix(x, n, d)))), user)
on_kernel(user, n, u, k, k1, k2, k3) =
    protect(interruptible(f -> (fill_kernel(f, vector(u, n), (vector(k, n), vector(k1, n), vector(k2, n), vector(k3, n))); false)), user)
on_features(user, n, d, x, m, f, c, jtc) =
    protect(interruptible(g -> (fill_features(g, matrix(x, n, d), matrix(f, n, m), vector(c, m), matrix(jtc, n, d)); false)), user)
# May come in any call that takes long, also one that Ctrl-C may enter.
on_poll(user) = protect(f -> haskey(task_local_storage(), :wgf_running) ? Base.reenable_sigint(f) : f(), user)

# May come in any call, also one that Ctrl-C may enter: so it does not touch Ctrl-C.
on_log(user, level, line)::Cvoid = (protect(f -> (f(level, text(line)); false), user); nothing)

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

# The task must not change its thread meanwhile.
function on_this_thread(call)
    task = current_task()
    sticky = task.sticky
    task.sticky = true
    try
        call()
    finally
        task.sticky = sticky
    end
end

"Does a call of the library that may call back, unless the context of its owner was cancelled, and throws what a callback threw."
function running(call, owner, others...)
    cancelled!(context_of(owner)) && return LibWGF.WGF_CANCELLED
    uninterrupted() = task_local_storage(() -> Base.disable_sigint(call), :wgf_running, true)
    status = GC.@preserve owner others on_this_thread(uninterrupted)
    foreach(note_rejections!, (owner, others...))
    checked(status)
end

"The same for a call whose result is nothing when it was cancelled."
function completing(call, owners...)
    running(call, owners...) == LibWGF.WGF_CANCELLED && throw(InterruptException())
    nothing
end
