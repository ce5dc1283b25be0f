// A user's own profile.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "base/status.h"
#include "pair/cases.h"

using namespace wgf;
using namespace wgf::test;

namespace {

struct seen {
  std::atomic<int> calls{0};
  std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> elsewhere{false}, third_wanted{false};
  int fail_at = -1;
};

// The inverse multiquadric, by its formula.
int multiquadric(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3) {
  auto &log = *static_cast<seen *>(user);
  if (std::this_thread::get_id() != log.caller) log.elsewhere = true;
  if (k3 != nullptr) log.third_wanted = true;
  if (log.calls++ == log.fail_at) return 42;
  for (int64_t i = 0; i < n; ++i) {
    const double t = 1 + u[i];
    k[i] = std::pow(t, -0.5);
    k1[i] = -0.5 * std::pow(t, -1.5);
    k2[i] = 0.75 * std::pow(t, -2.5);
    if (k3 != nullptr) k3[i] = -1.875 * std::pow(t, -3.5);
  }
  return 0;
}

pair::sweep_input with_callback(const clouds &c, seen &log, bool thread_safe) {
  pair::sweep_input in = c.input("imq");
  in.kernel.index = -1;
  in.kernel.callback = multiquadric;
  in.kernel.user = &log;
  in.kernel.callback_thread_safe = thread_safe;
  return in;
}

}  // namespace

TEST_CASE("callback profile: equals the built-in profile, in either precision") {
  const clouds c(70, 130, 5, 1);
  const reference::pair_sums want = reference::pair_reference(every_coefficient(), c.input("imq"), "imq").sums();
  for (const bool single : {false, true}) {
    seen log;
    pair::sweep_input in = with_callback(c, log, false);
    in.single_precision = single;
    check_sums(run_sweep(every_coefficient(), in), want, false, in.d);
    CHECK(log.third_wanted);
  }
}

TEST_CASE("callback profile: is asked once per tile, and for the third derivative only when the rule needs it") {
  const clouds c(64, 96, 3, 2);  // 2 tiles of 32 rows, 2 blocks of 48
  seen log;
  pair::rule r;
  r.a.k = 1;
  r.b.k1 = -2;
  run_sweep(r, with_callback(c, log, false));
  CHECK(log.calls == 4);
  CHECK(!log.third_wanted);
}

TEST_CASE("callback profile: stays on the caller's thread unless it is thread-safe; the bits are the same") {
  const clouds c(900, 900, 3, 3);
  seen here, anywhere;
  const outputs one = run_sweep(every_coefficient(), with_callback(c, here, false), 4);
  const outputs more = run_sweep(every_coefficient(), with_callback(c, anywhere, true), 4);
  CHECK(!here.elsewhere);
  CHECK(one.payload == more.payload);
  CHECK(one.displacement == more.displacement);
  CHECK(one.scalar == more.scalar);
}

TEST_CASE("callback profile: a failure becomes an error with its number") {
  const clouds c(300, 300, 2, 4);
  for (const bool thread_safe : {false, true}) {
    seen log;
    log.fail_at = 5;
    try {
      run_sweep(every_coefficient(), with_callback(c, log, thread_safe), 3);
      CHECK(false);
    } catch (const error &e) {
      CHECK(e.code() == WGF_E_CALLBACK);
      CHECK(e.callback_result() == 42);
    }
  }
}

TEST_CASE("callback profile: what is infinite at distance 0 counts as 0 there") {
  const auto coulomb = [](void *, int64_t n, const double *u, double *k, double *k1, double *k2, double *) {
    for (int64_t i = 0; i < n; ++i) k[i] = std::pow(u[i], -0.5), k1[i] = -0.5 * std::pow(u[i], -1.5), k2[i] = 0.75 * std::pow(u[i], -2.5);
    return 0;
  };
  const clouds c(50, 50, 3, 5);
  pair::sweep_input in = c.input("riesz");
  in.y = in.x;
  in.kernel.shape = -1;
  pair::rule r;
  r.b.k1 = -2;
  r.c.k = 1;
  const reference::pair_sums want = reference::pair_reference(r, in, "riesz").sums();
  in.kernel.callback = coulomb;
  check_sums(run_sweep(r, in), want, false, in.d);
}
