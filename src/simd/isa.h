// The instruction set of the vectorised code: chosen once, on first use, as the best this machine has.
// The environment variable WGF_ISA, read at that moment, or set_isa force another one. The choice holds for
// the whole process and for this library only: other users of Highway in the process keep theirs. It may
// change at any time from any thread; a vectorised function that runs meanwhile finishes with the old one.
// Names, lowest first: "scalar" (what the compiler's baseline gives, on x86-64 SSE2 one lane at a time, so
// "sse2" is another name for it), "ssse3", "sse4", "avx2", "avx512"; elsewhere "neon", "sve", "sve2".
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

namespace wgf::simd {

const char *isa_name();
double isa_slowness();                      // rough time that a loop over vectors takes, with AVX2 1
bool set_isa(const char *name);             // false, and nothing changes, if unknown or not available here
std::vector<const char *> isa_available();  // lowest first
const char *isa_warning();                  // why WGF_ISA was not obeyed; empty if it was or is not set

namespace detail {
extern std::atomic<size_t> chosen_row;  // 0: not yet chosen
size_t choose_row();
}  // namespace detail

// The row of a Highway dispatch table that belongs to the instruction set in force.
inline size_t isa_row() {
  const size_t row = detail::chosen_row.load(std::memory_order_relaxed);
  return row != 0 ? row : detail::choose_row();
}

}  // namespace wgf::simd
