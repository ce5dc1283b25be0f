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

TEST_CASE("stepper: after one velocity of 1e200 the adaptive ones move again, as the algorithm forgets") {
  static const option_table table = stepper_options("euler");
  option_set options("stepper", table);
  for (const char *name : {"adagrad", "adam"}) {
    INFO(std::string(name));
    const bool adam = std::string(name) == "adam";
    options.set_text("stepper", name);
    const auto moves = make_stepper(options, 1);
    double x = 0, v = 1e200;
    CHECK(moves->advance(1, &v, 0.1, &x) == 0);
    CHECK(x == doctest::Approx(0.1).epsilon(1e-15));  // v over itself; the epsilon is nothing
    v = 1;
    x = 0;
    if (!adam) CHECK(moves->advance(1, &v, 0.1, &x) == 1);  // held back, and said so
    // The root falls as sqrt(0.9)^k from 1e200, that of adam as sqrt(0.999)^k: past log(1e200) / -log of it the unit velocity is its own typical size.
    const int64_t steps = static_cast<int64_t>(std::log(1e200) / -std::log(std::sqrt(adam ? 0.999 : 0.9))) + (adam ? 20000 : 200);
    for (int64_t k = 0; k < steps; ++k) moves->advance(1, &v, 0.1, &x);
    x = 0;
    CHECK(moves->advance(1, &v, 0.1, &x) == 0);
    CHECK(x == doctest::Approx(0.1).epsilon(1e-4));
  }
}

TEST_CASE("stepper: steps do not depend on the unit of the velocities but through the epsilon") {
  static const option_table table = stepper_options("euler");
  for (const char *name : {"adagrad", "adam"})
    for (const char *form : {"paper", "sum"})
      for (const int unit : {-900, -500, -3, 3, 500, 900}) {
        INFO(std::string(name) << " " << std::string(form) << " 2^" << unit);
        option_set options("stepper", table), scaled("stepper", table);
        options.set_real("stepper_epsilon", 0x1p-20);
        scaled.set_real("stepper_epsilon", std::ldexp(0x1p-20, unit));
        for (option_set *o : {&options, &scaled}) o->set_text("stepper", name), o->set_text("adagrad_form", form);
        const auto here = make_stepper(options, 1), there = make_stepper(scaled, 1);
        double x = 0, y = 0;
        for (const double v : {2.0, -1.3, 0.0, 1e-5, 17.7}) {
          const double far = std::ldexp(v, unit);
          here->advance(1, &v, 0.1, &x);
          there->advance(1, &far, 0.1, &y);
          CHECK(x == y);
        }
      }
}

TEST_CASE("stepper: without an epsilon a coordinate at rest rests") {
  static const option_table table = stepper_options("euler");
  option_set options("stepper", table);
  options.set_real("stepper_epsilon", 0);
  for (const char *name : {"adagrad", "adam"}) {
    options.set_text("stepper", name);
    double x = 3;
    const double v = 0;
    make_stepper(options, 1)->advance(1, &v, 0.1, &x);
    CHECK(x == 3);
  }
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
