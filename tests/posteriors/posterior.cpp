#include "posterior.h"

#include <stdexcept>

#include "models.h"

namespace posteriors {
namespace {

struct entry {
  const char *name;
  posterior (*load)(const std::string &data_folder);
};

// The names of posteriordb are also the names of the data folders.
constexpr entry catalogue[] = {
    {"eight_schools-eight_schools_centered", eight_schools_centered},
    {"eight_schools-eight_schools_noncentered", eight_schools_noncentered},
    {"gp_pois_regr-gp_pois_regr", gp_pois_regr},
    {"gp_pois_regr-gp_regr", gp_regr},
    {"kidiq-kidscore_interaction", kidscore_interaction},
    {"low_dim_gauss_mix-low_dim_gauss_mix", low_dim_gauss_mix},
    {"mesquite-logmesquite", logmesquite},
    {"sblrc-blr", blr},
    {"german_credit", german_credit},
};

}  // namespace

std::vector<std::string> posterior_names() {
  std::vector<std::string> names;
  for (const entry &e : catalogue) names.emplace_back(e.name);
  return names;
}

posterior load_posterior(const std::string &name, const std::string &data_folder) {
  for (const entry &e : catalogue)
    if (name == e.name) return e.load(data_folder);
  throw std::invalid_argument("no posterior is called " + name);
}

}  // namespace posteriors
