#include "step/explicit_step.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/context.h"
#include "base/random.h"
#include "base/passes.h"
#include "base/text.h"
#include "base/paced.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Whole groups of four rows, which share their random numbers.
int64_t rows_of_some_numbers(int64_t d) { return std::max<int64_t>(2048 / d / 4 * 4, 4); }

double mean_square(const particles &cloud, const double *v) {
  const double *w = cloud.w;
  if (std::all_of(w, w + cloud.n, [&](double each) { return each == w[0]; })) return w[0] * sum_of_squares(v, cloud.n * cloud.d);
  double sum = 0;
  for (int64_t i = 0; i < cloud.n; ++i) {
    sum += w[i] * sum_of_squares(v + i * cloud.d, cloud.d);
    breathe(10 + static_cast<double>(cloud.d));
  }
  return sum;
}

// The root of the mean square, where the squares themselves may be too large or too small.
double root_mean_square(const particles &cloud, const double *v, double mean_square) {
  if (mean_square > 1e-280 && mean_square < 1e300) return std::sqrt(mean_square);
  double most = 0, sum = 0;
  in_stretches(cloud.n * cloud.d, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) most = std::max(most, std::abs(v[i]));
  });
  if (most == 0) return 0;
  int exponent;
  std::frexp(most, &exponent);
  in_stretches(cloud.n * cloud.d, 10, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const double part = std::ldexp(v[i], -exponent);
      sum += cloud.w[i / cloud.d] * part * part;
    }
  });
  return std::ldexp(std::sqrt(sum), exponent);
}

// A step asks at the particles, moves them, and where the target may refuse a place asks at the new ones before they are taken: a particle
// whose new place is rejected stays. That answer serves the next step, so that a run costs one evaluation more than it has steps.
class explicit_step : public recipe {
 public:
  explicit_step(const binding &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves)
      : host_(s.host), owner_(s.options.owner()), n_(s.n), d_(s.d), warmup_(s.options.integer("warmup")), mini_batch_(s.density && (s.density->provides() & WGF_MINI_BATCH)), energy_every_(s.options.integer("energy_every")),
        schedule_(s.options), field_(std::move(field)), moves_(std::move(moves)), support_(support(s, field_->wants())),
        guarded_(wants() != 0 && s.density->may_reject()), pool_(s.pool),
        rows_together_(rows_of_some_numbers(d_)) {
    const int64_t size = n_ * d_;
    if (!field_->moves_by_score()) resize(v_, size);
    resize(weights_, n_);
    here_.prepare(wants(), n_, size);
    if (guarded_) {
      there_.prepare(wants(), n_, size);
      resize(place_, size);
    }
    const size_t noise = field_->diffusion() > 0 && !field_->draws_noise() ? static_cast<size_t>(rows_together_ * d_ * s.pool.threads()) : 0;
    noise_.resize(field_->noise_in_float() ? 0 : noise);
    float_noise_.resize(field_->noise_in_float() ? noise : 0);
    if (wants() != 0) held_.reserve(static_cast<size_t>(size));
    if (guarded_ && moves_) resize(memory_before_, archive_memory(archive::mode::measure));
  }

  const request *advance(particles &cloud) override {
    if (waiting_ == waiting::move) return finish(cloud);
    if (waiting_ == waiting::start) accept_start();
    if (wants() != 0 && !here_.known) return ask(waiting::start, cloud.x, cloud.step);
    move(cloud);
    return guarded_ ? ask(waiting::move, place_.data(), cloud.step + 1) : complete();
  }

  void give_up() override {
    if (waiting_ == waiting::move && moves_) archive_memory(archive::mode::read_back);
    waiting_ = waiting::nothing;
    if (!guarded_) here_.known = 0;
  }

  phase phase_of(int64_t step) const override { return after_warmup(step, warmup_); }
  void particles_replaced() override { here_.known = 0; }
  void numbers(step_numbers &out) const override { out = numbers_; }
  void set_step_size(double h) override { schedule_.set_step_size(h); }
  std::string doubts(const particles &cloud, const step_numbers &last) override { return field_->doubts(cloud, last); }

  void archive(wgf::archive &bytes) override {
    bytes.section("schedule", 1, [&](uint32_t) { schedule_.archive(bytes); });
    if (moves_) bytes.section("stepper", 1, [&](uint32_t) { moves_->archive(bytes); });
    bytes.section("field", 1, [&](uint32_t) { field_->archive(bytes); });
    bytes.section("numbers", 1, [&](uint32_t) { numbers_.archive(bytes); });
    if (guarded_) bytes.section("told", 1, [&](uint32_t) { here_.archive(bytes); });
  }

  int32_t drift_wants() const override { return field_->wants() | support_; }
  int32_t energy_wants() const override { return field_->energy_wants() | support_; }

  bool drift(const particles &cloud, const answer &given, double *v) override {
    field_->velocity(without_rejected(cloud, given), given, v);
    rest_rejected(given, v);
    check_finite(v);
    return true;
  }

  double energy(const particles &cloud, const answer &given) override { return field_->energy_value(without_rejected(cloud, given), given); }
  std::string energy_refused() const override { return field_->energy_refused(); }

 private:
  // What the target said of n places.
  struct told {
    std::vector<double> log_density, score;
    std::vector<uint8_t> rejected;
    int64_t known = 0;

    void prepare(int32_t wants, int64_t rows, int64_t size) {
      if (wants & WGF_LOG_DENSITY) resize(log_density, rows);
      if (wants & WGF_SCORE) resize(score, size);
      resize(rejected, rows);
    }
    answer buffers() { return {log_density.empty() ? nullptr : log_density.data(), score.empty() ? nullptr : score.data(), nullptr, rejected.data()}; }
    // Where a place is rejected the target may have said anything.
    void forget_rejected() {
      if (!some_rejected()) return;
      const size_t d = score.size() / rejected.size();
      for (size_t i = 0; i < rejected.size(); ++i) {
        if (!rejected[i]) continue;
        if (!log_density.empty()) log_density[i] = -HUGE_VAL;
        std::fill_n(score.begin() + static_cast<int64_t>(i * d), d, 0.0);
      }
    }
    bool some_rejected() const { return std::memchr(rejected.data(), 1, rejected.size()) != nullptr; }
    void archive(wgf::archive &bytes) {
      bytes.count(known, 1);
      bytes.log_densities(log_density);
      bytes.numbers(score);
      bytes.bytes(rejected.data(), static_cast<int64_t>(rejected.size()));
    }
  };

  static int32_t support(const binding &s, int32_t wants) { return s.density && (wants & WGF_SCORE) ? s.density->tells_support() : 0; }
  int32_t needs() const { return field_->wants() | (energy_every_ > 0 ? field_->energy_wants() : 0); }
  int32_t wants() const { return needs() | support_; }

  enum class waiting {
    nothing,
    start,  // for what is said of the particles
    move,   // of the places they would move to
  };

  const request *ask(waiting what, const double *x, int64_t step) {
    waiting_ = what;
    request_ = {wants(), n_, d_, mini_batch_ ? step : -1, x, nullptr, (what == waiting::move ? there_ : here_).buffers(), support_ & ~needs()};
    return &request_;
  }

  void accept_start() {
    require(std::memchr(here_.rejected.data(), 0, here_.rejected.size()) != nullptr, WGF_E_NUMERIC,
            "the target rejected every particle: no log density or score was finite");
    here_.forget_rejected();
    here_.known = 1;
    waiting_ = waiting::nothing;
  }

  const request *complete() {
    numbers_ = counted_;
    if (!guarded_) here_.known = 0;
    return nullptr;
  }

  // The stepper's memory, to and from what a step that is given up goes back to.
  int64_t archive_memory(archive::mode mode) {
    wgf::archive bytes(mode, memory_before_.data(), static_cast<int64_t>(memory_before_.size()));
    moves_->archive(bytes);
    return bytes.position();
  }

  particles without_rejected(const particles &cloud, const answer &given) {
    particles kept = cloud;
    if (!given.rejected || std::none_of(given.rejected, given.rejected + n_, [](uint8_t r) { return r != 0; })) return kept;
    double total = 0;
    for (size_t i = 0; i < weights_.size(); ++i) total += weights_[i] = given.rejected[i] ? 0 : cloud.w[i];
    require(total > 0, WGF_E_NUMERIC, "the target rejected every particle of weight above 0: no log density or score was finite");
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
    bool finite = true;
    in_stretches(n_ * d_, 1, [&](int64_t begin, int64_t end) { finite = finite && all_finite(v + begin, end - begin); });
    if (finite) return;
    for (int64_t i = 0; i < n_ * d_; ++i)
      if (!std::isfinite(v[i]))
        fail(WGF_E_NUMERIC, "the velocity of particle " + std::to_string(i / d_) + " is not finite in coordinate " +
                                std::to_string(i % d_) + "; a smaller step_size or another start may help");
  }

  // The score is finite wherever it was not rejected.
  double *velocity(const particles &kept, const answer &given) {
    const bool here = field_->moves_by_score();
    double *v = here ? given.score : v_.data();
    if (!here) field_->velocity(kept, given, v);
    rest_rejected(given, v);
    if (!here) check_finite(v);
    return v;
  }

  // To the new places: where the particles are, unless the target is asked about them first.
  void move(particles &cloud) {
    answer given = wants() != 0 ? here_.buffers() : answer();
    if (given.rejected && !here_.some_rejected()) given.rejected = nullptr;
    const particles kept = without_rejected(cloud, given);
    const double *v = velocity(kept, given);
    const double h = schedule_.at(cloud.step);
    count(kept, given, v, h);
    if (h > 1e100 || field_->diffusion() > 1e100 || !(counted_.w2_speed < 1e100)) require_range(cloud, v, h);
    double *to = cloud.x;
    if (guarded_) {
      to = place_.data();
      if (moves_) archive_memory(archive::mode::write);
    }
    hold_rejected(cloud, given);
    const unbroken whole;
    if (moves_ && guarded_) copy(cloud.x, n_ * d_, to);
    const int64_t held_back = moves_ ? moves_->advance(n_ * d_, v, h, to) : 0;
    if (!moves_ || !noise_.empty() || !float_noise_.empty()) advance_and_diffuse(cloud, moves_ ? nullptr : v, h, moves_ ? to : cloud.x, to);
    if (field_->draws_noise()) field_->diffuse(kept, {cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise}, std::sqrt(2 * field_->diffusion() * h), to);
    release_rejected(given, to);
    tell_held_back(held_back);
  }

  void tell_held_back(int64_t coordinates) {
    if (coordinates == 0 || held_back_told_) return;
    held_back_told_ = true;
    host_.log(WGF_LOG_WARNING, owner_ + ": the stepper holds back " + std::to_string(coordinates) +
                                   " coordinates: it remembers velocities 1e8 times as large as those of now, and until it has forgotten them these "
                                   "hardly move; a smaller start, or the stepper euler, does not remember");
  }

  // Ordinary steps cannot leave the range of a double. Steppers with memory move by at most 1e5 velocities, or by some step sizes.
  void require_range(const particles &cloud, const double *v, double h) const {
    double speed = 1, place = 0;
    in_stretches(n_ * d_, 2, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) speed = std::max(speed, std::abs(v[i])), place = std::max(place, std::abs(cloud.x[i]));
    });
    const double move = h * (moves_ ? 1e5 : 1) * speed + 40 * std::sqrt(2 * field_->diffusion() * h);
    require(std::isfinite(move) && std::isfinite(move + place), WGF_E_NUMERIC,
            ("a step of size " + to_text(h) + " at velocities up to " + to_text(speed) + " leaves the range of a double; a smaller step_size may help").c_str());
  }

  // Without noise the same moves would come again; with noise a few particles at an edge may all be refused by chance.
  void require_some_move() const {
    const bool by_chance = field_->diffusion() > 0 && n_ < 8;
    require(by_chance || std::memchr(there_.rejected.data(), 0, there_.rejected.size()) != nullptr, WGF_E_NUMERIC,
            "the target rejected every particle where it would move to: no log density or score was finite");
  }

  const request *finish(particles &cloud) {
    require_some_move();
    const unbroken whole;
    waiting_ = waiting::nothing;
    if (!there_.some_rejected()) {
      pool_.for_each((n_ + rows_together_ - 1) / rows_together_, static_cast<double>(rows_together_ * d_) / 2, [&](int64_t part, int) {
        const int64_t first = part * rows_together_, rows = std::min(rows_together_, n_ - first);
        std::copy_n(place_.data() + first * d_, rows * d_, cloud.x + first * d_);
      });
      std::swap(here_, there_);
    } else {
      for (int64_t i = 0; i < n_; ++i) take(cloud, i);
    }
    here_.known = 1;
    return complete();
  }

  void take(particles &cloud, int64_t i) {
    const size_t at = static_cast<size_t>(i);
    breathe(4 * static_cast<double>(d_));
    if (there_.rejected[at]) {
      if (moves_) moves_->taken_back(i * d_, d_);
      return;
    }
    std::copy_n(place_.data() + i * d_, d_, cloud.x + i * d_);
    if (!here_.score.empty()) std::copy_n(there_.score.data() + i * d_, d_, here_.score.data() + i * d_);
    if (!here_.log_density.empty()) here_.log_density[at] = there_.log_density[at];
    here_.rejected[at] = 0;
  }

  void count(const particles &kept, const answer &given, const double *v, double h) {
    const double speed2 = mean_square(kept, v);
    const bool looks = energy_every_ > 0 && kept.step % energy_every_ == 0 && field_->energy_refused().empty();
    const double energy = looks ? field_->energy_value(kept, given) : unknown;
    counted_ = {h, energy, speed2, root_mean_square(kept, v, speed2), unknown, field_->bandwidth(), field_->approximation_error()};
    field_->numbers(kept, given, v, &counted_);
  }

  // to = from + h v (unless v is null) + noise, some rows at a time while they are in the cache.
  void advance_and_diffuse(const particles &cloud, const double *v, double h, const double *from, double *to) {
    const double scale = std::sqrt(2 * field_->diffusion() * h);
    const stream random{cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise};
    const double cost = 3 * static_cast<double>(rows_together_ * d_);
    pool_.for_each((n_ + rows_together_ - 1) / rows_together_, cost, [&](int64_t part, int slot) {
      const int64_t first = part * rows_together_, rows = std::min(rows_together_, n_ - first), at = first * d_;
      const auto move = [&](auto *z) {
        if (z) normals(random, first, rows, d_, z);
        add_moves(rows * d_, h, v ? v + at : nullptr, scale, z, to + at);
      };
      if (from != to) std::copy_n(from + at, rows * d_, to + at);
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

  void release_rejected(const answer &given, double *x) {
    if (!given.rejected) return;
    const double *row = held_.data();
    for (int64_t i = 0; i < n_; ++i)
      if (given.rejected[i]) {
        std::copy(row, row + d_, x + i * d_);
        row += d_;
      }
    held_.clear();
  }

  context &host_;
  std::string owner_;
  int64_t n_, d_, warmup_;
  bool mini_batch_, held_back_told_ = false;
  int64_t energy_every_;
  step_schedule schedule_;
  std::unique_ptr<drift_field> field_;
  std::unique_ptr<stepper> moves_;
  int32_t support_;  // WGF_LOG_DENSITY where only it tells that a place is out of the target's support
  bool guarded_;     // the target may reject a place
  request request_;
  step_numbers numbers_{unknown, unknown, unknown, unknown, unknown, unknown}, counted_ = numbers_;  // of the last step; of the one under way
  told here_, there_;                                                                                // of the particles, and of the places they would move to
  waiting waiting_ = waiting::nothing;
  std::vector<double> v_, weights_, place_, noise_, held_;
  std::vector<uint8_t> memory_before_;
  std::vector<float> float_noise_;
  workers &pool_;
  int64_t rows_together_;
};

}  // namespace

option_table explicit_step_options(double default_step_size, const char *why) {
  return step_size_options(default_step_size, why)
      .add({integer_option("energy_every", 0, 0, int64_t{1} << 53,
                           "Compute the energy every this many steps, for wgf_stats; 0 never, because it can double the cost of a step.")});
}

std::unique_ptr<recipe> make_explicit_step(const binding &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves) {
  return std::make_unique<explicit_step>(s, std::move(field), std::move(moves));
}

}  // namespace wgf
