# Usage: runtests.jl [PREFIX]; with PREFIX, where libwgf is installed, the functions that the tests call are held against its headers.
# The last line is "N passed, N failed".
using Libdl, Random, Statistics, Test
using WGF
using WGF: LibWGF

include("record.jl")

"One case: says at once how it went, and does not end the run."
mutable struct Case <: Test.AbstractTestSet
    name::String
    failures::Int
end
Case(name; rest...) = Case(name, 0)

const cases = Case[]

Test.record(one::Case, result) = (result isa Union{Test.Fail,Test.Error} && (one.failures += 1; println(result)); result)
function Test.finish(one::Case)
    println(one.failures == 0 ? "ok      " : "FAILED  ", one.name)
    push!(cases, one)
end

# A function, so that nothing of the case is alive when it is over.
case(body, name) = @testset Case "$name" begin
    body()
end

bell(dim = 2; rest...) = Target(dim; logdensity = x -> -sum(abs2, x) / 2, gradient = x -> -x, rest...)

bells(x) = [-sum(abs2, x[:, i]) / 2 for i in axes(x, 2)]

"The exception that `f` ends with."
function thrown(f)
    try
        f()
    catch exception
        return exception
    end
    nothing
end

fails(f, name, words = "") = (e = thrown(f); e isa WGFError && e.name == name && occursin(words, e.message))

include("sampling.jl")
include("targets.jl")
include("callbacks.jl")
include("interrupts.jl")
include("asking.jl")
include("bits.jl")
include("refusals.jl")
include("arguments.jl")
include("nouns.jl")
include("copies.jl")
include("tasks.jl")
include("documents.jl")
include("life.jl")

failed = filter(one -> one.failures > 0, cases)
foreach(one -> println("failed: ", one.name), failed)
println(length(cases) - length(failed), " passed, ", length(failed), " failed")
exit(isempty(failed) ? 0 : 1)
