// Laws about bits: the same for any number of threads, by callback or ask and tell, resumed or not; nearly the same on every instruction set.
#include <doctest/doctest.h>

#if WGF_WITH_TBB
#include <tbb/global_control.h>
#endif

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "laws/world.h"
#include "simd/isa.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

constexpr int steps = 4;

std::vector<double> after_steps(const flow_spec &spec, const setup &s) {
  world w = make_world(spec, s);
  w.run->run(steps, 0, 0);
  return w.particles->x;
}

}  // namespace

TEST_CASE("law: the same bits for 1, 2 and 7 threads") {
#if WGF_WITH_TBB
  // Only the test raises oneTBB's limit; the library never does.
  const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, 8);
#endif
  for (const flow_spec *spec : flow_catalogue()) {
    INFO(std::string(spec->name));
    setup s;
    s.n = 700;  // large enough that the work is shared out
    s.m = 640;
    s.d = 5;
    in_every_choice(*spec, s, [&](setup each, const choice &) {
      const std::vector<double> alone = after_steps(*spec, each);
      for (int threads : {2, 7}) {
        each.threads = threads;
        CHECK(after_steps(*spec, each) == alone);
      }
    });
  }
}

#if WGF_WITH_TBB
TEST_CASE("law: seven threads really run") {
  const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, 8);
  workers pool(7);
  REQUIRE(pool.threads() == 7);
  std::mutex guard;
  std::set<std::thread::id> ids;
  for (int attempt = 0; attempt < 50 && ids.size() < 7; ++attempt)
    pool.for_each(700, 1e6, [&](int64_t, int slot) {
      REQUIRE(slot >= 0);
      REQUIRE(slot < 7);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const std::lock_guard<std::mutex> hold(guard);
      ids.insert(std::this_thread::get_id());
    });
  CHECK(ids.size() >= 7);
}
#endif

TEST_CASE("law: ask and tell give the bits of the callback, for every flow") {
  for (const flow_spec *spec : flow_catalogue()) {
    INFO(std::string(spec->name));
    in_every_choice(*spec, {}, [&](setup s, const choice &) {
      const std::vector<double> by_callback = after_steps(*spec, s);
      s.external = true;
      world w = make_world(*spec, s);
      for (int k = 0; k < steps; ++k) step_by_asking(w);
      CHECK(w.particles->x == by_callback);
    });
  }
}

TEST_CASE("law: some flow asks several times in one step") {
  int most = 0;
  for (const flow_spec *spec : flow_catalogue()) {
    setup s;
    s.external = true;
    world w = make_world(*spec, s);
    int asked = 0;
    std::vector<double> log_density(static_cast<size_t>(s.n), -1.0), score(w.particles->x.size(), 0.1);
    while (w.run->ask()) {
      w.run->tell(log_density.data(), score.data(), nullptr);
      ++asked;
    }
    most = std::max(most, asked);
  }
  CHECK(most >= 2);
}

TEST_CASE("law: a run resumed from a checkpoint gives the bits of one that was not interrupted") {
  for (const flow_spec *spec : flow_catalogue()) {
    INFO(std::string(spec->name));
    setup s;
    s.options = [](option_set &o) {
      o.set_integer("warmup", 12);
      o.set_integer("record_every", 1);
    };
    in_every_choice(*spec, s, [&](setup each, const choice &) {
      world whole = make_world(*spec, each), first = make_world(*spec, each);
      whole.run->run(20, 0, 0);
      first.run->run(9, 0, 0);
      std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
      first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
      each.seed = 12345;  // the checkpoint brings its own
      world second = make_world(*spec, each);
      second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
      second.run->run(11, 0, 0);
      CHECK(second.particles->x == whole.particles->x);
      CHECK(second.run->recorded().x == whole.run->recorded().x);
      CHECK(whole.run->recorded().iterations == 8);
    });
  }
}

TEST_CASE("law: the noise of langevin in float has the same bits on every instruction set") {
  const std::string chosen = simd::isa_name();
  setup s;
  s.options = [](option_set &o) { o.set_text("precision", "float"); };
  std::vector<double> first;
  for (const char *isa : simd::isa_available()) {
    REQUIRE(simd::set_isa(isa));
    world w = make_world(find_flow("langevin"), s);
    w.run->step();
    if (first.empty()) first = w.particles->x;
    CHECK(w.particles->x == first);
  }
  CHECK(simd::set_isa(chosen.c_str()));
}

TEST_CASE("law: every instruction set gives the step of the plainest one, to rounding") {
  const std::string chosen = simd::isa_name();
  for (const flow_spec *spec : flow_catalogue()) {
    std::vector<double> plain;
    for (const char *isa : simd::isa_available()) {
      REQUIRE(simd::set_isa(isa));
      setup s;
      s.options = plain_steps;
      world w = make_world(*spec, s);
      w.run->step();
      if (plain.empty()) plain = w.particles->x;
      INFO(std::string(spec->name) << " on " << isa);
      // Sums of 54 terms of size about 1 in another order, and functions within 2 ulp.
      CHECK(largest_difference(w.particles->x, plain) <= 200 * 2.3e-16 * (1 + largest(plain)));
    }
  }
  CHECK(simd::set_isa(chosen.c_str()));
}
