// What this core can do, measured in this run: the denominators of every share of a limit.
#pragma once

#include <string>

namespace wgf_bench {

// Fused multiply-adds per second of one core, 1e9/s, with the instruction set in force.
double fma_rate_now(const std::string &dtype);

// With the widest instruction set of the machine: the highest that any call of this run has seen, for the clock moves.
double fma_rate(const std::string &dtype);

double clock_ghz();  // by a chain of dependent additions, one a cycle; NaN where we have no such chain

// Bits of FMA operands a cycle: ports x width. Known for AMD's families (Zen 2 to 4: 2 x 256, Zen 5: 2 x 512); elsewhere the
// smallest of 1 x 128, 2 x 128, 2 x 256, 2 x 512 that is not below what was measured.
double fma_bits_per_cycle(double measured_bits);

}  // namespace wgf_bench
