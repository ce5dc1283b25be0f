// One step of generalised Hamiltonian Monte Carlo (Horowitz 1991; Neal 2020, arXiv 2001.11950, for the slice variable that is kept; Hoffman and
// Sountsov 2022 for many chains) whose leapfrog is halved where the energy asks for it (Bou-Rabee, Carpenter, Kleppe, Liu 2025, WALNUTS):
//   p <- sqrt(1 - a) p + sqrt(a) xi,  u <- ((u + 1 + a/2) mod 2) - 1,  a = 1 - exp(-2 h / T)
//   (z', p') = 2^c leapfrogs of h / 2^c for the first c at which |H' - H| <= delta; no c: p <- -p
//   from (z', -p'), a level below c passes too: the step could not be taken back, p <- -p
//   accepted when log |u| < H - H', then u <- u exp(H' - H); else p <- -p.
#pragma once

#include "sampler/steps/trajectory.h"

namespace wgf {

class local_step {
 public:
  local_step(int64_t n, int64_t d);

  void draw_momenta(const stream &noise);                                                // and slice variables, from their law
  void begin(const stream &noise, double h, double length, const chain_points &chains);  // length: T
  const request *advance(const chart &t, chain_points &chains);                          // null: the step is complete
  void forget();

  double first_level() const { return first_level_; }  // share of chains that needed no halving in the last step
  double mean_chance() const { return chance_; }       // mean of min(1, exp(H - H')) at the first level
  void archive(wgf::archive &bytes);

 private:
  enum class stage { idle,
                     forth,
                     back };

  double energy(const chain_points &at, const double *p, int64_t row) const;
  void refresh(const stream &noise, double alpha);
  void start_level(const chain_points &chains);
  void judge_level();
  void start_return();
  void judge_return();
  void finish(chain_points &chains);

  int64_t n_, d_, level_ = 0;
  double h_ = 0, first_level_ = 1, chance_ = 1;
  stage stage_ = stage::idle;
  trajectory path_;
  chain_points end_;
  std::vector<double> p_, u_, before_p_, before_u_, end_p_, energy_, xi_;
  std::vector<int64_t> who_, level_of_;
  std::vector<uint8_t> reversible_;
};

}  // namespace wgf
