// The map between unconstrained coordinates u, where flows move, and the user's scale x, block by block.
// log|J| is the log absolute determinant of dx/du; for a simplex, of its first count-1 coordinates.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

class transform {
 public:
  explicit transform(int64_t user_dim);

  void bound(int64_t coordinate, double lower, double upper);  // infinite: none
  void bounds(const double *lower, const double *upper);       // of every coordinate
  void simplex(int64_t first, int64_t count);
  void ordered(int64_t first, int64_t count);

  bool identity() const { return identity_; }
  int64_t dim() const { return dim_; }
  int64_t user_dim() const { return user_dim_; }

  void constrain(int64_t n, const double *u, double *x) const;
  // False when a point is outside the bounds; then *row and *coordinate (user's scale) say where.
  bool unconstrain(int64_t n, const double *x, double *u, int64_t *row, int64_t *coordinate) const;
  // Turns the user's log density and score at x(u) into those of u: log_density += log|J|, score = J^T user_score + grad log|J|.
  // Either pair may be null.
  void pull_back(int64_t n, const double *u, const double *user_score, double *log_density, double *score) const;

 private:
  enum class shape : int32_t {
    free,
    lower,
    upper,
    both,
    simplex,
    ordered,
  };
  struct block {
    shape kind;
    int64_t user_first, first, count;  // count on the user's scale
    double lower, upper;
  };
  void take_bound(int64_t coordinate, double lower, double upper);
  void join(const block &next);  // several free coordinates become one block
  void rebuild();
  [[noreturn]] static void fail_second(const block &taken);
  static void constrain(const block &b, const double *u, double *x);
  static int64_t unconstrain(const block &b, const double *x, double *u);  // the first coordinate refused, or count
  static double log_jacobian(const block &b, const double *u);
  static void pull_back(const block &b, const double *u, const double *user_score, double *score);

  int64_t user_dim_, dim_;
  bool identity_ = true;
  std::vector<block> blocks_;
};

}  // namespace wgf
