#include "sampler/start/start.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/paced.h"
#include "base/random.h"

namespace wgf {

namespace {

constexpr int64_t most_paths = 8, draws_a_fit = 4, first_weighed = 4, most_bends = 6, most_tries = 20;
constexpr double bend_step = 0.5;
constexpr double worst_elbo = 10;  // nats below the best
constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

// Mean absolute deviation from the first particle, over all coordinates.
double spread(const particles &cloud) {
  double sum = 0;
  for (int64_t i = 1; i < cloud.n; ++i)
    for (int64_t k = 0; k < cloud.d; ++k) sum += std::abs(cloud.x[i * cloud.d + k] - cloud.x[k]) / static_cast<double>(cloud.n * cloud.d);
  return sum;
}

double size(int64_t d, const double *v) {
  double largest = 0, sum = 0;
  for (int64_t k = 0; k < d; ++k) largest = std::max(largest, std::abs(v[k]));
  for (int64_t k = 0; largest > 0 && k < d; ++k) sum += (v[k] / largest) * (v[k] / largest);
  return largest * std::sqrt(sum);
}

}  // namespace

start::start(int64_t n, int64_t d, bool paths)
    : n_(n), d_(d), paths_(std::min(n, most_paths)), climbs_(paths), ascents_(static_cast<size_t>(paths_), ascent(d)), fits_(static_cast<size_t>(paths_), gaussian_fit(d)),
      representative_(static_cast<size_t>(paths_), -1), factors_(static_cast<size_t>(paths_), dense_matrix::Identity(d, d)), eigen_(d) {
  const int64_t most = std::max({n, draws_a_fit * paths_, 2 * d});
  resize(points_, most * d);
  resize(given_score_, most * d);
  given_log_density_.resize(static_cast<size_t>(most));
  rejected_.resize(given_log_density_.size());
  asked_.reserve(given_log_density_.size());
  for (std::vector<double> *each : {&x_, &score_}) resize(*each, n * d);
  resize(noise_, std::max(n, draws_a_fit * paths_) * d);
  log_density_.assign(static_cast<size_t>(n), minus_infinity);
  placed_.assign(static_cast<size_t>(n), 0);
}

double start::height(int64_t i) const {
  return rejected_[static_cast<size_t>(i)] ? minus_infinity : given_log_density_[static_cast<size_t>(i)];
}

const request *start::ask_at(int64_t count, int32_t wants) {
  request_ = {wants, count, d_, -1, points_.data(), nullptr, {given_log_density_.data(), wants & WGF_SCORE ? given_score_.data() : nullptr, nullptr, rejected_.data()}};
  return &request_;
}

const request *start::advance(const particles &cloud) {
  if (waiting_) digest(cloud);
  waiting_ = stage_ != stage::done;
  ++turn_;
  return waiting_ ? ask(cloud) : nullptr;
}

void start::forget() {
  stage_ = stage::look;
  waiting_ = false;
  turn_ = 0;
  best_ = bending_ = round_ = tries_ = 0;
  std::fill(fits_.begin(), fits_.end(), gaussian_fit(d_));
  std::fill(representative_.begin(), representative_.end(), -1);
  std::fill(placed_.begin(), placed_.end(), uint8_t{0});
}

const request *start::ask(const particles &cloud) {
  asked_.clear();
  constexpr int32_t both = WGF_LOG_DENSITY | WGF_SCORE;
  switch (stage_) {
    case stage::look: std::copy_n(cloud.x, n_ * d_, points_.begin()); return ask_at(n_, both);
    case stage::climb: gather_climbers(); return ask_at(static_cast<int64_t>(asked_.size()), both);
    case stage::weigh: gather_draws(cloud); return ask_at(static_cast<int64_t>(asked_.size()) * draws_a_fit, WGF_LOG_DENSITY);
    case stage::bend: gather_bends(); return ask_at(2 * d_, both);
    case stage::place: gather_places(cloud); return ask_at(static_cast<int64_t>(asked_.size()), both);
    case stage::done: break;
  }
  return nullptr;
}

void start::digest(const particles &cloud) {
  switch (stage_) {
    case stage::look: return climbs_ ? set_out(cloud) : stay(cloud);
    case stage::climb: return follow_climbs();
    case stage::weigh: return weigh();
    case stage::bend: return follow_bend();
    case stage::place: return settle();
    case stage::done: return;
  }
}

void start::stay(const particles &cloud) {
  bool any = false;
  std::copy_n(cloud.x, n_ * d_, x_.begin());
  for (int64_t i = 0; i < n_; ++i) {
    const bool finite = height(i) > minus_infinity;
    log_density_[static_cast<size_t>(i)] = height(i);
    for (int64_t k = 0; k < d_; ++k) score_[static_cast<size_t>(i * d_ + k)] = finite ? score_at(i)[k] : 0;
    any = any || finite;
  }
  require(any, WGF_E_NUMERIC, "the target rejected every particle at the start: no log density or score was finite");
  stage_ = stage::done;
}

// The paths begin at particles with a finite log density, spread evenly over them.
void start::set_out(const particles &cloud) {
  std::vector<int64_t> finite;
  for (int64_t i = 0; i < n_; ++i)
    if (height(i) > minus_infinity) finite.push_back(i);
  require(!finite.empty(), WGF_E_NUMERIC, "the target rejected every particle at the start: no log density or score was finite");
  const double reach = spread(cloud);
  for (int64_t k = 0; k < paths_; ++k) {
    const int64_t i = finite[static_cast<size_t>(k * static_cast<int64_t>(finite.size()) / paths_)];
    const double steep = size(d_, score_at(i));
    ascents_[static_cast<size_t>(k)].begin(cloud.x + i * d_, height(i), score_at(i), reach > 0 ? reach : static_cast<double>(d_) / std::max(steep, 1e-300));
    gaussian_fit &fit = fits_[static_cast<size_t>(k)];
    fit.centre = ascents_[static_cast<size_t>(k)].x();
  }
  stage_ = stage::climb;
  go_on_climbing();
}

void start::gather_climbers() {
  for (int64_t k = 0; k < paths_; ++k)
    if (!ascents_[static_cast<size_t>(k)].done()) {
      std::copy_n(ascents_[static_cast<size_t>(k)].trial(), d_, point(static_cast<int64_t>(asked_.size())));
      asked_.push_back(k);
    }
}

void start::follow_climbs() {
  bool some_to_weigh = false;
  for (size_t a = 0; a < asked_.size(); ++a) {
    ascent &path = ascents_[static_cast<size_t>(asked_[a])];
    path.digest(height(static_cast<int64_t>(a)), score_at(static_cast<int64_t>(a)));
    some_to_weigh = some_to_weigh || due(asked_[a]);
  }
  if (some_to_weigh)
    stage_ = stage::weigh;
  else
    go_on_climbing();
}

// From the fourth iterate on each is weighed; a path that ends before, at its end.
bool start::due(int64_t k) const {
  const ascent &path = ascents_[static_cast<size_t>(k)];
  return path.done() ? path.moved() || !fits_[static_cast<size_t>(k)].found() : path.moved() && path.iterations() >= first_weighed;
}

void start::go_on_climbing() {
  stage_ = stage::climb;
  if (std::all_of(ascents_.begin(), ascents_.end(), [](const ascent &each) { return each.done(); })) choose();
}

// Draws of N(x + B g, B) for each path that has just moved.
void start::gather_draws(const particles &cloud) {
  normals({cloud.seed, turn_, purpose::probe}, 0, draws_a_fit * paths_, d_, noise_.data());
  for (int64_t k = 0; k < paths_; ++k) {
    const ascent &path = ascents_[static_cast<size_t>(k)];
    dense_matrix &factor = factors_[static_cast<size_t>(k)];
    if (!due(k)) continue;
    factor = path.inverse_hessian();
    if (!factor_in_place(factor) || !factor.allFinite()) continue;
    const Eigen::VectorXd centre = path.x() + path.inverse_hessian() * path.gradient();
    for (int64_t j = 0; j < draws_a_fit; ++j) {
      const Eigen::Map<const Eigen::VectorXd> e(noise_.data() + (k * draws_a_fit + j) * d_, d_);
      Eigen::Map<Eigen::VectorXd>(point(static_cast<int64_t>(asked_.size()) * draws_a_fit + j), d_) = centre + factor * e;
    }
    asked_.push_back(k);
  }
}

void start::weigh() {
  for (size_t a = 0; a < asked_.size(); ++a) {
    const size_t k = static_cast<size_t>(asked_[a]);
    const ascent &path = ascents_[k];
    double elbo = (factors_[k].diagonal() / ascents_[k].unit()).array().log().sum();
    for (int64_t j = 0; j < draws_a_fit; ++j) {
      const Eigen::Map<const Eigen::VectorXd> e(noise_.data() + (asked_[a] * draws_a_fit + j) * d_, d_);
      elbo += (height(static_cast<int64_t>(a) * draws_a_fit + j) + 0.5 * e.squaredNorm()) / static_cast<double>(draws_a_fit);
    }
    gaussian_fit &fit = fits_[k];
    if (!(elbo > fit.elbo)) continue;
    fit.elbo = elbo;
    fit.height = path.log_density();
    fit.centre = path.x() + path.inverse_hessian() * path.gradient();
    fit.factor = factors_[k];
  }
  go_on_climbing();
}

// Paths that are worst_elbo below the best are dropped; paths whose Gaussians lie in each other are one place.
void start::choose() {
  std::vector<int64_t> order(static_cast<size_t>(paths_));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return fits_[static_cast<size_t>(a)].elbo > fits_[static_cast<size_t>(b)].elbo; });
  best_ = order[0];
  for (int64_t k : order) {
    gaussian_fit &fit = fits_[static_cast<size_t>(k)];
    if (!fit.found() && k == best_) {  // none has got as far as a curvature: where the path is, as wide as its first look
      const ascent &path = ascents_[static_cast<size_t>(k)];
      fit.centre = path.x();
      fit.height = path.log_density();
      fit.factor.diagonal().setConstant(path.unit());
    }
    if (k != best_ && !(fit.elbo >= fits_[static_cast<size_t>(best_)].elbo - worst_elbo)) continue;
    representative_[static_cast<size_t>(k)] = k;
    for (int64_t better : order) {
      if (better == k) break;
      const bool stands = representative_[static_cast<size_t>(better)] == better;
      if (stands && fits_[static_cast<size_t>(better)].distance2(fit) < std::max(1.0, 0.25 * static_cast<double>(d_))) representative_[static_cast<size_t>(k)] = better;
    }
  }
  begin_bend(0);
}

double start::width() const {
  const double steep = size(d_, score_.data());
  return steep > 0 ? std::sqrt(static_cast<double>(d_)) / steep : 1;
}

int64_t start::places() const {
  int64_t count = 0;
  for (int64_t k = 0; k < paths_; ++k) count += representative_[static_cast<size_t>(k)] == k;
  return count;
}

void start::begin_bend(int64_t path) {
  round_ = 0;
  for (bending_ = path; bending_ < paths_; ++bending_)
    if (representative_[static_cast<size_t>(bending_)] == bending_) break;
  stage_ = bending_ < paths_ ? stage::bend : stage::place;
}

void start::gather_bends() {
  const gaussian_fit &fit = fits_[static_cast<size_t>(bending_)];
  for (int64_t j = 0; j < d_; ++j)
    for (int64_t side = 0; side < 2; ++side)
      Eigen::Map<Eigen::VectorXd>(point(2 * j + side), d_) = fit.centre + (side == 0 ? bend_step : -bend_step) * fit.factor.col(j);
}

void start::follow_bend() {
  const bool any_rejected = std::any_of(rejected_.begin(), rejected_.begin() + 2 * d_, [](uint8_t r) { return r != 0; });
  if (any_rejected || fits_[static_cast<size_t>(bending_)].bend(bend_step, given_score_.data(), eigen_) || ++round_ >= most_bends) begin_bend(bending_ + 1);
}

// Chain i begins in the place of path i mod paths, or, where that was dropped, in the best one.
void start::gather_places(const particles &cloud) {
  if (tries_ == 0) normals({cloud.seed, turn_, purpose::initial}, 0, n_, d_, noise_.data());
  const double shrunk = std::pow(0.7, static_cast<double>(tries_));
  for (int64_t i = 0; i < n_; ++i) {
    if (placed_[static_cast<size_t>(i)]) continue;
    const int64_t stands = representative_[static_cast<size_t>(i % paths_)];
    const gaussian_fit &fit = fits_[static_cast<size_t>(stands < 0 ? best_ : stands)];
    const Eigen::Map<const Eigen::VectorXd> e(noise_.data() + i * d_, d_);
    Eigen::Map<Eigen::VectorXd>(point(static_cast<int64_t>(asked_.size())), d_) = fit.centre + shrunk * (fit.factor * e);
    asked_.push_back(i);
  }
}

void start::settle() {
  bool all = true;
  for (size_t a = 0; a < asked_.size(); ++a) {
    const int64_t i = asked_[a], stands = representative_[static_cast<size_t>(i % paths_)];
    const double bar = fits_[static_cast<size_t>(stands < 0 ? best_ : stands)].height - 30 - 3 * static_cast<double>(d_);
    const double here = height(static_cast<int64_t>(a));
    const bool high = here >= bar && here > minus_infinity;
    if (!high && !(tries_ >= most_tries && here > minus_infinity)) {
      all = false;
      continue;
    }
    placed_[static_cast<size_t>(i)] = 1;
    std::copy_n(point(static_cast<int64_t>(a)), d_, x_.begin() + i * d_);
    std::copy_n(score_at(static_cast<int64_t>(a)), d_, score_.begin() + i * d_);
    log_density_[static_cast<size_t>(i)] = here;
  }
  ++tries_;
  require(all || tries_ <= 2 * most_tries, WGF_E_NUMERIC, "the target rejects every point near the best that the start has found; give particles where it is finite");
  if (all) stage_ = stage::done;
}

}  // namespace wgf
