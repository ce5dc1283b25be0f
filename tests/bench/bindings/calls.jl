# Usage: calls.jl LIBRARY ROUNDS, LIBRARY being calls.c compiled. Prints a JSON line for each call: the best of all rounds of C and of Julia.
using Libdl, Printf, WGF

const library = dlsym(dlopen(ARGS[1]), :wgf_bench_call)

new_flow(target, n) = Flow(target, SVGD(n = n); init = :normal)
one_thread() = Context(threads = 1)
const normal = Target(:gaussian, 10; context = one_thread())
const small = new_flow(Target(:gaussian, 2; context = one_thread()), 1)
const large = new_flow(normal, 1000)
const called = new_flow(Target(10; gradient = x -> -x, batched = true, context = one_thread()), 1000)
const x = positions(large)

const calls = [("number of particles", 500, () -> length(small.ensemble)), ("stats", 200, () -> stats(small)),
               ("step, n = 1, d = 2", 200, () -> step!(small)), ("evaluate, n = 1000, d = 10", 5, () -> evaluate(normal, x)),
               ("step, n = 1000, d = 10", 1, () -> step!(large)), ("step with a callback, n = 1000, d = 10", 1, () -> step!(called))]

function in_c(which, times)
    seconds = Ref(0.0)
    ccall(library, Cvoid, (Ref{Int32}, Ref{Int32}, Ref{Float64}), which, times, seconds)
    seconds[]
end

function in_julia(call, times)
    call()
    begun = time_ns()
    for _ in 1:times
        call()
    end
    (time_ns() - begun) / 1e9
end

for (k, (name, times, call)) in enumerate(calls)
    both = [(in_c(k - 1, times), in_julia(call, times)) for _ in 1:parse(Int, ARGS[2])]
    @printf("{\"language\": \"Julia\", \"version\": \"%s\", \"call\": \"%s\", \"c\": %.4g, \"own\": %.4g}\n", VERSION, name,
            minimum(first, both) / times, minimum(last, both) / times)
end
