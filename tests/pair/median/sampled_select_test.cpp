#include "pair/median/sampled_select.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "base/parallel.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::pair;

namespace {

using numbers = std::vector<double>;

struct clouds {
  int64_t d;
  numbers x, y;  // y may be empty: distances inside x
  numbers scale;

  int64_t n() const { return static_cast<int64_t>(x.size()) / d; }
  int64_t m() const { return y.empty() ? n() : static_cast<int64_t>(y.size()) / d; }
  int64_t pairs() const { return y.empty() ? n() * (n() - 1) / 2 : n() * m(); }
};

template <class Memory>
struct prepared {  // a plan and memory, as a median prepares them
  numbers block;
  sweep_job p;

  prepared(const clouds &c, int threads) : block(bytes_needed<Memory>(sizes_of(c, threads)) / sizeof(double) + 8) {
    p.in.n = c.n(), p.in.m = c.m(), p.in.d = c.d;
    p.in.x = c.x.data(), p.in.y = c.y.empty() ? c.x.data() : c.y.data();
    p.in.scale = c.scale.empty() ? nullptr : c.scale.data();
  }
  static sizes sizes_of(const clouds &c, int threads) { return {c.n(), c.m(), c.d, 0, threads}; }
  void *aligned() { return reinterpret_cast<void *>((reinterpret_cast<uintptr_t>(block.data()) + 63) / 64 * 64); }
};

std::optional<two_numbers> by_bracket(const clouds &c, int64_t k, int64_t next, int threads) {
  prepared<sampled_select_memory> ready(c, threads);
  arena carved(ready.aligned());
  const sizes s = ready.sizes_of(c, threads);
  packing shared(carved, s);
  sampled_select_memory memory(carved, s);
  shared.fill(ready.p, 1);
  workers pool(threads);
  return sampled_select(ready.p, c.y.empty(), memory, pool).find(k, next);
}

two_numbers by_selection(const clouds &c, int64_t k, int64_t next) {
  prepared<radix_select_memory> ready(c, 1);
  arena carved(ready.aligned());
  const sizes s = ready.sizes_of(c, 1);
  packing shared(carved, s);
  radix_select_memory memory(carved, s);
  shared.fill(ready.p, 1);
  std::fill_n(shared.centre, c.d, 0.0);
  workers pool(1);
  memory.at.fill(ready.p, pool);
  return radix_select(ready.p, c.y.empty(), memory, pool).find(k, next, bit_range::all());
}

numbers normals(int64_t count, unsigned seed, double centre = 0, double spread = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(centre, spread);
  numbers v(static_cast<size_t>(count));
  for (double &value : v) value = normal(random);
  return v;
}

// Bit for bit.
void check_ranks(const clouds &c, const std::vector<int64_t> &ranks, int threads) {
  for (const int64_t k : ranks) {
    const int64_t next = std::min(k + 1, c.pairs() - 1);
    CAPTURE(c.n());
    CAPTURE(c.m());
    CAPTURE(c.d);
    CAPTURE(k);
    const auto quick = by_bracket(c, k, next, threads);
    const two_numbers sure = by_selection(c, k, next);
    REQUIRE(quick);
    CHECK(quick->first == sure.first);
    CHECK(quick->second == sure.second);
  }
}

void check_middle(const clouds &c) { check_ranks(c, {c.pairs() / 2, (c.pairs() - 1) / 2}, 1); }
void check_ranks(const clouds &c, int threads = 1) { check_ranks(c, {c.pairs() / 2, c.pairs() / 50}, threads); }

clouds one(int64_t n, int64_t d, unsigned seed) { return {d, normals(n * d, seed), {}, {}}; }

}  // namespace

TEST_CASE("bracket: finds the very numbers that a selection among doubles finds, on every instruction set") {
  test::on_every_isa([] {
    for (const int64_t n : {2, 3, 17, 46, 64, 65, 257, 700})
      for (const int64_t d : {1, 2, 3, 17}) check_ranks(one(n, d, static_cast<unsigned>(n + d)));
    check_ranks(one(300, 200, 1));
  });
}

TEST_CASE("bracket: goes over samples of tiles when there are many pairs, on any number of threads") {
  const clouds c = one(2500, 2, 3);
  check_ranks(c);
  check_ranks(c, 2);
  check_ranks(c, 5);
}

TEST_CASE("bracket: between two clouds, with a scale") {
  check_ranks({3, normals(170 * 3, 4), normals(1031 * 3, 5, 0.5), {0.5, 2, 3}});
  check_ranks({1, normals(1500, 6), normals(2, 7), {}});
  check_ranks({1, normals(2, 6), normals(1500, 7), {}});
}

TEST_CASE("bracket: far from the origin, of every size, in order") {
  check_ranks({2, normals(600, 8, 1e6), {}, {}});
  check_ranks({2, normals(600, 8, 0, 1e-60), {}, {}});
  check_ranks({2, normals(600, 8, 1e60, 1e60), {}, {}});
  numbers heavy = normals(900, 9);
  for (double &v : heavy) v = std::exp(5 * v);
  check_middle({1, heavy, {}, {}});
  numbers sorted = normals(1200, 10);
  std::sort(sorted.begin(), sorted.end());
  check_ranks({1, sorted, {}, {}});
}

TEST_CASE("bracket: clusters far apart, each far narrower than a float tells") {
  numbers x = normals(400 * 2, 11, 0, 1e-9);
  for (size_t i = 0; i < x.size() / 4; ++i) x[i] += 1e3;
  const clouds c{2, x, {}, {}};
  const int64_t k = c.pairs() / 50;
  const auto quick = by_bracket(c, k, k + 1, 1);
  const two_numbers sure = by_selection(c, k, k + 1);
  if (quick) CHECK((quick->first == sure.first && quick->second == sure.second));  // or there are too many
}

TEST_CASE("bracket: particles that are no numbers are infinitely far away, and one outlier costs nothing") {
  clouds c = one(500, 2, 12);
  c.x[6] = c.x[501] = std::numeric_limits<double>::quiet_NaN();
  check_ranks(c);
  c.x[6] = 1e6, c.x[501] = -1e6;
  check_ranks(c);
}

TEST_CASE("bracket: gives up where too many distances are equal, and where there is but one place") {
  CHECK_FALSE(by_bracket({1, numbers(3000, 1.0), {}, {}}, 7, 8, 1));
  numbers lattice(3000);
  for (size_t i = 0; i < lattice.size(); ++i) lattice[i] = static_cast<double>(i % 3);
  CHECK_FALSE(by_bracket({1, lattice, {}, {}}, 7, 8, 1));
}
