#include "sampler/windowed_warmup.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "solve/symmetric_eigen.h"

namespace wgf {

namespace {

constexpr int64_t ends[] = {0, 8, 20, 36, 48}, most_leapfrogs = 4, most_repeats = 2;
constexpr double first_h = 0.5, least_restart = 0.3;

int64_t steps_of(int64_t window, int64_t steps) { return steps * ends[window + 1] / 48 - steps * ends[window] / 48; }

int64_t longest_window(int64_t steps) { return std::max<int64_t>(1, steps / 3 + 1); }

}  // namespace

windowed_warmup::windowed_warmup(const rules &how, int64_t n, int64_t d)
    : how_(how), n_(n), d_(d), h_(first_h), step_(n, d), rows_(std::min<int64_t>(longest_window(how.steps), 64), n, d), log_jacobian_(static_cast<size_t>(n)) {
  restart();
}

void windowed_warmup::restart() {
  window_ = at_ = repeats_ = 0;
  begun_ = false;
  rows_.clear();
  h_.restart(first_h, window_steps());
}

int64_t windowed_warmup::window_steps() const { return steps_of(std::min(window_, windows - 1), how_.steps); }

void windowed_warmup::begin(const particles &cloud, const chain_points &chains) {
  const uint64_t step = static_cast<uint64_t>(cloud.step);
  const double length = how_.length * (0.25 + 1.5 * uniform_at({cloud.seed, step, purpose::trajectory}, 0, 0)), h = h_.now();
  const int64_t leapfrogs = std::min<int64_t>(most_leapfrogs, static_cast<int64_t>(std::ceil(std::min(length / h, 1e6))));
  step_.begin({cloud.seed, step, purpose::momentum}, h, leapfrogs, chains);
  begun_ = true;
}

const request *windowed_warmup::advance(const particles &cloud, affine_chart &t, chain_points &chains) {
  if (!begun_) begin(cloud, chains);
  if (const request *ask = step_.advance(t, chains)) return ask;
  begun_ = false;
  follow(t, chains);
  return nullptr;
}

void windowed_warmup::follow(affine_chart &t, chain_points &chains) {
  h_.follow(step_.mean_chance(), how_.acceptance);
  ++at_;
  if (3 * at_ > window_steps()) rows_.add(chains);
  if (at_ == window_steps()) end_window(t, chains);
}

void windowed_warmup::end_window(affine_chart &t, chain_points &chains) {
  const bool last = window_ + 1 == windows;
  if (last && (settled(t) || repeats_ == most_repeats)) {
    ++window_;
    return;
  }
  const bool calm = window_ == 1 && rows_.rows() >= 16 * d_ && how_.steps >= 24 && settled(t);  // then there is little to learn in the third
  repeats_ += last;
  window_ += last ? 0 : calm ? 2
                             : 1;
  at_ = 0;
  if (t.learn(rows_.rows(), rows_.x())) chains.swap_chart(t, log_jacobian_);
  rows_.clear();
  h_.restart(std::max(h_.now(), least_restart), window_steps());
}

// The eigenvalues of the last window's covariance in its own coordinates, between 0.3 and 3 but for what so few rows scatter.
bool windowed_warmup::settled(const affine_chart &t) const {
  const int64_t rows = rows_.rows();
  if (rows < 8 * d_) return true;
  std::vector<double> z(static_cast<size_t>(rows * d_));
  t.inverse(rows, rows_.x(), z.data());
  affine_chart seen(d_);
  if (!seen.learn(rows, z.data())) return true;
  dense_matrix covariance(d_, d_);
  multiply_by_transposed(seen.factor(), seen.factor(), covariance);
  symmetric_eigen eigen(d_);
  return !eigen.compute(covariance) || (eigen.values().minCoeff() >= 0.3 && eigen.values().maxCoeff() <= 3);
}

void windowed_warmup::archive(wgf::archive &bytes) {
  bytes.count(window_, windows);
  bytes.count(at_);
  bytes.count(repeats_, most_repeats);
  h_.archive(bytes);
  rows_.archive(bytes);
}

}  // namespace wgf
