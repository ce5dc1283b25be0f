#include "reference/steps.h"

#include <doctest/doctest.h>

#include "laws/world.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

reference::state state_of(world &w, const setup &s) {
  reference::state r;
  r.n = s.n;
  r.d = s.d;
  r.x = w.particles->x;
  r.w = w.particles->w;
  r.score.resize(r.x.size());
  r.log_density.resize(r.w.size());
  std::vector<uint8_t> marks(r.w.size());
  workers alone(1);
  w.density->respond({WGF_LOG_DENSITY | WGF_SCORE, s.n, s.d, -1, r.x.data(), nullptr, {r.log_density.data(), r.score.data(), nullptr, marks.data()}}, alone);
  r.m = s.m;
  r.y = w.samples->samples().x;
  r.v = w.samples->samples().w;
  r.density = w.density.get();
  r.options = &w.run->options();
  r.seed = s.seed;
  return r;
}

void check_against_reference(const flow_spec &spec, const setup &s, const choice &c) {
  world w = make_world(spec, s);
  reference::state before = state_of(w, s);
  w.run->step();
  wgf_stats stats;
  w.run->stats(stats);
  before.h = stats.step_size;
  before.bandwidth = stats.bandwidth;
  const std::vector<double> expected = reference::step(spec.name, before);
  REQUIRE_MESSAGE(!expected.empty(), "write a plain reference step for the flow " << spec.name << " in tests/reference/steps.cpp");
  if (s.n > 1) CHECK(largest_difference(w.particles->x, before.x) > 0);
  // Sums of about n terms of the size of the largest velocity, in another order.
  const double rounding = c.value == "float" ? 1.2e-7 : 2.3e-16;
  const double tolerance = static_cast<double>(s.n + s.m) * rounding * 20 * (1 + largest(expected));
  CHECK(largest_difference(w.particles->x, expected) <= tolerance);
}

// What the references write down: exact sums over a kernel of the distance, and one Euler step.
bool is_plain(const choice &c) { return c.option != "approximation" && c.option != "scale" && c.option != "stepper" && c.value != "linear"; }

// Some flows need more particles than dimensions, and say so.
bool takes(const flow_spec &spec, const setup &s) {
  world w = make_world(spec, s);
  try {
    w.run->bind();
    return true;
  } catch (const error &e) {
    CHECK(e.code() == WGF_E_UNSUPPORTED);
    CHECK(s.n < s.d + 2);
    return false;
  }
}

}  // namespace

TEST_CASE("law: every flow equals its plain reference") {
  for (const flow_spec *spec : flow_catalogue())
    for (const bool weighted : {false, true})
      for (const int64_t n : {1, 2, 17}) {
        INFO(std::string(spec->name) << ", n = " << n << ", weighted = " << weighted);
        setup s;
        s.n = n;
        s.weighted = weighted;
        s.options = plain_steps;
        if (!takes(*spec, s)) continue;
        in_every_choice(*spec, s, [&](const setup &each, const choice &c) {
          if (is_plain(c)) check_against_reference(*spec, each, c);
        });
      }
}
