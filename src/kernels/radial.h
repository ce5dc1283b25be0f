// Kernels of the distance.
#pragma once

#include "kernels/radial_sums.h"

namespace wgf {

class radial_kernel : public kernel {
 public:
  radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r);

  void adapt(const cloud &own, const cloud &other) override;
  double bandwidth() const override { return sums_.length; }
  void archive(wgf::archive &bytes) override;
  void begin(uint64_t seed, int64_t) override { seed_ = seed; }

  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) override { sums_.stein(n, x, y, p, out); }
  void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) override {
    sums_.witness(n, x, y, gradient, value);
  }
  double self_energy(const cloud &y, double *room) override { return sums_.self_energy(y, room); }

 protected:
  radial_sums sums_;

 private:
  bool scale_wanted() const { return options_.has("scale") && options_.text("scale") == "coordinate"; }

  bool fixed_;
  uint64_t seed_;
  const option_set &options_;
};

}  // namespace wgf
