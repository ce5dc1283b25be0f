#include "solve/sinkhorn.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

double first_epsilon(const sinkhorn_settings &s) { return std::max(s.start, s.epsilon); }

double next_epsilon(const sinkhorn_settings &s, double epsilon) {
  constexpr double cooling = 0.25;  // the potentials then move by some epsilon
  return std::max(s.epsilon, cooling * epsilon);
}

// Counts an iteration and tells whether it was the last.
bool ends(const sinkhorn_settings &s, double epsilon, sinkhorn_result &r) {
  ++r.iterations;
  r.converged = epsilon == s.epsilon && s.tolerance > 0 && r.marginal_error <= s.tolerance;
  return r.converged || r.iterations >= s.max_iterations;
}

// sum_i w_i |exp((f_i - exact_i) / epsilon) - 1|: what the marginal lacks whose potential is f where `exact` would meet it. Nothing overflows.
double marginal_error(const weights &a, const std::vector<double> &f, const std::vector<double> &exact, double epsilon) {
  constexpr double largest_exponent = 700, out_of_range = 1e100;
  double sum = 0;
  for (size_t i = 0; i < f.size(); ++i) {
    if (a.w[i] == 0) continue;
    const double exponent = (f[i] - exact[i]) / epsilon;
    if (exponent > largest_exponent) return out_of_range;
    sum += a.w[i] * std::abs(std::expm1(exponent));
  }
  return sum;
}

double mean(const weights &a, const std::vector<double> &f) {
  double sum = 0;
  for (size_t i = 0; i < f.size(); ++i)
    if (a.w[i] != 0) sum += a.w[i] * f[i];
  return sum;
}

void step_towards(const std::vector<double> &exact, double factor, std::vector<double> &f) {
  for (size_t i = 0; i < f.size(); ++i) f[i] += factor * (exact[i] - f[i]);
}

// How far to step towards exact potentials. At first half of the way, on both sides at once: that keeps the symmetry of equal clouds, and
// halves every error but those that move mass between parts of the plan that hardly touch. Where these are seen, the sides take turns and
// over-relax. With errors that fall by a factor q an iteration the squared second eigenvalue of the plan is (q + w - 1)^2 / (q w^2), and
// the best factor w = 2 / (1 + sqrt(1 - it)): Young 1971, section 6.2.
class relaxation {
 public:
  bool in_turns() const { return in_turns_; }
  double factor() const { return factor_; }

  // At one epsilon, after each iteration.
  void observe(double error) {
    const int64_t every = in_turns_ ? watched : 1;
    if (count_++ % every != 0) return;
    if (count_ > 1) adapt(std::pow(error / before_, 1.0 / static_cast<double>(every)));
    before_ = error;
  }

 private:
  static constexpr int64_t watched = 8;  // iterations

  void adapt(double q) {
    constexpr double halving = 0.55, most = 1.95, steady = 1e-3, retreat = 0.7;
    if (!in_turns_) {
      if (!(q < halving)) in_turns_ = true, factor_ = 1, count_ = 0;
    } else if (!(q < 1)) {
      factor_ = 1 + retreat * (factor_ - 1);
    } else if (q > factor_ - 1 + steady) {
      const double root = q + factor_ - 1, squared = std::min(1.0, root * root / (q * factor_ * factor_));
      factor_ = std::min(most, 2 / (1 + std::sqrt(1 - squared)));
    }
  }

  bool in_turns_ = false;
  double factor_ = 0.5, before_ = 0;
  int64_t count_ = 0;
};

}  // namespace

sinkhorn_result sinkhorn(const weights &a, const weights &b, soft_minimum to_a, soft_minimum to_b, const sinkhorn_settings &s,
                         std::vector<double> &f, std::vector<double> &g) {
  f.assign(static_cast<size_t>(a.n), 0.0), g.assign(static_cast<size_t>(b.n), 0.0);
  std::vector<double> exact_f(f), exact_g(g);
  relaxation relaxed;
  sinkhorn_result r{0, 0, 0, false};
  for (double epsilon = first_epsilon(s);; epsilon = next_epsilon(s, epsilon)) {
    to_b(epsilon, f.data(), exact_g.data());
    r.marginal_error = marginal_error(b, g, exact_g, epsilon);
    const bool in_turns = relaxed.in_turns();
    if (in_turns) step_towards(exact_g, relaxed.factor(), g);
    to_a(epsilon, g.data(), exact_f.data());
    r.marginal_error = std::max(r.marginal_error, marginal_error(a, f, exact_f, epsilon));
    if (ends(s, epsilon, r)) break;
    if (!in_turns) step_towards(exact_g, relaxed.factor(), g);
    step_towards(exact_f, relaxed.factor(), f);
    if (epsilon == s.epsilon) relaxed.observe(r.marginal_error);
  }
  f.swap(exact_f);
  r.cost = mean(a, f) + mean(b, g);
  return r;
}

sinkhorn_result sinkhorn_with_itself(const weights &a, soft_minimum to_a, const sinkhorn_settings &s, std::vector<double> &f,
                                     std::vector<double> &g) {
  f.assign(static_cast<size_t>(a.n), 0.0), g.assign(f.size(), 0.0);
  sinkhorn_result r{0, 0, 0, false};
  for (double epsilon = first_epsilon(s);; epsilon = next_epsilon(s, epsilon)) {
    to_a(epsilon, g.data(), f.data());
    r.marginal_error = marginal_error(a, g, f, epsilon);
    if (ends(s, epsilon, r)) break;
    step_towards(f, 0.5, g);
  }
  r.cost = mean(a, f) + mean(a, g);
  return r;
}

}  // namespace wgf
