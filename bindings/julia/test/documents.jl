documents() = [("README", read(joinpath(dirname(@__DIR__), "README.md"), String));
               [("$(binding.var)", join(doc.text)) for (binding, multi) in Docs.meta(WGF) for doc in values(multi.docs)]]

# A module lives on when it has defined a function.
forget_globals(m) = foreach(names(m; all = true)) do name
    isdefined(m, name) && getfield(m, name) isa WGF.Handle && Core.eval(m, :($name = nothing))
end

case("documents: every exported name has a text, and every example runs") do
    undocumented = filter(name -> name != :WGF && !haskey(Docs.meta(WGF), Docs.Binding(WGF, name)), names(WGF))
    @test isempty(undocumented)
    count = 0
    for (name, text) in documents(), example in eachmatch(r"```julia\n(.*?)```"s, text)
        sandbox = Module(:Example)
        result = try
            Core.eval(sandbox, :(using WGF))
            include_string(sandbox, example[1], name)
        catch exception
            exception
        end
        @test !(result isa Exception) && result !== false
        result isa Exception && println(name, ": ", sprint(showerror, result))
        forget_globals(sandbox)
        count += 1
    end
    @test count >= 20
end

case("documents: every C function has its comment") do
    for name in api
        @test haskey(Docs.meta(LibWGF), Docs.Binding(LibWGF, Symbol(name)))
    end
    @test occursin("stepper", string(Docs.doc(Docs.Binding(WGF, :SVGD))))
end
