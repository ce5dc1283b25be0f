// Squared kernel Stein discrepancy: sum_ij w_i w_j k_pi(x_i, x_j), with the Stein kernel of a radial
// k = phi(r^2) and its derivatives k1, k2, k3 in r^2:
//   k_pi = k <s_i, s_j> - 2 k1 <x_i - x_j, s_i - s_j> - 4 r^2 k2 - 2 d k1.
// With A_i = sum_j w_j k s_j, B_i = -2 sum_j w_j k1 (x_i - x_j) and c_i = sum_j w_j (-4 r^2 k2 - 2 d k1)
// it is sum_i w_i (<s_i, A_i> + 2 <s_i, B_i> + c_i). Its gradient in x_i is 2 w_i times the sum of
//   sum_j w_j [ 2 k1 (s_j - s_i) + b (x_i - x_j) ],
//   b = 2 k1 <s_i, s_j> - 4 k2 <x_i - x_j, s_i - s_j> - (8 + 4d) k2 - 8 r^2 k3, with the scores held fixed,
// and the Hessian of log pi at x_i times A_i + B_i.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/discrepancy_spec.h"
#include "discrepancies/two_sample.h"
#include "kernels/kernel.h"
#include "pair/profile.h"
#include "pair/sweep.h"

namespace wgf {

namespace {

// Those that the target rejects have weight and score 0, and the others share their weight.
struct scored_cloud {
  explicit scored_cloud(const discrepancy_input &in)
      : n(in.n), d(in.d), x(in.x), w(in.w, in.w + in.n), score(static_cast<size_t>(in.n * in.d)) {
    std::vector<uint8_t> rejected(w.size());
    answer out;
    out.score = score.data();
    out.rejected = rejected.data();
    in.other.respond({WGF_SCORE, n, d, -1, in.places, nullptr, out}, in.pool);
    for (double &s : score) s = std::ldexp(s, in.unit_exponent);
    for (size_t i = 0; i < w.size(); ++i)
      if (rejected[i]) leave_out(static_cast<int64_t>(i));
    const double total = std::accumulate(w.begin(), w.end(), 0.0);
    require(total > 0, WGF_E_NUMERIC, "the target rejected every particle: no score was finite");
    if (total < 1)
      for (double &weight : w) weight /= total;
  }

  cloud points() const { return {n, x, w.data()}; }

  int64_t n, d;
  const double *x;
  std::vector<double> w, score;

 private:
  void leave_out(int64_t i) {
    w[static_cast<size_t>(i)] = 0;
    std::fill_n(score.begin() + i * d, d, 0.0);
  }
};

void check_smooth(const option_set &options, const pair::profile &p, bool gradient) {
  if (p.callback) return;
  const pair::profile_spec &spec = pair::profile_at(p.index);
  if (spec.derivatives < 1 || !spec.positive_definite)
    fail(WGF_E_UNSUPPORTED,
         options.owner() + ": the Stein kernel holds second derivatives of the kernel, so the kernel must be " +
             "positive definite and its derivative in r^2 bounded at r = 0; \"" + spec.name +
             "\" is not such a kernel. gaussian, imq and matern52 are");
  if (gradient && spec.derivatives < 2)
    fail(WGF_E_UNSUPPORTED,
         options.owner() + ": the gradient holds third derivatives of the kernel, so the second derivative in " +
             "r^2 must be bounded at r = 0; that of \"" + spec.name +
             "\" is not. gaussian, imq and matern52 have a gradient");
}

class stein_sums {
 public:
  stein_sums(const discrepancy_input &in, const scored_cloud &cloud, const pair::profile &kernel)
      : cloud_(cloud), pool_(in.pool) {
    pairs_.n = pairs_.m = cloud.n;
    pairs_.d = pairs_.columns = cloud.d;
    pairs_.x = pairs_.y = cloud.x;
    pairs_.w = cloud.w.data();
    pairs_.p = pairs_.s = cloud.score.data();
    pairs_.kernel = kernel;
    pairs_.single_precision = in.options.text("precision") == "float";
    pairs_.skip_self = in.options.integer("unbiased") == 1;
    scratch_.prepare(cloud.n, cloud.n, cloud.d, cloud.d, in.pool.threads());
    reserve_for_bandwidth(in.options, cloud.n, cloud.d, in.pool.threads(), scratch_);
    pairs_.length = chosen_bandwidth(in.options, cloud.points(), {0, nullptr, nullptr}, nullptr, cloud.d,
                                     in.seed, scratch_, in.pool);
    require(pairs_.length > 0, WGF_E_OPTION,
            (in.options.owner() + ": option \"bandwidth\" is 0, to be taken from the distances of the particles, and there are none: set it").c_str());
  }

  double value() {
    pair::rule stein;
    stein.c.kp = 1;
    stein.c.k1q = -2;
    stein.c.k1 = -2 * static_cast<double>(cloud_.d);
    stein.c.k2r2 = -4;
    std::vector<double> c(cloud_.w.size());
    pair::sweep_input half = pairs_;
    half.each_pair_once = true;
    pair::sweep(stein, half, {nullptr, nullptr, c.data()}, scratch_, pool_);
    return std::inner_product(c.begin(), c.end(), cloud_.w.begin(), 0.0);
  }

  // The same; `direction` (n x d) receives A + B.
  double value(std::vector<double> &direction) {
    pair::rule stein;
    stein.a.k = 1;
    stein.b.k1 = -2;
    stein.c.k1 = -2 * static_cast<double>(cloud_.d);
    stein.c.k2r2 = -4;
    std::vector<double> a(cloud_.score.size()), c(cloud_.w.size());
    pair::sweep(stein, pairs_, {a.data(), direction.data(), c.data()}, scratch_, pool_);
    double sum = 0;
    for (size_t i = 0; i < c.size(); ++i) sum += cloud_.w[i] * c[i];
    for (size_t i = 0; i < a.size(); ++i) {
      sum += cloud_.w[i / static_cast<size_t>(cloud_.d)] * cloud_.score[i] * (a[i] + 2 * direction[i]);
      direction[i] += a[i];
    }
    return sum;
  }

  // The part of half the gradient over w_i that holds the scores fixed.
  void slope(double *out) {
    pair::rule fixed_scores;
    fixed_scores.a.k1 = 2;
    fixed_scores.e.k1 = -2;
    fixed_scores.b.k1p = 2;
    fixed_scores.b.k2q = -4;
    fixed_scores.b.k2 = -8 - 4 * static_cast<double>(cloud_.d);
    fixed_scores.b.k3r2 = -8;
    pair::sweep(fixed_scores, pairs_, {out, out, nullptr}, scratch_, pool_);
  }

 private:
  const scored_cloud &cloud_;
  workers &pool_;
  pair::sweep_input pairs_;
  pair::workspace scratch_;
};

// gradient = 2 w (gradient + Hessian of log pi times direction)
void add_curvature(const discrepancy_input &in, const scored_cloud &cloud,
                   const std::vector<double> &direction, double *gradient) {
  std::vector<double> curved(direction.size());
  std::vector<uint8_t> rejected(cloud.w.size());
  answer out;
  out.hessian_vector = curved.data();
  out.rejected = rejected.data();
  in.other.respond({WGF_HESSIAN_VECTOR, cloud.n, cloud.d, -1, in.places, direction.data(), out}, in.pool);
  for (double &c : curved) c = std::ldexp(c, 2 * in.unit_exponent);
  for (size_t i = 0; i < direction.size(); ++i) {
    const double w = cloud.w[i / static_cast<size_t>(cloud.d)];
    gradient[i] = w == 0 ? 0 : 2 * w * (gradient[i] + curved[i]);
  }
}

double evaluate(const discrepancy_input &in, double *gradient) {
  const pair::profile kernel = chosen_profile(in.options, in.own_kernel);
  check_smooth(in.options, kernel, gradient != nullptr);
  const scored_cloud cloud(in);
  stein_sums sums(in, cloud, kernel);
  const double rest = in.options.integer("unbiased") == 1 ? 1 - self_share(cloud.points()) : 1;
  if (!gradient) return sums.value() / rest;
  std::vector<double> direction(cloud.score.size());
  const double value = sums.value(direction) / rest;
  sums.slope(gradient);
  add_curvature(in, cloud, direction, gradient);
  std::for_each(gradient, gradient + direction.size(), [&](double &g) { g /= rest; });
  return value;
}

}  // namespace

const discrepancy_spec &discrepancy_ksd() {
  static const discrepancy_spec spec{
      .name = "ksd",
      .summary =
          "Squared kernel Stein discrepancy of the particles from a density known by its score. The gradient "
          "takes Hessian products too, and holds a bandwidth taken by a rule fixed.",
      .reference =
          "Liu, Lee and Jordan 2016, definition 3.2; the kernel imq: Gorham and Mackey 2017; the gradient: "
          "Korba, Aubin-Frankowski, Majewski and Ablin 2021",
      .needs = "score",
      .options = option_table{unbiased_option()}.add(
          kernel_options("imq", "median").without("bandwidth_every").without("scale")),
      .make = make_evaluator<evaluate>,
      .length_power = [](const discrepancy_input &) { return -2; },
  };
  return spec;
}

}  // namespace wgf
