"""
    Context(; threads = 0, seed = 1, isa = nothing, log = WGF.log_line, poll = nothing)

Threads (0: all cores), seed and messages, shared by what is made from it; every [`Target`](@ref) makes one unless given one. `log(level,
line)` receives messages, as a rule for Julia's own logging. `poll()` is called about every 100 ms; `true` cancels. Ctrl-C is looked for
anyway.

```julia
context = Context(threads = 1, seed = 7)
option(context, "seed") == 7
```
"""
mutable struct Context <: Handle
    pointer::Ptr{LibWGF.wgf_context}
    log::Callback
    poll::Callback

    function Context(; log = log_line, poll = nothing, options...)
        context = new(C_NULL, Callback(log), Callback(() -> polled(poll)))
        context.pointer = made(LibWGF.wgf_context_create, LibWGF.wgf_context)
        finalizer(close, context)
        check(LibWGF.wgf_context_set_log(context, trampolines[:log], address(context.log), C_NULL))
        check(LibWGF.wgf_context_set_poll(context, trampolines[:poll], address(context.poll), C_NULL))
        for (name, value) in pairs(options)
            set_option!(context, :context, "context", name, value)
        end
        context
    end
end

callbacks(c::Context) = (c.poll, c.log)

# Other tasks get their turn, and may cancel.
function polled(poll)
    yield()
    poll !== nothing && poll() === true
end

"Hands a message of the library to Julia's logging."
function log_line(level, line)
    level == LibWGF.WGF_LOG_DEBUG ? @debug(line) : level == LibWGF.WGF_LOG_INFO ? @info(line) : @warn(line)
    nothing
end

set_int!(c::Context, name, value) = check(LibWGF.wgf_context_set_int(c, name, value))
set_string!(c::Context, name, value) = check(LibWGF.wgf_context_set_string(c, name, value))

"""
    option(owner, name)

The value of an option of a `Context` or a `Flow`.
"""
option(c::Context, name) = option(c, name, option_type(:context, "context", name))
option(c::Context, name, type) = type == "string" ? text(got(v -> LibWGF.wgf_context_get_string(c, name, v), Cstring)) :
                                 got(v -> LibWGF.wgf_context_get_int(c, name, v), Int64)

"""
    cancel!(context)
    cancel!(flow)

Stops what runs, or the next run. Safe from any thread.
"""
cancel!(c::Context) = (check(LibWGF.wgf_context_cancel(c)); nothing)

seed!(c::Context, rng::AbstractRNG) = set_int!(c, "seed", rand(rng, Int64(0):Int64(2)^53))
