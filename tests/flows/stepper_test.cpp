#include "step/stepper.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace wgf;

namespace {

// Three steps on the velocities 2, -1, 0.5 with h = 0.1 from 0, one coordinate.
double after_three(const char *name, const char *form = "paper") {
  static const option_table table = stepper_options("euler");
  option_set options("stepper", table);
  options.set_text("stepper", name);
  options.set_text("adagrad_form", form);
  const auto moves = make_stepper(options, 1);
  double x = 0;
  for (const double v : {2.0, -1.0, 0.5}) moves->advance(1, &v, 0.1, &x);
  return x;
}

}  // namespace

TEST_CASE("stepper: Euler needs none") {
  const option_table table = stepper_options("euler");
  CHECK(make_stepper(option_set("stepper", table), 1) == nullptr);
}

TEST_CASE("stepper: three steps of each equal their formulas worked by hand") {
  // m = 2, 0.8, 1.22
  CHECK(after_three("momentum") == doctest::Approx(0.1 * (2 + 0.8 + 1.22)).epsilon(1e-14));
  // 0.9 m + v
  CHECK(after_three("nesterov") == doctest::Approx(0.1 * (0.9 * 2 + 2 + 0.9 * 0.8 - 1 + 0.9 * 1.22 + 0.5)).epsilon(1e-14));
  // G = 4, 3.7, 3.355
  CHECK(after_three("adagrad") ==
        doctest::Approx(0.1 * (2 / (1e-6 + 2) - 1 / (1e-6 + std::sqrt(3.7)) + 0.5 / (1e-6 + std::sqrt(3.355)))).epsilon(1e-14));
  // G = 4, 5, 5.25
  CHECK(after_three("adagrad", "sum") ==
        doctest::Approx(0.1 * (2 / (1e-6 + 2) - 1 / (1e-6 + std::sqrt(5.0)) + 0.5 / (1e-6 + std::sqrt(5.25)))).epsilon(1e-14));
  // m = 0.2, 0.08, 0.122; g = 0.004, 0.004996, 0.005241004
  const double expected = 0.1 * (0.2 / 0.1 / (1e-8 + std::sqrt(0.004 / 0.001)) + 0.08 / 0.19 / (1e-8 + std::sqrt(0.004996 / 0.001999)) +
                                 0.122 / 0.271 / (1e-8 + std::sqrt(0.005241004 / 0.002997001)));
  CHECK(after_three("adam") == doctest::Approx(expected).epsilon(1e-12));
}

TEST_CASE("stepper: schedules follow their formulas") {
  static const option_table table = step_size_options(0.2, "");
  option_set options("schedule", table);
  options.set_real("schedule_steps", 50);
  CHECK(step_schedule(options).at(1000) == 0.2);
  options.set_text("schedule", "power");
  CHECK(step_schedule(options).at(150) == doctest::Approx(0.1).epsilon(1e-15));  // 1/sqrt(1 + 3)
  options.set_text("schedule", "cosine");
  CHECK(step_schedule(options).at(25) == doctest::Approx(0.1).epsilon(1e-15));
  CHECK(step_schedule(options).at(60) == doctest::Approx(0.0).epsilon(1e-15));
}
