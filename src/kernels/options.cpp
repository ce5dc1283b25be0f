// The options of a kernel and the bandwidth they choose.
#include <cmath>
#include <string>

#include "kernels/kernel.h"
#include "pair/profile.h"

namespace wgf {

namespace {

constexpr const char *approximations =
    "How the sums over pairs are computed, in O(n d) memory; all but exact take less than n^2 time and give wgf_stats an estimate of their error. "
    "nystrom: through landmarks, best for wide kernels. random_batch: within random batches, unbiased, for any kernel. cells: without the pairs "
    "where the kernel has died out, for narrow kernels in up to 3 dimensions.";

std::string profile_names() {
  std::string names;
  for (int i = 0; i < pair::profile_count(); ++i) names += std::string(pair::profile_at(i).name) + " ";
  return names + "linear";
}

}  // namespace

option_table kernel_options(const char *default_kernel, const char *default_rule) {
  static const std::string names = profile_names();
  return {
      text_option("kernel", default_kernel, names.c_str(),
                  "Kernel: a function of |x-y|/bandwidth, or linear, <x,y> + 1, which matches means and covariances only."),
      real_option("exponent", 0, -10, 10, "Exponent of the kernels that have one (imq, rational_quadratic, riesz); 0 takes the kernel's own default."),
      real_option("bandwidth", 0, 0, unbounded, "Length scale of the kernel, in units of the coordinates (with scale coordinate, of their standard deviations); 0 takes it by bandwidth_rule: from the samples where there are any, else from the particles.")
          .in_length(1)
          .pure_with("scale", "coordinate"),
      text_option("bandwidth_rule", default_rule, "median svgd mean",
                  "median: the median distance. svgd: sqrt(median squared distance / (2 log(n+1))), which makes the kernel sums about 1 "
                  "(Liu and Wang 2016). mean: the root mean squared distance. From 4096 particles on a median is that of 131072 random pairs, whose rank "
                  "has a standard error of 0.14 % of all pairs. Where most pairs coincide the mean stands for a median of 0, and where all samples do, "
                  "the mean over particles and samples together."),
      integer_option("bandwidth_every", 1, 1, int64_t{1} << 53, "Renew a bandwidth taken by a rule every this many steps."),
      text_option("scale", "none", "none coordinate",
                  "coordinate: measure distances in units of each coordinate's standard deviation at bind. It breaks rotation equivariance."),
      text_option("precision", "double", "double float",
                  "Arithmetic of the pair sums, or along the lines of slices; sums are carried in double either way. Values of sums, an MMD^2 and energies, are "
                  "good to some 2^-53, with float 2^-24, of the kernel's values, however near the clouds are; of linear, to that part of themselves."),
  };
}

int kernel_length_power(const option_set &options, const pair::profile *own_kernel) {
  return !own_kernel && options.text("kernel") == "linear" ? 2 : 0;
}

option_table approximation_options(const char *choices) {
  static const std::string with_sliced = std::string(approximations) +
                                         " sliced: by sorting along random directions, unbiased, for the kernel riesz with exponent 1.";
  const bool sliced = std::string(choices).find("sliced") != std::string::npos;
  option_table table{
      text_option("approximation", "exact", choices, sliced ? with_sliced.c_str() : approximations),
      integer_option("landmarks", 1000, 1, int64_t{1} << 20, "nystrom: landmarks, drawn anew in every step; their matrix takes 8 landmarks^2 bytes."),
      integer_option("batch_size", 1000, 2, int64_t{1} << 31, "random_batch: particles in a batch."),
      real_option("cutoff", 1e-4, 0, 1, "cells: pairs are left out where the kernel is below this part of its value at distance 0; 0 leaves out none."),
      real_option("approximation_tolerance", -1, -1, unbounded,
                  "A step whose drift is off by more than this takes the exact sums. 0: never. -1: 0.1 for nystrom and cells, whose errors are the same "
                  "in every step; never for the others, whose noise averages out."),
      integer_option("error_rows", 256, 1, int64_t{1} << 31,
                     "Particles whose drift is computed exactly to estimate the relative L2 error of an approximation."),
  };
  if (sliced) table.add({integer_option("slices", 50, 1, int64_t{1} << 31, "sliced: directions, drawn anew in every step.")});
  return table;
}

pair::profile chosen_profile(const option_set &options, const pair::profile *own_kernel) {
  if (own_kernel) return *own_kernel;
  pair::profile chosen;
  chosen.index = pair::find_profile(options.text("kernel").c_str());
  if (chosen.index < 0) fail(WGF_E_UNSUPPORTED, options.owner() + " needs a kernel of the distance, and \"" + options.text("kernel") + "\" is none");
  const pair::profile_spec &spec = pair::profile_at(chosen.index);
  const double exponent = options.real("exponent");
  chosen.shape = exponent == 0 ? spec.shape_default : exponent;
  if (*spec.shape_name && !(chosen.shape >= spec.shape_min && chosen.shape <= spec.shape_max))
    fail(WGF_E_OPTION, options.owner() + ": option \"exponent\" is " + to_text(chosen.shape) + "; the kernel \"" + spec.name + "\" allows " +
                           to_text(spec.shape_min) + " to " + to_text(spec.shape_max));
  return chosen;
}

}  // namespace wgf
