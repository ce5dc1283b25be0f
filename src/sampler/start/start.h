// Where many chains start: a few quasi-Newton paths, the best Gaussian along each (Zhang, Carpenter, Gelman, Vehtari 2022, Pathfinder), its curvature
// put right, and draws from these Gaussians.
#pragma once

#include <vector>

#include "core/flow_spec.h"
#include "sampler/start/ascent.h"
#include "sampler/start/gaussian_fit.h"

namespace wgf {

class start {
 public:
  start(int64_t n, int64_t d, bool paths);  // paths: else the chains start where the particles are

  const request *advance(const particles &cloud);  // null: done
  void forget();                                   // begin anew

  // Then: the chains, and the Gaussian that fits best.
  const std::vector<double> &x() const { return x_; }
  const std::vector<double> &score() const { return score_; }
  const std::vector<double> &log_density() const { return log_density_; }
  const gaussian_fit &best() const { return fits_[static_cast<size_t>(best_)]; }
  bool climbs() const { return climbs_; }
  double width() const;    // of the density at the first chain, as its score tells: sqrt(d) / |score|
  int64_t places() const;  // Gaussians that are apart

 private:
  enum class stage { look,
                     climb,
                     weigh,
                     bend,
                     place,
                     done };

  const request *ask(const particles &cloud);
  void digest(const particles &cloud);
  const request *ask_at(int64_t count, int32_t wants);
  double *point(int64_t i) { return points_.data() + i * d_; }
  double height(int64_t i) const;
  bool due(int64_t k) const;
  const double *score_at(int64_t i) const { return given_score_.data() + i * d_; }
  void gather_climbers();
  void gather_draws(const particles &cloud);
  void gather_bends();
  void gather_places(const particles &cloud);
  void stay(const particles &cloud);
  void set_out(const particles &cloud);
  void follow_climbs();
  void weigh();
  void choose();
  void follow_bend();
  void settle();
  void go_on_climbing();
  void begin_bend(int64_t path);

  int64_t n_, d_, paths_;
  bool climbs_;
  stage stage_ = stage::look;
  std::vector<ascent> ascents_;
  std::vector<gaussian_fit> fits_;
  std::vector<int64_t> asked_;           // paths, or chains, of the request
  std::vector<int64_t> representative_;  // of each path: the one whose Gaussian stands for it; -1 none
  int64_t best_ = 0, bending_ = 0, round_ = 0, tries_ = 0;
  uint64_t turn_ = 0;  // requests so far: whose random numbers they take
  bool waiting_ = false;
  std::vector<double> x_, score_, log_density_, noise_, points_, given_log_density_, given_score_;
  std::vector<dense_matrix> factors_;  // of the draws that are weighed
  std::vector<uint8_t> rejected_, placed_;
  symmetric_eigen eigen_;
  request request_;
};

}  // namespace wgf
