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
  nystrom(radial_sums &sums, const kernel_request &r)
      : sums_(sums), landmarks_(r.options.integer("landmarks"), r.n, r.d) {
    const int64_t m = std::min(r.options.integer("landmarks"), r.n);
    factor_.prepare(m);
    exact_.resize(static_cast<size_t>(m * r.d));
    coefficients_.resize(exact_.size());
  }

  bool unbiased() const override { return false; }

  void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &now, double *out) override {
    landmarks_.choose(n, x, sums_.scale.empty() ? nullptr : sums_.scale.data(), now.draw(purpose::sketch), sums_.pool);
    factor();
    stein_ = f.p != nullptr;
    stein_ ? sums_.stein(landmarks_.count(), landmarks_.x(), f.own, f.p, exact_.data()) : difference(f);
    combine(landmarks_.count(), n, x, out);
  }

  bool coarser(int64_t n, const double *x, double *out) override {
    combine((landmarks_.count() + 1) / 2, n, x, out);
    return true;
  }

 private:
  // The ridge is of the size of the rounding of the sums, which the inverse of a flat kernel's matrix would blow up.
  void factor() {
    const int64_t m = landmarks_.count();
    sums_.gram(m, landmarks_.x(), factor_.matrix());
    const double unit = sums_.at(0) * (sums_.single_precision ? 1e-8 : 1e-13) * static_cast<double>(m);
    if (std::isnan(factor_.factor(m, unit, 1e4 * unit, sums_.pool)))
      fail(WGF_E_NUMERIC, "approximation \"nystrom\": the kernel's matrix at the landmarks is not positive definite");
  }

  // The witness between the clouds, at the landmarks.
  void difference(const drift_sum &f) {
    const int64_t m = landmarks_.count();
    double *own = coefficients_.data(), *both = exact_.data();
    sums_.witness(m, landmarks_.x(), f.own, nullptr, own);
    sums_.witness(m, landmarks_.x(), f.other, nullptr, both);
    for (int64_t r = 0; r < m; ++r) both[r] -= own[r];
  }

  // The drift from the first m landmarks.
  void combine(int64_t m, int64_t n, const double *x, double *out) {
    const int64_t columns = stein_ ? sums_.d : 1;
    double *c = coefficients_.data();
    std::copy_n(exact_.begin(), m * columns, c);
    factor_.solve(m, columns, c, sums_.pool);
    if (stein_)
      sums_.combine(n, x, m, landmarks_.x(), c, out);
    else
      sums_.witness(n, x, {m, landmarks_.x(), c}, out, nullptr);
  }

  radial_sums &sums_;
  landmarks landmarks_;
  cholesky factor_;
  bool stein_ = false;
  std::vector<double> exact_, coefficients_;  // of the landmarks: exact sums, and what multiplies their kernels
};

}  // namespace

std::unique_ptr<approximation> make_nystrom(radial_sums &sums, const kernel_request &r) { return std::make_unique<nystrom>(sums, r); }

}  // namespace wgf
