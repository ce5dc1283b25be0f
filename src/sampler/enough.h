// When many short chains have told enough: the least effective number of draws of any coordinate, of its bulk, its tails and its spread, and R-hat.
#pragma once

#include "sampler/row_store.h"

namespace wgf {

struct mixing {
  double ess = 0, rhat = 0;     // the least and the largest over all coordinates
  int64_t ess_of = 0, rhat_of = 0;  // which
};

// Effective numbers as in the R package posterior; coordinates that do not vary say nothing. snapshots x chains x d.
mixing measure_mixing(int64_t snapshots, int64_t chains, int64_t d, const double *x);

class stopping_rule {
 public:
  explicit stopping_rule(double ess) : ess_(ess), wanted_(ess) {}

  void restart();  // counting begins anew
  // After so many snapshots: whether the rows are enough. Looks now and then, when the last look says that there may be.
  bool look(const row_store &rows, int64_t chains, int64_t d);
  void ask_for_more() { wanted_ += ess_; }
  const mixing &last() const { return last_; }
  bool looked() const { return at_ > 0; }
  // At the rate of the last look, when that was just now; 0 otherwise.
  double steps_to_go(int64_t steps_a_snapshot) const;
  double wanted() const { return wanted_; }
  // R-hat of well mixed chains scatters about sqrt(1 + tau/n) for n draws a chain of autocorrelation time tau.
  static double rhat_bound(int64_t snapshots, int64_t chains, double ess);
  void archive(wgf::archive &bytes);

 private:
  double ess_, wanted_;
  int64_t at_ = 0, next_ = first, taken_ = 0;
  static constexpr int64_t first = 50;
  mixing last_;
};

}  // namespace wgf
