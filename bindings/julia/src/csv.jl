# Draws as CmdStan's CSV. The library knows names and log densities of what it recorded; those of other draws are put into its text here.

"The column `lp__` as the library writes it; nothing when it knows no log density, or could name no column."
function lp_words(d::Draws)
    d.lp === nothing || return d.lp
    try
        words = with_library_csv(d, path -> [first(split(line, ','; limit = 2)) for line in eachline(path) if !startswith(line, '#')])
        all(==("NaN"), words[2:end]) ? nothing : String.(words[2:end])
    catch failure
        failure isa WGFError && failure.status == LibWGF.WGF_E_ARGUMENT ? nothing : rethrow()
    end
end

with_library_csv(d, use) = mktempdir() do folder
    path = joinpath(folder, "draws.csv")
    check(LibWGF.wgf_draws_write_csv(d, path))
    use(path)
end

function column_word(name)
    word = replace(replace(name, r"[\[,]" => "."), r"[\] ]" => "")
    isempty(word) || occursin(r"[\"#\s]", word) ? throw(ArgumentError("a CSV column cannot be named $(repr(name))")) : word
end

function header(names)
    words = ["lp__"; map(column_word, names)]
    allunique(words) ? join(words, ',') : throw(ArgumentError("two CSV columns would have the same name: $(join(words, ", "))"))
end

function rewrite_csv(from, to, header, lp)
    row = -1
    open(to, "w") do out
        for line in eachline(from)
            startswith(line, '#') || (row += 1)
            println(out, startswith(line, '#') ? line : row == 0 ? header : lp === nothing ? line : replace(line, r"^[^,]*" => lp[row]))
        end
    end
end

"""
    write_csv(path, draws)

Writes a CSV file as CmdStan does.
"""
function write_csv(path::AbstractString, d::Draws)
    if d.names == library_names(d) && d.lp === nothing
        check(LibWGF.wgf_draws_write_csv(d, path))
    else
        first_line = header(d.names)
        with_library_csv(d, made -> rewrite_csv(made, path, first_line, d.lp))
    end
    path
end
