#include "sampler/stationarity.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace wgf {

namespace {

constexpr int64_t fewest_chains = 8;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<int64_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

std::vector<double> column(int64_t n, int64_t d, const double *x, int64_t k) {
  std::vector<double> out(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) out[static_cast<size_t>(i)] = x[i * d + k];
  return out;
}

struct mean_and_error {
  double mean, error2;
};

mean_and_error over_chains(const std::vector<double> &values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (double v : values) mean += v / n;
  for (double v : values) square += (v - mean) * (v - mean);
  return {mean, square / (n * (n - 1))};
}

// Means in standard errors. Chains are independent; what each remembers of its earlier place only makes the difference smaller.
double difference(const std::vector<double> &before, const std::vector<double> &now) {
  const mean_and_error a = over_chains(before), b = over_chains(now);
  return std::abs(a.mean - b.mean) / std::sqrt(a.error2 + b.error2 + 1e-300);
}

// The place of each value in units of three robust standard deviations, at most 1: bounded, so that no tail is too heavy.
std::vector<double> places(std::vector<double> values, double centre, double width) {
  for (double &v : values) v = std::clamp((v - centre) / width, -1.0, 1.0);
  return values;
}

std::vector<double> sizes(std::vector<double> values) {
  for (double &v : values) v = std::abs(v);
  return values;
}

// Of place and of spread, the larger one; 0 where the chains were all in one place.
double change(const std::vector<double> &before, const std::vector<double> &now) {
  const double centre = median(before);
  std::vector<double> away = before;
  for (double &v : away) v = std::abs(v - centre);
  const double width = 3 * 1.4826 * median(away);
  if (!(width > 0)) return 0;
  const std::vector<double> a = places(before, centre, width), b = places(now, centre, width);
  return std::max(difference(a, b), difference(sizes(a), sizes(b)));
}

// The distance to the nearest other value.
double alone(const std::vector<double> &sorted, double value) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  const double below = at == sorted.begin() ? HUGE_VAL : value - *(at - 1), above = at + 1 == sorted.end() ? HUGE_VAL : *(at + 1) - value;
  return std::min(below, above);
}

}  // namespace

int64_t far_chains(int64_t n, int64_t d, const double *x) {
  std::vector<uint8_t> far(static_cast<size_t>(n));
  for (int64_t k = 0; n >= fewest_chains && k < d; ++k) {
    const std::vector<double> values = column(n, d, x, k);
    std::vector<double> sorted = values, away = values;
    std::sort(sorted.begin(), sorted.end());
    const double centre = median(values);
    for (double &v : away) v = std::abs(v - centre);
    const double most = 30 * 1.4826 * median(away);
    for (size_t i = 0; most > 0 && i < far.size(); ++i) far[i] |= away[i] > most && alone(sorted, values[i]) > most;
  }
  return std::count(far.begin(), far.end(), uint8_t{1});
}

void stationarity::remember(const double *x) {
  std::copy_n(x, n_ * d_, before_.begin());
  remembered_ = 1;
}

std::string stationarity::doubts(const double *x) const {
  if (!remembered_ || n_ < fewest_chains) return {};
  // One false alarm in some ten thousand looks at all coordinates: the normal quantile of that, and one more for few chains.
  const double most = std::sqrt(2 * std::log(2e4 * static_cast<double>(d_))) + 1;
  for (int64_t k = 0; k < d_; ++k) {
    const double found = change(column(n_, d_, before_.data(), k), column(n_, d_, x, k));
    if (found > most)
      return "the chains are not stationary: since the end of the warm-up coordinate " + std::to_string(k) + " has changed its place or spread by " +
             to_text(found) + " standard errors; a longer warm-up may help, unless the density cannot be normalised";
  }
  return {};
}

}  // namespace wgf
