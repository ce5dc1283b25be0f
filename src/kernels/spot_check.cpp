#include "kernels/spot_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/strata.h"

namespace wgf {

namespace {

constexpr int64_t candidates_per_row = 32;

double squared_distance(int64_t d, const double *a, const double *b) {
  double sum = 0;
  for (int64_t c = 0; c < d; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

class in_double {
 public:
  explicit in_double(radial_sums &sums) : sums_(sums), single_(sums.single_precision) { sums.single_precision = false; }
  ~in_double() { sums_.single_precision = single_; }

 private:
  radial_sums &sums_;
  bool single_;
};

}  // namespace

spot_check::spot_check(int64_t rows, int64_t n, int64_t d) : rows_(std::min(rows, n)), d_(d) {
  const size_t most = static_cast<size_t>(std::min(n, candidates_per_row * rows_)), drawn = static_cast<size_t>(rows_);
  index_.resize(most);
  chance_.resize(most);
  drawn_.resize(drawn);
  place_.resize(most * static_cast<size_t>(d));
  for (std::vector<double> *v : {&x_, &exact_, &room_}) v->resize(drawn * static_cast<size_t>(d));
}

void spot_check::draw_candidates(int64_t n, const double *x, const stream &random) {
  count_ = std::min(n, static_cast<int64_t>(index_.size()));
  for (int64_t r = 0; r < count_; ++r) {
    const int64_t i = index_[static_cast<size_t>(r)] = stratum_item(random, 0, r, count_, n);
    std::copy_n(x + i * d_, d_, place_.data() + r * d_);
  }
}

void spot_check::draw_evenly() {
  std::fill_n(chance_.begin(), count_, 1 / static_cast<double>(count_));
  for (int64_t r = 0; r < rows_; ++r) drawn_[static_cast<size_t>(r)] = r * count_ / rows_;
}

// Systematic sampling: equal steps, from a random start, through the chances laid end to end.
void spot_check::draw_by_coverage(const stream &random) {
  double total = 0;
  for (int64_t r = 0; r < count_; ++r) {
    double &thin = chance_[static_cast<size_t>(r)];
    thin = 1 / (thin * thin + 1e-12);
    total += thin;
  }
  for (int64_t r = 0; r < count_; ++r) {
    double &chance = chance_[static_cast<size_t>(r)];
    chance = 0.5 / static_cast<double>(count_) + 0.5 * chance / total;
  }
  const double start = uniform_at(random, 0, 1);
  double below = chance_[0];
  for (int64_t r = 0, at = 0; r < rows_; ++r) {
    while (at + 1 < count_ && below * static_cast<double>(rows_) < static_cast<double>(r) + start) below += chance_[static_cast<size_t>(++at)];
    drawn_[static_cast<size_t>(r)] = at;
  }
}

double spot_check::ratio(const double *approximate) const {
  double wrong = 0, all = 0;
  for (int64_t r = 0; r < rows_; ++r) {
    const size_t at = static_cast<size_t>(drawn_[static_cast<size_t>(r)]);
    const double *exact = exact_.data() + r * d_;
    const double over_chance = 1 / chance_[at];
    wrong += over_chance * squared_distance(d_, exact, approximate + index_[at] * d_);
    all += over_chance * std::inner_product(exact, exact + d_, exact, 0.0);
  }
  return wrong == 0 ? 0 : std::sqrt(wrong / all);
}

double spot_check::relative_error(const drift_sum &f, int64_t n, const double *x, const double *approximate, approximation &by,
                                  const step_of_run &now, radial_sums &sums) {
  const stream random = now.draw(purpose::probe);
  draw_candidates(n, x, random);
  if (count_ > rows_ && by.coverage(count_, place_.data(), chance_.data()))
    draw_by_coverage(random);
  else
    draw_evenly();
  for (int64_t r = 0; r < rows_; ++r) std::copy_n(place_.data() + drawn_[static_cast<size_t>(r)] * d_, d_, x_.data() + r * d_);
  const in_double exactly(sums);
  sums.drift(f, rows_, x_.data(), exact_.data(), room_.data());
  return ratio(approximate);
}

}  // namespace wgf
