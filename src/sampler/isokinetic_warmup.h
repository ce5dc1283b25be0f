// What the warm-up of microcanonical chains learns from all of them: a step size by the error of the energy, or by the acceptance, and the length along
// which a direction is to be forgotten, the root mean variance of a coordinate. Robnik and Seljak 2023; all chains together as in arXiv 2601.16696.
#pragma once

#include <cstdint>
#include <vector>

#include "base/archive.h"

namespace wgf {

class isokinetic_warmup {
 public:
  isokinetic_warmup(int64_t steps, int64_t n, int64_t d);

  bool active(int64_t step) const { return step < steps_; }

  // After a step: the factor that brings a step size nearer to the wanted square error of the energy, which grows as its sixth power, or to the acceptance.
  double by_error(double error, double wanted) { return factor((1 - error / wanted) / 6); }
  double by_acceptance(double acceptance, double wanted) { return factor(2 * (acceptance - wanted)); }

  // After a step: the chains' places. At half of the warm-up and at its end *length is renewed, by what was seen since a quarter and since half of it.
  void see(int64_t step, const double *x, double *length);

  void archive(wgf::archive &bytes);

 private:
  double factor(double change);
  void forget(const double *x);
  double root_mean_variance() const;

  int64_t steps_, n_, d_;
  double first_way_ = 0, since_turn_ = 0;  // up or down at first; steps since it was first the other
  double rows_ = 0;
  std::vector<double> from_, sum_, square_;  // from: a place among the chains, so that a far origin costs no digits
};

}  // namespace wgf
