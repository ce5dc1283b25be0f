// The input of all cases: standard normal clouds of seed 1, and the handles a user would make.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/cases.h"
#include "base/random.h"
#include "wgf/wgf.hpp"
#include "options_of.h"

namespace wgf_bench {

inline std::vector<double> standard_normal(int64_t n, int64_t d, uint64_t which = 0) {
  std::vector<double> x(static_cast<size_t>(n * d));
  wgf::normals({1, which, wgf::purpose::user}, 0, n, d, x.data());
  return x;
}

inline wgf::context_handle make_context(const setup &s) {
  wgf::context_handle made = wgf::make_context();
  wgf::check(wgf_options_set_int(options_of_context(made.get()), "threads", s.threads));
  return made;
}

inline wgf::ensemble_handle make_particles(const wgf::context_handle &context, const setup &s) {
  wgf::ensemble_handle made = wgf::make_ensemble(context, s.n, s.d);
  wgf::check(wgf_ensemble_import(made.get(), s.n, s.d, standard_normal(s.n, s.d).data(), WGF_PARTICLE_MAJOR));
  return made;
}

inline wgf::target_handle make_samples(const wgf::context_handle &context, const setup &s) {
  return wgf::make_samples_target(context, s.n, s.d, standard_normal(s.n, s.d, 1).data());
}

// A target whose scores are given: its callback copies them.
class given_scores {
 public:
  given_scores(const wgf::context_handle &context, const setup &s)
      : score_(standard_normal(s.n, s.d)), target_(wgf::make_callback_target(context, s.d, WGF_SCORE, copy, this)) {
    for (double &v : score_) v = -v;
  }
  given_scores(const given_scores &) = delete;

  wgf_target *get() const { return target_.get(); }

 private:
  static int32_t copy(void *self, int64_t, int64_t n, int64_t d, const double *, double *, double *score) {
    std::copy_n(static_cast<given_scores *>(self)->score_.data(), n * d, score);
    return 0;
  }

  std::vector<double> score_;
  wgf::target_handle target_;
};

// False where the option does not exist: that case knows no float arithmetic.
inline bool set_precision(wgf_flow *flow, const setup &s) {
  return !s.single() || wgf_options_set_string(options_of_flow(flow), "precision", "float") == WGF_OK;
}
inline bool set_precision(wgf_discrepancy *measure, const setup &s) {
  return !s.single() || wgf_options_set_string(options_of_discrepancy(measure), "precision", "float") == WGF_OK;
}

inline constexpr const char *no_float = "its arithmetic is double only";

}  // namespace wgf_bench
