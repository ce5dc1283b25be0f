#include <doctest/doctest.h>

#include "base/status.h"
#include "pair/cases.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::test;

namespace {

std::vector<double> run_gram(const pair::sweep_input &in, int threads = 1) {
  workers pool(threads);
  pair::workspace scratch;
  scratch.prepare(in.n, in.m, in.d, 0, pool.threads());
  std::vector<double> k(static_cast<size_t>(in.n * in.m), -1);
  pair::gram(in.kernel, in.length, in.scale, in.n, in.x, in.m, in.y, in.d, k.data(), scratch, pool);
  return k;
}

// As in cases.h: |x|^2 + |y|^2 is good to d + 2 units, near pairs to a few.
void check_gram(const pair::sweep_input &in, const char *name) {
  const std::vector<double> k = run_gram(in);
  for (int64_t i = 0; i < in.n; ++i)
    for (int64_t j = 0; j < in.m; ++j) {
      reference::real u = 0, norms = 0;
      for (int64_t c = 0; c < in.d; ++c) {
        const reference::real x = in.x[i * in.d + c], y = in.y[j * in.d + c], unit = 1 / (in.length * (in.scale ? in.scale[c] : 1.0L));
        u += (x - y) * (x - y) * unit * unit;
        norms += (std::abs(x) + std::abs(y)) * (std::abs(x) + std::abs(y)) * unit * unit;
      }
      const reference::real want = reference::evaluate_profile(name, u, in.kernel.shape).k[0];
      if (std::string(name) != "gaussian") norms = std::min(norms, 400 * u);
      const reference::real moved = reference::evaluate_profile(name, u + 1e-6L * norms, in.kernel.shape).k[0];
      const reference::real size = std::abs(want) + std::abs(moved - want) / 1e-6L;
      CHECK(std::abs(k[static_cast<size_t>(i * in.m + j)] - want) <= rounding_bound(in.d) * 0x1p-53L * size);
    }
}

}  // namespace

TEST_CASE("gram: equals the plain double loop") {
  on_every_isa([] {
    for (const char *name : {"gaussian", "laplace", "riesz"})
      for (const int64_t d : {2, 9}) {
        INFO(name);
        clouds c(40, 70, d, 1);
        for (size_t i = 0; i < static_cast<size_t>(5 * d); ++i) c.y[i] = c.x[i] + 1e-9;
        pair::sweep_input in = c.input(name);
        in.scale = c.scale.data();
        check_gram(in, name);
      }
  });
}

TEST_CASE("gram: one by one, and the same bits for any number of threads") {
  const clouds one(1, 1, 1, 2), many(700, 500, 3, 3);
  check_gram(one.input("gaussian"), "gaussian");
  const std::vector<double> k = run_gram(many.input("matern32"));
  CHECK(run_gram(many.input("matern32"), 4) == k);
}

TEST_CASE("sweep and gram: too little room is an error, not a crash") {
  const clouds c(400, 400, 40, 4);
  const pair::sweep_input in = c.input("gaussian");
  workers pool(1);
  pair::workspace scratch;
  scratch.prepare(1, 1, 1, 1, 1);
  std::vector<double> out(400 * 400);
  CHECK_THROWS_AS(pair::sweep(every_coefficient(), in, {out.data(), nullptr, nullptr}, scratch, pool), error);
  CHECK_THROWS_AS(pair::gram(in.kernel, 1, nullptr, 400, in.x, 400, in.y, 40, out.data(), scratch, pool), error);
}

TEST_CASE("workspace: grows, keeps its size, and can be moved") {
  pair::workspace first;
  first.prepare(100, 100, 3, 3, 2);
  const size_t bytes = first.bytes();
  first.prepare(10, 10, 3, 3, 1);
  CHECK(first.bytes() == bytes);
  pair::workspace second(std::move(first));
  CHECK(second.bytes() == bytes);
  CHECK(first.bytes() == 0);
  first = std::move(second);
  CHECK(first.bytes() == bytes);
}
