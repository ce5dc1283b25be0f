// Approximations, a user's kernel, and option "scale" at the ends of the range of a double: the right value, or an error; never a wrong number.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "laws/choices.h"
#include "laws/world.h"
#include "pair/profile.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

struct way {
  const char *flow, *approximation, *kernel, *scale;
  bool own_kernel;
};

const way ways[] = {{"svgd", "nystrom", "gaussian", "none", false}, {"svgd", "random_batch", "gaussian", "none", false}, {"svgd", "cells", "gaussian", "none", false}, {"mmd", "nystrom", "gaussian", "none", false}, {"mmd", "random_batch", "gaussian", "none", false}, {"mmd", "cells", "gaussian", "none", false}, {"mmd", "sliced", "riesz", "none", false}, {"svgd", "exact", "gaussian", "coordinate", false}, {"mmd", "exact", "gaussian", "coordinate", false}, {"svgd", "exact", "gaussian", "none", true}, {"mmd", "exact", "gaussian", "none", true}, {"svgd", "cells", "gaussian", "coordinate", false}};

int inverse_quadratic(void *, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3) {
  for (int64_t i = 0; i < n; ++i) {
    const double q = 1 / (1 + u[i]);
    k[i] = q, k1[i] = -q * q;
    if (k2) k2[i] = 2 * q * q * q;
    if (k3) k3[i] = -6 * q * q * q * q;
  }
  return 0;
}

// Small parts, so that the approximations leave much out; the last coordinate may be one number throughout.
world world_of(const way &w, int exponent, bool constant) {
  const flow_spec &spec = find_flow(w.flow);
  setup s;
  s.n = 60, s.m = 50, s.d = 2;
  s.options = [&](option_set &o) {
    o.set_text("approximation", w.approximation);
    o.set_text("kernel", w.kernel);
    o.set_text("scale", w.scale);
    o.set_integer("landmarks", 20);
    o.set_integer("batch_size", 20);
    o.set_integer("error_rows", 10);
    o.set_real("approximation_tolerance", 0);
    o.set_real("bandwidth", std::string(w.scale) == "none" ? std::ldexp(0.75, exponent) : 0.75);
    if (std::string(w.approximation) == "cells") o.set_real("cutoff", 1e-2);
  };
  motion m = stay(s.n, s.d);
  m.scale = std::ldexp(1, exponent);
  world made = make_world(spec, s, m);
  pair::profile own;
  own.callback = inverse_quadratic;
  if (w.own_kernel) made.run->set_own_kernel(std::make_shared<pair::profile>(own));
  if (!constant) return made;
  for (size_t i = 1; i < made.particles->x.size(); i += 2) made.particles->x[i] = std::ldexp(0.1, exponent);
  sample_cloud &samples = const_cast<sample_cloud &>(made.samples->samples());
  for (size_t i = 1; i < samples.x.size(); i += 2) samples.x[i] = std::ldexp(0.1, exponent);
  return made;
}

}  // namespace

TEST_CASE("extremes: a drift of lengths times 2^k, k to +-490, is the drift times its power to the bit, with and without a constant coordinate") {
  for (const way &w : ways)
    for (const bool constant : {false, true}) {
      INFO(std::string(w.flow) << " by " << std::string(w.approximation) << ", scale " << std::string(w.scale) << (constant ? ", a constant coordinate" : ""));
      world near = world_of(w, 0, constant);
      const std::vector<double> v = drift_of(near);
      for (const double each : v) REQUIRE(std::isfinite(each));
      for (const int k : {-490, -300, -40, 40, 300, 490}) {
        INFO("lengths times 2^" << k);
        world far = world_of(w, k, constant);
        const std::vector<double> u = drift_of(far);
        int different = 0;
        for (size_t i = 0; i < v.size(); ++i) different += u[i] != std::ldexp(v[i], -k);
        CHECK(different == 0);
      }
    }
}

TEST_CASE("extremes: cells where lengths overflow, or a place is not a number: an error, or numbers that are finite") {
  const double infinite = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
  for (const char *flow : {"svgd", "mmd"})
    for (const double bandwidth : {1e308, 1e-308, 1.0})
      for (const double place : {1e308, -1e308, none, infinite}) {
        INFO(std::string(flow) << " with bandwidth " << bandwidth << " and " << place);
        world w = world_of({flow, "cells", "gaussian", "none", false}, 0, false);
        w.run->editable_options().set_real("bandwidth", bandwidth);
        w.run->bind();
        w.particles->x[3] = place, w.particles->x[8] = -place;  // after bind, as from a checkpoint
        try {
          for (const double each : drift_of(w)) CHECK(std::isfinite(each));
        } catch (const error &e) {
          CHECK(e.code() == WGF_E_NUMERIC);
        }
      }
}
