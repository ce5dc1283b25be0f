#include "step/descent.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/random.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

class descent : public recipe {
 public:
  descent(const scene &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves)
      : n_(s.n), d_(s.d), mini_batch_(s.density && (s.density->provides() & WGF_MINI_BATCH)),
        energy_every_(s.options.integer("energy_every")), schedule_(s.options), field_(std::move(field)), moves_(std::move(moves)) {
    const size_t rows = static_cast<size_t>(n_), size = static_cast<size_t>(n_ * d_);
    v_.resize(size);
    weights_.resize(rows);
    rejected_.resize(rows);
    if (wants() & WGF_LOG_DENSITY) log_density_.resize(rows);
    if (wants() & WGF_SCORE) score_.resize(size);
    if (field_->diffusion() > 0) noise_.resize(size);
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
    moves_->archive(bytes);
    field_->archive(bytes);
    bytes.value(numbers_);
  }

  int32_t drift_wants() const override { return field_->wants(); }
  int32_t energy_wants() const override { return field_->energy_wants(); }

  bool drift(const particles &cloud, const answer &given, double *v) override {
    field_->velocity(without_rejected(cloud, given), given, v);
    rest_rejected(given, v);
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

  void check_finite() const {
    for (int64_t i = 0; i < n_ * d_; ++i)
      if (!std::isfinite(v_[static_cast<size_t>(i)]))
        fail(WGF_E_NUMERIC, "the velocity of particle " + std::to_string(i / d_) + " is not finite in coordinate " +
                                std::to_string(i % d_) + "; a smaller step_size or another start may help");
  }

  void move(particles &cloud, const answer &given) {
    const particles kept = without_rejected(cloud, given);
    field_->velocity(kept, given, v_.data());
    rest_rejected(given, v_.data());
    check_finite();
    const double h = schedule_.at(cloud.step);
    count(kept, given, h);
    hold_rejected(cloud, given);
    moves_->advance(n_ * d_, v_.data(), h, cloud.x);
    if (!noise_.empty()) diffuse(cloud, h);
    release_rejected(cloud, given);
  }

  void count(const particles &kept, const answer &given, double h) {
    double speed2 = 0;
    for (int64_t i = 0; i < n_; ++i) {
      const double *v = v_.data() + i * d_;
      speed2 += kept.w[i] * std::inner_product(v, v + d_, v, 0.0);
    }
    double energy = unknown;
    if (energy_every_ > 0 && kept.step % energy_every_ == 0 && !field_->energy(kept, given, &energy)) energy = unknown;
    numbers_ = {h, energy, speed2, std::sqrt(speed2), unknown, field_->bandwidth(), field_->approximation_error()};
  }

  void diffuse(particles &cloud, double h) {
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise}, 0, n_, d_, noise_.data());
    const double scale = std::sqrt(2 * field_->diffusion() * h);
    for (size_t i = 0; i < noise_.size(); ++i) cloud.x[i] += scale * noise_[i];
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

  int64_t n_, d_;
  bool mini_batch_;
  int64_t energy_every_;
  step_schedule schedule_;
  std::unique_ptr<drift_field> field_;
  std::unique_ptr<stepper> moves_;
  request request_;
  step_numbers numbers_{unknown, unknown, unknown, unknown, unknown, unknown};
  std::vector<double> v_, weights_, log_density_, score_, noise_, held_;
  std::vector<uint8_t> rejected_;
};

}  // namespace

option_table descent_options(double default_step_size, const char *why) {
  return step_size_options(default_step_size, why)
      .add({integer_option("energy_every", 0, 0, int64_t{1} << 53,
                           "Compute the energy every this many steps, for wgf_stats; 0 never, because it can double the cost of a step.")});
}

std::unique_ptr<recipe> make_descent(const scene &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves) {
  return std::make_unique<descent>(s, std::move(field), moves ? std::move(moves) : make_euler());
}

}  // namespace wgf
