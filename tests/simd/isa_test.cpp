#include "simd/isa.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using namespace wgf::simd;

namespace {

bool offered(const char *name) {
  const std::vector<const char *> all = isa_available();
  return std::any_of(all.begin(), all.end(),
                     [=](const char *other) { return std::strcmp(name, other) == 0; });
}

}  // namespace

TEST_CASE("isa: the one in force is one of those available, without repetitions") {
  const std::vector<const char *> all = isa_available();
  REQUIRE(!all.empty());
  CHECK(offered(isa_name()));
  for (size_t i = 0; i + 1 < all.size(); ++i) CHECK(std::strcmp(all[i], all[i + 1]) != 0);
}

// CTest runs it also with WGF_ISA=avx2, WGF_ISA=sse2 and WGF_ISA=nonsense.
TEST_CASE("isa: WGF_ISA is obeyed, or the warning quotes it and the best is taken") {
  const char *wanted = std::getenv("WGF_ISA");
  std::string expected = wanted == nullptr ? "" : wanted;
  if (expected == "sse2") expected = "scalar";
  const bool obeyed = offered(expected.c_str());
  CHECK(isa_name() == (obeyed ? expected : isa_available().back()));
  CHECK((*isa_warning() == '\0') == (expected.empty() || obeyed));
  if (!expected.empty() && !obeyed) CHECK(std::strstr(isa_warning(), wanted) != nullptr);
}

TEST_CASE("isa: each available one can be set and is then reported, with a row of its own") {
  const std::string before = isa_name();
  std::vector<size_t> rows;
  for (const char *name : isa_available()) {
    CHECK(set_isa(name));
    CHECK(std::string(isa_name()) == name);
    CHECK(std::find(rows.begin(), rows.end(), isa_row()) == rows.end());
    rows.push_back(isa_row());
  }
  CHECK(set_isa(before.c_str()));
}

TEST_CASE("isa: an unknown name is refused and changes nothing") {
  const std::string before = isa_name();
  for (const char *name : {"avx1024", "", "AVX2", "avx2 "}) CHECK_FALSE(set_isa(name));
  CHECK_FALSE(set_isa(nullptr));
  CHECK(isa_name() == before);
}

TEST_CASE("isa: sse2 is the scalar baseline") {
  if (!offered("scalar")) return;
  const std::string before = isa_name();
  CHECK(set_isa("sse2"));
  CHECK(std::string(isa_name()) == "scalar");
  set_isa(before.c_str());
}

TEST_CASE("isa: threads that ask at once get the same answer") {
  std::vector<size_t> rows(8);
  std::vector<std::thread> threads;
  for (size_t &row : rows) threads.emplace_back([&row] { row = isa_row(); });
  for (std::thread &t : threads) t.join();
  for (size_t row : rows) CHECK(row == rows[0]);
}
