// Kernels over clouds: what the sums and the bandwidth are must not depend on the unit of length, or on where the origin lies.
#include <doctest/doctest.h>

#include <cmath>

#include "discrepancies/two_sample.h"
#include "kernels/two_clouds.h"

using namespace wgf;
using namespace wgf::kernel_tests;

namespace {

struct answer_of_mmd {
  double value, bandwidth;
  numbers gradient;
};

answer_of_mmd mmd_of(const numbers &x, const numbers &y, const settings &set, bool unbiased = false, numbers w = {}, numbers v = {}) {
  workers pool(1);
  const option_table table = kernel_options("gaussian", "median");
  option_set options("test", table);
  set(options);
  const int64_t n = static_cast<int64_t>(x.size()), m = static_cast<int64_t>(y.size());
  if (w.empty()) w.assign(x.size(), 1 / static_cast<double>(n));
  if (v.empty()) v.assign(y.size(), 1 / static_cast<double>(m));
  const std::unique_ptr<kernel> k = make_kernel({options, nullptr, nullptr, std::max(n, m), std::max(n, m), 1, 1, pool});
  const cloud a{n, x.data(), w.data()}, b{m, y.data(), v.data()};
  k->adapt(a, b);
  answer_of_mmd found{0, 0, numbers(x.size())};
  found.value = two_sample(*k, a, b, 1, unbiased, found.gradient.data());
  found.bandwidth = k->bandwidth();
  return found;
}

numbers times(numbers v, double by) {
  for (double &value : v) value *= by;
  return v;
}

void linear(option_set &o) { o.set_text("kernel", "linear"); }
void usual(option_set &) {}

}  // namespace

TEST_CASE("kernel scale: the MMD of the linear kernel is the squared distance of the means, to the digits of their difference") {
  CHECK(mmd_of({1e8}, {1e8 + 1}, linear).value == 1);
  CHECK(mmd_of({1e8, 1e8 + 1}, {1e8, 1e8 + 3}, linear).value == 1);
  CHECK(mmd_of({1e8, 1e8 + 1}, {1e8, 1e8 + 3}, linear).gradient == numbers{-1, -1});
  CHECK(mmd_of({1, 2}, {1, 4}, [](option_set &o) { linear(o); }).value == 1);
  CHECK(mmd_of({1e-8}, {3e-8}, linear).value == doctest::Approx(4e-16).epsilon(1e-14));
}

// By plain loops over <x,y> + 1, small numbers.
TEST_CASE("kernel scale: the linear kernel without the pairs of a particle with itself, with uneven weights") {
  const numbers x{1, 2, 4}, y{3, -1}, w{0.5, 0.25, 0.25}, v{0.75, 0.25};
  const auto value_at = [&](const numbers &at) {
    const auto within = [](const numbers &p, const numbers &q) {
      double sum = 0, mass = 0;
      for (size_t i = 0; i < p.size(); ++i)
        for (size_t j = 0; j < p.size(); ++j)
          if (i != j) sum += q[i] * q[j] * (p[i] * p[j] + 1), mass += q[i] * q[j];
      return sum / mass;
    };
    double cross = 0;
    for (size_t i = 0; i < at.size(); ++i)
      for (size_t j = 0; j < y.size(); ++j) cross += w[i] * v[j] * (at[i] * y[j] + 1);
    return within(at, w) + within(y, v) - 2 * cross;
  };
  const answer_of_mmd found = mmd_of(x, y, linear, true, w, v);
  CHECK(found.value == doctest::Approx(value_at(x)).epsilon(1e-14));
  for (size_t i = 0; i < x.size(); ++i) {  // a quadratic: central differences are exact up to rounding
    numbers up = x, down = x;
    up[i] += 0.5, down[i] -= 0.5;
    CHECK(found.gradient[i] == doctest::Approx(value_at(up) - value_at(down)).epsilon(1e-13));
  }
}

// Four of ten distances are 2, the others 0: their root mean square is sqrt(1.6).
TEST_CASE("kernel scale: a median of 0 and a single sample give a bandwidth that grows with the clouds") {
  for (const double s : {1.0, 1e-150, 1e-9, 1e9, 1e150}) {
    CAPTURE(s);
    CHECK(mmd_of(times({0, 1, 2, 3, 4}, s), times({0, 0, 0, 0, 2}, s), usual).bandwidth == doctest::Approx(std::sqrt(1.6) * s).epsilon(1e-14));
    CHECK(mmd_of({0}, {s}, usual).bandwidth == doctest::Approx(s).epsilon(1e-14));
  }
}

// .178966286 by the plain double loop in long double.
TEST_CASE("kernel scale: the MMD is the same at every scale, and its gradient goes as 1 / length") {
  const answer_of_mmd usual_size = mmd_of({0, 1, 2, 3}, {0.5, 1.5}, usual);
  CHECK(usual_size.value == doctest::Approx(0.178966286).epsilon(1e-8));
  for (const int k : {-500, -300, 300, 500}) {
    const double s = std::ldexp(1, k);
    const answer_of_mmd there = mmd_of(times({0, 1, 2, 3}, s), times({0.5, 1.5}, s), usual);
    CHECK(there.value == usual_size.value);
    for (size_t i = 0; i < 4; ++i) CHECK(there.gradient[i] * s == usual_size.gradient[i]);
  }
}

TEST_CASE("kernel scale: the kernel dies out between all particles, and the gradient is 0") {
  for (const double length : {1e-82, 1e-10, 1e-300}) {
    const auto narrow = [=](option_set &o) { o.set_real("bandwidth", length); };
    CHECK(mmd_of({0, 2}, {1}, narrow).value == 1.5);
    CHECK(mmd_of({0.1, 0.8, 1.5, 2.2}, {0.45, 1.15}, narrow).gradient == numbers{0, 0, 0, 0});
  }
}
