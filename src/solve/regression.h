// Least squares of one number on several others, from their moments.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// covariance: (m + 1) x (m + 1), of m explaining numbers and last the explained one, over `rows` rows. Fills m slopes and their standard errors.
// False: the explaining numbers do not determine them.
bool regress(int64_t m, int64_t rows, const std::vector<double> &covariance, std::vector<double> *slopes, std::vector<double> *errors);

}  // namespace wgf
