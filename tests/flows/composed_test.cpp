#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"
#include "kernels/term.h"

using namespace wgf;
using namespace wgf::flow_tests;

// W = x^2/2 - log|x| in one dimension: n particles rest at the zeros of the Hermite polynomial H_n divided by sqrt n.
TEST_CASE("composed: a logarithmic gas rests at the zeros of a Hermite polynomial") {
  small_flow f("composed", 8, 1);
  f.x() = {-1.6, -0.9, -0.55, -0.1, 0.2, 0.5, 0.8, 1.7};
  const double centre = mean_of(f.x());
  CHECK(f.run->run(20000, 0, 1e-12) == WGF_CONVERGED);
  const double expected[] = {-1.036136797, -0.7006214653, -0.4091297606, -0.1347699528, 0.1347699528, 0.4091297606, 0.7006214653, 1.036136797};
  for (size_t i = 0; i < 8; ++i) CHECK(f.x()[i] - centre == doctest::Approx(expected[i]).epsilon(1e-9));  // ten digits are given
  CHECK(f.run->energy() == doctest::Approx(0.3621134828).epsilon(1e-9));
}

// W = x^2/2 - |x|: the equilibrium is uniform, x_i = c + (2i - 1 - n)/n exactly.
TEST_CASE("composed: attraction and constant repulsion give equal gaps") {
  small_flow f("composed", 4, 1);
  f.x() = {-0.9, 0.1, 0.3, 2};
  const double centre = mean_of(f.x());
  f.options().set_text("terms", "-0.5 interaction riesz exponent=2; 1 interaction riesz exponent=1");
  CHECK(f.run->run(20000, 0, 1e-13) == WGF_CONVERGED);
  const double expected[] = {-0.75, -0.25, 0.25, 0.75};
  for (size_t i = 0; i < 4; ++i) CHECK(f.x()[i] - centre == doctest::Approx(expected[i]).epsilon(1e-11));
}

// W = kap |x|^2/2: the mean stays and deviations shrink by exp(-kap t); one Euler step multiplies them by 1 - h kap.
TEST_CASE("composed: a quadratic interaction contracts about the mean") {
  small_flow f("composed", 5, 2);
  normals({2, 0, purpose::user}, 0, 5, 2, f.x().data());
  const std::vector<double> before = f.x();
  f.options().set_text("terms", "-0.75 interaction riesz exponent=2");  // kap = 1.5
  f.options().set_real("step_size", 0.1);
  f.run->step();
  for (size_t k = 0; k < 2; ++k) {
    double mean = 0;
    for (size_t i = 0; i < 5; ++i) mean += before[2 * i + k] / 5;
    for (size_t i = 0; i < 5; ++i) CHECK(f.x()[2 * i + k] == doctest::Approx(mean + 0.85 * (before[2 * i + k] - mean)).epsilon(1e-12));
  }
}

TEST_CASE("composed: the terms of MMD give the fused MMD flow to rounding") {
  small_flow fused("mmd", 30, 3), sum("composed", 30, 3);
  for (small_flow *f : {&fused, &sum}) {
    normals({2, 0, purpose::user}, 0, 30, 3, f->x().data());
    std::vector<double> y(60);
    normals({2, 1, purpose::user}, 0, 20, 3, y.data());
    f->samples(y);
  }
  fused.options().set_real("bandwidth", 0.8);
  sum.options().set_text("terms", "1 interaction gaussian bandwidth=0.8; -1 target gaussian bandwidth=0.8");
  const std::vector<double> a = fused.drift(), b = sum.drift();
  for (size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i] - b[i]) < 50 * 2.3e-16 * 3);  // 50 terms below 1 in another order
  // The energies differ by the constant E k(y,y)/2 only: their differences agree.
  const double a0 = fused.run->energy(), b0 = sum.run->energy();
  for (small_flow *f : {&fused, &sum})
    for (double &x : f->x()) x += 0.3;
  CHECK(fused.run->energy() - a0 == doctest::Approx(sum.run->energy() - b0).epsilon(1e-12));
}

TEST_CASE("composed: a potential alone is gradient ascent of the log density") {
  small_flow f("composed", 3, 1);
  f.x() = {-1, 0, 3};
  f.gaussian({1}, {4});
  f.options().set_text("terms", "2 potential");
  const std::vector<double> v = f.drift();
  for (size_t i = 0; i < 3; ++i) CHECK(v[i] == doctest::Approx(-2 * (f.x()[i] - 1) / 4).epsilon(1e-13));
}

TEST_CASE("composed: a text that is not understood names its word") {
  const auto message = [](const char *text) -> std::string {
    try {
      parse_terms(text);
    } catch (const error &e) {
      CHECK(e.code() == WGF_E_OPTION);
      return e.what();
    }
    return "";
  };
  CHECK(message("3 potental").find("\"potental\"") != std::string::npos);
  CHECK(message("interaction").find("a kernel after interaction") != std::string::npos);
  CHECK(message("interaction gausian").find("\"gausian\"") != std::string::npos);
  CHECK(message("target riesz exponent=9").find("\"exponent=9\"") != std::string::npos);
  CHECK(message("target gaussian bandwidth=-1").find("bandwidth above 0") != std::string::npos);
  CHECK(message("potential now").find("\"now\"") != std::string::npos);
  CHECK(message(" ; ").find("at least one term") != std::string::npos);
}
