#include "step/descent.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/context.h"
#include "core/random.h"
#include "core/passes.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Whole groups of four rows, which share their random numbers.
int64_t rows_of_some_numbers(int64_t d) { return std::max<int64_t>(2048 / d / 4 * 4, 4); }

double mean_square(const particles &cloud, const double *v) {
  const double *w = cloud.w;
  if (std::all_of(w, w + cloud.n, [&](double each) { return each == w[0]; })) return w[0] * sum_of_squares(v, cloud.n * cloud.d);
  double sum = 0;
  for (int64_t i = 0; i < cloud.n; ++i) sum += w[i] * sum_of_squares(v + i * cloud.d, cloud.d);
  return sum;
}

// The root of the mean square, where the squares themselves may be too large or too small.
double root_mean_square(const particles &cloud, const double *v, double mean_square) {
  if (mean_square > 1e-280 && mean_square < 1e300) return std::sqrt(mean_square);
  double most = 0, sum = 0;
  for (int64_t i = 0; i < cloud.n * cloud.d; ++i) most = std::max(most, std::abs(v[i]));
  if (most == 0) return 0;
  int exponent;
  std::frexp(most, &exponent);
  for (int64_t i = 0; i < cloud.n * cloud.d; ++i) {
    const double part = std::ldexp(v[i], -exponent);
    sum += cloud.w[i / cloud.d] * part * part;
  }
  return std::ldexp(std::sqrt(sum), exponent);
}

class descent : public recipe {
 public:
  descent(const scene &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves)
      : host_(s.host), owner_(s.options.owner()), n_(s.n), d_(s.d), mini_batch_(s.density && (s.density->provides() & WGF_MINI_BATCH)),
        energy_every_(s.options.integer("energy_every")), schedule_(s.options), field_(std::move(field)), moves_(std::move(moves)), pool_(s.pool), rows_together_(rows_of_some_numbers(d_)) {
    const size_t rows = static_cast<size_t>(n_), size = static_cast<size_t>(n_ * d_);
    if (!field_->moves_by_score()) v_.resize(size);
    weights_.resize(rows);
    rejected_.resize(rows);
    if (wants() & WGF_LOG_DENSITY) log_density_.resize(rows);
    if (wants() & WGF_SCORE) score_.resize(size);
    const size_t noise = field_->diffusion() > 0 ? static_cast<size_t>(rows_together_ * d_ * s.pool.threads()) : 0;
    noise_.resize(field_->noise_in_float() ? 0 : noise);
    float_noise_.resize(field_->noise_in_float() ? noise : 0);
    if (wants() != 0) held_.reserve(size);
  }

  const request *advance(particles &cloud, const answer *given) override {
    if (!given && wants() != 0) return ask(cloud);
    move(cloud, given ? *given : answer());
    return nullptr;
  }

  answer answer_buffers() override {
    return {log_density_.empty() ? nullptr : log_density_.data(), score_.empty() ? nullptr : score_.data(), nullptr, rejected_.data()};
  }

  void numbers(step_numbers &out) const override { out = numbers_; }
  void set_step_size(double h) override { schedule_.set_step_size(h); }

  void archive(wgf::archive &bytes) override {
    schedule_.archive(bytes);
    if (moves_) moves_->archive(bytes);
    field_->archive(bytes);
    bytes.value(numbers_);
  }

  int32_t drift_wants() const override { return field_->wants(); }
  int32_t energy_wants() const override { return field_->energy_wants(); }

  bool drift(const particles &cloud, const answer &given, double *v) override {
    field_->velocity(without_rejected(cloud, given), given, v);
    rest_rejected(given, v);
    check_finite(v);
    return true;
  }

  bool energy(const particles &cloud, const answer &given, double *value) override {
    return field_->energy(without_rejected(cloud, given), given, value);
  }

 private:
  int32_t wants() const { return energy_every_ > 0 ? field_->wants() | field_->energy_wants() : field_->wants(); }

  const request *ask(const particles &cloud) {
    request_ = {wants(), n_, d_, mini_batch_ ? cloud.step : -1, cloud.x, nullptr};
    return &request_;
  }

  particles without_rejected(const particles &cloud, const answer &given) {
    particles kept = cloud;
    if (!given.rejected || std::none_of(given.rejected, given.rejected + n_, [](uint8_t r) { return r != 0; })) return kept;
    double total = 0;
    for (size_t i = 0; i < weights_.size(); ++i) total += weights_[i] = given.rejected[i] ? 0 : cloud.w[i];
    require(total > 0, WGF_E_NUMERIC, "the target rejected every particle: no log density or score was finite");
    for (double &w : weights_) w /= total;
    kept.w = weights_.data();
    return kept;
  }

  void rest_rejected(const answer &given, double *v) const {
    if (!given.rejected) return;
    for (int64_t i = 0; i < n_; ++i)
      if (given.rejected[i]) std::fill(v + i * d_, v + (i + 1) * d_, 0.0);
  }

  void check_finite(const double *v) const {
    if (all_finite(v, n_ * d_)) return;
    for (int64_t i = 0; i < n_ * d_; ++i)
      if (!std::isfinite(v[i]))
        fail(WGF_E_NUMERIC, "the velocity of particle " + std::to_string(i / d_) + " is not finite in coordinate " +
                                std::to_string(i % d_) + "; a smaller step_size or another start may help");
  }

  bool some_rejected(const answer &given) const { return given.rejected && std::memchr(given.rejected, 1, rejected_.size()); }

  // The score is finite wherever it was not rejected.
  double *velocity(const particles &kept, const answer &given) {
    const bool here = field_->moves_by_score();
    double *v = here ? given.score : v_.data();
    if (!here) field_->velocity(kept, given, v);
    rest_rejected(given, v);
    if (!here) check_finite(v);
    return v;
  }

  void move(particles &cloud, answer given) {
    if (!some_rejected(given)) given.rejected = nullptr;
    const particles kept = without_rejected(cloud, given);
    const double *v = velocity(kept, given);
    const double h = schedule_.at(cloud.step);
    count(kept, given, v, h);
    hold_rejected(cloud, given);
    const unbroken whole;
    const int64_t held_back = moves_ ? moves_->advance(n_ * d_, v, h, cloud.x) : 0;
    if (!moves_ || !noise_.empty() || !float_noise_.empty()) advance_and_diffuse(cloud, moves_ ? nullptr : v, h);
    release_rejected(cloud, given);
    tell_held_back(held_back);
  }

  void tell_held_back(int64_t coordinates) {
    if (coordinates == 0 || held_back_told_) return;
    held_back_told_ = true;
    host_.log(WGF_LOG_WARNING, owner_ + ": the stepper holds back " + std::to_string(coordinates) +
                                   " coordinates: it remembers velocities 1e8 times as large as those of now, and until it has forgotten them these "
                                   "hardly move; a smaller start, or the stepper euler, does not remember");
  }

  void count(const particles &kept, const answer &given, const double *v, double h) {
    const double speed2 = mean_square(kept, v);
    double energy = unknown;
    if (energy_every_ > 0 && kept.step % energy_every_ == 0 && !field_->energy(kept, given, &energy)) energy = unknown;
    numbers_ = {h, energy, speed2, root_mean_square(kept, v, speed2), unknown, field_->bandwidth(), field_->approximation_error()};
  }

  // x += h v (unless v is null) + noise, some rows at a time while they are in the cache.
  void advance_and_diffuse(particles &cloud, const double *v, double h) {
    const double scale = std::sqrt(2 * field_->diffusion() * h);
    const stream random{cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise};
    const double cost = 3 * static_cast<double>(rows_together_ * d_);
    pool_.for_each((n_ + rows_together_ - 1) / rows_together_, cost, [&](int64_t part, int slot) {
      const int64_t first = part * rows_together_, rows = std::min(rows_together_, n_ - first), at = first * d_;
      const auto move = [&](auto *z) {
        if (z) normals(random, first, rows, d_, z);
        add_moves(rows * d_, h, v ? v + at : nullptr, scale, z, cloud.x + at);
      };
      if (float_noise_.empty())
        move(noise_.empty() ? nullptr : noise_.data() + slot * rows_together_ * d_);
      else
        move(float_noise_.data() + slot * rows_together_ * d_);
    });
  }

  // Steppers with memory move a particle of zero velocity too.
  void hold_rejected(const particles &cloud, const answer &given) {
    if (!given.rejected) return;
    for (int64_t i = 0; i < n_; ++i)
      if (given.rejected[i]) held_.insert(held_.end(), cloud.x + i * d_, cloud.x + (i + 1) * d_);
  }

  void release_rejected(particles &cloud, const answer &given) {
    if (!given.rejected) return;
    const double *row = held_.data();
    for (int64_t i = 0; i < n_; ++i)
      if (given.rejected[i]) {
        std::copy(row, row + d_, cloud.x + i * d_);
        row += d_;
      }
    held_.clear();
  }

  context &host_;
  std::string owner_;
  int64_t n_, d_;
  bool mini_batch_, held_back_told_ = false;
  int64_t energy_every_;
  step_schedule schedule_;
  std::unique_ptr<drift_field> field_;
  std::unique_ptr<stepper> moves_;
  request request_;
  step_numbers numbers_{unknown, unknown, unknown, unknown, unknown, unknown};
  std::vector<double> v_, weights_, log_density_, score_, noise_, held_;
  std::vector<float> float_noise_;
  std::vector<uint8_t> rejected_;
  workers &pool_;
  int64_t rows_together_;
};

}  // namespace

option_table descent_options(double default_step_size, const char *why) {
  return step_size_options(default_step_size, why)
      .add({integer_option("energy_every", 0, 0, int64_t{1} << 53,
                           "Compute the energy every this many steps, for wgf_stats; 0 never, because it can double the cost of a step.")});
}

std::unique_ptr<recipe> make_descent(const scene &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves) {
  return std::make_unique<descent>(s, std::move(field), std::move(moves));
}

}  // namespace wgf
