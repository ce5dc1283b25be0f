// Sinkhorn divergence: S_eps(x, y) = OT_eps(x, y) - OT_eps(x, x) / 2 - OT_eps(y, y) / 2, or OT_eps(x, y) alone, with
//   OT_eps(a, b) = min_P sum_ij P_ij |x_i - y_j|^2 + eps KL(P | a b).
// With the soft minimum f(x) = -eps log sum_j b_j exp((g_j - |x - y_j|^2) / eps) of the optimal g, the gradient in x_i is
// a_i grad f(x_i) = 2 a_i (x_i - sum_j P_ij y_j / a_i), less the same of x with itself.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/discrepancy_spec.h"
#include "kernels/kernel.h"
#include "pair/median.h"
#include "pair/softmin.h"
#include "pair/sweep.h"
#include "transport/entropic/sinkhorn.h"
#include "base/text.h"

namespace wgf {

namespace {

constexpr double usual_share = 0.05;  // of the mean squared distance

class transport {
 public:
  transport(const discrepancy_input &in, const cloud &x, const cloud &y)
      : in_(in), single_(in.options.text("precision") == "float"),
        settings_{in.options.real("epsilon"), pair::mean_squared_distance(in.d, x.n, x.x, x.w, y.n, y.x, y.w), in.options.real("tolerance"), in.options.integer("max_iterations")} {
    if (settings_.epsilon == 0) settings_.epsilon = settings_.start > 0 ? usual_share * settings_.start : 1;
    if (settings_.start > 0) check_epsilon();
  }

  // The cost; its gradient in x is added.
  double between(const cloud &x, const cloud &y, double *gradient) {
    const auto to_x = minimum(x, y), to_y = minimum(y, x);
    const auto of_x = [&](double epsilon, const double *g, double *f) { to_x->find(epsilon, g, f); };
    const auto of_y = [&](double epsilon, const double *f, double *g) { to_y->find(epsilon, f, g); };
    const double cost = checked(sinkhorn({x.n, x.w}, {y.n, y.w}, of_x, of_y, settings_, f_, g_));
    if (gradient) add_slope(x, y, 1, gradient);
    return cost;
  }

  // The same; half of its gradient in c is taken off.
  double within(const cloud &c, double *gradient) {
    const auto to_c = minimum(c, c);
    const auto of_c = [&](double epsilon, const double *g, double *f) { to_c->find(epsilon, g, f); };
    const double cost = checked(sinkhorn_with_itself({c.n, c.w}, of_c, settings_, f_, g_));
    if (gradient) add_slope(c, c, -1, gradient);
    return cost;
  }

 private:
  // The exponents |x - y|^2 / epsilon lose a part of 2^-24 or 2^-53 of their size; the potentials such a part of epsilon.
  void check_epsilon() const {
    const double least = (single_ ? 1e-5 : 1e-12) * settings_.start, most = (single_ ? 1e4 : 1e10) * settings_.start;
    if (settings_.epsilon >= least && settings_.epsilon <= most) return;
    fail(WGF_E_OPTION, in_.options.owner() + ": option \"epsilon\" is " + to_text(settings_.epsilon) + "; with precision " + (single_ ? "float" : "double") +
                           " and a mean squared distance of " + to_text(settings_.start) + " allowed is " + to_text(least) + " to " + to_text(most));
  }

  std::unique_ptr<pair::softmin> minimum(const cloud &x, const cloud &y) const {
    return pair::make_softmin({x.n, y.n, in_.d, x.x, y.x, y.w, single_}, in_.pool);
  }

  double checked(const sinkhorn_result &r) const {
    if (r.converged || settings_.tolerance == 0) return r.cost;
    fail(WGF_E_NUMERIC, in_.options.owner() + " did not converge: after " + std::to_string(r.iterations) + " iterations with epsilon " +
                            to_text(settings_.epsilon) + " the marginals are off by " + to_text(r.marginal_error) + ", more than option \"tolerance\" allows, " +
                            to_text(settings_.tolerance) + ". Raise \"max_iterations\", \"epsilon\" or \"tolerance\"" +
                            (single_ ? ", or set \"precision\" to double" : ""));
  }

  // Sums over the rows of the plan, over a_i: of the mass, about 1, and of the mass times x_i - y_j. The potentials become exponents.
  void add_up_plan(const cloud &x, const cloud &y, double *mass, double *displacement) {
    const double epsilon = settings_.epsilon;
    std::vector<double> has_weight(g_.size());
    for (double &f : f_) f /= epsilon;
    for (size_t j = 0; j < g_.size(); ++j) {
      has_weight[j] = y.w[j] != 0 ? 1 : 0;
      g_[j] = g_[j] / epsilon + std::log(y.w[j]);
    }
    pair::sweep_input pairs;
    pairs.n = x.n, pairs.m = y.n, pairs.d = in_.d;
    pairs.x = x.x, pairs.y = y.x, pairs.w = has_weight.data();
    pairs.x_potential = f_.data(), pairs.y_potential = g_.data();
    pairs.kernel.index = pair::find_profile("gaussian");
    pairs.length = std::sqrt(epsilon / 2);
    pairs.single_precision = single_;
    pair::rule plan;
    plan.b.k1 = -epsilon;  // the kernel itself
    plan.c.k = 1;
    pair::workspace scratch;
    scratch.prepare(x.n, y.n, in_.d, 0, in_.pool.threads());
    pair::sweep(plan, pairs, {nullptr, displacement, mass}, scratch, in_.pool);
  }

  [[noreturn]] void fail_without_mass() const {
    fail(WGF_E_NUMERIC, in_.options.owner() +
                            ": the plan that \"max_iterations\" reached gives some particle no mass, or more than a double holds, and there is no gradient; raise "
                            "\"max_iterations\" or \"epsilon\", and leave \"tolerance\" above 0");
  }

  // gradient_i += times 2 a_i (x_i - the mean of y under row i of the plan)
  void add_slope(const cloud &x, const cloud &y, double times, double *gradient) {
    std::vector<double> mass(f_.size()), displacement(static_cast<size_t>(x.n * in_.d));
    add_up_plan(x, y, mass.data(), displacement.data());
    for (int64_t i = 0; i < x.n; ++i)
      if (x.w[i] != 0 && !(mass[static_cast<size_t>(i)] > 0 && std::isfinite(mass[static_cast<size_t>(i)]))) fail_without_mass();
    for (int64_t i = 0; i < x.n * in_.d; ++i) {
      const double w = x.w[i / in_.d];
      if (w != 0) gradient[i] += times * 2 * w * displacement[static_cast<size_t>(i)] / mass[static_cast<size_t>(i / in_.d)];
    }
  }

  const discrepancy_input &in_;
  bool single_;
  sinkhorn_settings settings_;
  std::vector<double> f_, g_;
};

double evaluate(const discrepancy_input &in, double *gradient) {
  const sample_cloud &samples = in.other.samples();
  const cloud x{in.n, in.x, in.w}, y{samples.n, samples.x.data(), samples.w.data()};
  if (gradient) std::fill_n(gradient, in.n * in.d, 0.0);
  transport entropic(in, x, y);
  const double cost = entropic.between(x, y, gradient);
  if (in.options.integer("debias") == 0) return cost;
  return cost - (entropic.within(x, gradient) + entropic.within(y, nullptr)) / 2;
}

}  // namespace

const discrepancy_spec &discrepancy_sinkhorn() {
  static const discrepancy_spec spec{
      .name = "sinkhorn",
      .summary =
          "Sinkhorn divergence OT(x,y) - OT(x,x)/2 - OT(y,y)/2 between the particles and samples, where OT(a,b) is the least of "
          "sum P_ij |x_i-y_j|^2 + epsilon KL(P | a b) over the plans P with marginals a and b: near the squared Wasserstein-2 distance "
          "for a small epsilon, near the squared distance of the means for a large one. The gradient holds an epsilon taken by the rule fixed.",
      .reference = "Feydy, Sejourne, Vialard, Amari, Trouve and Peyre 2019, equations 1 and 3",
      .needs = "samples",
      .options = {real_option("epsilon", 0, 0, unbounded,
                              "Strength of the entropy, a squared distance. 0: 0.05 of the mean squared distance between a particle and a sample, "
                              "which takes some ten to a hundred iterations; they grow like 1/epsilon. Allowed is 1e-12 to 1e10 times that distance, with "
                              "precision float 1e-5 to 1e4 times it: beyond, rounding takes the digits.")
                      .in_length(2),
                  integer_option("debias", 1, 0, 1, "1: the divergence, 0 for equal clouds. 0: OT(x,y) alone, which is not."),
                  real_option("tolerance", 1e-4, 0, 2,
                              "L1 error of the marginals of the plan at which the iteration stops: the error of the value is of second order in it, that of "
                              "the gradient of first. 0: always max_iterations, and what they reach."),
                  integer_option("max_iterations", 1000, 1, int64_t{1} << 31, "Of each OT, on both sides. When they do not reach the tolerance, that is an error."),
                  text_option("precision", "double", "double float",
                              "Arithmetic of the pair sums; sums are carried in double either way. The value is good to some 2^-53, with float 2^-24, of epsilon. With float the marginals are good to some 1e-7 times "
                              "the largest squared distance over epsilon.")},
      .make = make_evaluator<evaluate>,
      .length_power = [](const discrepancy_input &) { return 2; },
  };
  return spec;
}

}  // namespace wgf
