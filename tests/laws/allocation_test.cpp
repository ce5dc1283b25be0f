// After one warm-up step a step allocates nothing. oneTBB has its own pool, which does not come through operator new.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "laws/world.h"

namespace {

std::atomic<long> allocations{0};

void *counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t unit = std::max(alignment, alignof(std::max_align_t));
  return std::aligned_alloc(unit, std::max(unit, (size + unit - 1) / unit * unit));
}

void *counted_or_throw(std::size_t size, std::size_t alignment) {
  if (void *p = counted(size, alignment)) return p;
  throw std::bad_alloc();
}

std::size_t number(std::align_val_t alignment) { return static_cast<std::size_t>(alignment); }

}  // namespace

// Every form, because a sanitizer brings those that are left out, and memory must go back the way it came.
void *operator new(std::size_t size) { return counted_or_throw(size, 1); }
void *operator new[](std::size_t size) { return counted_or_throw(size, 1); }
void *operator new(std::size_t size, std::align_val_t a) { return counted_or_throw(size, number(a)); }
void *operator new[](std::size_t size, std::align_val_t a) { return counted_or_throw(size, number(a)); }
void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return counted(size, 1); }
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept { return counted(size, 1); }
void *operator new(std::size_t size, std::align_val_t a, const std::nothrow_t &) noexcept { return counted(size, number(a)); }
void *operator new[](std::size_t size, std::align_val_t a, const std::nothrow_t &) noexcept { return counted(size, number(a)); }
void operator delete(void *p) noexcept { std::free(p); }
void operator delete[](void *p) noexcept { std::free(p); }
void operator delete(void *p, std::size_t) noexcept { std::free(p); }
void operator delete[](void *p, std::size_t) noexcept { std::free(p); }
void operator delete(void *p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void *p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void *p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void *p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete(void *p, const std::nothrow_t &) noexcept { std::free(p); }
void operator delete[](void *p, const std::nothrow_t &) noexcept { std::free(p); }
void operator delete(void *p, std::align_val_t, const std::nothrow_t &) noexcept { std::free(p); }
void operator delete[](void *p, std::align_val_t, const std::nothrow_t &) noexcept { std::free(p); }

using namespace wgf;
using namespace wgf::laws;

TEST_CASE("law: after one warm-up step a step allocates nothing") {
  for (const flow_spec *spec : flow_catalogue())
    for (const int threads : {1, 2}) {
      INFO(std::string(spec->name) << " with " << threads << " threads");
      setup s;
      s.n = 300;
      s.threads = threads;
      s.options = [](option_set &o) { o.set_integer("record_every", 1); };
      in_every_choice(*spec, s, [&](const setup &each, const choice &) {
        world w = make_world(*spec, each);
        w.run->run(2, 0, 0);
        const long before = allocations;
        for (int k = 0; k < 5; ++k) w.run->step();
        CHECK(allocations - before == 0);
      });
    }
}

TEST_CASE("law: nor does a step that is approximated") {
  const struct {
    const char *flow, *approximation, *kernel;
  } ways[] = {{"svgd", "nystrom", "gaussian"}, {"svgd", "random_batch", "gaussian"}, {"svgd", "cells", "gaussian"}, {"mmd", "nystrom", "gaussian"}, {"mmd", "random_batch", "gaussian"}, {"mmd", "cells", "gaussian"}, {"mmd", "sliced", "riesz"}};
  for (const auto &way : ways)
    for (const int threads : {1, 2}) {
      INFO(std::string(way.flow) << " by " << std::string(way.approximation) << " with " << threads << " threads");
      setup s;
      s.n = 2000;
      s.threads = threads;
      s.options = [&](option_set &o) {
        o.set_text("approximation", way.approximation);
        o.set_text("kernel", way.kernel);
        o.set_real("bandwidth", 0.5);
        o.set_real("approximation_tolerance", 0);  // a fall-back is told to the log, once
        o.set_integer("landmarks", 300);
        o.set_integer("batch_size", 300);
      };
      world w = make_world(find_flow(way.flow), s);
      w.run->run(2, 0, 0);
      const long before = allocations;
      for (int k = 0; k < 5; ++k) w.run->step();
      CHECK(allocations - before == 0);
    }
}
