#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

// f(x) = (x_1, x_2, x_1 x_2): the kernel <f(x), f(y)> written out below.
int32_t product_features(void *, int64_t n, int64_t, const double *x, int64_t m, double *f, const double *c, double *jtc) {
  for (int64_t i = 0; i < n; ++i) {
    const double a = x[2 * i], b = x[2 * i + 1];
    if (f) {
      f[m * i] = a;
      f[m * i + 1] = b;
      f[m * i + 2] = a * b;
    }
    if (jtc) {
      jtc[2 * i] = c[0] + c[2] * b;
      jtc[2 * i + 1] = c[1] + c[2] * a;
    }
  }
  return 0;
}

}  // namespace

TEST_CASE("mmd: velocities and energy at three particles in one dimension") {
  small_flow f("mmd", 3, 1);
  f.x() = {-1, 0.5, 2};
  f.samples({-0.5, 0, 1.5, 3});
  f.options().set_real("bandwidth", 1);
  const std::vector<double> v = f.drift(), expected{0.1163055937, -0.08285152931, 0.1196275572};
  for (size_t i = 0; i < 3; ++i) CHECK(v[i] == doctest::Approx(expected[i]).epsilon(1e-9));
  CHECK(2 * f.run->energy() == doctest::Approx(0.04996370352).epsilon(1e-9));
}

TEST_CASE("mmd: noise injection shakes the place of the gradient and nothing else") {
  small_flow plain("mmd", 40, 2), noisy("mmd", 40, 2);
  for (small_flow *f : {&plain, &noisy}) {
    normals({9, 0, purpose::user}, 0, 40, 2, f->x().data());
    std::vector<double> y(60);
    normals({9, 1, purpose::user}, 0, 30, 2, y.data());
    f->samples(y);
    f->options().set_real("bandwidth", 0.7);
  }
  noisy.options().set_real("noise", 0.5);
  noisy.options().set_integer("noise_halve_every", 3);
  CHECK(noisy.drift() != plain.drift());
  CHECK(noisy.run->energy() == plain.run->energy());
  std::vector<double> u(80);
  normals({1, 0, purpose::injection}, 0, 40, 2, u.data());
  const std::vector<double> v = noisy.drift();
  for (size_t i = 0; i < u.size(); ++i) u[i] = noisy.x()[i] + 0.5 * u[i];
  // minus the gradient of the witness at the first shaken place, as a plain double sum
  double expected[2] = {0, 0};
  const auto add = [&](const std::vector<double> &cloud, double sign) {
    const double weight = 2.0 / static_cast<double>(cloud.size());
    for (size_t j = 0; j < cloud.size(); j += 2) {
      const double a = u[0] - cloud[j], b = u[1] - cloud[j + 1], k = std::exp(-(a * a + b * b) / (2 * 0.49));
      expected[0] += sign * weight * k * a / 0.49;
      expected[1] += sign * weight * k * b / 0.49;
    }
  };
  std::vector<double> y(60);
  normals({9, 1, purpose::user}, 0, 30, 2, y.data());
  add(noisy.x(), 1);
  add(y, -1);
  CHECK(v[0] == doctest::Approx(expected[0]).epsilon(1e-12));
  CHECK(v[1] == doctest::Approx(expected[1]).epsilon(1e-12));
}

TEST_CASE("mmd: a kernel by features is the kernel of their products") {
  small_flow f("mmd", 5, 2);
  f.x() = {0.1, 0.2, -0.5, 0.7, 1.1, -0.3, 0.4, 0.4, -1, -1};
  f.samples({0.5, 0.5, -0.2, 0.9, 1, 1});
  f.run->set_features({callback<wgf_features_fn>(product_features, nullptr, nullptr), 3});
  const std::vector<double> v = f.drift();
  // grad f_hat(z) = J(z)^T (mean features of the particles - mean features of the samples)
  double c[3] = {0, 0, 0};
  for (size_t i = 0; i < 10; i += 2) {
    const double a = f.x()[i], b = f.x()[i + 1];
    c[0] += a / 5, c[1] += b / 5, c[2] += a * b / 5;
  }
  const double y[6] = {0.5, 0.5, -0.2, 0.9, 1, 1};
  for (size_t j = 0; j < 6; j += 2) c[0] -= y[j] / 3, c[1] -= y[j + 1] / 3, c[2] -= y[j] * y[j + 1] / 3;
  for (size_t i = 0; i < 10; i += 2) {
    CHECK(v[i] == doctest::Approx(-(c[0] + c[2] * f.x()[i + 1])).epsilon(1e-12));
    CHECK(v[i + 1] == doctest::Approx(-(c[1] + c[2] * f.x()[i])).epsilon(1e-12));
  }
  CHECK(f.run->energy() == doctest::Approx(0.5 * (c[0] * c[0] + c[1] * c[1] + c[2] * c[2])).epsilon(1e-12));
}

TEST_CASE("mmd: the flow brings a cloud onto its samples") {
  small_flow f("mmd", 200, 2, 2);
  normals({9, 0, purpose::user}, 0, 200, 2, f.x().data());
  std::vector<double> y(400);
  normals({9, 1, purpose::user}, 0, 200, 2, y.data());
  for (double &v : y) v = 0.5 * v + 1;
  f.samples(y);
  const double before = f.run->energy();
  f.run->run(500, 0, 0);
  CHECK(f.run->energy() < 1e-2 * before);  // the plain flow slows down as particles leave the kernel's reach: a hundredth, not zero
}
