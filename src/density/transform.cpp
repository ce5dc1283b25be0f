#include "density/transform.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/text.h"
#include "base/status.h"
#include "density/stick_breaking.h"
#include "base/parallel.h"

namespace wgf {

transform::transform(int64_t user_dim) : user_dim_(user_dim), dim_(user_dim) {
  blocks_.reserve(static_cast<size_t>(user_dim));
  for (int64_t k = 0; k < user_dim; ++k) blocks_.push_back({shape::free, k, k, 1, 0, 0});
}

namespace {

std::string range_text(int64_t first, int64_t count) {
  return count == 1 ? "coordinate " + std::to_string(first)
                    : "coordinates " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

void require_inside(int64_t first, int64_t count, int64_t user_dim) {
  if (first < 0 || count < 1 || count > user_dim || first > user_dim - count)
    fail(WGF_E_ARGUMENT, "first is " + std::to_string(first) + " and count is " + std::to_string(count) +
                             "; allowed is a part of the " + std::to_string(user_dim) + " coordinates 0 to " +
                             std::to_string(user_dim - 1));
}

// Both ends infinite is allowed: no bound.
void require_interval(int64_t coordinate, double lower, double upper) {
  const bool open = std::isinf(lower) || std::isinf(upper);
  if (lower < upper && lower < INFINITY && upper > -INFINITY && (open || std::isfinite(upper - lower))) return;
  fail(WGF_E_ARGUMENT, "the bounds of coordinate " + std::to_string(coordinate) + " are " + to_text(lower) + " and " +
                           to_text(upper) + "; allowed is lower < upper, with -INFINITY or INFINITY for none");
}

}  // namespace

void transform::bound(int64_t coordinate, double lower, double upper) {
  require_inside(coordinate, 1, user_dim_);
  take_bound(coordinate, lower, upper);
  rebuild();
}

void transform::bounds(const double *lower, const double *upper) {
  for (int64_t k = 0; k < user_dim_; ++k) {
    take_bound(k, lower[k], upper[k]);
    breathe(200);
  }
  rebuild();
}

void transform::take_bound(int64_t coordinate, double lower, double upper) {
  require_interval(coordinate, lower, upper);
  const bool below = std::isfinite(lower), above = std::isfinite(upper);
  const shape kind = below && above ? shape::both : below ? shape::lower
                                                : above   ? shape::upper
                                                          : shape::free;
  const auto at = std::partition_point(blocks_.begin(), blocks_.end(),
                                       [&](const block &b) { return b.user_first + b.count <= coordinate; });
  if (at->count > 1 && kind == shape::free) return;
  if (at->count > 1) fail_second(*at);
  *at = {kind, coordinate, 0, 1, lower, upper};
}

void transform::simplex(int64_t first, int64_t count) { join({shape::simplex, first, 0, count, 0, 0}); }
void transform::ordered(int64_t first, int64_t count) { join({shape::ordered, first, 0, count, 0, 0}); }

void transform::join(const block &next) {
  require_inside(next.user_first, next.count, user_dim_);
  require(next.count >= 2, WGF_E_ARGUMENT, "count is 1; allowed is at least 2");
  const auto inside = [&](const block &b) {
    return b.user_first + b.count > next.user_first && b.user_first < next.user_first + next.count;
  };
  for (const block &b : blocks_)
    if (inside(b) && b.kind != shape::free) fail_second(b);
  blocks_.erase(std::remove_if(blocks_.begin(), blocks_.end(), inside), blocks_.end());
  blocks_.push_back(next);
  rebuild();
}

void transform::fail_second(const block &taken) {
  fail(WGF_E_ARGUMENT, range_text(taken.user_first, taken.count) + " cannot have a second constraint");
}

void transform::rebuild() {
  const auto earlier = [](const block &a, const block &b) { return a.user_first < b.user_first; };
  std::sort(blocks_.begin(), blocks_.end(), earlier);
  dim_ = 0;
  identity_ = true;
  for (block &b : blocks_) {
    b.first = dim_;
    dim_ += b.kind == shape::simplex ? b.count - 1 : b.count;
    identity_ = identity_ && b.kind == shape::free;
  }
}

namespace {

// Measured from the nearer bound, so that rounding cannot leave the interval.
double between(double lower, double upper, double u) {
  return u < 0 ? lower + (upper - lower) * logistic(u) : upper - (upper - lower) * logistic(-u);
}

void add_gaps(int64_t count, const double *u, double *x) {
  x[0] = u[0];
  for (int64_t k = 1; k < count; ++k) x[k] = x[k - 1] + std::exp(u[k]);
}

}  // namespace

namespace {

double row_ns(int64_t d) { return 10 + 10 * static_cast<double>(d); }

}  // namespace

void transform::constrain(int64_t n, const double *u, double *x) const {
  for (int64_t i = 0; i < n; ++i, u += dim_, x += user_dim_) {
    for (const block &b : blocks_) constrain(b, u + b.first, x + b.user_first);
    breathe(row_ns(dim_));
  }
}

void transform::constrain(const block &b, const double *u, double *x) {
  switch (b.kind) {
    case shape::free: *x = *u; break;
    case shape::lower: *x = b.lower + std::exp(*u); break;
    case shape::upper: *x = b.upper - std::exp(*u); break;
    case shape::both: *x = between(b.lower, b.upper, *u); break;
    case shape::simplex: break_stick(b.count, u, x); break;
    case shape::ordered: add_gaps(b.count, u, x); break;
  }
}

namespace {

// The first coordinate that is not allowed, or count.
int64_t take_gaps(int64_t count, const double *x, double *u) {
  u[0] = x[0];
  for (int64_t k = 1; k < count; ++k) {
    if (!(x[k] > x[k - 1])) return k;
    u[k] = std::log(x[k] - x[k - 1]);
  }
  return count;
}

int64_t first_not_finite(int64_t count, const double *v) {
  return std::find_if(v, v + count, [](double value) { return !std::isfinite(value); }) - v;
}

}  // namespace

bool transform::unconstrain(int64_t n, const double *x, double *u, int64_t *row, int64_t *coordinate) const {
  for (int64_t i = 0; i < n; ++i, u += dim_, x += user_dim_) {
    for (const block &b : blocks_) {
      const int64_t bad = unconstrain(b, x + b.user_first, u + b.first);
      if (bad == b.count) continue;
      *row = i;
      *coordinate = b.user_first + bad;
      return false;
    }
    breathe(row_ns(dim_));
  }
  return true;
}

// A point on a bound has no finite coordinates: refused like one outside.
int64_t transform::unconstrain(const block &b, const double *x, double *u) {
  const int64_t bad = first_not_finite(b.count, x);
  if (bad < b.count) return bad;
  switch (b.kind) {
    case shape::free: *u = *x; break;
    case shape::lower: *u = std::log(*x - b.lower); break;
    case shape::upper: *u = std::log(b.upper - *x); break;
    case shape::both: *u = std::log(*x - b.lower) - std::log(b.upper - *x); break;
    case shape::simplex: return join_stick(b.count, x, u);
    case shape::ordered: return take_gaps(b.count, x, u);
  }
  return std::isfinite(*u) ? 1 : 0;
}

void transform::pull_back(int64_t n, const double *u, const double *user_score, double *log_density,
                          double *score) const {
  for (int64_t i = 0; i < n; ++i, u += dim_) {
    breathe(row_ns(dim_));
    if (log_density)
      for (const block &b : blocks_) log_density[i] += log_jacobian(b, u + b.first);
    if (!score) continue;
    for (const block &b : blocks_)
      pull_back(b, u + b.first, user_score + i * user_dim_ + b.user_first, score + i * dim_ + b.first);
  }
}

namespace {

void gaps_pull_back(int64_t count, const double *u, const double *user_score, double *score) {
  double sum = 0;
  for (int64_t k = count - 1; k > 0; --k) {
    sum += user_score[k];
    score[k] = std::exp(u[k]) * sum + 1;
  }
  score[0] = sum + user_score[0];
}

}  // namespace

double transform::log_jacobian(const block &b, const double *u) {
  switch (b.kind) {
    case shape::free: break;
    case shape::lower:
    case shape::upper: return *u;
    case shape::both: return std::log(b.upper - b.lower) + log_slope(*u);
    case shape::simplex: return stick_log_jacobian(b.count, u);
    case shape::ordered: return std::accumulate(u + 1, u + b.count, 0.0);
  }
  return 0;
}

void transform::pull_back(const block &b, const double *u, const double *user_score, double *score) {
  const double g = *user_score;
  switch (b.kind) {
    case shape::free: *score = g; break;
    case shape::lower: *score = std::exp(*u) * g + 1; break;
    case shape::upper: *score = 1 - std::exp(*u) * g; break;
    case shape::both: *score = (b.upper - b.lower) * logistic(*u) * logistic(-*u) * g - std::tanh(*u / 2); break;
    case shape::simplex: stick_pull_back(b.count, u, user_score, score); break;
    case shape::ordered: gaps_pull_back(b.count, u, user_score, score); break;
  }
}

}  // namespace wgf
