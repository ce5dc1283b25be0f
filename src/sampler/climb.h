// The way of chains that were started far away: each climbs its own log density, by limited-memory quasi-Newton steps with backtracking, while it
// gains much more than a draw from a mode could. One look at the target a step. Nothing is learnt from other chains and no chain is put where
// another is.
#pragma once

#include <cstdint>
#include <vector>

#include "base/archive.h"

namespace wgf {

class climb {
 public:
  // All end before step `steps`.
  climb(int64_t steps, int64_t n, int64_t d);

  // Chains were put where they are.
  void begin(int64_t step, const double *x, const double *score, const double *log_density);
  bool climbs(int64_t i) const { return climbing_[static_cast<size_t>(i)] != 0; }
  bool any() const { return left_ > 0; }

  // Where chain i, here now, looks next. Its first look is a distance sqrt(h) away; where it starts anew comes of the noise, d normals.
  void look(int64_t i, const double *x, const double *score, double h, const double *noise, double *out) const;

  struct place {
    const double *x, *score;
    double log_density;  // -infinity: rejected
  };
  enum class move {
    stay,
    go,    // to where it looked
    back,  // to camp(i); it climbs no more
  };
  move judge(int64_t step, int64_t i, const place &here, const place &there);
  place camp(int64_t i) const;

  // After the step: chains whose climb has ended far below the others climb again from elsewhere.
  void start_anew(int64_t step, const double *log_density);

  void archive(wgf::archive &bytes);

 private:
  static constexpr int64_t memory = 10;
  double *pair(int64_t i, int64_t k) { return pairs_.data() + ((i * memory + k % memory) * 2) * d_; }
  const double *pair(int64_t i, int64_t k) const { return pairs_.data() + ((i * memory + k % memory) * 2) * d_; }
  bool quasi_newton(int64_t i, const double *score, double *out) const;
  bool learn(int64_t i, const place &here, const place &there);
  void shorten(int64_t i, double gain, double slope);
  void remember_law(const double *x);
  void set_out(int64_t i, const place &from);
  void pitch(int64_t i, const place &at);
  move judge_climb(int64_t i, const place &here, const place &there);
  move arrive(int64_t i, const place &there);

  int64_t steps_, n_, d_, left_ = 0;
  std::vector<uint8_t> climbing_, climbed_, anew_;         // climbed: has gained what no draw of a mode gains; anew: looks for a new start
  std::vector<int64_t> learnt_, since_;                    // pairs so far; looks since the last such gain
  std::vector<double> base_;                               // log density at that gain
  std::vector<double> reach_, pairs_;                      // share of the quasi-Newton step; moves and the score's fall over them
  std::vector<double> camp_x_, camp_score_, camp_height_;  // where a climb ends: where it began, or at the depth of draws below its top
  std::vector<double> centre_, width_, sorted_;            // of all starts
};

}  // namespace wgf
