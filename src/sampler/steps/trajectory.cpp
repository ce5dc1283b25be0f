#include "sampler/steps/trajectory.h"

#include <algorithm>
#include <cmath>

#include "base/paced.h"

namespace wgf {

chain_points::chain_points(int64_t rows, int64_t dim) : n(rows), d(dim) {
  for (std::vector<double> *each : {&z, &x, &score, &g}) resize(*each, n * d);
  log_density.assign(static_cast<size_t>(n), -HUGE_VAL);
  height = log_density;
}

void chain_points::copy_row(int64_t to, const chain_points &from, int64_t row) {
  std::copy_n(from.z.begin() + row * d, d, z.begin() + to * d);
  std::copy_n(from.x.begin() + row * d, d, x.begin() + to * d);
  std::copy_n(from.score.begin() + row * d, d, score.begin() + to * d);
  std::copy_n(from.g.begin() + row * d, d, g.begin() + to * d);
  log_density[static_cast<size_t>(to)] = from.log_density[static_cast<size_t>(row)];
  height[static_cast<size_t>(to)] = from.height[static_cast<size_t>(row)];
}

void chain_points::swap_chart(const chart &now, std::vector<double> &log_jacobian) {
  std::vector<double> &there = g;  // x again, for its Jacobian
  now.inverse(n, x.data(), z.data());
  now.forward(n, z.data(), there.data(), log_jacobian.data());
  now.pull(n, z.data(), x.data(), score.data(), g.data());
  for (size_t i = 0; i < height.size(); ++i) height[i] = log_density[i] + log_jacobian[i];
}

void chain_points::archive(wgf::archive &bytes) {
  for (std::vector<double> *each : {&z, &x, &score, &g}) bytes.numbers(*each);
  bytes.log_densities(log_density);
  bytes.log_densities(height);
}

trajectory::trajectory(int64_t n, int64_t d)
    : at_(n, d), p_(static_cast<size_t>(n * d)), log_jacobian_(static_cast<size_t>(n)), back_(p_.size()), failed_(static_cast<size_t>(n)), rejected_(failed_.size()) {}

void trajectory::begin(const std::vector<int64_t> &who, const chain_points &from, const std::vector<double> &p, double h, int64_t steps) {
  rows_ = static_cast<int64_t>(who.size());
  left_ = rows_ > 0 ? steps : 0;
  h_ = h;
  waiting_ = false;
  for (int64_t r = 0; r < rows_; ++r) {
    const int64_t i = who[static_cast<size_t>(r)];
    at_.copy_row(r, from, i);
    std::copy_n(p.begin() + i * at_.d, at_.d, p_.begin() + r * at_.d);
    std::copy_n(from.x.begin() + i * at_.d, at_.d, back_.begin() + r * at_.d);
    failed_[static_cast<size_t>(r)] = 0;
  }
}

void trajectory::kick(double by) {
  for (int64_t q = 0; q < rows_ * at_.d; ++q) p_[static_cast<size_t>(q)] += by * at_.g[static_cast<size_t>(q)];
  breathe(static_cast<double>(rows_ * at_.d));
}

// A row that has failed asks where it began: the target is not shown what overflows.
void trajectory::drift(const chart &t) {
  const size_t d = static_cast<size_t>(at_.d);
  for (size_t q = 0; q < static_cast<size_t>(rows_) * d; ++q) at_.z[q] += h_ * p_[q];
  t.forward(rows_, at_.z.data(), at_.x.data(), log_jacobian_.data());
  for (size_t r = 0; r < static_cast<size_t>(rows_); ++r) {
    double *x = at_.x.data() + r * d;
    failed_[r] = failed_[r] || !std::isfinite(log_jacobian_[r]) || !std::all_of(x, x + d, [](double v) { return std::isfinite(v); });
    if (failed_[r]) std::copy_n(back_.begin() + static_cast<int64_t>(r * d), d, x);
  }
}

void trajectory::take_answer(const chart &t) {
  t.pull(rows_, at_.z.data(), at_.x.data(), at_.score.data(), at_.g.data());
  for (int64_t r = 0; r < rows_; ++r) {
    const size_t at = static_cast<size_t>(r);
    at_.height[at] = at_.log_density[at] + log_jacobian_[at];
    failed_[at] = failed_[at] || rejected_[at] || !std::isfinite(at_.height[at]);
    if (failed_[at]) std::fill_n(at_.g.begin() + r * at_.d, at_.d, 0.0);
  }
  kick(h_ / 2);
  --left_;
}

const request *trajectory::advance(const chart &t) {
  if (waiting_) take_answer(t);
  waiting_ = left_ > 0;
  if (!waiting_) return nullptr;
  kick(h_ / 2);
  drift(t);
  request_ = {WGF_LOG_DENSITY | WGF_SCORE, rows_, at_.d, -1, at_.x.data(), nullptr, {at_.log_density.data(), at_.score.data(), nullptr, rejected_.data()}};
  return &request_;
}

}  // namespace wgf
