// Two weighted clouds, scores, and kernels by option: the same drift sums by each of the ways of the option "approximation".
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/context.h"
#include "base/random.h"
#include "kernels/kernel.h"

namespace wgf::kernel_tests {

using numbers = std::vector<double>;
using settings = std::function<void(option_set &)>;

inline numbers normal_points(int64_t n, int64_t d, uint64_t seed, double mean = 0, double spread = 1) {
  numbers x(static_cast<size_t>(n * d));
  normals({seed, 0, purpose::user}, 0, n, d, x.data());
  for (double &v : x) v = mean + spread * v;
  return x;
}

inline numbers uneven_weights(int64_t n) {
  numbers w;
  double total = 0;
  for (int64_t i = 0; i < n; ++i) w.push_back(1 + static_cast<double>(i % 3)), total += w.back();
  for (double &v : w) v /= total;
  return w;
}

struct two_clouds {
  int64_t n, m, d;
  numbers x, y, w, v, score;
  numbers places;  // where the pull is taken, when not at x

  two_clouds(int64_t of_x, int64_t of_y, int64_t dimension, uint64_t seed = 1)
      : n(of_x), m(of_y), d(dimension), x(normal_points(n, d, seed)), y(normal_points(m, d, seed + 100, 0.5, 0.8)), w(uneven_weights(n)),
        v(uneven_weights(m)), score(x) {
    for (double &s : score) s = 0.5 - s;
  }

  cloud own() const { return {n, x.data(), w.data()}; }
  cloud other() const { return {m, y.data(), v.data()}; }
};

class kernel_of {
 public:
  kernel_of(const two_clouds &s, const settings &set, int threads = 1, context *host = nullptr)
      : clouds_(s), pool_(threads), table_(kernel_options("gaussian", "median")) {
    table_.add(approximation_options(drift_kind::between_clouds)).add({real_option("noise", 0, 0, unbounded, "")});
    options_ = std::make_unique<option_set>("test", table_);
    options_->set_real("bandwidth", 1);
    set(*options_);
    const int64_t most = std::max(s.n, s.m);
    made_ = make_kernel({*options_, nullptr, nullptr, most, most, s.d, 1, pool_, host});
    made_->adapt(s.own(), s.other());
  }

  numbers stein(int64_t step = 0) {
    numbers out(clouds_.x.size());
    made_->begin(1, step);
    made_->stein(clouds_.n, clouds_.x.data(), clouds_.own(), clouds_.score.data(), out.data());
    return out;
  }

  numbers pull(int64_t step = 0) {
    numbers out(clouds_.x.size()), room(out.size());
    made_->begin(1, step);
    made_->pull(clouds_.n, clouds_.places.empty() ? clouds_.x.data() : clouds_.places.data(), clouds_.own(), clouds_.other(), out.data(), room.data());
    return out;
  }

  numbers sum(bool of_stein, int64_t step = 0) { return of_stein ? stein(step) : pull(step); }
  double error() const { return made_->approximation_error(); }

 private:
  const two_clouds &clouds_;
  workers pool_;
  option_table table_;
  std::unique_ptr<option_set> options_;
  std::unique_ptr<kernel> made_;
};

// Never falling back.
inline settings way(
    const std::string &name, double bandwidth, const settings &more = [](option_set &) {}) {
  return [=](option_set &o) {
    o.set_text("approximation", name);
    o.set_real("approximation_tolerance", 0);
    o.set_real("bandwidth", bandwidth);
    more(o);
  };
}

inline settings with(const char *option, int64_t value) {
  return [=](option_set &o) { o.set_integer(option, value); };
}

inline settings cut_at(double value) {
  return [=](option_set &o) { o.set_real("cutoff", value); };
}

inline void distance_kernel(option_set &o) { o.set_text("kernel", "riesz"); }

inline double largest_difference(const numbers &a, const numbers &b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

inline double relative_error(const numbers &a, const numbers &exact) {
  double wrong = 0, all = 0;
  for (size_t i = 0; i < a.size(); ++i) wrong += (a[i] - exact[i]) * (a[i] - exact[i]), all += exact[i] * exact[i];
  return std::sqrt(wrong / all);
}

}  // namespace wgf::kernel_tests
