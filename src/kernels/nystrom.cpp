// Nystrom's approximation: k(x, y) ~ k(x, Z) K^-1 k(Z, y), with landmarks Z, drawn anew in every step, and their Gram matrix K. It projects the drift on
// the span of the kernels at the landmarks: the sums are exact at these and interpolated elsewhere. O(n m d + m^3) time and
// O((n + m) d + m^2) memory. Williams and Seeger 2001; Rudi, Camoriano and Rosasco 2015.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/approximation.h"
#include "kernels/landmarks.h"
#include "solve/cholesky.h"

namespace wgf {

namespace {

class nystrom : public approximation {
 public:
  nystrom(radial_sums &sums, const kernel_request &r) : sums_(sums), landmarks_(r.options.integer("landmarks"), r.n, r.d) {
    const int64_t m = std::min(r.options.integer("landmarks"), r.n);
    factor_.prepare(m);
    own_.resize(static_cast<size_t>(m));
    values_.resize(static_cast<size_t>(m * r.d));
  }

  bool unbiased() const override { return false; }

  void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &now, double *out) override {
    landmarks_.choose(n, x, sums_.scale.empty() ? nullptr : sums_.scale.data(), now.draw(purpose::sketch), sums_.pool);
    factor();
    const int64_t m = landmarks_.count();
    const double *z = landmarks_.x();
    if (f.p) {
      sums_.stein(m, z, f.own, f.p, values_.data());
      factor_.solve(m, sums_.d, values_.data(), sums_.pool);
      sums_.combine(n, x, m, z, values_.data(), out);
    } else {
      witness_between(f, m, z);
      factor_.solve(m, 1, values_.data(), sums_.pool);
      sums_.witness(n, x, {m, z, values_.data()}, out, nullptr);
    }
  }

  bool coverage(int64_t n, const double *x, double *density) override {
    sums_.witness(n, x, {landmarks_.count(), landmarks_.x(), nullptr}, nullptr, density);
    return true;
  }

 private:
  // The ridge is of the size of the rounding of the sums, which the inverse of a flat kernel's matrix would blow up.
  void factor() {
    const int64_t m = landmarks_.count();
    sums_.gram(m, landmarks_.x(), factor_.matrix());
    const double ridge = sums_.at(0) * (sums_.single_precision ? 1e-8 : 1e-13) * static_cast<double>(m);
    if (std::isnan(factor_.factor(m, ridge, 1e4 * ridge, sums_.pool)))
      fail(WGF_E_NUMERIC, "approximation \"nystrom\": the kernel's matrix at the landmarks is not positive definite");
  }

  void witness_between(const drift_sum &f, int64_t m, const double *z) {
    sums_.witness(m, z, f.own, nullptr, own_.data());
    sums_.witness(m, z, f.other, nullptr, values_.data());
    for (size_t r = 0; r < static_cast<size_t>(m); ++r) values_[r] -= own_[r];
  }

  radial_sums &sums_;
  landmarks landmarks_;
  cholesky factor_;
  std::vector<double> values_, own_;  // of the landmarks
};

}  // namespace

std::unique_ptr<approximation> make_nystrom(radial_sums &sums, const kernel_request &r) { return std::make_unique<nystrom>(sums, r); }

}  // namespace wgf
