// A score compared with central differences of the log density, both in unconstrained coordinates.
#pragma once

#include "core/target.h"

namespace wgf {

// Where |given - differenced| / (1 + |differenced|) is largest; infinite where only the score is not finite. Rejected
// points and coordinates where a shifted point is rejected are left out.
struct score_check {
  double worst = 0;
  int64_t point = -1, coordinate = -1;
  double given = 0, differenced = 0;
};

// Fails with WGF_E_NUMERIC when nothing could be compared.
score_check check_score(target &t, int64_t n, const double *x, workers &pool);

}  // namespace wgf
