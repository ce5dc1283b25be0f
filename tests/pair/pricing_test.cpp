#include "pair/pricing.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "simd/every_isa.h"

using namespace wgf;
using pair::ground_cost;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct priced {
  priced(int64_t dim, int64_t count, double away = 0)
      : d(dim),
        m(count),
        sinks((m / pair::priced_pad + 1) * pair::priced_pad),
        x(static_cast<size_t>(pair::priced_together * d)),
        y(static_cast<size_t>(m * d)),
        price(static_cast<size_t>(sinks), infinity),
        blocks(static_cast<size_t>(sinks * d)) {
    normals({5, 0, purpose::user}, 0, pair::priced_together, d, x.data());
    normals({5, 1, purpose::user}, 0, m, d, y.data());
    normals({5, 2, purpose::user}, 0, m, 1, price.data());
    for (double &v : x) v += away;
    for (double &v : y) v += away;
    for (int64_t j = 0; j < m; ++j) set(j, &y[static_cast<size_t>(j * d)]);
  }

  void set(int64_t j, const double *point) {
    for (int64_t k = 0; k < d; ++k) {
      y[static_cast<size_t>(j * d + k)] = point[k];
      blocks[static_cast<size_t>(pair::place_of(j, k, d))] = point[k];
    }
  }

  pair::pricing_job job(ground_cost cost) const {
    pair::pricing_job made{cost, d, sinks, blocks.data(), price.data(), {}};
    for (size_t r = 0; r < std::size(made.x); ++r) made.x[r] = x.data() + static_cast<int64_t>(r) * d;
    return made;
  }

  double number(ground_cost cost, size_t r, int64_t j) const {
    const double *a = x.data() + static_cast<int64_t>(r) * d, *b = y.data() + j * d;
    double sum = 0;
    for (int64_t k = 0; k < d; ++k) sum += cost == ground_cost::product ? -a[k] * b[k] : (a[k] - b[k]) * (a[k] - b[k]);
    return (cost == ground_cost::product ? sum : std::sqrt(sum)) + price[static_cast<size_t>(j)];
  }

  int64_t d, m, sinks;
  std::vector<double> x, y, price, blocks;
};

// d products and sums in another order, of numbers of at most `size`.
void check_offers(const priced &p, ground_cost cost, double size) {
  const double tolerance = static_cast<double>(p.d + 2) * 0x1p-52 * size;
  const pair::offers one = pair::least(p.job(cost)), two = pair::two_least(p.job(cost));
  for (size_t r = 0; r < std::size(one.of); ++r) {
    double least = infinity, second = infinity;
    for (int64_t j = 0; j < p.m; ++j) {
      const double number = p.number(cost, r, j);
      second = std::min(second, std::max(least, number));
      least = std::min(least, number);
    }
    CHECK(std::abs(one.of[r].least - least) <= tolerance);
    CHECK(two.of[r].least == one.of[r].least);
    CHECK(two.of[r].sink == one.of[r].sink);
    CHECK(p.number(cost, r, one.of[r].sink) <= least + tolerance);
    if (p.m == 1)
      CHECK(two.of[r].second == infinity);
    else
      CHECK(std::abs(two.of[r].second - second) <= tolerance);
  }
}

}  // namespace

TEST_CASE("pricing: the cheapest sink and the next equal plain loops on every instruction set") {
  test::on_every_isa([] {
    for (const ground_cost cost : {ground_cost::product, ground_cost::distance})
      for (const int64_t d : {1, 2, 3, 17, 200})
        for (const int64_t m : {1, 2, 3, 15, 16, 17, 255, 257}) {
          CAPTURE(d);
          CAPTURE(m);
          check_offers(priced(d, m), cost, 10 + 10 * static_cast<double>(d));
        }
  });
}

TEST_CASE("pricing: distances of points 1e6 from the origin are those of their differences") {
  test::on_every_isa([] { check_offers(priced(3, 40, 1e6), ground_cost::distance, 10); });
}

TEST_CASE("pricing: of equal sinks the first is named, and one that is not offered never") {
  test::on_every_isa([] {
    priced p(2, 70);
    const std::vector<double> far = {1e3, 1e3}, same = {0.25, -0.5};
    for (int64_t j = 0; j < p.m; ++j) p.set(j, far.data()), p.price[static_cast<size_t>(j)] = 0;
    for (const int64_t j : {9, 30, 31, 33, 69}) p.set(j, same.data());
    p.price[9] = infinity;
    for (const pair::offer &o : pair::two_least(p.job(ground_cost::distance)).of) {
      CHECK(o.sink == 30);
      CHECK(o.second == o.least);
    }
  });
}
