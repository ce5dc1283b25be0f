// Nystrom's approximation: k(x, y) ~ k(x, Z) K^-1 k(Z, y), with landmarks Z, drawn anew in every step, and their Gram matrix K. It projects the drift on
// the span of the kernels at the landmarks: the sums are exact at these and interpolated elsewhere. O(n m d + m^3) time and
// O((n + m) d + m^2) memory. Williams and Seeger 2001; Rudi, Camoriano and Rosasco 2015.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/approximation.h"
#include "kernels/landmarks.h"
#include "solve/cholesky.h"

namespace wgf {

namespace {

class nystrom : public approximation {
 public:
  nystrom(radial_sums &sums, const kernel_request &r)
      : sums_(sums), most_(std::min(r.options.integer("landmarks"), r.n + r.m)), own_(most_, r.n, r.d), other_(most_, r.m, r.d) {
    sums.scratch.prepare(std::max(r.n, most_), std::max(r.m, most_), r.d, r.d, r.pool.threads());
    factor_.prepare(most_);
    z_.resize(static_cast<size_t>(most_ * r.d));
    values_.resize(z_.size());
    room_.resize(static_cast<size_t>(most_));
  }

  void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &now, double *out) override {
    choose(f, n, x, now.draw(purpose::sketch));
    factor();
    if (f.p) {
      sums_.stein(m_, z_.data(), f.own, f.p, values_.data());
      factor_.solve(sums_.d, values_.data(), sums_.pool);
      sums_.combine(n, x, m_, z_.data(), values_.data(), out);
    } else {
      witness_between(f);
      factor_.solve(1, values_.data(), sums_.pool);
      sums_.witness(n, x, {m_, z_.data(), values_.data()}, out, nullptr);
    }
  }

  bool coverage(int64_t n, const double *x, double *density) override {
    sums_.witness(n, x, {m_, z_.data(), nullptr}, nullptr, density);
    return true;
  }

 private:
  // For a pull half of the landmarks are from either cloud, where it has so many: an error is a product of what they miss of both.
  void choose(const drift_sum &f, int64_t n, const double *x, const stream &random) {
    const double *scale = sums_.scale.empty() ? nullptr : sums_.scale.data();
    const int64_t others = f.p ? 0 : std::min(f.other.n, std::max(most_ - n, most_ / 2)), own = std::min(n, most_ - others);
    own_.choose(own, n, x, scale, random, 0, sums_.pool, z_.data());
    if (others > 0) other_.choose(others, f.other.n, f.other.x, scale, random, 1, sums_.pool, z_.data() + own * sums_.d);
    m_ = own + others;
  }

  // The ridge is of the size of the rounding of the sums, which the inverse of a flat kernel's matrix would blow up.
  void factor() {
    sums_.gram(m_, z_.data(), factor_.matrix());
    const double ridge = sums_.at(0) * (sums_.single_precision ? 1e-8 : 1e-13) * static_cast<double>(m_);
    if (std::isnan(factor_.factor(m_, ridge, 1e4 * ridge, sums_.pool)))
      fail(WGF_E_NUMERIC, "approximation \"nystrom\": the kernel's matrix at the landmarks is not positive definite");
  }

  void witness_between(const drift_sum &f) {
    sums_.witness(m_, z_.data(), f.own, nullptr, room_.data());
    sums_.witness(m_, z_.data(), f.other, nullptr, values_.data());
    for (size_t r = 0; r < static_cast<size_t>(m_); ++r) values_[r] -= room_[r];
  }

  radial_sums &sums_;
  int64_t most_, m_ = 0;
  landmarks own_, other_;
  cholesky factor_;
  std::vector<double> z_, values_, room_;  // of the landmarks
};

std::unique_ptr<approximation> make(radial_sums &sums, const kernel_request &r) {
  const int index = sums.profile.index;
  if (index >= 0 && !pair::profile_at(index).positive_definite)
    fail(WGF_E_UNSUPPORTED, std::string("approximation \"nystrom\" needs a positive definite kernel, which \"") + pair::profile_at(index).name +
                                "\" is not; take \"random_batch\"");
  return std::make_unique<nystrom>(sums, r);
}

}  // namespace

const approximation_spec &approximation_nystrom() {
  static const approximation_spec spec{
      .name = "nystrom",
      .summary = "through landmarks, best for wide kernels.",
      .options = {integer_option("landmarks", 1000, 1, int64_t{1} << 20, "nystrom: landmarks, drawn anew in every step; their matrix takes 8 landmarks^2 bytes.")},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
