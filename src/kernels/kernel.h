// A kernel as flows and discrepancies use it: sums over a weighted cloud. Chosen by options: a radial profile with a bandwidth
// (sums by the pair sweep), or "linear", k = <x,y> + 1 (sums by moments); or the user's own profile or features.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "core/flow_spec.h"
#include "core/options.h"
#include "parallel.h"

namespace wgf {

namespace pair {
class workspace;
}

struct cloud {
  int64_t n;
  const double *x, *w;  // n x d; weights sum to 1; weight 0 leaves a particle out
};

class kernel {
 public:
  explicit kernel(int64_t d) : d_(d) {}
  virtual ~kernel() = default;

  // Chooses the bandwidth by the rule, from the particles of both clouds (`other` may be empty). No effect when it is fixed.
  virtual void adapt(const cloud &own, const cloud &other) = 0;
  virtual double bandwidth() const { return std::numeric_limits<double>::quiet_NaN(); }  // NaN: has none
  virtual void archive(wgf::archive &) {}

  // out_i = sum_j w_j [ k(x_i, y_j) p_j + grad_{y_j} k(x_i, y_j) ]
  virtual void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) = 0;

  // gradient_i = sum_j w_j grad_{x_i} k(x_i, y_j); value_i = sum_j w_j k(x_i, y_j). Either may be null. Singular self-pairs count as 0.
  virtual void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) = 0;

  // sum_ij w_i w_j k(y_i, y_j), singular self-pairs as 0. room: y.n numbers to work in.
  virtual double self_energy(const cloud &y, double *room);

  // out_i = the gradient at x_i of the witness of `other` less that of `own`. room: n x d numbers to work in.
  virtual void pull(int64_t n, const double *x, const cloud &own, const cloud &other, double *out, double *room);

  // The squared MMD of two clouds and its gradient in x (or null), from differences of their features, where the kernel knows these: sums of
  // kernel values would cancel. False: it does not.
  virtual bool squared_mmd(const cloud & /*x*/, const cloud & /*y*/, bool /*unbiased*/, double * /*gradient*/, double * /*value*/) { return false; }

  // Where stein and pull are approximated (witness never is): the random numbers of this step, and the relative L2 error of the last of
  // these sums, estimated. NaN: exact.
  virtual void begin(uint64_t /*seed*/, int64_t /*step*/) {}
  virtual double approximation_error() const { return std::numeric_limits<double>::quiet_NaN(); }
  virtual bool approximation_refused() const { return false; }  // the last of these sums was exact, because its approximation was too far off

 protected:
  int64_t d_;
};

// Options "kernel", its shape, "bandwidth", "bandwidth_rule", "bandwidth_every", "scale", "precision".
option_table kernel_options(const char *default_kernel, const char *default_rule);

// The power of length that the kernel's value is of: 0, a pure number, or 2 of "linear".
int kernel_length_power(const option_set &options, const pair::profile *own_kernel);

// Option "approximation" and those of each way, for flows that use stein or pull; choices: the ways that apply.
option_table approximation_options(const char *choices);

struct kernel_request {
  const option_set &options;
  const pair::profile *own_kernel;  // or null
  const feature_map *features;      // or null
  int64_t n, m, d;                  // largest sums that will be asked for
  uint64_t seed;
  workers &pool;
  context *host = nullptr;  // for log lines
};
std::unique_ptr<kernel> make_kernel(const kernel_request &r);

// A radial kernel of a given bandwidth, whatever the options say of kernels; r.options need only hold "precision".
std::unique_ptr<kernel> make_radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r);

// The radial profile that the options name (or the user's own), with its shape number.
pair::profile chosen_profile(const option_set &options, const pair::profile *own_kernel);

// The bandwidth by "bandwidth", or by "bandwidth_rule" from those of `other` (a target's samples) that have a weight, when it has particles, else
// from `own`'s.
// scale: d divisors of the coordinates, or null. 0 where all are at one place, and there is no length to be had.
double chosen_bandwidth(const option_set &options, const cloud &own, const cloud &other, const double *scale, int64_t d, uint64_t seed,
                        pair::workspace &scratch, workers &pool);

// Room in `scratch` for the rule, for clouds of up to n particles.
void reserve_for_bandwidth(const option_set &options, int64_t n, int64_t d, int threads, pair::workspace &scratch);

// Standard deviations of the coordinates; 1 where there is none.
std::vector<double> coordinate_scale(const cloud &c, int64_t d);

}  // namespace wgf
