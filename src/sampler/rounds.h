// Where one linear change of coordinates does not suit a density: rounds of the sampler's own steps, at whose ends the coordinates are learnt anew from
// the last two thirds of where all chains were.
#pragma once

#include "sampler/steps/local_step.h"
#include "sampler/row_store.h"
#include "sampler/steps/step_size.h"

namespace wgf {

class rounds {
 public:
  rounds(int64_t n, int64_t d);

  void begin(double h);
  void tune(double h);  // the last round alone
  // After a step with this share of chains that needed no halving: true at the end of a round that learns, from rows().
  bool follow(double first_level, const chain_points &chains);
  void learnt() { rows_.clear(); }
  bool done() const { return round_ == count; }
  double h() const { return h_.now(); }
  const row_store &rows() const { return rows_; }
  void archive(wgf::archive &bytes);

 private:
  static constexpr int64_t count = 5, lengths[count] = {30, 60, 90, 100, 16};  // the last only tunes the step size

  int64_t round_ = 0, at_ = 0;
  step_size h_;
  row_store rows_;
};

}  // namespace wgf
