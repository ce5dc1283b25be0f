# What happens to a handle that Julia copies or sends to another process. Its pointer means something here, and has one owner.

process_bound(h) = throw(ArgumentError("a $(nameof(typeof(h))) cannot be copied or sent to another process, as it belongs to the library in this one; make another one there"))

Base.deepcopy_internal(h::Handle, ::IdDict) = process_bound(h)
Serialization.serialize(::Serialization.AbstractSerializer, h::Handle) = process_bound(h)

"All that draws say, as data: what `told_by(; data...)` makes draws of again."
data(d::Draws) = (x = Array(d), names = d.names, times = times(d), log_weights = log_weights(d), summary = summarize(d), lp = lp_words(d),
    report = shown_report(d))

told_by(; x, told...) = Draws(x; told...)

Base.deepcopy_internal(d::Draws, seen::IdDict) = get!(() -> told_by(; data(d)...), seen, d)

function Serialization.serialize(s::Serialization.AbstractSerializer, d::Draws)
    kept = data(d) # a failure leaves nothing half written
    Serialization.serialize_type(s, Draws)
    Serialization.serialize(s, kept)
end
Serialization.deserialize(s::Serialization.AbstractSerializer, ::Type{Draws}) = told_by(; Serialization.deserialize(s)...)
