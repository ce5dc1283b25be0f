// Sweeps of a Gaussian over one cloud that compute each kernel value once for both of its particles.
#include "pair/gaussian/symmetric_sweep.h"

#include <doctest/doctest.h>

#include <limits>
#include <numeric>

#include "base/status.h"
#include "pair/cases.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::test;

namespace {

pair::rule values_rule() {
  pair::rule r;
  r.c.k = 1;
  return r;
}

// Payload, displacement and values, each alone and all together.
std::vector<pair::rule> gaussian_rules() {
  pair::rule all = svgd_rule();
  all.c.k = 0.5, all.c.k1 = -1;
  return {svgd_rule(), pull_rule(), values_rule(), all};
}

pair::sweep_input of_itself(const clouds &c) {
  pair::sweep_input in = c.input("gaussian");
  in.y = in.x;
  return in;
}

template <class T>
bool mirrors(const pair::rule &r, const pair::sweep_input &in) {
  double here[3];
  return pair::is_symmetric_sweep<T>(pair::make_sweep_job(r, in, {here, here + 1, here + 2}));
}

void compare(const pair::rule &r, const pair::sweep_input &in) {
  const reference::pair_sums want = reference::pair_reference(r, in, "gaussian").sums();
  on_every_isa([&] {
    for (const bool single : {false, true}) {
      CAPTURE(single);
      pair::sweep_input same = in;
      same.single_precision = single;
      check_sums(run_sweep(r, same), want, single, in.d);
    }
  });
}

void compare_rules(const pair::sweep_input &in) {
  REQUIRE(mirrors<double>(svgd_rule(), in));
  int rule = 0;
  for (const pair::rule &r : gaussian_rules()) {
    CAPTURE(rule++);
    compare(r, in);
  }
}

// Some rows of a large cloud, by the plain loops.
void check_rows(const clouds &c, const outputs &got, bool single) {
  const int64_t unit = pair::triangle<float>::unit, rows[] = {0, 1, unit - 1, unit, 5 * unit + 17, c.n / 2, c.n - 1};
  for (const int64_t i : rows) {
    CAPTURE(i);
    pair::sweep_input in = of_itself(c);
    in.n = 1;
    in.x = c.x.data() + i * c.d, in.s = c.s.data() + i * c.d;
    const auto of = [&](const std::vector<double> &v, int64_t width) { return std::vector<double>(v.begin() + i * width, v.begin() + (i + 1) * width); };
    const outputs row{of(got.payload, c.d), of(got.displacement, c.d), of(got.scalar, 1)};
    check_sums(row, reference::pair_reference(gaussian_rules()[3], in, "gaussian").sums(), single, c.d);
  }
}

}  // namespace

TEST_CASE("mirrored: sizes around the unit, the tile and the block equal the plain double loop") {
  for (const int64_t n : {288, 289, 335, 576, 577, 640, 769})
    for (const int64_t d : {1, 6}) {
      CAPTURE(n);
      CAPTURE(d);
      compare(gaussian_rules()[3], of_itself(clouds(n, n, d, 1)));
    }
}

TEST_CASE("mirrored: several rows to a part, and many dimensions") {
  compare_rules(of_itself(clouds(1100, 1100, 2, 2)));
  compare(svgd_rule(), of_itself(clouds(580, 580, 60, 3)));
}

TEST_CASE("mirrored: weights, a scale per coordinate, a length and a payload of other width") {
  for (const int64_t d : {3, 9}) {
    const clouds c(580, 580, d, 4), wide(580, 580, 11, 5);
    pair::sweep_input in = of_itself(c);
    in.w = c.w.data();
    in.scale = c.scale.data();
    in.length = 0.7;
    compare_rules(in);
    in.columns = 11, in.p = wide.p.data(), in.s = wide.s.data();
    compare_rules(in);
  }
}

TEST_CASE("mirrored: payload and displacement in the same memory add up") {
  for (const bool single : {false, true}) {
    const clouds c(650, 650, 4, 6);
    pair::sweep_input in = of_itself(c);
    in.w = c.w.data();
    in.single_precision = single;
    reference::pair_sums want = reference::pair_reference(svgd_rule(), in, "gaussian").sums();
    for (size_t i = 0; i < want.payload.size(); ++i) {
      want.payload[i] += want.displacement[i];
      want.payload_size[i] += want.displacement_size[i];
    }
    std::vector<double> together(want.payload.size(), 3);
    workers pool(1);
    pair::workspace scratch;
    scratch.prepare(in.n, in.m, in.d, in.columns, 1);
    pair::sweep(svgd_rule(), in, {together.data(), together.data(), nullptr}, scratch, pool);
    CHECK(worst(together, want.payload, want.payload_size, single) < rounding_bound(in.d));
  }
}

TEST_CASE("mirrored: far from the origin, at the same place, and almost at the same place") {
  for (const int64_t d : {2, 6}) {
    clouds c(600, 600, d, 7);
    for (int64_t i = 0; i < 200 * d; ++i) c.x[static_cast<size_t>(i + 300 * d)] = c.x[static_cast<size_t>(i)] * (i % 3 == 0 ? 1 : 1 + 1e-9);
    for (double &v : c.x) v += 1e6;
    compare_rules(of_itself(c));
  }
}

TEST_CASE("mirrored: a narrow Gaussian far out in float, where the products of coordinates would lose it") {
  clouds c(600, 600, 8, 8);
  for (size_t i = 0; i < c.x.size() / 2; ++i) c.x[i + c.x.size() / 2] = c.x[i] + 1e-3 * c.s[i];
  pair::sweep_input in = of_itself(c);
  in.length = 4e-3;
  compare_rules(in);
}

TEST_CASE("mirrored: a NaN reaches every sum that it is part of") {
  clouds c(600, 600, 2, 9);
  c.x[2 * 450] = std::numeric_limits<double>::quiet_NaN();
  on_every_isa([&] {
    const outputs o = run_sweep(values_rule(), of_itself(c));
    for (const double value : o.scalar) CHECK(std::isnan(value));
  });
}

TEST_CASE("mirrored: particles without a weight, other kernels and other clouds are none of it") {
  clouds c(700, 700, 2, 10);
  pair::sweep_input in = of_itself(c);
  CHECK(mirrors<float>(svgd_rule(), in));
  in.skip_self = true;
  CHECK(!mirrors<float>(svgd_rule(), in));
  in.skip_self = false, in.y = c.y.data();
  CHECK(!mirrors<float>(svgd_rule(), in));
  in.y = in.x, in.n = in.m = 575;
  CHECK(!mirrors<float>(svgd_rule(), in));
  in.n = in.m = 700, in.w = c.w.data();
  CHECK(mirrors<float>(svgd_rule(), in));
  c.w[333] = 0;
  CHECK(!mirrors<float>(svgd_rule(), in));
}

TEST_CASE("mirrored: the same bits for any number of threads") {
  for (const int64_t n : {700, 2500})
    for (const bool single : {false, true}) {
      const clouds c(n, n, 5, 11);
      pair::sweep_input in = of_itself(c);
      in.single_precision = single;
      const outputs one = run_sweep(gaussian_rules()[3], in, 1);
      for (const int threads : {2, 7}) {
        const outputs more = run_sweep(gaussian_rules()[3], in, threads);
        CHECK(more.payload == one.payload);
        CHECK(more.displacement == one.displacement);
        CHECK(more.scalar == one.scalar);
      }
    }
}

TEST_CASE("mirrored: many particles, in several stripes, with the same bits for any number of threads") {
  const clouds c(13000, 13000, 2, 12);
  for (const bool single : {false, true}) {
    REQUIRE(pair::triangle<float>(c.n, c.d, c.d + c.d + 1).stripe < pair::triangle<float>(c.n, c.d, c.d + c.d + 1).units);
    pair::sweep_input in = of_itself(c);
    in.single_precision = single;
    const outputs one = run_sweep(gaussian_rules()[3], in, 1), three = run_sweep(gaussian_rules()[3], in, 3);
    check_rows(c, one, single);
    CHECK(three.payload == one.payload);
    CHECK(three.scalar == one.scalar);
  }
}

TEST_CASE("mirrored: a cut holds every row once, and every column") {
  for (const int64_t n : {600, 1000, 4000, 13000, 200000}) {
    const pair::triangle<double> cut(n, 3, 7);
    std::vector<int> seen(static_cast<size_t>(cut.units));
    for (int64_t part = 0; part < cut.parts; ++part)
      for (int64_t turn = 0; turn < cut.turns(); ++turn)
        if (cut.row(part, turn) < cut.units) ++seen[static_cast<size_t>(cut.row(part, turn))];
    CHECK(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
    int64_t next = 0;
    for (int64_t first = 0; first < cut.units; first += cut.stripe)
      for (int64_t segment = 0; segment < cut.segments; ++segment) {
        CHECK(cut.segment_begin(first, segment) == next);
        next = cut.segment_begin(first, segment + 1);
      }
    CHECK(next == cut.units);
  }
}
