// Numbers at every scale: the sweep has no unit, so clouds that differ by a power of two give the same mantissas.
#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>

#include "base/status.h"
#include "pair/cases.h"
#include "pair/profile.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::test;

namespace {

void multiply(std::vector<double> &v, double by) {
  for (double &value : v) value *= by;
}

pair::rule slope_of_stein() {
  pair::rule r;
  r.a.k1 = 2, r.e.k1 = -2;
  r.b = {0, -8, -8, 2, -4};
  return r;
}

// Positions and length times 2^k, scores over it.
outputs at_scale(clouds c, const char *name, const pair::rule &r, int k, bool single, bool one_cloud) {
  for (std::vector<double> *v : {&c.x, &c.y}) multiply(*v, std::ldexp(1, k));
  for (std::vector<double> *v : {&c.p, &c.s}) multiply(*v, std::ldexp(1, -k));
  pair::sweep_input in = c.input(name);
  in.length = std::ldexp(0.7, k);
  in.single_precision = single;
  if (one_cloud) in.y = in.x;
  return run_sweep(r, in);
}

void check_same(const std::vector<double> &a, const std::vector<double> &b, int exponent) {
  for (size_t i = 0; i < a.size(); ++i) REQUIRE(std::ldexp(a[i], exponent) == b[i]);
}

// k up to which third powers of the length stay in range.
void check_law(const clouds &c, const char *name, const pair::rule &r, int powers_of_rows, int powers_of_scalars, bool one_cloud) {
  INFO(name);
  on_every_isa([&] {
    for (const bool single : {false, true})
      for (const int k : {-300, -7, 1, 300}) {
        CAPTURE(single);
        CAPTURE(k);
        const outputs usual = at_scale(c, name, r, 0, single, one_cloud), scaled = at_scale(c, name, r, k, single, one_cloud);
        check_same(usual.payload, scaled.payload, -k * powers_of_rows);
        check_same(usual.displacement, scaled.displacement, -k * powers_of_rows);
        check_same(usual.scalar, scaled.scalar, -k * powers_of_scalars);
      }
  });
}

}  // namespace

TEST_CASE("scale: a power of two changes no bit of a mantissa, of any profile, rule and way through the sweep") {
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const int64_t d : {2, 7}) {
      const clouds c(37, 70, d, 1);
      const char *name = pair::profile_at(p).name;
      check_law(c, name, svgd_rule(), 1, 0, false);
      check_law(c, name, pull_rule(), 1, 0, false);
      check_law(c, name, stein_value_rule(), 1, 2, false);
      check_law(c, name, slope_of_stein(), 3, 0, false);
    }
  check_law(clouds(600, 600, 3, 2), "gaussian", svgd_rule(), 1, 0, true);
}

TEST_CASE("scale: lengths so small that their powers vanish") {
  for (const double length : {1e-82, 1e-100, 1e-200, 1e-300, 1e-320})
    for (const char *name : {"gaussian", "matern52", "laplace"})
      for (const bool single : {false, true}) {
        CAPTURE(length);
        INFO(name);
        const std::vector<double> x{0, 2}, y{1, 2};
        pair::sweep_input in;
        in.n = in.m = 2, in.d = 1;
        in.x = x.data(), in.y = y.data();
        in.kernel.index = pair::find_profile(name);
        in.length = length;
        in.single_precision = single;
        on_every_isa([&] {
          const outputs o = run_sweep(pull_rule(), in);
          CHECK(o.scalar == std::vector<double>{0, 1});  // 2 and 2 are one place, the others are beyond every length
          CHECK(o.displacement == std::vector<double>{0, 0});
        });
      }
}

TEST_CASE("scale: a kernel that has not died out where the numbers end is an error") {
  const std::vector<double> x{0, 2}, y{1, 3};
  pair::sweep_input in;
  in.n = in.m = 2, in.d = 1;
  in.x = x.data(), in.y = y.data();
  in.kernel.index = pair::find_profile("imq"), in.kernel.shape = 0.5;
  in.length = 1e-200;
  CHECK_THROWS_AS(run_sweep(pull_rule(), in), error);
}

// mmd's gradient in the issue: pairs beyond every length, and each particle with itself. Right is 0, not what the rounding of x / l leaves.
TEST_CASE("scale: a narrow kernel's displacements are sums of differences") {
  const std::vector<double> x{0.1, 0.8, 1.5, 2.2};
  for (const double length : {1e-3, 1e-10})
    for (const bool single : {false, true})
      for (const char *name : {"gaussian", "imq"}) {
        pair::sweep_input in;
        in.n = in.m = 4, in.d = 1;
        in.x = in.y = x.data();
        in.kernel.index = pair::find_profile(name), in.kernel.shape = 0.5;
        in.length = length;
        in.single_precision = single;
        const reference::pair_sums want = reference::pair_reference(pull_rule(), in, name).sums();
        on_every_isa([&] {
          const outputs o = run_sweep(pull_rule(), in);
          for (size_t i = 0; i < x.size(); ++i) {
            // Far pairs are good to some 2^6 roundings of their own distance.
            const double unit = (single ? 0x1p-24 : 0x1p-53) * 64, size = std::string(name) == "imq" ? 4 * length / 0.49 : 0;
            CHECK(std::abs(o.displacement[i] - static_cast<double>(want.displacement[i])) <= unit * size);
          }
        });
      }
}

TEST_CASE("scale: one outlier costs the others no digits, and an offset none beyond those of the input") {
  for (const char *name : {"gaussian", "imq", "matern52"})
    for (const bool single : {false, true})
      for (const int64_t d : {2, 6}) {
        INFO(name);
        clouds c(300, 300, d, 3);
        for (double &v : c.x) v = std::ldexp(std::round(std::ldexp(v, 20)), -20);  // exact with an offset
        clouds far = c;
        for (double &v : far.x) v += 1e9;
        c.x[0] = 1e8, far.x[0] = 1e9 + 1e8;
        const auto sums = [&](const clouds &of) {
          pair::sweep_input in = of.input(name);
          in.y = in.x, in.length = 0.4, in.single_precision = single;
          return run_sweep(pull_rule(), in);
        };
        const auto exact = [&](const clouds &of) {
          pair::sweep_input in = of.input(name);
          in.y = in.x, in.length = 0.4;
          return reference::pair_reference(pull_rule(), in, name).sums();
        };
        on_every_isa([&] {
          for (const clouds *of : {&c, &far}) {
            const outputs got = sums(*of);
            const reference::pair_sums want = exact(*of);
            const double bound = single ? 1e-4 : 1e-11;  // |x| = 12 lengths: 2^-24 * 144, of sums of up to 300 numbers near 1
            for (size_t i = 0; i < got.scalar.size(); ++i) CHECK(std::abs(got.scalar[i] - static_cast<double>(want.scalar[i])) <= bound * std::abs(got.scalar[i]));
          }
        });
      }
}

TEST_CASE("scale: finite numbers raise neither invalid nor overflow nor a division by zero") {
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const double length : {1e-120, 1e-3, 1.0, 1e3})
      for (const int64_t d : {1, 2, 5})
        for (const bool single : {false, true}) {
          clouds c(37, 37, d, 4);
          for (int64_t k = 0; k < d; ++k) c.x[static_cast<size_t>(d + k)] = c.x[static_cast<size_t>(k)];
          pair::sweep_input in = c.input(pair::profile_at(p).name);
          in.y = in.x, in.length = length, in.single_precision = single;
          INFO(pair::profile_at(p).name);
          CAPTURE(length);
          CAPTURE(d);
          CAPTURE(single);
          on_every_isa([&] {
            for (const pair::rule &r : {pull_rule(), svgd_rule()}) {
              std::feclearexcept(FE_ALL_EXCEPT);
              run_sweep(r, in);
              CHECK(std::fetestexcept(FE_INVALID | FE_OVERFLOW | FE_DIVBYZERO) == 0);
            }
          });
        }
}
