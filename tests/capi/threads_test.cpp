// Calls from several threads: cancellation inside one long sweep, and contexts that share nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "wgf/wgf.hpp"
#include "../options_of.h"

namespace {

using clock = std::chrono::steady_clock;

// Under a sanitizer the sweep is tens of times slower than the engine thinks: the calls are checked, their times are not.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool timed = false;
#else
constexpr bool timed = true;
#endif

double ms_between(clock::time_point from, clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

// Scheduling on a busy machine may delay any one attempt; the promise is about the library.
template <class Attempt>
double least_of_three(Attempt attempt) {
  return std::min({attempt(), attempt(), attempt()});
}

// 2.5e9 pairs of 20 dimensions a step: more than a second on two threads.
struct long_run {
  static constexpr int64_t dim = 20;

  explicit long_run(int64_t n = 50000) {
    wgf::check(wgf_options_set_int(options_of_context(context.get()), "threads", 2));
    wgf::check(wgf_flow_set_target(flow.get(), target.get()));
    ensemble = wgf::make_ensemble(target, n);
    wgf::check(wgf_ensemble_init_target(ensemble.get(), target.get()));
    wgf::check(wgf_flow_set_ensemble(flow.get(), ensemble.get()));
    wgf::check(wgf_options_set_double(options_of_flow(flow.get()), "bandwidth", 4));
    wgf::check(wgf_flow_bind(flow.get()));
  }
  std::vector<double> positions() const {
    const double *view = nullptr;
    int64_t n = 0;
    wgf::check(wgf_ensemble_get_size(ensemble.get(), &n));
    wgf::check(wgf_ensemble_borrow(ensemble.get(), &view));
    return std::vector<double>(view, view + dim * n);
  }

  wgf::context_handle context = wgf::make_context();
  wgf::target_handle target = wgf::make_target(context, "gaussian", dim);
  wgf::flow_handle flow = wgf::make_flow(context, "svgd");
  wgf::ensemble_handle ensemble;
};

struct watcher {
  clock::time_point last = clock::now(), started = last;
  double longest_ms = 0;
  std::thread::id thread;
  int64_t calls = 0;
};

int32_t watch(void *user) {
  watcher &self = *static_cast<watcher *>(user);
  const clock::time_point now = clock::now();
  self.longest_ms = std::max(self.longest_ms, ms_between(self.last, now));
  self.last = now;
  self.thread = std::this_thread::get_id();
  ++self.calls;
  return ms_between(self.started, now) > 300 ? 1 : 0;
}

std::vector<double> run_with_seed(int64_t seed) {
  const wgf::context_handle context = wgf::make_context();
  wgf::check(wgf_options_set_int(options_of_context(context.get()), "seed", seed));
  wgf::check(wgf_options_set_int(options_of_context(context.get()), "threads", 2));
  const wgf::target_handle target = wgf::make_target(context, "gaussian", 3);
  const wgf::ensemble_handle ensemble = wgf::make_ensemble(target, 800);
  const wgf::flow_handle flow = wgf::make_flow(context, "svgd");
  wgf::check(wgf_ensemble_init_normal(ensemble.get(), 1, 1));
  wgf::check(wgf_flow_set_target(flow.get(), target.get()));
  wgf::check(wgf_flow_set_ensemble(flow.get(), ensemble.get()));
  wgf::check(wgf_flow_run(flow.get(), 10, 0, 0));
  std::vector<double> x(2400);
  wgf::check(wgf_ensemble_export(ensemble.get(), 800, 3, x.data(), WGF_PARTICLE_MAJOR));
  return x;
}

}  // namespace

TEST_CASE("cancel: from another thread it ends one sweep over 50,000 particles within 100 ms, and nothing has moved") {
  long_run run;
  const std::vector<double> before = run.positions();
  const double waited = least_of_three([&] {
    clock::time_point cancelled;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      cancelled = clock::now();
      wgf_flow_cancel(run.flow.get());
    });
    CHECK(wgf_flow_step(run.flow.get()) == WGF_CANCELLED);
    const clock::time_point returned = clock::now();
    other.join();
    return ms_between(cancelled, returned);
  });
  INFO("waited: ", waited, " ms");
  CHECK((waited < 100 || !timed));
  CHECK(run.positions() == before);
}

TEST_CASE("poll: it is asked on the calling thread, at least every 100 ms inside one sweep over 50,000 particles") {
  long_run run;
  const double longest = least_of_three([&] {
    watcher seen;
    wgf::check(wgf_context_set_poll(run.context.get(), watch, &seen, nullptr));
    CHECK(wgf_flow_step(run.flow.get()) == WGF_CANCELLED);
    CHECK((ms_between(seen.last, clock::now()) < 100 || !timed));
    CHECK((seen.thread == std::this_thread::get_id()));
    CHECK((seen.calls >= 4 || !timed));
    return seen.longest_ms;
  });
  INFO("longest: ", longest, " ms");
  CHECK((longest < 100 || !timed));
}

TEST_CASE("contexts: two of them, used from two threads at once, give the bits that each gives alone") {
  const std::vector<double> first = run_with_seed(1), second = run_with_seed(2);
  CHECK(first != second);
  std::vector<double> one, two;
  std::thread a([&] { one = run_with_seed(1); }), b([&] { two = run_with_seed(2); });
  a.join();
  b.join();
  CHECK(one == first);
  CHECK(two == second);
  CHECK(wgf_live_handles() == 0);
}

TEST_CASE("errors: the text of a failure belongs to the thread that called") {
  CHECK(wgf_context_create(nullptr) == WGF_E_ARGUMENT);
  const std::string here = wgf_last_error();
  std::string there = "unset";
  std::thread([&] { there = wgf_last_error(); }).join();
  CHECK(there.empty());
  CHECK(here == wgf_last_error());
}
