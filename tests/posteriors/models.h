#pragma once

#include "posterior.h"

namespace posteriors {

posterior eight_schools_centered(const std::string &data_folder);
posterior eight_schools_noncentered(const std::string &data_folder);
posterior gp_pois_regr(const std::string &data_folder);
posterior gp_regr(const std::string &data_folder);
posterior kidscore_interaction(const std::string &data_folder);
posterior low_dim_gauss_mix(const std::string &data_folder);
posterior logmesquite(const std::string &data_folder);
posterior blr(const std::string &data_folder);
posterior german_credit(const std::string &data_folder);

}  // namespace posteriors
