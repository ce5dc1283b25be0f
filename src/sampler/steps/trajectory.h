// Leapfrog trajectories of several chains at once, in the coordinates z of a chart: p += h/2 g(z), z += h p, p += h/2 g(z), each with its own length
// but all with the same number of steps.
#pragma once

#include <vector>

#include "core/flow_spec.h"
#include "sampler/charts/chart.h"

namespace wgf {

// Where n chains are: z, x = T(z), the score in x, g = the gradient in z of height = log pi(x) + log |det T'(z)|.
struct chain_points {
  chain_points(int64_t n, int64_t d);
  void copy_row(int64_t to, const chain_points &from, int64_t row);
  void swap_chart(const chart &now, std::vector<double> &log_jacobian);  // z, g, height anew, from x, score and log_density
  void archive(wgf::archive &bytes);

  int64_t n, d;
  std::vector<double> z, x, score, g, log_density, height;
};

class trajectory {
 public:
  trajectory(int64_t n, int64_t d);

  // Of the chains `who`: from row who[r] of `from` with momentum row who[r] of `p`.
  void begin(const std::vector<int64_t> &who, const chain_points &from, const std::vector<double> &p, double h, int64_t steps);
  const request *advance(const chart &t);  // null: all steps are done

  int64_t rows() const { return rows_; }
  bool failed(int64_t row) const { return failed_[static_cast<size_t>(row)] != 0; }
  const chain_points &at() const { return at_; }  // row r: the end of chain who[r]
  const double *momentum(int64_t row) const { return p_.data() + row * at_.d; }

 private:
  void kick(double by);
  void drift(const chart &t);
  void take_answer(const chart &t);

  chain_points at_;
  std::vector<double> p_, log_jacobian_, back_;  // back_: x of each row where it began
  std::vector<uint8_t> failed_, rejected_;
  int64_t rows_ = 0, left_ = 0;
  double h_ = 0;
  bool waiting_ = false;
  request request_;
};

}  // namespace wgf
