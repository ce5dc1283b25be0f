// When many short chains have told enough: the least effective number of draws of any coordinate, of its bulk, its tails and its spread; and R-hat.
#pragma once

#include "sampler/row_store.h"

namespace wgf {

struct mixing_state {
  double ess = 0;      // the least over all coordinates
  bool mixed = false;  // R-hat of each is below its bound (diagnostics/verdict/mixing.h)
};

// Effective numbers as in the R package posterior, of the coordinates that a quick look at the chains' means finds worst (four by their mean, four by their
// spread), or that quick look alone when it finds far less than wanted. Coordinates that do not vary say nothing. snapshots x chains x d.
mixing_state measure_mixing(int64_t snapshots, int64_t chains, int64_t d, const double *x, double wanted);

class stopping_rule {
 public:
  explicit stopping_rule(double ess) : ess_(ess), wanted_(ess) {}

  void restart(int64_t first);  // counting begins anew; snapshots before the first look
  // After so many snapshots: whether the rows are enough. Looks now and then, when the last look says that there may be.
  bool look(const row_store &rows, int64_t chains, int64_t d);
  void ask_for_more() { wanted_ += ess_; }
  bool content() const { return at_ == taken_ && at_ > 0 && last_.mixed && last_.ess >= wanted_ - ess_; }  // by a look just now
  // At the rate of the last look, when that was just now; 0 otherwise.
  double steps_to_go(int64_t steps_a_snapshot) const;
  void archive(wgf::archive &bytes);

 private:
  double ess_, wanted_;
  int64_t at_ = 0, next_ = 1, taken_ = 0;
  mixing_state last_;
};

}  // namespace wgf
