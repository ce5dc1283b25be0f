// Kernels of the distance: sums by the one pair sweep.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/kernel.h"
#include "pair/sweep.h"

namespace wgf {

namespace {

class radial_kernel : public kernel {
 public:
  radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r)
      : profile_(profile), length_(bandwidth), fixed_(bandwidth > 0), single_(r.options.text("precision") == "float"), d_(r.d), seed_(r.seed),
        options_(r.options), pool_(r.pool) {
    scratch_.prepare(r.n, r.m, r.d, r.d, r.pool.threads());
    if (!fixed_) reserve_for_bandwidth(options_, std::max(r.n, r.m), d_, r.pool.threads(), scratch_);
  }

  void adapt(const cloud &own, const cloud &other) override {
    if (scale_wanted() && scale_.empty()) scale_ = coordinate_scale(other.n > 0 ? other : own, d_);
    if (!fixed_) length_ = chosen_bandwidth(options_, own, other, scale_.empty() ? nullptr : scale_.data(), d_, seed_, scratch_, pool_);
  }

  double bandwidth() const override { return length_; }
  void set_bandwidth(double length) override { length_ = length; }

  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) override {
    pair::rule rule;
    rule.a.k = 1;
    rule.b.k1 = -2;
    pair::sweep_input in = input(n, x, y);
    in.columns = d_;
    in.p = p;
    pair::sweep(rule, in, {out, out, nullptr}, scratch_, pool_);
  }

  void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) override {
    pair::rule rule;
    if (gradient) rule.b.k1 = 2;
    if (value) rule.c.k = 1;
    pair::sweep(rule, input(n, x, y), {nullptr, gradient, value}, scratch_, pool_);
  }

 private:
  bool scale_wanted() const { return options_.has("scale") && options_.text("scale") == "coordinate"; }

  pair::sweep_input input(int64_t n, const double *x, const cloud &y) const {
    pair::sweep_input in;
    in.n = n;
    in.m = y.n;
    in.d = d_;
    in.x = x;
    in.y = y.x;
    in.w = y.w;
    in.kernel = profile_;
    in.length = length_;
    in.scale = scale_.empty() ? nullptr : scale_.data();
    in.single_precision = single_;
    return in;
  }

  pair::profile profile_;
  double length_;
  bool fixed_, single_;
  int64_t d_;
  uint64_t seed_;
  const option_set &options_;
  workers &pool_;
  std::vector<double> scale_;
  pair::workspace scratch_;
};

}  // namespace

std::unique_ptr<kernel> make_radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r) {
  return std::make_unique<radial_kernel>(profile, bandwidth, r);
}

}  // namespace wgf
