// A small problem for any discrepancy of the catalogue, whose lengths may all be multiplied and whose places may all be shifted.
#pragma once

#include <vector>

#include "core/catalogue.h"
#include "discrepancies/evaluation.h"
#include "laws/choices.h"

namespace wgf::laws {

struct problem {
  int64_t d;
  numbers x, w, y, v;  // weights sum to 1
  numbers mean;        // of the density
  double sd = 1;       // of the density, in the first coordinate; the others' follow
};

// Coordinates are multiples of 2^-12 below 8, so that an offset of 2^30 and a factor of a power of two round nothing.
problem small_problem(int64_t n, int64_t m, int64_t d);
problem scaled(problem p, double s);
problem shifted(problem p, double o);

struct measurement {
  double value;
  numbers gradient;
};

// With every length among the options in units of 2^-exponent. Checks that no exception but inexact, underflow and, when the answer is refused, overflow
// is raised.
measurement measure(const discrepancy_spec &spec, const choice &c, const problem &p, int exponent = 0, double bandwidth = 0);

// The power of length of the value.
int power_of(const discrepancy_spec &spec, const choice &c, const problem &p);

// Whether the choice asks for arithmetic in float.
bool single(const choice &c);

}  // namespace wgf::laws
