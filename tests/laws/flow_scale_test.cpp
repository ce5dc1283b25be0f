// Laws of every flow and every choice of its text options: drift, energy and steps in other units, and at other places.
#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>

#include "laws/choices.h"
#include "laws/world.h"
#include "step/stepper.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

const std::vector<int> exponents{-480, -200, -40, -10, 1, 15, 60, 200, 480};

int power_of(const flow_spec &spec, const option_set &options) { return spec.length_power ? spec.length_power(options) : 0; }

bool homogeneous(const flow_spec &spec, const choice &c) {
  option_set options("flow", all_flow_options(spec));
  c.set(options);
  return power_of(spec, options) != no_power;
}

setup with(const flow_spec &spec, const choice &c, int exponent) {
  setup s;
  s.n = 12, s.m = 9, s.d = 2;
  s.weighted = !spec.equal_weights;
  s.options = [&spec, c, exponent](option_set &o) {
    c.set(o);
    o.set_integer("warmup", 0);  // what is tuned takes the rounding of log densities, which have a constant of their own in every unit
    if (o.has("stepper_epsilon")) o.set_real("stepper_epsilon", 0x1p-20);
    const int power = power_of(spec, o);
    if (power != no_power) o = in_units_of(o, power - 1, -exponent);
  };
  return s;
}

world world_of(const flow_spec &spec, const choice &c, int exponent) {
  motion m = stay(12, 2);
  m.scale = std::ldexp(1, exponent);
  return make_world(spec, with(spec, c, exponent), m);
}

void clear_exceptions() { std::feclearexcept(FE_ALL_EXCEPT); }
void check_no_exception() {
  CHECK_MESSAGE(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) == 0, "a floating-point exception was raised");
}

int different(const std::vector<double> &far, const std::vector<double> &near, int exponent) {
  int count = 0;
  for (size_t i = 0; i < near.size(); ++i) count += far[i] != std::ldexp(near[i], exponent);
  return count;
}

// law(spec, choice) of all that have the power of a length.
void for_every_choice(const std::vector<const flow_spec *> &flows, const std::function<void(const flow_spec &, const choice &)> &law) {
  refusals refused;
  for (const flow_spec *spec : flows)
    for (const choice &c : choices_of(all_flow_options(*spec)))
      refused.attempt(std::string(spec->name) + ", " + c.text(), [&] { law(*spec, c); });
  for (const std::string &each : refused.list) MESSAGE(each);
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

std::vector<double> after_steps(world &w, int steps) {
  clear_exceptions();
  for (int k = 0; k < steps; ++k) w.run->step();
  check_no_exception();
  return w.particles->x;
}

}  // namespace

TEST_CASE("law: the drift of lengths times 2^k is the drift times its power, to the bit") {
  for_every_choice(flows_with_drift(), [](const flow_spec &spec, const choice &c) {
    if (!homogeneous(spec, c)) return;
    world near = world_of(spec, c, 0);
    const std::vector<double> v = drift_of(near);
    const int power = power_of(spec, near.run->options());
    for (const int k : exponents) {
      INFO("lengths times 2^" << k);
      world far = world_of(spec, c, k);
      clear_exceptions();
      CHECK(different(drift_of(far), v, k * (power - 1)) == 0);
      check_no_exception();
    }
  });
}

TEST_CASE("law: the energy of lengths times 2^k is the energy times its power, to the bit") {
  for_every_choice(flows_with_energy(), [](const flow_spec &spec, const choice &c) {
    if (!homogeneous(spec, c)) return;
    world near = world_of(spec, c, 0);
    const double value = near.run->energy();
    const int power = power_of(spec, near.run->options());
    for (const int k : exponents) {
      INFO("lengths times 2^" << k);
      world far = world_of(spec, c, k);
      CHECK(far.run->energy() == std::ldexp(value, k * power));
    }
  });
}

TEST_CASE("law: steps of lengths times 2^k end at the same places times 2^k, to the bit, with a step size in those units") {
  for_every_choice(flow_catalogue(), [](const flow_spec &spec, const choice &c) {
    if (!homogeneous(spec, c)) return;
    world near = world_of(spec, c, 0);
    const std::vector<double> x = after_steps(near, 3);
    for (const int k : exponents) {
      INFO("lengths times 2^" << k);
      world far = world_of(spec, c, k);
      CHECK(different(after_steps(far, 3), x, k) == 0);
    }
  });
}

// Coordinates and offset are multiples of 2^-12 below 2^31: nothing is rounded but the sums, of some twenty terms of the size of the largest velocity.
TEST_CASE("law: a drift that commutes with translations does so to rounding, at 1e9 as at 0") {
  for_every_choice(flows_with_drift(), [](const flow_spec &spec, const choice &c) {
    if (!(spec.symmetries & translation) || !homogeneous(spec, c)) return;
    const double rounding = c.value == "float" ? 1e-4 : 1e-11;
    std::vector<double> there[2];
    for (const bool far : {false, true}) {
      const double offset = far ? 0x1p30 : 0;
      motion m = stay(12, 2);
      m.shift.setConstant(offset);
      setup s = with(spec, c, 0);
      s.density = make_world(spec, s, m).density;  // the particles and samples move exactly instead
      world w = make_world(spec, s);
      for (double &x : w.particles->x) x = std::round(x * 4096) / 4096 + offset;
      for (double &y : w.samples->samples().x) y = std::round(y * 4096) / 4096 + offset;
      there[far] = drift_of(w);
    }
    CHECK(largest_difference(there[0], there[1]) <= rounding * largest(there[0]));
  });
}
