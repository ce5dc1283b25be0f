#include "wgf/draws.h"

#include <algorithm>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "capi/layout.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr const char *its_rows = "iterations times chains";
constexpr const char *its_dim = "the number of coordinates";

int64_t row_count(const draws &d) { return d.iterations * d.chains; }

void require_rows(int64_t iterations, int64_t chains, int64_t n) {
  require_at_least("iterations", iterations, 1);
  require_at_least("chains", chains, 1);
  const bool equal = n % chains == 0 && n / chains == iterations;
  if (!equal)
    fail_argument("n", std::to_string(n), std::to_string(iterations) + " times " + std::to_string(chains));
}

}  // namespace

extern "C" {

wgf_status wgf_draws_create(wgf_context *context, int64_t iterations, int64_t chains, int64_t n, int64_t d,
                            const double *x, wgf_draws **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    require_rows(iterations, chains, n);
    const int64_t size = require_volume(n, d);
    require_pointer("x", x);
    require_pointer("result", result);
    const computation work(*owner);
    auto made = std::make_shared<draws>();
    made->iterations = iterations;
    made->chains = chains;
    made->d = d;
    made->owner = owner;
    made->x = copied(x, size);
    for (int64_t i = 0; i < iterations; ++i) {
      made->times.push_back(static_cast<double>(i + 1));
      breathe(5);
    }
    made->names = default_names(d);
    *result = new wgf_draws(std::move(made));
  });
}

void wgf_draws_destroy(wgf_draws *draws) { delete draws; }

wgf_status wgf_draws_get_shape(const wgf_draws *draws, int64_t *iterations, int64_t *chains, int64_t *d) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    if (iterations) *iterations = core->iterations;
    if (chains) *chains = core->chains;
    if (d) *d = core->d;
  });
}

wgf_status wgf_draws_get_info(const wgf_draws *draws, wgf_draws_info *info) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_record("info", info);
    fill_record(info, wgf_draws_info{0, core->independent ? WGF_CHAINS : WGF_CLOUD, core->every, core->lost});
  });
}

wgf_status wgf_draws_get_name(const wgf_draws *draws, int64_t index, const char **name) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_pointer("name", name);
    *name = core->names[static_cast<size_t>(index)].c_str();
  });
}

wgf_status wgf_draws_export(const wgf_draws *draws, int64_t n, int64_t d, double *x, int32_t layout) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_matrix(n, d, x, {row_count(*core), core->d, its_rows, its_dim});
    require_layout(layout);
    const computation work(*core->owner);
    to_layout(layout, n, d, core->x.data(), x);
  });
}

wgf_status wgf_draws_export_log_weights(const wgf_draws *draws, int64_t n, double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_vector(n, values, row_count(*core), its_rows);
    const computation work(*core->owner);
    if (core->log_weights.empty())
      std::fill_n(values, n, 0.0);
    else
      copy(core->log_weights.data(), n, values);
  });
}

wgf_status wgf_draws_export_times(const wgf_draws *draws, int64_t n, double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_vector(n, values, core->iterations, "the number of iterations");
    const computation work(*core->owner);
    copy(core->times.data(), n, values);
  });
}

wgf_status wgf_draws_summary(const wgf_draws *draws, int64_t index, wgf_summary *summary) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_record("summary", summary);
    const computation work(*core->owner);
    const stats::summary s = stats::summarise(core->coordinate(index), core->independent);
    fill_record(summary, wgf_summary{0, 0, s.mean, s.sd, s.q5, s.median, s.q95, s.mcse_mean, s.ess_bulk,
                                     s.ess_tail, s.rhat, s.mcse_sd, s.mcse_q5, s.mcse_median, s.mcse_q95, s.ess_mean,
                                     s.ess_sd, s.rhat_basic});
  });
}

wgf_status wgf_draws_quantile(const wgf_draws *draws, int64_t index, double probability, double *value) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_number("probability", probability, 0, 1);
    require_pointer("value", value);
    const computation work(*core->owner);
    *value = stats::quantile(core->coordinate(index), probability);
  });
}

wgf_status wgf_draws_write_csv(const wgf_draws *draws, const char *path) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    const std::string file = require_word("path", path);
    const computation work(*core->owner);
    write_csv(*core, file);
  });
}

}  // extern "C"
