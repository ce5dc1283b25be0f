# Notes which functions of LibWGF are called: each is defined anew, with a mark before its ccall. Finalizers call them, too, so a mark
# must not allocate.
const function_pattern = r"^(wgf_\w+)\((.*)\) =\n    (ccall\(.*\))$"m
const source = read(joinpath(dirname(pathof(WGF)), "LibWGF.jl"), String)
const api = [String(m[1]) for m in eachmatch(function_pattern, source)]
LibWGF.eval(:(const called = zeros(UInt8, $(length(api)))))

for (k, m) in enumerate(eachmatch(function_pattern, source))
    LibWGF.eval(Meta.parse("$(m[1])($(m[2])) = (called[$k] = 0x01; $(m[3]))"))
end
