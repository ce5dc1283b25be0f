// Laws of every flow and every choice of its text options: what a particle or sample without weight, or far away, may not do.
#include <doctest/doctest.h>

#include <cmath>

#include "laws/choices.h"
#include "laws/world.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

constexpr int64_t n = 12, m = 9, d = 2, extra = 5;

void fill_end(std::vector<double> &x, std::vector<double> &w, int64_t from, double place, double weight) {
  for (size_t i = static_cast<size_t>(from); i < w.size(); ++i) {
    w[i] = weight;
    for (size_t k = 0; k < static_cast<size_t>(d); ++k) x[i * static_cast<size_t>(d) + k] = place * static_cast<double>(1 + i - static_cast<size_t>(from)) * (k == 0 ? 1 : -0.5);
  }
}

void weigh_evenly(std::vector<double> &w, int64_t count) { std::fill_n(w.begin(), count, 1 / static_cast<double>(count)); }

// n particles and m samples with even weights; then `more` of each of that weight at some place.
world world_of(const flow_spec &spec, const choice &c, int64_t more, double place, double weight, double bandwidth = 0) {
  setup s;
  s.n = n + more, s.m = m + more, s.d = d;
  s.options = [&](option_set &o) {
    c.set(o);
    if (bandwidth > 0 && o.has("bandwidth")) o.set_real("bandwidth", bandwidth);
  };
  world w = make_world(spec, s);
  weigh_evenly(w.particles->w, n);
  fill_end(w.particles->x, w.particles->w, n, place, weight);
  sample_cloud &samples = const_cast<sample_cloud &>(w.samples->samples());
  weigh_evenly(samples.w, m);
  fill_end(samples.x, samples.w, m, place, weight);
  return w;
}

// Which draws other numbers for another number of particles.
bool draws_by_count(const choice &c) { return c.value == "nystrom" || c.value == "random_batch"; }

std::vector<double> after_steps(world &w, int steps) {
  for (int k = 0; k < steps; ++k) w.run->step();
  return w.particles->x;
}

wgf_stats stats_of(const world &w) {
  wgf_stats out;
  w.run->stats(out);
  return out;
}

template <class Law>
void for_every_choice(Law law) {
  refusals refused;
  for (const flow_spec *spec : flow_catalogue())
    for (const choice &c : choices_of(all_flow_options(*spec)))
      if (!draws_by_count(c)) refused.attempt(std::string(spec->name) + ", " + c.text(), [&] { law(*spec, c); });
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

void check_near(const std::vector<double> &with, const std::vector<double> &without, double rounding) {
  const std::vector<double> first(with.begin(), with.begin() + n * d);
  CHECK(largest_difference(first, without) <= rounding * largest(without));
}

// Three steps of sums of some twenty terms; in float 2^-24 each.
double rounding_of(const choice &c) { return c.value == "float" ? 1e-4 : 1e-11; }

}  // namespace

TEST_CASE("law: particles and samples of weight 0, wherever they are, do not move the others nor the bandwidth") {
  for (const double place : {0.5, 1e8, 1e100})
    for_every_choice([place](const flow_spec &spec, const choice &c) {
      INFO("left out at " << place);
      if (c.value == "float" && place > 1e30) return;  // no float holds it: an error
      world without = world_of(spec, c, 0, 0, 0), with = world_of(spec, c, extra, place, 0);
      const std::vector<double> x = after_steps(without, 3), y = after_steps(with, 3);
      check_near(y, x, rounding_of(c));
      const wgf_stats a = stats_of(without), b = stats_of(with);
      if (!std::isnan(a.bandwidth)) CHECK(b.bandwidth == doctest::Approx(a.bandwidth).epsilon(1e-12));
      if (!std::isnan(a.relative_speed)) CHECK(b.relative_speed == doctest::Approx(a.relative_speed).epsilon(rounding_of(c)));
      if (!std::isnan(a.w2_speed)) CHECK(b.w2_speed == doctest::Approx(a.w2_speed).epsilon(rounding_of(c) * 10));
    });
}

TEST_CASE("law: outliers of next to no weight, 1e8 away, take no digits from the steps of the others") {
  for_every_choice([](const flow_spec &spec, const choice &c) {
    world without = world_of(spec, c, 0, 0, 0, 0.75), with = world_of(spec, c, 1, 0x1p27, 1e-310, 0.75);
    check_near(after_steps(with, 1), after_steps(without, 1), rounding_of(c));
  });
}
