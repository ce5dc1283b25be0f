// Runs a test body once on every instruction set of this machine, then restores the one that was in force.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "simd/isa.h"

namespace wgf::test {

template <class body>
void on_every_isa(body run) {
  const std::string before = simd::isa_name();
  for (const char *name : simd::isa_available()) {
    REQUIRE(simd::set_isa(name));
    CAPTURE(name);
    run();
  }
  simd::set_isa(before.c_str());
}

}  // namespace wgf::test
