// The options of the approximations that apply to a flow's sums.
#include <deque>
#include <string>

#include "kernels/approximation.h"

namespace wgf {

namespace {

// Texts of option rows live as long as the process.
const char *kept(std::string text) {
  static std::deque<std::string> all;
  return all.emplace_back(std::move(text)).c_str();
}

std::string list_of(bool unbiased, const std::vector<const approximation_spec *> &which) {
  std::string names;
  for (const approximation_spec *spec : which)
    if (spec->unbiased == unbiased) names += (names.empty() ? "" : ", ") + std::string(spec->name);
  return names;
}

}  // namespace

option_table approximation_options(drift_kind kind) {
  std::vector<const approximation_spec *> which;
  for (const approximation_spec *spec : approximation_catalogue())
    if (kind == drift_kind::between_clouds || !spec->only_between_clouds) which.push_back(spec);
  std::string choices = "exact",
              text = "How the sums over pairs are computed, in O(n d) memory; all but exact take less than n^2 time and give wgf_stats an estimate of their error.";
  for (const approximation_spec *spec : which) {
    choices += std::string(" ") + spec->name;
    text += std::string(" ") + spec->name + ": " + spec->summary;
  }
  option_table table{text_option("approximation", "exact", kept(choices), kept(text))};
  for (const approximation_spec *spec : which) table.add(spec->options);
  const std::string tolerance = "A step whose drift is off by more than this takes the exact sums. 0: never. -1: 0.1 for " + list_of(false, which) +
                                ", whose errors are the same in every step; never for the others, whose noise averages out.";
  return table.add({real_option("approximation_tolerance", -1, -1, unbounded, kept(tolerance)),
                    integer_option("error_rows", 256, 1, int64_t{1} << 31,
                                   "Particles whose drift is computed exactly to estimate the relative L2 error of an approximation.")});
}

}  // namespace wgf
