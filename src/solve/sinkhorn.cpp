#include "solve/sinkhorn.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

constexpr double cooling = 0.25;  // of epsilon from one iteration to the next: the potentials then move by some epsilon

// sum_i w_i |exp((f_i - exact_i) / epsilon) - 1|: what the marginal lacks whose potential is f where `exact` would meet it.
double marginal_error(const weights &a, const std::vector<double> &f, const std::vector<double> &exact, double epsilon) {
  double sum = 0;
  for (size_t i = 0; i < f.size(); ++i)
    if (a.w[i] != 0) sum += a.w[i] * std::abs(std::expm1((f[i] - exact[i]) / epsilon));
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

// The factor by which steps are taken too far. Where errors fall by a factor q an iteration, the squared second eigenvalue of the plan
// is (q + w - 1)^2 / (q w^2), and best is w = 2 / (1 + sqrt(1 - it)): Young 1971, section 6.2, for this two-coloured relaxation.
class relaxation {
 public:
  double factor() const { return factor_; }

  void observe(double error) {
    if (count_++ % watched != 0) return;
    if (count_ > 1) adapt(std::pow(error / before_, 1.0 / watched));
    before_ = error;
  }

 private:
  static constexpr int64_t watched = 8;  // iterations

  void adapt(double q) {
    constexpr double most = 1.95, steady = 1e-3, retreat = 0.7;
    if (!(q < 1)) {
      factor_ = 1 + retreat * (factor_ - 1);
    } else if (q > factor_ - 1 + steady) {
      const double root = q + factor_ - 1, squared = std::min(1.0, root * root / (q * factor_ * factor_));
      factor_ = std::min(most, 2 / (1 + std::sqrt(1 - squared)));
    }
  }

  double factor_ = 1, before_ = 0;
  int64_t count_ = 0;
};

}  // namespace

sinkhorn_result sinkhorn(const weights &a, const weights &b, soft_minimum to_a, soft_minimum to_b, const sinkhorn_settings &s,
                         std::vector<double> &f, std::vector<double> &g) {
  f.assign(static_cast<size_t>(a.n), 0.0), g.assign(static_cast<size_t>(b.n), 0.0);
  std::vector<double> exact_f(f), exact_g(g);
  relaxation relaxed;
  sinkhorn_result r{0, 0, 0, false};
  for (double epsilon = std::max(s.start, s.epsilon); r.iterations < s.max_iterations && !r.converged; epsilon = std::max(s.epsilon, cooling * epsilon)) {
    to_b(epsilon, f.data(), exact_g.data());
    r.marginal_error = marginal_error(b, g, exact_g, epsilon);
    step_towards(exact_g, relaxed.factor(), g);
    to_a(epsilon, g.data(), exact_f.data());
    r.marginal_error = std::max(r.marginal_error, marginal_error(a, f, exact_f, epsilon));
    ++r.iterations;
    r.converged = epsilon == s.epsilon && r.marginal_error <= s.tolerance && s.tolerance > 0;
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
  for (double epsilon = std::max(s.start, s.epsilon); r.iterations < s.max_iterations && !r.converged; epsilon = std::max(s.epsilon, cooling * epsilon)) {
    if (r.iterations > 0) step_towards(f, 0.5, g);
    to_a(epsilon, g.data(), f.data());
    ++r.iterations;
    r.marginal_error = marginal_error(a, g, f, epsilon);
    r.converged = epsilon == s.epsilon && r.marginal_error <= s.tolerance && s.tolerance > 0;
  }
  r.cost = mean(a, f) + mean(a, g);
  return r;
}

}  // namespace wgf
