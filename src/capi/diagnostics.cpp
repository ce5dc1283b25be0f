#include "wgf/diagnostics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/paced.h"
#include "base/text.h"
#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "diagnostics/pareto.h"
#include "diagnostics/stein/stein.h"
#include "diagnostics/verdict/verdict.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

judgement judged(const draws &d) {
  if (!d.independent) return {0, "These draws are one cloud, not chains: nothing is said of their convergence."};
  if (!d.log_weights.empty()) return {0, "These draws have weights: nothing is said of their convergence as chains."};
  stats::run_facts facts = d.facts;
  facts.lost = d.lost;
  const auto found = stats::findings({d.x.data(), d.iterations, d.chains, d.d, d.names.data(), d.log_density.empty() ? nullptr : d.log_density.data()}, facts);
  if (found.empty()) return {0, "Nothing was found against these draws. A mode that no chain visited cannot be seen."};
  return {static_cast<int64_t>(found.size()), stats::text_of(found)};
}

// No NaN, no +infinity and not all -infinity.
void require_log_weights(const char *name, int64_t n, const double *values) {
  const double infinity = std::numeric_limits<double>::infinity();
  double most = -infinity;
  in_stretches(n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      if (std::isnan(values[i]) || values[i] == infinity)
        fail_argument((name + ("[" + std::to_string(i) + "]")).c_str(), to_text(values[i]), "a finite number or -infinity");
      most = std::max(most, values[i]);
    }
  });
  if (most == -infinity) fail_argument(name, "-infinity throughout", "at least one finite number");
}

void require_scored(const stats::scored_draws &draws) {
  require_volume(draws.n, draws.d);
  require_pointer("x", draws.x);
  require_pointer("score", draws.scores);
}

stats::stein_kernel require_kernel(const stats::scored_draws &draws) {
  require_finite("x", draws.n * draws.d, draws.x);
  require_finite("score", draws.n * draws.d, draws.scores);
  stats::stein_kernel kernel(draws);
  if (!kernel.varies()) fail_argument("x", "draws that are all the same", "draws of which some differ");
  return kernel;
}

}  // namespace

extern "C" {

wgf_status wgf_draws_report(const wgf_draws *draws, int64_t *count, const char **text) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_pointer("text", text);
    if (!draws->judged()) {
      const computation work(*core->owner);
      draws->keep(judged(*core));
    }
    if (count) *count = draws->judged()->count;
    *text = draws->judged()->text.c_str();
  });
}

wgf_status wgf_draws_quantile_error(const wgf_draws *draws, int64_t index, double probability, double *mcse, double *ess) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_number("probability", probability, 0, 1);
    const computation work(*core->owner);
    const stats::series s = core->coordinate(index);
    if (mcse) *mcse = core->independent ? stats::mcse_quantile(s, probability) : no_value;
    if (ess) *ess = core->independent ? stats::ess_quantile(s, probability) : no_value;
  });
}

wgf_status wgf_draws_rhat_nested(const wgf_draws *draws, int64_t index, int64_t n, const int64_t *superchains, double *value) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_equal("n", n, core->chains, "the number of chains");
    require_pointer("superchains", superchains);
    require_pointer("value", value);
    const computation work(*core->owner);
    *value = core->independent ? stats::rhat_nested(core->coordinate(index), superchains) : no_value;
  });
}

wgf_status wgf_draws_pareto_khat(const wgf_draws *draws, int64_t index, double *value) {
  return guarded(__func__, [&] {
    const auto core = core_of("draws", draws);
    require_index("index", index, core->d);
    require_pointer("value", value);
    const computation work(*core->owner);
    *value = core->independent ? stats::pareto_khat(core->coordinate(index)) : no_value;
  });
}

wgf_status wgf_weights_smooth(wgf_context *context, int64_t n, const double *values, double efficiency, double *smoothed, double *khat, double *threshold) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    require_volume(n, 1);
    require_pointer("values", values);
    require_number("efficiency", efficiency);
    if (efficiency <= 0) fail_argument("efficiency", to_text(efficiency), "a number above 0");
    require_pointer("khat", khat);
    require_pointer("threshold", threshold);
    const computation work(*owner);
    require_log_weights("values", n, values);
    std::vector<double> made;
    resize(made, n);
    *khat = stats::smooth_log_weights(values, n, efficiency, made.data());
    *threshold = stats::pareto_threshold(n);
    if (smoothed) copy(made.data(), n, smoothed);
  });
}

wgf_status wgf_stein_thin(wgf_context *context, int64_t n, int64_t d, const double *x, const double *score, const double *log_density,
                          const double *hessian_diagonal, int64_t m, int64_t *indices, double *ksd) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    require_scored({x, score, n, d});
    require_at_least("m", m, 1);
    require_pointer("indices", indices);
    computation work(*owner);
    if (hessian_diagonal) require_finite("hessian_diagonal", n * d, hessian_diagonal);
    if (log_density) require_log_weights("log_density", n, log_density);
    const stats::stein_kernel kernel = require_kernel({x, score, n, d});
    const double reached = stats::stein_thin(kernel, {log_density, hessian_diagonal}, m, work.pool, indices);
    if (ksd) *ksd = reached;
  });
}

wgf_status wgf_stein_weights(wgf_context *context, int64_t n, int64_t d, const double *x, const double *score, double *weights, double *ksd) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    require_scored({x, score, n, d});
    require_pointer("weights", weights);
    computation work(*owner);
    const stats::stein_kernel kernel = require_kernel({x, score, n, d});
    std::vector<double> made;
    resize(made, n);
    const double reached = stats::stein_weights(kernel, work.pool, made.data());
    copy(made.data(), n, weights);
    if (ksd) *ksd = reached;
  });
}

}  // extern "C"
