// Laws of every discrepancy and every choice of its text options: numbers have no unit.
#include <cmath>
#include <limits>

#include "laws/measured.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

double largest(const numbers &v) {
  double most = 0;
  for (const double x : v) most = std::max(most, std::abs(x));
  return most;
}

double largest_difference(const numbers &a, const numbers &b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

// 0, or a number that a double holds in full.
bool representable(double v, int exponent) {
  int own;
  std::frexp(v, &own);
  return v == 0 || (own + exponent <= std::numeric_limits<double>::max_exponent && own + exponent >= std::numeric_limits<double>::min_exponent);
}

// Sums of some hundred terms of the size of the value or, where they cancel, of the terms; in float 2^-24 each.
double rounding_of(const choice &c) { return single(c) ? 1e-4 : 1e-11; }

using body = void (*)(const discrepancy_spec &, const choice &);

void for_every_choice(body law) {
  refusals refused;
  for (const discrepancy_spec *spec : discrepancy_catalogue())
    for (const choice &c : choices_of(spec->options))
      refused.attempt(std::string(spec->name) + ", " + c.text(), [&] { law(*spec, c); });
  for (const std::string &each : refused.list) MESSAGE(each);
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

// Powers of two change no bit of a mantissa; what no double holds is an error.
void check_exact(const discrepancy_spec &spec, const choice &c, const problem &p) {
  const measurement plain = measure(spec, c, p);
  const int power = power_of(spec, c, p);
  for (const int k : {-997, -480, -300, -100, -33, -20, -1, 1, 20, 40, 100, 300, 480, 997}) {
    INFO("lengths times 2^" << k);
    const bool held = representable(plain.value, k * power) && representable(largest(plain.gradient), k * (power - 1));
    if (!held) {
      CHECK_THROWS_AS(measure(spec, c, scaled(p, std::ldexp(1, k)), k), error);
      continue;
    }
    const measurement far = measure(spec, c, scaled(p, std::ldexp(1, k)), k);
    CHECK(far.value == std::ldexp(plain.value, k * power));
    int different = 0;
    for (size_t i = 0; i < plain.gradient.size(); ++i) different += far.gradient[i] != std::ldexp(plain.gradient[i], k * (power - 1));
    CHECK(different == 0);
  }
}

}  // namespace

TEST_CASE("law: a discrepancy of lengths times 2^k is the discrepancy times its power, to the bit") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) { check_exact(spec, c, small_problem(9, 7, 2)); });
}

TEST_CASE("law: also of one particle and one sample") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) { check_exact(spec, c, small_problem(1, 1, 2)); });
}

TEST_CASE("law: a discrepancy of lengths times s is the discrepancy times s^power, to rounding") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) {
    const problem p = small_problem(9, 7, 2);
    const measurement plain = measure(spec, c, p);
    const int power = power_of(spec, c, p);
    for (const double s : {1e-150, 1e-77, 1e-9, 1e9, 1e77, 1e150}) {
      INFO("lengths times " << s);
      if (std::abs(std::log10(s) * power) > 290 || std::abs(std::log10(s) * (power - 1)) > 290) continue;  // the law above has the ends
      const measurement far = measure(spec, c, scaled(p, s));
      CHECK(far.value == doctest::Approx(plain.value * std::pow(s, power)).epsilon(rounding_of(c)));
      for (double &g : const_cast<numbers &>(far.gradient)) g /= std::pow(s, power - 1);
      CHECK(largest_difference(far.gradient, plain.gradient) <= rounding_of(c) * largest(plain.gradient));
    }
  });
}

TEST_CASE("law: a discrepancy does not depend on where the origin is") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) {
    const problem p = small_problem(9, 7, 2);
    const measurement plain = measure(spec, c, p);
    for (const double o : {1024.0, 0x1p20, 0x1p30, -0x1p30}) {
      INFO("shifted by " << o);
      const measurement far = measure(spec, c, shifted(p, o));
      CHECK(far.value == doctest::Approx(plain.value).epsilon(rounding_of(c)));
      CHECK(largest_difference(far.gradient, plain.gradient) <= rounding_of(c) * largest(plain.gradient));
    }
  });
}

// Distances are then numbers of standard deviations, and so is a bandwidth: a pure number.
TEST_CASE("law: with option scale a fixed bandwidth has no unit") {
  int seen = 0;
  for (const discrepancy_spec *spec : discrepancy_catalogue()) {
    if (spec->options.find("scale") == nullptr) continue;
    ++seen;
    const problem p = small_problem(9, 7, 2);
    const choice c{"scale", "coordinate"};
    const measurement plain = measure(*spec, c, p, 0, 0.75);
    for (const int k : {-480, -60, 30, 300}) {
      INFO(std::string(spec->name) << ", lengths times 2^" << k);
      CHECK(measure(*spec, c, scaled(p, std::ldexp(1, k)), 0, 0.75).value == plain.value);
    }
  }
  CHECK(seen > 0);
}
