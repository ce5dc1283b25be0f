"""
    WGFError(status, name, message)

A failure that the library reports: `name` is that of its status code, such as `"WGF_E_OPTION"`, and `message` says what was wrong.

```julia
try
    SVGD(kernal = "imq")
catch failure
    failure isa WGFError && failure.name == "WGF_E_OPTION"
end
```
"""
struct WGFError <: Exception
    status::Int32
    name::String
    message::String
end

Base.showerror(io::IO, e::WGFError) = print(io, e.name, ": ", e.message)

text(p::Cstring) = p == C_NULL ? "" : unsafe_string(p)

# A call whose result is nothing when it was cancelled.
function check(status::Int32)
    checked(status) == LibWGF.WGF_CANCELLED && throw(InterruptException())
    status
end

function checked(status::Int32)
    failure = take_waiting!()
    failure === nothing || rethrow_kept(failure...)
    status >= 0 && return status
    # The C function's name says nothing to a user of Julia.
    throw(WGFError(status, text(LibWGF.wgf_status_name(status)), replace(text(LibWGF.wgf_last_error()), r"^wgf_\w+: " => "")))
end

"Finds libwgf where the loader looks, or in the folder that the environment variable `WGF_LIBDIR` names."
function load_library()
    folder = get(ENV, "WGF_LIBDIR", "")
    isempty(folder) || abspath(folder) in Libdl.DL_LOAD_PATH || pushfirst!(Libdl.DL_LOAD_PATH, abspath(folder))
    Libdl.dlopen(LibWGF.libwgf; throw_error = false) === nothing &&
        error("WGF: ", LibWGF.libwgf, " is not found; install libwgf, or set WGF_LIBDIR to the folder of its library")
    major, minor = divrem(LibWGF.wgf_version_number() ÷ 1000, 1000)
    (major, minor) == (LibWGF.WGF_VERSION_MAJOR, LibWGF.WGF_VERSION_MINOR) ||
        error("WGF: this package is for libwgf ", LibWGF.WGF_VERSION, " but found ", version())
end

"A zeroed record that knows its size, as the library wants it."
function sized(::Type{T}) where {T}
    record = Ref{T}()
    GC.@preserve record begin
        p = Base.unsafe_convert(Ptr{T}, record)
        ccall(:memset, Ptr{Cvoid}, (Ptr{Cvoid}, Cint, Csize_t), p, 0, sizeof(T))
        unsafe_store!(Ptr{UInt32}(p), sizeof(T))
    end
    record
end

plain(value) = value
plain(value::Cstring) = text(value)

"The fields of a record that the user sees."
function named(record::T) where {T}
    names = filter(name -> !(name in (:struct_size, :reserved)), fieldnames(T))
    NamedTuple{names}(map(name -> plain(getfield(record, name)), names))
end

"Number of the library's handles that are alive in this process."
live_handles() = LibWGF.wgf_live_handles()

"Version of the library."
version() = VersionNumber(text(LibWGF.wgf_version()))
