# Options by name, for whatever has some.

const HasOptions = Union{Context,Target,Flow,Discrepancy}

"Where the catalogue tells what options a handle has."
catalogued(c::Context) = (:context, "context")
catalogued(t::Target) = (:target, t.name)
catalogued(f::Flow) = (:flow, f.name)
catalogued(d::Discrepancy) = (:discrepancy, d.name)

lend(c::Context, options) = LibWGF.wgf_context_get_options(c, options)
lend(t::Target, options) = LibWGF.wgf_target_get_options(t, options)
lend(f::Flow, options) = LibWGF.wgf_flow_get_options(f, options)
lend(d::Discrepancy, options) = LibWGF.wgf_discrepancy_get_options(d, options)

"What `use` makes of the options of a handle. It must not keep them: they live as long as the handle."
with_options(use, h::HasOptions) = GC.@preserve h use(got(options -> lend(h, options), Ptr{LibWGF.wgf_options}))

"The type of an option; `\"\"` for one that is not there, which the library refuses with what there is."
function option_type(h, name)
    table = options(catalogued(h)...)
    at = findfirst(==(name), table.name)
    at === nothing ? "" : table.type[at]
end

# The library checks names, types and ranges; this chooses the setter: a whole number may be meant for a number option.
set_option!(h::HasOptions, name, value) =
    with_options(options -> set_value!(h, options, string(name), option_type(h, string(name)), value), h)

set_value!(h, options, name, type, value::Integer) = type == "double" ? set_double!(options, name, value) : set_int!(options, name, value)
set_value!(h, options, name, type, value::Real) =
    type == "int" && isinteger(value) ? set_int!(options, name, value) : set_double!(options, name, value)
set_value!(h, options, name, type, value::Union{AbstractString,Symbol}) = check(LibWGF.wgf_options_set_string(options, name, string(value)))
set_value!(h, options, name, type, value::AbstractArray) =
    type in ("vector", "") ? set_vector!(options, name, vec(numbers(value, name))) : refuse_option(h, name, value)
set_value!(h, options, name, type, value) = refuse_option(h, name, value)

refuse_option(h, name, value) =
    throw(ArgumentError("an option of a $(nameof(typeof(h))) is not a $(typeof(value)): $name = $(repr(value))"))

set_double!(options, name, value) = check(LibWGF.wgf_options_set_double(options, name, Float64(value)))
set_int!(options, name, value) = check(LibWGF.wgf_options_set_int(options, name, Int64(value)))
set_vector!(options, name, value) = check(LibWGF.wgf_options_set_vector(options, name, length(value), value))

"""
    option(owner, name)

The value of an option of a `Context`, `Target`, `Flow` or `Discrepancy`. A vector that was not set is empty.
"""
option(h::HasOptions, name) = with_options(options -> value_of(options, string(name), option_type(h, string(name))), h)

value_of(options, name, type) =
    type == "string" ? text(got(v -> LibWGF.wgf_options_get_string(options, name, v), Cstring)) :
    type == "int" ? got(v -> LibWGF.wgf_options_get_int(options, name, v), Int64) :
    type == "vector" ? vector_of(options, name) : got(v -> LibWGF.wgf_options_get_double(options, name, v), Float64)

function vector_of(options, name)
    values = Vector{Float64}(undef, got(n -> LibWGF.wgf_options_get_length(options, name, n), Int64))
    check(LibWGF.wgf_options_get_vector(options, name, length(values), values))
    values
end
