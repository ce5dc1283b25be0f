// The two-dimensional toy of Liutkus, Simsekli, Majewski, Durmus and Stoeter 2019, section 5.1: a mixture of ten random Gaussians, given by 50000
// samples, and 5000 particles from N(0, I). 30 directions drawn once, h = 1, lambda = 1e-4, 50 steps. The paper shows a cost that falls steadily, and no
// number. Two things differ: transport along a direction is exact, not interpolated between 100 quantiles; and the mixture comes from our random numbers.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.h"
#include "owned.h"
#include "options_of.h"

using namespace wgf_tests;

namespace {

constexpr int64_t d = 2, components = 10, samples = 50000, particles = 5000, directions = 30, steps = 50;

using numbers = std::vector<double>;

numbers normal(uint64_t step, int64_t rows, int64_t columns) {
  numbers out(static_cast<size_t>(rows * columns));
  wgf::normals({0, step, wgf::purpose::user}, 0, rows, columns, out.data());
  return out;
}

numbers uniform(uint64_t step, int64_t rows) {
  numbers out(static_cast<size_t>(rows));
  wgf::uniforms({0, step, wgf::purpose::user}, 0, rows, 1, out.data());
  return out;
}

// As the code of the paper draws it: weights uniform; means 10 K log(d)^3 N(0, I), the first three times as far out; factors of the
// covariances K U N(0, 1) in every entry and sqrt(K) N(0, 1) on the diagonal, U uniform and one number per component.
struct mixture {
  numbers weight = uniform(0, components), mean = normal(1, components, d), factor = normal(2, components, d *d);

  mixture() {
    const numbers scale = uniform(3, components), diagonal = normal(4, components, 1);
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0), k = components;
    for (double &w : weight) w /= total;
    for (double &m : mean) m *= 10 * k * std::pow(std::log(static_cast<double>(d)), 3);
    for (size_t i = 0; i < d; ++i) mean[i] *= 3;
    for (size_t c = 0; c < components; ++c)
      for (size_t i = 0; i < d * d; ++i) factor[c * d * d + i] = factor[c * d * d + i] * scale[c] * k + (i % (d + 1) == 0 ? diagonal[c] * std::sqrt(k) : 0);
  }

  size_t component(double u) const {
    size_t c = 0;
    for (; c + 1 < weight.size() && u > weight[c]; ++c) u -= weight[c];
    return c;
  }
};

numbers drawn_from(const mixture &m) {
  const numbers u = uniform(5, samples), z = normal(6, samples, d);
  numbers x(z.size());
  for (size_t i = 0; i < samples; ++i) {
    const size_t c = m.component(u[i]);
    for (size_t a = 0; a < d; ++a) {
      x[i * d + a] = m.mean[c * d + a];
      for (size_t b = 0; b < d; ++b) x[i * d + a] += m.factor[(c * d + a) * d + b] * z[i * d + b];
    }
  }
  return x;
}

// Centred, and divided by the mean norm.
numbers normalised(numbers x) {
  double centre[d] = {}, norm = 0;
  for (size_t i = 0; i < x.size(); ++i) centre[i % d] += x[i] / samples;
  for (size_t i = 0; i < x.size(); ++i) x[i] -= centre[i % d];
  for (size_t i = 0; i < samples; ++i) norm += std::hypot(x[2 * i], x[2 * i + 1]) / samples;
  for (double &v : x) v /= norm;
  return x;
}

struct toy {
  context host = make_context(1);
  target data;
  ensemble cloud = make<ensemble>(wgf_ensemble_create, host.get(), particles, d);
  flow run = make<flow>(wgf_flow_create, host.get(), "sliced_wasserstein");
  discrepancy distance = make<discrepancy>(wgf_discrepancy_create, host.get(), "sliced_wasserstein");

  toy() {
    const numbers y = normalised(drawn_from(mixture()));
    data = make<target>(wgf_target_create_samples, host.get(), samples, d, y.data());
    ok(wgf_ensemble_init_normal(cloud.get(), 0, 1));
    ok(wgf_options_set_int(options_of_flow(run.get()), "slices", directions));
    ok(wgf_options_set_string(options_of_flow(run.get()), "directions", "fixed"));
    ok(wgf_options_set_double(options_of_flow(run.get()), "regularization", 1e-4));
    ok(wgf_options_set_double(options_of_flow(run.get()), "step_size", 1));
    ok(wgf_flow_set_target(run.get(), data.get()));
    ok(wgf_flow_set_ensemble(run.get(), cloud.get()));
    ok(wgf_options_set_int(options_of_discrepancy(distance.get()), "slices", directions));  // with the same seed: the flow's directions
  }

  double cost() const {
    double value = 0;
    ok(wgf_discrepancy_evaluate(distance.get(), cloud.get(), data.get(), &value, 0, 0, nullptr));
    return value;
  }
};

std::string listed(const numbers &values) {
  std::string text;
  char one[32];
  for (double v : values) {
    std::snprintf(one, sizeof one, " %.3g", v);
    text += one;
  }
  return text;
}

}  // namespace

TEST_CASE("papers: the sliced Wasserstein cost of the mixture toy falls steadily, below 5 % of its start") {
  toy t;
  numbers cost{t.cost()}, block;
  for (int64_t k = 0; k < steps; ++k) {
    ok(wgf_flow_step(t.run.get()));
    cost.push_back(t.cost());
  }
  for (size_t k = 1; k < cost.size(); k += 5) block.push_back(std::accumulate(cost.begin() + static_cast<int64_t>(k), cost.begin() + static_cast<int64_t>(k) + 5, 0.0) / 5);
  const double rate = static_cast<double>(particles * directions * steps) / stats_of(t.run).seconds / 1e6;
  MESSAGE("SW2^2 after each step:", listed(cost));
  MESSAGE("one thread moves ", rate, " million particles along a direction in a second");
  CHECK(block.back() < 0.05 * cost[0]);
  for (size_t k = 1; k < block.size(); ++k) CHECK(block[k] < block[k - 1]);
}
