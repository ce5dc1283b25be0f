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
    users_poll::Any
    cancelled::Threads.Atomic{Bool}
    parent::Union{Nothing,Context} # whoever cancels it cancels this one

    function Context(log, poll, parent; options...)
        context = new(C_NULL, Callback(callable(something(log, (level, line) -> nothing), "log")), Callback(nothing), callable(poll, "poll"),
                      Threads.Atomic{Bool}(false), parent)
        context.poll.call = () -> polled(context)
        context.pointer = made(LibWGF.wgf_context_create, LibWGF.wgf_context)
        finalizer(close, context)
        check(LibWGF.wgf_context_set_log(context, trampolines[:log], address(context.log), C_NULL))
        check(LibWGF.wgf_context_set_poll(context, trampolines[:poll], address(context.poll), C_NULL))
        for (name, value) in pairs(options)
            set_option!(context, name, value)
        end
        context
    end
end

Context(; log = log_line, poll = nothing, options...) = Context(log, poll, nothing; options...)

"A context for one call, with a seed of its own: two tasks may make their calls at once, and the random numbers of one do not depend on others."
private(parent::Context, seed) = Context(parent.log.call, parent.users_poll, parent; threads = option(parent, "threads"), seed = seed)
private(::Nothing, seed) = Context(seed = seed)

context_of(c::Context) = c
context_of(h::Handle) = h.context

# Other tasks get their turn, and may cancel.
function polled(c::Context)
    yield()
    cancelled!(c) || c.users_poll !== nothing && c.users_poll() === true
end

# What it stops takes it back.
cancelled!(c::Context) = Threads.atomic_xchg!(c.cancelled, false) || cancelled!(c.parent)
cancelled!(::Nothing) = false

"Hands a message of the library to Julia's logging."
function log_line(level, line)
    level == LibWGF.WGF_LOG_DEBUG ? @debug(line) : level == LibWGF.WGF_LOG_INFO ? @info(line) : @warn(line)
    nothing
end

"""
    cancel!(context)
    cancel!(flow)

Stops what runs, or the next run. Safe from any thread.
"""
function cancel!(c::Context)
    isopen(c) || throw(ArgumentError("this Context is closed"))
    c.cancelled[] = true
    nothing
end

drawn_seed(rng::AbstractRNG) = rand(rng, Int64(0):Int64(2)^53)
