// The options of a kernel and the bandwidth they choose.
#include <cmath>
#include <string>

#include "kernels/kernel.h"
#include "pair/profile.h"
#include "base/text.h"

namespace wgf {

namespace {

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
