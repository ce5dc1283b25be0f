// Ways to approximate the drift sums of a radial kernel in less than n^2: one file each in approximations/.
#pragma once

#include <memory>

#include "base/random.h"
#include "kernels/radial_sums.h"

namespace wgf {

struct step_of_run {
  uint64_t seed = 0;
  int64_t step = 0;

  stream draw(purpose why) const { return {seed, static_cast<uint64_t>(step), why}; }
};

class approximation {
 public:
  virtual ~approximation() = default;
  virtual void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &now, double *out) = 0;

  // How densely the places x are covered by what the last drift was made from; errors are larger where it is thin. False: alike everywhere.
  virtual bool coverage(int64_t /*n*/, const double * /*x*/, double * /*density*/) { return false; }
};

struct approximation_spec {
  const char *name, *summary;
  option_table options;              // of this one alone
  bool unbiased = false;             // the error is noise of mean 0 that is drawn anew in every step
  bool only_between_clouds = false;  // not for Stein's sums
  // Fails with WGF_E_UNSUPPORTED for a kernel or a dimension that it is not for.
  std::unique_ptr<approximation> (*make)(radial_sums &sums, const kernel_request &r);
};

const std::vector<const approximation_spec *> &approximation_catalogue();

// A radial kernel whose drift sums the option "approximation" approximates.
std::unique_ptr<kernel> make_approximated_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r);

}  // namespace wgf
