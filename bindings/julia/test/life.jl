case("life: a closure that holds its own flow is collected") do
    function cycle()
        held = Ref{Any}()
        held[] = Flow(Target(1; gradient = x -> (held; -x)), SVGD(n = 2); init = :normal)
        run!(held[], 1)
    end
    GC.gc()
    before = WGF.live_handles()
    foreach(_ -> cycle(), 1:5)
    foreach(_ -> GC.gc(), 1:3)
    @test WGF.live_handles() <= before
end

case("life: every function of the C API was called") do
    WGF.load_library()
    @test isempty(api[LibWGF.called .== 0])
    println("        ", sum(LibWGF.called), " of ", length(api), " functions")
    if !isempty(ARGS)
        headers = joinpath(ARGS[1], "include", "wgf")
        text = join(read(joinpath(headers, file), String) for file in readdir(headers) if endswith(file, ".h"))
        @test Set(api) == Set(String(m[1]) for m in eachmatch(r"WGF_API [^;(]*?\b(wgf_\w+)\(", text))
    end
end

case("life: no handle is left") do
    foreach(_ -> GC.gc(), 1:5)
    @test WGF.live_handles() == 0
end
