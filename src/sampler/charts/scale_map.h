// A triangular change of coordinates for densities whose width differs from place to place (funnels, hierarchies) or whose ridges bend. In standard
// units, coordinate after coordinate in an order of its own:
//   w_i = c_i + sum_p B_ip w_p + sum_q Q_iq w_q^2 + exp(a_i + sum_j b_ij w_j) y_i,   p, q, j before i,
// and y = A z with a triangular A. Papaspiliopoulos, Roberts, Skoeld 2007 for the transformation; here its terms are learnt.
#pragma once

#include <vector>

#include "sampler/charts/affine_chart.h"

namespace wgf {

class scale_map : public chart {
 public:
  struct term {
    int64_t of;
    double by;
  };
  struct row {  // of one coordinate
    int64_t index = 0;
    double centre = 0, log_scale = 0;
    std::vector<term> linear, square, drivers;
  };

  explicit scale_map(int64_t d) : d_(d), centre_(static_cast<size_t>(d)), scale_(static_cast<size_t>(d), 1.0), inner_(d), w_(static_cast<size_t>(d)) {}

  void forward(int64_t n, const double *z, double *x, double *log_jacobian) const override;
  void inverse(int64_t n, const double *x, double *z) const override;
  void pull(int64_t n, const double *z, const double *x, const double *score, double *g) const override;

  void set(const std::vector<double> &centre, const std::vector<double> &scale, std::vector<row> rows);
  // The mean and the covariance of y at n places x become c and A A^T, so that z is standard. False: they do not have any.
  bool whiten(int64_t n, const double *x);
  double log_determinant() const { return inner_.log_determinant(); }  // of A: what the log Jacobian leaves out, in standard units

  const std::vector<row> &rows() const { return rows_; }
  bool curved() const;  // anything but linear
  void archive(wgf::archive &bytes);

 private:
  void raise(const double *y, double *log_jacobian) const;
  void lower(const double *w, double *y) const;
  void pull_row(const double *x, const double *score, double *adjoint) const;
  double *room_for(int64_t n) const;
  void archive_row(wgf::archive &bytes, row &r) const;

  int64_t d_;
  std::vector<double> centre_, scale_;
  std::vector<row> rows_;
  affine_chart inner_;
  mutable std::vector<double> y_, w_;  // of a pass: a step allocates nothing
};

}  // namespace wgf
