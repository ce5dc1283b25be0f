"Lets `WGF.Target` take any problem of LogDensityProblems."
module WGFLogDensityProblemsExt

using LogDensityProblems, WGF

__init__() = push!(WGF.INTERFACES, LogDensityProblems)

end
