#include "pair/sweep.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "base/status.h"
#include "pair/cases.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::test;

namespace {

void compare(const pair::rule &r, const pair::sweep_input &in, const char *name) {
  const reference::pair_sums want = reference::pair_reference(r, in, name).sums();
  on_every_isa([&] {
    for (const bool single : {false, true}) {
      CAPTURE(single);
      pair::sweep_input same = in;
      same.single_precision = single;
      check_sums(run_sweep(r, same), want, single, in.d);
    }
  });
}

void compare_rules(const pair::sweep_input &in, const char *name) {
  int rule = 0;
  for (const pair::rule &r : every_rule()) {
    CAPTURE(rule++);
    compare(r, in, name);
  }
}

void compare_everything(const clouds &c, const char *name) {
  INFO(name);
  CAPTURE(c.n);
  CAPTURE(c.m);
  CAPTURE(c.d);
  compare_rules(c.input(name), name);
}

// sum_i w_i scalar_i, each pair counted once.
void check_total(const pair::rule &r, const pair::sweep_input &in, const char *name) {
  const reference::pair_sums want = reference::pair_reference(r, in, name).sums();
  reference::real total = 0, size = 0;
  for (size_t i = 0; i < want.scalar.size(); ++i) total += in.w[i] * want.scalar[i], size += in.w[i] * want.scalar_size[i];
  on_every_isa([&] {
    for (const bool single : {false, true}) {
      pair::sweep_input half = in;
      half.single_precision = single;
      half.each_pair_once = true;
      workers pool(1);
      pair::workspace scratch;
      scratch.prepare(in.n, in.m, in.d, in.columns, 1);
      std::vector<double> scalar(static_cast<size_t>(in.n));
      pair::sweep(r, half, {nullptr, nullptr, scalar.data()}, scratch, pool);
      double got = 0;
      for (size_t i = 0; i < scalar.size(); ++i) got += in.w[i] * scalar[i];
      CHECK(worst({got}, {total}, {size}, single) < rounding_bound(in.d));
    }
  });
}

const char *name_of(int profile) { return pair::profile_at(profile).name; }

// Each coefficient of a rule alone.
std::vector<pair::rule> single_coefficients() {
  std::vector<pair::rule> rules(14);
  double *const numbers[] = {&rules[0].a.k, &rules[1].a.k1, &rules[2].b.k1, &rules[3].b.k2, &rules[4].b.k3r2, &rules[5].b.k1p,
                             &rules[6].b.k2q, &rules[7].c.k, &rules[8].c.k1, &rules[9].c.k2r2, &rules[10].e.k1, &rules[11].a.k, &rules[12].c.kp,
                             &rules[13].c.k1q};
  for (double *number : numbers) *number = 1.25;
  return rules;
}

}  // namespace

TEST_CASE("sweep: every profile with every coefficient equals the plain double loop") {
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const int64_t d : {1, 2, 3, 10, 17}) compare_everything(clouds(37, 101, d, 1), name_of(p));
}

TEST_CASE("sweep: sizes around the tile and the block") {
  for (const char *name : {"gaussian", "matern32", "riesz"})
    for (const int64_t n : {1, 2, 3, 17, 255, 257})
      for (const int64_t m : {1, 3, 17, 48, 257}) compare_everything(clouds(n, m, n % 2 == 0 ? 3 : 6, 2), name);
}

TEST_CASE("sweep: two hundred dimensions") {
  for (const char *name : {"gaussian", "laplace", "imq", "riesz"}) compare_everything(clouds(33, 70, 200, 3), name);
}

TEST_CASE("sweep: one coefficient at a time") {
  for (const pair::rule &r : single_coefficients())
    for (const char *name : {"gaussian", "imq", "matern52"})
      for (const int64_t d : {2, 7}) {
        INFO(name);
        compare(r, clouds(35, 60, d, 4).input(name), name);
      }
}

TEST_CASE("sweep: every exponent") {
  const clouds c(33, 50, 5, 5);
  const auto with = [&](const char *name, double shape) {
    INFO(name);
    CAPTURE(shape);
    pair::sweep_input in = c.input(name);
    in.kernel.shape = shape;
    compare_rules(in, name);
  };
  for (const double s : {2.0, 1.7, 1.0, 0.5, 0.0, -0.5, -1.0, -2.0, -4.0}) with("riesz", s);
  for (const double beta : {0.25, 0.5, 1.0, 1.5, 3.0}) with("imq", beta), with("rational_quadratic", beta);
}

TEST_CASE("sweep: weights, a scale per coordinate and a length") {
  for (const char *name : {"gaussian", "riesz", "imq"})
    for (const int64_t d : {3, 9}) {
      INFO(name);
      const clouds c(70, 131, d, 6);
      pair::sweep_input in = c.input(name);
      in.w = c.w.data();
      in.scale = c.scale.data();
      in.length = 0.7;
      compare_rules(in, name);
    }
}

TEST_CASE("sweep: a cloud with itself, with and without the pairs of a particle with itself") {
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const int64_t d : {2, 8})
      for (const bool skip : {false, true}) {
        INFO(name_of(p));
        CAPTURE(skip);
        const clouds c(131, 131, d, 7);
        pair::sweep_input in = c.input(name_of(p));
        in.y = in.x;
        in.skip_self = skip;
        compare_rules(in, name_of(p));
      }
}

TEST_CASE("sweep: each pair once gives the same total, of every profile") {
  pair::rule values;
  values.c.k = 1;
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const int64_t n : {1, 2, 31, 33, 64, 65, 130, 257})
      for (const pair::rule &r : {values, stein_value_rule()}) {
        INFO(name_of(p));
        CAPTURE(n);
        clouds c(n, n, n % 3 == 0 ? 3 : 6, 23);
        for (size_t i = 0; i + 7 < c.w.size(); i += 7) c.w[i] = 0;
        c.p = c.s;
        pair::sweep_input in = c.input(name_of(p));
        in.y = in.x;
        in.w = c.w.data();
        check_total(r, in, name_of(p));
        in.skip_self = true;
        check_total(r, in, name_of(p));
      }
}

TEST_CASE("sweep: each pair once of particles of equal weights, which are multiplied once a group") {
  clouds c(205, 205, 3, 31);
  std::fill(c.w.begin(), c.w.end(), 1.0 / 205);
  for (const int64_t n : {1, 47, 48, 101, 205})
    for (const char *name : {"gaussian", "imq", "riesz"})
      for (const pair::rule &r : every_rule()) {
        if (r.c.k == 0 && r.c.kp == 0) continue;
        CAPTURE(n);
        INFO(name);
        pair::sweep_input in = c.input(name);
        in.n = in.m = n;
        in.y = c.x.data(), in.s = in.p, in.w = c.w.data();
        check_total(r, in, name);
      }
}

TEST_CASE("sweep: a NaN of one particle is in its own row, or in every row it is summed into, and nowhere else") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto nans = [](const std::vector<double> &row) { return std::count_if(row.begin(), row.end(), [](double v) { return std::isnan(v); }); };
  for (const int64_t d : {1, 2, 3, 5, 8, 17})
    for (const char *name : {"gaussian", "imq", "riesz", "laplace"})
      for (const bool single : {false, true}) {
        CAPTURE(d);
        CAPTURE(single);
        INFO(name);
        const clouds good(70, 53, d, 32);
        clouds row = good, column = good;
        row.x[static_cast<size_t>(66 * d + d - 1)] = nan;
        column.y[static_cast<size_t>(51 * d)] = nan;
        pair::rule displacement, stein;
        displacement.b.k1 = 2, displacement.c.k = 1;
        stein.c.k1 = -2, stein.c.k2r2 = -4, stein.c.kp = 1, stein.c.k1q = 2;
        pair::sweep_input of_row = row.input(name), of_column = column.input(name);
        of_row.single_precision = of_column.single_precision = single;
        on_every_isa([&] {
          const outputs in_row = run_sweep(displacement, of_row), in_column = run_sweep(displacement, of_column);
          CHECK(nans(in_row.scalar) == 1);
          CHECK(std::isnan(in_row.scalar[66]));
          CHECK(nans(in_row.displacement) == d);
          CHECK(nans(in_column.scalar) == 70);
          CHECK(nans(in_column.displacement) == 70 * d);
          CHECK(nans(run_sweep(stein, of_row).scalar) == 1);
          CHECK(nans(run_sweep(stein, of_column).scalar) == 70);
        });
      }
}

TEST_CASE("sweep: a particle of weight 0 leaves no trace, whatever its numbers are") {
  clouds c(40, 100, 3, 8);
  for (const size_t j : {0u, 1u, 47u, 48u, 63u, 99u}) {
    c.w[j] = 0;
    c.p[j * 3 + 1] = std::numeric_limits<double>::quiet_NaN();
    c.y[j * 3] = std::numeric_limits<double>::infinity();
  }
  for (const char *name : {"gaussian", "laplace"}) {
    pair::sweep_input in = c.input(name);
    in.w = c.w.data();
    compare_rules(in, name);
  }
}

TEST_CASE("sweep: no particle of any weight gives zeros") {
  clouds c(5, 9, 2, 9);
  std::fill(c.w.begin(), c.w.end(), 0.0);
  pair::sweep_input in = c.input("gaussian");
  in.w = c.w.data();
  const outputs o = run_sweep(every_coefficient(), in);
  for (const auto *v : {&o.payload, &o.displacement, &o.scalar})
    for (const double value : *v) CHECK(value == 0);
}

TEST_CASE("sweep: data far from the origin lose no digits") {
  for (const char *name : {"gaussian", "laplace", "riesz"})
    for (const int64_t d : {2, 6}) {
      INFO(name);
      clouds c(50, 90, d, 10);
      for (double &v : c.x) v += 1e6;
      for (double &v : c.y) v += 1e6;
      compare_rules(c.input(name), name);
    }
}

TEST_CASE("sweep: one particle very far away costs the others no digits") {
  for (const char *name : {"gaussian", "laplace"}) {
    INFO(name);
    clouds c(50, 90, 3, 17);
    c.y[0] = 1e9;
    pair::sweep_input in = c.input(name);
    in.skip_self = false;
    pair::rule r;
    r.a.k = 1;
    compare(r, in, name);
  }
}

TEST_CASE("sweep: particles at the same place and almost at the same place") {
  for (int p = 0; p < pair::profile_count(); ++p)
    for (const int64_t d : {1, 2, 6, 17}) {
      INFO(name_of(p));
      CAPTURE(d);
      clouds c(100, 100, d, 11);
      c.y = c.x;
      const size_t size = static_cast<size_t>(d);
      for (size_t i = 0; i < 30; ++i)
        for (size_t k = 0; k < size; ++k) c.y[(i + 50) * size + k] = c.x[i * size + k] + 1e-9 * c.s[i * size + k];
      for (size_t k = 0; k < size; ++k) c.y[5 * size + k] = c.y[6 * size + k] = c.x[70 * size + k];
      pair::rule r = svgd_rule();
      r.c.k = 1;
      for (const pair::rule &one : {r, pull_rule()}) compare(one, c.input(name_of(p)), name_of(p));
    }
}

TEST_CASE("sweep: a particle almost at the centre, where a singular profile would meet what fills up the last group") {
  for (const double exponent : {-1.0, -2.0, -4.0})
    for (const int64_t m : {5, 6, 7}) {
      CAPTURE(exponent);
      CAPTURE(m);
      clouds c(9, m, 3, 24);
      for (size_t k = 0; k < 3; ++k) {  // the centre is the median of each coordinate of y
        std::vector<double> column;
        for (size_t j = 0; j < static_cast<size_t>(m); ++j) column.push_back(c.y[j * 3 + k]);
        std::sort(column.begin(), column.end());
        c.x[k] = column[column.size() / 2] + 1e-15;
      }
      pair::sweep_input in = c.input("riesz");
      in.kernel.shape = exponent;
      compare(pull_rule(), in, "riesz");
    }
}

TEST_CASE("sweep: two tight clusters far apart, where every pair inside one is near") {
  for (const char *name : {"laplace", "riesz"})
    for (const int64_t d : {3, 8}) {
      INFO(name);
      clouds c(120, 120, d, 12);
      for (size_t i = 0; i < c.x.size(); ++i) c.x[i] = (i / static_cast<size_t>(d) % 2 == 0 ? 1 : -1) + 1e-3 * c.x[i];
      pair::sweep_input in = c.input(name);
      in.y = in.x;
      in.w = c.w.data();
      pair::rule r = svgd_rule();
      r.c.k = 1;
      for (const pair::rule &one : {r, pull_rule()}) compare(one, in, name);
    }
}

TEST_CASE("sweep: a narrow Gaussian far out in float, where the products of coordinates would lose it") {
  clouds c(60, 80, 8, 13);
  for (size_t i = 0; i < c.x.size(); ++i) c.y[i] = c.x[i] + 1e-3 * c.s[i];
  pair::sweep_input in = c.input("gaussian");
  in.length = 4e-3;
  in.single_precision = true;
  for (const pair::rule &r : every_rule()) {
    const reference::pair_sums want = reference::pair_reference(r, in, "gaussian").sums();
    on_every_isa([&] { check_sums(run_sweep(r, in), want, true, in.d); });
  }
}

TEST_CASE("sweep: payload and displacement in the same memory add up") {
  for (const char *name : {"gaussian", "imq"})
    for (const bool single : {false, true}) {
      INFO(name);
      const clouds c(90, 110, 4, 14);
      pair::sweep_input in = c.input(name);
      in.w = c.w.data();
      in.scale = c.scale.data();
      in.single_precision = single;
      pair::rule r;
      r.a.k = 1.5;
      r.b = {-2, 0.5, 0, 0, 0};
      reference::pair_sums want = reference::pair_reference(r, in, name).sums();
      for (size_t i = 0; i < want.payload.size(); ++i) {
        want.payload[i] += want.displacement[i];
        want.payload_size[i] += want.displacement_size[i];
      }
      std::vector<double> together(want.payload.size(), 3);
      workers pool(1);
      pair::workspace scratch;
      scratch.prepare(in.n, in.m, in.d, in.columns, 1);
      pair::sweep(r, in, {together.data(), together.data(), nullptr}, scratch, pool);
      CHECK(worst(together, want.payload, want.payload_size, single) < rounding_bound(in.d));
    }
}

TEST_CASE("sweep: the coefficients of a Gaussian that are multiples of the kernel") {
  pair::rule r;
  r.a = {1, -0.7};
  r.b = {-2, 0.6, 0, 0, 0};
  r.c = {0.5, -1.5, 0};
  r.e = {0.9};
  for (const int64_t n : {1, 3, 17, 65, 257})
    for (const int64_t d : {1, 2, 5, 17}) {
      CAPTURE(n);
      const clouds c(n, n, d, 18);
      pair::sweep_input in = c.input("gaussian");
      in.scale = c.scale.data();
      compare(r, in, "gaussian");
      in.w = c.w.data();
      in.y = in.x;
      in.skip_self = true;
      compare(r, in, "gaussian");
    }
}

TEST_CASE("sweep: a payload of any number of columns") {
  for (const char *name : {"gaussian", "matern32"})
    for (const int64_t columns : {1, 2, 5, 6, 7, 13}) {
      CAPTURE(columns);
      const clouds c(40, 60, columns, 19), at(40, 60, 3, 20);
      pair::sweep_input in = at.input(name);
      in.columns = columns;
      in.p = c.p.data();
      in.s = nullptr;
      pair::rule r;
      r.a = {1, 0.5};
      compare(r, in, name);
      r.b.k1 = -2;
      r.c.k = 1;
      compare(r, in, name);
    }
}

TEST_CASE("sweep: a poll that says stop ends it") {
  const clouds c(600, 600, 2, 21);
  const pair::sweep_input in = c.input("gaussian");
  std::vector<double> out(1200);
  for (const int threads : {1, 2}) {
    workers pool(threads);
    pair::workspace scratch;
    scratch.prepare(in.n, in.m, in.d, in.columns, pool.threads());
    const auto stop = [] { return true; };
    const poll_ref poll(stop);
    pool.set_poll(&poll);
    CHECK_THROWS_AS(pair::sweep(every_coefficient(), in, {out.data(), nullptr, nullptr}, scratch, pool), cancelled);
  }
}

TEST_CASE("sweep: a rule without what it needs is refused") {
  const clouds c(4, 4, 2, 22);
  pair::sweep_input in = c.input("gaussian");
  const auto refused = [&] { CHECK_THROWS_AS(run_sweep(every_coefficient(), in), error); };
  in.s = nullptr, refused();
  in = c.input("gaussian"), in.p = nullptr, refused();
  in = c.input("gaussian"), in.kernel.index = -1, refused();
  in = c.input("gaussian"), in.length = 0, refused();
  in = c.input("gaussian"), in.skip_self = true, refused();
  in = c.input("gaussian"), in.y = in.x, in.each_pair_once = true, refused();
}

TEST_CASE("sweep: the same bits for any number of threads") {
  for (const pair::rule &r : every_rule())
    for (const char *name : {"gaussian", "riesz", "imq"})
      for (const bool single : {false, true}) {
        const clouds c(1500, 1700, 5, 15);
        pair::sweep_input in = c.input(name);
        in.single_precision = single;
        const outputs one = run_sweep(r, in, 1);
        for (const int threads : {2, 7}) {
          const outputs more = run_sweep(r, in, threads);
          CHECK(more.payload == one.payload);
          CHECK(more.displacement == one.displacement);
          CHECK(more.scalar == one.scalar);
        }
      }
}

TEST_CASE("sweep: many particles, in several segments: the error does not grow with their number, not in float either") {
  const clouds c(3, 300000, 1, 16);
  pair::rule r;
  r.c.k = 1;
  for (const char *name : {"gaussian", "matern52"}) {
    INFO(name);
    pair::sweep_input in = c.input(name);
    const reference::pair_sums want = reference::pair_reference(r, in, name).sums();
    for (const bool single : {false, true}) {
      in.single_precision = single;
      CHECK(worst(run_sweep(r, in).scalar, want.scalar, want.scalar_size, single) < rounding_bound(1));
    }
  }
}
