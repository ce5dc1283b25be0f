#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "laws/world.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

double dissipation_of(const world &w, const std::vector<double> &v) {
  double sum = 0;
  const int64_t d = w.particles->d;
  for (int64_t i = 0; i < w.particles->n; ++i)
    for (int64_t k = 0; k < d; ++k) sum += w.particles->w[static_cast<size_t>(i)] * v[static_cast<size_t>(i * d + k)] * v[static_cast<size_t>(i * d + k)];
  return sum;
}

// Energy after moving by h along the drift, without any stepper.
double energy_along(world &w, const std::vector<double> &x, const std::vector<double> &v, double h) {
  for (size_t i = 0; i < x.size(); ++i) w.particles->x[i] = x[i] + h * v[i];
  const double value = w.run->energy();
  w.particles->x = x;
  return value;
}

void check_slope(const flow_spec &spec, const setup &s, const choice &c) {
  world w = make_world(spec, s);
  const std::vector<double> v = drift_of(w), x = w.particles->x;
  // Central differences: error h^2/6 of the third derivative (below 1e-8 here) plus rounding 1e-16/h, in float 1e-7/h.
  const bool single = c.value == "float";
  const double h = single ? 1e-2 : 1e-5;
  for (size_t i = 0; i < x.size(); i += 5) {
    w.particles->x[i] = x[i] + h;
    const double up = w.run->energy();
    w.particles->x[i] = x[i] - h;
    const double down = w.run->energy();
    w.particles->x = x;
    const double weight = w.particles->w[i / static_cast<size_t>(s.d)];
    CHECK(-(up - down) / (2 * h) / weight == doctest::Approx(v[i]).epsilon(single ? 1e-2 : 1e-5).scale(largest(v)));
  }
}

}  // namespace

TEST_CASE("law: a drift is minus the gradient of its energy, divided by the weights") {
  for (const flow_spec *spec : flows_with_energy()) {
    INFO(std::string(spec->name));
    setup s;
    s.weighted = true;
    in_every_choice(*spec, s, [&](const setup &each, const choice &c) {
      if (c.option != "approximation") check_slope(*spec, each, c);  // the energy stays exact
    });
  }
}

TEST_CASE("law: the energy falls along a deterministic flow at the rate of the dissipation") {
  for (const flow_spec *spec : flows_with_energy()) {
    if (!spec->deterministic) continue;
    INFO(std::string(spec->name));
    world w = make_world(*spec, {});
    const std::vector<double> v = drift_of(w), x = w.particles->x;
    const double start = w.run->energy(), rate = dissipation_of(w, v);
    REQUIRE(rate > 0);
    // F(x + h v) = F - h D + O(h^2): the relative error of the rate is proportional to h.
    const auto error_at = [&](double h) { return std::abs((start - energy_along(w, x, v, h)) / (h * rate) - 1); };
    CHECK(energy_along(w, x, v, 1e-4) < start);
    CHECK(error_at(1e-4) < 0.01);
    CHECK(error_at(1e-5) < 0.2 * error_at(1e-4) + 1e-7);  // the rest is rounding: 1e-16 / (1e-5 D)
  }
}

TEST_CASE("law: the energy falls from step to step when the steps are small") {
  for (const flow_spec *spec : flows_with_energy()) {
    if (!spec->deterministic) continue;
    INFO(std::string(spec->name));
    setup s;
    s.options = [](option_set &o) {
      plain_steps(o);
      o.set_real("step_size", 1e-3);
      if (o.has("directions")) o.set_text("directions", "fixed");
    };
    world w = make_world(*spec, s);
    double before = w.run->energy();
    for (int k = 0; k < 20; ++k) {
      w.run->step();
      const double after = w.run->energy();
      CHECK(after < before);
      before = after;
    }
  }
}

TEST_CASE("law: the statistics of a step are those of its drift") {
  for (const flow_spec *spec : flows_with_drift()) {
    INFO(std::string(spec->name));
    setup s;
    s.options = plain_steps;
    world w = make_world(*spec, s);
    const std::vector<double> v = drift_of(w);
    w.run->step();
    wgf_stats stats;
    w.run->stats(stats);
    CHECK(stats.step == 1);
    CHECK(stats.time == stats.step_size);
    CHECK(stats.dissipation == doctest::Approx(dissipation_of(w, v)).epsilon(1e-12));
    CHECK(stats.w2_speed == doctest::Approx(std::sqrt(stats.dissipation)).epsilon(1e-12));
  }
}
