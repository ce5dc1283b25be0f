// Weights of two clouds as masses with equal sums, without rounding.
#pragma once

#include <cstdint>
#include <vector>

#include "solve/exact.h"
#include "transport/exact/integer_masses.h"

namespace wgf {

class exact_masses {
 public:
  // Positive weights. Sums that rounding tells apart are made equal by y[spare], which should be heavy and near the others; else those of
  // y are scaled to the sum of x, each to 2^-104 of itself.
  exact_masses(const std::vector<double> &x, const std::vector<double> &y, int64_t spare);

  explicit exact_masses(const integer_masses &masses);

  exact x(int64_t i) const;
  exact y(int64_t j) const;
  double share(const exact &mass) const { return mass.rounded() / total_; }  // of the total

 private:
  const integer_masses *whole_ = nullptr;
  const std::vector<double> *x_ = nullptr, *y_ = nullptr;
  int64_t spare_ = -1;
  double_double scale_{1, 0};
  exact spare_mass_;
  double total_;
};

}  // namespace wgf
