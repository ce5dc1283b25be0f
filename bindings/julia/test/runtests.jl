# Usage: runtests.jl [PREFIX]; with PREFIX, where libwgf is installed, the functions that the tests call are held against its headers.
# The last line is "N passed, N failed".
using Libdl, Random, Statistics, Test
using WGF
using WGF: LibWGF

include("record.jl")

const cases = Tuple{String,Bool}[]

failures(set::Test.DefaultTestSet) = sum(Int[failures(result) for result in set.results])
failures(result) = result isa Union{Test.Fail,Test.Error} ? 1 : 0

# A function, so that nothing of the case is alive when it is over.
function case(body, name)
    set = Test.DefaultTestSet(name)
    Test.push_testset(set)
    try
        body()
    catch exception
        Test.record(set, Test.Error(:nontest_error, :(), exception, Base.catch_stack(), LineNumberNode(0, name)))
    end
    Test.pop_testset()
    push!(cases, (name, failures(set) == 0))
    println(last(cases)[2] ? "ok      " : "FAILED  ", name)
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
include("refusals.jl")
include("nouns.jl")
include("documents.jl")
include("life.jl")

failed = [name for (name, passed) in cases if !passed]
foreach(name -> println("failed: ", name), failed)
println(length(cases) - length(failed), " passed, ", length(failed), " failed")
exit(isempty(failed) ? 0 : 1)
