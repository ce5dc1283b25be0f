#include <doctest/doctest.h>

#include <numeric>

#include "core/random.h"
#include "laws/world.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

// Both drifts are computed from rotated or shifted numbers of size about 10; each carries some n d roundings of that size.
double rounding_of(const choice &c) { return c.value == "float" ? 1e-4 : 1e-11; }

// The declared symmetries are of the exact sums over a kernel of the distance: approximations draw by row or cut along coordinates, option "scale" says
// that it breaks rotations, and the kernel "linear" has an origin.
bool obeys(const choice &c, unsigned what) {
  if (c.option == "approximation") return false;
  if (c.option == "scale") return (what & rotation) == 0;
  return c.value != "linear" || (what & translation) == 0;
}

motion rotated(int64_t n, int64_t d) {
  motion m = stay(n, d);
  matrix a(d, d);
  normals({5, 0, purpose::user}, 0, d, d, a.data());
  m.rotation = Eigen::HouseholderQR<matrix>(a).householderQ();
  return m;
}

motion shifted(int64_t n, int64_t d) {
  motion m = stay(n, d);
  m.shift = Eigen::VectorXd::LinSpaced(d, 3, -5);
  return m;
}

motion permuted(int64_t n, int64_t d) {
  motion m = stay(n, d);
  for (int64_t i = 0; i < n; ++i) m.order[static_cast<size_t>(i)] = (i * 7 + 3) % n;
  return m;
}

// The drift of the moved world against the moved drift.
void check_moves_along(const flow_spec &spec, const motion &m, const setup &s, const choice &c) {
  world still = make_world(spec, s), moved = make_world(spec, s, m);
  const std::vector<double> v = drift_of(still), u = drift_of(moved);
  for (int64_t i = 0; i < s.n; ++i) {
    const Eigen::Map<const Eigen::VectorXd> from(v.data() + m.order[static_cast<size_t>(i)] * s.d, s.d), to(u.data() + i * s.d, s.d);
    CHECK((to - m.rotation * from).norm() <= rounding_of(c) * (1 + largest(v)));
  }
}

void for_each_declaring(unsigned what, motion (*make)(int64_t, int64_t)) {
  int seen = 0;
  for (const flow_spec *spec : flows_with_drift()) {
    if (!(spec->symmetries & what)) continue;
    INFO(std::string(spec->name));
    setup s;
    s.weighted = true;
    in_every_choice(*spec, s, [&](const setup &each, const choice &c) {
      if (obeys(c, what)) check_moves_along(*spec, make(s.n, s.d), each, c);
    });
    ++seen;
  }
  CHECK(seen > 0);
}

}  // namespace

TEST_CASE("law: a drift commutes with permutations where it says so") { for_each_declaring(permutation, permuted); }
TEST_CASE("law: a drift commutes with rotations where it says so") { for_each_declaring(rotation, rotated); }
TEST_CASE("law: a drift commutes with translations where it says so") { for_each_declaring(translation, shifted); }

TEST_CASE("law: the total momentum is zero where it is declared") {
  int seen = 0;
  for (const flow_spec *spec : flows_with_drift()) {
    if (!(spec->symmetries & momentum)) continue;
    INFO(std::string(spec->name));
    setup s;
    s.weighted = true;
    in_every_choice(*spec, s, [&](const setup &each, const choice &c) {
      if (!obeys(c, momentum)) return;
      world w = make_world(*spec, each);
      const std::vector<double> v = drift_of(w);
      for (int64_t k = 0; k < s.d; ++k) {
        double total = 0;
        for (int64_t i = 0; i < s.n; ++i) total += w.particles->w[static_cast<size_t>(i)] * v[static_cast<size_t>(i * s.d + k)];
        CHECK(std::abs(total) <= (c.value == "float" ? 1e-6 : 1e-14) * largest(v));  // n roundings of weighted velocities
      }
    });
    ++seen;
  }
  CHECK(seen > 0);
}
