// Handles of the C API that destroy themselves, and failures that end a test with the library's own text.
#pragma once

#include <doctest/doctest.h>

#include <memory>

#include "wgf.h"
#include "options_of.h"

namespace wgf_tests {

template <auto destroy>
struct destroyer {
  template <class Handle>
  void operator()(Handle *handle) const {
    destroy(handle);
  }
};

using context = std::unique_ptr<wgf_context, destroyer<wgf_context_destroy>>;
using target = std::unique_ptr<wgf_target, destroyer<wgf_target_destroy>>;
using ensemble = std::unique_ptr<wgf_ensemble, destroyer<wgf_ensemble_destroy>>;
using flow = std::unique_ptr<wgf_flow, destroyer<wgf_flow_destroy>>;
using draws = std::unique_ptr<wgf_draws, destroyer<wgf_draws_destroy>>;
using discrepancy = std::unique_ptr<wgf_discrepancy, destroyer<wgf_discrepancy_destroy>>;

inline void ok(wgf_status status) {
  if (status < 0) FAIL(wgf_status_name(status), ": ", wgf_last_error());
}

// make<flow>(wgf_flow_create, context, "svgd")
template <class Owner, class Create, class... Arguments>
Owner make(Create create, Arguments... arguments) {
  typename Owner::pointer handle = nullptr;
  ok(create(arguments..., &handle));
  return Owner(handle);
}

// One thread, so that timings compare.
inline context make_context(int64_t seed) {
  context made = make<context>(wgf_context_create);
  ok(wgf_options_set_int(options_of_context(made.get()), "threads", 1));
  ok(wgf_options_set_int(options_of_context(made.get()), "seed", seed));
  return made;
}

inline wgf_stats stats_of(const flow &f) {
  wgf_stats stats{};
  stats.struct_size = sizeof stats;
  ok(wgf_flow_get_stats(f.get(), &stats));
  return stats;
}

}  // namespace wgf_tests
