#include "arguments.h"

namespace wgf::fuzz {

namespace {

struct owned_options {
  wgf_options *options = nullptr;
  int32_t kind = WGF_FLOW;
  std::string entry;
};

template <class Handle>
owned_options lent(world &w, function_id id, wgf_status (*fn)(Handle *, wgf_options **), const slot<Handle> &from, int32_t kind, const char *entry = nullptr) {
  owned_options out;
  out.kind = kind;
  out.entry = entry ? entry : from.entry;
  w.call(id, fn, from.handle, maybe(w, out.options));
  return out;
}

owned_options of_flow(world &w) { return lent(w, id_wgf_flow_get_options, wgf_flow_get_options, recent(w, w.flows), WGF_FLOW); }
owned_options of_target(world &w) { return lent(w, id_wgf_target_get_options, wgf_target_get_options, recent(w, w.targets), WGF_TARGET); }
owned_options of_discrepancy(world &w) {
  return lent(w, id_wgf_discrepancy_get_options, wgf_discrepancy_get_options, recent(w, w.discrepancies), WGF_DISCREPANCY);
}
owned_options of_context(world &w) { return lent(w, id_wgf_context_get_options, wgf_context_get_options, recent(w, w.contexts), WGF_CONTEXT, "context"); }

owned_options any_options(world &w) {
  switch (w.c.below(6)) {
    case 0: return of_context(w);
    case 1: return of_discrepancy(w);
    case 2: return of_target(w);
    default: return of_flow(w);
  }
}

// More threads than a few tell nothing new and take long.
int64_t whole_value(world &w, const option_entry &o) { return o.name == "threads" && w.c.once_in(2) ? w.c.between(1, 3) : integer_value(w.c, o); }

}  // namespace

void call_wgf_context_get_options(world &w) { of_context(w); }
void call_wgf_target_get_options(world &w) { of_target(w); }
void call_wgf_flow_get_options(world &w) { of_flow(w); }
void call_wgf_discrepancy_get_options(world &w) { of_discrepancy(w); }

void call_wgf_options_set_double(world &w) {
  const owned_options s = any_options(w);
  const option_entry o = any_option(w.c, s.kind, s.entry, WGF_OPTION_DOUBLE);
  CALL(w, wgf_options_set_double, s.options, maybe(w, o.name), real_value(w.c, o));
}

void call_wgf_options_set_int(world &w) {
  const owned_options s = any_options(w);
  const option_entry o = any_option(w.c, s.kind, s.entry, WGF_OPTION_INT);
  CALL(w, wgf_options_set_int, s.options, maybe(w, o.name), whole_value(w, o));
}

void call_wgf_options_set_string(world &w) {
  const owned_options s = any_options(w);
  const option_entry o = any_option(w.c, s.kind, s.entry, WGF_OPTION_STRING);
  CALL(w, wgf_options_set_string, s.options, maybe(w, o.name), maybe(w, text_value(w.c, o)));
}

void call_wgf_options_set_vector(world &w) {
  const slot<wgf_target> t = recent(w, w.targets);
  const owned_options s = lent(w, id_wgf_target_get_options, wgf_target_get_options, t, WGF_TARGET);
  const option_entry o = any_option(w.c, s.kind, s.entry, WGF_OPTION_VECTOR);
  const int64_t d = std::min<int64_t>(dim_of(w, t.handle), 40), n = w.c.once_in(2) ? d * d : d * w.c.between(1, 3);
  const bool diagonal = w.c.once_in(2);
  const numbers v = numbers::made(n, [&](int64_t i) { return diagonal && i % (d + 1) != 0 ? 0 : w.c.positive(); });
  CALL(w, wgf_options_set_vector, s.options, maybe(w, o.name), honest(w, n), maybe(w, v));
}

void call_wgf_options_get_double(world &w) {
  const owned_options s = any_options(w);
  double value = 0;
  CALL(w, wgf_options_get_double, s.options, maybe(w, any_option(w.c, s.kind, s.entry, WGF_OPTION_DOUBLE).name), maybe(w, value));
}

void call_wgf_options_get_int(world &w) {
  const owned_options s = any_options(w);
  int64_t value = 0;
  CALL(w, wgf_options_get_int, s.options, maybe(w, any_option(w.c, s.kind, s.entry, WGF_OPTION_INT).name), maybe(w, value));
}

void call_wgf_options_get_string(world &w) {
  const owned_options s = any_options(w);
  const char *value = nullptr;
  if (CALL(w, wgf_options_get_string, s.options, maybe(w, any_option(w.c, s.kind, s.entry, WGF_OPTION_STRING).name), maybe(w, value)) == WGF_OK)
    w.expect(value != nullptr, "a text option has a text");
}

void call_wgf_options_get_length(world &w) {
  const owned_options s = of_target(w);
  int64_t n = 0;
  CALL(w, wgf_options_get_length, s.options, maybe(w, any_option(w.c, s.kind, s.entry, WGF_OPTION_VECTOR).name), maybe(w, n));
}

void call_wgf_options_get_vector(world &w) {
  const owned_options s = of_target(w);
  const std::string name = any_option(w.c, s.kind, s.entry, WGF_OPTION_VECTOR).name;
  int64_t n = 0;
  CALL(w, wgf_options_get_length, s.options, maybe(w, name), maybe(w, n));
  const int64_t told = w.c.once_in(10) ? w.c.below(20) : n;
  std::vector<double> values(static_cast<size_t>(std::max(n, told)) + 1);
  CALL(w, wgf_options_get_vector, s.options, maybe(w, name), told, values.data());
}

}  // namespace wgf::fuzz
